"""Where a statement takes the caller's role from, if the database decides it."""

from __future__ import annotations

from dataclasses import dataclass

from django_graphgate.ir.sql import Sql


@dataclass(frozen=True, slots=True, eq=False)
class RoleSource:
    """An expression of one dialect for the caller's role, made once for a version of the rules.

    ``sql`` yields a number as text: the place in ``roles``, each of which is there once.  Compared by identity,
    since the texts of statements are kept by it.
    """

    sql: Sql
    roles: tuple[str, ...]

    def number_of(self, role: str) -> str:
        """What the expression yields for a role; a text that it never yields for one that it does not give."""
        return str(self.roles.index(role)) if role in self.roles else ""

    def role_of(self, number: str) -> str:
        """The role that the expression has yielded."""
        return self.roles[int(number)]
