"""How long it takes to tell who sends a Rails session, per request: ``python -m benchmarks.auth_rails``.

Each cookie is asked about with keys derived and connections open, as in a process that has been running.
Beside it stands what its libraries take alone: base64, cipher or HMAC, and JSON.  Microseconds of the
processor, best of several rounds; a session in a server also waits, which the last column shows.
With ``--redis URL`` and ``--memcached HOST:PORT`` sessions are also put into those servers.
"""

from __future__ import annotations

import argparse
import base64
import hmac
import json
import os
import time
import timeit
from collections.abc import Callable
from urllib.parse import quote

import django
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from django_graphgate.auth.rails.stores import private_id
from tests.support.auth.rails.ruby import SECRET, dump, encrypt, envelope, key_of, seal, session, sign

COOKIE, SESSION_ID = "_app_session", "0123456789abcdef" * 2
PURPOSE = f"cookie.{COOKIE}"
ROUNDS, REQUESTS = 7, 2_000


def best(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """The best of several rounds."""
    return min(timeit.repeat(work, timer=clock, number=REQUESTS, repeat=ROUNDS)) / REQUESTS * 1e6


def request_with(options: dict[str, str], value: str) -> Callable[[], object]:
    """What one request with this cookie costs."""
    from django.test import RequestFactory

    from django_graphgate.auth.rails.authenticator import RailsSessionAuthenticator

    entry = {"type": "rails", "cookie": COOKIE, "secret_key_base": SECRET}
    asked = RailsSessionAuthenticator({**entry, **options})
    header = f"_ga=GA1.1.12345; {COOKIE}={quote(value, safe='')}; theme=dark"
    request = RequestFactory().get("/", HTTP_COOKIE=header)
    identity = asked.authenticate(request)
    assert identity is not None
    assert identity.user_id == "7"
    return lambda: asked.authenticate(request)


def gcm_alone(value: str) -> Callable[[], object]:
    """The libraries' part of a cookie in AES-GCM with JSON inside."""
    cipher = AESGCM(key_of("authenticated encrypted cookie", 32))

    def work() -> object:
        text, iv, tag = map(base64.b64decode, value.split("--"))
        inside = json.loads(cipher.decrypt(iv, text + tag, b""))["_rails"]["message"]
        return json.loads(base64.b64decode(inside))

    return work


def signed_alone(value: str) -> Callable[[], object]:
    """The libraries' part of a signed cookie with JSON inside."""
    key = key_of("signed cookie", 64)

    def work() -> object:
        text, _, mac = value.partition("--")
        assert hmac.compare_digest(hmac.digest(key, text.encode(), "sha1").hex(), mac)
        return json.loads(base64.b64decode(text))

    return work


def as_ruby_writes_it(dumped: bytes) -> bytes:
    """The dump with its second and further ``:E`` as links to the first."""
    start = dumped.index(b":\x06E") + 3
    return dumped[:start] + dumped[start:].replace(b":\x06E", b";\0")


def cookies() -> dict[str, str]:
    value = session(7, _csrf_token="x" * 43, locale="en", return_to="/orders/17")
    text, marshalled = json.dumps(value).encode(), as_ruby_writes_it(dump(value))
    return {
        "GCM, JSON, SHA256": seal(envelope(text, pur=PURPOSE)),
        "GCM, JSON, SHA1": seal(envelope(text, pur=PURPOSE), digest="sha1"),
        "GCM, Marshal": seal(envelope(marshalled, pur=PURPOSE)),
        "CBC, JSON": encrypt(text),
        "signed, JSON": sign(text),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--redis", default=os.environ.get("GRAPHGATE_TEST_REDIS"))
    parser.add_argument("--memcached", default=os.environ.get("GRAPHGATE_TEST_MEMCACHED"))
    given = parser.parse_args()
    settings.configure(ALLOWED_HOSTS=["testserver"], INSTALLED_APPS=["django_graphgate"])
    django.setup()
    made = cookies()
    alone = {"GCM, JSON, SHA256": gcm_alone, "signed, JSON": signed_alone}
    print(f"{'':20}{'ours':>8}{'alone':>8}{'elapsed':>9}")
    for name, value in made.items():
        library = f"{best(alone[name](value)):8.1f}" if name in alone else ""
        print(f"{name:20}{best(request_with({}, value)):8.1f}{library}")
    key, stored = f"session:{private_id(SESSION_ID)}", as_ruby_writes_it(dump(session(7)))
    if given.redis:
        import redis

        redis.Redis.from_url(given.redis).set(key, stored, ex=600)
        in_server("Redis", given.redis)
    if given.memcached:
        from pymemcache.client.base import Client

        host, _, port = given.memcached.partition(":")
        Client((host, int(port)), default_noreply=False).set(key, stored, expire=600)
        in_server("memcached", f"memcache://{given.memcached}")


def in_server(name: str, url: str) -> None:
    work = request_with({"url": url, "namespace": "session"}, SESSION_ID)
    print(f"{name:20}{best(work):8.1f}{'':8}{best(work, time.perf_counter):9.1f}")


if __name__ == "__main__":
    main()
