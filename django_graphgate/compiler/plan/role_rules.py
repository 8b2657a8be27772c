"""Stored rules → rules over a catalogue: names looked up, filters planned."""

from __future__ import annotations

from typing import cast

from django_graphgate.compiler.plan.rule_filters import rule_filter
from django_graphgate.compiler.plan.write_rules import write_rule
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import Catalog, Table
from django_graphgate.ir.limits import Limits
from django_graphgate.ir.plan import TRUE, Filter
from django_graphgate.ir.visit import all_of
from django_graphgate.ir.write import Action
from django_graphgate.rules.constants import bind_constants
from django_graphgate.rules.effective import effective
from django_graphgate.rules.effective_writes import effective_writes
from django_graphgate.rules.model import BLOCKED, QueryRule, RoleRules, StoredRole, StoredRule, WriteRule
from django_graphgate.rules.wildcard import without_wildcard


def build_rules(role: StoredRole, catalog: Catalog, *, default_limit: int, limits: Limits) -> RoleRules:
    """The role's rules over this catalogue.

    A rule for a table that the catalogue does not have is passed over: it permits nothing, and a
    check names it.  The rule ``"*"`` grants the tables that have one of its columns.  Raises
    ``ConfigurationError`` for a role that could not be resolved, an unknown column or a filter that does
    not fit: a rule that cannot be understood must not be weakened in silence.
    """
    if role.problem:
        raise ConfigurationError(role.problem)
    queries: dict[str, QueryRule] = {}
    writes: dict[tuple[str, Action], WriteRule] = {}
    for rule in without_wildcard(role, catalog).rules:
        table = catalog.tables.get(rule.table)
        if table is None:
            continue
        if rule.action == "query":
            queries[rule.table] = _query(role.name, rule, table, catalog, default_limit, limits)
        else:
            writes[rule.table, cast("Action", rule.action)] = write_rule(
                role.name, rule, table, catalog, limits
            )
    return RoleRules(
        role=role.name, queries=effective(queries, catalog), writes=effective_writes(writes, catalog)
    )


def _query(
    role: str, rule: StoredRule, table: Table, catalog: Catalog, default_limit: int, limits: Limits
) -> QueryRule:
    if rule.block:
        return BLOCKED
    subject = f"A filter of role {role} on {rule.table}"
    terms = [rule_filter(text, table, catalog, limits, subject=subject) for text in rule.filters]
    masks = _masks(role, rule, table, catalog, limits)
    if table.rows is not None:
        terms.insert(0, table.rows)
    return QueryRule(
        columns=_columns(role, rule, table),
        filter=bind_constants(all_of(*terms), rule.table) if terms else TRUE,
        limit=default_limit if rule.limit is None else rule.limit,
        block=False,
        own_limit=rule.limit is not None,
        masks=masks,
    )


def _columns(role: str, rule: StoredRule, table: Table) -> frozenset[str]:
    plain = {name for name, column in table.columns.items() if not column.secret}
    if rule.columns is None:
        return frozenset(plain)
    named = {*rule.columns, *(name for name, _ in rule.column_filters)} - {"*"}
    unknown = sorted(named - set(table.columns))
    if unknown:
        raise ConfigurationError(
            f"Role {role} names columns that {rule.table} does not have: {', '.join(unknown)}.",
            hint=f"It has: {', '.join(sorted(table.columns))}.",
        )
    return frozenset(named | plain if "*" in rule.columns else named)


def _masks(role: str, rule: StoredRule, table: Table, catalog: Catalog, limits: Limits) -> dict[str, Filter]:
    """The filters of columns; several of one column have to hold together."""
    masks: dict[str, Filter] = {}
    for name, given in rule.column_filters:
        what = f"The filter of role {role} on {rule.table}.{name}"
        if name in table.primary_key:
            raise ConfigurationError(
                f"{what} is refused: a primary key is in every ordering and cursor.",
                hint="Hide the rows with a filter of the rule, or leave the column out of its columns.",
            )
        where = rule_filter(given, table, catalog, limits, subject=what)
        masks[name] = all_of(masks.get(name, TRUE), where)
    return {
        name: bind_constants(where, f"{rule.table} {name}") for name, where in masks.items() if where != TRUE
    }
