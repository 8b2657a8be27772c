"""Puts random documents to the package and to the oracle, and counts what they reached."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from django_graphgate.errors import DocumentInvalid, Unsupported, VariableInvalid
from django_graphgate.execution.connection import dialect_of
from django_graphgate.ir.statement import Statement
from tests.support.documents.draft import Draft, Page
from tests.support.documents.ground import Ground
from tests.support.documents.table import ON_POSTGRESQL_ALONE, ROWS
from tests.support.oracle.answers import answer
from tests.support.oracle.differences import CURSOR, difference
from tests.support.shop.exact import Pairs, loads
from tests.support.shop.running import opened, run


@dataclass
class Tally:
    """How often each row of the language was reached by an answer that is right, or by a right refusal."""

    rows: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    deep: int = 0
    """Documents that SQLite before 3.46 cannot read."""

    def add(self, other: Tally) -> None:
        self.rows += other.rows
        self.roles += other.roles
        self.deep += other.deep

    @property
    def empty(self) -> list[str]:
        return [row for row in ROWS if not self.rows[row]]


def compare(ground: Ground, seeds: Iterable[int]) -> dict[str, Tally]:
    """Puts the documents of these seeds to each database of the ground."""
    tallies = {alias: Tally() for alias in ground.worlds}
    for seed in seeds:
        for alias, tally in tallies.items():
            draft, text = ground.drafted(seed, alias)
            try:
                check(ground, draft, text, alias, tally)
            except Exception as error:
                error.add_note(f"{alias}, seed {seed}, role {draft.who.name}: {text}\n{draft.variables}")
                raise
    return tallies


def check(ground: Ground, draft: Draft, text: str, alias: str, tally: Tally) -> None:
    """One document."""
    if draft.refused:
        refuse(ground, draft, text, alias)
        if len(draft.refused) == 1:
            tally.rows.update(f"refused in {place}" for place in draft.refused)
        return
    on_sqlite = dialect_of(alias).name == "sqlite"
    alone = draft.rows & ON_POSTGRESQL_ALONE if on_sqlite else frozenset()
    try:
        statement = ground.compiled(draft, text, alias)
    except Unsupported as error:
        if not excused(ground, draft, error, alone, tally):
            raise
        return
    if on_sqlite and (alone or draft.roots == ground.alone):
        assert not alone, "not refused, and SQLite cannot do it"
        return  # a table that is not there at all
    try:
        read(draft, statement, text, alias)
    except Unsupported as error:  # the driver knows how deep it can read
        if not too_deep(error, tally):
            raise
        return
    tally.rows.update(draft.rows)
    tally.roles[draft.who.name] += 1


def excused(ground: Ground, draft: Draft, error: Unsupported, alone: Collection[str], tally: Tally) -> bool:
    """The refusal is one that SQLite owes."""
    arrays = draft.roots == ground.alone and "Array columns" in error.message
    expressions = any(error.message.startswith(f"The {name} is not") for name in alone)
    tally.rows.update(alone if arrays or expressions else ())
    return arrays or expressions or too_deep(error, tally)


def too_deep(error: Unsupported, tally: Tally) -> bool:
    expected = "SQLite before 3.46" in error.message and sqlite3.sqlite_version_info < (3, 46)
    tally.deep += expected
    return expected


def refuse(ground: Ground, draft: Draft, text: str, alias: str) -> None:
    """What a role may not read is as if it were not there."""
    try:
        ground.compiled(draft, text, alias)
    except DocumentInvalid as error:
        if error.code != "GRAPHQL_VALIDATION_FAILED":
            raise
        return
    raise AssertionError(
        f"what the role may not read was asked for, {sorted(draft.refused)}, and was not refused"
    )


# -- answers ---------------------------------------------------------------------------------------


def read(draft: Draft, statement: Statement, text: str, alias: str) -> None:
    """The first pages, and the next one of each list that has more."""
    if draft.fails:
        return fails(draft, statement, draft.variables, alias)
    sent, known = dict(draft.variables), dict(draft.variables)
    actual = expected = None
    met: dict[str, str] = {}
    for page in [None, *draft.pages]:
        if page is not None and not turned(draft, page, sent, known, actual, expected):
            continue
        actual = loads(run(statement, alias, sent, draft.who.user_id))
        expected = answer(
            text, known, draft.who, first=dialect_of(alias).name == "postgresql", always=draft.always
        )
        unlike = difference(expected, opened(statement, actual, sent))
        assert unlike is None, f"{unlike}\n{known}\n{statement.sql}"
        for other in draft.pages:
            cursor = found_at(actual, other.keys)
            if cursor is not None:
                met.setdefault(other.variable, cursor)
    forged(draft, statement, sent, met, alias)
    return None


def fails(draft: Draft, statement: Statement, variables: Mapping[str, Any], alias: str) -> None:
    with pytest.raises(VariableInvalid) as caught:
        run(statement, alias, variables, draft.who.user_id)
    assert caught.value.code == "BAD_USER_INPUT"


def turned(
    draft: Draft, page: Page, sent: dict[str, Any], known: dict[str, Any], actual: Any, expected: Any
) -> bool:
    """The list is read on; where it ends, its cursor is null."""
    cursor, place = found_at(actual, page.keys), found_at(expected, page.keys)
    if cursor is None:
        draft.reach(*(["no cursor at the end"] if there(expected, page.keys) else []))
        return False
    draft.reach(page.row)
    sent[page.variable] = cursor
    known[page.variable] = {"cursor": place_of(place)}
    return True


def forged(
    draft: Draft, statement: Statement, sent: Mapping[str, Any], met: Mapping[str, str], alias: str
) -> None:
    """Altered cursors, and those of another list, are errors."""
    for variable, cursor in list(met.items())[:1]:
        at = draft.random.randrange(len(cursor) - 2)
        other = "A" if cursor[at] != "A" else "B"
        fails(draft, statement, {**sent, variable: cursor[:at] + other + cursor[at + 1 :]}, alias)
        draft.reach("altered cursor")
        for foreign in [value for name, value in met.items() if name != variable][:1]:
            fails(draft, statement, {**sent, variable: foreign}, alias)
            draft.reach("cursor of another list")


def found_at(data: Any, keys: tuple[str, ...]) -> Any:
    """The first value at a path that is not null."""
    if isinstance(data, list) and not isinstance(data, Pairs):
        return next((value for value in (found_at(item, keys) for item in data) if value is not None), None)
    if not keys or data is None:
        return data
    return found_at(data.plain().get(keys[0]), keys[1:])


def there(data: Any, keys: tuple[str, ...]) -> bool:
    """The key at the end of a path stands in the answer, whatever its value."""
    if isinstance(data, list) and not isinstance(data, Pairs):
        return any(there(item, keys) for item in data)
    if data is None:
        return False
    members = data.plain()
    return keys[0] in members if len(keys) == 1 else there(members.get(keys[0]), keys[1:])


def place_of(text: str) -> list[Any]:
    """The oracle's cursor as the oracle takes it."""
    key: list[Any] = json.loads(text.removeprefix(CURSOR))
    return key


def printed(title: str, tallies: Mapping[str, Tally]) -> str:
    """A line for each row of the language, with a count for each database."""
    width = max(map(len, ROWS))
    lines = [
        f"{row:<{width}} " + " ".join(f"{tally.rows[row]:>10}" for tally in tallies.values()) for row in ROWS
    ]
    head = f"{title:<{width}} " + " ".join(f"{name:>10}" for name in tallies)
    deep = f"{'(nested too deeply)':<{width}} " + " ".join(f"{tally.deep:>10}" for tally in tallies.values())
    return "\n".join([head, *lines, deep])
