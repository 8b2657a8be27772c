"""One filter of a rule, as it is written → a filter of a plan."""

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
from django_graphgate.compiler.plan.values import Variables as Declared
from django_graphgate.compiler.plan.values import declared
from django_graphgate.compiler.syntax.parse import variables_in
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.ir.catalog import Catalog, Table
from django_graphgate.ir.limits import Limits
from django_graphgate.ir.plan import FALSE, Filter
from django_graphgate.ir.variables import BUILT_IN

_MAX_TOKENS = 5_000
_FILTER_HINT = 'Filters look like "{ owner_id: { eq: $user_id } }".'


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
        check_variable(variable.name.value, catalog, subject)
    return FilterPlanner(catalog, no_variables(catalog), limits.filter_terms).filter(strict, table)


def check_variable(name: str, catalog: Catalog, subject: str) -> None:
    """Raise ``ConfigurationError`` for a variable that rules do not have."""
    if name not in BUILT_IN and name not in catalog.variables:
        names = ", ".join(f"${name}" for name in sorted({*BUILT_IN, *catalog.variables}))
        raise ConfigurationError(
            f"{subject} uses ${name}, which is not a variable of rules.", hint=f"There are {names}."
        )


def no_variables(catalog: Catalog) -> Declared:
    """What values of rules are read with: a request gives them nothing."""
    empty = OperationDefinitionNode(
        operation=OperationType.QUERY, selection_set=SelectionSetNode(selections=())
    )
    return declared(empty, catalog)


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
