"""A document while it is being written: for one role, over one world, drawn from a seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.support.documents.values import NARROW, SCALARS, literal, written
from tests.support.oracle.scalars import JSON_NULL
from tests.support.oracle.worlds import Caller, Link, Rule, TableOf


@dataclass
class Page:
    """A list that is read on: where its cursor stands, and the variable that takes it."""

    keys: tuple[str, ...]
    variable: str
    row: str


@dataclass
class Draft:
    """The same seed, the same document."""

    who: Caller
    random: Random
    roots: tuple[str, ...]
    expressions: bool = False
    greed: str = ""
    """The place where the document also asks for what the role may not read."""
    steady: bool = False
    """Nothing decides over what is read."""
    always: bool = False
    """Cursors stand beside paged lists, asked for or not."""
    relay: bool = True
    """There are connections."""
    strict: bool = False
    """Everything is in its strict spelling, the one that is never rewritten."""
    variables: dict[str, Any] = field(default_factory=dict)
    declarations: dict[str, str] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)
    rows: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    fails: bool = False
    """A constraint forbids the values."""
    pages: list[Page] = field(default_factory=list)
    place: str = "select"
    count: int = 0

    def __post_init__(self) -> None:
        all_columns = {name: Rule(columns=("*", *spec.kinds)) for name, spec in self.who.world.tables.items()}
        self.everything = Caller(self.who.world, all_columns, self.who.user_id)

    def chance(self, one_in: int) -> bool:
        return self.random.randrange(one_in) == 0

    def terse(self, one_in: int) -> bool:
        """Whether to write one of the spellings that are rewritten."""
        return not self.strict and self.chance(one_in)

    def key(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def reach(self, *rows: str) -> None:
        self.rows.update(rows)

    # -- variables ----------------------------------------------------------------------------

    def variable(self, type_name: str, value: Any) -> str:
        name = self.key("v")
        self.variables[name] = value
        self.declarations[name] = type_name
        return f"${name}"

    def given(self, type_name: str, value: Any) -> str:
        """A literal or a variable."""
        if "JSON" in type_name or self.chance(3):
            return self.variable(type_name, value)
        return literal(value)

    # -- what is there ------------------------------------------------------------------------

    def spec(self, table: str) -> TableOf:
        return self.who.world.tables[table]

    def kind(self, table: str, column: str) -> str:
        return self.spec(table).kinds[column].partition(":")[0]

    def columns(self, table: str, *without: str) -> list[str]:
        known = self.who.columns(table)
        if self.place == self.greed:
            every = self.everything.columns(table)
            hidden = [column for column in every if column not in known]
            known = hidden if hidden and self.chance(2) else every
        return [column for column in known if self.kind(table, column) not in without]

    def keen(self, place: str, one_in: int) -> bool:
        """Whether the place is to be written, more often where it is the one for hidden columns."""
        return self.chance(2 if self.greed == place else one_in)

    def column(self, table: str, column: str) -> str:
        """The column is asked for in the place where the document is."""
        if column not in self.who.columns(table):
            self.refused.add(self.place)
        return column

    def links(self, table: str, *, closed: bool = True) -> Mapping[str, Link]:
        """The relations; those to blocked tables where ``closed``."""
        if self.greed == "relation":
            return self.everything.links(table)
        return self.who.links(table) if closed else self.who.open_links(table)

    def follow(self, table: str, name: str) -> Link:
        """The relation is asked for."""
        known = self.who.links(table) if self.place == "select" else self.who.open_links(table)
        if name not in known:
            self.refused.add("relation")
        return self.spec(table).links[name]

    def scalar(self, table: str, column: str) -> str:
        name, _, detail = self.spec(table).kinds[column].partition(":")
        if name == "list":
            return SCALARS.get(detail.partition(":")[0], "Int" if column == "sizes" else "BigInt")
        if name != "int":
            return SCALARS[name]
        return "Int" if detail == "small" or column in NARROW else "BigInt"

    def values(self, table: str, column: str) -> list[Any]:
        """What stands in the column, in the form that a request gives it."""
        spec = self.spec(table)
        codec = spec.kinds[column]
        values = [
            row[column] for row in spec.rows if row[column] is not None and row[column] is not JSON_NULL
        ]
        if codec.startswith("list:"):
            values = [[value for value in row if value is not None] for row in values]
            return [[written(codec.removeprefix("list:"), value) for value in row] for row in values]
        return [value if codec == "json" else written(codec, value) for value in values]


def joined(arguments: list[str]) -> str:
    return f"({', '.join(arguments)})" if arguments else ""
