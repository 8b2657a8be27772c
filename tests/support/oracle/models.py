"""A world read through Django's ORM: columns and relations of models, and all of their rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from tests.support.oracle.worlds import Link, Row, TableOf, World

Names = Mapping[type[models.Model], tuple[str, str]]
"""The list selector and the object selector of each model."""

_KINDS = {
    "SmallIntegerField": "int:small", "PositiveSmallIntegerField": "int:small", "IntegerField": "int:small",
    "PositiveIntegerField": "int:small", "AutoField": "int:small", "BigIntegerField": "int",
    "PositiveBigIntegerField": "int", "BigAutoField": "int", "FloatField": "float", "BooleanField": "bool",
    "CharField": "text", "TextField": "text", "EmailField": "text", "SlugField": "text", "UUIDField": "uuid",
    "DateField": "date", "TimeField": "time", "DateTimeField": "datetime", "DurationField": "duration",
    "BinaryField": "bytes", "JSONField": "json", "GenericIPAddressField": "inet",
}  # fmt: skip


def world_of(names: Names, using: str) -> World:
    joins: dict[str, list[Row]] = {}
    tables = {
        name: TableOf(
            type_name=model.__name__,
            single=single,
            kinds={field.attname: _kind(field) for field in model._meta.concrete_fields},
            rows=_rows(model, using),
            key=tuple(field.attname for field in model._meta.pk_fields),
            links=_links(model, names, joins, using),
        )
        for model, (name, single) in names.items()
    }
    return World(tables, joins)


def _kind(field: Any) -> str:
    while field.is_relation:
        field = field.target_field
    name = field.get_internal_type()
    return f"decimal:{field.decimal_places}" if name == "DecimalField" else _KINDS[name]


def _rows(model: type[models.Model], using: str) -> list[Row]:
    columns = [field.attname for field in model._meta.concrete_fields]
    rows = model._default_manager.using(using).order_by("pk").values(*columns)
    return [
        {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}
        for row in rows
    ]


def _links(
    model: type[models.Model], names: Names, joins: dict[str, list[Row]], using: str
) -> dict[str, Link]:
    links: dict[str, Link] = {}
    fields: list[Any] = [*model._meta.get_fields()]
    for one in fields:
        if not one.is_relation or one.related_model not in names:
            continue
        target = names[one.related_model][0]
        if one.many_to_many:
            field, forward = (one.field, False) if one.auto_created else (one, True)
            through = field.remote_field.through
            near, far = field.m2m_column_name(), field.m2m_reverse_name()
            table = names[through][0] if through in names else through._meta.db_table
            joins.setdefault(table, _rows(through, using))
            by = (table, near, far) if forward else (table, far, near)
            keys = model._meta.pk, one.related_model._meta.pk
            links[one.name if forward else one.related_name] = Link(
                target, keys[0].attname, keys[1].attname, many=True, by=by
            )
        elif one.concrete:
            links[one.name] = Link(target, one.attname, one.target_field.attname, many=False)
        else:
            here, there = one.field.target_field.attname, one.field.attname
            links[one.related_name] = Link(target, here, there, many=one.one_to_many)
    return links
