"""Which of the roles with a ``match`` a signed-in caller has, as SQL for the statement's guard."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from django_graphgate.access.live import state_alias
from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.render.filters import render_filter
from django_graphgate.compiler.render.row_sources import Fresh, RowAlias, render_source
from django_graphgate.conf import Settings, on_change
from django_graphgate.dialects import Dialect
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import Table
from django_graphgate.ir.plan import Filter
from django_graphgate.ir.row_sources import TableRows
from django_graphgate.ir.sql import EMPTY, Sql, flat, join, number, raw, sql
from django_graphgate.matching.membership import Memberships
from django_graphgate.matching.row import RolesRow
from django_graphgate.matching.user_row import user_row, user_table
from django_graphgate.rules.model import StoredRole

ALWAYS_THERE = ("anon", "user")
"""Roles that no row gives: callers have them where no other role matches."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RoleChoice:
    """The roles that have a ``match``, in the order in which they are tried.

    Compared and hashed by identity: :func:`role_choice` gives the same one for the same roles.

    The parameters in its SQL are facts about the caller (``caller``: ``user_id``, ``user_id_provider``), claims,
    headers and constants, which :mod:`django_graphgate.execution.binders` binds.
    """

    roles: tuple[str, ...]
    matches: tuple[Filter, ...]
    row: RolesRow
    memberships: Memberships
    without_row: str
    """The role of a caller for whom there is no row."""

    def expression(self, dialect: Dialect) -> Sql:
        """A text that is the index in :attr:`outcomes`: ``'0'`` for the role that is tried first.

        Of several rows, the one counts that matches the earliest role.  It is never NULL.
        """
        return _chosen(self, dialect)

    def match_expression(self, role: str, dialect: Dialect) -> Sql:
        """A condition: a row of the caller matches this role.  False, never NULL, for a role without a ``match``."""
        return _matching(self, role, dialect)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The roles that callers may turn out to have, each once: by the index that :meth:`expression` yields."""
        return tuple(dict.fromkeys((*self.roles, "user", self.without_row)))


def role_choice(roles: Iterable[StoredRole], settings: Settings) -> RoleChoice | None:
    """What decides a signed-in caller's role; ``None`` where no role has a ``match``, so that all are ``user``.

    ``roles`` are in the order in which they are tried.  Raises ``ConfigurationError`` for a ``match`` that is
    not valid, and where the rows that decide it cannot be read: without one of them, a caller could get a later
    role, which may do more.
    """
    matches = tuple((role.name, role.match) for role in roles if role.match.strip())
    return _choice(matches, settings.ROLES_QUERY, settings.ROLE_WITHOUT_ROW) if matches else None


@functools.lru_cache(maxsize=10)
def _choice(matches: tuple[tuple[str, str], ...], roles_query: str | None, without_row: str) -> RoleChoice:
    from django_graphgate.matching.expression import MatchReader  # which loads sqlglot

    for role, _ in matches:
        check_may_match(role)
    reader = MatchReader(roles_row(roles_query, state_alias()), get_catalog())
    return RoleChoice(
        roles=tuple(role for role, _ in matches),
        matches=tuple(reader.read(role, match) for role, match in matches),
        row=reader.row,
        memberships=reader.memberships,
        without_row=without_row,
    )


on_change(_choice.cache_clear)


def check_may_match(role: str) -> None:
    """Raise ``ConfigurationError`` for a role that cannot have a ``match``."""
    if role in ALWAYS_THERE:
        raise ConfigurationError(
            f"Role {role} cannot have a match: callers have it where no other role matches.",
            hint="Give the match to a role of another name.",
        )


def roles_row(roles_query: str | None, alias: str | None) -> RolesRow:
    """The rows that decide a caller's role, as ``ROLES_QUERY`` says.

    ``alias`` is the database to ask for what the models do not say, if one may be asked.
    """
    if roles_query is None:
        return user_row(user_table(), get_catalog())
    if roles_query.strip().isidentifier():
        from django_graphgate.matching.operation_row import operation_row  # which loads the compiler

        return operation_row(roles_query.strip(), get_catalog(), alias)
    from django_graphgate.matching.query_row import query_row  # which loads sqlglot

    return query_row(roles_query, get_catalog(), alias)


@functools.lru_cache(maxsize=20)
def _chosen(choice: RoleChoice, dialect: Dialect) -> Sql:
    fresh = _aliases(dialect)
    row = fresh()
    cases = [
        sql(" WHEN {} THEN {}", render_filter(where, row, fresh) or raw("1 = 1"), number(index))
        for index, where in enumerate(choice.matches)
    ]
    value = sql("CASE{} ELSE {} END", join("", cases), number(len(cases)))
    rows = _rows(choice, value, row, fresh)
    return flat(
        sql("CAST(coalesce(({}), {}) AS TEXT)", rows, number(choice.outcomes.index(choice.without_row)))
    )


@functools.lru_cache(maxsize=200)
def _matching(choice: RoleChoice, role: str, dialect: Dialect) -> Sql:
    if role not in choice.roles:
        return raw("1 = 0")
    fresh = _aliases(dialect)
    row = fresh()
    where = choice.matches[choice.roles.index(role)]
    value = sql("CASE WHEN {} THEN 0 ELSE 1 END", render_filter(where, row, fresh) or raw("1 = 1"))
    return flat(sql("coalesce(({}), 1) = 0", _rows(choice, value, row, fresh)))


def _rows(choice: RoleChoice, value: Sql, row: RowAlias, fresh: Fresh) -> Sql:
    """A SELECT of the smallest value that any row has; no row is NULL."""
    source = choice.row.source
    where = render_filter(choice.row.where, row, fresh)
    rows = render_source(TableRows(source), row) if isinstance(source, Table) else sql("({})", source)
    return sql(
        "SELECT {} FROM {} AS {}{}{}",
        value if choice.row.single else sql("min({})", value),
        rows,
        row.alias,
        choice.memberships.joined(row.dialect, fresh),
        sql(" WHERE {}", where) if where else EMPTY,
    )


def _aliases(dialect: Dialect) -> Fresh:
    """Aliases of one expression, which is a subquery of its own."""
    numbers = itertools.count()
    return lambda: RowAlias(dialect.identifier(f"m{next(numbers)}"), dialect)
