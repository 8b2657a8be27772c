"""JSON, MessagePack and zlib are read within bounds."""

from __future__ import annotations

import datetime as dt
import json
import tracemalloc
import zlib

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.auth.rails.failures import SessionInvalid
from django_graphgate.auth.rails.formats import marshal
from django_graphgate.auth.rails.formats.serializers import inflate, load
from tests.support.auth.rails.ruby import dump

HEAD = b"\xcc\x80"


def refused(data: bytes, reason: str = "malformed") -> None:
    with pytest.raises(SessionInvalid) as caught:
        load(data)
    assert caught.value.reason == reason


def extension(code: int, data: bytes) -> bytes:
    return HEAD + msgpack.packb(msgpack.ExtType(code, data))


# ----------------------------------------------------------------------------------------------- JSON


def test_json():
    assert load(b' {"a": [1, 2.5, null, "\xc3\xa9"]} ') == {"a": [1, 2.5, None, "é"]}
    assert load(b'{"a": 1, "a": 2}') == {"a": 2}


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b" ",
        b"{",
        b'{"a"}',
        b"[1,]",
        b"NaN",
        b"[Infinity]",
        b"'a'",
        b"\xff",
        b'"\xff"',
        b"1" * 5000,
        b"\xef\xbb\xbf{}",
        '{"a": 1}'.encode("utf-16"),
        b"{} {}",
        b"\x00",
        b'"\n"',
    ],
)
def test_text_that_is_no_json(text):
    refused(text)


def test_json_nested_within_the_limit():
    assert load(b"[" * 100 + b"]" * 100)
    refused(b"[" * 101 + b"]" * 101)
    refused(b'{"a":' * 101 + b"1" + b"}" * 101)
    refused(b"[" * 500_000)


def test_brackets_in_json_strings_do_not_nest():
    assert load(b'["' + b"[{" * 200 + b'\\"[\\\\"]')
    assert load(b"[" + b"[]," * 200 + b"1]")


def test_session_over_the_limit():
    refused(b'"' + b"a" * marshal.MAX_BYTES + b'"', "too_large")


# ---------------------------------------------------------------------------------------- MessagePack


def test_message_pack():
    value = {"a": [1, 2.5, None, "é", b"\xff", 2**64 - 1, -(2**63)], "b": {"c": True}}
    assert load(HEAD + msgpack.packb(value)) == value


@pytest.mark.parametrize(
    ("code", "data", "value"),
    [
        (0, b"abc", "abc"),
        (1, b"\x00" + (2**80).to_bytes(12, "big"), 2**80),
        (1, b"\x01" + (2**80).to_bytes(12, "big"), -(2**80)),
        (2, b"18:0.1e1", "18:0.1e1"),
        (3, msgpack.packb(1) + msgpack.packb(3), [1, 3]),
        (6, msgpack.packb(2460000), [2460000]),
        (7, b"\x05" + b"\xcd\x03\xe8" + b"\0", dt.datetime(1970, 1, 1, 0, 0, 5, 1, dt.UTC)),
        (8, b"\x05\0\0" + msgpack.packb("Paris"), dt.datetime(1970, 1, 1, 0, 0, 5, 0, dt.UTC)),
        (12, msgpack.packb([1, 2]), [1, 2]),
        (17, msgpack.packb({"a": 1}), {"a": 1}),
        (4, msgpack.packb(1) + msgpack.packb(2), [1, 2]),
        (11, msgpack.packb(1) + msgpack.packb(5) + msgpack.packb(False), [1, 5, False]),
        (14, b"::1", "::1"),
        (14, msgpack.packb("10.0.0.0/8"), "10.0.0.0/8"),
        (16, b"(?-mix:a+)", "(?-mix:a+)"),
        (18, b"<b>", "<b>"),
        (18, b"7", "7"),
        (18, "é".encode(), "é"),
        (18, msgpack.packb("<b>é"), "<b>é"),
        (18, b"", ""),
    ],
)
def test_extension_types(code, data, value):
    assert load(extension(code, data)) == value


@pytest.mark.parametrize("code", [19, 100, 127])
def test_extension_that_would_build_an_object(code):
    refused(extension(code, msgpack.packb("Kernel")), "unsupported_object")


@pytest.mark.parametrize(
    ("code", "data"),
    [
        (0, b"\xff"),
        (1, b""),
        (1, b"\x00\x01"),
        (1, b"\x02\0\0\0\0"),
        (3, b"\xc1"),
        (7, b""),
        (7, b"\x05"),
        (7, b"\x05\0"),
        (7, b"\xa1a\0\0"),
        (7, b"\xcf" + b"\xff" * 8 + b"\0\0"),
        (7, b"\x05\xce\x3b\x9a\xca\x00\0"),
        (12, b""),
        (12, b"\x01\x02"),
        (17, b"\x81\x01"),
    ],
)
def test_extension_with_something_else_inside(code, data):
    refused(extension(code, data))


@pytest.mark.parametrize(
    "body", [b"", b"\xc1", b"\x01\x01", b"\x81\x01", b"\xdd\xff\xff\xff\xff", b"\xa1\xff"]
)
def test_bytes_that_are_no_message_pack(body):
    refused(HEAD + body)


def test_message_pack_entry_that_nobody_looks_up_is_left_out():
    assert load(HEAD + b"\x83\x90\x01\xcb" + b"\0" * 8 + b"\x02\xa1a\x03") == {"a": 3}


def test_message_pack_that_claims_more_than_it_holds_takes_no_memory():
    tracemalloc.start()
    for head in (b"\xdd", b"\xdf", b"\xdb", b"\xc6", b"\xc9"):
        refused(HEAD + head + b"\x7f\xff\xff\xff" + b"\0" * 100)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_message_pack_nested_deeply():
    refused(HEAD + b"\x91" * 100_000 + b"\0")
    data = b"\0"
    for _ in range(20):
        data = msgpack.packb(msgpack.ExtType(12, data))
    refused(HEAD + data)


@given(st.binary(max_size=100))
def test_any_bytes(data):
    for start in (b"", HEAD, marshal.SIGNATURE):
        try:
            load(start + data)
        except SessionInvalid:
            continue


@given(st.integers(0, 127), st.binary(max_size=40))
def test_any_extension(code, data):
    try:
        load(extension(code, data))
    except SessionInvalid:
        return


# ----------------------------------------------------------------------------------------------- zlib


def test_inflate():
    assert inflate(zlib.compress(dump("a" * 1000))) == dump("a" * 1000)


@pytest.mark.parametrize(
    "data", [b"", b"x", zlib.compress(b"abc")[:-1], zlib.compress(b"abc") + b"x", b"\x1f\x8b\x08"]
)
def test_stream_that_is_not_whole(data):
    with pytest.raises(SessionInvalid) as caught:
        inflate(data)
    assert caught.value.reason == "malformed"


def test_bomb_is_given_up_early():
    bomb = zlib.compress(bytes(200 * marshal.MAX_BYTES), 9)
    tracemalloc.start()
    with pytest.raises(SessionInvalid) as caught:
        inflate(bomb)
    assert caught.value.reason == "too_large"
    assert tracemalloc.get_traced_memory()[1] < 4 * marshal.MAX_BYTES
    tracemalloc.stop()


def test_json_is_as_python_would_read_it():
    value = {"a": [{"b": None}, -1.5e-7, "\u2028"], "": False}
    assert load(json.dumps(value).encode()) == value
