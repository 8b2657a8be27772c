"""``@require_auth``: the gate's authenticators in front of any Django view."""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable, Collection
from typing import Any, ParamSpec, TypeVar, cast

from asgiref.sync import sync_to_async
from django.db import Error as AnyDatabaseError
from django.db import router
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

from django_graphgate.auth.chain import (
    AuthChain,
    deciding_headers,
    default_chain,
    named_authenticator,
    without_session,
)
from django_graphgate.auth.http.csrf import check_csrf
from django_graphgate.auth.named import refused_by_database
from django_graphgate.auth.users.verify import verify_caller
from django_graphgate.errors import (
    AuthUnavailable,
    ConfigurationError,
    Forbidden,
    InvalidCredentials,
    RequestRejected,
)
from django_graphgate.ir.identity import Identity
from django_graphgate.models import GateState
from django_graphgate.refusals import refused
from django_graphgate.statements.caller import get_callers

logger = logging.getLogger("django_graphgate.auth")

P = ParamSpec("P")
View = TypeVar("View", bound=Callable[..., Any])


def require_auth(name: str | None = None, *, roles: Collection[str] | None = None) -> Callable[[View], View]:
    """Let a view run only for callers that the gate's authenticators know.

    Without ``name`` the chain of ``AUTH`` is asked and the caller must be signed in; with ``name`` it
    is that authenticator of ``NAMED_AUTH``.  ``roles`` are those that may pass: the caller's role is that of
    the gate, whether the credential carries it or the database gives it.  The view finds
    the caller in ``request.graphgate_identity``; a refusal is JSON of the shape of every other error,
    with the same codes.  Works on synchronous and asynchronous views.  Costs a round trip where the
    database must confirm the caller (Django's sessions, for example) or say the role, in addition to that of the
    session.  Answers are marked private, so that shared caches do not keep them.
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


def authorise(
    request: HttpRequest, name: str | None = None, roles: Collection[str] | None = None
) -> Identity:
    """The identity of a caller who may pass; raises what :func:`require_auth` answers with."""
    chain = default_chain() if name is None else named_authenticator(name)
    identity = chain.require(request)
    if name is None and identity.is_anonymous:
        raise chain.sign_in(identity.dropped)
    check_csrf(request, identity)
    if roles is None and identity.role is None:
        if not verify_caller(identity, router.db_for_write(GateState)):
            raise _ended(request, identity, chain)
        return identity
    role = _role(request, identity, chain)
    if roles is not None and role not in roles:
        raise Forbidden
    return identity


def _role(request: HttpRequest, identity: Identity, chain: AuthChain) -> str:
    """The caller's role, as the database says together with whether it confirms the caller."""
    try:
        return get_callers().role_of(identity, request.headers)
    except InvalidCredentials as error:
        raise _ended(request, identity, chain) from error
    except AnyDatabaseError as error:
        raise AuthUnavailable(detail=f"roles: {type(error).__name__}") from error


def _ended(request: HttpRequest, identity: Identity, chain: AuthChain) -> RequestRejected:
    """The refusal for a caller whom the database does not confirm."""
    if identity.by_cookie:
        return chain.sign_in(without_session(identity).dropped)
    return chain.refused(request, refused_by_database(identity))


def _refusal(request: HttpRequest, name: str | None, roles: Collection[str] | None) -> JsonResponse | None:
    """The answer to a caller who may not pass; ``None``, and the identity on the request, for one who may."""
    try:
        request.graphgate_identity = authorise(request, name, roles)  # type: ignore[attr-defined]
    except RequestRejected as error:
        refusal = refused(error)
        errors, status, headers, cookies = refusal.errors, error.status, refusal.headers, error.cookies
    except ConfigurationError as error:
        logger.exception("An authenticator cannot be used.")
        message = "The server is not set up to answer this."
        errors, status, headers = [{"message": message, "extensions": {"code": error.code}}], error.status, {}
        cookies = ()
    else:
        return None
    response = JsonResponse(
        {"errors": errors}, status=status, headers={**headers, "Cache-Control": "no-store"}
    )
    for cookie in cookies:
        response.delete_cookie(cookie.name, cookie.path, cookie.domain, cookie.samesite)
    return response


def _kept_private(response: HttpResponseBase) -> HttpResponseBase:
    """The session is read without Django's middleware, which would have set ``Vary: Cookie``."""
    patch_vary_headers(response, dict.fromkeys(("Authorization", "Cookie", *deciding_headers())))
    patch_cache_control(response, private=True)
    return response
