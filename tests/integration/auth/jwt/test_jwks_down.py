"""Keys at a URL that is down, hangs, or answers late."""

from __future__ import annotations

import threading
import time as real_time
from concurrent.futures import ThreadPoolExecutor

import pytest

from django_graphgate.auth import clock
from django_graphgate.auth.jwt.keys import fetch as fetching
from django_graphgate.auth.jwt.keys.algorithms import KeySet, read_key_document
from django_graphgate.auth.jwt.keys.jwks import (
    MAX_STUCK,
    PATIENCE_AFTER_FAILURE,
    JwksOptions,
    RemoteKeys,
    _Flight,
)
from tests.support.auth.jwt.key_server import KeyServer, endless_header
from tests.support.auth.jwt.remote import HOUR, Waits, answer, made, remote
from tests.support.auth.jwt.tokens import (
    authenticator,
    jwk,
)
from tests.support.clock import MovableClock
from tests.support.waiting import until


def test_while_the_endpoint_is_down_old_keys_serve_but_not_for_ever(
    server: KeyServer, time: MovableClock
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


def test_after_an_outage_everything_is_as_before(server: KeyServer, time: MovableClock) -> None:
    server.keys = [jwk("ES256", 0), jwk("ES256", 1)]
    found = remote(server)
    assert answer(found, made(0)) == "7"
    server.status = 500
    for _ in range(10):
        time.forward(HOUR / 8)
        assert answer(found, made(0)) == "7"
    until(lambda: not found._verifiers[0].source._flight.alive)  # type: ignore[attr-defined]
    server.status, server.keys = 200, [jwk("ES256", 1)]
    time.forward(61)
    until(lambda: answer(found, made(0)) == "401")
    server.keys = [jwk("ES256", 2)]
    time.forward(HOUR)
    assert answer(found, made(1)) == "401"  # it waited for the news, as if nothing had been
    server.status = 500
    time.forward(HOUR)
    assert answer(found, made(2)) == "7"
    asked = len(server.asked)
    time.forward(5)
    assert answer(found, made(2)) == "7"
    until(lambda: len(server.asked) == asked + 1)  # the first pause is short again


def test_how_long_old_keys_serve_is_a_setting(server: KeyServer, time: MovableClock) -> None:
    server.keys = [jwk("ES256")]
    found = remote(server, jwks_max_stale=0)
    assert answer(found, made()) == "7"
    server.status = 503
    time.forward(HOUR - 1)
    assert answer(found, made()) == "7"
    time.forward(1)
    assert answer(found, made()) == "503"


def test_an_endpoint_that_is_down_is_not_hammered(server: KeyServer, time: MovableClock) -> None:
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


def test_nobody_listens(server: KeyServer, time: MovableClock) -> None:
    server.keys = [jwk("ES256")]
    found = remote(server)
    assert answer(found, made()) == "7"
    server.stop()
    time.forward(2 * HOUR)
    assert answer(found, made()) == "7"
    assert answer(remote(server), made()) == "503"


def test_nobody_waits_longer_than_the_bound_for_a_server_that_hangs(server: KeyServer, waits: Waits) -> None:
    server.keys = [jwk("ES256")]
    server.hang()
    found = remote(server, jwks_timeout=0.4)
    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(lambda _: answer(found, made()), range(10))) == {"503"}
    assert waits.all()
    assert max(waits.all()) <= 0.4
    assert len(server.asked) == 1


def test_old_keys_serve_without_waiting_for_a_server_that_hangs(
    server: KeyServer, time: MovableClock, waits: Waits
) -> None:
    server.keys = [jwk("ES256")]
    found = remote(server, jwks_timeout=1.2)
    assert answer(found, made()) == "7"
    server.hang()
    time.forward(HOUR + 1)
    assert answer(found, made()) == "7"  # this one waited
    assert len(waits.here()) == 2  # for the first keys, and for these
    for _ in range(20):
        assert answer(found, made()) == "7"
        time.forward(30)
    assert len(waits.here()) == 2
    server.keys = [jwk("ES256"), jwk("ES256", 1)]
    server.resume()

    def recovered() -> bool:
        time.forward(61)
        return answer(found, made(1)) == "7"

    until(recovered)


def test_a_server_that_drips_is_given_up(server: KeyServer) -> None:
    server.keys, server.chunk_pause = [jwk("ES256")], 0.05
    found = remote(server, jwks_timeout=0.3)
    assert answer(found, made()) == "503"
    with pytest.raises(fetching.FetchFailed, match="too long"):
        fetching.fetch(server.url, timeout=0.3)


def test_threads_that_hang_are_few(time: MovableClock) -> None:
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


def test_without_keys_a_server_that_was_down_is_given_a_second(
    server: KeyServer, time: MovableClock, waits: Waits
) -> None:
    server.status = 500
    found = remote(server, jwks_timeout=8)
    assert answer(found, made()) == "503"
    server.hang()
    time.forward(61)
    waits.forget()
    assert answer(found, made()) == "503"
    assert waits.here() == [PATIENCE_AFTER_FAILURE]
    server.status, server.keys = 200, [jwk("ES256")]
    server.resume()
    until(lambda: answer(found, made()) == "7")


def test_whoever_comes_just_after_the_news_asks_no_more(server: KeyServer) -> None:
    server.keys = [jwk("ES256")]
    source = RemoteKeys(JwksOptions(url=server.url))
    before = source._state
    source.current(real_time.monotonic() + 5)
    assert source._join(before, clock.monotonic()) is None
    assert server.asked == ["/keys"]


def test_whoever_missed_a_key_while_news_came_tries_with_these(server: KeyServer) -> None:
    source, soon = RemoteKeys(JwksOptions(url=server.url)), real_time.monotonic() + 5
    server.keys = [jwk("ES256", 0)]
    seen = source.current(soon)
    server.keys = [jwk("ES256", 1)]
    news = source.after_miss(seen, certain=False, deadline=soon)
    assert source.after_miss(seen, certain=False, deadline=soon) is news is not seen
    assert len(server.asked) == 2


def test_without_a_free_thread_old_keys_serve(
    server: KeyServer, time: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.keys = [jwk("ES256")]
    found = remote(server)
    assert answer(found, made()) == "7"

    def never(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", never)
    time.forward(HOUR)
    assert answer(found, made()) == "7"
    assert answer(found, made(1)) == "503"
    assert answer(found, made(1, kid="ES256-0")) == "401"


def test_one_fetch_fails_once(server: KeyServer, time: MovableClock) -> None:
    source = RemoteKeys(JwksOptions(url=server.url))
    flight = _Flight(1, real_time.monotonic() + 10)
    source._fail(flight, "no answer yet")
    source._fail(flight, "the answer is not JSON")
    server.keys = [jwk("ES256")]
    time.forward(5)  # the first pause, and not the second
    assert source.current(real_time.monotonic() + 5).keys


def test_late_news_do_not_replace_newer_ones(server: KeyServer) -> None:
    source = RemoteKeys(JwksOptions(url=server.url))
    old, new = (KeySet(read_key_document({"keys": [jwk("ES256", number)]})[0]) for number in (0, 1))
    first, second = (_Flight(number, real_time.monotonic() + 10) for number in (1, 2))
    source._install(second, new, None)
    source._install(first, old, None)
    source._fail(first, "late as well")
    assert source.current(real_time.monotonic() + 1) is new
    assert server.asked == []
