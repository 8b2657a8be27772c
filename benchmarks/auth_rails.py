"""How long it takes to tell who sends a Rails session, per request: ``python -m benchmarks.auth_rails``.

Each cookie is asked about with keys derived and connections open, as in a process that has been running.
With ``--redis URL`` and ``--memcached HOST:PORT`` sessions are also put into those servers.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from urllib.parse import quote

import django
from django.conf import settings

from django_graphgate.auth.rails.stores import private_id
from tests.auth.rails.ruby import SECRET, dump, encrypt, envelope, seal, session, sign

COOKIE, SESSION_ID = "_app_session", "0123456789abcdef" * 2
PURPOSE = f"cookie.{COOKIE}"
ROUNDS, REQUESTS = 7, 2_000


def microseconds(options: dict[str, str], value: str) -> float:
    """The best of several rounds of what one request takes."""
    from django.test import RequestFactory

    from django_graphgate.auth.rails.authenticator import RailsSessionAuthenticator

    entry = {"type": "rails", "cookie": COOKIE, "secret_key_base": SECRET}
    asked = RailsSessionAuthenticator({**entry, **options})
    header = f"_ga=GA1.1.12345; {COOKIE}={quote(value, safe='')}; theme=dark"
    request = RequestFactory().get("/", HTTP_COOKIE=header)
    identity = asked.authenticate(request)
    assert identity is not None
    assert identity.user_id == "7"
    rounds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for _ in range(REQUESTS):
            asked.authenticate(request)
        rounds.append((time.perf_counter() - started) / REQUESTS * 1e6)
    return min(rounds)


def cookies() -> dict[str, str]:
    value = session(7, _csrf_token="x" * 43, locale="en", return_to="/orders/17")
    text, marshalled = json.dumps(value).encode(), dump(value)
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
    results = {name: microseconds({}, value) for name, value in cookies().items()}
    key, stored = f"session:{private_id(SESSION_ID)}", dump(session(7))
    if given.redis:
        import redis

        redis.Redis.from_url(given.redis).set(key, stored, ex=600)
        results["Redis"] = microseconds({"url": given.redis, "namespace": "session"}, SESSION_ID)
    if given.memcached:
        from pymemcache.client.base import Client

        host, _, port = given.memcached.partition(":")
        Client((host, int(port)), default_noreply=False).set(key, stored, expire=600)
        url = f"memcache://{given.memcached}"
        results["memcached"] = microseconds({"url": url, "namespace": "session"}, SESSION_ID)
    for name, taken in results.items():
        print(f"{name:20} {taken:8.1f} µs")


if __name__ == "__main__":
    main()
