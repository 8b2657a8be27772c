"""Sessions in entries of Rails caches: three formats, compressed or not, until they expire."""

from __future__ import annotations

import gzip
import json
import math
import struct
import zlib

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.auth.rails.failures import SessionInvalid
from django_graphgate.auth.rails.formats.cache_entries import session_of
from django_graphgate.auth.rails.formats.ruby_classes import CACHE_ENTRY
from tests.support.auth.rails.ruby import PREFIX, body, dump, number, raw, session, symbol

NOW = 1_000_000.0


def read(stored: bytes, **options: object) -> object:
    return session_of(stored, now=NOW, **options)


def refused(stored: bytes, reason: str = "malformed", **options: object) -> None:
    with pytest.raises(SessionInvalid) as caught:
        read(stored, **options)
    assert caught.value.reason == reason


def entry_6_1(**variables: object) -> bytes:
    pairs = b"".join(symbol(f"@{name}") + body(value) for name, value in variables.items())
    return PREFIX + b"o" + symbol(CACHE_ENTRY) + number(len(variables)) + pairs


def entry_7_1(
    payload: bytes, *, kind: int = 1, expires_at: float = -1.0, version: bytes | None = None
) -> bytes:
    length = -1 if version is None else len(version)
    return b"\x00\x11" + struct.pack("<Bdi", kind, expires_at, length) + (version or b"") + payload


def wrapped(entry: bytes) -> bytes:
    return PREFIX + raw(entry)


def gzipped(data: bytes) -> bytes:
    """As ``Dalli::GzipCompressor`` writes it."""
    return gzip.compress(data, mtime=0)


GOOD = {
    "Marshal": dump(session()),
    "JSON": json.dumps(session()).encode(),
    "MessagePack": b"\xcc\x80" + msgpack.packb(session()),
    "6.1": entry_6_1(value=session(), version=None, created_at=NOW, expires_in=None),
    "6.1 as in Rails 3.2": entry_6_1(
        value=dump(session()), compressed=False, created_at=NOW, expires_in=None
    ),
    "6.1 compressed": entry_6_1(value=zlib.compress(dump(session())), compressed=True),
    "7.0": b"\x00" + dump([session()]),
    "7.0 compressed": b"\x01" + zlib.compress(dump([session(), None, "v1"])),
    "7.1": entry_7_1(dump(session())),
    "7.1 compressed": entry_7_1(zlib.compress(dump(session())), kind=0x81),
    "7.1 with a version": entry_7_1(dump(session()), version=b"v1"),
    "7.1 MessagePack": entry_7_1(b"\xcc\x80" + msgpack.packb(session())),
}
EXPIRING = {
    "6.1": lambda at: entry_6_1(value=session(), created_at=NOW - 60, expires_in=at - NOW + 60),
    "7.0": lambda at: b"\x00" + dump([session(), at]),
    "7.1": lambda at: entry_7_1(dump(session()), expires_at=at),
}


@pytest.mark.parametrize("stored", GOOD.values(), ids=GOOD)
@pytest.mark.parametrize("compressed", [False, True])
def test_format(stored, compressed):
    if compressed:
        assert read(zlib.compress(stored), flags=3) == session()
        assert read(gzipped(stored), flags=3) == session()
    assert read(stored, flags=1) == session()


@pytest.mark.parametrize("name", [name for name in GOOD if name[0] in "67"])
def test_format_that_a_client_wrapped(name):
    assert read(wrapped(GOOD[name]), flags=1) == session()


@pytest.mark.parametrize("make", EXPIRING.values(), ids=EXPIRING)
def test_expiry(make):
    assert read(make(NOW + 0.5)) == session()
    refused(make(NOW), "expired")
    refused(make(NOW - 1), "expired")
    refused(wrapped(make(NOW - 1)), "expired")


@pytest.mark.parametrize("flags", [2, 3, 7])
def test_flag_for_zlib_around_something_else(flags):
    refused(dump(session()), flags=flags)
    refused(zlib.compress(dump(session()))[:-3], flags=flags)
    refused(gzipped(dump(session()))[:-3], flags=flags)
    refused(gzipped(dump(session())) + gzipped(b""), flags=flags)


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"\x00",
        b"\x00\x11",
        b"\x00\x04\x08",
        b"\x01\x78",
        b"\x00" + dump({}),
        b"\x00" + dump([]),
        b"\x00" + dump([1, 2, 3, 4]),
        b"\x00" + dump([session(), "soon"]),
        entry_7_1(b""),
        entry_7_1(dump(session()))[:12],
        entry_7_1(dump(session()), kind=0x02),
        entry_7_1(dump(session()), kind=0x00),
        entry_7_1(dump(session()), kind=0x81),
        entry_7_1(dump(session()), expires_at=math.nan),
        entry_7_1(dump(session()), version=b"x" * 9)[:20],
        entry_7_1(dump(session())).replace(struct.pack("<i", -1), struct.pack("<i", 2**31 - 1)),
        entry_6_1(value=session(), created_at=None, expires_in=5.0),
        entry_6_1(value=session(), created_at=5.0, expires_in="5"),
        entry_6_1(value="text", compressed=True),
        entry_6_1(value=dump(session()) + b"x"),
        entry_6_1(value=dump(session())[:-1]),
        entry_6_1(value=b"\xff", compressed=True),
        wrapped(b"text"),
        wrapped(dump(session())),
        wrapped(wrapped(GOOD["7.1"])),
        wrapped(b""),
    ],
)
def test_entry_of_another_shape(stored):
    refused(stored)


def test_entry_inside_an_entry():
    inner = entry_6_1(value=session())[len(PREFIX) :]
    refused(PREFIX + b"o" + symbol(CACHE_ENTRY) + number(1) + symbol("@value") + inner, "unsupported_object")
    refused(b"\x00" + entry_6_1(value=session()), "unsupported_object")
    refused(entry_7_1(entry_6_1(value=session())), "unsupported_object")


def test_marshal_that_the_settings_exclude():
    for name, stored in GOOD.items():
        if name in {"JSON", "MessagePack", "7.1 MessagePack"}:
            assert read(stored, allow_marshal=False) == session()
        else:
            refused(stored, allow_marshal=False)
        if name == "7.1 MessagePack":
            assert read(wrapped(stored), allow_marshal=False) == session()
        else:
            refused(wrapped(stored), allow_marshal=False)


@given(st.sampled_from(list(GOOD.values())), st.data())
def test_changed_bytes_end_in_a_value_or_a_refusal(stored, data):
    changed = bytearray(stored)
    for _ in range(data.draw(st.integers(1, 3))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    for flags in (1, 3):
        try:
            read(bytes(changed), flags=flags)
        except SessionInvalid:
            continue
