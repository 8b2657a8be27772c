"""What is wrong with the ``match`` of roles: for checks, sync, freeze and the admin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from django_graphgate.catalog import get_catalog
from django_graphgate.conf import Settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.implication import implies
from django_graphgate.ir.plan import FALSE, Filter
from django_graphgate.matching.choice import ALWAYS_THERE, check_may_match, roles_row
from django_graphgate.matching.membership import missing_groups, unknown_permissions
from django_graphgate.rules.model import StoredRole

_CHECKS = {
    "invalid": "graphgate.W045",
    "shadowed": "graphgate.W046",
    "unknown": "graphgate.W047",
    "without_row": "graphgate.W048",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleProblem:
    """What is wrong with a role's ``match``; without a role, with the rows that decide it.

    ``invalid``: no caller gets an answer.  ``shadowed``: no caller gets the role.  ``unknown``: it names a permission
    or a group that does not exist.  ``without_row``: ``ROLE_WITHOUT_ROW`` is not a role.
    """

    name: Literal["invalid", "shadowed", "unknown", "without_row"]
    role: str
    message: str
    hint: str = ""

    @property
    def check(self) -> str:
        """The id of the system check that reports it."""
        return _CHECKS[self.name]


def role_problems(
    roles: Iterable[StoredRole], settings: Settings, *, alias: str | None = None
) -> Iterator[RoleProblem]:
    """The problems of roles, which are in their order.  ``alias`` is the database that may be asked."""
    listed = list(roles)
    matched = [role for role in listed if role.match.strip()]
    names = {*ALWAYS_THERE, *(role.name for role in listed)}
    if matched and settings.ROLE_WITHOUT_ROW not in names:
        yield RoleProblem(
            name="without_row",
            role="",
            message=f"ROLE_WITHOUT_ROW is {settings.ROLE_WITHOUT_ROW!r}, which is not a role.",
            hint=f"The roles are: {', '.join(sorted(names))}.",
        )
    if not matched:
        return
    from django_graphgate.matching.expression import MatchReader
    from django_graphgate.matching.row import DatabaseNeeded

    try:
        row = roles_row(settings.ROLES_QUERY, alias)
    except DatabaseNeeded:
        return
    except ConfigurationError as error:
        yield RoleProblem(name="invalid", role="", message=error.message, hint=error.hint)
        return
    reader = MatchReader(row, get_catalog())
    filters: dict[str, Filter] = {}
    for role in matched:
        try:
            check_may_match(role.name)
            filters[role.name] = reader.read(role.name, role.match)
        except ConfigurationError as error:
            yield RoleProblem(name="invalid", role=role.name, message=error.message, hint=error.hint)
    yield from _shadowed(filters)
    for name, where in filters.items():
        yield from _unknown(name, where, alias)


def _shadowed(filters: Mapping[str, Filter]) -> Iterator[RoleProblem]:
    """Roles that no caller gets, since an earlier role matches wherever they do."""
    earlier: dict[str, Filter] = {}
    for name, where in filters.items():
        first = next((other for other, wider in earlier.items() if implies(where, wider)), None)
        if first is not None:
            yield RoleProblem(
                name="shadowed",
                role=name,
                message=f"Nobody gets role {name}: the earlier role {first} matches all of its callers.",
                hint=f"Move {name} before {first}, or narrow the match of {first}.",
            )
        elif where == FALSE:
            yield RoleProblem(
                name="shadowed",
                role=name,
                message=f"Nobody gets role {name}: its match is never true.",
                hint="Remove the match to have the role given by credentials only.",
            )
        earlier[name] = where


def _unknown(role: str, where: Filter, alias: str | None) -> Iterator[RoleProblem]:
    for permission in unknown_permissions(where):
        yield RoleProblem(
            name="unknown",
            role=role,
            message=f"The match of role {role} asks for the permission {permission!r}, which no model has.",
            hint="Permissions are written as app.codename, such as shop.change_product.",
        )
    for group in missing_groups(where, alias) if alias is not None else ():
        yield RoleProblem(
            name="unknown",
            role=role,
            message=f"The match of role {role} asks for the group {group!r}, which does not exist.",
            hint="Groups have the same name only if upper and lower case agree, too.",
        )
