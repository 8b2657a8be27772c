"""Sizes, encodings and rates: what is refused before anything is stored, alike for every name."""

from __future__ import annotations

import gzip
import io
from typing import Any

import pytest
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from django_graphgate.auth.http.throttle import forget_failures
from django_graphgate.models import WebhookDelivery
from django_graphgate.views import webhook
from django_graphgate.webhooks import limits
from tests.support.clock import moved
from tests.support.views.calling import error_of
from tests.support.webhooks import handlers
from tests.support.webhooks.project import OTHER_SECRET, URL, Project, endpoint, signature

MINUTE = 1_800_000_000
"""The beginning of a minute, in seconds since 1970."""


@pytest.fixture(autouse=True)
def _empty_counts(settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    caches["default"].clear()
    forget_failures()


# -- bodies ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["orders", "nowhere"])
def test_body_is_longer_than_any_endpoint_takes(served: Project, name: str) -> None:
    served.configure(WEBHOOK_MAX_BODY_BYTES=100)
    assert error_of(served.send(b" " * 101, name)) == (413, "PAYLOAD_TOO_LARGE")
    assert WebhookDelivery.objects.count() == 0


def test_body_is_longer_than_the_endpoint_takes(project: Project) -> None:
    """Whoever cannot sign does not learn the endpoint's limit."""
    project.configure(WEBHOOK_MAX_BODY_BYTES=100)
    project.define(endpoint("orders", max_body_bytes=10), endpoint("large", max_body_bytes=200))
    assert error_of(project.send(b" " * 11)) == (413, "PAYLOAD_TOO_LARGE")
    assert error_of(project.send(b" " * 11, secret=OTHER_SECRET)) == (401, "DELIVERY_REFUSED")
    assert error_of(project.send(b" " * 11, "nowhere")) == (401, "DELIVERY_REFUSED")
    assert WebhookDelivery.objects.count() == 0
    project.send(b" " * 150, "large")
    assert WebhookDelivery.objects.get().endpoint == "large"


@pytest.mark.parametrize("name", ["orders", "nowhere"])
@pytest.mark.parametrize("encoding", ["gzip", "br", "identity, gzip", "GZIP"])
def test_body_is_compressed(served: Project, name: str, encoding: str) -> None:
    body = gzip.compress(b" " * 1_000_000)
    response = served.send(body, name, headers={"Content-Encoding": encoding})
    assert error_of(response) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert WebhookDelivery.objects.count() == 0


def test_identity_is_no_compression(project: Project) -> None:
    assert project.send({"id": "evt_1"}, headers={"Content-Encoding": "identity"}).status_code == 200


def chunked(body: io.BytesIO, *, terminated: bool, headers: dict[str, str]) -> WSGIRequest:
    """A request without ``Content-Length``, as servers hand it over."""
    request = RequestFactory().post(f"{URL}orders", headers=headers)
    environ = {**request.environ, "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": body}
    environ.pop("CONTENT_LENGTH")
    environ["CONTENT_TYPE"] = "application/json"
    return WSGIRequest({**environ, "wsgi.input_terminated": True} if terminated else environ)


def test_chunked_body(project: Project) -> None:
    body = b'{"id": "evt_1"}'
    request = chunked(io.BytesIO(body), terminated=True, headers=signature(body))
    assert webhook(request, "orders").status_code == 200
    assert bytes(WebhookDelivery.objects.get().body) == body


def test_chunked_body_without_an_end(project: Project) -> None:
    """No more of it is read than the largest body and one byte."""
    project.configure(WEBHOOK_MAX_BODY_BYTES=100)
    body = io.BytesIO(b" " * 100_000)
    response = webhook(chunked(body, terminated=True, headers={}), "orders")
    assert error_of(response) == (413, "PAYLOAD_TOO_LARGE")
    assert body.tell() == 101


@pytest.mark.parametrize("name", ["orders", "nowhere"])
def test_chunked_body_where_the_server_has_no_support(project: Project, name: str) -> None:
    body = b'{"id": "evt_1"}'
    request = chunked(io.BytesIO(body), terminated=False, headers=signature(body))
    assert error_of(webhook(request, name)) == (400, "BAD_REQUEST")


# -- rates ----------------------------------------------------------------------------------------


def test_genuine_deliveries_are_limited_per_minute(project: Project) -> None:
    project.define(endpoint("orders", rate_limit=2), endpoint("others", rate_limit=2))
    with moved(MINUTE + 12.5) as clock:
        assert [project.send({"id": number}).status_code for number in range(2)] == [200, 200]
        response = project.send({"id": 2})
        assert error_of(response) == (429, "RATE_LIMITED")
        assert response["Retry-After"] == "48"
        assert project.send({"id": 2}, "others").status_code == 200
        clock.forward(47.5)
        assert project.send({"id": 2}).status_code == 200
    assert len(handlers.seen) == 4


def test_delivery_over_the_limit_is_not_stored(project: Project) -> None:
    project.define(endpoint("orders", rate_limit=0))
    assert project.send({"id": 1}).status_code == 429
    assert WebhookDelivery.objects.count() == 0


def test_what_is_done_does_not_count(project: Project) -> None:
    """A captured delivery that is sent again and again uses up nothing."""
    project.define(endpoint("orders", rate_limit=2))
    with moved(MINUTE):
        assert {project.send({"id": 1}).status_code for _ in range(5)} == {200}
        assert project.send({"id": 2}).status_code == 200


def test_refused_deliveries_do_not_lock_out_the_sender(project: Project) -> None:
    project.configure(AUTH_FAILURE_LIMIT=3)
    project.define(endpoint("orders", rate_limit=2))
    with moved(MINUTE + 100):
        statuses = [project.send({"id": number}, secret=OTHER_SECRET).status_code for number in range(5)]
        assert statuses == [401, 401, 401, 429, 429]
        assert project.send({"id": 1}).status_code == 200
    assert len(handlers.seen) == 1


def test_too_many_refusals_are_alike_for_all_names(project: Project) -> None:
    project.configure(AUTH_FAILURE_LIMIT=1)
    project.send({"id": 0}, secret=OTHER_SECRET)
    answers = [project.send({"id": 1}, name, secret=OTHER_SECRET) for name in ("orders", "nowhere")]
    assert len({(each.status_code, each.content) for each in answers}) == 1
    assert error_of(answers[0]) == (429, "RATE_LIMITED")
    assert "Retry-After" in answers[0]


def test_cache_does_not_answer(project: Project, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.CACHES = {"default": {"BACKEND": "tests.integration.webhooks.test_limits.NoCache"}}
    project.define(endpoint("orders", rate_limit=1))
    assert [project.send({"id": number}).status_code for number in range(2)] == [200, 200]
    assert "deliveries are not counted: ConnectionError" in caplog.text


class NoCache:
    """A cache whose server is away."""

    def __init__(self, *_: Any) -> None: ...

    def add(self, *_: Any) -> bool:
        raise ConnectionError

    def close(self) -> None: ...


def test_window_is_a_minute() -> None:
    assert limits.WINDOW == 60
