"""What all tests of attacks share."""

from __future__ import annotations

import json

import pytest

from django_graphgate.auth.jwt.authenticator import JwtAuthenticator
from django_graphgate.auth.jwt.refusals import EXPIRED, NOT_VALID
from django_graphgate.errors import InvalidCredentials
from tests.support.auth.jwt.tokens import (
    SECRET,
    authenticator,
    claims,
    request,
    signed,
)

HEADER = '{"alg":"HS256","typ":"JWT"}'


def refused(text: str, found: JwtAuthenticator | None = None) -> InvalidCredentials:
    """The refusal, which says nothing but that the token is not valid."""
    with pytest.raises(InvalidCredentials) as caught:
        (found or authenticator()).authenticate(request(text))
    error = caught.value
    assert (error.code, error.status) == ("INVALID_CREDENTIALS", 401)
    assert error.message in {NOT_VALID, EXPIRED}
    assert error.headers["WWW-Authenticate"].startswith('Bearer realm="api", error="invalid_token"')
    assert SECRET not in error.detail + repr(error)
    assert len(error.detail) < 300
    assert "\n" not in error.detail
    return error


def hs256(payload: str | None = None, header: str = HEADER) -> str:
    return signed(header, json.dumps(claims()) if payload is None else payload, "HS256", SECRET)
