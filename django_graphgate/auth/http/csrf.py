"""Requests that another site makes a signed-in browser send.

A browser adds cookies by itself, so a caller known by a cookie must show that the page is ours.
For everything but reading, one of two proofs:

* Django's own: the CSRF token, by the rules of ``CsrfViewMiddleware`` with ``CSRF_USE_SESSIONS``,
  ``CSRF_TRUSTED_ORIGINS``, ``CSRF_HEADER_NAME`` and so on;
* the browser's: a JSON body together with an ``Origin`` that is this host's or trusted, or, without
  ``Origin``, ``Sec-Fetch-Site: same-origin``.  No page of another site can make these, with or without
  CORS: JSON needs a preflight, and pages cannot set the two headers.

An ``Origin`` that is neither ours nor trusted is refused whatever else the request shows.

Reading (GET and HEAD, queries only) needs no token: another site cannot read the answer.  It could
still time or count it, so reading by cookie is refused when the browser says that another site asks
(``Sec-Fetch-Site: cross-site``) and its ``Origin`` is not trusted.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from django_graphgate.errors import CsrfRejected
from django_graphgate.ir.identity import Identity

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class _Rules(CsrfViewMiddleware):
    """Django's rules; a refusal is its reason instead of a page."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason

    def has_own_origin(self, request: HttpRequest) -> bool:
        """``Origin`` is present, and is this host's or in ``CSRF_TRUSTED_ORIGINS``."""
        return "HTTP_ORIGIN" in request.META and bool(self._origin_verified(request))  # type: ignore[attr-defined]

    def refusal(self, request: HttpRequest) -> str | None:
        """Why the token does not hold, or ``None``."""
        try:
            self.process_request(request)
            reason: Any = self.process_view(request, _protected, (), {})
        except ImproperlyConfigured as error:  # CSRF_USE_SESSIONS without SessionMiddleware
            return str(error)
        return None if reason is None else str(reason)


def check_csrf(request: HttpRequest, identity: Identity) -> None:
    """Raise ``CsrfRejected`` when a browser may have been made to send this by another site."""
    if not identity.by_cookie:
        return
    site = request.META.get("HTTP_SEC_FETCH_SITE")
    if request.method in READING and site != "cross-site":
        return
    rules = _Rules(_protected)  # reads the settings again, so that tests may change them
    own_origin = rules.has_own_origin(request)
    if request.method in READING:
        if not own_origin:
            raise CsrfRejected(detail="a page of another site reads with the user's cookie")
        return
    ours = own_origin or ("HTTP_ORIGIN" not in request.META and site == "same-origin")
    if ours and _is_json(request):
        return
    reason = rules.refusal(request)
    if reason is not None:
        raise CsrfRejected(detail=reason)


def _is_json(request: HttpRequest) -> bool:
    media_type = request.content_type or ""
    return media_type == "application/json" or media_type.endswith("+json")


def _protected(_request: HttpRequest) -> HttpResponse:
    """Stands for a view that is not exempt; never called."""
    return HttpResponse()
