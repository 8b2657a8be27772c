"""What is asked of an action, and what it answers."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.http import HttpRequest

from django_graphgate.ir.identity import Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRequest:
    """One call of an action by a caller who may run it: that has been decided before."""

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """JSON values."""
    identity: Identity
    role: str
    via: str
    """``http``, ``shell``, ``admin``, ``webhook``, ``task`` or ``graphql``."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    dry_run: bool = False
    """It runs, and is rolled back."""
    idempotency_key: str | None = None
    """The caller's own name for a run that may be asked for twice, and is to happen once."""
    http: HttpRequest | None = field(default=None, repr=False, compare=False)
    first: Callable[[], None] | None = field(default=None, repr=False, compare=False)
    """Called at the beginning of the action's transaction: what it writes stays if what the action writes does."""
    delivery: Any = field(default=None, repr=False, compare=False)
    origin: str = ""
    """The caller's address."""
    run_id: uuid.UUID | None = None
    """The key of the ``ActionRun`` that was queued; ``None`` for a new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionResult:
    """What an action has done.  ``rows`` is for SQL that gives rows, ``value`` for everything else that gives any."""

    run_id: uuid.UUID | None = None
    status: Literal["done", "skipped"] = "done"
    rows: list[dict[str, Any]] | None = None
    value: Any = None
    has_value: bool = False
    """``value`` is what the action gave, also where it is ``None``."""
    errors: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """Those of fields of an operation, which are ``null`` in ``value``; GraphQL's shape."""
    count: int | None = None
    """Rows written, or those that an action gives which writes none; ``None`` where nobody has counted."""
    written: int | None = None
    """Rows written."""
    milliseconds: float = 0.0
    replayed: bool = False
    """It was kept from an earlier request with the same ``Idempotency-Key``."""

    def as_json(self) -> dict[str, Any]:
        """The answer's members, as values that ``json.dumps`` takes."""
        members: dict[str, Any] = {"status": self.status}
        if self.rows is not None:
            members["rows"] = self.rows
        if self.has_value:
            members["value"] = self.value
        if self.errors:
            members["errors"] = self.errors
        if self.count is not None:
            members["count"] = self.count
        members["milliseconds"] = self.milliseconds
        members["run"] = None if self.run_id is None else str(self.run_id)
        return members

    @property
    def output(self) -> bytes:
        """What it gave, as JSON text."""
        return json.dumps(self.as_json(), ensure_ascii=False).encode()

    @classmethod
    def replay(cls, kept: bytes) -> ActionResult:
        """The result that :attr:`output` was made of, for a later request with the same key."""
        members: dict[str, Any] = json.loads(kept)
        return cls(
            run_id=None if members["run"] is None else uuid.UUID(members["run"]),
            status=members["status"],
            rows=members.get("rows"),
            value=members.get("value"),
            has_value="value" in members,
            errors=members.get("errors", []),
            count=members.get("count"),
            milliseconds=members["milliseconds"],
            replayed=True,
        )
