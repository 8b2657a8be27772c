"""The names of tables and columns: the API's, Django's and the database's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.apps import apps

from django_graphgate.catalog.exposed import split_table
from django_graphgate.exposure.entry import UNKNOWN
from django_graphgate.ir.catalog import Catalog, Table


class Named(NamedTuple):
    """A column by all its names; empty where it has none of that sort."""

    table: str
    column: str
    model: str = ""
    field: str = ""


@dataclass(frozen=True)
class Names:
    """Looks up names in a catalogue, and in the installed models."""

    catalog: Catalog
    _known: dict[tuple[str, str, bool], tuple[Named, ...]] = field(
        default_factory=dict[tuple[str, str, bool], tuple[Named, ...]]
    )

    def column(self, table: str, column: str, *, stored: bool = False) -> tuple[Named, ...]:
        """A column of a table of the API; of any other, by the database's names, once for each of its models.

        ``stored``: the column's name is the database's.  Empty for a part of a primary key that a relation
        follows: the other side of the relation says as much.
        """
        key = (table, column, stored)
        if key not in self._known:
            known = self.catalog.tables.get(table)
            if known is None:
                self._known[key] = tuple(self.in_database(table, column))
            else:
                self._known[key] = tuple(self._in_api(known, column, stored=stored))
        return self._known[key]

    def _in_api(self, table: Table, column: str, *, stored: bool) -> Iterator[Named]:
        name = column
        if stored and column:
            columns = {**table.columns, **table.keys}.values()
            name = next((each.name for each in columns if each.column == column), column)
            if name in table.primary_key:
                return
        model, field = self._field(table.model, name)
        yield Named(table.name, name, model, field)

    def _field(self, label: str, name: str) -> tuple[str, str]:
        """The model that a field is of, which may be a parent of the table's, and the field's name."""
        meta: Any = apps.get_model(label)._meta
        for each in meta.concrete_fields:
            if name and name in (each.attname, each.name, each.column):
                return str(each.model._meta.label), str(each.name)
        return str(meta.concrete_model._meta.label), name

    def in_database(self, table: str, column: str) -> Iterator[Named]:
        """A column by the database's names of it and of its table, upper and lower case being the same."""
        models = self.models.get(table.lower(), ())
        for model in models:
            api = self.by_model.get(model._meta.label)
            field = next((f for f in model._meta.concrete_fields if f.column.lower() == column.lower()), None)
            name = column if field is None else str(field.attname)
            if api is not None and field is not None and field.attname not in api.columns:
                name = str(field.column)
            yield Named(
                table if api is None else api.name,
                name,
                str(model._meta.label),
                column if field is None else str(field.name),
            )
        if not models:
            yield Named(table, column)

    def columns_in_database(self, table: str) -> frozenset[str] | None:
        """The database's names of all columns of a table, in lower case; ``None`` where no model has the table."""
        models = self.models.get(table.lower())
        if models is None:
            return None
        return frozenset(f.column.lower() for model in models for f in model._meta.local_concrete_fields)

    @cached_property
    def models(self) -> Mapping[str, tuple[Any, ...]]:
        """The installed models by the database's name of their table, in lower case, with its schema and without."""
        tables: dict[str, list[Any]] = {}
        for model in apps.get_models(include_auto_created=True):
            if not model._meta.proxy:
                schema, name = split_table(model._meta.db_table)
                for key in {name.lower(), f"{schema}.{name}".lower() if schema else name.lower()}:
                    tables.setdefault(key, []).append(model)
        return {
            name: tuple(sorted(models, key=lambda model: str(model._meta.label)))
            for name, models in tables.items()
        }

    @cached_property
    def by_model(self) -> Mapping[str, Table]:
        """The table of the API by its model, without second names."""
        return {table.model: table for table in self.catalog.tables.values() if not table.alias_of}


UNKNOWN_COLUMN = Named(UNKNOWN, UNKNOWN)
