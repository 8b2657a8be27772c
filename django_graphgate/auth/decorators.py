"""``@require_auth``: the gate's authenticators in front of any Django view."""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable, Collection
from typing import Any, ParamSpec, TypeVar, cast

from asgiref.sync import sync_to_async
from django.db import router
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

from django_graphgate.auth.callers import verify_caller
from django_graphgate.auth.chain import AuthChain, default_chain, named_authenticator
from django_graphgate.auth.csrf import check_csrf
from django_graphgate.errors import (
    AuthenticationRequired,
    ConfigurationError,
    Forbidden,
    InvalidCredentials,
    RequestRejected,
)
from django_graphgate.ir.identity import Identity
from django_graphgate.models import GateState

logger = logging.getLogger("django_graphgate.auth")

P = ParamSpec("P")
View = TypeVar("View", bound=Callable[..., Any])


def require_auth(name: str | None = None, *, roles: Collection[str] | None = None) -> Callable[[View], View]:
    """Let a view run only for callers that the gate's authenticators know.

    Without ``name`` the chain of ``AUTH`` is asked and the caller must be signed in; with ``name`` it
    is that authenticator of ``NAMED_AUTH``.  ``roles`` are those that may pass: the role a credential
    carries, else ``user``.  Roles that the database gives are known to operations only.  The view finds
    the caller in ``request.graphgate_identity``; a refusal is JSON of the shape of every other error,
    with the same codes.  Works on synchronous and asynchronous views.  Costs a round trip where the
    database must confirm the caller (Django's sessions, for example), beside that of the session.  Shared
    caches are told to keep no answer.
    """
    if callable(name):
        raise TypeError("Write @require_auth() with parentheses.")
    if isinstance(roles, str):
        raise TypeError("roles is a collection of names, such as {'admin'}.")
    allowed = None if roles is None else frozenset(roles)

    def decorate(view: View) -> View:
        if inspect.iscoroutinefunction(view):

            @functools.wraps(view)
            async def answer_later(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
                refusal = await sync_to_async(_refusal)(request, name, allowed)
                return refusal or _kept_private(await view(request, *args, **kwargs))

            return cast("View", answer_later)

        @functools.wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return _refusal(request, name, allowed) or _kept_private(view(request, *args, **kwargs))

        return cast("View", answer)

    return decorate


def role_of(identity: Identity) -> str:
    """The role that the credential itself gives, else ``user`` for a user and ``anon`` for nobody."""
    return identity.role or ("anon" if identity.user_id is None else "user")


def authorise(
    request: HttpRequest, name: str | None = None, roles: Collection[str] | None = None
) -> Identity:
    """The identity of a caller who may pass; raises what :func:`require_auth` answers with."""
    chain = default_chain() if name is None else named_authenticator(name)
    identity = chain.authenticate(request)
    if identity is None or (name is None and identity.is_anonymous):
        raise AuthenticationRequired(headers={"WWW-Authenticate": chain.challenge})
    check_csrf(request, identity)
    _confirm(request, identity, chain)
    if roles is not None and role_of(identity) not in roles:
        raise Forbidden
    return identity


def _confirm(request: HttpRequest, identity: Identity, chain: AuthChain) -> None:
    if not verify_caller(identity, router.db_for_read(GateState)):
        error = InvalidCredentials(detail=f"{identity.authenticator}: the database does not confirm the user")
        error.subject = f"{identity.authenticator}:{identity.user_id}"
        raise chain.refused(request, error)


def _refusal(request: HttpRequest, name: str | None, roles: Collection[str] | None) -> JsonResponse | None:
    """The answer to a caller who may not pass; ``None``, and the identity on the request, for one who may."""
    try:
        request.graphgate_identity = authorise(request, name, roles)  # type: ignore[attr-defined]
    except RequestRejected as error:
        errors, status, headers = error.as_errors(), error.status, error.headers
    except ConfigurationError as error:
        logger.exception("An authenticator cannot be used.")
        message = "The server is not set up to answer this."
        errors, status, headers = [{"message": message, "extensions": {"code": error.code}}], error.status, {}
    else:
        return None
    return JsonResponse({"errors": errors}, status=status, headers={**headers, "Cache-Control": "no-store"})


def _kept_private(response: HttpResponseBase) -> HttpResponseBase:
    """The session is read past Django's middleware, which would have told caches that the cookie matters."""
    patch_vary_headers(response, ("Authorization", "Cookie"))
    patch_cache_control(response, private=True)
    return response
