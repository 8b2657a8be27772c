"""The formats of a session, JSON, Marshal and MessagePack, recognised by their first bytes.

MessagePack is ActiveSupport's: ``CC 80`` and a body with its extension types
(``active_support/message_pack/extensions.rb``).
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Callable, Mapping

from django_graphgate.auth.rails.failures import SessionInvalid, malformed
from django_graphgate.auth.rails.formats import marshal
from django_graphgate.auth.rails.formats.ruby_classes import Value, is_usable_key
from django_graphgate.strict_json import refuse_constant

MESSAGE_PACK_SIGNATURE = b"\xcc\x80"


def load(data: bytes, *, allow_marshal: bool = True) -> Value:
    """The value that was written; raises :class:`SessionInvalid`.

    Without ``allow_marshal``, as with Rails's ``:json`` and ``:message_pack``, Marshal is refused.
    """
    if len(data) > marshal.MAX_BYTES:
        raise SessionInvalid("too_large", "the session is too long")
    if data.startswith(marshal.SIGNATURE):
        if not allow_marshal:
            raise malformed("Marshal where the settings exclude it")
        return marshal.load(data)
    if data.startswith(MESSAGE_PACK_SIGNATURE):
        return _load_message_pack(data[len(MESSAGE_PACK_SIGNATURE) :])
    return _load_json(data)


# ------------------------------------------------------------------------------------------------ JSON


_JSON = json.JSONDecoder(parse_constant=refuse_constant)


def _load_json(data: bytes) -> Value:
    """JSON in UTF-8, nested no deeper than Ruby's parser allows; of two equal keys the last holds."""
    if data.count(b"[") + data.count(b"{") > marshal.MAX_DEPTH and _json_depth(data) > marshal.MAX_DEPTH:
        raise malformed("nested too deeply")
    try:
        text = data.decode("utf-8")
        value, end = _JSON.raw_decode(text) if text[:1] == "{" else (None, -1)
        return value if end == len(text) else _JSON.decode(text)  # other values, and white space around
    except (ValueError, RecursionError) as error:
        raise malformed("not JSON") from error


def _json_depth(data: bytes) -> int:
    """How deep the brackets outside of strings nest."""
    depth = deepest = 0
    inside = escaped = False
    for byte in data:
        if inside:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                inside = False
        elif byte == 0x22:
            inside = True
        elif byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest


# ----------------------------------------------------------------------------------------- MessagePack


def _load_message_pack(body: bytes) -> Value:
    return _unpack(body, 1)


def _unpack(body: bytes, depth: int) -> Value:
    values = _unpack_all(body, depth)
    if len(values) != 1:
        raise malformed("not one MessagePack value")
    return values[0]


def _unpack_all(body: bytes, depth: int) -> list[Value]:
    """The consecutive values in ``body``."""
    import msgpack

    if depth > 8:
        raise malformed("MessagePack extensions nested too deeply")
    unpacker = msgpack.Unpacker(
        ext_hook=lambda code, data: _extension(code, data, depth + 1),
        object_pairs_hook=_mapping,
        strict_map_key=False,
        max_buffer_size=max(len(body), 1),
    )
    unpacker.feed(body)
    values: list[Value] = []
    try:
        values.extend(unpacker)
        consumed = unpacker.tell()
    except (ValueError, TypeError, RecursionError, msgpack.UnpackException) as error:
        raise malformed("not MessagePack") from error
    if consumed != len(body):
        raise malformed("MessagePack is cut off")
    return values


def _mapping(pairs: list[tuple[Value, Value]]) -> dict[Value, Value]:
    return {key: value for key, value in pairs if is_usable_key(key)}


def _bignum(data: bytes, _: int) -> int:
    """A sign byte, then big-endian words of 32 bits."""
    if len(data) % 4 != 1 or data[0] > 1:
        raise malformed("a big integer of another length")
    number = int.from_bytes(data[1:], "big")
    return -number if data[0] else number


def _text(data: bytes, _: int) -> str:
    return data.decode("utf-8")


def _time(data: bytes, depth: int) -> dt.datetime:
    """Seconds, nanoseconds, then the offset and perhaps the name of a zone."""
    values = _unpack_all(data, depth)
    if len(values) < 3 or any(type(value) is not int for value in values[:2]):
        raise malformed("a Time that is not a time")
    seconds, nanoseconds = values[:2]
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC).replace(microsecond=nanoseconds // 1000)
    except (ValueError, OverflowError, OSError) as error:  # also for too many nanoseconds
        raise malformed("a Time outside the calendar") from error


def _several(data: bytes, depth: int) -> list[Value]:
    return _unpack_all(data, depth)


def _single(data: bytes, depth: int) -> Value:
    return _unpack(data, depth)


def _text_or_packed(data: bytes, depth: int) -> Value:
    """A plain text, or one in MessagePack: Rails 7.2 and 8.2 have changed their minds."""
    try:
        packed = _unpack(data, depth)
    except SessionInvalid:
        return _text(data, depth)
    return packed if isinstance(packed, str) else _text(data, depth)


_EXTENSIONS: Mapping[int, Callable[[bytes, int], Value]] = {
    0: _text,  # Symbol
    1: _bignum,  # Integer
    2: _text,  # BigDecimal
    3: _several,  # Rational
    4: _several,  # Complex
    5: _several,  # DateTime
    6: _several,  # Date
    7: _time,  # Time
    8: _time,  # ActiveSupport::TimeWithZone
    9: _text,  # ActiveSupport::TimeZone
    10: _several,  # ActiveSupport::Duration
    11: _several,  # Range
    12: _single,  # Set
    13: _text,  # URI
    14: _text_or_packed,  # IPAddr
    15: _text,  # Pathname
    16: _text,  # Regexp
    17: _single,  # ActiveSupport::HashWithIndifferentAccess
    18: _text_or_packed,  # ActiveSupport::SafeBuffer
}


def _extension(code: int, data: bytes, depth: int) -> Value:
    read = _EXTENSIONS.get(code)
    if read is None:
        raise SessionInvalid("unsupported_object", f"MessagePack extension {code}")
    return read(data, depth)


# ------------------------------------------------------------------------------------------------ zlib


_ZLIB_OR_GZIP = zlib.MAX_WBITS | 32


def inflate(data: bytes) -> bytes:
    """A whole zlib or gzip stream, refused once it grows over the longest session."""
    stream = zlib.decompressobj(_ZLIB_OR_GZIP)
    try:
        plain = stream.decompress(data, marshal.MAX_BYTES + 1)
    except zlib.error as error:
        raise malformed("not zlib") from error
    if len(plain) > marshal.MAX_BYTES:
        raise SessionInvalid("too_large", "the compressed session is too long")
    if not stream.eof or stream.unused_data:
        raise malformed("the zlib stream is cut off or followed by bytes")
    return plain
