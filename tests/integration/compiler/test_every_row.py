"""Random documents for five roles reach every row of the language, and mean what the oracle says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings

from django_graphgate.catalog import get_catalog
from tests.acceptance.example_project.copies import environment
from tests.support.apps.expanse.models import MODELS, fill
from tests.support.catalog.asking import built
from tests.support.documents import roles
from tests.support.documents.atlas import ROOT
from tests.support.documents.comparing import Tally, compare, printed
from tests.support.documents.ground import Ground
from tests.support.documents.table import ON_POSTGRESQL_ALONE
from tests.support.oracle.models import world_of
from tests.support.shop.oracle import SHOP
from tests.support.shop.running import ALIASES, shop  # noqa: F401

VENDORS = dict(zip(ALIASES, ("PostgreSQL", "SQLite"), strict=True))
MANY = 20 if os.environ.get("GRAPHGATE_PROFILE") == "long" else 1


@pytest.mark.django_db(databases=ALIASES)
def test_random_documents_miss_a_row_or_mean_something_else(
    shop: None,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    tallies = {alias: Tally() for alias in ALIASES}
    for ground, count in ((of_the_shop(), 320), (of_the_expanse(), 160)):
        for alias, tally in compare(ground, range(count * MANY)).items():
            assert set(tally.roles) == set(ground.roles)
            tallies[alias].add(tally)
    with capsys.disabled():
        shown = {VENDORS[alias]: tally for alias, tally in tallies.items()}
        print(f"\n{printed('Random documents, by row of the language', shown)}")
    assert {alias: tally.empty for alias, tally in tallies.items()} == {alias: [] for alias in ALIASES}


def of_the_shop() -> Ground:
    return Ground(get_catalog(), dict.fromkeys(ALIASES, SHOP), roles.SHOP, alone=("palettes",))


def of_the_expanse() -> Ground:
    """Its rows are read through the ORM."""
    for alias in ALIASES:
        fill(alias)
    worlds = {alias: world_of(MODELS, alias) for alias in ALIASES}
    return Ground(built(["expanse"]).catalog, worlds, roles.EXPANSE)


@pytest.fixture(params=["postgresql", "sqlite"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    if request.param == "sqlite":
        yield {"ATLAS_DATABASE": str(tmp_path / "atlas.sqlite3")}
        return
    name = f"few_{os.getpid()}"
    with psycopg.connect(settings.POSTGRESQL_URL, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            url = urlsplit(settings.POSTGRESQL_URL)._replace(path=f"/{name}").geturl()
            yield {"DATABASE_URL": url}
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_random_documents_over_the_example_mean_something_else(
    empty_database: dict[str, str], tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.documents.atlas", str(100 * MANY)],
        cwd=ROOT,
        env=environment(tmp_path, **empty_database, DJANGO_DEBUG="1"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found = json.loads(done.stdout)
    assert set(found["roles"]) == {"everything", "planner", "anon", "user", "editor"}
    reached = Counter(found["rows"])
    assert sum(reached[one] for one in ON_POSTGRESQL_ALONE) > 0
