"""Which role a caller most likely has, and how a statement finds out which one it is."""

from __future__ import annotations

import functools
from collections.abc import Hashable
from typing import TYPE_CHECKING

from django_graphgate.access.live import LiveAccess
from django_graphgate.access.roles import ANON, USER
from django_graphgate.conf import Settings
from django_graphgate.dialects import Dialect
from django_graphgate.errors import Forbidden
from django_graphgate.execution.connection import dialect_of
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.role_source import RoleSource
from django_graphgate.ir.sql import sql
from django_graphgate.lru_cache import LRUCache

if TYPE_CHECKING:  # a process whose roles have no match imports nothing of what reads and writes them
    from django_graphgate.matching.choice import RoleChoice

_MAX_CALLERS = 20_000
"""Whose roles are remembered; of others it is guessed again that they are ``user``."""


class CallerRoles:
    """Remembers the role that each caller had last."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._seen: LRUCache[Hashable, str] = LRUCache(_MAX_CALLERS)
        self._dialects: dict[str, Dialect] = {}
        self._last: tuple[LiveAccess, RoleChoice | None] | None = None
        """The rules of the last request, and what decides roles under them."""

    def dialect(self, alias: str) -> Dialect:
        """The dialect of a database of the settings."""
        dialect = self._dialects.get(alias)
        if dialect is None:
            dialect = self._dialects[alias] = dialect_of(alias)
        return dialect

    def assume(self, identity: Identity, access: LiveAccess, alias: str) -> tuple[str, RoleSource | None]:
        """The role, most likely, and where a statement on the database takes it from.

        Without a source nothing verifies the role, so it is then never one that was only remembered.
        Raises ``ConfigurationError`` where a ``match`` is not understood, and ``Forbidden`` for a role that the
        credential names and nobody can have.
        """
        if identity.role is not None:
            if identity.role not in (ANON, USER) and identity.role not in access.roles:
                raise Forbidden(detail=f"role {identity.role!r} is not configured")
            return identity.role, self._named(identity, identity.role, access, alias)
        if identity.user_id is None:
            return ANON, None
        choice = self._choice(access)
        if choice is None:
            return USER, None
        return self._seen.get(_key(identity)) or USER, _source(choice, self.dialect(alias))

    def _named(self, identity: Identity, role: str, access: LiveAccess, alias: str) -> RoleSource | None:
        """What a role that a credential names has to match besides; ``None`` where the name is enough."""
        if not (self.settings.ROLE_MUST_MATCH and identity.role_from_request):
            return None
        choice = self._choice(access)
        if choice is not None and role in choice.roles:
            return _membership(choice, role, self.dialect(alias))
        if role not in (ANON, USER):
            raise Forbidden(detail=f"the credential names {role}, which has no match")
        if role == USER and identity.user_id is None:
            raise Forbidden(detail=f"the credential names {role}, and no user")
        return None if choice is None else _source(choice, self.dialect(alias))

    def _choice(self, access: LiveAccess) -> RoleChoice | None:
        last = self._last
        if last is None or last[0] is not access:
            last = self._last = (access, self._made(access))
        return last[1]

    def _made(self, access: LiveAccess) -> RoleChoice | None:
        roles = [role for name in access.order if (role := access.roles[name]).match]
        if not roles:
            return None
        from django_graphgate.matching.choice import role_choice

        return role_choice(roles, self.settings)

    def learn(self, identity: Identity, role: str) -> None:
        """Remember the role that the database has found for a caller."""
        self._seen.put(_key(identity), role)


def _key(identity: Identity) -> Hashable:
    return identity.user_id, identity.user_id_provider, identity.authenticator


@functools.lru_cache(maxsize=64)
def _source(choice: RoleChoice, dialect: Dialect) -> RoleSource:
    return RoleSource(choice.expression(dialect), choice.outcomes)


@functools.lru_cache(maxsize=256)
def _membership(choice: RoleChoice, role: str, dialect: Dialect) -> RoleSource:
    """Of one role: whether the caller's row matches it, whichever roles come before."""
    held = choice.match_expression(role, dialect)
    return RoleSource(sql("CASE WHEN {} THEN '0' ELSE '1' END", held), (role, ""))
