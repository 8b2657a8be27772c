"""Sends every query of a test to one database, so that one test body runs on each of them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

_alias = "default"


def current() -> str:
    """The alias in force, for all threads."""
    return _alias


@contextlib.contextmanager
def routed_to(alias: str) -> Iterator[None]:
    """Reads and writes go to ``alias`` inside the block, in every thread."""
    global _alias  # noqa: PLW0603 - a context variable would not reach threads that a test starts
    before, _alias = _alias, alias
    try:
        yield
    finally:
        _alias = before


class Switch:
    """The router of the test settings."""

    def db_for_read(self, model: type, **hints: Any) -> str:
        return _alias

    def db_for_write(self, model: type, **hints: Any) -> str:
        return _alias

    def allow_relation(self, first: object, second: object, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return True
