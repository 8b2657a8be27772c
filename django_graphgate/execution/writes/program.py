"""One run of a mutation: everything in one transaction, or nothing.

::

    guard                  the rules' version, the role and the caller are as assumed, and stay so
    for each root field    which rows it means, its data read and checked, the rows written
    answer                 read after everything is written; the guard once more
    COMMIT
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from django.db import DatabaseError, transaction
from django.utils import timezone

from django_graphgate.conf import get_settings
from django_graphgate.dialects import Dialect
from django_graphgate.errors import BadRequest, Forbidden, RequestRejected, TooManyAffected, ValidationFailed
from django_graphgate.execution.binders import Binder, Facts, binders_of, guard_binders
from django_graphgate.execution.comments import commented
from django_graphgate.execution.connection import fetch_row, takes_pipelines
from django_graphgate.execution.cursors import new_nonce
from django_graphgate.execution.guard import CheckShape, guard_values, guarded
from django_graphgate.execution.run import NO_REQUEST, Answer, RequestFacts, Runnable, verified
from django_graphgate.execution.variables import Values
from django_graphgate.execution.writes.budget import Budget
from django_graphgate.execution.writes.calls import Calls
from django_graphgate.execution.writes.choice import Preference, Way, way_of
from django_graphgate.execution.writes.cleaning import clean_rows
from django_graphgate.execution.writes.data import DataLimits, DataReader
from django_graphgate.execution.writes.errors import refused_at_commit
from django_graphgate.execution.writes.idempotency import KeyedRequest, claim, keep
from django_graphgate.execution.writes.journal import Written
from django_graphgate.execution.writes.keys import keys_of, keys_text
from django_graphgate.execution.writes.orm import OrmWriter
from django_graphgate.execution.writes.session_variables import session_variables
from django_graphgate.execution.writes.sql import SqlWriter, left_to_models
from django_graphgate.execution.writes.sql_levels import NotInOneTripError
from django_graphgate.execution.writes.sql_trip import Trip, one_trip, reading
from django_graphgate.execution.writes.transaction import begin_read, begin_write
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.input_rows import InputRow, Key
from django_graphgate.ir.limits import USUAL, ValueLimits
from django_graphgate.ir.presence import Presence
from django_graphgate.ir.role_source import RoleSource
from django_graphgate.ir.statement import Statement
from django_graphgate.ir.write import CALL, Probe, WritePlan, WriteRoot


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
        data_limits = DataLimits(
            rows=settings.MAX_AFFECTED,
            depth=settings.MAX_DEPTH,
            items=settings.MAX_LIST,
            camel_case=settings.CAMEL_CASE,
        )
        self.data = DataReader(self.plan, data_limits)
        self._binders: dict[Probe, tuple[Binder, ...]] = {}
        presets = [preset for shape in self.plan.shapes.values() for _, preset in shape.presets]
        self.presets_ask = any(isinstance(preset, Probe) for preset in presets)
        """A preset comes from the database."""

    @functools.cached_property
    def digest(self) -> str:
        """sha256 of the statement: of the operation as the role may run it."""
        text = json.dumps(self.statement.to_json(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

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
        values.nonce = new_nonce() if self.statement.cursors else ""
        facts = Facts(
            identity, role, request.headers, guard_values(identity, version, role, roles), request.comment
        )
        key = None if request.dry_run or self.plan.reads else request.idempotency_key
        keyed = None if key is None else KeyedRequest.of(key, facts, self.operation, variables, self.digest)
        surroundings = session_variables(identity, role)
        start = functools.partial(_Run, self, alias, values, facts, roles, state_here)
        if self.plan.calls:  # each function is called once: what has begun is not tried in another way
            calls = Calls(self.plan, alias, facts, request)
            with calls.recorded():
                run = start(models_only=True, calls=calls)
                return self._in_transaction(run, request, keyed, surroundings)
        if keyed is None and not (request.dry_run or surroundings or self.plan.isolation):
            answer = start().answer_in_one_trip()
            if answer is not None:
                return answer
        run = start()
        try:
            return self._in_transaction(run, request, keyed, surroundings)
        except (DatabaseError, ValidationFailed, Forbidden, TooManyAffected):
            if not any(way.sql for way in run.ways.values()):
                raise
        run = start(models_only=True)  # they say what is wrong
        return self._in_transaction(run, request, keyed, surroundings)

    def _in_transaction(
        self,
        run: _Run,
        request: RequestFacts,
        keyed: KeyedRequest | None,
        surroundings: Mapping[str, str],
    ) -> Answer:
        """Everything step by step, or nothing."""
        alias = run.alias
        try:
            with (
                commented(alias, request.comment),
                begin_read(alias)
                if self.plan.reads
                else begin_write(alias, self.plan.isolation, dry_run=request.dry_run, variables=surroundings),
            ):
                answer = run.answer_once(keyed)
                if answer.data is None:
                    transaction.set_rollback(True, using=alias)
        except DatabaseError as error:
            refusal = refused_at_commit(error, alias, self.plan)
            if refusal is None:
                raise
            raise refusal from error
        return answer


_FAILED = Way(sql=False, reason="It failed as SQL.")
_BESIDE_CALLS = Way(sql=False, reason="The operation calls an action, so that it is not tried twice.")


@dataclass(slots=True)
class _Run:
    """One run, inside its transaction."""

    program: WriteProgram
    alias: str
    values: Values
    facts: Facts
    roles: RoleSource | None
    state_here: bool
    models_only: bool = False
    """Nothing is written as SQL."""
    calls: Calls | None = None
    """Of a plan that has some."""
    ways: dict[str, Way] = field(default_factory=dict[str, Way])
    """The way of each root field so far."""
    writer: OrmWriter = field(init=False)

    def __post_init__(self) -> None:
        plan = self.program.plan
        self.values.outputs = [None] * (2 * len(plan.roots))
        budget = Budget(plan, get_settings().MAX_AFFECTED)
        self.writer = OrmWriter(
            plan,
            self.alias,
            self.passes,
            budget,
            full_clean=self.program.tables.full_clean.__contains__,
            put_presets=self._put_presets,
        )

    def answer_once(self, keyed: KeyedRequest | None) -> Answer:
        """Write and read; a request whose key has an answer already is given that, and writes nothing."""
        refusal = self.refused_by_guard()
        if refusal is not None:
            return refusal
        stored = None if keyed is None else claim(self.alias, keyed, self.facts)
        if stored is not None:
            return stored
        self.write_all()
        answer = self.program.answer(
            self.alias, self.values, self.facts, self.roles, state_here=self.state_here
        )
        if keyed is not None and answer.data is not None:
            keep(self.alias, keyed, answer)
        return self._with_ways(answer)

    def answer_in_one_trip(self) -> Answer | None:
        """Write and read in one round trip; ``None`` where that cannot be, and then nothing is written."""
        program, plan = self.program, self.program.plan
        if not takes_pipelines(self.alias) or program.presets_ask:
            return None
        trip = Trip(self.writer.context, lambda probe: program.bound(probe, self.values, self.facts))
        try:
            present = self._read_data()
            if not all(self._way(root, rows).sql for _, root, rows in present):
                return None
            for number, root, rows in present:
                self._put_presets(rows)
                trip.write(number, root, rows)
            statements = trip.finish(len(present))
        except (NotInOneTripError, RequestRejected):
            return None  # the role is assumed so far: what it refuses is said once the guard holds
        text, bound = program.answer_text(self.values, self.facts, self.roles, state_here=self.state_here)
        last = reading(text, program.statement.parameters, "", len(plan.roots))
        row = one_trip(self.alias, [self._guard(), *statements, (last, bound)], self.facts.comment)
        if row is None:
            return None
        return self._with_ways(program.answer_of(row[:3], self.values, self.roles))

    def _guard(self) -> tuple[str, list[Any]]:
        """The text of the guard, whose rows are locked until the transaction ends."""
        check = self.facts.identity.check
        whole = guarded(
            *("'held'", 0, None if check is None else CheckShape.of(check), self.program.dialect),
            state_here=self.state_here,
            roles=self.roles,
            lock=not self.program.plan.reads,
        )
        bound = [
            bind(self.values, self.facts) for bind in guard_binders(whole.parameters, self.program.dialect)
        ]
        return whole.text, [bound[index] for index in whole.order] if whole.order else bound

    def refused_by_guard(self) -> Answer | None:
        """The answer where the guard does not hold; ``None`` where it does, until the transaction ends."""
        held, version, role = fetch_row(self.alias, *self._guard(), comment=self.facts.comment)
        if held is not None:
            return None
        return Answer(None, (version or b"").decode(), verified(role, self.roles))

    def text(self, probe: Probe, keys: Sequence[Key] = ()) -> bytes | None:
        """What a text of the plan yields."""
        self.values.keys = keys_text(keys)
        bound = self.program.bound(probe, self.values, self.facts)
        once = any(parameter.source == "given" for parameter in probe.parameters)
        row = fetch_row(self.alias, probe.sql, bound, plan_once=once, comment=self.facts.comment)
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
        present = self._read_data()
        for _, _, rows in present:
            self._put_presets(rows)
        for number, root, rows in present:
            self._write(number, root, rows)
        self.writer.finish()

    def _read_data(self) -> list[tuple[int, WriteRoot, list[InputRow]]]:
        """The root fields that are present, with their numbers and their data; nothing asks the database."""
        roots = self.program.plan.roots
        numbers = [number for number, root in enumerate(roots) if _is_present(root.presence, self.values)]
        data = self.program.data.read([roots[number] for number in numbers], self.values, self.facts)
        clean_rows(itertools.chain.from_iterable(data))
        if self.calls is not None:
            self.calls.read(
                [roots[number] for number in numbers if roots[number].action == CALL], self.values
            )
        return [(number, roots[number], rows) for number, rows in zip(numbers, data, strict=True)]

    def _way(self, root: WriteRoot, rows: Sequence[InputRow]) -> Way:
        if self.models_only:
            way = _FAILED if self.calls is None else _BESIDE_CALLS
        else:
            way = way_of(root, rows, self.program.plan, self.program.tables.ways)
        if way.sql and (reason := left_to_models(self.writer.context, root, rows)):
            way = Way(sql=False, reason=reason)
        self.ways[root.key] = way
        return way

    def _with_ways(self, answer: Answer) -> Answer:
        ways = {key: ("sql" if way.sql else "orm", way.reason) for key, way in self.ways.items()}
        return replace(answer, ways=ways)

    def _put_presets(self, rows: list[InputRow]) -> None:
        self.program.data.put_presets(rows, self.values, self.facts, self.text)

    def _write(self, number: int, root: WriteRoot, rows: list[InputRow]) -> None:
        """Write one root field, or call its function, and keep what the answer needs of it."""
        if self.calls is not None and root.action == CALL:
            self.values.outputs[number] = self.calls.run(root, self.writer.context.budget)
            return
        meant, way = self._meant(root), self._way(root, rows)
        keys, outputs = meant, self.values.outputs
        self.writer.context.again = lambda: meant  # the look itself has locked them, where that is needed
        if root.action == "delete":
            keys = list(self.writer.context.still_within(root.table, keys, "delete"))
            outputs[number] = keys_text(keys)
            if root.read is not None:
                read = self.text(root.read, keys)
                outputs[number + len(self.program.plan.roots)] = None if read is None else read.decode()
            self.writer.delete(root.table, keys)
            return
        written = self._written(root, rows, keys, as_sql=way.sql)
        outputs[number] = keys_text(written.related if root.with_related else written.keys)

    def _written(self, root: WriteRoot, rows: list[InputRow], keys: list[Key], *, as_sql: bool) -> Written:
        writer = SqlWriter(self.writer) if as_sql else self.writer
        if root.action == "update":
            return writer.update(rows[0], keys)
        if root.action == "upsert":
            return self.writer.upsert(rows, root.on)
        return writer.insert(rows)

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
