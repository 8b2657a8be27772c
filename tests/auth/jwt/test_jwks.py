"""Keys at a URL: rotated, removed, out of reach, late and false."""

from __future__ import annotations

import json
import threading
import time as real_time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from django_graphgate.auth import clock
from django_graphgate.auth.jwt import fetch as fetching
from django_graphgate.auth.jwt.authenticator import JwtAuthenticator
from django_graphgate.auth.jwt.jwks import MAX_STUCK, JwksOptions, RemoteKeys, _Flight
from django_graphgate.auth.jwt.keys import RSA_BITS, KeySet, read_key_document
from django_graphgate.errors import AuthUnavailable, InvalidCredentials
from tests.auth.jwt.key_server import KeyServer, endless_header
from tests.auth.jwt.tokens import (
    NOW,
    authenticator,
    certificate,
    encoded,
    errors,
    jwk,
    private_key,
    request,
    token,
)

HOUR = 3600


def made(number: int = 0, *, kid: str | None = "", **changes: Any) -> str:
    """A token of the issuer's key of that number."""
    header = {"kid": f"ES256-{number}" if kid == "" else kid}
    return token("ES256", number=number, header=header, exp=NOW + 1000 * HOUR, **changes)


def remote(server: KeyServer, **options: Any) -> JwtAuthenticator:
    return authenticator(jwks_url=server.url, **{"token_cache": 0, **options})


def answer(found: JwtAuthenticator, text: str) -> str:
    """``7``, or ``401``, or ``503``."""
    try:
        identity = found.authenticate(request(text))
    except (InvalidCredentials, AuthUnavailable) as error:
        return str(error.status)
    assert identity is not None
    return str(identity.user_id)


def until(true: Callable[[], bool]) -> None:
    """Wait for a thread in the background."""
    end = real_time.monotonic() + 10
    while not true():
        assert real_time.monotonic() < end
        real_time.sleep(0.005)


# ------------------------------------------------------------------------------------ when it asks


def test_nothing_is_fetched_before_the_first_token(server: KeyServer) -> None:
    server.keys = [jwk("ES256")]
    found = remote(server)
    found.check()
    assert found.authenticate(request()) is None
    assert answer(found, "no.real.token") == "401"
    assert answer(found, token("HS256")) == "401"
    assert server.asked == []
    assert answer(found, made()) == "7"
    assert server.asked == ["/keys"]


def test_an_endpoint_that_is_down_at_the_start_keeps_nobody_from_starting(
    server: KeyServer, time: clock.MovableClock
) -> None:
    server.status = 500
    found = remote(server)
    assert answer(found, made()) == "503"
    server.status, server.keys = 200, [jwk("ES256")]
    time.forward(5)
    assert answer(found, made()) == "7"


@pytest.mark.parametrize(
    ("headers", "options", "lifetime"),
    [
        ({}, {}, HOUR),
        ({}, {"jwks_min_refresh": 5}, 300),
        ({"Cache-Control": "public, max-age=21600, must-revalidate"}, {}, 6 * HOUR),
        ({"Cache-Control": "max-age=600"}, {}, HOUR),
        ({"Cache-Control": "max-age=600"}, {"jwks_min_refresh": 1}, 600),
        ({"Cache-Control": "max-age=600", "Age": "400"}, {"jwks_min_refresh": 1}, 200),
        ({"Cache-Control": "no-store"}, {"jwks_min_refresh": 1}, 60),
        ({"Cache-Control": "no-cache, max-age=600"}, {"jwks_min_refresh": 1}, 60),
        ({"Cache-Control": "max-age=99999999"}, {}, 24 * HOUR),
        ({"Cache-Control": "max-age=nonsense"}, {"jwks_min_refresh": 2}, 120),
        ({"Cache-Control": "s-maxage=600"}, {"jwks_min_refresh": 2}, 120),
        (
            {"Date": "Tue, 14 Nov 2023 22:13:20 GMT", "Expires": "Wed, 15 Nov 2023 00:13:20 GMT"},
            {},
            2 * HOUR,
        ),
        ({"Expires": "0"}, {"jwks_min_refresh": 3}, 180),
        (
            {"Cache-Control": "max-age=7200", "Expires": "Wed, 15 Nov 2023 00:13:20 GMT"},
            {"jwks_min_refresh": 1},
            7200,
        ),
        ({"Cache-Control": "max-age=21600"}, {"jwks_refresh": 10}, 600),
        ({"Cache-Control": "no-store"}, {"jwks_refresh": 120}, 2 * HOUR),
        ({}, {"jwks_refresh": 0.5, "jwks_min_refresh": 60}, 30),
    ],
)
def test_how_long_keys_are_kept(
    server: KeyServer,
    time: clock.MovableClock,
    headers: dict[str, str],
    options: dict[str, Any],
    lifetime: float,
) -> None:
    server.keys, server.headers = [jwk("ES256")], headers
    found = remote(server, **options)
    assert answer(found, made()) == "7"
    time.forward(lifetime * 0.89)
    assert answer(found, made()) == "7"
    assert len(server.asked) == 1
    time.forward(lifetime * 0.12)
    assert answer(found, made()) == "7"
    assert len(server.asked) == 2


def test_shortly_before_their_end_keys_are_fetched_in_the_background(
    server: KeyServer, time: clock.MovableClock
) -> None:
    server.keys = [jwk("ES256")]
    found = remote(server)
    assert answer(found, made()) == "7"
    server.hang()
    time.forward(HOUR - 30)
    started = real_time.monotonic()
    assert [answer(found, made()) for _ in range(5)] == ["7"] * 5
    assert real_time.monotonic() - started < 1
    server.resume()
    until(lambda: len(server.asked) == 2)
    assert answer(found, made()) == "7"


def test_many_threads_cause_one_fetch(server: KeyServer) -> None:
    server.keys = [jwk("ES256")]
    found = remote(server)
    server.hang()
    with ThreadPoolExecutor(20) as pool:
        answers = [pool.submit(answer, found, made()) for _ in range(20)]
        until(lambda: len(server.asked) == 1)
        server.resume()
        assert {each.result() for each in answers} == {"7"}
    assert len(server.asked) == 1


# -------------------------------------------------------------------------------------- rotation


def test_a_rotation_fails_no_request(server: KeyServer, time: clock.MovableClock) -> None:
    server.keys = [jwk("ES256", 0)]
    found = remote(server)
    for number in range(1, 6):
        assert answer(found, made(number - 1)) == "7"
        server.keys = [jwk("ES256", number - 1), jwk("ES256", number)]
        assert answer(found, made(number)) == "7"
        assert answer(found, made(number - 1)) == "7"
        time.forward(120)
    assert len(server.asked) == 6


def test_a_rotation_in_the_middle_of_many_threads_fails_no_request(server: KeyServer) -> None:
    server.keys = [jwk("ES256", 0)]
    found = remote(server)
    texts = [made(0), made(1)]
    assert answer(found, texts[0]) == "7"
    server.keys = [jwk("ES256", 0), jwk("ES256", 1)]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda index: answer(found, texts[index % 2]), range(200)))
    assert set(answers) == {"7"}
    assert len(server.asked) == 2


def test_a_rotation_without_key_ids_fails_no_request(server: KeyServer) -> None:
    server.keys = [jwk("ES256", 0, kid=None)]
    found = remote(server)
    assert answer(found, made(0, kid=None)) == "7"
    server.keys = [jwk("ES256", 1, kid=None)]
    assert answer(found, made(1, kid=None)) == "7"
    assert answer(found, made(1, kid="whatever")) == "7"
    assert answer(found, made(0, kid=None)) == "401"


def test_another_key_under_the_same_id_fails_no_request(server: KeyServer) -> None:
    server.keys = [jwk("ES256", 0, kid="default")]
    found = remote(server)
    assert answer(found, made(0, kid="default")) == "7"
    server.keys = [jwk("ES256", 1, kid="default")]
    assert answer(found, made(1, kid="default")) == "7"
    assert answer(found, made(0, kid="default")) == "401"


def test_a_removed_key_holds_no_longer_than_its_set(server: KeyServer, time: clock.MovableClock) -> None:
    server.keys = [jwk("ES256", 0), jwk("ES256", 1)]
    found = remote(server, token_cache=100)
    assert [answer(found, made(number)) for number in (0, 1)] == ["7", "7"]
    server.keys = [jwk("ES256", 1)]
    assert answer(found, made(0)) == "7"  # nobody has told us yet
    time.forward(HOUR)
    assert [answer(found, made(number)) for number in (0, 1)] == ["401", "7"]


def test_a_remembered_token_is_forgotten_with_its_key(server: KeyServer) -> None:
    server.keys = [jwk("ES256", 0), jwk("ES256", 1)]
    found = remote(server, token_cache=100)
    assert answer(found, made(0)) == "7"
    server.keys = [jwk("ES256", 1), jwk("ES256", 2)]
    assert answer(found, made(2)) == "7"
    assert answer(found, made(0)) == "401"
    server.keys = [jwk("ES256", 0), jwk("ES256", 1)]
    assert answer(found, made(0)) == "7"


def test_of_several_keys_the_named_one_counts(server: KeyServer) -> None:
    server.keys = [jwk("ES256", 0), jwk("RS256", 0), jwk("ES256", 1), jwk("EdDSA", 0)]
    found = remote(server)
    assert [answer(found, made(0)), answer(found, made(1))] == ["7", "7"]
    assert answer(found, made(0, kid="ES256-1")) == "401"
    assert answer(found, made(0, kid=None)) == "7"
    assert answer(found, token("RS256", header={"kid": "RS256-0"})) == "7"
    assert answer(found, token("EdDSA", header={"kid": "EdDSA-0"})) == "7"


def test_two_keys_of_one_id_are_both_tried(server: KeyServer) -> None:
    server.keys = [jwk("ES256", 0, kid="same"), jwk("ES256", 1, kid="same")]
    found = remote(server)
    assert [answer(found, made(number, kid="same")) for number in (0, 1)] == ["7", "7"]
    assert len(server.asked) == 1


# ------------------------------------------------------------------------------- unknown key ids


def test_unknown_key_ids_cause_a_few_fetches_and_then_one_per_interval(
    server: KeyServer, time: clock.MovableClock
) -> None:
    server.keys = [jwk("ES256")]
    found = remote(server)
    assert answer(found, made()) == "7"
    assert {answer(found, made(kid=f"unknown-{number}")) for number in range(50)} == {"401"}
    assert len(server.asked) == 1 + 4
    time.forward(15)
    assert {answer(found, made(kid=f"unknown-{number}")) for number in range(50)} == {"401"}
    assert len(server.asked) == 1 + 4 + 1
    time.forward(1000 * 15)
    assert answer(found, made()) == "7"
    before = len(server.asked)
    assert {answer(found, made(kid=f"unknown-{number}")) for number in range(50)} == {"401"}
    assert len(server.asked) == before + 4


def test_the_burst_is_a_setting(server: KeyServer, time: clock.MovableClock) -> None:
    server.keys = [jwk("ES256")]
    found = remote(server, jwks_burst=1, jwks_burst_interval=100)
    for _ in range(5):
        assert answer(found, made(kid="unknown")) == "401"
    assert len(server.asked) == 2
    time.forward(99)
    assert answer(found, made(kid="unknown")) == "401"
    assert len(server.asked) == 2
    time.forward(1)
    assert answer(found, made(kid="unknown")) == "401"
    assert len(server.asked) == 3


def test_whoever_floods_with_unknown_ids_disturbs_nobody(server: KeyServer) -> None:
    server.keys = [jwk("ES256")]
    found = remote(server)
    assert answer(found, made()) == "7"
    server.hang()
    with ThreadPoolExecutor(8) as pool:
        flood = [pool.submit(answer, found, made(kid=f"unknown-{number}")) for number in range(8)]
        until(lambda: len(server.asked) == 2)
        started = real_time.monotonic()
        assert [answer(found, made()) for _ in range(20)] == ["7"] * 20
        assert real_time.monotonic() - started < 1
        server.resume()
        assert {each.result() for each in flood} == {"401"}
    assert len(server.asked) <= 1 + 4


# ------------------------------------------------------------------------------------------ down


def test_while_the_endpoint_is_down_old_keys_serve_but_not_for_ever(
    server: KeyServer, time: clock.MovableClock
) -> None:
    server.keys = [jwk("ES256")]
    found = remote(server, token_cache=100)
    assert answer(found, made()) == "7"
    server.status = 503
    time.forward(HOUR + 1)
    assert answer(found, made()) == "7"
    time.forward(4 * HOUR - 2)
    assert answer(found, made()) == "7"
    time.forward(1)
    assert answer(found, made()) == "503"
    server.status = 200
    time.forward(60)
    assert answer(found, made()) == "7"


def test_how_long_old_keys_serve_is_a_setting(server: KeyServer, time: clock.MovableClock) -> None:
    server.keys = [jwk("ES256")]
    found = remote(server, jwks_max_stale=0)
    assert answer(found, made()) == "7"
    server.status = 503
    time.forward(HOUR - 1)
    assert answer(found, made()) == "7"
    time.forward(1)
    assert answer(found, made()) == "503"


def test_an_endpoint_that_is_down_is_not_hammered(server: KeyServer, time: clock.MovableClock) -> None:
    server.status = 500
    found = remote(server)
    asked = []
    for _ in range(600):
        assert answer(found, made()) == "503"
        asked.append(len(server.asked))
        time.forward(1)
    assert asked[4] == 1
    assert 8 <= asked[-1] <= 15  # after 5, 10, 20, 40 seconds, then every 60


def test_an_unknown_key_while_the_endpoint_is_down_is_no_wrong_credential(server: KeyServer) -> None:
    server.keys = [jwk("ES256")]
    found = remote(server)
    assert answer(found, made()) == "7"
    server.status = 500
    assert answer(found, made(1)) == "503"
    assert answer(found, made(1)) == "503"
    assert answer(found, made(1, kid="ES256-0")) == "401"
    assert answer(found, made()) == "7"
    assert len(server.asked) == 2


def test_nobody_listens(server: KeyServer, time: clock.MovableClock) -> None:
    server.keys = [jwk("ES256")]
    found = remote(server)
    assert answer(found, made()) == "7"
    server.stop()
    time.forward(2 * HOUR)
    assert answer(found, made()) == "7"
    assert answer(remote(server), made()) == "503"


def test_nobody_waits_longer_than_the_bound_for_a_server_that_hangs(server: KeyServer) -> None:
    server.keys = [jwk("ES256")]
    server.hang()
    found = remote(server, jwks_timeout=0.4)
    started = real_time.monotonic()
    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(lambda _: answer(found, made()), range(10))) == {"503"}
    assert real_time.monotonic() - started < 1.5
    assert len(server.asked) == 1


def test_old_keys_serve_without_waiting_for_a_server_that_hangs(
    server: KeyServer, time: clock.MovableClock
) -> None:
    server.keys = [jwk("ES256")]
    found = remote(server, jwks_timeout=1.2)
    assert answer(found, made()) == "7"
    server.hang()
    time.forward(HOUR + 1)
    assert answer(found, made()) == "7"  # this one waited
    for _ in range(20):
        started = real_time.monotonic()
        assert answer(found, made()) == "7"
        assert real_time.monotonic() - started < 0.2
        time.forward(30)
    server.keys = [jwk("ES256"), jwk("ES256", 1)]
    server.resume()

    def recovered() -> bool:
        time.forward(61)
        return answer(found, made(1)) == "7"

    until(recovered)


def test_a_server_that_drips_is_given_up(server: KeyServer) -> None:
    server.keys, server.chunk_pause = [jwk("ES256")], 0.05
    found = remote(server, jwks_timeout=0.3)
    started = real_time.monotonic()
    assert answer(found, made()) == "503"
    assert real_time.monotonic() - started < 1.5
    with pytest.raises(fetching.FetchFailed, match="too long"):
        fetching.fetch(server.url, timeout=0.3)


def test_threads_that_hang_are_few(time: clock.MovableClock) -> None:
    with endless_header(0.02) as url:
        found = authenticator(jwks_url=url, jwks_timeout=0.1)
        before = {each for each in threading.enumerate() if each.name == "graphgate-jwks"}
        for _ in range(8):
            assert answer(found, made()) == "503"
            real_time.sleep(0.3)  # the fetch before is given up by now
            time.forward(61)
        hanging = {each for each in threading.enumerate() if each.name == "graphgate-jwks"} - before
        assert len(hanging) == MAX_STUCK
    until(lambda: not any(each.is_alive() for each in hanging))


def test_late_news_do_not_replace_newer_ones(server: KeyServer) -> None:
    source = RemoteKeys(JwksOptions(url=server.url))
    old, new = (KeySet(read_key_document({"keys": [jwk("ES256", number)]})[0]) for number in (0, 1))
    first, second = (_Flight(number, real_time.monotonic() + 10) for number in (1, 2))
    source._install(second, new, None)
    source._install(first, old, None)
    source._fail(first, "late as well")
    assert source.current(real_time.monotonic() + 1) is new
    assert server.asked == []


# ------------------------------------------------------------------------------------------ lies


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
def test_an_answer_without_keys_is_an_outage(
    server: KeyServer, time: clock.MovableClock, body: bytes
) -> None:
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


def test_of_very_many_keys_only_some_are_read(server: KeyServer) -> None:
    server.keys = [jwk("ES256", kid=f"k{number}") for number in range(200)]
    found = remote(server)
    assert answer(found, made(kid="k63")) == "7"
    assert answer(found, made(kid="k64")) == "401"


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


# ----------------------------------------------------------------------------------- certificates


def test_certificates_as_firebase_publishes_them(server: KeyServer, time: clock.MovableClock) -> None:
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


# -------------------------------------------------------------------------------------------- URLs


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
