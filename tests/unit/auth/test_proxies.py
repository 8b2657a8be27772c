"""Which address a request comes from, whatever its headers claim."""

from __future__ import annotations

from typing import Any

import pytest

from django_graphgate.auth.http.proxies import client_address, from_trusted_proxy
from tests.support.auth.sessions import asking

TRUSTED = ["10.0.0.0/8", "2001:db8::/32", "unix"]


@pytest.mark.parametrize(
    ("trusted", "remote", "forwarded", "expected"),
    [
        ([], "203.0.113.9", None, "203.0.113.9"),
        ([], "8.8.8.8", "1.2.3.4", "8.8.8.8"),
        ([], "127.0.0.1", None, "127.0.0.1"),
        ([], "127.0.0.1", "1.2.3.4", "127.0.0.1"),  # a proxy that nobody declared: all callers share it
        ([], "10.0.0.2", "1.2.3.4", "10.0.0.2"),
        ([], "127.0.0.1", "nonsense", "127.0.0.1"),
        (TRUSTED, "10.0.0.2", "nonsense", "10.0.0.2"),
        (TRUSTED, "nonsense", "1.2.3.4", None),
        ([], "", None, None),
        ([], "nonsense", None, None),
        (TRUSTED, "10.0.0.2", "1.2.3.4", "1.2.3.4"),
        (TRUSTED, "10.0.0.2", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (TRUSTED, "10.0.0.2", "6.6.6.6, 1.2.3.4, 10.9.9.9", "1.2.3.4"),
        (TRUSTED, "10.0.0.2", "6.6.6.6,nonsense,10.9.9.9", "10.9.9.9"),
        (TRUSTED, "10.0.0.2", None, "10.0.0.2"),
        (TRUSTED, "10.0.0.2", "", "10.0.0.2"),
        (TRUSTED, "10.0.0.2", "10.0.0.3, 10.0.0.4", "10.0.0.3"),
        (TRUSTED, "10.0.0.2", "1.2.3.4:5678", "1.2.3.4"),
        (TRUSTED, "10.0.0.2", "[2001:4860::1]:443", "2001:4860::1"),
        (TRUSTED, "10.0.0.2", "2001:4860:0:0::1", "2001:4860::1"),
        (TRUSTED, "2001:db8::5", "::ffff:1.2.3.4", "1.2.3.4"),
        (TRUSTED, "", "1.2.3.4", "1.2.3.4"),
        (TRUSTED, "unix:", "1.2.3.4", None),
        (TRUSTED, "10.0.0.2.5", "1.2.3.4", None),
        (TRUSTED, "fe80::1%eth0%", "1.2.3.4", None),
        (TRUSTED, "8.8.8.8", "1.2.3.4", "8.8.8.8"),
    ],
)
def test_address(
    settings: Any, trusted: list[str], remote: str, forwarded: str | None, expected: str | None
) -> None:
    settings.GRAPHGATE = {"TRUSTED_PROXIES": trusted}
    request = asking(**({} if forwarded is None else {"X_Forwarded_For": forwarded}))
    request.META["REMOTE_ADDR"] = remote
    assert client_address(request) == expected


def test_forwarding_header_makes_nobody_a_proxy(settings: Any) -> None:
    settings.GRAPHGATE = {"TRUSTED_PROXIES": TRUSTED}
    request = asking(X_Forwarded_For="10.0.0.2", X_Real_IP="10.0.0.2")
    request.META["REMOTE_ADDR"] = "8.8.8.8"
    assert not from_trusted_proxy(request)


def test_unix_socket_is_no_proxy_unless_named(settings: Any) -> None:
    settings.GRAPHGATE = {"TRUSTED_PROXIES": ["10.0.0.0/8"]}
    request = asking()
    request.META["REMOTE_ADDR"] = ""
    assert not from_trusted_proxy(request)
    del request.META["REMOTE_ADDR"]
    assert not from_trusted_proxy(request)


@pytest.mark.parametrize(
    "remote", ["nonsense", "unix:", " ", "10.0.0.2, 10.0.0.3", "10.0.0.256", "/run/proxy.sock"]
)
def test_malformed_address_is_a_unix_socket(settings: Any, remote: str) -> None:
    settings.GRAPHGATE = {"TRUSTED_PROXIES": TRUSTED}
    request = asking(X_Forwarded_For="1.2.3.4")
    request.META["REMOTE_ADDR"] = remote
    assert not from_trusted_proxy(request)
    assert client_address(request) is None
