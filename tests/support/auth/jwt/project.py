"""Asking with tokens of a project's own Simple JWT."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from django_graphgate.auth.base import Problem
from django_graphgate.auth.jwt.authenticator import SimpleJwtAuthenticator
from django_graphgate.auth.jwt.refusals import NOT_VALID
from django_graphgate.errors import InvalidCredentials
from django_graphgate.ir.identity import Identity
from tests.support.auth.jwt.tokens import (
    SECRET,
    request,
)

Configure = Callable[..., None]
TOKENS = "rest_framework_simplejwt.tokens."


def simple(**options: Any) -> SimpleJwtAuthenticator:
    return SimpleJwtAuthenticator({"type": "simplejwt", **options})


def ask(text: object, **options: Any) -> Identity:
    identity = simple(**options).authenticate(request(str(text)))
    assert identity is not None
    return identity


def refused(text: object, sentence: str = NOT_VALID, **options: Any) -> None:
    with pytest.raises(InvalidCredentials) as caught:
        simple(**options).authenticate(request(str(text)))
    assert (caught.value.message, caught.value.status) == (sentence, 401)
    assert caught.value.headers["WWW-Authenticate"].startswith("Bearer")
    assert SECRET not in caught.value.detail


def problems(**options: Any) -> list[Problem]:
    return list(simple(**options).check())
