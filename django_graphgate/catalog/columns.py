"""The columns of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from django_graphgate.catalog.entries import ColumnEntry, TableEntry
from django_graphgate.catalog.exposed import Blocklist, Field, Model, Names, column_of, concrete
from django_graphgate.catalog.fields import (
    Forms,
    codec_of,
    converts_by_itself,
    named,
    values_of,
    why_refused,
)
from django_graphgate.catalog.layout import Layout, Place
from django_graphgate.catalog.naming import is_name, looks_secret, type_name_of
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import Column
from django_graphgate.ir.codec import TEXT, Codec, enum_codec


@dataclass
class Columns:
    """Makes the columns of all tables, and notes which fields it left out, and why."""

    names: Names
    blocklist: Blocklist
    entries: Mapping[str, TableEntry]
    forms: Forms
    refused: dict[str, str] = field(default_factory=dict[str, str])

    def of(self, layout: Layout) -> dict[str, Column]:
        """The columns by API name."""
        table = self.names.of[layout.model].list
        entries = self._entries(table)
        found: dict[str, Column] = {}
        for place in layout.places:
            column = None if self.hides(layout, place.field) else self._column(place, entries, layout)
            if column is not None:
                found[column.name] = column
        unknown = sorted(
            set(entries) - {one.field.attname for one in layout.places} - _relations(layout.model)
        )
        if unknown:
            raise ConfigurationError(
                f"GRAPHGATE['TABLES'], {table}: there is no column {unknown[0]!r}.",
                hint=f"It has {', '.join(found)}.",
            )
        return found

    def keys(self, layout: Layout) -> dict[str, Column]:
        """The columns of the primary key, also where a blocklist hides them."""
        entries = self._entries(self.names.of[layout.model].list)
        wanted = {one.name for one in entries.values() if one.primary}
        wanted = wanted or {one.attname for one in layout.model._meta.pk_fields}
        found: dict[str, Column] = {}
        for place in layout.places:
            if place.field.attname in wanted and (column := self._column(place, entries, layout)):
                found[column.name] = column
        return found if len(found) == len(wanted) else {}

    def _entries(self, table: str) -> Mapping[str, ColumnEntry]:
        entry = self.entries.get(table)
        return {} if entry is None else entry.columns

    def _column(self, place: Place, entries: Mapping[str, ColumnEntry], layout: Layout) -> Column | None:
        one, name = place.field, place.field.attname
        label = f"{place.owner._meta.label}.{one.name}"
        if not is_name(name):
            self.refused[label] = "it has no GraphQL name"
            return None
        codec = self._codec(one, entries.get(name))
        if codec is None:
            self.refused[label] = why_refused(one)
            return None
        inherited = place.owner is not layout.model
        enum = self._enum(place, entries.get(name), codec)
        codec = enum_codec(values_of(one)) if enum else codec
        return Column(
            name=name,
            column=place.name,
            codec=codec,
            enum=enum,
            quoted=(codec.item or codec).scalar in self.forms.quoted,
            nullable=_nullable(one, place.owner),
            secret=_stores_secret(one),
            description=str(one.help_text or ""),
            of=(self.names.exposed(place.owner) or "") if inherited else "",
            collation=_collation(one),
        )

    def _enum(self, place: Place, entry: ColumnEntry | None, codec: Codec) -> str:
        """The name of the enum that the column's values are; the settings may name it, or refuse it."""
        one, owner = place.field, self.names.exposed(place.owner)
        if entry is None or entry.enum is None:
            entry = self._entries(owner or "").get(one.attname)
        wanted = None if entry is None else entry.enum
        own = entry is not None and entry.codec is not None
        label = f"{place.owner._meta.label}.{one.name}"
        if wanted and (own or codec != TEXT or not values_of(one)):
            raise ConfigurationError(
                f"GRAPHGATE['TABLES']: {label} cannot be the enum {wanted!r}.",
                hint="Its choices have to be texts that all are GraphQL names, and it may hold no empty text.",
            )
        if wanted is False or own or codec != TEXT or not (wanted or self.forms.enums) or not values_of(one):
            return ""
        model = self.names.of.get(concrete(place.owner)) or self.names.would_be(concrete(place.owner))
        name = wanted or f"{model.type}{type_name_of(one.name)}"
        for kind in ("", "Filter", "InOrder"):
            self.names.claim_one(label, f"{name}{kind}", hint=_ENUM_HINT)
        return name

    def _codec(self, one: Field, entry: ColumnEntry | None) -> Codec | None:
        """The codec that the settings name for the field, or for the field where it comes from; else its own."""
        if entry is None or entry.codec is None:
            entry = self._entries(self.names.exposed(one.model) or "").get(one.attname)
        if entry is not None and entry.codec is not None:
            try:
                return named(one, entry.codec)
            except ValueError as error:
                label = f"{one.model._meta.label}.{one.name}"
                raise ConfigurationError(f"GRAPHGATE['TABLES']: {label}: {error}.") from error
        if isinstance(one, models.ForeignKey) and not converts_by_itself(type(one)):
            return self._codec(one.target_field, None)
        return codec_of(one)

    def codec(self, one: Field) -> Codec | None:
        """The codec of a field of an exposed model, as the settings or its class name it."""
        return self._codec(one, None)

    def hides(self, layout: Layout, one: Any) -> bool:
        """The field is blocked, for this table or for the parent it is inherited from."""
        if not self.blocklist.entries:
            return False
        owners = dict.fromkeys((layout.model, concrete(one.model)))
        if any(self.names.hides(owner) for owner in owners):
            return True
        tables = [name for owner in owners for name in self.names.blocked_as(owner)]
        return self.blocklist.hides_in(dict.fromkeys(tables), *field_names(one))


_ENUM_HINT = (
    "Name one of the enums in GRAPHGATE['TABLES']: "
    '{"name": "products", "columns": [{"name": "state", "enum": "ProductState"}]}.'
)


def _stores_secret(field: Any) -> bool:
    """Whether a name of the field looks secret, or one of the column that the field points to and repeats."""
    if any(looks_secret(name) for name in field_names(field)):
        return True
    return isinstance(field, models.ForeignKey) and _stores_secret(field.target_field)


def _nullable(one: Field, owner: Model) -> bool:
    """Whether a NULL can be met: what a database computes, or a view shows, no model has promised."""
    if isinstance(one, models.GeneratedField):
        return True
    return one.null or (not owner._meta.managed and not one.primary_key)


def field_names(one: Any) -> Iterable[str]:
    """The names by which a blocklist may mean a field."""
    attname = getattr(one, "attname", one.name)
    return dict.fromkeys((one.name, attname, column_of(one) if getattr(one, "column", None) else one.name))


def _relations(model: Model) -> set[str]:
    """Fields without a column, which settings may speak of too."""
    return {one.name for one in model._meta.private_fields}


def _collation(field: Any) -> str:
    """The collation of a field's column: of the field, of what it points at, holds or computes."""
    inner = next(
        (one for name in ("target_field", "base_field", "output_field") if (one := _part(field, name))), None
    )
    return str(getattr(field, "db_collation", None) or "") or ("" if inner is None else _collation(inner))


def _part(field: Any, name: str) -> Any:
    part: Any = getattr(field, name, None)
    return part if hasattr(part, "db_parameters") and part is not field else None
