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
from django_graphgate.catalog.files import file_url_prefix
from django_graphgate.catalog.layout import ColumnOrigin, Layout
from django_graphgate.catalog.naming import is_name, type_name_of
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import NOBODY, Column
from django_graphgate.ir.codec import TEXT, Codec, enum_codec
from django_graphgate.ir.secret_names import looks_secret


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
        columns: dict[str, Column] = {}
        for origin in layout.origins:
            column = None if self.hides(layout, origin.field) else self._column(origin, entries, layout)
            if column is not None:
                columns[column.name] = column
        unknown = sorted(
            set(entries) - {origin.field.attname for origin in layout.origins} - _relations(layout.model)
        )
        if unknown:
            raise ConfigurationError(
                f"GRAPHGATE['TABLES'], {table}: there is no column {unknown[0]!r}.",
                hint=f"It has {', '.join(columns)}.",
            )
        return columns

    def keys(self, layout: Layout) -> dict[str, Column]:
        """The columns of the primary key, even if a blocklist hides them."""
        entries = self._entries(self.names.of[layout.model].list)
        wanted = {entry.name for entry in entries.values() if entry.primary}
        wanted = wanted or {key_field.attname for key_field in layout.model._meta.pk_fields}
        columns: dict[str, Column] = {}
        for origin in layout.origins:
            if origin.field.attname in wanted and (column := self._column(origin, entries, layout)):
                columns[column.name] = column
        return columns if len(columns) == len(wanted) else {}

    def _entries(self, table: str) -> Mapping[str, ColumnEntry]:
        entry = self.entries.get(table)
        return {} if entry is None else entry.columns

    def _column(
        self, origin: ColumnOrigin, entries: Mapping[str, ColumnEntry], layout: Layout
    ) -> Column | None:
        model_field, name = origin.field, origin.field.attname
        label = f"{origin.owner._meta.label}.{model_field.name}"
        if not is_name(name):
            self.refused[label] = "it has no GraphQL name"
            return None
        codec = self._codec(model_field, entries.get(name))
        if codec is None:
            self.refused[label] = why_refused(model_field)
            return None
        inherited = origin.owner is not layout.model
        half = _is_half(model_field, origin.owner)
        enum = self._enum(origin, entries.get(name), codec)
        codec = enum_codec(values_of(model_field)) if enum else codec
        return Column(
            name=name,
            column=origin.name,
            codec=codec,
            enum=enum,
            quoted=(codec.item or codec).scalar in self.forms.quoted,
            nullable=_nullable(model_field, origin.owner),
            secret=_stores_secret(model_field),
            description=str(model_field.help_text or ""),
            of=(self.names.exposed(origin.owner) or "") if inherited else "",
            collation=_collation(model_field),
            references=self._references(model_field, half=half),
            generic_key=half,
            url=file_url_prefix(model_field),
        )

    def _references(self, model_field: Field, *, half: bool) -> str:
        if not isinstance(model_field, models.ForeignKey):
            return ""
        return self.names.exposed(model_field.related_model) or ("" if half else NOBODY)

    def _enum(self, origin: ColumnOrigin, entry: ColumnEntry | None, codec: Codec) -> str:
        """The name of the enum that the column's values are; the settings may name it, or refuse it."""
        model_field, owner = origin.field, self.names.exposed(origin.owner)
        if entry is None or entry.enum is None:
            entry = self._entries(owner or "").get(model_field.attname)
        wanted = None if entry is None else entry.enum
        own = entry is not None and entry.codec is not None
        label = f"{origin.owner._meta.label}.{model_field.name}"
        if wanted and (own or codec != TEXT or not values_of(model_field)):
            raise ConfigurationError(
                f"GRAPHGATE['TABLES']: {label} cannot be the enum {wanted!r}.",
                hint="Its choices have to be texts that all are GraphQL names, and it may hold no empty text.",
            )
        if (
            wanted is False
            or own
            or codec != TEXT
            or not (wanted or self.forms.enums)
            or not values_of(model_field)
        ):
            return ""
        model = self.names.of.get(concrete(origin.owner)) or self.names.would_be(concrete(origin.owner))
        name = wanted or f"{model.type}{type_name_of(model_field.name)}"
        for suffix in ("", "Filter", "InOrder", "Match"):
            self.names.claim_name(label, f"{name}{suffix}", hint=_ENUM_HINT)
        return name

    def _codec(self, model_field: Field, entry: ColumnEntry | None) -> Codec | None:
        """The codec that the settings name for the field, or for the field where it comes from; else its own."""
        if entry is None or entry.codec is None:
            entry = self._entries(self.names.exposed(model_field.model) or "").get(model_field.attname)
        if entry is not None and entry.codec is not None:
            try:
                return named(model_field, entry.codec)
            except ValueError as error:
                label = f"{model_field.model._meta.label}.{model_field.name}"
                raise ConfigurationError(f"GRAPHGATE['TABLES']: {label}: {error}.") from error
        if isinstance(model_field, models.ForeignKey) and not converts_by_itself(type(model_field)):
            return self._codec(model_field.target_field, None)
        return codec_of(model_field)

    def codec(self, model_field: Field) -> Codec | None:
        """The codec of a field of an exposed model, as the settings or its class name it."""
        return self._codec(model_field, None)

    def hides(self, layout: Layout, model_field: Any) -> bool:
        """The field is blocked, for this table or for the parent it is inherited from."""
        if not self.blocklist.entries:
            return False
        owners = dict.fromkeys((layout.model, concrete(model_field.model)))
        if any(self.names.hides(owner) for owner in owners):
            return True
        tables = [name for owner in owners for name in self.names.blocked_as(owner)]
        return self.blocklist.hides_in(dict.fromkeys(tables), *field_names(model_field))


_ENUM_HINT = (
    "Name one of the enums in GRAPHGATE['TABLES']: "
    '{"name": "products", "columns": [{"name": "state", "enum": "ProductState"}]}.'
)


def _is_half(field: Field, owner: Model) -> bool:
    """Whether a generic foreign key of the model stores its content type or its key in the field."""
    keys: list[Any] = [key for key in owner._meta.private_fields if hasattr(key, "ct_field")]
    return any(field.name in (key.ct_field, key.fk_field) for key in keys)


def _stores_secret(field: Any) -> bool:
    """Whether a name of the field looks secret, or one of the column that the field points to and repeats."""
    if any(looks_secret(name) for name in field_names(field)):
        return True
    return isinstance(field, models.ForeignKey) and _stores_secret(field.target_field)


def _nullable(model_field: Field, owner: Model) -> bool:
    """Whether the column may hold NULL: a model promises nothing about generated columns and views."""
    if isinstance(model_field, models.GeneratedField):
        return True
    return model_field.null or (not owner._meta.managed and not model_field.primary_key)


def field_names(model_field: Any) -> Iterable[str]:
    """The names by which a blocklist may mean a field."""
    attname = getattr(model_field, "attname", model_field.name)
    return dict.fromkeys(
        (
            model_field.name,
            attname,
            column_of(model_field) if getattr(model_field, "column", None) else model_field.name,
        )
    )


def _relations(model: Model) -> set[str]:
    """Fields without a column, which settings may also name."""
    return {private_field.name for private_field in model._meta.private_fields}


def _collation(field: Any) -> str:
    """The collation of a field's column: its own, or that of the field it points to, holds or computes."""
    inner = next(
        (
            related
            for name in ("target_field", "base_field", "output_field")
            if (related := _part(field, name))
        ),
        None,
    )
    return str(getattr(field, "db_collation", None) or "") or ("" if inner is None else _collation(inner))


def _part(field: Any, name: str) -> Any:
    part: Any = getattr(field, name, None)
    return part if hasattr(part, "db_parameters") and part is not field else None
