"""The rule ``"*"``, for every table that has one of some columns, written out as rules for tables.

Each of its filters belongs to a column.  It grants the tables that have one of the columns and that the role does
not name; on those that the role names its filters hold as well.  A table that is neither stays closed.

For the actions that write, it grants nothing: its filters hold on the tables that a rule names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import Catalog, Table
from django_graphgate.rules.model import EVERY_TABLE, StoredRole, StoredRule

_HINT = '{"name": "*", "query": {"filters": [{"if_column": "company_id", "filter": "{ … }"}]}}'


def without_wildcard(role: StoredRole, catalog: Catalog) -> StoredRole:
    """The role with a rule for each table that its wildcard rule grants, and the filters of it in the others.

    Raises ``ConfigurationError`` for a wildcard rule that would leave a table open that it is meant to narrow.
    """
    wildcards = {rule.action: rule for rule in role.rules if rule.table == EVERY_TABLE}
    if not wildcards:
        return role
    for wildcard in wildcards.values():
        _check(role.name, wildcard, catalog)
    rules = [
        _narrowed(role.name, rule, wildcards, catalog) for rule in role.rules if rule.table != EVERY_TABLE
    ]
    if reading := wildcards.get("query"):
        named = {rule.table for rule in rules if rule.action == reading.action}
        rules.extend(_granted(reading, named, catalog))
    return replace(role, rules=tuple(rules))


def tables_closed_by_wildcard(role: StoredRole, catalog: Catalog) -> list[str]:
    """The tables that the role's wildcard rule for queries does not grant, and that no other rule names; sorted."""
    wildcard = next(
        (rule for rule in role.rules if (rule.table, rule.action) == (EVERY_TABLE, "query")), None
    )
    if wildcard is None:
        return []
    named = {rule.table for rule in role.rules if rule.action == "query"}
    return sorted(
        name
        for name, table in catalog.tables.items()
        if name not in named and not table.alias_of and not _filters_for(table, wildcard)
    )


def _check(role: str, wildcard: StoredRule, catalog: Catalog) -> None:
    where = f"The wildcard rule of role {role}"
    conditions = [_condition(given) for given in wildcard.filters]
    if wildcard.block:
        raise ConfigurationError(
            f"{where} blocks: a table that no rule grants is closed without it.", hint=_HINT
        )
    if not conditions or None in conditions:
        raise ConfigurationError(
            f"{where} takes filters with if_column, at least one, and no others.", hint=_HINT
        )
    if wildcard.action != "query" and (
        wildcard.presets or (wildcard.columns, wildcard.max_affected) != (None, None)
    ):
        raise ConfigurationError(
            f"{where} for {wildcard.action} takes filters only: no table is written without a rule that names it."
        )
    if wildcard.column_filters:
        raise ConfigurationError(f"{where} has a column with a filter: name the table for that.")
    known = {name for table in catalog.tables.values() for name in table.columns}
    for column, _ in filter(None, conditions):
        if column not in known:
            raise ConfigurationError(f"{where} names the column {column!r}, which no table of the API has.")
    unknown = sorted({*(wildcard.columns or ())} - known - {"*"})
    if unknown:
        raise ConfigurationError(f"{where} names columns that no table of the API has: {', '.join(unknown)}.")


def _condition(given: Any) -> tuple[str, Any] | None:
    """Column and filter of ``{"if_column": …, "filter": …}``; ``None`` for anything else."""
    match given:
        case {"if_column": str(column), "filter": written} if len(given) == 2:
            return column, written
        case _:
            return None


def _filters_for(table: Table, wildcard: StoredRule) -> tuple[Any, ...]:
    conditions = filter(None, map(_condition, wildcard.filters))
    return tuple(written for column, written in conditions if column in table.columns)


def _narrowed(
    role: str, rule: StoredRule, wildcards: Mapping[str, StoredRule], catalog: Catalog
) -> StoredRule:
    """A rule for a table that the role names, with the filters of the wildcard rule."""
    table, wildcard = catalog.tables.get(rule.table), wildcards.get(rule.action)
    if table is None or wildcard is None or rule.block:
        return rule
    for column, _ in filter(None, map(_condition, wildcard.filters)):
        if column in table.left_out:
            raise ConfigurationError(
                f"The wildcard rule of role {role} cannot hold for {rule.table}: {column} of it is not in the API.",
                hint="Take the column from the BLOCKLIST, or the table from the role.",
            )
    return replace(rule, filters=(*rule.filters, *_filters_for(table, wildcard)))


def _granted(wildcard: StoredRule, named: set[str], catalog: Catalog) -> Iterator[StoredRule]:
    for name, table in catalog.tables.items():
        filters = _filters_for(table, wildcard)
        if name not in named and filters:
            columns = wildcard.columns
            if columns is not None:
                columns = tuple(column for column in columns if column == "*" or column in table.columns)
            yield replace(wildcard, table=name, columns=columns, filters=filters)
