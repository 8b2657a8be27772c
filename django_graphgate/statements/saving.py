"""Development: what is said beside an answer: whether the operation is saved, and what its author may overlook."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from django_graphgate.allowlist.recorder import Recording, record
from django_graphgate.ir.secret_names import looks_secret
from django_graphgate.ir.statement import Statement
from django_graphgate.statements.call import Call
from django_graphgate.statements.hints import hint_of
from django_graphgate.statements.resolved_operation import ResolvedOperation


def save_run(folder: Path, call: Call, statement: Statement, data: bytes) -> dict[str, Any]:
    """Save an operation that ran without error; what became of it, and a hint, for the developer."""
    report = _unsaved(call.operation, statement) or record(folder, _recording(call))
    if hint := hint_of(statement.variables, call.request.variables, data):
        report["hint"] = hint
    return report


def _unsaved(operation: ResolvedOperation, statement: Statement) -> dict[str, Any]:
    """Why an operation is not to be saved; empty where it is."""
    reason = ""
    if not operation.name:
        reason = "The operation has no name."
    elif operation.open_shape:
        reason = "A variable decides its shape; it would be refused as OPEN_SHAPE."
    elif statement.denied:
        reason = "A part of it is blocked for this role."
    return {"saved": "no", "reason": reason} if reason else {}


def _recording(call: Call) -> Recording:
    operation, request = call.operation, call.request
    declared = _declared(operation)
    return Recording(
        namespace=operation.namespace,
        name=operation.name,
        text=operation.text,
        digest=operation.digest,
        undirected=operation.undirected,
        sent=request.text,
        sent_digests=() if request.text is None else operation.text_digests,
        role=call.role,
        variables={
            name: _without_secrets(name, value)
            for name, value in request.variables.items()
            if name in declared
        },
    )


HIDDEN = "(hidden)"
"""What the allow list has in place of an example's value that looks like a secret."""


def _without_secrets(name: str, value: Any) -> Any:
    """An example of a variable: the list is a file that many read, and data of a mutation may hold passwords."""
    if isinstance(value, dict):
        entries = cast("dict[str, Any]", value).items()
        return {key: _without_secrets(key, item) for key, item in entries}
    if isinstance(value, list):
        return [_without_secrets(name, item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    return HIDDEN if isinstance(value, str) and looks_secret(name) else value


def _declared(operation: ResolvedOperation) -> set[str]:
    """Names of the variables that the operation declares."""
    if operation.parsed is None:
        return set()
    definitions = operation.parsed.normal.operation.variable_definitions or ()
    return {definition.variable.name.value for definition in definitions}
