"""Statements of the lock, as far as they were frozen for the models, settings and rules of now."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django_graphgate.allowlist.lockfile.values import Lock, LockedStatement
from django_graphgate.catalog import get_fingerprint
from django_graphgate.conf import Settings
from django_graphgate.dialects import DIALECTS, Dialect
from django_graphgate.errors import ConfigurationError, Forbidden
from django_graphgate.ir.statement import FORMAT, Statement
from django_graphgate.statements.fitting import FittedCatalog
from django_graphgate.statements.resolved_operation import ResolvedOperation
from django_graphgate.version import VERSION

logger = logging.getLogger(__name__)

_OTHER_TYPE = "GRAPHGATE['VARIABLES'][{!r}] finds another type of value than it is compared with."


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


class FrozenStatements:
    """The lock's statements; without a lock, and where it does not fit, there are none."""

    def __init__(self, settings: Settings, lock: Lock | None, columns: FittedCatalog) -> None:
        self._columns = columns
        self._rules: Mapping[str, str] = {}
        """Digests of the rules that the lock was frozen under, by role."""
        self.lock_fits = lock is not None and self._fits(lock, settings)

    def _fits(self, lock: Lock, settings: Settings) -> bool:
        rules = lock.fingerprint.get("roles")
        self._rules = rules if isinstance(rules, Mapping) else {}
        fits = all(lock.fingerprint.get(key) == value for key, value in fingerprint(settings).items())
        if not fits:
            logger.warning(
                "allow.lock does not fit these models and settings: operations are compiled when first used"
            )
        return fits

    def rules_of(self, role: str) -> str:
        """The digest of the rules that a role's statements were frozen under."""
        return self._rules.get(role, "")

    def statements(self, operation: ResolvedOperation, role: str, rules: str) -> tuple[LockedStatement, ...]:
        """Those of all roles, where the lock fits and was frozen under this role's rules of now."""
        if operation.locked is None or not self.lock_fits or self._rules.get(role) != rules:
            return ()
        return operation.locked.body.statements

    def models(self, frozen: Sequence[LockedStatement], role: str) -> tuple[str, ...] | None:
        """Labels of the models that a role's statements read; ``None`` where nothing was frozen."""
        own = next((each for each in frozen if role in each.roles), None)
        statement = own or next(iter(frozen), None)
        return None if statement is None else tuple(statement.statement["models"])

    def get(
        self, operation: ResolvedOperation, frozen: Sequence[LockedStatement], role: str, dialect: Dialect
    ) -> Statement | None:
        """A role's statement; ``None`` where none fits; ``Forbidden`` where the freeze said no.

        ``ConfigurationError`` where it has a subquery of the settings that finds another type than it takes.
        """
        statements = [each for each in frozen if each.dialect == dialect.name]
        locked = next((each for each in statements if role in each.roles), None)
        if locked is None:
            if statements:
                raise Forbidden(detail=f"{operation.name} was not frozen for role {role}")
            return None
        statement = Statement.from_json(locked.statement)
        if name := self._misfit(statement):
            raise ConfigurationError(f"{operation.name} cannot run.", hint=_OTHER_TYPE.format(name))
        return statement if self._reads_what_is_there(statement) else None

    def ready(
        self, operation: ResolvedOperation, dialects: Mapping[str, Dialect]
    ) -> Iterator[tuple[Statement, Dialect, tuple[str, ...]]]:
        """Each statement of an operation that can run on these dialects (by name), with its roles."""
        for locked in () if operation.locked is None else operation.locked.body.statements:
            if (dialect := dialects.get(locked.dialect)) is None:
                continue
            statement = Statement.from_json(locked.statement)
            if not self._misfit(statement) and self._reads_what_is_there(statement):
                yield statement, dialect, locked.roles

    def log_misfits(self, operations: Iterable[ResolvedOperation]) -> None:
        """Log which operations cannot run, as a subquery of the settings finds another type than they take."""
        if not self.lock_fits or not any(known.family for known in self._columns.catalog.variables.values()):
            return
        for operation in operations:
            locked = () if operation.locked is None else operation.locked.body.statements
            names = {self._misfit(Statement.from_json(each.statement)) for each in locked}
            for name in sorted(names - {""}):
                logger.error("graphgate: %s cannot run: %s", operation.name, _OTHER_TYPE.format(name))

    def _reads_what_is_there(self, statement: Statement) -> bool:
        """It reads columns that are what their models say."""
        if not DIALECTS[statement.dialect].column_types_query:
            return True
        return self._columns.refitted.isdisjoint(statement.models)

    def _misfit(self, statement: Statement) -> str:
        """The variable of the settings whose subquery finds another type than a place in the statement takes."""
        if not DIALECTS[statement.dialect].type_of_code_query:
            return ""
        for name, family in statement.subqueries:
            known = self._columns.catalog.variables.get(name)
            if known is not None and known.family and known.family != family:
                return name
        return ""
