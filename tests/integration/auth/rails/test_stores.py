"""Sessions in Redis and memcached: asked once, under every key, and never under a key of the caller's."""

from __future__ import annotations

import concurrent.futures
import contextlib
import hashlib
import json
import secrets
import socket
import zlib
from collections.abc import Iterator

import pytest
import redis
from pymemcache.client.base import Client

from django_graphgate.auth.rails.failures import SessionInvalid
from django_graphgate.auth.rails.formats.marshal import MAX_BYTES
from django_graphgate.auth.rails.stores import keys_of, private_id
from django_graphgate.errors import AuthUnavailable
from tests.support.auth.rails.asking import ask, authenticator, user
from tests.support.auth.rails.relay import relayed
from tests.support.auth.rails.ruby import SECRET, dump, encrypt, envelope, seal, session, sign

JSON = json.dumps(session()).encode()


@pytest.fixture
def sid() -> str:
    return secrets.token_hex(16)


@pytest.fixture
def valkey(redis_url) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture
def memcached(memcached_address) -> Iterator[Client]:
    host, _, port = memcached_address.partition(":")
    with contextlib.closing(Client((host, int(port)), default_noreply=False)) as client:
        yield client


def not_found(asked, cookie: str) -> None:
    with pytest.raises(SessionInvalid) as caught:
        ask(asked, cookie)
    assert caught.value.reason == "session_not_found"


# ----------------------------------------------------------------------------------------------- keys


def test_private_id():
    assert private_id("abc") == "2::" + hashlib.sha256(b"abc").hexdigest()


@pytest.mark.parametrize(
    ("options", "prefixes"),
    [
        ({}, ["rack:session:", "session:", "_session_id:", "rack:session:_session_id:"]),
        ({"namespace": "myapp"}, ["myapp:", "myapp:_session_id:", "myapp"]),
        ({"namespace": "myapp:session:"}, ["myapp:session:", "myapp:session:_session_id:"]),
        ({"namespace": ["one", "two"]}, ["one:", "two:_session_id:"]),
        ({"key_prefix": "sess_"}, ["sess_"]),
    ],
)
def test_keys_of_every_layout(options, prefixes, valkey, redis_url, sid):
    asked = authenticator(url=redis_url, **options)
    for prefix in prefixes:
        for key in (prefix + private_id(sid), prefix + sid):
            not_found(asked, sid)
            valkey.set(key, JSON)
            assert user(asked, sid) == "7", key
            valkey.delete(key)


def test_private_key_comes_before_the_public_one(valkey, redis_url, sid):
    valkey.set(f"session:{sid}", dump(session(1)))
    valkey.set(f"session:{private_id(sid)}", dump(session(2)))
    assert user(authenticator(url=redis_url), sid) == "2"


def test_namespace_in_the_url(valkey, redis_url, sid):
    valkey.set(f"myapp:{private_id(sid)}", JSON)
    assert user(authenticator(url=f"{redis_url}/myapp"), sid) == "7"
    not_found(authenticator(url=redis_url), sid)
    not_found(authenticator(url=f"{redis_url}/myapp", namespace="other"), sid)


def test_namespace_of_another_app_is_not_looked_into(valkey, redis_url, sid):
    valkey.set(f"session:{private_id(sid)}", JSON)
    not_found(authenticator(url=redis_url, namespace="myapp"), sid)


def test_id_alone_is_a_key_only_in_its_private_form(valkey, redis_url, sid):
    valkey.set(sid, JSON)
    not_found(authenticator(url=redis_url), sid)
    valkey.set(private_id(sid), JSON)
    assert user(authenticator(url=redis_url), sid) == "7"
    assert not any(key == sid for names in (None, [""]) for key in keys_of(sid, names))


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "x",
        "F" * 32,
        "f" * 15,
        "f" * 129,
        "g" * 32,
        "f" * 31 + "\n",
        "f" * 32 + " ",
        "f" * 31 + "\N{FULLWIDTH DIGIT TWO}",
        "../" * 11,
        "a\r\nflush_all\r\n",
        "f" * 32 + "\x00",
        "session:" + "f" * 32,
        "--",
        "f" * 32 + "--",
    ],
)
def test_what_is_no_session_id_never_reaches_the_store(cookie, redis_url):
    with relayed(redis_url.split("/")[2]) as relay:
        with pytest.raises(SessionInvalid):
            ask(authenticator(url=f"redis://{relay.address}"), cookie)
        assert relay.connections == 0


@pytest.mark.parametrize("namespace", [None, "session", ""])
def test_private_id_as_a_cookie_logs_nobody_in(namespace, valkey, redis_url, sid):
    for prefix in ("", "session:", "_session_id:"):
        valkey.set(prefix + private_id(sid), JSON)
    asked = authenticator(url=redis_url, **({} if namespace is None else {"namespace": [namespace]}))
    not_found(asked, private_id(sid))
    not_found(asked, private_id(sid).removeprefix("2::"))
    not_found(asked, private_id(sid)[1:])


# ---------------------------------------------------------------------------------------------- Redis


def test_redis_is_asked_once_per_request(valkey, redis_url, sid):
    valkey.set(f"_session_id:{sid}", JSON)  # the last of all candidates
    with relayed(redis_url.split("/")[2]) as relay:
        asked = authenticator(url=f"redis://{relay.address}/{redis_url.rpartition('/')[2]}")
        assert user(asked, sid) == "7"
        relay.round_trips = 0
        for _ in range(5):
            assert user(asked, sid) == "7"
        assert relay.round_trips == 5
        assert relay.connections == 1


def test_signed_session_id(valkey, redis_url, sid):
    valkey.set(f"session:{private_id(sid)}", JSON)
    asked = authenticator(url=redis_url)
    cookie = sign(json.dumps(sid).encode())
    assert user(asked, cookie) == "7"
    with pytest.raises(SessionInvalid):
        user(asked, cookie[:-1] + ("0" if cookie[-1] != "0" else "1"))
    for other in ([sid], sid.upper(), private_id(sid), None, 5):
        not_found(asked, sign(json.dumps(other).encode()))


@pytest.mark.parametrize(
    "value", [b"\xff", b"[]", b"null", b'"text"', dump([1]), b"{", b"x" * (MAX_BYTES + 1)]
)
def test_stored_value_that_is_no_session(value, valkey, redis_url, sid):
    valkey.set(f"session:{private_id(sid)}", value)
    with pytest.raises(SessionInvalid):
        user(authenticator(url=redis_url), sid)


def test_key_that_holds_another_type_is_passed_over(valkey, redis_url, sid):
    valkey.hset(f"rack:session:{private_id(sid)}", "field", "value")
    not_found(authenticator(url=redis_url), sid)
    valkey.set(f"session:{sid}", JSON)
    assert user(authenticator(url=redis_url), sid) == "7"


def test_connection_that_redis_closed_is_opened_again(valkey, redis_url, sid):
    valkey.set(f"session:{private_id(sid)}", JSON)
    with relayed(redis_url.split("/")[2]) as relay:
        asked = authenticator(url=f"redis://{relay.address}/{redis_url.rpartition('/')[2]}")
        for _ in range(3):
            assert user(asked, sid) == "7"
            relay.cut()
        assert user(asked, sid) == "7"


def test_password(valkey, redis_url, sid):
    valkey.set(f"session:{private_id(sid)}", JSON)
    name = f"user{sid}"
    valkey.execute_command("ACL", "SETUSER", name, "on", ">pass word", "~*", "+@all")
    try:
        url = redis_url.replace("redis://", f"redis://{name}@")
        assert user(authenticator(url=url, password="pass word"), sid) == "7"
        with pytest.raises(AuthUnavailable) as caught:
            user(authenticator(url=url, password="wrong"), sid)
        assert "wrong" not in repr(caught.value.detail)
    finally:
        valkey.execute_command("ACL", "DELUSER", name)


# ------------------------------------------------------------------------------------------ memcached


def test_memcached_is_asked_once_per_request(memcached, memcached_address, sid):
    memcached.set(f"_session_id:{sid}", JSON, flags=1)
    with relayed(memcached_address) as relay:
        asked = authenticator(url=f"memcache://{relay.address}")
        for _ in range(5):
            assert user(asked, sid) == "7"
        assert relay.round_trips == 5
        assert relay.connections == 1


def test_compressed_value(memcached, memcached_address, sid):
    memcached.set(f"rack:session:{private_id(sid)}", zlib.compress(dump(session())), flags=3)
    assert user(authenticator(url=f"memcached://{memcached_address}"), sid) == "7"
    memcached.set(f"rack:session:{private_id(sid)}", zlib.compress(bytes(MAX_BYTES * 50)), flags=3)
    with pytest.raises(SessionInvalid) as caught:
        user(authenticator(url=f"memcached://{memcached_address}"), sid)
    assert caught.value.reason == "too_large"


def test_connections_that_memcached_closed_are_opened_again(memcached, memcached_address, sid):
    memcached.set(f"rack:session:{private_id(sid)}", JSON, flags=1)
    with relayed(memcached_address) as relay:
        asked = authenticator(url=f"memcache://{relay.address}")
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            assert set(pool.map(lambda _: user(asked, sid), range(64))) == {"7"}
        relay.cut()
        assert user(asked, sid) == "7"


@pytest.mark.parametrize("flags", [0, 2, 4])
def test_value_that_ruby_did_not_serialise_is_no_session(memcached, memcached_address, sid, flags):
    """A text that the application keeps for a visitor, under a key that the visitor chose."""
    memcached.set(f"rack:session:{private_id(sid)}", JSON, flags=flags)
    not_found(authenticator(url=f"memcache://{memcached_address}"), sid)


def test_request_waits_for_a_connection(memcached, memcached_address, sid):
    memcached.set(f"rack:session:{private_id(sid)}", JSON, flags=1)
    asked = authenticator(url=f"memcache://{memcached_address}", max_active=1, timeout=30)
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        assert set(pool.map(lambda _: user(asked, sid), range(200))) == {"7"}


def test_session_id_may_be_encrypted(valkey, redis_url, sid):
    """``signed: true`` of redis-actionpack takes the jar of ``signed_or_encrypted``."""
    valkey.set(f"session:{private_id(sid)}", JSON)
    asked = authenticator(url=redis_url, secret_key_base=SECRET)
    data = envelope(json.dumps(sid).encode(), pur="cookie._app_session")
    for cookie in (seal(json.dumps(sid).encode()), encrypt(json.dumps(sid).encode()), seal(data)):
        assert user(asked, cookie) == "7"
    with pytest.raises(SessionInvalid) as caught:
        user(asked, seal(json.dumps(sid).encode())[:-2] + "AA")
    assert caught.value.nature == "guess"


def test_each_of_several_servers_is_asked(memcached, memcached_address, sid):
    memcached.set(f"rack:session:{private_id(sid)}", JSON, flags=1)
    with relayed(memcached_address) as relay, socket.create_server(("127.0.0.1", 0)) as listener:
        closed = f"127.0.0.1:{listener.getsockname()[1]}"
        listener.close()
        for places in (f"{relay.address},{closed}", f"{closed},{relay.address}"):
            assert user(authenticator(url=f"memcache://{places}"), sid) == "7"
            with pytest.raises(AuthUnavailable):  # it may lie on the one that is down
                user(authenticator(url=f"memcache://{places}"), "0" * 32)


# ------------------------------------------------------------------------------------------------ both


@pytest.fixture(params=["redis", "memcache"])
def scheme(request) -> str:
    return request.param


def test_store_that_is_down(scheme):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    asked = authenticator(url=f"{scheme}://127.0.0.1:{port}")
    with pytest.raises(AuthUnavailable) as caught:
        ask(asked, "f" * 32)
    assert (caught.value.code, caught.value.status) == ("AUTH_UNAVAILABLE", 503)
    assert ask(asked, "f" * 32, name="other") is None


def test_store_that_does_not_answer(scheme, redis_url, memcached_address):
    with relayed(redis_url.split("/")[2] if scheme == "redis" else memcached_address) as relay:
        relay.silent = True
        with pytest.raises(AuthUnavailable):
            ask(authenticator(url=f"{scheme}://{relay.address}", timeout=0.2), "f" * 32)


def test_store_that_answers_nonsense(scheme):
    def answer(listener: socket.socket) -> None:
        for _ in range(4):
            with contextlib.suppress(OSError):
                client, _ = listener.accept()
                with client:
                    client.recv(65536)
                    client.sendall(b"\x00garbage\r\n" * 50)

    with socket.create_server(("127.0.0.1", 0)) as listener, concurrent.futures.ThreadPoolExecutor(1) as pool:
        pool.submit(answer, listener)
        asked = authenticator(url=f"{scheme}://127.0.0.1:{listener.getsockname()[1]}", timeout=0.3)
        with pytest.raises(AuthUnavailable):
            ask(asked, "f" * 32)
        listener.shutdown(socket.SHUT_RDWR)


def test_no_more_connections_than_allowed(scheme, redis_url, memcached_address, valkey, memcached, sid):
    valkey.set(f"session:{private_id(sid)}", JSON)
    memcached.set(f"session:{private_id(sid)}", JSON, flags=1)
    with relayed(redis_url.split("/")[2] if scheme == "redis" else memcached_address) as relay:
        number = f"/{redis_url.rpartition('/')[2]}" if scheme == "redis" else ""
        asked = authenticator(url=f"{scheme}://{relay.address}{number}", max_idle=2, max_active=4)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            assert set(pool.map(lambda _: user(asked, sid), range(100))) == {"7"}
        assert relay.connections <= 4
