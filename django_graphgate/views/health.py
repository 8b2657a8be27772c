"""Is this process able to answer?  ``ok`` for everyone; details for staff and a named authenticator."""

from __future__ import annotations

import json
import logging
import time
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import Error as AnyDatabaseError
from django.http import HttpRequest, HttpResponse

from django_graphgate.access.live import read_version, state_alias
from django_graphgate.auth.chain import AuthChain, named_authenticator
from django_graphgate.auth.http.csrf import check_csrf
from django_graphgate.auth.named import refused_by_database
from django_graphgate.auth.users.verify import verify_caller
from django_graphgate.conf import get_settings
from django_graphgate.errors import AuthUnavailable, ConfigurationError, MethodNotAllowed, RequestRejected
from django_graphgate.gate import Gate, get_gate
from django_graphgate.ir.identity import Identity
from django_graphgate.version import VERSION
from django_graphgate.views.negotiation import JSON
from django_graphgate.views.responses import options, plain, refused, respond
from django_graphgate.views.statuses import PROFILES

logger = logging.getLogger("django_graphgate")

METHODS = ("GET", "HEAD", "OPTIONS")

_OF_DJANGO_USERS = frozenset({"django_session", "simplejwt"})
"""Authenticators whose user ids are keys of Django's user model."""


def health_check(request: HttpRequest) -> HttpResponse:
    """``ok`` as plain text once the gate has loaded, without a query.

    JSON for signed-in staff, for roles of ``HEALTH_ROLES`` and for callers that the authenticator
    ``HEALTH_AUTH`` knows: ``status``, ``version``, ``mode``, the caller's ``role`` (``null`` if it is unknown),
    number of ``operations`` and what the ``database`` takes to answer; 503 when it does not.  A gate that
    refuses to load answers 500 with ``GATE_MISCONFIGURED``.
    """
    if request.method == "OPTIONS":
        return options(METHODS)
    try:
        return _answer(request)
    except Exception as error:  # noqa: BLE001  what nobody expected is one neutral line
        return respond(request, refused(error), JSON, PROFILES["legacy"])


def _answer(request: HttpRequest) -> HttpResponse:
    if request.method not in METHODS:
        raise MethodNotAllowed(headers={"Allow": ", ".join(METHODS)})
    gate = get_gate()
    viewer = _viewer_of_details(request, gate)
    if viewer is None:
        return plain(request, b"ok", "text/plain; charset=utf-8")
    details = _details(gate, _role(request, viewer, gate))
    status = 200 if details["status"] == "ok" else 503
    return plain(request, json.dumps(details).encode(), JSON, status)


def _viewer_of_details(request: HttpRequest, gate: Gate) -> Identity | None:
    """The caller, if known to ``HEALTH_AUTH``, staff, or of a role of ``HEALTH_ROLES``.

    A wrong credential raises, as everywhere.
    """
    name = get_settings().HEALTH_AUTH
    if name is not None:
        chain = named_authenticator(name)
        named = chain.authenticate(request)
        if named is not None and confirmed(request, named, chain):
            return named
    identity, roles = gate.identify(request), gate.settings.HEALTH_ROLES
    of_django = identity.user_id is not None and identity.authenticator in _OF_DJANGO_USERS
    if identity.is_anonymous or not (roles or of_django) or not confirmed(request, identity, gate.auth):
        return None
    if of_django and _is_staff(str(identity.user_id)):
        return identity
    return identity if roles and _role(request, identity, gate) in roles else None


def _role(request: HttpRequest, identity: Identity, gate: Gate) -> str | None:
    """The caller's role as the database says; ``None`` where it does not answer or the caller has none."""
    try:
        return gate.role_of(identity, request.headers)
    except (RequestRejected, ConfigurationError, AnyDatabaseError) as error:
        logger.info("graphgate: health cannot tell the caller's role: %s", error)
        return None


def confirmed(request: HttpRequest, identity: Identity, chain: AuthChain) -> bool:
    """Confirm the caller as an operation's statement does.

    A cookie of an ended session counts as none; another ended credential raises.
    """
    check_csrf(request, identity)
    if verify_caller(identity, state_alias()):
        return True
    if identity.by_cookie:
        return False
    raise chain.refused(request, refused_by_database(identity))


def _is_staff(user_id: str) -> bool:
    model = get_user_model()
    try:
        user = model._base_manager.filter(pk=user_id).first()
    except (ValueError, TypeError, ValidationError):  # not a key of the model
        return False
    except AnyDatabaseError as error:
        raise AuthUnavailable(detail=type(error).__name__) from error
    return user is not None and bool(user.is_active) and bool(getattr(user, "is_staff", False))


def _details(gate: Gate, role: str | None) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        answers = bool(read_version(state_alias()))
        operations = len(gate.operations)
    except AnyDatabaseError:
        answers, operations = False, None
    milliseconds = round((time.perf_counter() - started) * 1000, 2)
    return {
        "status": "ok" if answers else "unavailable",
        "version": VERSION,
        "mode": "production" if gate.production else "development",
        "role": role,
        "operations": operations,
        "database": {"answers": answers, "milliseconds": milliseconds},
    }
