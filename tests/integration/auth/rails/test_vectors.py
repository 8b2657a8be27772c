"""Sessions of real Rails apps come out right: from cookies, Redis and memcached."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
import redis
from pymemcache.client.base import Client

from django_graphgate.auth.rails.authenticator import RailsSessionAuthenticator
from django_graphgate.auth.rails.failures import SessionInvalid
from tests.support.auth.rails.asking import ask_raw
from tests.support.auth.rails.vectors import VECTORS, Vector, detecting, of_store, pinned, stored

REFUSED_POSITIVES = {"marshal-struct", "neg-gcm-extra", "neg-marshal-trailing"}
"""What a strict reader refuses: a class of the app's own, a fourth part, bytes after the dump."""

TAKEN_NEGATIVES = {"neg-marshal-object-p-15"}
"""A Hash with a default value beside the login: a shopping cart of ``Hash.new(0)``."""

ONLY_BY_SETTINGS = {
    "neg-gcm-wrongkdf",
    "neg-cbc-wrongdigest",
    "neg-signed-wrongdigest",
    "neg-json-given-marshal",
    "neg-server-json-given-marshal",
}
"""Genuine sessions in another format than the settings name: refused where the settings name one."""


READERS: dict[str, Callable[[Vector], dict[str, Any]]] = {"detecting": detecting, "pinned": pinned}
"""How the settings are written: with GraphJin's names alone, or with the format named."""


def answer(vector: Vector, options: dict[str, Any]) -> str | None:
    """The user's id, ``None`` for a visitor, or an error's reason in angle brackets."""
    entry = {"type": "rails", "cookie": vector["cookie_name"], "rails": options}
    asked = RailsSessionAuthenticator(entry)
    assert list(asked.check()) == []
    try:
        identity = ask_raw(asked, f"a=1; {vector['cookie_name']}={vector['cookie_value']}; b=2")
    except SessionInvalid as error:
        return f"<{error.reason}>"
    return identity.user_id if identity is not None else None


def is_right(vector: Vector, given: str | None) -> bool:
    """Whether that is the answer.  Of a refusal any reason will do."""
    expected = vector["expected"]
    if vector["id"] in TAKEN_NEGATIVES:
        return given == "1"
    if "user_id" in expected and vector["variant"] not in REFUSED_POSITIVES:
        return bool(given == expected["user_id"])
    if expected.get("error") == "not_logged_in":
        return given is None
    return given is not None and given.startswith("<")


def cases(*stores: str) -> list[Any]:
    """Every session of the stores with every way of writing the settings."""
    return [
        pytest.param(vector, options, id=f"{vector['id']}-{name}")
        for store in stores
        for vector in of_store(store)
        for name, options in READERS.items()
        if name == "pinned" or vector["variant"] not in ONLY_BY_SETTINGS
    ]


@pytest.mark.parametrize(("vector", "options"), cases("cookie"))
def test_session_in_a_cookie(vector, options):
    given = answer(vector, options(vector))
    assert is_right(vector, given), (vector["description"], vector["expected"], given)


@pytest.mark.parametrize(("vector", "options"), cases("redis"))
def test_session_in_redis(vector, options, redis_url):
    lying = stored(vector)
    if lying is not None:
        with redis.Redis.from_url(redis_url) as client:
            client.set(lying[0], lying[1])
    given = answer(vector, {**options(vector), "url": redis_url})
    assert is_right(vector, given), (vector["description"], vector["expected"], given)


def test_sessions_in_memcached(memcached_address):
    # One test for all: the server is shared, and some of them lie under the same key.
    host, _, port = memcached_address.partition(":")
    url = f"memcache://{memcached_address}"
    wrong = []
    with contextlib.closing(Client((host, int(port)), default_noreply=False)) as client:
        for vector, options in (case.values for case in cases("memcache")):
            lying = stored(vector)
            if lying is not None:
                client.set(lying[0], lying[1], flags=lying[2])
            given = answer(vector, {**options(vector), "url": url})
            if lying is not None:
                client.delete(lying[0])
            if not is_right(vector, given):
                wrong.append((vector["id"], vector["expected"], given))
    assert wrong == []


def test_every_session_is_asked_about():
    assert len(VECTORS) == len({vector["id"] for vector in VECTORS}) == 444
    assert {vector["store"] for vector in VECTORS} == {"cookie", "redis", "memcache"}


@pytest.mark.parametrize(
    "vector", [v for v in VECTORS if v["variant"] == "scopes-json"], ids=lambda v: v["id"]
)
def test_each_scope_has_its_own_user(vector):
    for scope, user_id in vector["expected"].get("scopes", {}).items():
        assert answer(vector, {**detecting(vector), "scope": scope}) == user_id


@pytest.mark.parametrize("vector", of_store("redis")[:40:4], ids=lambda v: v["id"])
def test_private_id_sent_as_a_cookie_logs_nobody_in(vector, redis_url):
    lying = stored(vector)
    if lying is None:
        return
    with redis.Redis.from_url(redis_url) as client:
        client.set(lying[0], lying[1])
    private = lying[0][lying[0].index("2::") :]
    given = answer({**vector, "cookie_value": private}, {**detecting(vector), "url": redis_url})
    assert given == "<session_not_found>"
