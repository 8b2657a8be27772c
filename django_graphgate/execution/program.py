"""A statement of several steps, of which all take effect or none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from django_graphgate.dialects import Dialect
from django_graphgate.execution.binders import Binder, Facts, binders_of, guard_binder
from django_graphgate.execution.connection import fetch_row
from django_graphgate.execution.drivers.base import Row
from django_graphgate.execution.guard import CheckShape, guard_values, guarded
from django_graphgate.execution.run import NO_HEADERS, Answer, Runnable
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.limits import USUAL, ValueLimits
from django_graphgate.ir.statement import Statement, Step


def runnable_of(
    statement: Statement, dialect: Dialect, operation: str, limits: ValueLimits = USUAL
) -> Runnable:
    """The statement with its binders, whether it is a query or a program of several steps."""
    cls = Program if len(statement.steps) > 1 else Runnable
    return cls(statement, dialect, operation, limits)


class Program(Runnable):
    """Runs the steps in order in one transaction; the last one reads the response."""

    def __init__(
        self, statement: Statement, dialect: Dialect, operation: str, limits: ValueLimits = USUAL
    ) -> None:
        super().__init__(statement, dialect, operation, limits)
        self.earlier: list[tuple[Step, tuple[Binder, ...]]] = [
            (step, binders_of(step.parameters, statement.variables, dialect, operation, limits))
            for step in statement.steps[:-1]
        ]

    def run(
        self,
        alias: str,
        variables: Mapping[str, Any],
        identity: Identity,
        version: str,
        role: str,
        *,
        state_here: bool = True,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> Answer:
        """As :meth:`Runnable.run`; where the guard of a step does not hold, no step has any effect."""
        values = self.variables.read(variables)
        values.now = timezone.now()
        facts = Facts(identity, role, headers)
        with transaction.atomic(using=alias):
            for step, binders in self.earlier:
                bound = [bind(values, facts) for bind in binders]
                row = self._fetch(alias, step, bound, identity, version, role, state_here=state_here)
                answer = _refusal(row, version, role)
                if answer is not None:
                    break
                values.outputs.append(row[0].decode() if row and row[0] is not None else None)
            else:
                answer = self.answer(alias, values, facts, version, state_here=state_here)
            if answer.data is None:
                transaction.set_rollback(True, using=alias)
        return answer

    def _fetch(
        self,
        alias: str,
        step: Step,
        bound: list[Any],
        identity: Identity,
        version: str,
        role: str,
        *,
        state_here: bool,
    ) -> Row:
        shape = None if identity.check is None else CheckShape.of(identity.check)
        whole = guarded(
            *(step.sql, len(step.parameters), shape, self.dialect), state_here=state_here, guard=step.guard
        )
        facts = guard_values(identity, version, role)
        bound = bound + [guard_binder(parameter, self.dialect)(facts) for parameter in whole.parameters]
        return fetch_row(alias, whole.text, [bound[index] for index in whole.order] if whole.order else bound)


def _refusal(row: Row, version: str, role: str) -> Answer | None:
    """What a step answers whose guard did not hold.

    SQLite says nothing of the guard of a step that writes: no other connection writes until the last step
    has verified the same again.
    """
    if len(row) < 3 or row[1:] == (version.encode(), role.encode()):
        return None
    return Answer(None, (row[1] or b"").decode(), None if row[2] is None else row[2].decode())
