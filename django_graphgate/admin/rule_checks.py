"""What the gate would say of a rule, a filter or a match that is about to be saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django_graphgate.catalog import get_catalog
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.models import NamedFilter
from django_graphgate.rules.model import StoredRole, StoredRule
from django_graphgate.statements.limits import limits_of

_ROLE = "of this page"


def named_filters() -> dict[str, Any]:
    """The filters that rules may use by name, sorted."""
    return dict(NamedFilter._default_manager.order_by("name").values_list("name", "filter"))


def filter_problem(given: Any, table: str) -> str:
    """What is wrong with a filter, or with the name of one, on a table; empty if nothing is."""
    if isinstance(given, Mapping) and "if_column" in given:
        return _wildcard_problem(given)
    if isinstance(given, str) and given.isidentifier() and given != "false":
        named = named_filters()
        if given not in named:
            return f"There is no filter of the name {given}."
        given = named[given]
    return rule_problem(StoredRule(table=table, filters=(given,)))


def condition_problem(given: str, table: str) -> str:
    """The same for the condition of a column."""
    return filter_problem(given, table)


def _wildcard_problem(given: Mapping[str, Any]) -> str:
    """Of a filter of the rule for every table: it has to fit each table that has the column."""
    column, catalog = given["if_column"], get_catalog()
    tables = [name for name, table in catalog.tables.items() if column in table.columns]
    if not tables:
        return f"No table of the API has a column {column}."
    problems = ((name, filter_problem(given["filter"], name)) for name in tables)
    return next((f"on {name}: {problem}" for name, problem in problems if problem), "")


def rule_problem(rule: StoredRule) -> str:
    """What is wrong with a rule; filters may be names."""
    named = named_filters()
    filters = tuple(named.get(item, item) if isinstance(item, str) else item for item in rule.filters)
    conditions = tuple((name, named.get(item, item)) for name, item in rule.column_filters)
    return role_problem(
        StoredRole(name=_ROLE, rules=(replace(rule, filters=filters, column_filters=conditions),))
    )


def role_problem(role: StoredRole) -> str:
    """Build a role's rules as the gate does.  A table that does not exist is passed over."""
    from django_graphgate.compiler.plan.role_rules import build_rules

    settings = get_settings()
    try:
        build_rules(role, get_catalog(), default_limit=settings.DEFAULT_LIMIT, limits=limits_of(settings))
    except ConfigurationError as error:
        return f"{error.message} {error.hint}".strip()
    except RequestRejected as error:
        return error.message
    return ""
