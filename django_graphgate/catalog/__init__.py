"""The catalogue of the project's models."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from django_graphgate.catalog.actions import action_fields
from django_graphgate.catalog.build import Built, build_catalog
from django_graphgate.catalog.entries import read_entries
from django_graphgate.catalog.fields import Forms
from django_graphgate.catalog.variables import configured_variables, user_id_codec
from django_graphgate.conf import Settings, get_settings, on_change
from django_graphgate.ir.catalog import Catalog


@functools.cache
def get_built() -> Built:
    """The catalogue, built once, with what was left out of it."""
    settings = get_settings()
    built = build_catalog(
        tuple(settings.MODELS), settings.BLOCKLIST, settings.TABLES, _forms(settings), relay=settings.RELAY
    )
    catalog = replace(
        built.catalog,
        variables=configured_variables(settings),
        user_id=user_id_codec(settings),
        camel_case=settings.CAMEL_CASE,
        cursor_always=settings.CURSOR_ALWAYS,
        actions=action_fields(built.catalog, built.taken),
    )
    return replace(built, catalog=catalog)


def _forms(settings: Settings) -> Forms:
    quoted = {"BigInt": settings.BIGINT_AS_STRING, "Decimal": settings.DECIMAL_AS_STRING}
    return Forms(enums=settings.ENUMS, quoted=frozenset(name for name, wanted in quoted.items() if wanted))


def get_catalog() -> Catalog:
    """The catalogue of the models that the settings list."""
    return get_built().catalog


@functools.cache
def get_write_ways() -> Mapping[str, Literal["", "orm", "sql"]]:
    """What the settings say of how tables are written, by API name; also of second names."""
    entries = read_entries(get_settings().TABLES)
    ways = {entry.name: "orm" if entry.full_clean else entry.write for entry in entries}
    tables = get_catalog().tables.values()
    return {table.name: way for table in tables if (way := ways.get(table.alias_of or table.name, ""))}


@functools.cache
def get_full_clean() -> frozenset[str]:
    """The tables whose rows are validated as a whole, by API name; also second names."""
    asked = {entry.name for entry in read_entries(get_settings().TABLES) if entry.full_clean}
    tables = get_catalog().tables.values()
    return frozenset(table.name for table in tables if (table.alias_of or table.name) in asked)


@functools.cache
def get_fingerprint() -> str:
    """sha256 over the catalogue: statements compiled over another one do not fit."""
    return get_catalog().fingerprint()


for cached in (get_built, get_write_ways, get_full_clean, get_fingerprint):
    on_change(cached.cache_clear, "GRAPHGATE", "USE_TZ", "INSTALLED_APPS", "AUTH_USER_MODEL")
