"""From results to HTTP responses: one shape for every error, and headers that keep answers private."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from django_graphgate import refusals
from django_graphgate.auth.chain import deciding_headers
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError, LimitExceeded, RequestRejected
from django_graphgate.ir.cookies import DroppedCookie
from django_graphgate.messages import Result, unexpected
from django_graphgate.views.negotiation import JSON
from django_graphgate.views.requests import METHODS, NotWellFormed
from django_graphgate.views.statuses import Profile, Stage

REASONS = {294: "Partial Success", 422: "Unprocessable Content"}
"""Reason phrases that Python does not know, or knows by an older name."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Results of one HTTP request, and how far it came.  A batch has any number of them."""

    results: tuple[Result, ...]
    stage: Stage = "operation"
    batched: bool = False


def refused(error: Exception) -> Outcome:
    """The outcome of a request that ended in ``error``; called while it is being handled."""
    if isinstance(error, RequestRejected):
        stage: Stage = "request" if isinstance(error, (NotWellFormed, LimitExceeded)) else "http"
        return Outcome((refusals.refused(error),), stage)
    result = refusals.failed(error) if isinstance(error, ConfigurationError) else unexpected()
    return Outcome((result,), "http")


def respond(request: HttpRequest, outcome: Outcome, media: str, profile: Profile) -> HttpResponse:
    """The response to a client that takes ``media``."""
    if outcome.batched:
        return _batch(request, outcome, profile)
    (result,) = outcome.results
    status, media = profile.answer(result, outcome.stage, media)
    response = _response(request, result.body(), media, status)
    for name, value in result.headers.items():
        if name != "Cache-Control" or not result.errors:
            response[name] = value
    return _without_cookies(response, result.cookies)


def options(methods: Iterable[str] = METHODS) -> HttpResponse:
    """The methods of the URL.  The project's CORS middleware decides which other sites may use them."""
    response = HttpResponse(status=204, headers={"Allow": ", ".join(methods), "Cache-Control": "no-store"})
    del response["Content-Type"]
    return response


def plain(request: HttpRequest, body: bytes, content_type: str, status: int = 200) -> HttpResponse:
    """A response with the headers that all have; without its body for ``HEAD``."""
    response = HttpResponse(
        b"" if request.method == "HEAD" else body, content_type=content_type, status=status
    )
    response["Content-Length"] = str(len(body))
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Vary"] = _vary()
    return response


def _vary() -> str:
    """Every header that may influence an answer: who calls, which namespace, which variables."""
    names = ["Accept", "Authorization", "Cookie"]
    try:
        settings = get_settings()
        names += [settings.NAMESPACE_HEADER] if settings.NAMESPACE_HEADER else []
        names += [*settings.HEADER_VARIABLES.values(), *deciding_headers()]
    except ConfigurationError:  # nothing is answered then
        pass
    spelt: dict[str, str] = {}
    for name in names:
        spelt.setdefault(name.lower(), name)
    return ", ".join(spelt.values())


def _without_cookies(response: HttpResponse, cookies: Iterable[DroppedCookie]) -> HttpResponse:
    for cookie in cookies:
        response.delete_cookie(cookie.name, cookie.path, cookie.domain, cookie.samesite)
    return response


def _response(request: HttpRequest, body: bytes, media: str, status: int) -> HttpResponse:
    response = plain(request, body, f"{media}; charset=utf-8", status)
    if status in REASONS:
        response.reason_phrase = REASONS[status]
    return response


def _batch(request: HttpRequest, outcome: Outcome, profile: Profile) -> HttpResponse:
    """A JSON array in the order of the request.  It has the status that all share, else 200."""
    statuses = {profile.answer(result, outcome.stage, JSON)[0] for result in outcome.results}
    status = statuses.pop() if len(statuses) == 1 else 200
    body = b"[" + b",".join(result.body() for result in outcome.results) + b"]"
    cookies = dict.fromkeys(cookie for result in outcome.results for cookie in result.cookies)
    response = _response(request, body, JSON, status)
    limits = [result.limit for result in outcome.results if result.limit is not None]
    if limits:
        for name, value in max(limits, key=lambda limit: limit.strictness).headers().items():
            response[name] = value
    return _without_cookies(response, cookies)
