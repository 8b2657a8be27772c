"""A statement made ready to run, and one run of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils import timezone

from django_graphgate.dialects import Dialect
from django_graphgate.execution.connection import fetch_row
from django_graphgate.execution.constraints import checks_of
from django_graphgate.execution.cursors import new_nonce, replace_marks
from django_graphgate.execution.guard import CheckShape, GuardedText, guard_values, guarded
from django_graphgate.execution.variables import NONCE, NOW, Binder, Facts, bind_fact, binder, check_variables
from django_graphgate.ir.faults import Fault, take_faults
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.limits import ValueLimits
from django_graphgate.ir.statement import Statement


@dataclass(frozen=True, slots=True)
class Answer:
    """What the database said: the data, and what it verified beside them.

    ``data`` is ``None`` when ``version`` or ``role`` is not what was assumed; ``role`` is ``None``
    when the caller is not what the credential says.
    """

    data: bytes | None
    version: str
    role: str | None
    faults: tuple[Fault, ...] = ()
    """Places of the data that are ``null`` because nothing else can be written there."""


_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


_USUAL = ValueLimits()


class Runnable:
    """A statement with its parameters' binders; made once and used by every request."""

    def __init__(
        self, statement: Statement, dialect: Dialect, operation: str, limits: ValueLimits = _USUAL
    ) -> None:
        """``operation`` is the digest of the operation, to which its cursors are bound."""
        self.statement = statement
        self.dialect = dialect
        self.operation = operation
        self.constraints = checks_of(statement.constraints, statement.variables)
        self._texts: dict[tuple[CheckShape | None, bool], GuardedText] = {}
        """The whole text for each way of knowing callers, which are few."""
        self.asks_for_now = any(one.source == "now" for one in statement.parameters)
        self.binders: tuple[Binder, ...] = tuple(
            binder(one, dialect, operation, limits) for one in statement.parameters
        )

    def run(
        self,
        alias: str,
        variables: Mapping[str, Any],
        identity: Identity,
        version: str,
        role: str,
        *,
        state_here: bool = True,
        headers: Mapping[str, str] = _NO_HEADERS,
    ) -> Answer:
        """Run it for a caller under an assumed role and version of the rules.

        ``state_here`` says that the rules are in this database, so that the statement itself
        verifies their version; else the version comes back as it was given.
        Raises ``VariableInvalid`` before anything is sent, ``InvalidCredentials`` where a fact about
        the caller does not fit, ``DatabaseUnavailable`` or ``StatementTimeout``.
        """
        values = check_variables(self.statement.variables, variables, self.constraints)
        if self.statement.cursors:
            values[NONCE] = new_nonce()
        if self.asks_for_now:
            values[NOW] = timezone.now()
        asked = Facts(identity, role, headers)
        bound = [bind(values, asked) for bind in self.binders]
        shape = None if identity.check is None else CheckShape.of(identity.check)
        whole = self._texts.get((shape, state_here))
        if whole is None:
            whole = guarded(self.statement.sql, len(self.binders), shape, self.dialect, state_here=state_here)
            self._texts[shape, state_here] = whole
        facts = guard_values(identity, version, role)
        bound += [bind_fact(one.codec, one.name, facts[one.name], self.dialect) for one in whole.parameters]
        data, found, confirmed = fetch_row(alias, whole.text, bound)
        if data is not None and self.statement.cursors:
            data = replace_marks(data, values[NONCE], self.operation, self.statement.cursors, values)
        data, faults = (None, ()) if data is None else take_faults(data)
        return Answer(
            data, (found or b"").decode(), None if confirmed is None else confirmed.decode(), faults
        )
