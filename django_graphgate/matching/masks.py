"""Groups and permissions of the caller in SQL: numbers of which each bit says whether the caller has one of them.

They are computed once per statement, however many roles ask for them: a row of its own beside the roles query's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django_graphgate.catalog.exposed import column_of, split_table
from django_graphgate.compiler.render.expressions import render_expression
from django_graphgate.compiler.render.filters import render_filter
from django_graphgate.compiler.render.row_sources import Fresh, RowAlias, render_source
from django_graphgate.dialects import Dialect
from django_graphgate.ir.catalog import Column
from django_graphgate.ir.codec import BIGINT, TEXT, Codec
from django_graphgate.ir.expressions import Expression
from django_graphgate.ir.plan import Compare, Exists, Filter, Predicate
from django_graphgate.ir.rebuild import map_predicates
from django_graphgate.ir.row_sources import TableRows
from django_graphgate.ir.sql import EMPTY, Parameter, Sql, join, number, parameter, sql
from django_graphgate.ir.visit import all_of, predicates_of
from django_graphgate.matching.membership import GROUPS, PERMISSIONS, Link, links, texts_of
from django_graphgate.matching.user_row import UserTable, is_true, user_table

_BITS = 60
"""How many of them a number holds: on every server it has 64 bits and a sign."""
_ZERO = Parameter(source="constant", codec=BIGINT, value=0)


@dataclass(frozen=True, slots=True)
class Bit(Expression):
    """A number that is not zero where the caller has the group or the permission."""

    table: str
    index: int

    @property
    def name(self) -> str:
        return f"{self.table} {self.index}"

    @property
    def codec(self) -> Codec:
        return BIGINT

    @property
    def nullable(self) -> bool:
        return False

    @property
    def columns(self) -> tuple[Column, ...]:
        return ()


@render_expression.register
def bit(expression: Bit, row: RowAlias, _fresh: Fresh) -> Sql:
    mask = row.dialect.identifier(expression.table, f"b{expression.index // _BITS}")
    return sql("({} & {})", mask, number(1 << expression.index % _BITS))


def with_bits(filters: Sequence[Filter], dialect: Dialect, fresh: Fresh) -> tuple[list[Filter], Sql]:
    """The filters over the row and the numbers, and what joins the numbers to the row; nothing where none asks."""
    asked: dict[str, dict[tuple[str, ...], int]] = {}
    for where in filters:
        for predicate in predicates_of(where):
            if isinstance(predicate, Exists):
                places = asked.setdefault(predicate.target.name, {})
                places.setdefault(texts_of(predicate), len(places))
    if not asked:
        return list(filters), EMPTY

    def as_bit(_: str, predicate: Predicate) -> Filter:
        if not isinstance(predicate, Exists):
            return predicate
        table = predicate.target.name
        return Compare(Bit(table, asked[table][texts_of(predicate)]), "neq", _ZERO)

    write = _Writer(user_table(), dialect, fresh)
    joined = [
        sql(" CROSS JOIN ({}) AS {}", rows(list(asked[table.name])), dialect.identifier(table.name))
        for table, rows in ((GROUPS, write.groups), (PERMISSIONS, write.permissions))
        if table.name in asked
    ]
    return [map_predicates(where, as_bit) for where in filters], join("", joined)


class _Writer:
    def __init__(self, users: UserTable, dialect: Dialect, fresh: Fresh) -> None:
        self.users, self.dialect, self.fresh = users, dialect, fresh
        self.name: Callable[..., Sql] = dialect.identifier

    def groups(self, asked: Sequence[tuple[str, ...]]) -> Sql:
        """The numbers of the caller's groups."""
        from django.contrib.auth.models import Group

        group, name = Group._meta, sql("g.{}", self.name("name"))
        numbers = self._numbers([sql("{} = {}", name, _text(text)) for (text,) in asked])
        return sql(
            "SELECT {} FROM {} AS g WHERE g.{} IN ({}) AND EXISTS ({})",
            join(", ", (sql("{} AS {}", value, self.name(mask)) for mask, value in numbers.items())),
            self.name(*split_table(group.db_table)),
            self._key(group),
            self._linked(links(self.users.model)[0]),
            self._caller(self.users.is_caller),
        )

    def permissions(self, asked: Sequence[tuple[str, ...]]) -> Sql:
        """The numbers of the caller's permissions, own and of groups; a superuser has all of them."""
        from django.contrib.auth.models import Permission
        from django.contrib.contenttypes.models import ContentType

        permission, content_type = Permission._meta, ContentType._meta
        to_groups, own, of_groups = links(self.users.model)
        codename, app = sql("p.{}", self.name("codename")), sql("c.{}", self.name("app_label"))
        conditions = [
            sql("{} = {} AND {} = {}", codename, _text(name), app, _text(label)) for label, name in asked
        ]
        numbers = {mask: self._or_all(value) for mask, value in self._numbers(conditions).items()}
        return sql(
            "SELECT {} FROM {} AS p JOIN {} AS c ON c.{} = p.{}"
            " WHERE p.{} IN ({} UNION ALL SELECT h.{} FROM {} AS h WHERE h.{} IN ({})) AND EXISTS ({})",
            join(", ", (sql("{} AS {}", value, self.name(mask)) for mask, value in numbers.items())),
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

    def _or_all(self, value: Sql) -> Sql:
        if self.users.superuser is None:
            return value
        superuser = all_of(self.users.is_caller, is_true(self.users.superuser))
        return sql("CASE WHEN EXISTS ({}) THEN -1 ELSE {} END", self._caller(superuser), value)

    def _numbers(self, conditions: Sequence[Sql]) -> Mapping[str, Sql]:
        """Aggregates over rows of which at most one of the conditions holds: a bit for each of them, by name."""
        return dict(self._number(first, conditions) for first in range(0, len(conditions), _BITS))

    def _number(self, first: int, conditions: Sequence[Sql]) -> tuple[str, Sql]:
        cases = [
            sql(" WHEN {} THEN {}", condition, number(1 << place))
            for place, condition in enumerate(conditions[first : first + _BITS])
        ]
        value = sql("CASE{} END", join("", cases))
        # two content types of an app may have permissions of one codename
        return f"b{first // _BITS}", sql("coalesce(CAST(sum(DISTINCT {}) AS bigint), 0)", value)

    def _key(self, meta: Any) -> Sql:
        return self.name(column_of(meta.pk))

    def _linked(self, link: Link) -> Sql:
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


def _text(text: str) -> Sql:
    return parameter(Parameter(source="constant", codec=TEXT, value=text))
