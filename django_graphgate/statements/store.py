"""The statement for an operation, a role and a database: frozen where it fits, else compiled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Model

from django_graphgate.access.live import LiveAccess
from django_graphgate.allowlist.lockfile.values import Lock
from django_graphgate.catalog import get_full_clean, get_write_ways
from django_graphgate.conf import Settings
from django_graphgate.dialects import Dialect
from django_graphgate.execution.connection import dialect_of
from django_graphgate.execution.run import Runnable
from django_graphgate.execution.writes.program import TableSettings, runnable_of
from django_graphgate.ir.limits import ValueLimits
from django_graphgate.ir.statement import Statement, Step
from django_graphgate.ir.write import Probe, texts_of
from django_graphgate.lru_cache import LRUCache
from django_graphgate.rules.model import StoredRole
from django_graphgate.statements.databases import database_for, models_of
from django_graphgate.statements.fitting import FittedCatalog
from django_graphgate.statements.frozen_statements import FrozenStatements
from django_graphgate.statements.resolved_operation import ResolvedOperation
from django_graphgate.statements.role_views import RoleViews

_Key = tuple[str, str, str, str]
"""Namespace and digest of an operation, a role, and the digest of its rules."""


@dataclass(slots=True)
class _Ready:
    """What a role runs for an operation: the models that it reads, and its statement on each dialect so far."""

    models: tuple[type[Model], ...]
    runnables: dict[Dialect, Runnable] = field(default_factory=dict)


def _size(_: _Key, ready: _Ready) -> int:
    """Bytes of memory, about: the text is there with and without its guard, each parameter has a binder."""
    statements = [runnable.statement for runnable in ready.runnables.values()]
    texts: list[Step | Probe] = [step for statement in statements for step in statement.steps]
    for statement in statements:
        texts += () if statement.writes is None else texts_of(statement.writes)
    return 2_000 * len(statements) + sum(3 * len(text.sql) + 500 * len(text.parameters) for text in texts)


class StatementStore:
    """Statements ready to run, found by operation, role and rules."""

    def __init__(self, settings: Settings, lock: Lock | None) -> None:
        self.settings = settings
        self.value_limits = ValueLimits(items=settings.MAX_LIST, pattern=settings.MAX_PATTERN)
        self.tables = TableSettings(ways=get_write_ways(), full_clean=get_full_clean())
        self.columns = FittedCatalog()
        self.frozen = FrozenStatements(settings, lock, self.columns)
        self.views = RoleViews(settings, self.columns, unexpected=self.frozen.lock_fits)
        self._ready: LRUCache[_Key, _Ready] = LRUCache(
            settings.STATEMENT_CACHE, settings.STATEMENT_MEMORY * 1_000_000, _size
        )
        self._version = ""
        self._dialects: dict[str, Dialect] = {}
        """By alias of the database."""

    def find(
        self, operation: ResolvedOperation, role: str, access: LiveAccess, default: str
    ) -> tuple[Runnable, str]:
        """The statement under the rules of ``access``, and the database that Django's routers choose for it.

        ``default`` is the database of an operation that reads no model.  Raises ``Forbidden`` when the role
        may not run the operation as it was frozen, or what the compiler raises.
        """
        if not self.columns.is_fitted:
            self.columns.fit()
            # What was made ready while no database answered may not fit.
            self._ready.keep(lambda _: False)
        if access.version != self._version:
            self._drop_superseded(access)
        key = (operation.namespace, operation.digest, role, access.fingerprints.get(role, ""))
        ready = self._ready.get(key)
        if ready is None:
            return self._make(key, operation, access, default)
        database = database_for(ready.models, default, writes=operation.kind == "mutation")
        runnable = ready.runnables.get(self._dialect(database))
        return self._make(key, operation, access, default) if runnable is None else (runnable, database)

    def _make(
        self, key: _Key, operation: ResolvedOperation, access: LiveAccess, default: str
    ) -> tuple[Runnable, str]:
        """Make a statement ready: the models say the database, the database says the dialect."""
        _, _, role, rules = key
        planned = None
        frozen = self.frozen.statements(operation, role, rules)
        labels = self.frozen.models(frozen, role)
        stored = access.roles.get(role) or StoredRole(name=role)
        if labels is None:
            planned = self.views.plan(operation, stored)
            labels = tuple(sorted(planned.models))
        models = models_of(labels)
        database = database_for(models, default, writes=operation.kind == "mutation")
        dialect = self._dialect(database)
        statement = self.frozen.get(operation, frozen, role, dialect)
        if statement is None:
            from django_graphgate.compiler.compile import render_operation

            statement = render_operation(planned or self.views.plan(operation, stored), dialect)
        runnable = self._runnable(operation, statement, dialect)
        known = self._ready.get(key)
        others = {} if known is None else known.runnables
        self._ready.put(key, _Ready(models, {**others, dialect: runnable}))
        return runnable, database

    def _dialect(self, alias: str) -> Dialect:
        dialect = self._dialects.get(alias)
        if dialect is None:
            dialect = self._dialects[alias] = dialect_of(alias)
        return dialect

    def _runnable(self, operation: ResolvedOperation, statement: Statement, dialect: Dialect) -> Runnable:
        return runnable_of(statement, dialect, operation.digest, self.value_limits, self.tables)

    def _drop_superseded(self, access: LiveAccess) -> None:
        """Forget statements of rules that no longer hold: nothing else would until the store is full."""
        self._version = access.version
        self._ready.keep(lambda key: access.fingerprints.get(key[2], "") == key[3])

    def warm_up(self, operations: Iterable[ResolvedOperation], dialects: Iterable[Dialect]) -> int:
        """Make the frozen statements of current operations ready, and return how many; needs no database.

        Stops when the store is full.  A lock that does not fit warms nothing.
        """
        if not self.frozen.lock_fits:
            return 0
        by_name = {dialect.name: dialect for dialect in dialects}
        done = 0
        for operation in operations:
            for role, ready in self._ready_roles(operation, by_name).items():
                if len(self._ready) < done or done == self.settings.STATEMENT_CACHE:
                    return len(self._ready)  # full: more would push out what is ready
                key = (operation.namespace, operation.digest, role, self.frozen.rules_of(role))
                self._ready.put(key, ready)
                done += 1
        return done

    def _ready_roles(self, operation: ResolvedOperation, dialects: dict[str, Dialect]) -> dict[str, _Ready]:
        """What each role runs of the lock; roles of one statement share it."""
        by_role: dict[str, _Ready] = {}
        for statement, dialect, roles in self.frozen.ready(operation, dialects):
            runnable = self._runnable(operation, statement, dialect)
            for role in roles:
                ready = by_role.setdefault(role, _Ready(models_of(statement.models)))
                ready.runnables[dialect] = runnable
        return by_role
