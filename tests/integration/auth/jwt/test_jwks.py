"""Keys at a URL: when they are fetched, rotated and removed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.auth.jwt.key_server import KeyServer
from tests.support.auth.jwt.remote import HOUR, Waits, answer, made, remote
from tests.support.auth.jwt.tokens import (
    jwk,
    request,
    token,
)
from tests.support.clock import MovableClock
from tests.support.waiting import until

# ---------------------------------------------------------------------------------------- when it asks


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
    server: KeyServer, time: MovableClock
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
    time: MovableClock,
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
    server: KeyServer, time: MovableClock, waits: Waits
) -> None:
    server.keys = [jwk("ES256")]
    found = remote(server)
    assert answer(found, made()) == "7"
    server.hang()
    time.forward(HOUR - 30)
    waits.forget()
    assert [answer(found, made()) for _ in range(5)] == ["7"] * 5
    assert waits.here() == []
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


# -------------------------------------------------------------------------------------------- rotation


def test_a_rotation_fails_no_request(server: KeyServer, time: MovableClock) -> None:
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


def test_a_removed_key_holds_no_longer_than_its_set(server: KeyServer, time: MovableClock) -> None:
    server.keys = [jwk("ES256", 0), jwk("ES256", 1)]
    found = remote(server, token_cache=100)
    assert [answer(found, made(number)) for number in (0, 1)] == ["7", "7"]
    server.keys = [jwk("ES256", 1)]
    assert answer(found, made(0)) == "7"  # nobody has said so yet
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


# ------------------------------------------------------------------------------------- unknown key ids


def test_unknown_key_ids_cause_a_few_fetches_and_then_one_per_interval(
    server: KeyServer, time: MovableClock
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


def test_the_burst_is_a_setting(server: KeyServer, time: MovableClock) -> None:
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


def test_whoever_floods_with_unknown_ids_disturbs_nobody(server: KeyServer, waits: Waits) -> None:
    server.keys = [jwk("ES256")]
    found = remote(server)
    assert answer(found, made()) == "7"
    server.hang()
    with ThreadPoolExecutor(8) as pool:
        flood = [pool.submit(answer, found, made(kid=f"unknown-{number}")) for number in range(8)]
        until(lambda: len(server.asked) == 2)
        waits.forget()
        assert [answer(found, made()) for _ in range(20)] == ["7"] * 20
        assert waits.here() == []
        server.resume()
        assert {each.result() for each in flood} == {"401"}
    assert len(server.asked) <= 1 + 4
