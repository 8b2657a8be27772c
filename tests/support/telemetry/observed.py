"""The records that a test's requests leave."""

from __future__ import annotations

import pytest

from django_graphgate.ir.request_record import RequestRecord
from django_graphgate.telemetry import observe


@pytest.fixture
def records(monkeypatch: pytest.MonkeyPatch) -> list[RequestRecord]:
    """Those of all requests from now on, in their order; nobody else observes."""
    kept: list[RequestRecord] = []
    monkeypatch.setattr(observe, "observers", lambda: (kept.append,))
    return kept
