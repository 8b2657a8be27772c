"""The role that a caller most likely has; the statement verifies it."""

from __future__ import annotations

from django_graphgate.ir.identity import Identity

ANON = "anon"
USER = "user"


def guess_role(identity: Identity) -> str:
    """The role that the credential names, else ``user`` for a signed-in caller, else ``anon``."""
    if identity.role is not None:
        return identity.role
    return ANON if identity.user_id is None else USER
