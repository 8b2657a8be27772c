"""How a row is attached to another one: what a relation means in columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

from django_graphgate.execution.writes.context import Context
from django_graphgate.execution.writes.errors import invalid
from django_graphgate.execution.writes.journal import forbidden
from django_graphgate.execution.writes.named import reachable
from django_graphgate.ir.input_rows import InputRow, Path, RelatedData

Link = Mapping[str, Any]
"""Names of fields of a row, with what they have to be for it to hang on another one."""


def columns_of(model: type[Model], name: str) -> tuple[Any, ...]:
    """The fields with columns of their own that a field is stored in: several for a key of several columns."""
    field: Any = model._meta.get_field(name)
    return tuple(getattr(field, "local_related_fields", None) or (field,))


def attach(instance: Model, row: InputRow, link: Link) -> set[str]:
    """Set the fields of a link; the names of the fields that have columns.

    Raises ``Forbidden`` where a preset gives another value: it wins, and then the row is not where the data say.
    """
    changed: set[str] = set()
    for name, value in link.items():
        columns = columns_of(type(instance), name)
        presets = {
            column: column.to_python(row.values[column.attname])
            for column in columns
            if column.attname in row.values and column.attname not in row.given
        }
        setattr(instance, name, value)
        if any(
            column.to_python(getattr(instance, column.attname)) != preset
            for column, preset in presets.items()
        ):
            raise forbidden([row.path])
        changed |= {column.name for column in columns}
    return changed


def link_to(context: Context, instance: Model, related: RelatedData) -> Link:
    """What the fields of a related row have to be; of ``reverse`` and ``generic``."""
    name = related.relation.field
    if related.relation.way == "reverse":
        return {name: instance}
    generic: Any = type(instance)._meta.get_field(name)
    types: Any = apps.get_model("contenttypes", "ContentType")._default_manager.db_manager(context.alias)
    content_type = types.get_for_model(instance, for_concrete_model=generic.for_concrete_model)
    return {generic.content_type_field_name: content_type, generic.object_id_field_name: instance.pk}


def without(model: type[Model], link: Link, path: Path) -> Link:
    """The link of a row that hangs on nothing: what can be NULL is NULL.

    Raises ``ValidationFailed`` where the row has to hang on something.
    """
    nullable = {name: None for name in link if all(column.null for column in columns_of(model, name))}
    *_, last = link
    if last not in nullable:
        field: Any = model._meta.get_field(last)
        raise invalid(path, str(field.error_messages["null"]), "null")
    return nullable


def related_rows(context: Context, instance: Model, related: RelatedData) -> QuerySet[Any]:
    """The rows that a row has along a relation, visible or not; hidden rows of a join table lead to none."""
    relation = related.relation
    model = context.model(relation.table)
    rows = context.rows(model)
    match relation.way:
        case "reverse" | "generic":
            return rows.filter(**link_to(context, instance, related))
        case "forward":
            pairs: Any = type(instance)._meta.get_field(relation.field)
            pairs = pairs.related_fields
            keys = {far.attname: getattr(instance, near.attname) for near, far in pairs}
            return rows.none() if None in keys.values() else rows.filter(**keys)
        case "array":
            return rows.filter(pk__in=getattr(instance, relation.field) or [])
        case "many_to_many":
            return rows.filter(
                pk__in=getattr(instance, relation.field).using(context.alias).order_by().values("pk")
            )
        case "through":
            join = visible_joins(context, instance, related)
            far: Any = columns_of(context.model(relation.through), relation.far)[0].attname
            return rows.filter(**{f"{far_name(context, related)}__in": [getattr(row, far) for row in join]})


def visible_joins(context: Context, instance: Model, related: RelatedData, **conditions: Any) -> list[Any]:
    """The rows of the join table that link a row to others, locked: those that the role may see."""
    relation = related.relation
    rows = context.rows(context.model(relation.through)).filter(**{relation.near: instance}, **conditions)
    return reachable(context, relation.through, rows, "query")


def far_name(context: Context, related: RelatedData) -> str:
    """The column of the related row that the join table's ``far`` refers to."""
    field: Any = context.model(related.relation.through)._meta.get_field(related.relation.far)
    return str(field.target_field.attname)
