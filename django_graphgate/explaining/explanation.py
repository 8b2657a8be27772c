"""An explanation as a value.  Read :func:`explain` first.

It is made by the gate's own steps, so that it says of a role what a request of that role would meet; what it
finds is for people with a shell, and no view imports it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django_graphgate.access.live import LiveAccess, state_alias
from django_graphgate.access.roles import ANON
from django_graphgate.catalog import get_catalog
from django_graphgate.errors import ConfigurationError, Forbidden, RequestRejected
from django_graphgate.execution.run import Runnable
from django_graphgate.explaining.plans import MissingIndex, missing_indices, plan_lines
from django_graphgate.explaining.roles import (
    AppliedRule,
    TriedMatch,
    applied_rules,
    differences,
    tried_matches,
)
from django_graphgate.explaining.rows import AskedRow, RowQuestions
from django_graphgate.gate import Gate
from django_graphgate.ir.identity import Identity
from django_graphgate.rules.model import StoredRole, StoredRule
from django_graphgate.statements.limits import limits_of
from django_graphgate.statements.resolved_operation import ResolvedOperation

if TYPE_CHECKING:
    from django_graphgate.compiler.compile import RolePlan

_ACTIONS = ("query", "insert", "update", "upsert", "delete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be explained."""

    operation: ResolvedOperation
    identity: Identity
    role: str | None = None
    """``None``: the role that the caller has."""
    variables: Mapping[str, Any] = field(default_factory=dict[str, Any])
    row: str | None = None
    """The key of a row of the operation's first table."""
    database: str | None = None
    """Whose plan is shown; ``None``: the one that would answer."""
    analyze: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Empty members are those of which there is nothing to say."""

    operation: str
    namespace: str
    role: str
    passes: bool
    reasons: tuple[str, ...] = ()
    """Why it is denied: the gate's reason first, as the log has it."""
    nearest_role: str = ""
    """The role that may run it, with the fewest other rules for its tables."""
    matches: tuple[TriedMatch, ...] = ()
    rules: tuple[AppliedRule, ...] = ()
    rows: tuple[AskedRow, ...] = ()
    database: str = ""
    sql: str = ""
    plan: tuple[str, ...] = ()
    problem: str = ""
    """Why there is no plan."""
    missing_indices: tuple[MissingIndex, ...] = ()


def explain(gate: Gate, asked: Asked) -> Explanation:
    """Why the operation runs, or does not run, for the caller; raises what the gate raises for the caller."""
    access = gate.access.current(state_alias())
    operation = asked.operation
    role = asked.role or gate.role_of(asked.identity)
    identity = _in_role(asked.identity, role)
    wanted = _touched(gate, operation)
    runnable, database, reasons = _judged(gate, operation, role, identity)
    signed_in = identity.user_id is not None
    explanation = Explanation(
        operation=operation.name,
        namespace=operation.namespace,
        role=role,
        passes=not reasons,
        reasons=tuple(reasons),
        nearest_role=_nearest(gate, asked, role, access, wanted) if reasons else "",
        matches=(
            tried_matches(access, asked.identity, gate.settings, named=asked.identity.role)
            if signed_in and asked.role is None
            else ()
        ),
        rules=applied_rules(role, access, wanted),
        rows=_rows(gate, access, asked, role, wanted),
    )
    if runnable is None:
        return explanation
    return _with_plan(gate, explanation, runnable, asked, database, access)


def _in_role(identity: Identity, role: str) -> Identity:
    """A caller with this role; anonymous in the role of those who are."""
    if role == ANON and identity.user_id is None:
        return replace(identity, role=None, check=None)
    return replace(identity, role=role, check=None)


def _judged(
    gate: Gate, operation: ResolvedOperation, role: str, identity: Identity
) -> tuple[Runnable | None, str, list[str]]:
    """The statement and its database, or why there is none: of a frozen operation the compiler's reason, too."""
    try:
        runnable, database = gate.judge(operation, role, identity)
    except (RequestRejected, ConfigurationError) as error:
        detail = error.detail if isinstance(error, RequestRejected) else error.hint
        reasons = [f"{error.code}: {detail or error.message}", *_plan_problem(gate, operation, role)]
        return None, "", list(dict.fromkeys(reasons))
    denied = [f"{Forbidden.code}: a rule blocks {place}" for place in runnable.statement.denied]
    return runnable, database, denied


def _plan_problem(gate: Gate, operation: ResolvedOperation, role: str) -> list[str]:
    """What the compiler says of the operation under the role's rules as they are now."""
    stored = gate.access.current(state_alias()).roles.get(role) or StoredRole(name=role)
    try:
        _planned(gate, operation, stored)
    except (RequestRejected, ConfigurationError) as error:
        return [f"Under the rules of {role}: {error.message}"]
    return []


def _planned(gate: Gate, operation: ResolvedOperation, role: StoredRole) -> RolePlan:
    """What a role runs under these rules, which nothing keeps; raises what the compiler raises."""
    from django_graphgate.compiler.compile import RoleView, plan_operation, read_operation

    catalog, limits = gate.statements.columns.catalog, limits_of(gate.settings)
    view = RoleView.build(role, catalog, default_limit=gate.settings.DEFAULT_LIMIT, limits=limits)
    parsed = operation.parsed or read_operation(operation.document, None, catalog=catalog, limits=limits)
    return plan_operation(parsed, view=view, limits=limits)


def _touched(gate: Gate, operation: ResolvedOperation) -> tuple[tuple[str, str], ...]:
    """The tables and actions that decide: those of the operation, as a role without any limits would run it."""
    tables = get_catalog().tables
    rules = [
        StoredRule(table=name, action=action, columns=tuple(table.columns) if action == "query" else None)
        for name, table in tables.items()
        for action in _ACTIONS
    ]
    try:
        planned = _planned(gate, operation, StoredRole(name=ANON, rules=tuple(rules)))
    except (RequestRejected, ConfigurationError):
        return ()
    touched = dict.fromkeys((use.table, "query") for use in planned.uses if use.table in tables)
    if planned.mutation is not None:
        touched |= dict.fromkeys(
            (name, action) for name in planned.mutation.tables for action in _ACTIONS[1:] if name in tables
        )
    return tuple(sorted(touched))


def _nearest(
    gate: Gate, asked: Asked, role: str, access: LiveAccess, wanted: tuple[tuple[str, str], ...]
) -> str:
    passing: list[tuple[int, int, str]] = []
    for place, name in enumerate(access.order):
        identity = _in_role(asked.identity, name)
        if name != role and not _judged(gate, asked.operation, name, identity)[2]:
            distance = differences(access.roles.get(role), access.roles[name], wanted)
            passing.append((distance, place, name))
    return min(passing)[2] if passing else ""


def _rows(
    gate: Gate, access: LiveAccess, asked: Asked, role: str, wanted: tuple[tuple[str, str], ...]
) -> tuple[AskedRow, ...]:
    if asked.row is None:
        return ()
    alias = asked.database or state_alias()
    questions = RowQuestions(gate, access, role, asked.identity, alias)
    answers = (questions.ask(table, action, asked.row) for table, action in wanted)
    return tuple(answer for answer in answers if answer is not None)


def _with_plan(
    gate: Gate,
    explanation: Explanation,
    runnable: Runnable,
    asked: Asked,
    database: str,
    access: LiveAccess,
) -> Explanation:
    alias, problem, lines = asked.database or database, "", list[str]()
    try:
        lines = plan_lines(
            runnable, alias, asked.variables, asked.identity, explanation.role, analyze=asked.analyze
        )
    except RequestRejected as error:  # a variable without a value, mostly
        problem = error.message
    stored = access.roles.get(explanation.role) or StoredRole(name=explanation.role)
    planned = _planned(gate, asked.operation, stored)
    return replace(
        explanation,
        database=alias,
        sql=runnable.statement.sql,
        plan=tuple(lines),
        problem=problem,
        missing_indices=missing_indices(planned.whole, alias),
    )
