"""Groups and permissions of the caller, read once per statement however many roles ask for them.

Both are subqueries before the roles query (``WITH``), which the servers run when a ``match`` first asks: in
``group('Editors')`` and ``perm('shop.change_product')``.  They ask the tables of Django's ``ModelBackend``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from django_graphgate.catalog.exposed import column_of, split_table
from django_graphgate.compiler.render.filters import render_filter
from django_graphgate.compiler.render.row_sources import Fresh, RowAlias, render_source
from django_graphgate.dialects import Dialect
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import Column, Hop, Relation, Table
from django_graphgate.ir.codec import BOOL, TEXT
from django_graphgate.ir.expressions import ColumnRef
from django_graphgate.ir.plan import Compare, Exists, Filter, Or
from django_graphgate.ir.row_sources import TableRows
from django_graphgate.ir.sql import EMPTY, Parameter, Sql, join, parameter, sql
from django_graphgate.ir.visit import all_of, predicates_of
from django_graphgate.matching.user_row import UserTable, is_true, user_table


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
"""Rows of NULL stand for all permissions: those of a superuser."""


def in_group(name: str) -> Filter:
    """The caller is active and a member of the group of exactly this name."""
    return _row_of(GROUPS, _equals(_NAME, name))


def has_permission(app: str, codename: str) -> Filter:
    """The caller is active and has the permission: by itself, through a group, or as a superuser."""
    every = Compare(ColumnRef(_CODENAME), "is_null", Parameter(source="constant", codec=BOOL, value=True))
    return _row_of(PERMISSIONS, Or((every, all_of(_equals(_APP, app), _equals(_CODENAME, codename)))))


def _equals(column: Column, text: str) -> Filter:
    return Compare(ColumnRef(column), "eq", Parameter(source="constant", codec=TEXT, value=text))


def _row_of(table: Table, where: Filter) -> Filter:
    relation = Relation(
        name=table.name, target=table.name, many=True, hops=(Hop(db_table=table.name, pairs=()),)
    )
    return Exists(relation, table, where)


def with_clause(filters: Iterable[Filter], dialect: Dialect, fresh: Fresh) -> Sql:
    """``WITH`` and what the filters need of groups and permissions; empty where they need nothing.

    Only what some filter names is read: callers may have hundreds of permissions.
    """
    named = _named(filters)
    if not named:
        return EMPTY
    write = _Writer(user_table(), dialect, fresh)
    listed = [
        sql(
            "{} ({}) AS MATERIALIZED ({})",
            dialect.identifier(table.name),
            write.names(table),
            rows(named[column]),
        )
        for table, column, rows in (
            (GROUPS, _NAME, write.groups),
            (PERMISSIONS, _CODENAME, write.permissions),
        )
        if column in named
    ]
    return sql("WITH {} ", join(", ", listed))


def _named(filters: Iterable[Filter]) -> dict[Column, list[str]]:
    """The names of groups, and the codenames of permissions, that filters ask for."""
    names: dict[Column, list[str]] = {}
    for where in filters:
        for exists in predicates_of(where):
            if isinstance(exists, Exists):
                column = _NAME if exists.target == GROUPS else _CODENAME
                names.setdefault(column, []).extend(_texts(exists.where, column))
    return names


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
class _Link:
    """The table of a many-to-many field: its name, and its columns that point here and there."""

    table: tuple[str, str]
    here: str
    there: str

    @classmethod
    def of(cls, field: Any) -> _Link:
        return cls(split_table(field.m2m_db_table()), field.m2m_column_name(), field.m2m_reverse_name())


@functools.cache
def links(model: Any) -> tuple[_Link, _Link, _Link]:
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
            return _Link.of(groups), _Link.of(permissions), _Link.of(between)
    raise ConfigurationError(
        f"group() and perm() need a user model with Django's groups and permissions, and {model._meta.label} has none.",
        hint="Let the user model inherit from PermissionsMixin, or compare columns.",
    )


class _Writer:
    def __init__(self, users: UserTable, dialect: Dialect, fresh: Fresh) -> None:
        self.users, self.dialect, self.fresh = users, dialect, fresh
        self.name: Callable[..., Sql] = dialect.identifier

    def names(self, table: Table) -> Sql:
        return join(", ", (self.name(column) for column in table.columns))

    def _among(self, column: Sql, names: list[str]) -> Sql:
        values = tuple(dict.fromkeys(names))
        listed = Parameter(source="constant", codec=TEXT, value=values, many=True)
        return self.dialect.member(column, parameter(listed), TEXT)

    def groups(self, names: list[str]) -> Sql:
        """The caller's groups among these."""
        from django.contrib.auth.models import Group

        group = Group._meta
        return sql(
            "SELECT g.{} FROM {} AS g WHERE {} AND g.{} IN ({}) AND EXISTS ({})",
            self.name("name"),
            self.name(*split_table(group.db_table)),
            self._among(sql("g.{}", self.name("name")), names),
            self._key(group),
            self._linked(links(self.users.model)[0]),
            self._caller(self.users.is_caller),
        )

    def permissions(self, names: list[str]) -> Sql:
        """App and codename of the caller's permissions, own and of groups, among these; NULLs for a superuser."""
        from django.contrib.auth.models import Permission
        from django.contrib.contenttypes.models import ContentType

        permission, content_type = Permission._meta, ContentType._meta
        to_groups, own, of_groups = links(self.users.model)
        granted = sql(
            "SELECT c.{}, p.{} FROM {} AS p JOIN {} AS c ON c.{} = p.{}"
            " WHERE {} AND p.{} IN ({} UNION ALL SELECT h.{} FROM {} AS h WHERE h.{} IN ({})) AND EXISTS ({})",
            self.name("app_label"),
            self.name("codename"),
            self.name(*split_table(permission.db_table)),
            self.name(*split_table(content_type.db_table)),
            self._key(content_type),
            self.name("content_type_id"),
            self._among(sql("p.{}", self.name("codename")), names),
            self._key(permission),
            self._linked(own),
            self.name(of_groups.there),
            self.name(*of_groups.table),
            self.name(of_groups.here),
            self._linked(to_groups),
            self._caller(self.users.is_caller),
        )
        if self.users.superuser is None:
            return granted
        superuser = all_of(self.users.is_caller, is_true(self.users.superuser))
        return sql("{} UNION ALL SELECT NULL, NULL WHERE EXISTS ({})", granted, self._caller(superuser))

    def _key(self, meta: Any) -> Sql:
        return self.name(column_of(meta.pk))

    def _linked(self, link: _Link) -> Sql:
        """What the caller is linked to."""
        return sql(
            "SELECT l.{} FROM {} AS l WHERE l.{} = {}",
            self.name(link.there),
            self.name(*link.table),
            self.name(link.here),
            parameter(self.users.user_id),
        )

    def _caller(self, where: Filter) -> Sql:
        row: RowAlias = self.fresh()
        condition = render_filter(where, row, self.fresh)
        rows = render_source(TableRows(self.users.table), row)
        return sql("SELECT 1 FROM {} AS {} WHERE {}", rows, row.alias, condition)
