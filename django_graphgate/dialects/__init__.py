"""SQL dialects by the name that Django's ``connection.vendor`` gives their server."""

from __future__ import annotations

from collections.abc import Mapping

from django_graphgate.dialects.base import Dialect
from django_graphgate.dialects.postgresql import PostgreSQL
from django_graphgate.dialects.sqlite import SQLite
from django_graphgate.errors import Unsupported

__all__ = ["DIALECTS", "Dialect", "dialect"]

DIALECTS: Mapping[str, Dialect] = {dialect.name: dialect for dialect in (PostgreSQL(), SQLite())}


def dialect(name: str) -> Dialect:
    """The dialect of that name; raises ``Unsupported`` for a server that has none."""
    supported = DIALECTS.get(name)
    if supported is None:
        raise Unsupported(f"The database {name} is not supported; supported are: {', '.join(DIALECTS)}.")
    return supported
