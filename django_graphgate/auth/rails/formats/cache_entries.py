"""Sessions as a server stores them: bare, or inside an entry of a Rails cache.

========  ==================================================================================
3.2       Marshal of an ``ActiveSupport::Cache::Entry`` around Marshal of the value, maybe in zlib
6.1       Marshal of an ``ActiveSupport::Cache::Entry``, also around zlib of Marshal of the value
7.0       ``00`` and Marshal, or ``01`` and zlib of Marshal, of ``[value, expires_at, version]``
7.1+      ``00 11``, a byte for the type (``80``: zlib), the expiry as a little-endian double
          (-1: none), the version's length as int32 (-1: none), the version, the value
========  ==================================================================================

memcached clients of Rails put the newer two once more into Marshal, as a string
(``active_support/cache/{coder,entry,serializer_with_fallback}.rb``).
"""

from __future__ import annotations

import math
import struct

from django_graphgate.auth.rails.failures import SessionInvalid, malformed
from django_graphgate.auth.rails.formats import marshal, serializers
from django_graphgate.auth.rails.formats.envelope import timestamp
from django_graphgate.auth.rails.formats.ruby_classes import CacheEntry, Value
from django_graphgate.auth.rails.formats.serializers import inflate

FLAG_COMPRESSED = 2
"""Dalli's flag for zlib or gzip; 1 (serialised) and 4 (text) show in the bytes themselves."""

_PLAIN_7_0, _ZLIB_7_0 = b"\x00" + marshal.SIGNATURE, b"\x01\x78"
_CODER = b"\x00\x11"
_HEADER = struct.Struct("<Bdi")
_OBJECT, _COMPRESSED = 0x01, 0x80


def session_of(stored: bytes, *, flags: int = 0, now: float, allow_marshal: bool = True) -> Value:
    """The session that a server holds as ``stored``; raises :class:`SessionInvalid`.

    ``flags`` are memcached's.  Without ``allow_marshal`` only the string around an entry may be Marshal.
    """
    if flags & FLAG_COMPRESSED:
        stored = inflate(stored)
    if _is_entry(stored):
        return _of_entry(stored, now, allow_marshal=allow_marshal)
    if not stored.startswith(marshal.SIGNATURE):
        return serializers.load(stored, allow_marshal=allow_marshal)
    value = marshal.load(stored, entries=True)
    if isinstance(value, (bytes, str)):
        return _of_string(value, now, allow_marshal=allow_marshal)
    if not allow_marshal:
        raise malformed("Marshal where the settings exclude it")
    return _of_object(value, now) if isinstance(value, CacheEntry) else value


def _of_string(value: bytes | str, now: float, *, allow_marshal: bool) -> Value:
    """An entry that a memcached client wrapped."""
    inner = value.encode() if isinstance(value, str) else value
    if _is_entry(inner):
        return _of_entry(inner, now, allow_marshal=allow_marshal)
    if allow_marshal and inner.startswith(marshal.SIGNATURE):
        entry = marshal.load(inner, entries=True)
        if isinstance(entry, CacheEntry):
            return _of_object(entry, now)
    raise malformed("a text instead of a session")


def _is_entry(stored: bytes) -> bool:
    return stored.startswith((_CODER, _PLAIN_7_0, _ZLIB_7_0))


def _of_entry(stored: bytes, now: float, *, allow_marshal: bool) -> Value:
    if stored.startswith(_CODER):
        return _of_coder(stored[len(_CODER) :], now, allow_marshal=allow_marshal)
    if not allow_marshal:
        raise malformed("Marshal where the settings exclude it")
    packed = marshal.load(stored[1:] if stored.startswith(_PLAIN_7_0) else inflate(stored[1:]))
    if not isinstance(packed, list) or not 1 <= len(packed) <= 3:
        raise malformed("a cache entry of another layout")
    value, expires_at, _ = [*packed, None, None][:3]
    _check_expiry(expires_at, now)
    return value


def _of_coder(rest: bytes, now: float, *, allow_marshal: bool) -> Value:
    if len(rest) < _HEADER.size:
        raise malformed("a cache entry that is cut off")
    flags, expires_at, version_length = _HEADER.unpack_from(rest)
    start = _HEADER.size + max(version_length, 0)
    if start > len(rest) or math.isnan(expires_at):
        raise malformed("a cache entry that is cut off")
    _check_expiry(None if expires_at < 0 else expires_at, now)
    if flags & ~_COMPRESSED != _OBJECT:
        raise malformed("a cache entry that holds a text")
    payload = rest[start:]
    return serializers.load(inflate(payload) if flags & _COMPRESSED else payload, allow_marshal=allow_marshal)


def _of_object(entry: CacheEntry, now: float) -> Value:
    variables = entry.variables
    expires_in = variables.get("@expires_in")
    if expires_in is not None:
        created_at, lifetime = timestamp(variables.get("@created_at")), timestamp(expires_in)
        if created_at is None or lifetime is None:
            raise malformed("a cache entry with no time for its expiry")
        _check_expiry(created_at + lifetime, now)
    value = variables.get("@value")
    if variables.get("@compressed"):
        if not isinstance(value, bytes):
            raise malformed("a compressed cache entry without bytes")
        return marshal.load(inflate(value))
    inner = value.encode() if isinstance(value, str) else value
    return marshal.load(inner) if isinstance(inner, bytes) and inner.startswith(marshal.SIGNATURE) else value


def _check_expiry(expires_at: Value, now: float) -> None:
    if expires_at is None:
        return
    moment = timestamp(expires_at)
    if moment is None:
        raise malformed("a cache entry with no time for its expiry")
    if moment <= now:
        raise SessionInvalid("expired", "the cache entry's time has passed")
