"""System checks of ``check --deploy``; :mod:`django_graphgate.checks` registers them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Info, Warning  # noqa: A004  Django's own names

from django_graphgate.catalog import get_catalog
from django_graphgate.catalog.files import files_of
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.rate_limits.limiter import Limiter
from django_graphgate.rate_limits.stores import is_of_process


def say_mode(**_: Any) -> Iterator[CheckMessage]:
    """``check --deploy`` reports the mode in force."""
    mode = "production" if get_settings().production() else "development"
    yield Info(
        f"The gate is in {mode} mode.",
        hint="GRAPHGATE['PRODUCTION'] decides; without it, DEBUG does.",
        id="graphgate.I001",
    )


def check_limit(**_: Any) -> Iterator[CheckMessage]:
    """``check --deploy`` reports where the limit on wrong credentials is weaker than it looks."""
    from django_graphgate.auth.deployment import weaknesses

    ids = {"alone": "graphgate.W041", "proxy": "graphgate.W042", "hangs": "graphgate.W043"}
    for case, message, hint in weaknesses():
        if case == "unix":
            yield Info(message, hint=hint, id="graphgate.I002")
        else:
            yield Warning(message, hint=hint, id=ids[case])


def check_rate_limit_cache(**_: Any) -> Iterator[CheckMessage]:
    """Rate limits need a cache that can count."""
    settings = get_settings()
    try:
        Limiter(settings)
    except ConfigurationError as error:
        yield Error(error.message, hint=error.hint, id="graphgate.E197")


def check_rate_limit_processes(**_: Any) -> Iterator[CheckMessage]:
    """``check --deploy`` reports that each process counts on its own."""
    settings = get_settings()
    if settings.RATE_LIMITS and is_of_process(settings.RATE_LIMIT_CACHE):
        yield Warning(
            "Rate limits hold per process: processes do not share RATE_LIMIT_CACHE.",
            hint="Use Redis, Valkey or memcached, unless there is one process only.",
            id="graphgate.W075",
        )


def check_depth(**_: Any) -> Iterator[CheckMessage]:
    """``check --deploy`` reports databases that cannot run everything that is allowed."""
    from django_graphgate.statements.depth import shallow_databases

    for message, hint in shallow_databases():
        yield Warning(message, hint=hint, id="graphgate.W044")


def say_missing_urls(**_: Any) -> Iterator[CheckMessage]:
    """``check --deploy`` reports the files whose URL only the code of a storage knows."""
    missing = [
        f"{table.model}.{name}"
        for table in get_catalog().tables.values()
        if not table.alias_of
        for name in files_of(apps.get_model(table.model))
        if (column := table.columns.get(name)) is not None and not column.url
    ]
    if missing:
        yield Info(
            f"Files without a URL in the API: {', '.join(missing)}.",
            hint="The API has URLs of a FileSystemStorage with a base_url (MEDIA_URL) and no url() of its own.",
            id="graphgate.I005",
        )
