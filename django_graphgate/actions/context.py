"""What a project's callable gets to know of its call, and how it says that it returns the key of a row."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest

from django_graphgate.ir.identity import Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionContext:
    """Who calls, and how.  A callable takes it as a parameter with this annotation, under any name."""

    identity: Identity
    role: str
    run_id: UUID | None = None
    """The key of its ``ActionRun``; ``None`` for a field of the schema, whose run is recorded at its end."""
    dry_run: bool = False
    """All that is written to the action's database is rolled back; what else it does is up to the callable."""
    via: str = ""
    """``http``, ``shell``, ``admin``, ``webhook``, ``task`` or ``graphql``."""
    request: HttpRequest | None = None
    """``None`` where none is at hand, such as in a worker."""
    deadline: dt.datetime | None = None
    """When its time is up.  Statements of its database are stopped then; Python is not, and has to look itself."""
    delivery: Any = None
    """What a webhook received, a :class:`django_graphgate.webhooks.Delivery`; ``None`` for all other calls."""


@dataclass(frozen=True, slots=True)
class Key:
    """In an annotation: the value is the key of a row of the table with that API name.

    ``Key["orders"]``, or ``Annotated[int, Key("orders")]`` for type checkers, which take the first for a type.
    """

    table: str

    def __class_getitem__(cls, table: str) -> Any:
        return Annotated[Any, Key(table)]
