"""HTTP statuses and media types of answers, in the two profiles of ``HTTP_STATUS_PROFILE``.

``legacy`` is what servers and clients do today: 400 for what is wrong with a request, 200 as soon as
there are data.  To a client that takes only ``application/json``, what is wrong with the *document*
or its variables comes with 200, because such clients read the body of no other status.  Who may not
ask (401, 403), may not ask that way (405), or asks too often or too early (429, 503) learns it by the
status in every case: caches, proxies and monitors see nothing else.

``2026`` follows the draft of GraphQL over HTTP: 422 for requests that are not GraphQL or do not
validate, 400 only for what cannot be parsed, 294 for data with errors.  Errors are
``application/graphql-response+json`` also for clients that accept ``application/json`` alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from django_graphgate.conf import get_settings
from django_graphgate.errors import BadRequest, ConfigurationError, DocumentSyntaxError
from django_graphgate.messages import Result
from django_graphgate.views.negotiation import GRAPHQL, JSON

Stage = Literal["http", "request", "operation"]
"""How far a request came: its HTTP was refused; it is not a GraphQL request; the gate answered."""


class Rule(Protocol):
    """Status and media type of an answer to a client that takes ``media``."""

    def __call__(self, result: Result, stage: Stage, media: str, /) -> tuple[int, str]: ...


@dataclass(frozen=True, slots=True)
class Profile:
    """``preferred`` is the media type for clients that take any."""

    preferred: str
    answer: Rule


def _legacy(result: Result, stage: Stage, media: str) -> tuple[int, str]:
    in_document = stage == "operation" and result.status == 400 and _code(result) != BadRequest.code
    return (200 if in_document and media == JSON else result.status), media


def _draft(result: Result, stage: Stage, media: str) -> tuple[int, str]:
    if result.data is not None:
        return (294 if result.errors else 200), media
    status = result.status
    if status == 400 and stage != "http" and _code(result) != DocumentSyntaxError.code:
        status = 422
    return status, GRAPHQL


def _code(result: Result) -> str:
    return str(result.errors[0]["extensions"]["code"])


PROFILES = {"legacy": Profile(JSON, _legacy), "2026": Profile(GRAPHQL, _draft)}


def current_profile() -> Profile:
    """The profile of the settings, or ``legacy`` if they cannot be read: that must also be reported."""
    try:
        return PROFILES[get_settings().HTTP_STATUS_PROFILE]
    except ConfigurationError:
        return PROFILES["legacy"]
