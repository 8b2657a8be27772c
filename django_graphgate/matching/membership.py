"""Groups and permissions of the caller, read once per statement however many roles ask for them.

``group('Editors')`` and ``perm('shop.change_product')`` are bits of numbers that one subquery beside the roles query
computes, from the tables of Django's ``ModelBackend``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from django_graphgate.catalog.exposed import column_of, split_table
from django_graphgate.compiler.render.expressions import render_expression
from django_graphgate.compiler.render.filters import render_filter
from django_graphgate.compiler.render.row_sources import Fresh, RowAlias, render_source
from django_graphgate.dialects import Dialect
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import Column
from django_graphgate.ir.codec import BOOL, TEXT, Codec
from django_graphgate.ir.expressions import Expression
from django_graphgate.ir.plan import Compare, Filter
from django_graphgate.ir.row_sources import TableRows
from django_graphgate.ir.sql import EMPTY, Parameter, Sql, join, number, parameter, sql
from django_graphgate.ir.visit import all_of, compared_in
from django_graphgate.matching.user_row import YES, UserTable, is_true, user_table

Named = Literal["group", "permission"]

_BITS = 60
"""Of one number; more groups or permissions take another one."""


@dataclass(frozen=True, slots=True)
class Membership(Expression):
    """The caller is active and in the group, or has the permission: own, of a group, or as a superuser."""

    named: Named
    text: str
    """The name of the group, or ``app.codename``."""
    place: int
    """Among the groups, or permissions, that the matches of all roles ask for."""

    @property
    def name(self) -> str:
        return self.text

    @property
    def codec(self) -> Codec:
        return BOOL

    @property
    def nullable(self) -> bool:
        return False

    @property
    def columns(self) -> tuple[Column, ...]:
        return ()


@render_expression.register
def membership(expression: Membership, row: RowAlias, _: Fresh) -> Sql:
    """A bit of a number that is joined to the row."""
    place, bit = divmod(expression.place, _BITS)
    column = row.dialect.identifier("held", _column(expression.named, place))
    return sql("(({} & {}) <> 0)", column, number(1 << bit))


def _column(named: Named, place: int) -> str:
    return f"{named}{place}"


class Memberships:
    """The groups and permissions that the matches of some roles ask for, each once."""

    def __init__(self) -> None:
        self._texts: dict[Named, dict[str, int]] = {"group": {}, "permission": {}}

    def filter(self, named: Named, text: str) -> Filter:
        """The caller has it."""
        texts = self._texts[named]
        return Compare(Membership(named, text, texts.setdefault(text, len(texts))), "eq", YES)

    def joined(self, dialect: Dialect, fresh: Fresh) -> Sql:
        """What is joined to the row, after FROM; empty where nothing is asked for."""
        columns = [
            sql("({}) AS {}", rows, dialect.identifier(_column(named, place)))
            for named in self._texts
            for place, rows in enumerate(self._numbers(named, dialect, fresh))
        ]
        if not columns:
            return EMPTY
        return sql(
            " CROSS JOIN (SELECT {}{}) AS {}", join(", ", columns), dialect.fence, dialect.identifier("held")
        )

    def _numbers(self, named: Named, dialect: Dialect, fresh: Fresh) -> Iterator[Sql]:
        texts = list(self._texts[named])
        for start in range(0, len(texts), _BITS):
            write = _Writer(user_table(), dialect, fresh)
            some = texts[start : start + _BITS]
            yield write.groups(some) if named == "group" else write.permissions(some)


def _asked(where: Filter, named: Named) -> list[str]:
    """The groups or permissions that a filter asks for."""
    asked = [
        expression.text
        for expression in compared_in(where)
        if isinstance(expression, Membership) and expression.named == named
    ]
    return list(dict.fromkeys(asked))


def unknown_permissions(where: Filter) -> list[str]:
    """The permissions that a filter asks for and no model of the project declares, as ``app.codename``."""
    asked = _asked(where, "permission")
    declared = {name for model in apps.get_models() for name in _declared(model)} if asked else set[str]()
    return [name for name in asked if name not in declared]


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

    asked = _asked(where, "group")
    there = (
        set(Group.objects.using(alias).filter(name__in=asked).values_list("name", flat=True)) if asked else ()
    )
    return [name for name in asked if name not in there]


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

    def _sum(self, text: Sql, listed: Parameter) -> Sql:
        """The sum of the bits of the texts that are in the list, each once."""
        place = self.dialect.list_position(text, parameter(listed), TEXT)
        first = number(self.dialect.first_position)
        return sql("CAST(coalesce(sum(DISTINCT CAST(1 AS bigint) << ({} - {})), 0) AS bigint)", place, first)

    def groups(self, names: Sequence[str]) -> Sql:
        """The bits of the caller's groups among these."""
        from django.contrib.auth.models import Group

        group, listed = Group._meta, _list(names)
        name = sql("g.{}", self.name("name"))
        return sql(
            "SELECT {} FROM {} AS g WHERE {} AND g.{} IN ({}) AND EXISTS ({})",
            self._sum(name, listed),
            self.name(*split_table(group.db_table)),
            self.dialect.member(name, parameter(listed), TEXT),
            self._key(group),
            self._linked(links(self.users.model)[0]),
            self._caller(self.users.is_caller),
        )

    def permissions(self, names: Sequence[str]) -> Sql:
        """The bits of the caller's permissions among these, own and of groups; all for a superuser."""
        from django.contrib.auth.models import Permission
        from django.contrib.contenttypes.models import ContentType

        permission, content_type = Permission._meta, ContentType._meta
        to_groups, own, of_groups = links(self.users.model)
        codename = sql("p.{}", self.name("codename"))
        granted = sql(
            "SELECT {} FROM {} AS p JOIN {} AS c ON c.{} = p.{}"
            " WHERE p.{} IN ({} UNION ALL SELECT h.{} FROM {} AS h WHERE h.{} IN ({})) AND EXISTS ({})",
            self._sum(sql("(c.{} || '.' || {})", self.name("app_label"), codename), _list(names)),
            self.name(*split_table(permission.db_table)),
            self.name(*split_table(content_type.db_table)),
            self._key(content_type),
            self.name("content_type_id"),
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
        return sql("SELECT CASE WHEN EXISTS ({}) THEN -1 ELSE ({}) END", self._caller(superuser), granted)

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


def _list(texts: Sequence[str]) -> Parameter:
    return Parameter(source="constant", codec=TEXT, value=tuple(dict.fromkeys(texts)), many=True)
