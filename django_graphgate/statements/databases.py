"""The databases that Django's routers choose for models."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db import router
from django.db.models import Model

from django_graphgate.access.live import state_alias
from django_graphgate.catalog import get_catalog
from django_graphgate.errors import ConfigurationError, Unsupported
from django_graphgate.execution.connection import dialect_of, unfit


def models_of(labels: Iterable[str]) -> tuple[type[Model], ...]:
    """The models of Django's labels."""
    return tuple(apps.get_model(label) for label in labels)


def database_for(models: Iterable[type[Model]], default: str, *, writes: bool = False) -> str:
    """The database that Django's routers name for these models; raises ``Unsupported`` for several.

    A mutation reads its answer where it ``writes``: a replica would not have the rows yet.
    """
    database = ""
    for model in models:
        alias = str(router.db_for_write(model) if writes else router.db_for_read(model))
        if database not in ("", alias):
            detail = f"{model._meta.label} is in {alias}, others are in {database}"
            raise Unsupported("One operation uses one database.", detail=detail)
        database = alias
    return database or default


def databases_in_use() -> dict[str, list[str]]:
    """Database → labels of the exposed models that Django's routers read from it."""
    labels: dict[str, list[str]] = {}
    for table in get_catalog().tables.values():
        alias = str(router.db_for_read(apps.get_model(table.model)))
        labels.setdefault(alias, []).append(table.model)
    return labels


def refuse_unfit_databases() -> None:
    """Raise ``ConfigurationError`` for a database in use that has no dialect, or whose library does not do."""
    for alias in dict.fromkeys([state_alias(), *databases_in_use()]):
        try:
            dialect_of(alias)
            problem = unfit(alias)
        except (Unsupported, ConfigurationError) as error:
            raise ConfigurationError(f"DATABASES[{alias!r}]: {error.message}") from error
        if problem:
            raise ConfigurationError(f"DATABASES[{alias!r}]: {problem}")
