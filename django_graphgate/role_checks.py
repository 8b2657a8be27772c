"""System checks of roles: their rules, and the ``match`` by which callers have them.

:mod:`django_graphgate.checks` registers them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.checks import CheckMessage, Error, Warning  # noqa: A004  Django's own names

from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.rules.model import StoredRole

_IDS = {
    "invalid": "graphgate.W045",
    "shadowed": "graphgate.W046",
    "unknown": "graphgate.W047",
    "without_row": "graphgate.W048",
}


def check_roles_query(**_: Any) -> Iterator[CheckMessage]:
    """``ROLES_QUERY``, as far as its text and the models say."""
    from django_graphgate.matching.choice import roles_row
    from django_graphgate.matching.query_row import DatabaseNeeded

    settings = get_settings()
    if settings.ROLES_QUERY is None:
        return
    try:
        roles_row(settings.ROLES_QUERY, None)
    except DatabaseNeeded:
        return
    except ConfigurationError as error:
        yield Error(error.message, hint=error.hint, id="graphgate.E045")


def matches(roles: Mapping[str, StoredRole], alias: str) -> Iterator[CheckMessage]:
    """The ``match`` of each role of a database; warnings, since ``migrate`` runs these checks too."""
    from django_graphgate.matching.problems import role_problems

    for problem in role_problems(roles.values(), get_settings(), alias=alias):
        yield Warning(problem.message, hint=problem.hint or None, id=_IDS[problem.name])


def rules(role: StoredRole) -> Iterator[CheckMessage]:
    """Rules of one role over the models."""
    from django_graphgate.catalog import get_catalog
    from django_graphgate.compiler.plan.role_rules import build_rules
    from django_graphgate.statements.limits import limits_of

    catalog, settings = get_catalog(), get_settings()
    try:
        build_rules(role, catalog, default_limit=settings.DEFAULT_LIMIT, limits=limits_of(settings))
    except (ConfigurationError, RequestRejected) as error:
        hint = getattr(error, "hint", "") or "Correct the rule in the admin."
        yield Warning(f"Role {role.name} can run nothing: {error.message}", hint=hint, id="graphgate.W022")
    for rule in role.rules:
        table = catalog.tables.get(rule.table)
        columns = {} if table is None or rule.block else table.columns
        secret = [name for name in rule.columns or () if name in columns and columns[name].secret]
        if table is None:
            yield Warning(
                f"Role {role.name} has a rule for {rule.table!r}, which is not a table of the API.",
                hint=f"The tables are: {', '.join(sorted(catalog.tables)) or 'none'}.",
                id="graphgate.W023",
            )
        elif secret:
            yield Warning(
                f"Role {role.name} may read {', '.join(secret)} of {rule.table}, which looks secret.",
                hint="Remove it from the rule's columns, or silence this check.",
                id="graphgate.W024",
            )
