"""How deeply an operation may be nested in the databases in use."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connections

from django_graphgate.access.live import state_alias
from django_graphgate.conf import get_settings
from django_graphgate.execution.drivers import driver_of
from django_graphgate.statements.databases import databases_in_use


def shallow_databases() -> Iterator[tuple[str, str]]:
    """A sentence and a hint for each database that may refuse what ``MAX_DEPTH`` allows."""
    for alias in sorted({*databases_in_use(), state_alias()}):
        limit = driver_of(connections[alias].vendor).depth_limit()
        if limit is not None and limit.levels < get_settings().MAX_DEPTH:
            yield f"DATABASES[{alias!r}]: {limit.message}", limit.hint
