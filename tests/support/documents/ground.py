"""What documents are drawn over."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from django_graphgate.compiler.compile import Operation, RoleView, compile_operation, read_operation
from django_graphgate.dialects import dialect
from django_graphgate.execution.connection import dialect_of
from django_graphgate.ir.catalog import Catalog
from django_graphgate.ir.statement import Statement
from django_graphgate.rules.model import StoredRole, StoredRule
from tests.support.documents.draft import Draft
from tests.support.documents.selections import document
from tests.support.documents.table import PLACES
from tests.support.oracle.worlds import Caller, World, caller
from tests.support.shop.running import DEFAULT_LIMIT, role_of
from tests.support.shop.running import LIMITS as USUAL

LIMITS = replace(USUAL, rows=10**18)
"""Lists are nested as chance has it, over tables of a few rows."""

Role = Mapping[str, Any]
_GREED = (
    *PLACES,
    "relation",
    "root",
    "id",
    "order_by",
    "distinct",
    "includeIf",
    "skipIf",
)  # the last ones seldom find a column


@dataclass(eq=False)
class Ground:
    """A catalogue, its rows in each database, and the roles in the shape of ``roles.json``."""

    catalog: Catalog
    worlds: Mapping[str, World]
    roles: Mapping[str, tuple[Role | None, str | None]]
    alone: tuple[str, ...] = ()
    """Tables with columns that PostgreSQL alone has."""
    callers: Mapping[str, Mapping[str, Caller]] = field(init=False)
    last: tuple[str, bool, Operation] | None = None
    """What was read last: a document is put to one database after the other."""

    def __post_init__(self) -> None:
        self.catalog = replace(self.catalog, relay=True)
        self.callers = {
            alias: {name: caller(role, user, world=world) for name, (role, user) in self.roles.items()}
            for alias, world in self.worlds.items()
        }

    @functools.cached_property
    def stored(self) -> Mapping[str, StoredRole]:
        rules = tuple(StoredRule(table=name) for name in self.catalog.tables)
        everything = StoredRole(name="everything", rules=rules)
        return {name: role_of(role) if role else everything for name, (role, _) in self.roles.items()}

    @functools.cached_property
    def always(self) -> Catalog:
        return replace(self.catalog, cursor_always=True)

    @functools.cached_property
    def views(self) -> dict[tuple[str, bool], RoleView]:
        """Whatever role, with and without a cursor beside each list."""
        return {
            (role, catalog.cursor_always): RoleView.build(
                self.stored[role], catalog, default_limit=DEFAULT_LIMIT, limits=LIMITS
            )
            for role in self.roles
            for catalog in (self.catalog, self.always)
        }

    def drafted(self, seed: int, alias: str) -> tuple[Draft, str]:
        """A document in ten is of arrays, one of regular expressions, which PostgreSQL alone has."""
        random, callers = Random(seed), self.callers[alias]
        arrays = seed % 10 == 0 and bool(self.alone)
        greed = random.choice(_GREED) if seed % 10 in (3, 7) else ""
        who = callers[
            random.choice(
                [name for name, who in callers.items() if self._fits(name, who, greed, arrays=arrays)]
            )
        ]
        roots = [table for table in who.world.tables if (table in self.alone) is arrays]
        draft = Draft(
            who,
            random,
            tuple(table for table in roots if greed == "root" or who.knows(table)),
            expressions=seed % 10 == 5,
            greed=greed,
            steady=bool(greed) or arrays or seed % 10 == 5,
            always=seed % 10 in (1, 5),
        )
        return draft, document(draft)

    def _fits(self, name: str, who: Caller, greed: str, *, arrays: bool) -> bool:
        """The role reads the tables that are asked for, and where it is greedy, not everything, if others do."""
        reads = not arrays or all(map(who.knows, self.alone))
        return reads and not (greed and name == "everything" and len(self.roles) > 1)

    def compiled(self, draft: Draft, text: str, alias: str) -> Statement:
        view = self.views[draft.who.name, draft.always]
        if self.last is None or self.last[:2] != (text, draft.always):
            catalog = self.always if draft.always else self.catalog
            operation = read_operation(text, None, catalog=catalog, limits=LIMITS)
            self.last = (text, draft.always, operation)
        return compile_operation(
            self.last[2], view=view, dialect=dialect(dialect_of(alias).name), limits=LIMITS
        )
