"""A project whose pages all need a signed-in user: the API says itself who may call."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.conf import settings as django_settings

from tests.support.views.calling import Caller

TEXT = "{ products { id } }"
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.fixture
def guarded(caller: Caller, settings: Any) -> Caller:
    settings.MIDDLEWARE = [
        *django_settings.MIDDLEWARE,
        "django.contrib.auth.middleware.LoginRequiredMiddleware",
    ]
    return caller


@pytest.mark.parametrize("path", ["/api/v1/graphql", f"/api/v1/graphql/sha256:{SHA256}", "/mobile"])
def test_callers_are_answered_and_not_sent_to_a_page(guarded: Caller, path: str) -> None:
    response = guarded.post({"query": TEXT}, url=path)
    assert "Location" not in response
    assert response.status_code in (200, 400)  # a digest and a text together
    assert response["Content-Type"].startswith("application/")


def test_health_is_answered(guarded: Caller) -> None:
    response = guarded.get("/api/v1/health")
    assert (response.status_code, response.content) == (200, b"ok")
