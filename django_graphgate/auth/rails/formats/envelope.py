"""The metadata that Rails wraps around a cookie's value: purpose and expiry.

``{"_rails": {"message": base64, "exp": …, "pur": …}}`` in JSON since Rails 5.2, and
``{"_rails": {"data": …, "exp": …, "pur": …}}`` in the serializer's own form since 7.1
(``active_support/messages/metadata.rb``).
"""

from __future__ import annotations

import binascii
import datetime as dt
import math

from django_graphgate.auth.rails.failures import SessionInvalid, malformed
from django_graphgate.auth.rails.formats import serializers
from django_graphgate.auth.rails.formats.ruby_classes import Value

ENVELOPE = "_rails"


def strict_base64(text: str | bytes) -> bytes:
    """Canonical standard base64, like Ruby's ``strict_decode64``; raises ``ValueError``."""
    raw = text.encode("ascii") if isinstance(text, str) else text
    data = binascii.a2b_base64(raw, strict_mode=True)
    if binascii.b2a_base64(data, newline=False) != raw:
        raise binascii.Error("Another text encodes the same bytes.")
    return data


def unwrap(data: bytes, *, purpose: str, now: float, allow_marshal: bool = True) -> Value:
    """The value inside ``data``, which may or may not have an envelope, as Rails reads either.

    ``data`` has been authenticated.  Raises :class:`SessionInvalid` where the envelope was made for
    another purpose (a cookie of another name) or its time has passed.
    """
    value = serializers.load(data, allow_marshal=allow_marshal)
    if not isinstance(value, dict) or ENVELOPE not in value:
        return value
    metadata = value[ENVELOPE]
    if not isinstance(metadata, dict):
        raise malformed("an envelope that is not an object")
    _check_purpose(metadata.get("pur"), purpose)
    _check_expiry(metadata.get("exp"), now)
    if "message" in metadata:
        return serializers.load(_message(metadata["message"]), allow_marshal=allow_marshal)
    if "data" in metadata:
        return metadata["data"]
    raise malformed("an empty envelope")


def _message(text: Value) -> bytes:
    if not isinstance(text, str):
        raise malformed("the envelope's message is not a text")
    try:
        return strict_base64(text)
    except ValueError as error:
        raise malformed("the envelope's message is not base64") from error


def _check_purpose(purpose: Value, expected: str) -> None:
    if purpose is None or purpose == expected:  # Rails also reads values without a purpose
        return
    if not isinstance(purpose, str):
        raise malformed("the envelope's purpose is not a text")
    raise SessionInvalid("wrong_purpose", "the value was made for something else")


def _check_expiry(expiry: Value, now: float) -> None:
    if expiry is None:
        return
    moment = timestamp(expiry) if isinstance(expiry, str | dt.datetime) else None  # Rails writes no numbers
    if moment is None:
        raise malformed("the envelope's expiry is not a time")
    if moment <= now:
        raise SessionInvalid("expired", "the envelope's time has passed")


def timestamp(value: Value) -> float | None:
    """Seconds since 1970 of a number, a time, or an ISO 8601 text with an offset; else ``None``."""
    if isinstance(value, str):
        try:
            value = dt.datetime.fromisoformat(value.removesuffix(" UTC") + "Z" * value.endswith(" UTC"))
        except ValueError:
            return None
    if isinstance(value, dt.datetime):
        return value.timestamp() if value.tzinfo is not None else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        moment = float(value)
    except OverflowError:
        return None
    return moment if math.isfinite(moment) else None
