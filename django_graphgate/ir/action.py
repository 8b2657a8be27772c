"""Actions as values: what ``actions.json`` says of them, and what a callable's signature says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Source = Literal["sql", "operation", "callable"]
"""What an action runs: SQL of its own, a saved operation, or a Python callable."""

LockMode = Literal["", "skip", "wait", "fail"]
"""What becomes of a run while another one of the same action still runs; empty: both run."""

FieldOf = Literal["", "query", "mutation"]
"""The root type that has the action as a field; empty: none has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionParameter:
    """A parameter of an action.  Values are only ever bound, never part of a text.

    ``type`` is GraphQL's notation of the gate's scalars: ``Int!``, ``String``, ``[UUID!]!``.  The default is in JSON
    form.  Bounds hold for each item of a list; ``min_items`` and ``max_items`` for the list.
    """

    name: str
    type: str
    default: Any = None
    has_default: bool = False
    minimum: int | float | str | None = None
    """The lowest value, in JSON form (``"2026-01-01"`` for a Date)."""
    maximum: int | float | str | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str = ""
    """A regular expression that the whole text must match."""
    choices: tuple[Any, ...] = ()
    min_items: int | None = None
    max_items: int | None = None
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalarReturn:
    """A plain value: ``type`` is the name of a scalar of the gate (``Int``, ``String``, ``JSON``)."""

    type: str
    many: bool = False
    nullable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReturn:
    """The key of a row, which the operation reads on by the caller's own rules.

    ``table`` is the API name of a table, or empty where ``model`` (Django's label, ``shop.Order``) says which.
    """

    table: str = ""
    model: str = ""
    many: bool = False
    nullable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectReturn:
    """An object of plain values and keys; ``name`` is that of its GraphQL type."""

    name: str
    fields: tuple[tuple[str, Return], ...]
    many: bool = False
    nullable: bool = True


Return = ScalarReturn | RowReturn | ObjectReturn


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDefinition:
    """An action: what it runs, for whom, and within which bounds."""

    name: str
    source: Source
    sql: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)
    """Its SQL by dialect (``postgresql``, ``sqlite``); the key ``""`` holds for all others."""
    operation: str = ""
    """Name of the saved operation."""
    namespace: str = ""
    """Allow list of the operation."""
    path: str = ""
    """Dotted path of the callable."""
    auth_name: str = ""
    """Authenticator of ``NAMED_AUTH`` that must know the caller."""
    roles: tuple[str, ...] = ()
    """Roles whose callers may run it."""
    public: bool = False
    """Anybody may run it.  Without this, an ``auth_name`` or ``roles``, the gate refuses to load."""
    parameters: tuple[ActionParameter, ...] = ()
    timeout: int | None = None
    """Milliseconds for all of it; ``None``: ``ACTION_TIMEOUT``."""
    lock: LockMode = ""
    max_affected: int | None = None
    """Rows that it may write; beyond it nothing is written."""
    transaction: bool = True
    """Everything in one transaction.  ``False`` for statements that PostgreSQL runs outside one only."""
    background: bool = False
    """A worker of Django's Tasks runs it: the caller gets 202 and a status URL."""
    database: str = ""
    """Alias; empty: the database of the gate's own tables."""
    field: FieldOf = ""
    """For callables that declare what they return."""
    returns: Return | None = None
    description: str = ""

    @property
    def is_guarded(self) -> bool:
        """Whether it says who may run it."""
        return bool(self.auth_name or self.roles or self.public)

    def admits(self, role: str) -> bool:
        """Whether callers of that role may run it, as far as roles decide."""
        return role in self.roles if self.roles else self.public
