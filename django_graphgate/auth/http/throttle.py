"""A limit on guesses, per address, counted in Django's default cache.

A guess is a credential that was never issued: a bad signature, an unknown key, another secret, a
malformed text.  Credentials that have ended (expired tokens, sessions that were evicted or signed out) and
those that were made for something else are refused, and count for nothing.  A key of a session is no guess
either: an evicted key and an invented one look the same, and 120 bits cannot be guessed.

Over ``AUTH_FAILURE_LIMIT`` guesses in a window of ``AUTH_FAILURE_WINDOW`` seconds further ones from the address
are answered 429 instead of 401.  A right credential always passes, and so do requests without one: no caller can
lock out the others behind an address.  Guessing is hopeless because secrets are long; the limit makes attempts
visible, and makes broken clients wait.

What counts is a *different* wrong credential: a client that keeps polling with one is no attack, whatever
other headers and cookies change.

A request that succeeds does not use the cache.  Each process also counts on its own: without a working cache
that answers within ``PATIENCE``, each process counts alone, and authentication goes on.
"""

from __future__ import annotations

import functools
import ipaddress
import logging
import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.cache import caches
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from django_graphgate.auth import clock
from django_graphgate.auth.base import Authenticator
from django_graphgate.auth.http.proxies import client_address
from django_graphgate.auth.time_limit import TimeLimit
from django_graphgate.conf import get_settings, on_change
from django_graphgate.errors import InvalidCredentials, RequestRejected, TooManyRequests
from django_graphgate.lru_cache import LRUCache

logger = logging.getLogger("django_graphgate.auth")

PATIENCE = 0.25
"""Seconds that a request with a wrong credential waits for the cache."""

MAX_ADDRESSES = 10_000
"""How many failing addresses a process remembers; the longest unseen is forgotten first."""

_PREFIX = "graphgate:failures:"

CHANGING = frozenset(
    {
        "HTTP_CF_RAY",
        "HTTP_FORWARDED",
        "HTTP_REFERER",
        "HTTP_TRACEPARENT",
        "HTTP_TRACESTATE",
        "HTTP_X_AMZN_TRACE_ID",
        "HTTP_X_FORWARDED_FOR",
        "HTTP_X_REQUEST_ID",
    }
)
"""Headers that differ from request to request and are not credentials, for authenticators that do not
declare their headers."""


@dataclass(slots=True)
class _Record:
    """Failures of one address in one window: how many, and of which credentials."""

    window: int
    count: int = 0
    seen: set[str] = field(default_factory=set)


class FailureMemory:
    """The addresses that this process saw fail in the current window."""

    def __init__(self) -> None:
        self._records = LRUCache[str, _Record](MAX_ADDRESSES)
        self._lock = threading.Lock()

    def add(self, address: str, window: int, credential: str, limit: int) -> int:
        """Note a failure; how many different credentials failed from there in this window."""
        with self._lock:
            record = self._records.get(address)
            if record is None or record.window != window:
                record = _Record(window)
                self._records.put(address, record)
            if credential not in record.seen:
                record.count += 1
                if len(record.seen) <= limit:  # beyond the limit it no longer matters which they were
                    record.seen.add(credential)
            return record.count


@functools.cache
def failure_memory() -> FailureMemory:
    """The one of this process."""
    return FailureMemory()


_time_limit = TimeLimit(PATIENCE)


def failure(
    request: HttpRequest, error: InvalidCredentials, authenticators: Sequence[Authenticator]
) -> RequestRejected:
    """Count a guess; what to raise: the error itself, or ``TooManyRequests`` over the limit.

    Counting the same request twice changes nothing.  ``authenticators`` are those that were asked.
    """
    settings = get_settings()
    if settings.AUTH_FAILURE_LIMIT is None or error.counted or error.nature != "guess":
        return error
    error.counted = True
    window = int(clock.now() // settings.AUTH_FAILURE_WINDOW)
    credential = _credential(request, authenticators)
    address = _address(request)
    count = failure_memory().add(address, window, credential, settings.AUTH_FAILURE_LIMIT)
    if count <= settings.AUTH_FAILURE_LIMIT:  # else the cache has nothing to add
        count = max(count, _counted(f"{_PREFIX}{_digest(address)}:{window}", credential))
    if count <= settings.AUTH_FAILURE_LIMIT:
        return error
    refusal = _too_many()
    refusal.detail = error.detail
    return refusal


def forget_failures() -> None:
    """Empty this process's memory; the cache keeps its counts until their window ends."""
    failure_memory.cache_clear()


def _too_many() -> TooManyRequests:
    window = get_settings().AUTH_FAILURE_WINDOW
    wait = math.ceil(window - clock.now() % window)
    return TooManyRequests("Too many wrong credentials.", headers={"Retry-After": str(wait)})


def _address(request: HttpRequest) -> str:
    """The address, for IPv6 its /64, which a household gets; the same text for all without an address."""
    address = client_address(request)
    if address is None:
        return "nowhere"
    if ":" in address:
        return str(ipaddress.ip_network(f"{address.partition('%')[0]}/64", strict=False))
    return address


def _credential(request: HttpRequest, authenticators: Sequence[Authenticator]) -> str:
    """A keyed digest of what the authenticators judge, or of all headers where that is unknown."""
    presented = [each.presented(request) for each in authenticators]
    if any(presented) and None not in presented:
        return _digest(repr(presented))
    headers = sorted(
        (name, str(value))
        for name, value in request.META.items()
        if name.startswith("HTTP_") and name not in CHANGING
    )
    return _digest(repr(headers))


def _digest(text: str) -> str:
    value = text.encode("utf-8", "backslashreplace")
    return salted_hmac("django_graphgate.auth.http.throttle", value, algorithm="sha256").hexdigest()[:32]


def _counted(key: str, credential: str) -> int:
    """The count of this key after one more guess with this credential; 0 without a cache that answers."""
    lifetime = 2 * get_settings().AUTH_FAILURE_WINDOW

    def count() -> int:
        cache = caches["default"]
        if not cache.add(f"{key}:{credential}", 1, lifetime):
            return int(cache.get(key) or 0)
        return 1 if cache.add(key, 1, lifetime) else int(cache.incr(key))

    try:
        return _time_limit.call(count)
    except Exception as error:  # noqa: BLE001  every client has exceptions of its own
        logger.warning("Failed authentications are counted per process: %s", type(error).__name__)
        return 0


on_change(forget_failures, "GRAPHGATE", "CACHES")
