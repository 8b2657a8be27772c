"""What of a table may be written at all, and how its relations are stored.

Nothing here permits anything: a role writes what a rule of its own gives it of this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal

from django.apps import apps
from django.db import models

from django_graphgate.catalog.exposed import Field, Model, concrete
from django_graphgate.catalog.layout import own_fields
from django_graphgate.ir.catalog import NOBODY, Column, Relation, Table

# -- columns ----------------------------------------------------------------------------------------


def add_writes(tables: Mapping[str, Table]) -> dict[str, Table]:
    """The tables with what data may give, by action, and with the sets of columns that are unique."""
    return {name: _with_writes(table) for name, table in tables.items()}


def _with_writes(table: Table) -> Table:
    model = apps.get_model(table.model)
    fields = {each.attname: each for each in model._meta.concrete_fields}
    given = {
        name: column
        for name, column in table.columns.items()
        if name in fields and _is_given(fields[name], model)
    }
    keys = {*table.primary_key, *(key.attname for key in model._meta.pk_fields)}
    joins = frozenset(name for name, relation in table.relations.items() if relation.way == "many_to_many")
    changed: dict[str, Column] = {name: column for name, column in given.items() if name not in keys}
    return replace(
        table,
        writes={"insert": given, "update": changed, "upsert": given, "delete": {}},
        joins={"insert": joins, "update": joins},
        unique=tuple(dict.fromkeys((frozenset(table.primary_key), *_unique(model, table.columns)))),
    )


def _is_given(field: Field, model: Model) -> bool:
    """Whether data may have the column: not what is computed, uploaded or given by Django itself.

    The key of a parent's row is given by the parent: a row that took over another's would change it.
    """
    if isinstance(field, models.GeneratedField | models.FileField):
        return False
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return False
    inherited = concrete(field.model) is not concrete(model)
    return not _is_parent_link(field) and not (inherited and field.primary_key)


def _is_parent_link(field: Any) -> bool:
    return bool(field.remote_field and getattr(field.remote_field, "parent_link", False))


def _unique(model: Model, columns: Mapping[str, Column]) -> Iterator[frozenset[str]]:
    """The sets of columns of unique fields and constraints that hold for all rows."""
    for owner in (concrete(model), *(concrete(parent) for parent in model._meta.all_parents)):
        sets: list[tuple[str, ...]] = [(field.name,) for field in own_fields(owner) if field.unique]
        sets += [tuple(names) for names in owner._meta.unique_together]
        sets += [
            tuple(constraint.fields)
            for constraint in owner._meta.total_unique_constraints
            if constraint.deferrable is None
        ]
        for names in sets:
            unique = frozenset(str(owner._meta.get_field(name).attname) for name in names)  # type: ignore[union-attr]
            if unique <= columns.keys():
                yield unique


# -- relations --------------------------------------------------------------------------------------


def way_of_key(relation: Relation, key: Any, way: Literal["forward", "reverse"]) -> Relation:
    """The relation along a foreign key, or back.

    None is written along the link to a parent, which would change the parent's row, nor along an app's own key
    of several columns.
    """
    if not isinstance(key, models.ForeignKey) or _is_parent_link(key):
        return relation
    return replace(relation, way=way, field=key.name)


def way_of_many(relation: Relation, many: Any, accessor: str, *, forward: bool = True) -> Relation:
    """The many-to-many relation, whose manager is an attribute ``accessor`` of the row."""
    through = many.remote_field.through
    if through._meta.auto_created:
        return replace(relation, way="many_to_many", field=accessor)
    if relation.hops[0].table == NOBODY or many.remote_field.symmetrical:
        return relation  # a symmetrical one has two rows for each pair
    near, far = many.m2m_field_name(), many.m2m_reverse_field_name()
    near, far = (near, far) if forward else (far, near)
    return replace(relation, way="through", near=near, far=far)
