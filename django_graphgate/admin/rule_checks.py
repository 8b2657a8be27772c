"""What the gate would say of a rule or a filter that is about to be saved."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django_graphgate.access.reading import read_rule, stored_rule
from django_graphgate.catalog import get_catalog
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.models import NamedFilter
from django_graphgate.rules.inherit import resolve_roles
from django_graphgate.rules.model import EVERY_TABLE, StoredRole

_ROLE = "of_this_page"


def named_filters() -> dict[str, Any]:
    """The filters that rules may use by name, sorted."""
    return dict(NamedFilter._default_manager.order_by("name").values_list("name", "filter"))


def filter_problem(given: Any, table: str) -> str:
    """What is wrong with a filter, or with the name of one, on a table; empty if nothing is."""
    if table != EVERY_TABLE or not isinstance(given, Mapping):
        return rule_problem(table, filters=[given])
    column, catalog = given["if_column"], get_catalog()
    tables = [name for name, entry in catalog.tables.items() if column in entry.columns]
    if not tables:
        return f"No table of the API has a column {column}."
    problems = ((name, filter_problem(given["filter"], name)) for name in tables)
    return next((f"On {name}: {problem}" for name, problem in problems if problem), "")


def rule_problem(table: str, action: str = "query", **written: Any) -> str:
    """What is wrong with a rule on a table, of which some keys are given; empty if nothing is."""
    try:
        rule = stored_rule(table, action, read_rule(written, "The rule", table=table, action=action))
    except ConfigurationError as error:
        return error.message
    role = resolve_roles([StoredRole(name=_ROLE, rules=(rule,))], named_filters())[_ROLE]
    return role_problem(role).replace(f" of role {_ROLE}", "").replace(f"Role {_ROLE} ", "The rule ")


def select_problem(table: str, action: str, tried: Collection[str], **written: Any) -> str:
    """Why the SELECT of a preset of one of the ``tried`` columns cannot run; empty where all can."""
    from django_graphgate.publishing.preset_selects import faults_of_selects
    from django_graphgate.publishing.role_review import rules_over_models

    rule = stored_rule(table, action, read_rule(written, "The rule", table=table, action=action))
    role = resolve_roles([StoredRole(name=_ROLE, rules=(rule,))], named_filters())[_ROLE]
    faults = faults_of_selects(rules_over_models(role, get_settings()))
    return next((f"{column}: {fault}" for _, _, column, fault in faults if column in tried), "")


def role_problem(role: StoredRole) -> str:
    """Why a role can run nothing; empty where it can.  A table that does not exist is passed over."""
    from django_graphgate.publishing.role_review import rules_over_models  # which loads the compiler

    try:
        rules_over_models(role, get_settings())
    except ConfigurationError as error:
        return f"{error.message} {error.hint}".strip()
    return ""
