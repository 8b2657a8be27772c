"""Where a field of a document is: among rows, or on a level of a connection above them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django_graphgate.ir.action import ObjectReturn, Return, RowReturn
from django_graphgate.ir.catalog import Catalog, Table

CONNECTION = "_connection"
"""``products_connection`` beside ``products``, with the setting RELAY."""

CURSOR = "_cursor"
"""``products_cursor`` beside ``products``."""


@dataclass(frozen=True, slots=True)
class Level:
    """An object of a connection: the connection itself, one of its edges, or what it says of its page."""

    object_type: Literal["connection", "edge", "page"]
    table: str = ""


Around = Table | Level | ObjectReturn | None
"""What a field is of: a row, a level of a connection, or what an action returns; ``None``: of the operation itself, or
of something unknown."""


def connected(name: str, around: Table | None, catalog: Catalog) -> str | None:
    """The name of the list, of a row or of the operation, whose connection a field is."""
    listed = name.removesuffix(CONNECTION)
    if not catalog.relay or listed == name:
        return None
    if around is None:
        taken = any(name in (item.name, item.object_name) for item in catalog.tables.values())
        return listed if listed in catalog.tables and not taken else None
    taken = name in around.columns or name in around.relations or name in around.unions
    relation = None if taken or around.object_relation(name) else around.relations.get(listed)
    return listed if relation is not None and relation.many else None


def target_of(name: str, around: Around, catalog: Catalog) -> Around:
    """What the fields inside a field belong to."""
    if isinstance(around, Level):
        return _inside(name, around, catalog)
    if isinstance(around, ObjectReturn):
        return _of_return(dict(around.fields).get(name), catalog)
    if around is None and name in catalog.actions:
        return _of_return(catalog.actions[name].returns, catalog)
    listed = connected(name, around, catalog)
    if around is not None:
        if listed is not None:
            return Level("connection", around.relations[listed].target)
        relation = around.relations.get(name) or around.object_relation(name)
        return catalog.tables.get(relation.target) if relation else None
    return catalog.tables.get(name) or (Level("connection", listed) if listed is not None else None)


def is_returned(name: str, around: Around, catalog: Catalog) -> bool:
    """Whether a field is what an action returns, or a member of it."""
    return isinstance(around, ObjectReturn) or (around is None and name in catalog.actions)


def _of_return(returns: Return | None, catalog: Catalog) -> Around:
    if isinstance(returns, RowReturn):
        return catalog.tables.get(returns.table)
    return returns if isinstance(returns, ObjectReturn) else None


def _inside(name: str, around: Level, catalog: Catalog) -> Around:
    if around.object_type == "edge" and name == "node":
        return catalog.tables.get(around.table)
    if around.object_type == "connection" and name == "edges":
        return Level("edge", around.table)
    return Level("page") if around.object_type == "connection" and name == "pageInfo" else None


_LEVELS: Mapping[str, Literal["connection", "edge"]] = {"Connection": "connection", "Edge": "edge"}


def level_of(type_name: str, catalog: Catalog) -> Level | None:
    """What a GraphQL type of connections is."""
    if not catalog.relay:
        return None
    if type_name == "PageInfo":
        return Level("page")
    for suffix, level in _LEVELS.items():
        table = catalog.by_type_name.get(type_name.removesuffix(suffix))
        if table is not None and type_name.endswith(suffix):
            return Level(level, table.name)
    return None
