"""Walks over random tables page by page, while other rows come and go: each row is met once, and in order."""

from __future__ import annotations

import datetime as dt
import functools
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from django_graphgate.catalog.build import build_catalog
from django_graphgate.execution.connection import dialect_of
from django_graphgate.rules.model import StoredRole, StoredRule
from tests.support.apps.ladders.models import Ladder, Rung
from tests.support.catalog.asking import Api
from tests.support.shop.running import ALIASES

pytestmark = pytest.mark.django_db(databases=ALIASES)

FEW = settings(
    max_examples=max(settings().max_examples // 3, 10),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
MOST = 1_000

VALUES: Mapping[str, tuple[Any, ...]] = {
    "number": (None, -(2**31), 0, 7),
    "size": (None, -0.1, 0.1 + 0.2, 1e22, math.inf, -math.inf),
    "label": (None, "", "a", 'z"\\u0000\né🎈', "zz" + "ü" * 3_000),
    "price": (None, Decimal("-0.01"), Decimal("10.10"), Decimal("999999.99")),
    "moment": (
        None,
        dt.datetime(2021, 1, 9, 16, 37, 1, tzinfo=dt.UTC),
        dt.datetime(2021, 1, 9, 16, 37, 1, 500_000, tzinfo=dt.UTC),
    ),
    "span": (None, dt.timedelta(seconds=-90), dt.timedelta(days=2, microseconds=1)),
    "flag": (None, False, True),
    "rank": (0, 1, 2),
    "m": (0, 1),
    "o0": (0, 5),
}
EMPTY: Mapping[str, Any] = {name: values[0] for name, values in VALUES.items()} | {"ladder_id": None}
NAMES = (None, "a", "b", "b")
"""The names of the ladders 1, 2, 3 and 4; some rungs are of none."""
DIRECTIONS = ("asc", "desc", "asc_nulls_first", "asc_nulls_last", "desc_nulls_first", "desc_nulls_last")
BY_LADDER = "ladder"

Keys = list[tuple[str, str]]
Row = dict[str, Any]


@functools.cache
def api() -> Api:
    catalog = build_catalog(["ladders"], relay=True).catalog
    rules = tuple(StoredRule(table=name, limit=MOST) for name in catalog.tables)
    return Api(catalog, StoredRole(name="walker", rules=rules))


# -- what a walk is made of -----------------------------------------------------------------------

rows = st.fixed_dictionaries(
    {name: st.sampled_from(values) for name, values in VALUES.items()}
    | {"ladder_id": st.sampled_from([None, 1, 2, 3, 4])}
)
keys = st.lists(
    st.tuples(st.sampled_from([*VALUES, BY_LADDER, "id"]), st.sampled_from(DIRECTIONS)),
    max_size=3,
    unique_by=lambda key: key[0],
)


def order_by(given: Keys) -> str:
    entries = [
        f"{{ ladder: {{ name: {direction} }} }}" if name == BY_LADDER else f"{{ {name}: {direction} }}"
        for name, direction in given
    ]
    return f"[{', '.join(entries)}]"


def value_of(row: Row, name: str) -> Any:
    if name != BY_LADDER:
        return row[name]
    return None if row["ladder_id"] is None else NAMES[row["ladder_id"] - 1]


def in_order(found: list[Row], given: Keys) -> list[int]:
    """The ids, sorted as the documents say, and by Python."""
    done = sorted(found, key=lambda row: row["id"])
    for name, direction in reversed(given):  # sorting is stable, also in reverse
        nulls_first = direction.endswith("_nulls_first") or direction == "desc"
        full = [row for row in done if value_of(row, name) is not None]
        full.sort(key=functools.partial(value_of, name=name), reverse=direction.startswith("desc"))
        empty = [row for row in done if value_of(row, name) is None]
        done = empty + full if nulls_first else full + empty
    return [row["id"] for row in done]


@dataclass
class Table:
    """The rows of one database, some of which come and go."""

    alias: str
    stable: list[Row] = field(default_factory=list)
    others: list[Row] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    """All ids that there ever were: another row of the same id would look like the same row."""

    def add(self, values: Row, *, stable: bool) -> None:
        row = {**values, "id": self._free_id()}
        Rung.objects.using(self.alias).create(**row)
        (self.stable if stable else self.others).append(row)

    def _free_id(self) -> int:
        """Ids fall now and then: nothing says that new rows come last."""
        step = 37 * (len(self.taken) + 1) % 101
        found = next(one for one in (step + n for n in range(500)) if one not in self.taken)
        self.taken.add(found)
        return found

    def remove(self, index: int) -> None:
        if self.others:
            row = self.others.pop(index % len(self.others))
            Rung.objects.using(self.alias).filter(id=row["id"]).delete()

    @property
    def all(self) -> list[Row]:
        return [*self.stable, *self.others]


@contextmanager
def table(alias: str, stable: list[Row], others: list[Row]) -> Iterator[Table]:
    with transaction.atomic(using=alias):
        for number, name in enumerate(NAMES, 1):
            Ladder.objects.using(alias).create(id=number, name=name)
        found = Table(alias)
        for index, row in enumerate([*stable, *others]):
            found.add(row, stable=index < len(stable))
        yield found
        transaction.set_rollback(True, using=alias)


Change = tuple[bool, Row, int]
changes = st.lists(st.tuples(st.booleans(), rows, st.integers(0, 50)), max_size=6)


def change(found: Table, what: list[Change]) -> None:
    """One row of the others comes, or one goes."""
    if what:
        adds, row, index = what.pop()
        found.add(row, stable=False) if adds else found.remove(index)


# -- walking --------------------------------------------------------------------------------------

Ask = Callable[[int, str | None], tuple[list[int], str | None]]


def walk(ask: Ask, size: int, between: Callable[[], None], *, backward: bool) -> list[int]:
    """All ids in the order of the whole table, as the pages bring them."""
    found: list[int] = []
    cursor = None
    for _ in range(100):
        page, cursor = ask(size, cursor)
        assert len(page) <= size
        found = page + found if backward else found + page
        if cursor is None:
            return found
        assert len(page) == size, "a page that is not full is the last"
        between()
    raise AssertionError("the walk never ends")


def lists(alias: str, given: Keys, inside: int | None, *, backward: bool) -> Ask:
    """Asks for a list and its cursor, at the root or of one ladder."""
    page, place = ("last", "before") if backward else ("first", "after")
    rungs = f"rungs({page}: $n, {place}: $at, order_by: {order_by(given)}) {{ id }} rungs_cursor"
    body = rungs if inside is None else f"ladder(id: {inside}) {{ {rungs} }}"
    statement = api().compiled(f"query ($n: Int!, $at: String) {{ {body} }}", dialect_of(alias).name)

    def ask(size: int, cursor: str | None) -> tuple[list[int], str | None]:
        data = api().run(statement, alias, {"n": size, "at": cursor})
        data = data if inside is None else data["ladder"]
        return [row["id"] for row in data["rungs"]], data["rungs_cursor"]

    return ask


def connections(alias: str, given: Keys, found: Table, inside: int | None, *, backward: bool) -> Ask:
    """Asks for a connection, and looks at what it says of its page."""
    page, place = ("last", "before") if backward else ("first", "after")
    rungs = (
        f"rungs_connection({page}: $n, {place}: $at, order_by: {order_by(given)}) {{ totalCount "
        "edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"
    )
    body = rungs if inside is None else f"ladder(id: {inside}) {{ {rungs} }}"
    statement = api().compiled(f"query ($n: Int, $at: String) {{ {body} }}", dialect_of(alias).name)

    def ask(size: int, cursor: str | None) -> tuple[list[int], str | None]:
        data = api().run(statement, alias, {"n": size, "at": cursor})
        data = (data if inside is None else data["ladder"])["rungs_connection"]
        ids = [edge["node"]["id"] for edge in data["edges"]]
        info = data["pageInfo"]
        everything = in_order([row for row in found.all if inside in (None, row["ladder_id"])], given)
        assert data["totalCount"] == len(everything)
        if ids:
            start = everything.index(ids[0])
            assert everything[start : start + len(ids)] == ids
            assert info["hasPreviousPage"] is (start > 0)
            assert info["hasNextPage"] is (start + len(ids) < len(everything))
        assert (info["startCursor"] is None) is (info["endCursor"] is None) is not ids
        goes_on = info["hasPreviousPage" if backward else "hasNextPage"]
        edge = data["edges"][0 if backward else -1]["cursor"] if goes_on else None
        return ids, edge if size % 2 else info[
            "startCursor" if backward else "endCursor"
        ] if goes_on else None

    return ask


@pytest.mark.parametrize("backward", [False, True], ids=["forward", "backward"])
@pytest.mark.parametrize("inside", [None, 2], ids=["root", "nested"])
@pytest.mark.parametrize("alias", ALIASES)
@FEW
@given(
    stable=st.lists(rows, max_size=9),
    others=st.lists(rows, max_size=4),
    given_keys=keys,
    size=st.integers(1, 4),
    what=changes,
    as_connection=st.booleans(),
)
@example(
    stable=[{**EMPTY}, {**EMPTY}, {**EMPTY}],
    others=[],
    given_keys=[],
    size=1,
    what=[],
    as_connection=False,
)
def test_row_is_missed_or_met_twice(
    alias: str,
    inside: int | None,
    backward: bool,
    stable: list[Row],
    others: list[Row],
    given_keys: Keys,
    size: int,
    what: list[Change],
    as_connection: bool,
) -> None:
    if inside is not None:  # so that there is something to walk over
        stable = [{**row, "ladder_id": inside if index % 3 else 1} for index, row in enumerate(stable)]
    with table(alias, stable, others) as found:
        kind = functools.partial(connections, found=found) if as_connection else lists
        ask = kind(alias=alias, given=given_keys, inside=inside, backward=backward)
        coming = list(what)
        met = walk(ask, size, lambda: change(found, coming), backward=backward)
        wanted = in_order([row for row in found.stable if inside in (None, row["ladder_id"])], given_keys)
        stays = {row["id"] for row in found.stable}
        assert [one for one in met if one in stays] == wanted
        assert len(set(met)) == len(met)


@pytest.mark.parametrize("alias", ALIASES)
@FEW
@given(stable=st.lists(rows, min_size=1, max_size=8), given_keys=keys)
@example(stable=[EMPTY], given_keys=[("id", "asc"), ("number", "asc")])
def test_place_of_a_row_does_not_part_those_before_from_those_after(
    alias: str, stable: list[Row], given_keys: Keys
) -> None:
    text = f"""query ($at: String) {{
      rungs_connection(order_by: {order_by(given_keys)}, KIND: $at) {{ edges {{ cursor node {{ id }} }} }}
    }}"""
    vendor = dialect_of(alias).name
    with table(alias, stable, []) as found:
        wanted = in_order(found.all, given_keys)
        statements = [api().compiled(text.replace("KIND", kind), vendor) for kind in ("after", "before")]
        for after_or_before, statement in zip((True, False), statements, strict=True):
            edges = api().run(statement, alias, {})["rungs_connection"]["edges"]
            assert [edge["node"]["id"] for edge in edges] == wanted
            for index, edge in enumerate(edges):
                beyond = api().run(statement, alias, {"at": edge["cursor"]})["rungs_connection"]["edges"]
                rest = wanted[index + 1 :] if after_or_before else wanted[:index]
                assert [one["node"]["id"] for one in beyond] == rest


@pytest.mark.parametrize("alias", ALIASES)
@FEW
@given(
    stable=st.lists(rows, max_size=10),
    given_keys=keys,
    names=st.lists(st.sampled_from([*VALUES, "ladder_id"]), min_size=1, max_size=2, unique=True),
    size=st.integers(1, 3),
    backward=st.booleans(),
)
def test_distinct_row_is_missed_or_met_twice(
    alias: str, stable: list[Row], given_keys: Keys, names: list[str], size: int, backward: bool
) -> None:
    page, place = ("last", "before") if backward else ("first", "after")
    statement = api().compiled(
        f"""query ($n: Int, $at: String) {{
          rungs({page}: $n, {place}: $at, order_by: {order_by(given_keys)}, distinct: [{", ".join(names)}]) {{ id }}
          rungs_cursor
          rungs_connection(distinct: [{", ".join(names)}], first: 0) {{ totalCount }}
        }}""",
        dialect_of(alias).name,
    )
    with table(alias, stable, []) as found:
        by_id = {row["id"]: row for row in found.all}
        first: dict[tuple[Any, ...], int] = {}
        for one in in_order(found.all, given_keys):
            first.setdefault(tuple(by_id[one][name] for name in names), one)

        def ask(size: int, cursor: str | None) -> tuple[list[int], str | None]:
            data = api().run(statement, alias, {"n": size, "at": cursor})
            assert data["rungs_connection"]["totalCount"] == len(first)
            return [row["id"] for row in data["rungs"]], data["rungs_cursor"]

        assert walk(ask, size, lambda: None, backward=backward) == list(first.values())


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_number_that_is_none_stops_the_walk(direction: str) -> None:
    """PostgreSQL stores NaN, and sorts it above all numbers."""
    sizes = (math.nan, 1.0, None, math.nan, math.inf)
    with table("default", [{"size": size} for size in sizes], []) as found:
        whole = api().ask(f"{{ rungs(order_by: [{{ size: {direction} }}]) {{ id }} }}", "default")
        for backward in (False, True):
            ask = lists("default", [("size", direction)], None, backward=backward)
            met = walk(ask, 1, lambda: None, backward=backward)
            assert met == [row["id"] for row in whole["rungs"]]
            assert sorted(met) == sorted(row["id"] for row in found.all)
