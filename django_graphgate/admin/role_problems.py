"""What is wrong with stored roles: why one can run nothing, or nobody gets it."""

from __future__ import annotations

from collections.abc import Iterator

from django_graphgate.access.live import load_access, state_alias
from django_graphgate.admin.rule_checks import role_problem
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError, DatabaseUnavailable
from django_graphgate.matching.problems import role_problems
from django_graphgate.models import Role


def rules_problem(role: Role) -> str:
    """Why the role can run nothing as it is; empty where it can."""
    try:
        stored = load_access(state_alias()).roles.get(role.name)
        return role_problem(stored) if stored is not None else ""
    except (ConfigurationError, DatabaseUnavailable) as error:
        return error.message


def match_problems(role: Role | None = None) -> Iterator[str]:
    """Sentences about the match of a role, or of all; and about what decides every match."""
    alias = state_alias()
    try:
        roles = load_access(alias).roles
        for problem in role_problems(roles.values(), get_settings(), alias=alias):
            if role is None or problem.role in {"", role.name}:
                yield f"{problem.message} {problem.hint}".strip()
    except (ConfigurationError, DatabaseUnavailable) as error:
        yield error.message
