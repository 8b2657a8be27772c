"""Roles and rules, as they are stored and as they are applied."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django_graphgate.ir.plan import FALSE, TRUE, Filter
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.write import Action

EVERY_TABLE = "*"
"""Table of the wildcard rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRule:
    """One rule as the database or ``roles.json`` holds it; names and filters not yet looked up."""

    table: str
    """The table's API name; ``"*"`` for the rule of every table that the role does not name."""
    action: str = "query"
    block: bool = False
    columns: tuple[str, ...] | None = None
    column_filters: tuple[tuple[str, Any], ...] = ()
    """Columns that are ``null`` in rows for which a filter does not hold: pairs of name and filter."""
    filters: tuple[Any, ...] = ()
    """Each a GraphQL object text, or the same as JSON; all of them must hold.

    Of the rule ``"*"``, each is an object: ``{"if_column": "company_id", "filter": "{ company_id: … }"}``."""
    limit: int | None = None
    presets: tuple[tuple[str, Any], ...] = ()
    """For ``insert``, ``update`` and ``upsert``: pairs of column and value, a JSON value or one of the texts
    ``"$name"`` (a variable of rules), ``"now"`` and ``"sql:SELECT …"``."""
    max_affected: int | None = None
    """For an action that writes: how many rows of the table an operation may write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRole:
    """One role with its rules."""

    name: str
    rules: tuple[StoredRule, ...] = ()
    match: str = ""
    """The condition under which a signed-in caller has the role; empty for a role that no row gives."""
    extends: str = ""
    """The role whose rules it inherits, by table and action."""
    problem: str = ""
    """Why the role cannot be resolved; it can run nothing then."""

    def fingerprint(self) -> str:
        """sha256 over everything that decides what this role may do, once it is resolved."""
        rows = [
            [
                r.table,
                r.action,
                r.block,
                None if r.columns is None else sorted(r.columns),
                sorted(r.column_filters, key=lambda pair: pair[0]),
                list(r.filters),
                r.limit,
                dict(r.presets),
                r.max_affected,
            ]
            for r in sorted(self.rules, key=lambda r: (r.table, r.action))
        ]
        text = json.dumps(
            [self.name, rows, self.problem], sort_keys=True, separators=(",", ":"), ensure_ascii=True
        )
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryRule:
    """What a role may read of one table.  No default permits anything."""

    columns: frozenset[str]
    filter: Filter
    limit: int
    block: bool
    own_limit: bool = False
    """The limit is the rule's, and not the one that the settings give to every rule without."""
    masks: Mapping[str, Filter] = field(default_factory=dict[str, Filter])
    """Columns that are NULL in rows for which their filter does not hold, whatever they are used for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteRule:
    """What a role may write of one table by one action.  No default permits anything."""

    columns: frozenset[str]
    """Columns (``Column.name``) and relations (``Relation.name``) that data may give, without presets."""
    presets: Mapping[str, Parameter]
    filter: Filter
    """The rows that may be written: it holds before the write and after it."""
    block: bool
    max_affected: int | None = None


UNREADABLE = QueryRule(columns=frozenset(), filter=FALSE, limit=0, block=False)
"""Of a table that the role may write and cannot read."""

BLOCKED = QueryRule(columns=frozenset(), filter=TRUE, limit=0, block=True)
BLOCKED_WRITE = WriteRule(columns=frozenset(), presets={}, filter=FALSE, block=True, max_affected=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRules:
    """All that one role may do.  A table without an entry does not exist for the role."""

    role: str
    queries: Mapping[str, QueryRule]
    writes: Mapping[tuple[str, Action], WriteRule] = field(
        default_factory=dict[tuple[str, Action], WriteRule]
    )
    """By API name of the table, and action.  Without an entry there is no write."""
