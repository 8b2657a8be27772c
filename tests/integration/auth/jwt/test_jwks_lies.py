"""Keys at a URL whose answers are false, broken, huge or from somewhere else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from django_graphgate.auth.jwt.keys import fetch as fetching
from django_graphgate.auth.jwt.keys.algorithms import MAX_KEYS, RSA_BITS
from tests.support.auth.jwt.key_server import KeyServer
from tests.support.auth.jwt.remote import HOUR, answer, made, remote
from tests.support.auth.jwt.tokens import (
    authenticator,
    certificate,
    encoded,
    errors,
    jwk,
    private_key,
    token,
)
from tests.support.clock import MovableClock

# ------------------------------------------------------------------------------------------------ lies


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Sign in to the network</html>",
        b"null",
        b"[]",
        b"{}",
        b'{"keys": []}',
        b'{"keys": {}}',
        b'{"keys": [1, null, "x", []]}',
        b'{"keys": [{"kty": "RSA"}]}',
        b'{"keys": [{"kty": "EC", "crv": "P-256", "x": 1, "y": 2}]}',
        b'{"keys": [{"kty": ["RSA"], "n": "AQAB", "e": "AQAB"}]}',
        b'{"kid": "not a certificate"}',
        b'{"kid": "-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----"}',
        b'{"keys": ' + b"[" * 100_000,
        b"\xff\xfe",
        b'{"error": "temporarily_unavailable"}',
    ],
)
def test_an_answer_without_keys_is_an_outage(server: KeyServer, time: MovableClock, body: bytes) -> None:
    server.body = body
    assert answer(remote(server), made()) == "503"
    server.body, server.keys = None, [jwk("ES256")]
    found = remote(server)
    assert answer(found, made()) == "7"
    server.body = body
    time.forward(2 * HOUR)
    assert answer(found, made()) == "7"


@pytest.mark.parametrize("status", [201, 204, 206, 301, 304, 400, 401, 403, 404, 410, 429, 500, 502, 503])
def test_another_status_is_an_outage(server: KeyServer, status: int) -> None:
    server.keys, server.status = [jwk("ES256")], status
    assert answer(remote(server), made()) == "503"


def test_a_huge_answer_is_not_read(server: KeyServer) -> None:
    server.body = b'{"keys": [' + b" " * fetching.MAX_BYTES + b"]}"
    assert answer(remote(server), made()) == "503"
    with pytest.raises(fetching.FetchFailed, match="bytes"):
        fetching.fetch(server.url, timeout=2)


def test_of_very_many_keys_only_some_are_read(server: KeyServer, caplog: pytest.LogCaptureFixture) -> None:
    server.keys = [jwk("ES256", kid=f"k{number}") for number in range(MAX_KEYS + 1)]
    found = remote(server)
    assert answer(found, made(kid="k64")) == "7"
    assert answer(found, made(kid=f"k{MAX_KEYS - 1}")) == "7"
    assert answer(found, made(kid=f"k{MAX_KEYS}")) == "401"
    assert f"of which the first {MAX_KEYS} are read" in caplog.text


def without(key: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in key.items() if name not in names}


@pytest.mark.parametrize(
    "members",
    [
        {"use": "enc"},
        {"key_ops": ["encrypt"]},
        {"key_ops": "verify"},
        {"use": 1},
        {"d": "AQAB"},
        {"k": "AQAB"},
        {"kid": 7},
        {"alg": "RS256"},
        {"alg": "HS256"},
        {"alg": "none"},
        {"alg": 5},
        {"alg": "ES384"},
        {"crv": "P-384"},
        {"crv": "P-192"},
        {"crv": None},
        {"kty": "oct"},
        {"kty": "RSA"},
        {"x": "AAAA"},
        {"x": encoded(bytes(32)), "y": encoded(bytes(32))},
        {"y": 7},
    ],
)
def test_a_key_that_is_none_is_left_out(server: KeyServer, members: dict[str, Any]) -> None:
    server.keys = [jwk("ES256", **members), jwk("ES256", 1)]
    found = remote(server)
    assert answer(found, made(1)) == "7"
    assert answer(found, made(0)) == "401"


@pytest.mark.parametrize("use", ["sig", None])
def test_a_key_may_say_nothing_of_its_use(server: KeyServer, use: str | None) -> None:
    server.keys = [jwk("ES256", use=use, alg=None, key_ops=["verify"])]
    assert answer(remote(server), made()) == "7"


def test_weak_keys_are_left_out(server: KeyServer) -> None:
    from cryptography.hazmat.primitives.asymmetric import rsa
    from jwt.algorithms import RSAAlgorithm

    weak = rsa.generate_private_key(65537, 1024)
    assert weak.key_size < RSA_BITS[0]
    member = {**RSAAlgorithm.to_jwk(weak.public_key(), as_dict=True), "kid": "weak", "use": "sig"}
    member.pop("key_ops", None)
    server.keys = [member, jwk("ES256")]
    found = remote(server)
    assert answer(found, token("RS256", weak, header={"kid": "weak"})) == "401"
    assert answer(found, made()) == "7"


def test_a_private_key_that_is_published_is_left_out(server: KeyServer) -> None:
    from jwt.algorithms import ECAlgorithm, RSAAlgorithm

    leaked = {**RSAAlgorithm.to_jwk(private_key("RS256"), as_dict=True), "kid": "a", "use": "sig"}
    other = {**ECAlgorithm.to_jwk(private_key("ES256"), as_dict=True), "kid": "b", "use": "sig"}
    leaked["key_ops"] = other["key_ops"] = ["verify"]
    server.keys = [leaked, other, jwk("ES256", 1)]
    found = remote(server)
    assert answer(found, token("RS256", header={"kid": "a"})) == "401"
    assert answer(found, made(0, kid="b")) == "401"
    assert answer(found, made(1)) == "7"


def test_redirects_stay_on_the_same_origin(server: KeyServer) -> None:
    server.keys = [jwk("ES256")]
    server.redirects = {"/keys": "/other"}
    assert answer(remote(server), made()) == "7"
    assert server.asked == ["/keys", "/other"]
    with KeyServer() as other:
        other.keys = [jwk("ES256", 1)]
        for target in (
            other.url,
            other.url.replace("127.0.0.1", "localhost"),
            "file:///etc/passwd",
            "ftp://x/",
        ):
            server.redirects = {"/keys": target}
            assert answer(remote(server), made(1)) == "503"
        assert other.asked == []
    server.redirects = {"/keys": "/keys"}
    server.asked.clear()
    assert answer(remote(server), made()) == "503"
    assert len(server.asked) < 10


# ---------------------------------------------------------------------------------------- certificates


def test_certificates_as_firebase_publishes_them(server: KeyServer, time: MovableClock) -> None:
    server.body = json.dumps({"one": certificate(1), "two": certificate(2)}).encode()
    found = authenticator(provider="firebase", audience="my-project", jwks_url=server.url)

    def by(number: int, kid: str | None, **changes: Any) -> str:
        good = {"iss": "https://securetoken.google.com/my-project", "aud": "my-project"}
        return answer(found, token("RS256", number=number, header={"kid": kid}, **{**good, **changes}))

    assert [by(1, "one"), by(2, "two"), by(1, None)] == ["7", "7", "7"]
    assert [by(1, "two"), by(3, "three"), by(3, "one")] == ["401", "401", "401"]
    assert by(1, "one", iss="https://securetoken.google.com/other") == "401"
    assert by(1, "one", aud="other") == "401"
    server.body = json.dumps({"three": certificate(3)}).encode()
    assert by(3, "three") == "7"


def test_an_expired_certificate_is_left_out(server: KeyServer) -> None:
    server.body = json.dumps({"old": certificate(1, days=-1), "new": certificate(2)}).encode()
    found = remote(server)
    assert answer(found, token("RS256", number=2, header={"kid": "new"})) == "7"
    assert answer(found, token("RS256", number=1, header={"kid": "old"})) == "401"


# ------------------------------------------------------------------------------------------------ URLs


@pytest.mark.parametrize(
    "url",
    [
        "http://issuer.example/keys",
        "http://10.0.0.1/keys",
        "http://127.0.0.1.attacker.example/keys",
        "http://localhost.attacker.example/keys",
        "file:///etc/passwd",
        "ftp://issuer.example/keys",
        "data:application/json,{}",
        "//issuer.example/keys",
        "issuer.example/keys",
        "https://",
        "https://user:password@issuer.example/keys",
        "https://user@issuer.example/keys",
        "https://issuer.example/ke ys",
        "https://issuer.example/keys\n",
        "https://issuer.example:99999/keys",
        "https://[::1/keys",
    ],
)
def test_urls_that_are_not_asked(url: str) -> None:
    assert errors(jwks_url=url, audience="api", issuer="i")
    with pytest.raises(fetching.FetchFailed):
        fetching.fetch(url, timeout=1)


@pytest.mark.parametrize(
    "url", ["https://issuer.example/keys", "http://localhost:8080/", "http://[::1]:8080/x"]
)
def test_urls_that_may_be_asked(url: str) -> None:
    assert errors(jwks_url=url, audience="api", issuer="i") == []


def test_without_tls_only_by_a_setting() -> None:
    assert errors(jwks_url="http://keycloak:8080/certs", allow_http=True, audience="api", issuer="i") == []
