"""System checks of columns: types of a project's own, and what the database really stores.

:mod:`django_graphgate.checks` registers them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Warning  # noqa: A004  Django's own name
from django.db import models

from django_graphgate.catalog import get_catalog
from django_graphgate.dialects import DIALECTS
from django_graphgate.ir.catalog import Table


def own_types(tables: Sequence[Table]) -> Iterator[CheckMessage]:
    """Fields whose class chooses its own database type."""
    from django.apps import apps

    for table in tables:
        for field in apps.get_model(table.model)._meta.concrete_fields:
            if field.attname in table.columns and not table.alias_of and _names_its_type(type(field)):
                yield Warning(
                    f"{field.model._meta.label}.{field.name} has a type of its own in the database: "
                    f"{type(field).__name__} overrides db_type.",
                    hint="The gate reads it as the built-in field it is derived from, and converts what it must: "
                    "see docs/catalogue.md.  Silence this check if that is intended.",
                    id="graphgate.W031",
                )


def decimals(alias: str, labels: Sequence[str]) -> Iterator[CheckMessage]:
    """Decimal fields with more digits than the database keeps."""
    from django.apps import apps
    from django.db import connections

    vendor = connections[alias].vendor
    digits = DIALECTS[vendor].decimal_digits if vendor in DIALECTS else None
    if digits is None:
        return
    for label in labels:
        for field in apps.get_model(label)._meta.local_concrete_fields:
            if isinstance(field, models.DecimalField) and (field.max_digits or 0) > digits:
                server = connections[alias].display_name
                yield Warning(
                    f"{label}.{field.name} has {field.max_digits} digits, but {server} keeps only {digits}.",
                    hint="Use PostgreSQL, or fewer digits.",
                    id="graphgate.W009",
                )


def idle_blocks(idle: Sequence[str]) -> Iterator[CheckMessage]:
    """Entries that hide nothing, which are probably misspelt."""
    for name in sorted(idle):
        yield Warning(
            f"GRAPHGATE['BLOCKLIST'] names {name!r}, which is not a table or column of the API.",
            hint='Use API names: "products", "password", "products.price".',
            id="graphgate.W010",
        )


def _names_its_type(cls: type[Any]) -> bool:
    """Whether a class derived from Django's overrides what the database stores."""
    for each in cls.__mro__:
        if each.__module__.startswith(("django.db.models.", "django.contrib.")):
            return False
        if any(name in vars(each) for name in ("db_type", "rel_db_type", "db_type_parameters")):
            return True
    return issubclass(cls, models.Field)


def real_types(databases: Sequence[str]) -> Iterator[CheckMessage]:
    """Columns of these databases whose type is not the one of their field."""
    from django_graphgate.catalog.stored import fit_catalog

    fitted = fit_catalog(get_catalog(), databases)
    for problem in fitted.problems:
        yield Warning(
            problem,
            hint="The gate does not start.  Correct the model or the setting, or put the column into BLOCKLIST.",
            id="graphgate.W033",
        )
    for table in fitted.catalog.tables.values():
        for column in table.columns.values():
            if column.stored and not table.alias_of:
                yield Warning(
                    f"{table.name}.{column.name} is stored as {column.stored}, and its type in the API is "
                    f"{column.codec}: every value is converted, and no index of the column serves a filter.",
                    hint="Correct the model or the column.  Silence this check if that is intended.",
                    id="graphgate.W032",
                )
