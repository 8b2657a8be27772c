"""What a ``match`` says of the caller's groups and permissions: ``group('Editors')``, ``perm('shop.change_product')``.

They are those of Django's ``ModelBackend``; :mod:`django_graphgate.matching.masks` asks its tables.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from django_graphgate.catalog.exposed import split_table
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import Column, Hop, Relation, Table
from django_graphgate.ir.codec import TEXT
from django_graphgate.ir.expressions import ColumnRef
from django_graphgate.ir.plan import Compare, Exists, Filter
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.visit import all_of, predicates_of


def _column(name: str) -> Column:
    return Column(name=name, column=name, codec=TEXT, nullable=True)


def _table(name: str, *columns: Column) -> Table:
    by_name = {column.name: column for column in columns}
    return Table(
        name=name, object_name="", type_name="", db_table=name, primary_key=(), keys={}, columns=by_name
    )


_NAME, _APP, _CODENAME = _column("name"), _column("app"), _column("codename")
GROUPS = _table("graphgate_caller_groups", _NAME)
PERMISSIONS = _table("graphgate_caller_permissions", _APP, _CODENAME)
"""Tables in words of a filter; no database has them."""


def in_group(name: str) -> Filter:
    """The caller is active and a member of the group of exactly this name."""
    return _row_of(GROUPS, _equals(_NAME, name))


def has_permission(app: str, codename: str) -> Filter:
    """The caller is active and has the permission: by itself, through a group, or as a superuser."""
    return _row_of(PERMISSIONS, all_of(_equals(_APP, app), _equals(_CODENAME, codename)))


def _equals(column: Column, text: str) -> Filter:
    return Compare(ColumnRef(column), "eq", Parameter(source="constant", codec=TEXT, value=text))


def _row_of(table: Table, where: Filter) -> Filter:
    relation = Relation(
        name=table.name, target=table.name, many=True, hops=(Hop(db_table=table.name, pairs=()),)
    )
    return Exists(relation, table, where)


def texts_of(exists: Exists) -> tuple[str, ...]:
    """The name of the group; the app and the codename of the permission."""
    return tuple(text for column in exists.target.columns.values() for text in _texts(exists.where, column))


def unknown_permissions(where: Filter) -> list[str]:
    """The permissions that a filter asks for and no model of the project declares, as ``app.codename``."""
    asked = [
        f"{app}.{codename}"
        for exists in predicates_of(where)
        if isinstance(exists, Exists) and exists.target == PERMISSIONS
        for app, codename in zip(_texts(exists.where, _APP), _texts(exists.where, _CODENAME), strict=True)
    ]
    declared = {name for model in apps.get_models() for name in _declared(model)} if asked else set[str]()
    return [name for name in dict.fromkeys(asked) if name not in declared]


def _declared(model: Any) -> Iterator[str]:
    """The permissions of a model: those of each action, and those that it declares."""
    meta = model._meta
    for action in meta.default_permissions:
        yield f"{meta.app_label}.{action}_{meta.model_name}"
    for codename, _ in meta.permissions:
        yield f"{meta.app_label}.{codename}"


def missing_groups(where: Filter, alias: str) -> list[str]:
    """The groups that a filter asks for and the database does not have."""
    from django.contrib.auth.models import Group

    asked = [
        name
        for exists in predicates_of(where)
        if isinstance(exists, Exists) and exists.target == GROUPS
        for name in _texts(exists.where, _NAME)
    ]
    there = (
        set(Group.objects.using(alias).filter(name__in=asked).values_list("name", flat=True)) if asked else ()
    )
    return [name for name in dict.fromkeys(asked) if name not in there]


def _texts(where: Filter, column: Column) -> list[str]:
    """The constants that a column is equal to."""
    return [
        str(predicate.value.value)
        for predicate in predicates_of(where)
        if isinstance(predicate, Compare)
        and isinstance(predicate.value, Parameter)
        and predicate.operator == "eq"
        and predicate.expression == ColumnRef(column)
    ]


@dataclass(frozen=True)
class Link:
    """The table of a many-to-many field: its name, and its columns that point here and there."""

    table: tuple[str, str]
    here: str
    there: str

    @classmethod
    def of(cls, field: Any) -> Link:
        return cls(split_table(field.m2m_db_table()), field.m2m_column_name(), field.m2m_reverse_name())


@functools.cache
def links(model: Any) -> tuple[Link, Link, Link]:
    """The tables between users, groups and permissions.

    Raises ``ConfigurationError`` where users have no groups and permissions of ``django.contrib.auth``.
    """
    if apps.is_installed("django.contrib.auth"):
        from django.contrib.auth.models import Group, Permission

        try:
            groups, permissions = (model._meta.get_field(name) for name in ("groups", "user_permissions"))
        except FieldDoesNotExist:
            groups = permissions = None
        targets = [getattr(field, "related_model", None) for field in (groups, permissions)]
        if targets == [Group, Permission]:
            between: Any = Group._meta.get_field("permissions")
            return Link.of(groups), Link.of(permissions), Link.of(between)
    raise ConfigurationError(
        f"group() and perm() need a user model with Django's groups and permissions, and {model._meta.label} has none.",
        hint="Let the user model inherit from PermissionsMixin, or compare columns.",
    )
