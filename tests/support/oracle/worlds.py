"""What there is to ask about, and what a role may see of it: tables, relations and rules, without the package."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import ObjectValueNode, ValueNode, parse_value

Row = dict[str, Any]


@dataclass(frozen=True)
class Link:
    """``target`` rows whose ``there`` equals ``here``; through a join table where ``by`` is given."""

    target: str
    here: str
    there: str
    many: bool
    by: tuple[str, str, str] | None = None
    """The join table, its column for this side, its column for the other."""


@dataclass(frozen=True)
class TableOf:
    type_name: str
    single: str
    kinds: Mapping[str, str]
    rows: Sequence[Row]
    key: tuple[str, ...] = ("id",)
    links: Mapping[str, Link] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """All there is to ask about."""

    tables: Mapping[str, TableOf]
    joins: Mapping[str, list[Row]] = field(default_factory=dict)
    orders: Mapping[str, Mapping[str, ValueNode]] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """What a role may see of a table."""

    columns: tuple[str, ...] = ("*",)
    filters: tuple[ObjectValueNode | None, ...] = ()
    limit: int = 20
    blocked: bool = False
    masks: Mapping[str, ObjectValueNode | None] = field(default_factory=dict)
    """Columns that are NULL in rows for which a filter does not hold; without one, in all rows."""


SECRET = re.compile(r"password|passwd|secret|token|encrypted|salt|cvv|key$")


@dataclass(frozen=True)
class Caller:
    """A role's rules by table, ``None`` for a role without any, and the user's id."""

    world: World
    rules: Mapping[str, Rule] | None = None
    user_id: str | None = None
    name: str = "everything"

    def knows(self, table: str) -> bool:
        return self.rules is None or table in self.rules

    def columns(self, table: str) -> list[str]:
        """What may be read of a table; secrets only where they are named."""
        given = self.rule(table).columns
        repeating = {
            link.here
            for link in self.world.tables[table].links.values()
            if link.here not in self.world.tables[table].key and not link.by and SECRET.search(link.there)
        }
        return [
            name
            for name in self.world.tables[table].kinds
            if name in given or ("*" in given and not SECRET.search(name) and name not in repeating)
        ]

    def links(self, table: str) -> dict[str, Link]:
        """The relations that may be followed: there is a rule for the target and for the table between."""
        links = self.world.tables[table].links.items()
        return {
            name: link
            for name, link in links
            if self.knows(link.target)
            and (link.by is None or link.by[0] not in self.world.tables or self.knows(link.by[0]))
        }

    def open_links(self, table: str) -> dict[str, Link]:
        """Those that filters and orderings may follow."""
        links = self.links(table).items()
        return {name: link for name, link in links if not self.rule(link.target).blocked}

    def rule(self, table: str) -> Rule:
        return Rule() if self.rules is None else self.rules.get(table, Rule(blocked=True))


def caller(role: Mapping[str, Any] | None, user_id: str | None, world: World) -> Caller:
    """From the shape of ``roles.json``; filters have to be strict or the terse forms known here."""
    if role is None:
        return Caller(world, user_id=user_id)
    rules = {}
    for name, query in queries(role, world.tables).items():
        limit = query.get("limit")
        columns = ["*"] if query.get("columns") is None else query["columns"]
        rules[name] = Rule(
            columns=tuple(column if isinstance(column, str) else column["name"] for column in columns),
            masks={
                column["name"]: _rule_filter(column["if"])
                for column in columns
                if not isinstance(column, str)
            },
            filters=tuple(_rule_filter(text) for text in query.get("filters", ())),
            limit=20 if limit is None else limit,
            blocked=query.get("block", False),
        )
    return Caller(world, rules, user_id, role["name"])


def queries(role: Mapping[str, Any], tables: Mapping[str, TableOf]) -> dict[str, dict[str, Any]]:
    """What a role may query by table, with the rule ``"*"`` said once more for each table that it is for."""
    queries = {table["name"]: dict(table.get("query", {})) for table in role["tables"]}
    wildcard = queries.pop("*", None)
    if wildcard is None:
        return queries
    for name, table in tables.items():
        more = [each["filter"] for each in wildcard["filters"] if each["if_column"] in table.kinds]
        if name in queries:
            queries[name]["filters"] = [*queries[name].get("filters", ()), *more]
        elif more:
            columns = wildcard.get("columns")
            kept = None if columns is None else [each for each in columns if each in {*table.kinds, "*"}]
            queries[name] = {**wildcard, "filters": more, "columns": kept}
    return queries


def _rule_filter(text: str) -> ObjectValueNode | None:
    """``None`` stands for the filter that no row passes."""
    if text == "false":
        return None
    node = parse_value(text)
    assert isinstance(node, ObjectValueNode)
    return node
