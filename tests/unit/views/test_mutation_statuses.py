"""Errors of mutations: their HTTP status and body in both profiles, for both media types."""

from __future__ import annotations

from typing import Any

import pytest

from django_graphgate.errors import (
    IdempotencyConflict,
    OutcomeUnknown,
    RequestRejected,
    Retryable,
    TooManyAffected,
    ValidationFailed,
)
from django_graphgate.refusals import refused
from django_graphgate.views.negotiation import GRAPHQL, JSON
from django_graphgate.views.statuses import PROFILES

FIELDS = {"fields": [{"path": ["insert", 0, "name"], "message": "Too long.", "code": "max_length"}]}
STATUSES: list[tuple[RequestRejected, int]] = [
    (ValidationFailed(extensions=FIELDS), 200),
    (TooManyAffected(), 200),
    (Retryable(), 409),
    (IdempotencyConflict(), 409),
    (OutcomeUnknown(), 503),
]


@pytest.mark.parametrize("media", [JSON, GRAPHQL])
@pytest.mark.parametrize("profile", list(PROFILES))
@pytest.mark.parametrize(("error", "status"), STATUSES, ids=lambda item: getattr(item, "code", ""))
def test_error_of_a_mutation_has_another_status(
    error: RequestRejected, status: int, profile: str, media: str
) -> None:
    result = refused(error)
    expected = GRAPHQL if profile == "2026" else media
    assert PROFILES[profile].answer(result, "operation", media) == (status, expected)
    body: dict[str, Any] = result.json()
    assert ("data" in body) is (status == 200)
    assert body.get("data") is None
    assert [item["extensions"]["code"] for item in body["errors"]] == [error.code]
    assert body["errors"][0]["extensions"].items() >= error.extensions.items()
