"""Development: whether an operation that ran is saved, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django_graphgate.allowlist.recorder import Recording, record
from django_graphgate.statements.resolved_operation import ResolvedOperation


def save_run(
    folder: Path,
    meant: ResolvedOperation,
    sent: str | None,
    given: Mapping[str, Any],
    role: str,
    *,
    blocked: bool,
) -> dict[str, Any]:
    """Save a named operation that ran without error; what became of it is told to the developer."""
    if not meant.name:
        return {"saved": "no", "reason": "The operation has no name."}
    if meant.open_shape:
        return {
            "saved": "no",
            "reason": "A variable decides its shape; it would be refused as OPEN_SHAPE.",
        }
    if blocked:
        return {"saved": "no", "reason": "A part of it is blocked for this role."}
    written = meant.operation.normal.operation.variable_definitions or ()
    declared = {definition.variable.name.value for definition in written}
    recording = Recording(
        namespace=meant.namespace,
        text=meant.text,
        sent=sent,
        role=role,
        variables={name: value for name, value in given.items() if name in declared},
    )
    return record(folder, recording)
