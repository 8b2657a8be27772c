"""The drivers: a module per database, imported when a database of that vendor is used."""

from __future__ import annotations

import functools
import importlib
from typing import NamedTuple

from django_graphgate.errors import ConfigurationError, Unsupported
from django_graphgate.execution.drivers.base import Driver


class Registered(NamedTuple):
    """Where a driver is, and what it needs."""

    module: str
    name: str
    library: str
    hint: str


DRIVERS: dict[str, Registered] = {
    "postgresql": Registered(
        "django_graphgate.execution.drivers.postgresql",
        "PostgreSQLDriver",
        "psycopg 3",
        'Run pip install "django-graphgate[postgres]".',
    ),
    "sqlite": Registered(
        "django_graphgate.execution.drivers.sqlite",
        "SQLiteDriver",
        "sqlite3",
        "Use a Python that is built with SQLite.",
    ),
}
"""By the name that Django's ``connection.vendor`` gives the server."""


@functools.cache
def driver_of(vendor: str) -> Driver:
    """The driver for databases of a vendor.

    Raises ``Unsupported`` where there is none, ``ConfigurationError`` where its library is missing.
    """
    registered = DRIVERS.get(vendor)
    if registered is None:
        raise Unsupported(f"The database {vendor} is not supported; supported are: {', '.join(DRIVERS)}.")
    try:
        module = importlib.import_module(registered.module)
    except ImportError as error:
        raise ConfigurationError(
            f"{registered.library} cannot be imported: {error}", hint=registered.hint
        ) from error
    driver: type[Driver] = getattr(module, registered.name)
    return driver()
