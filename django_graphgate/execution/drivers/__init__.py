"""The drivers: a module per database, imported when a database of that vendor is used."""

from __future__ import annotations

import functools

from django_graphgate.errors import ConfigurationError
from django_graphgate.execution.drivers.base import Driver


@functools.cache
def driver_of(vendor: str) -> Driver:
    """The driver for databases of a vendor; raises ``ConfigurationError`` where its library is missing."""
    if vendor == "sqlite":
        from django_graphgate.execution.drivers.sqlite import SQLiteDriver

        return SQLiteDriver()
    try:
        from django_graphgate.execution.drivers.postgresql import PostgreSQLDriver
    except ImportError as error:
        raise ConfigurationError(
            f"psycopg 3 cannot be imported: {error}", hint='Run pip install "django-graphgate[postgres]".'
        ) from error
    return PostgreSQLDriver()
