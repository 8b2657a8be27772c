"""Purpose and expiry of a value are checked in each form of the envelope."""

from __future__ import annotations

import datetime as dt
import json

import msgpack
import pytest

from django_graphgate.auth.rails.failures import SessionInvalid
from django_graphgate.auth.rails.formats.envelope import timestamp, unwrap
from tests.support.auth.rails.asking import authenticator, user
from tests.support.auth.rails.ruby import base64_of, dump, envelope, seal, session
from tests.support.clock import moved

NOW = dt.datetime(2030, 1, 1, tzinfo=dt.UTC).timestamp()
PURPOSE = "cookie._app_session"
JSON = json.dumps(session()).encode()


def packed(value: object) -> bytes:
    return b"\xcc\x80" + msgpack.packb(value)


def opened(data: bytes) -> object:
    return unwrap(data, purpose=PURPOSE, now=NOW)


def refused(data: bytes, reason: str = "malformed") -> None:
    with pytest.raises(SessionInvalid) as caught:
        opened(data)
    assert caught.value.reason == reason


FORMS = {
    "message": lambda **metadata: envelope(JSON, **metadata),
    "JSON": lambda **metadata: json.dumps({"_rails": {"data": session(), **metadata}}).encode(),
    "Marshal": lambda **metadata: dump({"_rails": {"data": session(), **metadata}}),
    "MessagePack": lambda **metadata: packed({"_rails": {"data": session(), **metadata}}),
}
every_form = pytest.mark.parametrize("wrap", FORMS.values(), ids=FORMS)


@every_form
def test_purpose_of_this_cookie(wrap):
    assert opened(wrap(pur=PURPOSE)) == session()
    assert opened(wrap(pur=PURPOSE, exp=None)) == session()


@every_form
def test_value_without_a_purpose(wrap):
    assert opened(wrap()) == session()
    assert opened(wrap(pur=None)) == session()


@pytest.mark.parametrize("purpose", ["", "cookie.remember_user_token", "cookie._APP_SESSION", "login"])
@every_form
def test_purpose_of_something_else(wrap, purpose):
    refused(wrap(pur=purpose), "wrong_purpose")


@pytest.mark.parametrize("purpose", [1, True, [], [PURPOSE], {"cookie": 1}])
@every_form
def test_purpose_that_is_no_text(wrap, purpose):
    refused(wrap(pur=purpose))


@pytest.mark.parametrize("expiry", ["2030-01-01T00:00:00.001Z", "2030-01-01T01:00:00+00:30"])
@every_form
def test_expiry_to_come(wrap, expiry):
    assert opened(wrap(exp=expiry)) == session()


@pytest.mark.parametrize("expiry", ["2030-01-01T00:00:00.000Z", "2030-01-01T00:59:00+01:00"])
@every_form
def test_expiry_that_has_passed(wrap, expiry):
    refused(wrap(exp=expiry, pur=PURPOSE), "expired")


@pytest.mark.parametrize(
    "expiry", ["", "tomorrow", "2031-01-01T00:00:00", True, False, 0, -1, NOW + 1, 10**400, [], {}, "9" * 99]
)
def test_expiry_that_is_no_time(expiry):
    refused(FORMS["JSON"](exp=expiry))


@pytest.mark.parametrize("seconds", [1, -1])
def test_expiry_as_the_time_of_message_pack(seconds):
    packed_time = b"".join(map(msgpack.packb, (int(NOW) + seconds, 0, 0)))
    data = packed({"_rails": {"data": session(), "exp": msgpack.ExtType(7, packed_time)}})
    if seconds > 0:
        assert opened(data) == session()
    else:
        refused(data, "expired")


@pytest.mark.parametrize(
    "metadata",
    [
        [],
        [1, 2],
        None,
        "text",
        1,
        {},
        {"pur": PURPOSE},
        {"message": None},
        {"message": 1},
        {"message": "!!!"},
        {"message": base64_of(JSON).rstrip("=") + "\n"},
        {"message": base64_of(b"")},
    ],
)
def test_envelope_of_another_shape(metadata):
    refused(json.dumps({"_rails": metadata}).encode())


def test_envelope_in_an_envelope_is_opened_once():
    inner = envelope(JSON, pur=PURPOSE)
    assert set(opened(envelope(inner))) == {"_rails"}
    with pytest.raises(SessionInvalid):
        opened(envelope(b"["))


def test_value_without_an_envelope():
    assert opened(JSON) == session()


def test_cookie_stops_to_hold_when_its_time_has_come():
    asked = authenticator()
    with moved(NOW - 1) as time:
        cookie = seal(envelope(JSON, pur=PURPOSE, exp="2030-01-01T00:00:00Z"))
        assert user(asked, cookie) == "7"
        time.forward(1)
        with pytest.raises(SessionInvalid, match="not valid"):
            user(asked, cookie)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (5, 5.0),
        (5.5, 5.5),
        ("1970-01-01T00:00:05Z", 5.0),
        ("1970-01-01 00:00:05 UTC", 5.0),
        (dt.datetime(1970, 1, 1, 0, 0, 5, tzinfo=dt.UTC), 5.0),
        (dt.datetime(1970, 1, 1), None),  # noqa: DTZ001
        ("1970-01-01T00:00:05", None),
        ("5", None),
        (True, None),
        (None, None),
        (float("nan"), None),
        (float("inf"), None),
        (b"5", None),
    ],
)
def test_timestamp(value, moment):
    assert timestamp(value) == moment
