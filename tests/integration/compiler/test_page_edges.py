"""Pages between two places, with an offset beyond a place, and of distinct rows."""

from __future__ import annotations

from typing import Any

import pytest

from django_graphgate.execution.connection import dialect_of
from tests.integration.compiler.test_page_walks import api
from tests.support.apps.ladders.models import Rung
from tests.support.shop.running import ALIASES, sealed

pytestmark = pytest.mark.django_db(databases=ALIASES)
every_database = pytest.mark.parametrize("alias", ALIASES)

RANKS = {10: 0, 20: 1, 30: 2, 40: 0, 50: 1}


@pytest.fixture
def rungs(alias: str) -> None:
    for key, rank in RANKS.items():
        Rung.objects.using(alias).create(id=key, rank=rank)


def declared(variables: dict[str, Any]) -> str:
    return f"({', '.join(f'${name}: String' for name in variables)}) " if variables else ""


def listed(alias: str, arguments: str, **variables: int) -> list[int]:
    """The ids of a plain list; a variable is the place of a row."""
    text = f"query {declared(variables)}{{ rungs({arguments}) {{ id }} }}"
    statement = api().compiled(text, dialect_of(alias).name)
    places = {name: {"cursor": [key]} for name, key in variables.items()}
    found = api().run(statement, alias, sealed(statement, places))["rungs"]
    return [row["id"] for row in found]


def ask(alias: str, arguments: str, **variables: Any) -> tuple[list[int], bool, bool]:
    """The ids of a page, and whether rows come before and after it."""
    text = f"""query {declared(variables)}{{
      rungs_connection({arguments}) {{
        edges {{ node {{ id }} }} pageInfo {{ hasPreviousPage hasNextPage }}
      }}
    }}"""
    page = api().run(api().compiled(text, dialect_of(alias).name), alias, variables)["rungs_connection"]
    info = page["pageInfo"]
    return [edge["node"]["id"] for edge in page["edges"]], info["hasPreviousPage"], info["hasNextPage"]


def places(alias: str, arguments: str = "") -> dict[int, str]:
    """The cursor of each row of the list."""
    text = f"{{ rungs_connection(first: 100{arguments}) {{ edges {{ cursor node {{ id }} }} }} }}"
    edges = api().ask(text, alias)["rungs_connection"]["edges"]
    return {edge["node"]["id"]: edge["cursor"] for edge in edges}


@every_database
@pytest.mark.usefixtures("rungs")
def test_row_outside_of_both_places_is_shown(alias: str) -> None:
    between = {"a": places(alias)[10], "b": places(alias)[50]}
    assert ask(alias, "first: 9, after: $a, before: $b", **between) == ([20, 30, 40], True, False)
    assert ask(alias, "first: 2, after: $a, before: $b", **between) == ([20, 30], True, True)
    assert ask(alias, "last: 2, after: $a, before: $b", **between) == ([30, 40], True, True)
    assert ask(alias, "last: 9, after: $a, before: $b", **between) == ([20, 30, 40], False, True)
    nothing = {"a": places(alias)[30], "b": places(alias)[20]}
    assert ask(alias, "first: 2, after: $a, before: $b", **nothing)[0] == []
    assert ask(alias, "last: 2, after: $a, before: $b", **nothing)[0] == []


@every_database
@pytest.mark.usefixtures("rungs")
def test_offset_is_counted_from_elsewhere_than_the_place(alias: str) -> None:
    assert listed(alias, "first: 1, offset: 1, after: $a", a=10) == [30]
    assert listed(alias, "first: 9, offset: 2, after: $a", a=20) == [50]
    assert listed(alias, "last: 1, offset: 1, before: $b", b=50) == [30]
    assert listed(alias, "first: 9, offset: 1, after: $a, before: $b", a=10, b=50) == [30, 40]
    assert listed(alias, "first: 1, offset: 9, after: $a", a=10) == []
    whole = listed(alias, "distinct: [rank], first: 9, offset: 1, after: $a", a=10)
    assert whole == [30]


@every_database
@pytest.mark.usefixtures("rungs")
def test_rows_beside_a_page_of_distinct_rows_are_others(alias: str) -> None:
    distinct = "distinct: [rank]"
    cursor = places(alias, f", {distinct}")
    assert list(cursor) == [10, 20, 30]
    assert ask(alias, f"{distinct}, first: 1") == ([10], False, True)
    assert ask(alias, f"{distinct}, first: 1, after: $a", a=cursor[10]) == ([20], True, True)
    assert ask(alias, f"{distinct}, first: 2, after: $a", a=cursor[10]) == ([20, 30], True, False)
    assert ask(alias, f"{distinct}, last: 1") == ([30], True, False)
    assert ask(alias, f"{distinct}, last: 2, before: $b", b=cursor[30]) == ([10, 20], False, True)
    Rung.objects.using(alias).filter(id=30).delete()  # what follows the place is no first of its rank
    assert ask(alias, f"{distinct}, last: 1, before: $b", b=cursor[30]) == ([20], True, False)
    Rung.objects.using(alias).filter(id=10).delete()  # and now 40 is
    assert ask(alias, f"{distinct}, last: 1, before: $b", b=cursor[30]) == ([20], False, True)
    assert ask(alias, f"{distinct}, first: 1, after: $a", a=cursor[10]) == ([20], False, True)
