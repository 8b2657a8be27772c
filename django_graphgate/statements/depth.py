"""How deep an operation SQLite can read: its parser has a stack, which was of 100 places up to 3.45."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from django.db import connections

from django_graphgate.access.live import state_alias
from django_graphgate.conf import get_settings
from django_graphgate.statements.databases import databases_in_use

READS_ALL = (3, 46)
"""From this version on the stack grows, and ``MAX_DEPTH`` alone decides."""

SHALLOW = 6
"""Levels that every older version reads: a selector, four relations inside one another, and fields."""


def shallow_databases(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> Iterator[tuple[str, str]]:
    """A sentence and a hint for each database that may refuse what ``MAX_DEPTH`` allows."""
    if version >= READS_ALL or get_settings().MAX_DEPTH <= SHALLOW:
        return
    for alias in sorted({*databases_in_use(), state_alias()}):
        if connections[alias].vendor == "sqlite":
            number = ".".join(map(str, version))
            yield (
                f"DATABASES[{alias!r}]: SQLite {number} cannot read more than four relations inside one another.",
                f"Use SQLite 3.46 or newer, or set GRAPHGATE['MAX_DEPTH'] to {SHALLOW}: then they are refused in time.",
            )
