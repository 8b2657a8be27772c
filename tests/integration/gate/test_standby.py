"""Data from a standby that lags, rules and users from its primary: on two real servers."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import InternalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client, RequestFactory

from django_graphgate.access import load_roles
from django_graphgate.access.live import state_alias
from django_graphgate.checks import check_state
from django_graphgate.decorators import require_auth
from django_graphgate.gate import get_gate
from django_graphgate.models import AllowedOperation, OperationUsage, TableRule
from django_graphgate.telemetry.usage import UsageCounter, usage_counter
from django_graphgate.telemetry.usage_tables import Counts, write_usage
from tests.services import Service, start_postgresql, start_standby, wheel_binaries
from tests.settings import postgresql
from tests.support.gate.house import PROJECT, caller, only_code
from tests.support.routers import routed_to
from tests.support.shop.fixture import load
from tests.support.shop.models import Product
from tests.support.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

QUERY = "query Names { products(order_by: { id: asc }) { id name } }"
KEY = ("", "Names", "d" * 64, "user")
OPTIONS = {"wal_level": "replica", "max_wal_senders": "4", "max_connections": "40", "hot_standby": "on"}


class Split:
    """Reads from the standby, writes to the primary."""

    def db_for_read(self, _: Any, **__: Any) -> str:
        return "standby"

    def db_for_write(self, _: Any, **__: Any) -> str:
        return "primary"

    def allow_relation(self, *_: Any, **__: Any) -> bool:
        return True


class Standby(Split):
    """Sends everything to the standby, as a project does that has mistaken one for the other."""

    def db_for_write(self, _: Any, **__: Any) -> str:
        return "standby"


@dataclass
class Pair:
    """A primary and its standby, known to Django by these names."""

    primary: Service
    standby: Service

    def on(self, alias: str, text: str) -> Any:
        url = {"primary": self.primary, "standby": self.standby}[alias].url
        options = "-c default_transaction_read_only=off"
        with psycopg.connect(url, autocommit=True, options=options) as connection:
            cursor = connection.execute(text.encode())
            return cursor.fetchone() if cursor.description else None

    def catch_up(self) -> None:
        """Returns when the standby has what the primary has written until now."""
        (end,) = self.on("primary", "SELECT pg_current_wal_flush_lsn()")
        until(lambda: self.on("standby", f"SELECT pg_last_wal_replay_lsn() >= '{end}'")[0])

    def pause(self) -> None:
        self.catch_up()
        self.on("standby", "SELECT pg_wal_replay_pause()")
        until(lambda: self.on("standby", "SELECT pg_get_wal_replay_pause_state()") == ("paused",))


@contextmanager
def two_servers() -> Iterator[Pair]:
    with tempfile.TemporaryDirectory(prefix="graphgate-standby-", dir="/tmp") as name:  # read by their user
        folder = Path(name)
        folder.chmod(0o711)
        binaries, running = wheel_binaries(folder), []
        try:
            primary = start_postgresql(folder, binaries, "primary", **OPTIONS, synchronous_commit="on")
            running.append(primary)
            primary.wait()
            standby = start_standby(folder, binaries, "standby", primary, **OPTIONS)
            running.append(standby)
            standby.wait()
            yield Pair(primary, standby)
        finally:
            for service in reversed(running):
                service.stop()


class Current:
    """The servers of this module; others when a test has stopped the primary."""

    def __init__(self, stack: ExitStack) -> None:
        self.stack = stack
        self.pair: Pair | None = None

    def get(self) -> Pair:
        if self.pair is None or self.pair.primary.process.poll() is not None:
            self.pair = self.stack.enter_context(two_servers())
        return self.pair


@pytest.fixture(scope="module")
def current() -> Iterator[Current]:
    with ExitStack() as stack:
        yield Current(stack)


@pytest.fixture(scope="module")
def connect(django_db_setup: None, django_db_blocker: Any) -> Any:
    """Django's own way to connect: a test may use only databases that were there when it began."""
    with django_db_blocker.unblock():
        return BaseDatabaseWrapper.ensure_connection


@pytest.fixture
def pair(
    connect: Any,
    current: Current,
    transactional_db: None,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Pair]:
    """The shop on the primary, followed by the standby, which serves the data."""
    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", connect)
    servers = current.get()
    names = {"primary": servers.primary, "standby": servers.standby}
    for alias, service in names.items():
        connections.settings[alias] = {**connections.settings["default"], **postgresql(service.url)}
    try:
        servers.on("primary", "DROP SCHEMA public CASCADE")
        servers.on("primary", "CREATE SCHEMA public")
        with routed_to("primary"):
            call_command("migrate", database="primary", run_syncdb=True, verbosity=0)
        load("primary")
        settings.GRAPHGATE = {**PROJECT, "CONFIG_DIR": tmp_path, "PRODUCTION": False}
        settings.GRAPHGATE |= {"AUTH": [{"type": "django_session"}]}
        settings.ROOT_URLCONF = "tests.support.gate.urls"
        settings.DATABASE_ROUTERS = [f"{__name__}.Split"]
        load_roles([{"name": "user", "tables": [{"name": "products", "query": {}}]}])
        servers.catch_up()
        yield servers
    finally:
        servers.on("standby", "SELECT CASE WHEN pg_is_in_recovery() THEN pg_wal_replay_resume()::text END")
        for alias in names:
            connections[alias].close()
            del connections[alias], connections.settings[alias]


@pytest.fixture
def client(pair: Pair, django_user_model: Any) -> Client:
    """Somebody who signed in while the standby did not hear of it."""
    user = django_user_model(username="ada")
    user.set_password("x")
    user.save()
    pair.pause()
    found = Client()
    found.force_login(user)
    return found


def ask(client: Client) -> Any:
    return client.post("/api/graphql", json.dumps({"query": QUERY}), content_type="application/json")


def names(client: Client) -> list[str]:
    answer = ask(client)
    assert answer.status_code == 200, answer.content
    return [product["name"] for product in answer.json()["data"]["products"]]


def test_data_are_as_old_as_the_standby(pair: Pair, client: Client) -> None:
    before = names(client)
    assert before
    Product.objects.using("primary").update(name="changed")
    assert names(client) == before
    pair.on("standby", "SELECT pg_wal_replay_resume()")
    pair.catch_up()
    assert set(names(client)) == {"changed"}


def test_narrowed_rule_holds_at_the_next_request(client: Client) -> None:
    before = names(client)
    TableRule.objects.using("primary").update(filters=["{ id: { eq: 1 } }"])
    assert names(client) == before[:1]
    TableRule.objects.using("primary").update(block=True)
    assert ask(client).json()["data"] == {"products": None}


def test_switch_holds_at_the_next_request(client: Client) -> None:
    assert names(client)
    AllowedOperation.objects.using("primary").update(enabled=False)
    assert ask(client).json()["errors"][0]["extensions"]["code"] == "OPERATION_DISABLED"


@pytest.mark.parametrize("verify", ["auto", "separately"])
@pytest.mark.parametrize("change", ["inactive", "password", "signed out", "gone"])
def test_end_of_a_user_holds_at_the_next_request(
    client: Client, django_user_model: Any, settings: Any, verify: str, change: str
) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "AUTH": [{"type": "django_session", "verify": verify}]}
    assert names(client)
    users = django_user_model.objects.using("primary")
    if change == "inactive":
        users.update(is_active=False)
    elif change == "password":
        users.update(password="another")
    elif change == "signed out":
        client.session.model.objects.using("primary").all().delete()
    else:
        users.all()._raw_delete("primary")
    request = RequestFactory().get("/")
    request.COOKIES.update({key: morsel.value for key, morsel in client.cookies.items()})
    assert require_auth()(lambda _: None)(request).status_code == 401, "a view of the project's own"
    assert ask(client).status_code == 401


def test_counts_and_recording_wait_for_a_database_that_can_be_written(
    pair: Pair, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "USAGE_INTERVAL": 3600}
    pair.on("primary", "ALTER DATABASE postgres SET default_transaction_read_only = on")
    try:
        connections["primary"].close()
        gate = get_gate()
        answer = gate.execute(QUERY, identity=caller(1))
        assert answer.json()["data"]["products"]
        assert answer.json()["extensions"]["graphgate"]["saved"] == "no"
        counter = usage_counter()
        assert counter is not None
        counter.flush()
        assert "usage is not written yet" in caplog.text
    finally:
        pair.on("primary", "ALTER DATABASE postgres RESET default_transaction_read_only")
        connections["primary"].close()
    counter.flush()
    assert OperationUsage.objects.using("primary").get().runs == 1


def test_project_that_writes_to_the_standby(
    pair: Pair, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.DATABASE_ROUTERS = [f"{__name__}.Standby"]
    assert state_alias() == "standby"
    (problem,) = check_state(databases=["standby"])
    assert (problem.id, "'standby'" in problem.msg) == ("graphgate.E009", True)
    answer = get_gate().execute(QUERY, identity=caller(1))
    assert (only_code(answer), answer.status) == ("DATABASE_UNAVAILABLE", 503)
    with pytest.raises(InternalError, match="read-only"):
        write_usage({KEY: Counts(runs=1)})
    counter = UsageCounter(3600)
    counter.count(KEY, 0.1, failed=False)
    counter.flush()
    assert "usage is not written yet" in caplog.text


def test_standby_is_promoted(pair: Pair, client: Client, settings: Any) -> None:
    pair.on("standby", "SELECT pg_wal_replay_resume()")
    pair.catch_up()
    before = names(client)
    pair.primary.stop()
    assert ask(client).status_code == 503, "rules are asked of the primary, and it is away"
    connections["primary"].close()
    connections.settings["primary"].update(HOST=connections.settings["standby"]["HOST"])
    connections["primary"].settings_dict.update(HOST=connections.settings["standby"]["HOST"])
    assert ask(client).status_code == 503, "its address is a standby's, which may lack what was written"
    pair.on("standby", "SELECT pg_promote()")
    assert names(client) == before
    TableRule.objects.using("primary").update(filters=["{ id: { eq: 1 } }"])
    assert names(client) == before[:1]
