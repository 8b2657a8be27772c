"""Media types: what a request may be written in, and what its answer is written in.

Django's ``HttpRequest.get_preferred_type`` differs: it raises for a parameter in an unknown encoding, forgets a
``q=0`` beside a wildcard, and matches no range with a parameter such as ``charset``.
"""

from __future__ import annotations

import functools

from django.http import HttpRequest
from django.http.request import MediaType

from django_graphgate.errors import UnsupportedMediaType

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"

_USUAL = 200
"""Longest ``Accept`` header, in characters, whose outcome is remembered: clients send few different ones."""

_UTF8 = frozenset({"utf-8", "utf8"})


def acceptable(accept: str | None, preferred: str) -> tuple[str, ...]:
    """The media types of answers that an ``Accept`` header allows, best first; empty when there is none.

    Per type the most specific range counts (RFC 9110, 12.5.1).  Of two that are wanted equally, the
    one that the header names wins, then ``application/graphql-response+json`` where it names both;
    ``preferred`` is for wildcards and for requests without the header.
    """
    if accept is None or not accept.strip():
        return (preferred, *({GRAPHQL, JSON} - {preferred}))
    return (_negotiate if len(accept) <= _USUAL else _negotiate.__wrapped__)(accept, preferred)


@functools.lru_cache(256)
def _negotiate(accept: str, preferred: str) -> tuple[str, ...]:
    ranges = _ranges(accept)
    ranked: list[tuple[float, int, bool, str]] = []
    for offered in (GRAPHQL, JSON):
        quality, specificity = _wanted(offered, ranges)
        first = offered == (GRAPHQL if specificity > 1 else preferred)
        if quality > 0:
            ranked.append((quality, specificity, first, offered))
    return tuple(offered for *_, offered in sorted(ranked, reverse=True))


def check_content_type(request: HttpRequest) -> None:
    """Raise ``UnsupportedMediaType`` unless the body is JSON in UTF-8, not compressed.

    Forms and plain text are what a page of another site can send without asking, so they stay out
    whatever they contain.
    """
    charset = request.content_params.get("charset") if request.content_params else None
    if request.content_type != JSON or (charset is not None and charset.lower() not in _UTF8):
        raise UnsupportedMediaType(headers={"Accept": JSON})
    if request.META.get("HTTP_CONTENT_ENCODING", "identity").lower() != "identity":
        raise UnsupportedMediaType("Compressed bodies are not read.", headers={"Accept-Encoding": "identity"})


def _ranges(accept: str) -> list[MediaType]:
    """What the header lists; an invalid media type is skipped."""
    ranges = []
    for part in accept.split(","):
        try:
            ranges.append(MediaType(part.strip()))
        except ValueError:  # a parameter in an encoding that does not exist
            continue
    return ranges


def _wanted(offered: str, ranges: list[MediaType]) -> tuple[float, int]:
    """Quality and specificity of the range that decides about a media type."""
    matching = [(each.specificity, each.quality) for each in ranges if each.match(offered)]
    specificity, quality = max(matching, default=(0, 0.0))
    return quality, min(specificity, 2)
