"""How a token is refused: one status, one header, and two sentences in all.

The answer tells a forger nothing; the reason is in ``detail``, for the log.
"""

from __future__ import annotations

from django_graphgate.errors import AuthUnavailable, InvalidCredentials, Nature

NOT_VALID = "The token is not valid."
EXPIRED = "The token has expired."

_CHALLENGE = 'Bearer realm="api", error="invalid_token", error_description="{}"'


def refused(detail: str, sentence: str = NOT_VALID, nature: Nature = "guess") -> InvalidCredentials:
    """A 401 with a challenge as RFC 6750, section 3, writes it."""
    headers = {"WWW-Authenticate": _CHALLENGE.format(sentence)}
    return InvalidCredentials(sentence, nature=nature, headers=headers, detail=detail)


def unavailable(detail: str) -> AuthUnavailable:
    """A 503: the keys that could verify the token are unavailable."""
    return AuthUnavailable(headers={"Retry-After": "5"}, detail=detail)


def shown(value: object) -> str:
    """A value of the token for the log: on one line, and short."""
    return ascii(value)[:80]
