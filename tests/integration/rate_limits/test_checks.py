"""What the system checks say of rate limits."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import run_checks

from tests.integration.rate_limits.conftest import BACKENDS, LOCMEM

LIMITS = [{"rate": "1/s"}]


def said(settings: Any, backend: str, **entries: Any) -> list[tuple[str, str]]:
    """Ids and sentences."""
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "redis://127.0.0.1:1/0"}}
    settings.GRAPHGATE = {"MODELS": ["shop"], "PRODUCTION": False, "RATE_LIMITS": LIMITS, **entries}
    ids = ("graphgate.E196", "graphgate.E197", "graphgate.W075")
    messages = run_checks(include_deployment_checks=True)
    return [(str(each.id), str(each.msg)) for each in messages if each.id in ids]


def test_cache_of_each_process(settings: Any) -> None:
    assert [each for each, _ in said(settings, LOCMEM["BACKEND"])] == ["graphgate.W075"]
    assert said(settings, LOCMEM["BACKEND"], RATE_LIMITS=[]) == []
    assert said(settings, BACKENDS["redis"]) == []


def test_cache_that_cannot_count(settings: Any) -> None:
    dummy = "django.core.cache.backends.dummy.DummyCache"
    assert [each for each, _ in said(settings, dummy)] == ["graphgate.E197"]
    assert said(settings, dummy, RATE_LIMITS=[]) == []


def test_cache_that_does_not_exist(settings: Any) -> None:
    ((id_, sentence),) = said(settings, LOCMEM["BACKEND"], RATE_LIMIT_CACHE="nowhere")
    assert (id_, sentence) == ("graphgate.E197", "GRAPHGATE['RATE_LIMIT_CACHE'] is not a name of CACHES.")


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [({"rate": "1/w"}, 'entry 1 needs a "rate"'), ({"rate": "1/s", "by": "me"}, 'entry 1 needs a "by"')],
)
def test_entry(settings: Any, entry: dict[str, Any], sentence: str) -> None:
    ((id_, message),) = said(settings, LOCMEM["BACKEND"], RATE_LIMITS=[entry])
    assert id_ == "graphgate.E196"
    assert message.startswith(f"GRAPHGATE['RATE_LIMITS']: {sentence}")
