"""One run of a mutation: everything in one transaction, or nothing.

::

    guard                  the rules' version, the role and the caller are as assumed, and stay so
    for each root field    which rows it means, its data read and checked, the rows written
    answer                 read after everything is written; the guard once more
    COMMIT
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.db import transaction
from django.utils import timezone

from django_graphgate.conf import get_settings
from django_graphgate.dialects import Dialect
from django_graphgate.errors import BadRequest
from django_graphgate.execution.binders import Binder, Facts, binders_of, guard_binders
from django_graphgate.execution.connection import fetch_row
from django_graphgate.execution.guard import CheckShape, guard_values, guarded
from django_graphgate.execution.run import NO_REQUEST, Answer, RequestFacts, Runnable, verified
from django_graphgate.execution.variables import Values
from django_graphgate.execution.writes.budget import Budget
from django_graphgate.execution.writes.choice import Preference
from django_graphgate.execution.writes.data import DataLimits, DataReader
from django_graphgate.execution.writes.journal import Written
from django_graphgate.execution.writes.keys import keys_of, keys_text
from django_graphgate.execution.writes.orm import OrmWriter
from django_graphgate.execution.writes.transaction import begin_write
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.input_rows import InputRow, Key
from django_graphgate.ir.limits import USUAL, ValueLimits
from django_graphgate.ir.presence import Presence
from django_graphgate.ir.role_source import RoleSource
from django_graphgate.ir.statement import Statement
from django_graphgate.ir.write import Probe, WritePlan, WriteRoot


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSettings:
    """What the settings say of how tables are written, by API name."""

    ways: Mapping[str, Preference] = field(default_factory=dict[str, Preference])
    full_clean: frozenset[str] = frozenset()
    """Tables whose models are validated as a whole."""


USUAL_TABLES = TableSettings()


class WriteProgram(Runnable):
    """A mutation made ready to run."""

    def __init__(
        self,
        statement: Statement,
        dialect: Dialect,
        operation: str,
        limits: ValueLimits = USUAL,
        tables: TableSettings = USUAL_TABLES,
    ) -> None:
        super().__init__(statement, dialect, operation, limits)
        if statement.writes is None:
            raise AssertionError("a query is no mutation")
        self.plan: WritePlan = statement.writes
        self.limits, self.tables = limits, tables
        settings = get_settings()
        data_limits = DataLimits(rows=settings.MAX_AFFECTED, depth=settings.MAX_DEPTH)
        self.data = DataReader(self.plan, data_limits)
        self._binders: dict[Probe, tuple[Binder, ...]] = {}

    def bound(self, probe: Probe, values: Values, facts: Facts) -> list[Any]:
        """The driver's values of a text of the plan."""
        binders = self._binders.get(probe)
        if binders is None:
            binders = self._binders[probe] = binders_of(
                *(probe.parameters, self.statement.variables, self.dialect, self.operation, self.limits)
            )
        return [bind(values, facts) for bind in binders]

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
        """As :meth:`Runnable.run`; where the guard does not hold, nothing is written.

        Also raises ``ValidationFailed``, ``Forbidden`` for a row that the rules refuse, ``TooManyAffected``,
        ``Retryable`` and ``OutcomeUnknown``.
        """
        values = self.variables.read(variables)
        values.now = timezone.now()
        values.outputs = [None] * (2 * len(self.plan.roots))
        facts = Facts(identity, role, request.headers, guard_values(identity, version, role, roles))
        run = _Run(self, alias, values, facts, roles, state_here)
        with begin_write(alias, self.plan.isolation, dry_run=request.dry_run):
            refusal = run.refused_by_guard()
            if refusal is not None:
                transaction.set_rollback(True, using=alias)
                return refusal
            run.write_all()
            answer = self.answer(alias, values, facts, roles, state_here=state_here)
            if answer.data is None:
                transaction.set_rollback(True, using=alias)
        return answer


@dataclass(slots=True)
class _Run:
    """One run, inside its transaction."""

    program: WriteProgram
    alias: str
    values: Values
    facts: Facts
    roles: RoleSource | None
    state_here: bool
    writer: OrmWriter = field(init=False)

    def __post_init__(self) -> None:
        plan = self.program.plan
        budget = Budget(plan, get_settings().MAX_AFFECTED)
        self.writer = OrmWriter(
            plan,
            self.alias,
            self.passes,
            budget,
            full_clean=self.program.tables.full_clean.__contains__,
            put_presets=self._put_presets,
        )

    def refused_by_guard(self) -> Answer | None:
        """The answer where the guard does not hold; ``None`` where it does, until the transaction ends."""
        check = self.facts.identity.check
        whole = guarded(
            *("'held'", 0, None if check is None else CheckShape.of(check), self.program.dialect),
            state_here=self.state_here,
            roles=self.roles,
            lock=True,
        )
        bound = [
            bind(self.values, self.facts) for bind in guard_binders(whole.parameters, self.program.dialect)
        ]
        if whole.order:
            bound = [bound[index] for index in whole.order]
        held, version, role = fetch_row(self.alias, whole.text, bound)
        if held is not None:
            return None
        return Answer(None, (version or b"").decode(), verified(role, self.roles))

    def text(self, probe: Probe, keys: Sequence[Key] = ()) -> bytes | None:
        """What a text of the plan yields."""
        self.values.keys = keys_text(keys)
        bound = self.program.bound(probe, self.values, self.facts)
        once = any(parameter.source == "given" for parameter in probe.parameters)
        row = fetch_row(self.alias, probe.sql, bound, plan_once=once)
        return row[0] if row else None

    def passes(self, name: str, keys: Sequence[Key]) -> list[Key]:
        """Which of the keys pass a probe of the plan, in their order."""
        probe = self.program.plan.probes[name]
        if probe is None or not keys:
            return list(keys)
        table = name.partition(":")[0]
        codecs = self.program.plan.key_codecs(table)
        passing = set(keys_of(self.text(probe, keys), codecs))
        return [key for key in keys if key in passing]

    # -- root fields --------------------------------------------------------------------------

    def write_all(self) -> None:
        """Write the root fields that are present, in order; all data are read and checked before."""
        roots = self.program.plan.roots
        numbers = [number for number, root in enumerate(roots) if _is_present(root.presence, self.values)]
        data = self.program.data.read([roots[number] for number in numbers], self.values, self.facts)
        for rows in data:
            self._put_presets(rows)
        for number, rows in zip(numbers, data, strict=True):
            self._write(number, roots[number], rows)
        self.writer.finish()

    def _put_presets(self, rows: list[InputRow]) -> None:
        self.program.data.put_presets(rows, self.values, self.facts, self.text)

    def _write(self, number: int, root: WriteRoot, rows: list[InputRow]) -> None:
        """Write one root field, and keep what the answer needs of it."""
        keys = self._meant(root)
        outputs = self.values.outputs
        if root.action == "delete":
            outputs[number] = keys_text(keys)
            if root.read is not None:
                read = self.text(root.read, keys)
                outputs[number + len(self.program.plan.roots)] = None if read is None else read.decode()
            self.writer.delete(root.table, keys)
            return
        written = self._written(root, rows, keys)
        outputs[number] = keys_text(written.related if root.with_related else written.keys)

    def _written(self, root: WriteRoot, rows: list[InputRow], keys: list[Key]) -> Written:
        if root.action == "update":
            return self.writer.update(rows[0], keys)
        if root.action == "upsert":
            return self.writer.upsert(rows, root.on)
        return self.writer.insert(rows)

    def _meant(self, root: WriteRoot) -> list[Key]:
        """The rows that ``update`` and ``delete`` mean."""
        if root.find is None:
            return []
        keys = keys_of(self.text(root.find), self.program.plan.key_codecs(root.table))
        if not root.many and len(keys) > 1:
            raise BadRequest(
                f"'{root.key}' stands for one row, and its filter matches several: use the list field.",
                path=(root.key,),
            )
        return keys


def _is_present(presence: Presence, values: Values) -> bool:
    """Whether the document's conditions let a root field be there."""
    return any(
        all(cast("bool", values.coerced[each.parameter.name]) is each.when for each in alternative)
        for alternative in presence
    )


def runnable_of(
    statement: Statement,
    dialect: Dialect,
    operation: str,
    limits: ValueLimits = USUAL,
    tables: TableSettings = USUAL_TABLES,
) -> Runnable:
    """The statement with its binders: a query, or a mutation with all that it writes."""
    if statement.writes is None:
        return Runnable(statement, dialect, operation, limits)
    return WriteProgram(statement, dialect, operation, limits, tables)
