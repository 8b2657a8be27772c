"""A statement of several steps, of which all take effect or none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from django_graphgate.dialects import Dialect
from django_graphgate.execution.binders import Binder, Facts, binders_of, guard_binders
from django_graphgate.execution.connection import fetch_row
from django_graphgate.execution.guard import CheckShape, guard_values, guarded
from django_graphgate.execution.run import NO_HEADERS, Answer, Runnable, verified
from django_graphgate.execution.variables import Values
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.limits import USUAL, ValueLimits
from django_graphgate.ir.role_source import RoleSource
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
        roles: RoleSource | None = None,
        state_here: bool = True,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> Answer:
        """As :meth:`Runnable.run`; where the guard of a step does not hold, no step has any effect."""
        values = self.variables.read(variables)
        values.now = timezone.now()
        facts = Facts(identity, role, headers, guard_values(identity, version, role, roles))
        with transaction.atomic(using=alias):
            for step, binders in self.earlier:
                bound = [bind(values, facts) for bind in binders]
                output, answer = self._step(alias, step, bound, facts, roles, state_here=state_here)
                if answer is not None:
                    break
                values.outputs.append(output)
            else:
                answer = self.answer(alias, values, facts, roles, state_here=state_here)
            if answer.data is None:
                transaction.set_rollback(True, using=alias)
        return answer

    def _step(
        self,
        alias: str,
        step: Step,
        bound: list[Any],
        facts: Facts,
        roles: RoleSource | None,
        *,
        state_here: bool,
    ) -> tuple[str | None, Answer | None]:
        """The output of a step, or the answer where its guard did not hold.

        SQLite says nothing of the guard of a step that writes: no other connection writes until the last step
        has verified the same again.
        """
        check = facts.identity.check
        whole = guarded(
            *(step.sql, len(step.parameters), None if check is None else CheckShape.of(check), self.dialect),
            state_here=state_here,
            roles=roles,
            guard=step.guard,
        )
        values = Values({}, {})
        bound = bound + [bind(values, facts) for bind in guard_binders(whole.parameters, self.dialect)]
        row = fetch_row(alias, whole.text, [bound[index] for index in whole.order] if whole.order else bound)
        output = row[0].decode() if row and row[0] is not None else None
        if len(row) < 3:
            return output, None
        version, role = (row[1] or b"").decode(), verified(row[2], roles)
        held = version == facts.guard["version"] and role == facts.role
        return output, None if held else Answer(None, version, role)
