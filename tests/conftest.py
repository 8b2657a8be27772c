"""What all tests share: two databases to run on, the other servers, a counter on the wire."""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connection

from tests import settings as test_settings
from tests.support.routers import routed_to
from tests.support.wire import WireProxy, count_round_trips

if TYPE_CHECKING:
    from django_graphgate.telemetry.usage import UsageCounter

pytest_plugins = ["tests.support.leaks", "tests.support.telemetry.observed"]

DATABASES = {"default": "postgresql", "sqlite": "sqlite"}
DENIAL_ID = "d" * 32
POSTGRESQL_SERVERS = ["POSTGRESQL_URL"]
if "GRAPHGATE_TEST_POSTGRESQL_OLD" in os.environ:
    POSTGRESQL_SERVERS.append("POSTGRESQL_OLD_URL")

NEEDS_SERVERS = (
    "All tests but those of tests/unit need servers: start them with `python -m tests.services pytest`."
)
IN_CI = bool(os.environ.get("CI"))
"""There the same examples come in the same order each time; elsewhere each run looks at others."""

hypothesis.settings.register_profile("short", max_examples=50, deadline=None, derandomize=IN_CI)
hypothesis.settings.register_profile("long", max_examples=2000, deadline=None, derandomize=IN_CI)
hypothesis.settings.register_profile(  # an example that fails is enough, it need not be a small one
    "planted",
    max_examples=50,
    deadline=None,
    derandomize=True,  # a bug that is noticed today is noticed tomorrow
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)
hypothesis.settings.load_profile(os.environ.get("GRAPHGATE_PROFILE", "short"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden; read the difference")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if IN_CI and config.getoption("randomly_seed", None) == "default":
        config.option.randomly_seed = 1
    if not (test_settings.SERVED or all(is_unit(config.invocation_params.dir, part) for part in config.args)):
        raise pytest.UsageError(NEEDS_SERVERS)


def is_unit(folder: Path, selected: str) -> bool:
    """Whether an argument of pytest selects tests that need no servers."""
    return (folder / selected.partition("::")[0]).resolve().is_relative_to(Path(__file__).parent / "unit")


@pytest.fixture(scope="session", autouse=True)
def _only_tables_with_rows_are_emptied() -> Iterator[None]:
    """PostgreSQL gives each table that it truncates a new file, and most tests leave most of them empty."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    def sql_flush(self: DatabaseOperations, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        names = ", ".join(f"'{self.quote_name(table)}'" for table in tables)
        return [
            "DO $$ DECLARE name text; filled boolean; BEGIN"
            f" FOREACH name IN ARRAY ARRAY[{names}]::text[] LOOP"
            " EXECUTE 'SELECT EXISTS (SELECT FROM ' || name || ')' INTO filled;"
            " IF filled THEN EXECUTE 'DELETE FROM ' || name; END IF;"
            " END LOOP; END $$"
        ]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        yield


@pytest.fixture(scope="session", autouse=True)
def _usage_counters() -> Iterator[list[UsageCounter]]:
    """All that were made since somebody last looked."""
    from django_graphgate.telemetry.usage import UsageCounter

    made: list[UsageCounter] = []
    start = UsageCounter.__init__

    def init(counter: UsageCounter, interval: float) -> None:
        start(counter, interval)
        made.append(counter)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(UsageCounter, "__init__", init)
        yield made


@pytest.fixture(autouse=True)
def _counters_end_with_their_test(_usage_counters: list[UsageCounter]) -> Iterator[None]:
    """Else one would write to a database that is gone, when its thread wakes up or the process ends."""
    yield
    for counter in _usage_counters:
        atexit.unregister(counter.flush)
        counter._start_empty()
    _usage_counters.clear()


@pytest.fixture(autouse=True)
def _denials_have_the_same_id(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers are compared as a whole; ``@pytest.mark.own_ids`` is for tests that look at the ids."""
    if request.node.get_closest_marker("own_ids") is None:
        monkeypatch.setattr("django_graphgate.errors.new_reference", lambda: DENIAL_ID)


@pytest.fixture
def audit_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread writes audit events, as outside tests; in other tests ``audit.append.flush`` does."""
    from django_graphgate.audit import writer

    monkeypatch.setattr(writer, "in_tests", lambda: False)


@pytest.fixture(autouse=True)
def _audit_events_end_with_their_test() -> Iterator[None]:
    """Else they would be written by the next test that asks for it."""
    yield
    from django_graphgate.audit.append import writer

    writer._start_empty()


def pytest_unconfigure() -> None:
    """Workers of a parallel run end without running finalisers."""
    test_settings.remove_folder()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for ``database`` may use that database and no other."""
    for item in items:
        callspec = getattr(item, "callspec", None)
        if callspec is None or "database" not in callspec.params:
            continue
        mark = item.get_closest_marker("django_db")
        options = {"databases": [callspec.params["database"]], **(mark.kwargs if mark else {})}
        item.add_marker(pytest.mark.django_db(**options), append=False)


@pytest.fixture(params=list(DATABASES), ids=list(DATABASES.values()))
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The alias of the database that the test runs on: once PostgreSQL, once SQLite."""
    with routed_to(request.param):
        yield request.param


@pytest.fixture(params=POSTGRESQL_SERVERS, ids=lambda name: name.removesuffix("_URL").lower())
def postgresql_url(request: pytest.FixtureRequest) -> str:
    """A PostgreSQL server with an empty database, for tests without Django: new, and old with JIT."""
    return str(getattr(settings, request.param))


@pytest.fixture
def redis_url() -> str:
    """A Redis database of this worker's own, emptied."""
    import redis

    # a run with a planted bug has the database of the worker that started it
    worker_id = os.environ.get("PYTEST_XDIST_WORKER") or os.environ.get("GRAPHGATE_TEST_WORKER", "master")
    number = int(worker_id.removeprefix("gw")) + 1 if worker_id.startswith("gw") else 0
    url = f"{settings.REDIS_URL.rpartition('/')[0]}/{number}"
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return url


@pytest.fixture
def memcached_address() -> str:
    """``host:port`` of memcached, shared by all workers: use keys that nobody else has."""
    return str(settings.MEMCACHED_ADDRESS)


@pytest.fixture
def wire(transactional_db: None) -> Iterator[WireProxy]:
    """A counter between Django's default connection, in every thread, and its PostgreSQL server."""
    with count_round_trips(settings.POSTGRESQL_URL) as proxy:
        before = dict(connection.settings_dict)
        connection.close()
        connection.settings_dict.update(HOST=proxy.host, PORT=str(proxy.port))
        yield proxy
        connection.close()
        connection.settings_dict.update(before)
