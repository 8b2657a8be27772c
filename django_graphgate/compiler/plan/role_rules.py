"""Stored rules → rules over a catalogue: names looked up, filters planned."""

from __future__ import annotations

import json
from typing import Any, cast

from graphql import (
    GraphQLSyntaxError,
    ListValueNode,
    NameNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    parse_value,
)

from django_graphgate.compiler.normalise.filters import FilterNormaliser, Variables
from django_graphgate.compiler.plan.filters import FilterPlanner
from django_graphgate.compiler.plan.values import declared
from django_graphgate.compiler.syntax.parse import variables_in
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.ir.catalog import Catalog, Table
from django_graphgate.ir.limits import Limits
from django_graphgate.ir.plan import FALSE, TRUE, Filter
from django_graphgate.ir.variables import BUILT_IN
from django_graphgate.ir.visit import all_of
from django_graphgate.rules.constants import bind_constants
from django_graphgate.rules.effective import effective
from django_graphgate.rules.model import BLOCKED, QueryRule, RoleRules, StoredRole, StoredRule
from django_graphgate.rules.wildcard import without_wildcard

_MAX_TOKENS = 5_000
_FILTER_HINT = 'Filters look like "{ owner_id: { eq: $user_id } }".'


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
    for rule in without_wildcard(role, catalog).rules:
        table = catalog.tables.get(rule.table)
        if table is None or rule.action != "query":
            continue
        queries[rule.table] = _query(role.name, rule, table, catalog, default_limit, limits)
    return RoleRules(role=role.name, queries=effective(queries, catalog))


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


def rule_filter(given: Any, table: Table, catalog: Catalog, limits: Limits, *, subject: str) -> Filter:
    """One filter of a rule: a GraphQL object text, the same as JSON, or ``"false"`` for no row at all.

    Raises ``ConfigurationError`` with a sentence about ``subject``.
    """
    try:
        node = parse_value(given, max_tokens=_MAX_TOKENS) if isinstance(given, str) else _from_json(given)
        if isinstance(node, ObjectValueNode):
            return _planned(node, table, catalog, limits, subject)
    except RecursionError as error:
        raise ConfigurationError(f"{subject} is nested too deeply.") from error
    except (GraphQLSyntaxError, RequestRejected) as error:
        raise ConfigurationError(
            f"{subject} is not understood: {error.message}", hint=_FILTER_HINT
        ) from error
    if given is False or (isinstance(given, str) and given.strip() == "false"):
        return FALSE
    raise ConfigurationError(f"{subject} is not an object.", hint=_FILTER_HINT)


def _planned(node: ObjectValueNode, table: Table, catalog: Catalog, limits: Limits, subject: str) -> Filter:
    strict = FilterNormaliser(catalog, Variables((), catalog)).filter(node, table)
    for variable in variables_in(strict):
        if variable.name.value not in BUILT_IN and variable.name.value not in catalog.variables:
            names = ", ".join(f"${name}" for name in sorted({*BUILT_IN, *catalog.variables}))
            raise ConfigurationError(
                f"{subject} uses ${variable.name.value}, which is not a variable of rules.",
                hint=f"There are {names}.",
            )
    empty = OperationDefinitionNode(
        operation=OperationType.QUERY, selection_set=SelectionSetNode(selections=())
    )
    planner = FilterPlanner(catalog, declared(empty, catalog), limits.filter_terms)
    return planner.filter(strict, table)


def _from_json(value: Any) -> ValueNode:
    if isinstance(value, dict):
        entries = cast("dict[str, Any]", value).items()
        fields = [
            ObjectFieldNode(name=NameNode(value=str(key)), value=_from_json(item)) for key, item in entries
        ]
        return ObjectValueNode(fields=tuple(fields))
    if isinstance(value, list | tuple):
        return ListValueNode(values=tuple(_from_json(item) for item in cast("list[Any]", value)))
    if isinstance(value, str) and value.startswith("$"):
        return parse_value(value)
    return NullValueNode() if value is None else parse_value(json.dumps(value))
