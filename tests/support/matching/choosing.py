"""Asks a database which role a caller has, without a gate around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model

from django_graphgate.conf import get_settings
from django_graphgate.execution.binders import Facts, binders_of
from django_graphgate.execution.connection import dialect_of, fetch_row
from django_graphgate.execution.variables import Values
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.sql import Sql, sql
from django_graphgate.matching.choice import RoleChoice, role_choice
from django_graphgate.rules.model import StoredRole

_NO_VALUES = Values({}, {})


def choice_of(*matches: str) -> RoleChoice:
    """The roles ``r0``, ``r1`` … with these matches, in this order."""
    roles = [StoredRole(name=f"r{index}", match=match) for index, match in enumerate(matches)]
    choice = role_choice(roles, get_settings())
    assert choice is not None
    return choice


def user(name: str = "ann", **fields: Any) -> Any:
    """A new user."""
    return get_user_model().objects.create(username=name, **fields)


def role_of(
    database: str,
    user_id: Any,
    *matches: str,
    claims: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
    provider: str | None = None,
) -> str:
    """The role of a caller; what each role's own condition says has to agree with it."""
    choice, dialect = choice_of(*matches), dialect_of(database)
    identity = Identity(
        user_id=None if user_id is None else str(getattr(user_id, "pk", user_id)),
        user_id_provider=provider,
        variables=claims or {},
    )
    facts = Facts(identity, "never asked", headers or {})
    index = _asked(database, choice.expression(dialect), facts)
    assert index is not None, "the index of a role is never NULL"
    role = choice.outcomes[int(index)]
    held = [
        name
        for name in choice.roles
        if _asked(
            database, sql("CASE WHEN {} THEN '1' ELSE '0' END", choice.match_expression(name, dialect)), facts
        )
        == "1"
    ]
    assert held[:1] == [role] * bool(held), "the first role whose own condition holds is the caller's"
    return role


def _asked(database: str, expression: Sql, facts: Facts) -> str | None:
    dialect = dialect_of(database)
    text, parameters = dialect.number(sql("SELECT {}", expression))
    values = [bind(_NO_VALUES, facts) for bind in binders_of(parameters, (), dialect, "")]
    (value,) = fetch_row(database, text, values)
    return None if value is None else value.decode()
