"""How much of a request is read, and which requests are not looked at."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest
from django.test import AsyncRequestFactory, RequestFactory

from django_graphgate.errors import BadRequest, MethodNotAllowed, PayloadTooLarge, UriTooLong
from django_graphgate.views.requests import check_request, read_body, read_call


@pytest.fixture(params=[RequestFactory(), AsyncRequestFactory()], ids=["wsgi", "asgi"])
def factory(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture(autouse=True)
def _gate(development: dict[str, Any]) -> None:
    """The settings that most tests are about."""


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
def test_methods_that_are_served(method: str) -> None:
    check_request(RequestFactory().generic(method, "/"))


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "QUERY", "CONNECT", "NONSENSE"])
def test_other_methods_are_refused(method: str) -> None:
    with pytest.raises(MethodNotAllowed) as caught:
        check_request(RequestFactory().generic(method, "/"))
    assert caught.value.headers == {"Allow": "GET, HEAD, OPTIONS, POST"}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_long_url_is_refused(method: str, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "MAX_URL_BYTES": 10}
    check_request(RequestFactory().generic(method, "/?" + "a" * 10))
    with pytest.raises(UriTooLong):
        check_request(RequestFactory().generic(method, "/?" + "a" * 11))


def test_foreign_host_is_refused() -> None:
    with pytest.raises(BadRequest, match="names no host of this site"):
        check_request(RequestFactory(headers={"host": "evil.example"}).get("/"))


class Endless(io.RawIOBase):
    """A body that never ends, and counts what is taken of it."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        assert size >= 0
        self.taken += size
        return b" " * size


def limited(settings: Any, most: int) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "MAX_BODY_BYTES": most}


def raw(**environ: Any) -> HttpRequest:
    factory = RequestFactory()
    base = {
        **factory._base_environ(),
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": "application/json",
        **environ,
    }
    return factory.request(**{name: value for name, value in base.items() if value is not None})


def test_longest_body_is_read(settings: Any, factory: Any) -> None:
    limited(settings, 20)
    assert read_body(factory.post("/", b"x" * 20, "application/json")) == b"x" * 20


def test_body_over_the_limit_is_refused(settings: Any, factory: Any) -> None:
    limited(settings, 20)
    with pytest.raises(PayloadTooLarge):
        read_body(factory.post("/", b"x" * 21, "application/json"))


@pytest.mark.parametrize("declared", ["21", "1" + "0" * 18, "9" * 5000])
def test_announced_body_over_the_limit_is_not_read_at_all(settings: Any, declared: str) -> None:
    limited(settings, 20)
    stream = Endless()
    request = raw(CONTENT_LENGTH="20", **{"wsgi.input": stream})
    request.META["CONTENT_LENGTH"] = declared
    with pytest.raises(PayloadTooLarge):
        read_body(request)
    assert stream.taken == 0


@pytest.mark.parametrize("environ", [{"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}])
def test_endless_body_is_read_to_the_limit(settings: Any, environ: dict[str, Any]) -> None:
    limited(settings, 1000)
    stream = Endless()
    with pytest.raises(PayloadTooLarge):
        read_body(raw(CONTENT_LENGTH=None, **{"wsgi.input": stream}, **environ))
    assert stream.taken == 1001


def test_lying_length_does_not_make_a_body_longer(settings: Any) -> None:
    """An ASGI server may hand on more than the header says."""
    limited(settings, 20)
    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-length", b"1")]}
    with pytest.raises(PayloadTooLarge):
        read_body(ASGIRequest(scope, io.BytesIO(b"x" * 1000)))


def test_chunked_body_is_read_where_the_server_ends_it() -> None:
    environ = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": io.BytesIO(b"{}")}
    assert read_body(raw(CONTENT_LENGTH=None, **environ, **{"wsgi.input_terminated": True})) == b"{}"


def test_chunked_body_without_an_end_is_refused() -> None:
    environ = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": Endless()}
    with pytest.raises(BadRequest, match="needs a Content-Length"):
        read_body(raw(CONTENT_LENGTH=None, **environ))


@pytest.mark.parametrize("declared", ["-1", "1.5", "abc", "+3", "\uff11", " "])
def test_length_that_is_no_number_is_refused(declared: str) -> None:
    with pytest.raises(BadRequest, match="Content-Length is not a number"):
        read_body(raw(CONTENT_LENGTH=declared, **{"wsgi.input": io.BytesIO(b"{}")}))


def test_body_that_ends_early_is_refused() -> None:
    with pytest.raises(BadRequest, match="shorter than its Content-Length"):
        read_body(raw(CONTENT_LENGTH="10", **{"wsgi.input": io.BytesIO(b"{}")}))


def test_broken_connection_is_a_refusal() -> None:
    class Broken(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise ConnectionResetError

    with pytest.raises(BadRequest, match="could not be read"):
        read_body(raw(CONTENT_LENGTH="2", **{"wsgi.input": Broken()}))


def test_closed_body_is_a_refusal() -> None:
    stream = io.BytesIO(b"{}")
    stream.close()
    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    with pytest.raises(BadRequest, match="could not be read"):
        read_body(ASGIRequest(scope, stream))


def test_body_that_a_middleware_has_read_is_still_there() -> None:
    request = RequestFactory().post("/", b'{"query": "x"}', "application/json")
    assert request.body
    assert read_call(request).requests[0].text == "x"
