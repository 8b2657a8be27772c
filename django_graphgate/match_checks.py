"""System checks of the ``match`` of roles; :mod:`django_graphgate.checks` registers them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.checks import CheckMessage, Error, Warning  # noqa: A004  Django's own names

from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError
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
    from django_graphgate.matching.row import DatabaseNeeded

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
