"""A caller, with the role that they most likely have and the rules that this is assumed under.

The role is a guess: what the database says beside the answer decides (guess and verify).  A wrong guess runs
nothing, and costs one more round trip, once per user and change.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from django_graphgate.access.live import AccessCache, LiveAccess, state_alias
from django_graphgate.auth.named import refused_by_database
from django_graphgate.conf import Settings, get_settings, on_change
from django_graphgate.dialects import Dialect
from django_graphgate.errors import ConfigurationError, DatabaseUnavailable, Forbidden
from django_graphgate.execution.run import Answer, RequestFacts, Runnable
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.role_source import RoleSource
from django_graphgate.ir.statement import Statement, Step
from django_graphgate.statements.caller_roles import CallerRoles

MAX_TRIES = 20
"""How often a request may meet a change of access before its caller has to try again."""

TOO_FAST = "The rules change faster than they can be read: try again."

NO_HEADERS: Mapping[str, str] = MappingProxyType({})


@dataclass(slots=True, kw_only=True)
class Caller:
    """Who calls, and what is assumed of them."""

    identity: Identity
    headers: Mapping[str, str]
    rules_alias: str
    """The database of roles, rules and switches."""
    access: LiveAccess
    roles: CallerRoles
    role: str = field(init=False, default="")
    """The role that the caller has, most likely."""
    source: RoleSource | None = field(init=False, default=None)
    """Where a statement takes the role from; ``None`` where nothing but the credential decides."""

    def assume(self) -> None:
        """Guess the role under the rules of ``access``; raises ``ConfigurationError`` where they are not usable.

        Then no role is assumed, and :meth:`verify` asks for the rules and the caller alone.
        """
        self.role, self.source = "", None
        self.role, self.source = self.roles.assume(self.identity, self.access, self.rules_alias)

    def verify(self) -> Answer:
        """What the database says of the rules and the caller, in one round trip that runs no operation."""
        dialect = self.roles.dialect(self.rules_alias)
        return _nothing(dialect).run(
            *(self.rules_alias, {}, self.identity, self.access.version, self.role),
            roles=self.source,
            request=RequestFacts(headers=self.headers),
        )

    def is_corrected(self, answer: Answer, cache: AccessCache) -> bool:
        """Whether rules or role were not as assumed; if so, what is known now is to be assumed.

        Raises ``Forbidden`` for a role that the credential names and the caller does not have.
        """
        if answer.version != self.access.version:
            self.access = cache.renew(self.rules_alias, self.access)
            return True
        if answer.role is None or answer.role == self.role:
            return False
        if self.identity.role is not None:
            raise Forbidden(detail=f"the caller does not have the role {self.role} that the credential names")
        self.role = answer.role
        self.roles.learn(self.identity, answer.role)
        return True


class Callers:
    """The rules that this process knows, and the roles that callers had last."""

    def __init__(self, settings: Settings) -> None:
        self.access = AccessCache(settings.ACCESS_CHECK_INTERVAL)
        self.roles = CallerRoles(settings)

    def role_of(self, identity: Identity, headers: Mapping[str, str] = NO_HEADERS) -> str:
        """The role that a caller has now, as the database says in one round trip.

        Raises ``InvalidCredentials`` for a caller whom it does not confirm, ``Forbidden`` for a role that the
        credential names and the caller does not have, and ``ConfigurationError`` for a ``match`` that is not valid.
        """
        alias = state_alias()
        caller = Caller(
            identity=identity,
            headers=headers,
            rules_alias=alias,
            access=self.access.current(alias),
            roles=self.roles,
        )
        for _ in range(MAX_TRIES):
            refusal = None
            try:
                caller.assume()
            except (Forbidden, ConfigurationError) as error:  # under rules that may have changed
                refusal = error
            answer = caller.verify()
            if answer.role is None:
                raise refused_by_database(identity)
            if not caller.is_corrected(answer, self.access):
                if refusal is not None:
                    raise refusal
                return caller.role
        raise DatabaseUnavailable(TOO_FAST)


@functools.cache
def get_callers() -> Callers:
    """For views of the project, which need no frozen operations."""
    return Callers(get_settings())


on_change(get_callers.cache_clear)


@functools.lru_cache(maxsize=16)
def _nothing(dialect: Dialect) -> Runnable:
    return Runnable(Statement(dialect=dialect.name, steps=(Step(sql="NULL"),)), dialect, "")
