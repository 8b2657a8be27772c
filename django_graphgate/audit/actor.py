"""Who does what the audit records: a user of the admin, a command, or else the process."""

from __future__ import annotations

import contextlib
import getpass
from collections.abc import Iterator
from contextvars import ContextVar
from typing import NamedTuple


class Actor(NamedTuple):
    """Who, and by which way."""

    name: str
    via: str


_current: ContextVar[Actor | None] = ContextVar("graphgate_actor", default=None)


def current_actor() -> Actor:
    """Where nobody has said who acts, it is Python code of the operating system's user."""
    return _current.get() or Actor(process_user(), "python")


@contextlib.contextmanager
def acting(name: str, via: str) -> Iterator[None]:
    """Changes within are this user's."""
    token = _current.set(Actor(name, via))
    try:
        yield
    finally:
        _current.reset(token)


@contextlib.contextmanager
def acting_command(name: str) -> Iterator[None]:
    """Changes within are those of a management command; a decorator of its ``handle``, too."""
    with acting(process_user(), f"command {name}"):
        yield


def process_user() -> str:
    """The operating system's user."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container may run as a number without a name
        return ""
