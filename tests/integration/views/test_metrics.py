"""``metrics``: for Prometheus, and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client.parser import text_string_to_metric_families

from tests.support.shop import fixture
from tests.support.telemetry.metrics import own_registry
from tests.support.views.calling import Caller, data_of, error_of

URL = "/api/v1/metrics"
MONITOR = {"type": "header", "name": "X-Monitor-Key", "value": "k" * 40}
HEADERS = {"X-Monitor-Key": "k" * 40}


@pytest.fixture
def registry() -> Iterator[CollectorRegistry]:
    with own_registry() as made:
        yield made


@pytest.fixture
def open_metrics(
    registry: CollectorRegistry,
    gate: dict[str, Any],
    settings: Any,
) -> dict[str, Any]:
    """The settings of a project whose monitor may read metrics."""
    fixture.load()
    named = {"METRICS_AUTH": "monitor", "NAMED_AUTH": {"monitor": MONITOR}}
    settings.GRAPHGATE = {**gate, "METRICS": True, **named}
    return dict(settings.GRAPHGATE)


@pytest.mark.parametrize("accept", ["", "text/plain", "application/openmetrics-text; version=1.0.0"])
def test_page_is_read_by_its_own_parser(open_metrics: dict[str, Any], caller: Caller, accept: str) -> None:
    data_of(caller.post({"query": "query Names { products { name } }"}))
    response = caller.get(URL, headers=HEADERS, accept=accept or None)
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    is_open = "openmetrics" in accept
    assert response["Content-Type"].startswith("application/openmetrics-text" if is_open else "text/plain")
    parse = openmetrics.text_string_to_metric_families if is_open else text_string_to_metric_families
    families = {family.name: family for family in parse(response.content.decode())}
    counted = [
        sample.value
        for sample in families["graphgate_requests"].samples
        if sample.name == "graphgate_requests_total" and sample.labels["operation"] == "Names"
    ]
    assert counted == [1]


def test_head_has_the_length_and_no_body(open_metrics: dict[str, Any], caller: Caller) -> None:
    response = caller.get(URL, "HEAD", headers=HEADERS)
    assert (response.status_code, response.content) == (200, b"")
    assert int(response["Content-Length"]) > 0


@pytest.mark.parametrize(
    ("headers", "expected"),
    [({}, (401, "UNAUTHENTICATED")), ({"X-Monitor-Key": "wrong"}, (401, "INVALID_CREDENTIALS"))],
)
def test_page_is_for_callers_of_its_authenticator(
    open_metrics: dict[str, Any], caller: Caller, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    assert error_of(caller.get(URL, headers=headers)) == expected


def test_page_is_closed_without_an_authenticator(
    open_metrics: dict[str, Any], caller: Caller, settings: Any
) -> None:
    settings.GRAPHGATE = {**open_metrics, "METRICS_AUTH": None}
    assert error_of(caller.get(URL, headers=HEADERS)) == (403, "FORBIDDEN")


def test_there_is_no_page_without_metrics(
    open_metrics: dict[str, Any], caller: Caller, settings: Any
) -> None:
    settings.GRAPHGATE = {**open_metrics, "METRICS": False}
    for method in ("GET", "HEAD", "OPTIONS", "POST"):
        assert caller.get(URL, method, headers=HEADERS).status_code == 404


def test_other_methods_are_refused(open_metrics: dict[str, Any], caller: Caller) -> None:
    response = caller.post({}, url=URL, headers=HEADERS)
    assert error_of(response) == (405, "METHOD_NOT_ALLOWED")
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert caller.get(URL, "OPTIONS").status_code == 204


def test_wrong_settings_are_one_neutral_line(
    open_metrics: dict[str, Any], caller: Caller, settings: Any
) -> None:
    settings.GRAPHGATE = {**open_metrics, "METRICS_AUTH": "nobody"}
    assert error_of(caller.get(URL, headers=HEADERS)) == (500, "GATE_MISCONFIGURED")


def test_settings_may_change(open_metrics: dict[str, Any], caller: Caller, settings: Any) -> None:
    """The process has one set of metrics, whose names a registry takes once."""
    for production in (True, False, True):
        settings.GRAPHGATE = {
            **open_metrics,
            "ASGI_THREADS": 0,
            "PRODUCTION": False,
            "REQUIRE_AUTH": production,
        }
        assert caller.get(URL, headers=HEADERS).status_code == 200
