"""Callers who must be authenticated by one authenticator of ``NAMED_AUTH``."""

from __future__ import annotations

from django.http import HttpRequest

from django_graphgate.auth.chain import named_authenticator
from django_graphgate.auth.http.csrf import check_csrf
from django_graphgate.conf import get_settings
from django_graphgate.errors import AuthenticationRequired, DocumentInvalid, InvalidCredentials
from django_graphgate.ir.identity import Identity


def require_named_auth(name: str, identity: Identity, request: HttpRequest | None) -> Identity:
    """The caller as the authenticator ``name`` identifies them; ``identity`` is what is known so far.

    An identity that this authenticator has given stays what it is.  Otherwise it
    reads the whole request: a caller may show two credentials.  Without a request (a caller from Python)
    there is nothing to read.  Raises ``AuthenticationRequired`` for a caller who shows no credential of its
    kind, what the authenticator raises for a wrong one, ``CsrfRejected``, and ``DocumentInvalid`` for a name
    that does not exist: names of the settings are checked with them, so it is one of the document's.
    """
    if name not in get_settings().NAMED_AUTH:
        raise DocumentInvalid("@requireAuth names an authenticator that does not exist.")
    chain = named_authenticator(name)
    if identity.authenticator == name:
        return identity
    detail = f"it is for callers of {name!r}"
    if request is None:
        raise AuthenticationRequired(detail=detail)
    caller = chain.require(request, detail=detail)
    check_csrf(request, caller)
    return caller


def refused_by_database(identity: Identity) -> InvalidCredentials:
    """What to raise for a caller whom the database does not confirm: a genuine credential that has ended."""
    detail = f"{identity.authenticator}: the database does not confirm the caller"
    return InvalidCredentials(nature="ended", detail=detail)
