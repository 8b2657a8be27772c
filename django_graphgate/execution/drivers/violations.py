"""Why a database refuses to write a row."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Reason(enum.Enum):
    """What a write does not fit."""

    UNIQUE = enum.auto()
    """Another row has the value, or a value that excludes it."""
    FOREIGN_KEY = enum.auto()
    """A row that is pointed to is not there."""
    REFERENCED = enum.auto()
    """Another row points to the row."""
    NULL = enum.auto()
    """A column must have a value."""
    CHECK = enum.auto()
    """A condition does not hold."""
    VALUE = enum.auto()
    """The column's type does not have such a value: too long, too large, not in its encoding."""
    TRIGGER = enum.auto()
    """The database's own code raises an error."""
    PERMISSION = enum.auto()
    """The database does not let the project write the row: row-level security, or a privilege."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A refusal, as far as the database says what is wrong; names are those of the database."""

    reason: Reason
    constraint: str = ""
    table: str = ""
    columns: tuple[str, ...] = ()
    message: str = ""
    """What the database's own code says, for developers."""
