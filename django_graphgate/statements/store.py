"""The statement for an operation, a role and a database: frozen where it fits, else compiled."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import router

from django_graphgate.access.live import LiveAccess, state_alias
from django_graphgate.allowlist.lockfile.values import Lock
from django_graphgate.catalog import get_catalog, get_fingerprint
from django_graphgate.catalog.stored import Fitted, fit_catalog
from django_graphgate.conf import Settings
from django_graphgate.dialects import DIALECTS, Dialect
from django_graphgate.errors import (
    ConfigurationError,
    DocumentInvalid,
    Forbidden,
    RequestRejected,
    Unsupported,
)
from django_graphgate.execution.connection import dialect_of, unfit
from django_graphgate.execution.program import runnable_of
from django_graphgate.execution.run import Runnable
from django_graphgate.ir.catalog import Catalog
from django_graphgate.ir.limits import Limits, ValueLimits
from django_graphgate.ir.statement import FORMAT, Statement
from django_graphgate.lru_cache import LRUCache
from django_graphgate.rules.model import StoredRole
from django_graphgate.statements.resolved_operation import ResolvedOperation
from django_graphgate.version import VERSION

if TYPE_CHECKING:
    from graphql import GraphQLSchema

    from django_graphgate.compiler.compile import RoleView

logger = logging.getLogger(__name__)

_OTHER_TYPE = "GRAPHGATE['VARIABLES'][{!r}] finds another type of value than it is compared with."

_Key = tuple[str, str, str, str, Dialect]


def _size(_: _Key, runnable: Runnable) -> int:
    """Bytes of memory, about: the text is there with and without its guard, each parameter has a binder."""
    steps = runnable.statement.steps
    return 2_000 + sum(3 * len(step.sql) + 500 * len(step.parameters) for step in steps)


def limits_of(settings: Settings) -> Limits:
    """The bounds on documents that the settings give."""
    return Limits(
        tokens=settings.MAX_TOKENS,
        depth=settings.MAX_DEPTH,
        fields=settings.MAX_FIELDS,
        aliases=settings.MAX_ALIASES,
        directives=settings.MAX_DIRECTIVES,
        root_fields=settings.MAX_ROOT_FIELDS,
        filter_terms=settings.MAX_FILTER_TERMS,
        rows=settings.MAX_ROWS,
    )


def fingerprint(settings: Settings) -> dict[str, Any]:
    """What a frozen statement depends on besides operation and rules."""
    return {
        "models": get_fingerprint(),
        "format": FORMAT,
        "version": VERSION,
        "default_limit": settings.DEFAULT_LIMIT,
        "max_rows": settings.MAX_ROWS,
        "require_auth": settings.REQUIRE_AUTH,
    }


class StatementStore:
    """Statements ready to run, found by operation, role, rules and dialect."""

    def __init__(self, settings: Settings, lock: Lock | None) -> None:
        self.settings = settings
        self.limits = limits_of(settings)
        self.value_limits = ValueLimits(items=settings.MAX_LIST, pattern=settings.MAX_PATTERN)
        self._fitted: Fitted | None = None
        self._ready: LRUCache[_Key, Runnable] = LRUCache(
            settings.STATEMENT_CACHE, settings.STATEMENT_MEMORY * 1_000_000, _size
        )
        self._version = ""
        self._views: LRUCache[tuple[str, str], RoleView] = LRUCache(100)
        self._shown: LRUCache[tuple[str, str, tuple[str, ...]], GraphQLSchema] = LRUCache(100)
        self._frozen_roles: Mapping[str, str] = {}
        self._lock_fits = False
        if lock is not None:
            self._read_fingerprint(lock)

    @property
    def catalog(self) -> Catalog:
        """The catalogue that statements are made for."""
        return get_catalog() if self._fitted is None else self._fitted.catalog

    @property
    def refitted(self) -> frozenset[str]:
        """Labels of the models for which statements of the lock do not do."""
        return frozenset() if self._fitted is None else self._fitted.models

    def fit(self) -> None:
        """Ask the databases, once, what their columns are.  Raises ``ConfigurationError`` for what cannot be read."""
        if self._fitted is None:
            self._fitted = fit_catalog(get_catalog()).checked()
            # What was made ready while no database answered may not fit.
            self._ready.keep(lambda _: False)

    def fit_early(self) -> None:
        """:meth:`fit` before any request; a database that does not answer now is asked by the first of them."""
        try:
            self.fit()
        except ConfigurationError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the first request meets it again
            logger.warning("graphgate: the columns' types are not known yet: %s", error)

    def _fits(self, statement: Statement) -> bool:
        """A statement of the lock reads columns that are what their models say."""
        if not DIALECTS[statement.dialect].column_types_query:
            return True
        return self.refitted.isdisjoint(statement.models)

    def _misfit(self, statement: Statement) -> str:
        """The variable of the settings whose subquery finds another type than a place in the statement takes."""
        if not DIALECTS[statement.dialect].type_of_code_query:
            return ""
        for name, family in statement.subqueries:
            known = self.catalog.variables.get(name)
            if known is not None and known.found and known.found != family:
                return name
        return ""

    def say_misfits(self, operations: Iterable[ResolvedOperation]) -> None:
        """Log which frozen operations cannot run, as a subquery of the settings finds another type than they take."""
        if not self._lock_fits or not any(known.found for known in self.catalog.variables.values()):
            return
        for meant in operations:
            statements = () if meant.locked is None else meant.locked.body.statements
            wrong = {self._misfit(Statement.from_json(each.statement)) for each in statements}
            for name in sorted(wrong - {""}):
                logger.error("graphgate: %s cannot run: %s", meant.name, _OTHER_TYPE.format(name))

    def _read_fingerprint(self, lock: Lock) -> None:
        wanted = fingerprint(self.settings)
        self._lock_fits = all(lock.fingerprint.get(key) == value for key, value in wanted.items())
        roles = lock.fingerprint.get("roles")
        self._frozen_roles = roles if isinstance(roles, Mapping) else {}
        if not self._lock_fits:
            logger.warning("allow.lock does not fit these models and settings: operations are compiled anew")

    def get(self, meant: ResolvedOperation, role: str, access: LiveAccess, dialect: Dialect) -> Runnable:
        """The statement under the rules of ``access``.

        Raises ``Forbidden`` when the role may not run the operation as it was frozen, or what the
        compiler raises.
        """
        if access.version != self._version:
            self._drop_superseded(access)
        rules = access.fingerprints.get(role, "")
        key = (meant.namespace, meant.digest, role, rules, dialect)
        found = self._ready.get(key)
        if found is None:
            statement = self._frozen(meant, role, rules, dialect)
            if statement is None:
                statement = self.compile(meant, access.roles.get(role) or StoredRole(name=role), dialect)
            found = runnable_of(statement, dialect, meant.digest, self.value_limits)
            self._ready.put(key, found)
        return found

    def _drop_superseded(self, access: LiveAccess) -> None:
        """Forget statements of rules that no longer hold: nothing else would until the store is full."""
        self._version = access.version
        self._ready.keep(lambda key: access.fingerprints.get(key[2], "") == key[3])

    def warm_up(self, operations: Iterable[ResolvedOperation], dialects: Iterable[Dialect]) -> int:
        """Make the frozen statements of current operations ready, and return how many; needs no database.

        Stops when the store is full.  A lock that does not fit warms nothing.
        """
        if not self._lock_fits:
            return 0
        by_name = {dialect.name: dialect for dialect in dialects}
        done = 0
        for meant in operations:
            for one in () if meant.locked is None else meant.locked.body.statements:
                if (dialect := by_name.get(one.dialect)) is None:
                    continue
                statement = Statement.from_json(one.statement)
                if self._misfit(statement) or not self._fits(statement):
                    continue
                runnable = runnable_of(statement, dialect, meant.digest, self.value_limits)
                for role in one.roles:
                    if len(self._ready) < done or done == self.settings.STATEMENT_CACHE:
                        return len(self._ready)  # full: more would push out what is ready
                    rules = self._frozen_roles.get(role, "")
                    self._ready.put((meant.namespace, meant.digest, role, rules, dialect), runnable)
                    done += 1
        return done

    def _frozen(self, meant: ResolvedOperation, role: str, rules: str, dialect: Dialect) -> Statement | None:
        """The statement of the lock; ``None`` where none fits; ``Forbidden`` where the freeze said no.

        ``ConfigurationError`` where it has a subquery of the settings that finds another type than it takes.
        """
        if meant.locked is None or not self._lock_fits or self._frozen_roles.get(role) != rules:
            return None
        dialects = set()
        for one in meant.locked.body.statements:
            dialects.add(one.dialect)
            if one.dialect == dialect.name and role in one.roles:
                statement = Statement.from_json(one.statement)
                if name := self._misfit(statement):
                    raise ConfigurationError(f"{meant.name} cannot run.", hint=_OTHER_TYPE.format(name))
                return statement if self._fits(statement) else None
        if dialect.name in dialects:
            raise Forbidden(detail=f"{meant.name} was not frozen for role {role}")
        return None

    def compile(self, meant: ResolvedOperation, role: StoredRole, dialect: Dialect) -> Statement:
        """Compile an operation for a role now."""
        from django_graphgate.compiler.compile import compile_operation, read_operation

        operation = meant.operation
        if operation is None:
            operation = read_operation(meant.document, None, catalog=self.catalog, limits=self.limits)
        view = self.view(role)
        return compile_operation(
            operation,
            view=view,
            dialect=dialect,
            limits=self.limits,
            suggest=self.settings.may_introspect(role.name),
        )

    def error_for_role(
        self, text: str, name: str | None, variables: Mapping[str, Any], role: StoredRole
    ) -> RequestRejected:
        """Why a document is refused, in words of what the role may see, and of the document.

        Documents are read over the whole catalogue, so that an operation is the same for every role.
        What is said of one that was refused would tell names and types which exist for others only.
        """
        from django_graphgate.compiler.compile import close_operation, plan_operation, read_operation
        from django_graphgate.compiler.normalise.types import shapes

        view = self.view(role)
        try:
            operation = read_operation(text, name, catalog=view.catalog, limits=self.limits)
            if shapes(operation.normal.operation, view.catalog):
                operation = close_operation(operation, variables, catalog=view.catalog, limits=self.limits)
            suggest = self.settings.may_introspect(role.name)
            plan_operation(operation, view=view, limits=self.limits, suggest=suggest)
        except RequestRejected as error:
            return error
        return DocumentInvalid()

    def view(self, role: StoredRole) -> RoleView:
        """What a role may see, looked up once per version of its rules."""
        from django_graphgate.compiler.compile import RoleView

        key = (role.name, role.fingerprint())
        found = self._views.get(key)
        if found is None:
            if self._lock_fits:
                logger.warning(
                    "the rules of role %s are not the frozen ones: it is compiled for anew", role.name
                )
            found = RoleView.build(
                role, self.catalog, default_limit=self.settings.DEFAULT_LIMIT, limits=self.limits
            )
            self._views.put(key, found)
        return found

    def shown(self, role: StoredRole) -> GraphQLSchema:
        """The schema that introspection shows to a role: without what the tables' databases do not have."""
        from django_graphgate.compiler.schema.build import shown_schema

        view = self.view(role)
        dialects = {
            table.name: dialect_of(str(router.db_for_read(apps.get_model(table.model))))
            for table in view.catalog.tables.values()
        }
        names = tuple(dialect.name for dialect in dialects.values())
        key = (role.name, role.fingerprint(), names)
        found = self._shown.get(key)
        if found is None:
            found = shown_schema(view.catalog, dialects)
            self._shown.put(key, found)
        return found


def database_for(models: tuple[str, ...], default: str) -> str:
    """The database that Django's routers name for these models; raises ``Unsupported`` for several."""
    aliases = {str(router.db_for_read(apps.get_model(label))) for label in models}
    if len(aliases) > 1:
        raise Unsupported("One operation reads from one database.", detail=f"{models} → {sorted(aliases)}")
    return aliases.pop() if aliases else default


def databases_in_use() -> dict[str, list[str]]:
    """Database → labels of the exposed models that Django's routers read from it."""
    found: dict[str, list[str]] = {}
    for table in get_catalog().tables.values():
        alias = str(router.db_for_read(apps.get_model(table.model)))
        found.setdefault(alias, []).append(table.model)
    return found


def refuse_unfit_databases() -> None:
    """Raise ``ConfigurationError`` for a database in use that has no dialect, or whose library does not do."""
    for alias in dict.fromkeys([state_alias(), *databases_in_use()]):
        try:
            dialect_of(alias)
            problem = unfit(alias)
        except (Unsupported, ConfigurationError) as error:
            raise ConfigurationError(f"DATABASES[{alias!r}]: {error.message}") from error
        if problem:
            raise ConfigurationError(f"DATABASES[{alias!r}]: {problem}")
