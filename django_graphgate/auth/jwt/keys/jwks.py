"""Keys that an issuer publishes at a URL and changes when it likes.

===========================  ================================================================
keys are                     what a request does
===========================  ================================================================
not fetched yet              fetches them and waits; 503 when there are none
fresh                        uses them; shortly before their end starts a fetch in the background
past their lifetime          waits for one fetch; while the endpoint is down uses the old ones
past the bound for old ones  waits; 503 when the endpoint is down
without the token's key id   fetches, a few times in a row and then once per interval
===========================  ================================================================

One fetch is under way at a time, in a thread of its own, so that no request waits for a hanging name server
or server longer than the bound.  After a failure no request waits for the next attempts as long as there
are keys, and the attempts come at growing intervals.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from django_graphgate.auth import clock
from django_graphgate.auth.jwt.keys.algorithms import KeySet, read_key_document
from django_graphgate.auth.jwt.keys.fetch import FetchFailed, fetch
from django_graphgate.auth.jwt.refusals import unavailable

logger = logging.getLogger("django_graphgate.auth.jwt")

MAX_LIFETIME = 24 * 3600.0
"""Keys are fetched again at least once a day, whatever the server's headers say."""

FIRST_RETRY, LAST_RETRY = 5.0, 60.0
"""Seconds between attempts while the endpoint is down: doubled each time, between these."""

PATIENCE_AFTER_FAILURE = 1.0
"""Seconds that a request without any keys waits for an endpoint that was down at the last attempt."""

MAX_STUCK = 3
"""Threads that may hang in a fetch before no further one is started."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JwksOptions:
    """``refresh`` (seconds, or ``None`` for the server's headers) and ``min_refresh`` (their floor, and
    what holds without headers) rule the lifetime; ``max_stale`` is how long beyond it, in seconds, keys
    serve while the endpoint is down.  ``burst`` fetches for unknown key ids may come in a row, then
    one per ``burst_interval`` seconds.  ``timeout`` is the longest that a request waits, in seconds."""

    url: str
    refresh: float | None = None
    min_refresh: float = 3600.0
    max_stale: float = 4 * 3600.0
    burst: int = 4
    burst_interval: float = 15.0
    timeout: float = 5.0
    allow_http: bool = False
    algorithms: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class _State:
    keys: KeySet
    renew_at: float
    expires: float
    unusable_at: float


class _Flight:
    """One fetch under way."""

    def __init__(self, number: int, give_up_at: float) -> None:
        self.number = number
        self.started = time.monotonic()
        self.give_up_at = give_up_at
        self.done = threading.Event()
        self.failed = False

    @property
    def alive(self) -> bool:
        return not self.done.is_set() and time.monotonic() < self.give_up_at


class RemoteKeys:
    """The key source for a URL.  Nothing is fetched before the first token asks for a key."""

    def __init__(self, options: JwksOptions) -> None:
        self.options = options
        self._state: _State | None = None
        self._flight: _Flight | None = None
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._started = 0
        self._installed = 0
        self._failures = 0
        self._retry_at = float("-inf")
        self._tokens = float(options.burst)
        self._refilled = clock.monotonic()

    def current(self, deadline: float) -> KeySet:
        state, now = self._state, clock.monotonic()
        if state is not None and now < state.renew_at:
            return state.keys
        flight = self._join(state, now)
        if state is not None and now < state.expires:
            return state.keys
        usable = state is not None and now < state.unusable_at
        if flight is not None and not (usable and self._failures):
            self._wait(flight, deadline)
        state = self._state
        if state is not None and clock.monotonic() < state.unusable_at:
            return state.keys
        raise unavailable("no keys of the issuer could be fetched")

    def after_miss(self, seen: KeySet, *, certain: bool, deadline: float) -> KeySet:
        state, now = self._state, clock.monotonic()
        if state is not None and state.keys is not seen:
            return state.keys
        if now >= self._retry_at and not self._spend(now):
            return seen  # looked a moment ago: the issuer has no such key
        flight = self._join(state, now)
        if flight is not None and self._state is state:
            self._wait(flight, deadline)
        latest = self._state
        if latest is not None and latest is not state:
            return latest.keys
        if certain:
            return seen
        raise unavailable("the token's key is unknown, and the issuer's keys could not be fetched")

    def _spend(self, now: float) -> bool:
        """Take one of the fetches that unknown key ids may cause; joining one under way is free."""
        with self._lock:
            if self._flight is not None and self._flight.alive:
                return True
            gained = (now - self._refilled) / self.options.burst_interval
            self._tokens = min(float(self.options.burst), self._tokens + max(0.0, gained))
            self._refilled = now
            if self._tokens < 1:
                return False
            self._tokens -= 1
            return True

    def _join(self, seen: _State | None, now: float) -> _Flight | None:
        """The fetch under way, or a new one; ``None`` when none may start or news have come meanwhile."""
        with self._lock:
            if self._flight is not None and self._flight.alive:
                return self._flight
            self._threads = [thread for thread in self._threads if thread.is_alive()]
            if self._state is not seen or now < self._retry_at or len(self._threads) >= MAX_STUCK:
                return None
            self._started += 1
            flight = _Flight(self._started, time.monotonic() + 3 * self.options.timeout)
            thread = threading.Thread(target=self._run, args=(flight,), name="graphgate-jwks", daemon=True)
            try:
                thread.start()
            except RuntimeError:  # no more threads, or the interpreter is going down
                return None
            self._flight = flight
            self._threads.append(thread)
            return flight

    def _wait(self, flight: _Flight, deadline: float) -> None:
        patience = deadline - time.monotonic()
        if self._failures:
            patience = min(patience, PATIENCE_AFTER_FAILURE)
        flight.done.wait(max(0.0, patience))
        if not flight.done.is_set() and time.monotonic() - flight.started >= PATIENCE_AFTER_FAILURE:
            self._fail(flight, "no answer yet")  # should it come after all, it counts

    def _run(self, flight: _Flight) -> None:
        options = self.options
        try:
            fetched = fetch(options.url, timeout=options.timeout, allow_http=options.allow_http)
            keys, wrong = read_key_document(json.loads(fetched.body), options.algorithms)
            for sentence in wrong:
                logger.info("Keys of %s: %s", self._host(), sentence)
            if not keys:
                raise FetchFailed("the answer holds no usable key")
            self._install(flight, KeySet(keys), fetched.lifetime)
        except FetchFailed as error:
            self._fail(flight, str(error))
        except (ValueError, RecursionError):
            self._fail(flight, "the answer is not JSON")
        finally:
            flight.done.set()

    def _install(self, flight: _Flight, keys: KeySet, lifetime: float | None) -> None:
        lifetime = self._lifetime(lifetime)
        now = clock.monotonic()
        with self._lock:
            if flight.number < self._installed:
                return
            if self._state is not None and self._state.keys.fingerprints == keys.fingerprints:
                keys = self._state.keys
            expires = now + lifetime
            self._state = _State(
                keys, expires - min(60.0, lifetime / 10), expires, expires + self.options.max_stale
            )
            self._installed = flight.number
            self._failures, self._retry_at = 0, float("-inf")

    def _lifetime(self, said: float | None) -> float:
        if self.options.refresh is not None:
            return self.options.refresh
        return max(self.options.min_refresh, min(said or 0.0, MAX_LIFETIME))

    def _fail(self, flight: _Flight, reason: str) -> None:
        with self._lock:
            if flight.failed or flight.number <= self._installed:
                return
            flight.failed = True
            self._failures += 1
            pause = min(LAST_RETRY, FIRST_RETRY * 2.0 ** min(self._failures - 1, 10))
            self._retry_at = clock.monotonic() + pause
        logger.warning("The keys of %s could not be fetched: %s.", self._host(), reason)

    def _host(self) -> str:
        return urlsplit(self.options.url).netloc
