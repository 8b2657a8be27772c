"""A statement made ready to run, and one run of it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from django_graphgate.dialects import Dialect
from django_graphgate.execution.binders import Binder, Facts, binders_of, guard_binders
from django_graphgate.execution.comments import with_comment
from django_graphgate.execution.connection import fetch_row
from django_graphgate.execution.cursors import new_nonce, replace_marks
from django_graphgate.execution.drivers.base import Row
from django_graphgate.execution.guard import CheckShape, GuardedText, guard_values, guarded
from django_graphgate.execution.variables import Values, VariableReader, is_given
from django_graphgate.execution.variants import settled
from django_graphgate.ir.field_errors import FieldError, take_field_errors
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.limits import USUAL, ValueLimits
from django_graphgate.ir.role_source import RoleSource
from django_graphgate.ir.row_bound import rows_at_most
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
    faults: tuple[FieldError, ...] = ()
    """Places of the data that are ``null`` because nothing else can be written there."""
    replayed: bool = False
    """It was kept from an earlier request with the same ``Idempotency-Key``."""
    ways: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    """How each root field of a mutation was written, ``sql`` or ``orm``, and why, as a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts:
    """What a request brings besides its variables."""

    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    dry_run: bool = False
    """Everything runs, and nothing stays; a query heeds it not, nor the key."""
    idempotency_key: str | None = None
    """The caller's own name for a mutation that is to run once."""
    http: HttpRequest | None = field(default=None, repr=False, compare=False)
    """For functions of the project that the operation calls."""
    origin: str = ""
    """The caller's address, for the runs of such functions."""
    comment: str = ""
    """What each statement carries."""


NO_REQUEST = RequestFacts()

Flags = tuple[tuple[int, bool], ...]
"""Which optional variables a request gives, by the numbers of their parameters."""

_MAX_VARIANTS = 8

_MAX_TEXTS = 64
"""Whole texts that a statement keeps; more are those of rules that no longer hold."""

_TextKey = tuple[CheckShape | None, bool, RoleSource | None, str, Flags]


class Runnable:
    """A statement with its parameters' binders; made once and used by every request."""

    def __init__(
        self, statement: Statement, dialect: Dialect, operation: str, limits: ValueLimits = USUAL
    ) -> None:
        """``operation`` is the digest of the operation, to which its cursors are bound."""
        self.statement = statement
        self.dialect = dialect
        self.operation = operation
        self.flags = statement.flags
        self.variables = VariableReader(statement.variables, statement.constraints)
        self._texts: dict[_TextKey, tuple[GuardedText, tuple[Binder, ...]]] = {}
        """The whole text for each way of knowing callers, and for what is given of optional variables."""
        self._variants: set[Flags] = set()
        self.asks_for_now = any(parameter.source == "now" for parameter in statement.parameters)
        self.binders = binders_of(statement.parameters, statement.variables, dialect, operation, limits)
        by_request = any(bound.variable for bound in statement.row_bounds)
        self._rows = None if by_request else rows_at_most(statement.row_bounds, {})

    def rows_at_most(self, variables: Mapping[str, Any]) -> int:
        """The rows of an answer to these variables, which need not be valid."""
        return rows_at_most(self.statement.row_bounds, variables) if self._rows is None else self._rows

    def run(
        self,
        alias: str,
        variables: Mapping[str, Any],
        identity: Identity,
        version: str,
        role: str,
        *,
        roles: RoleSource | None = None,
        state_here: bool = True,
        request: RequestFacts = NO_REQUEST,
    ) -> Answer:
        """Run it for a caller under an assumed role and version of the rules.

        ``roles`` is where the statement takes the caller's role from; ``None`` where it is as assumed.
        ``state_here`` says that the rules are in this database, so that the statement itself
        verifies their version; else the version comes back as it was given.
        Raises ``VariableInvalid`` before anything is sent, ``InvalidCredentials`` where a fact about
        the caller does not fit, ``DatabaseUnavailable`` or ``StatementTimeout``.
        """
        values = self.variables.read(variables)
        if self.asks_for_now:
            values.now = timezone.now()
        facts = Facts(
            identity, role, request.headers, guard_values(identity, version, role, roles), request.comment
        )
        return self.answer(alias, values, facts, roles, state_here=state_here)

    def answer(
        self, alias: str, values: Values, facts: Facts, roles: RoleSource | None, *, state_here: bool
    ) -> Answer:
        """What the last step brings for values that are read."""
        text, bound = self.answer_text(values, facts, roles, state_here=state_here)
        return self.answer_of(fetch_row(alias, text, bound, plan_once=bool(self.flags)), values, roles)

    def answer_text(
        self, values: Values, facts: Facts, roles: RoleSource | None, *, state_here: bool
    ) -> tuple[str, list[Any]]:
        """The last step with its guard, and the driver's values of its parameters."""
        if self.statement.cursors and not values.nonce:
            values.nonce = new_nonce()
        check = facts.identity.check
        shape = None if check is None else CheckShape.of(check)
        whole, binders = self._whole(shape, values, roles, facts.comment, state_here=state_here)
        bound = [bind(values, facts) for bind in self.binders]
        bound += [bind(values, facts) for bind in binders]
        if whole.order:
            bound = [bound[index] for index in whole.order]
        return whole.text, bound

    def answer_of(self, row: Row, values: Values, roles: RoleSource | None) -> Answer:
        """What a row of the last step says."""
        data, verified_version, verified_role = row
        if data is not None and self.statement.cursors:
            data = replace_marks(data, values.nonce, self.operation, self.statement.cursors, values.given)
        data, faults = (None, ()) if data is None else take_field_errors(data)
        return Answer(data, (verified_version or b"").decode(), verified(verified_role, roles), faults)

    def _whole(
        self,
        shape: CheckShape | None,
        values: Values,
        roles: RoleSource | None,
        comment: str,
        *,
        state_here: bool,
    ) -> tuple[GuardedText, tuple[Binder, ...]]:
        """The text with its guard; where the server plans no run by itself, the one for what is given."""
        key = (shape, state_here, roles, comment, self._flags(values))
        known = self._texts.get(key)
        if known is None:
            if len(self._texts) >= _MAX_TEXTS:
                self._texts.clear()
            flags = key[-1]
            whole = guarded(
                *(self.statement.sql, len(self.binders), shape, self.dialect),
                state_here=state_here,
                roles=roles,
            )
            if flags:
                text, numbers = settled(whole.text, dict(flags))
                order = tuple([number - 1 for number in numbers])
                whole = replace(whole, text=sys.intern(text), order=order)
            if comment:
                whole = replace(whole, text=sys.intern(with_comment(whole.text, comment)))
            known = self._texts[key] = whole, guard_binders(whole.parameters, self.dialect)
        return known

    def _flags(self, values: Values) -> Flags:
        """What is given, as far as a text of its own is worth it: for the first few that occur."""
        if self.dialect.plans_for_values or not self.flags:
            return ()
        flags = tuple((number, is_given(flag, values)) for number, flag in self.flags.items())
        if flags not in self._variants:
            if len(self._variants) >= _MAX_VARIANTS:
                return ()
            self._variants.add(flags)
        return flags


def verified(role: bytes | None, roles: RoleSource | None) -> str | None:
    """The role that the database has confirmed; ``None`` where the caller is not what the credential says."""
    if role is None:
        return None
    return role.decode() if roles is None else roles.role_of(role.decode())
