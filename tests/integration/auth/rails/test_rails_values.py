"""Sessions of Rails 7.0 to 8.1 that hold, beside the login, whatever an app may put there.

``rails_values.json.gz`` was written by Rails itself: its own cookie jars, serializers and cache coders, in
each form that they have.  A value that this reader does not know ends in a refusal, and never in
another user or in an unforeseen error.
"""

from __future__ import annotations

import base64
import functools
import gzip
import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import RequestFactory

from django_graphgate.auth.rails import authenticator as authenticating
from django_graphgate.auth.rails.authenticator import RailsSessionAuthenticator
from django_graphgate.auth.rails.failures import SessionInvalid
from django_graphgate.auth.rails.formats.cache_entries import session_of
from django_graphgate.auth.rails.login.warden import login_of
from tests.support.clock import moved
from tests.support.leaks import secret

SECRET = secret("9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a0" * 2)
NOW = 1_800_000_000
"""Some weeks after the sessions were written, years before they expire."""

Record = dict[str, Any]
RECORDS: list[Record] = json.loads(
    gzip.decompress(Path(__file__).with_name("rails_values.json.gz").read_bytes())
)
for _record in RECORDS:
    secret(unquote(_record["text"]))

OBJECTS = {
    *("mine", "struct", "ostruct", "klass", "zone", "uri", "recursive", "duration", "range", "complex"),
    *("regexp", "ip", "path", "inquirer", "ident"),
}
"""What Marshal writes with the name of a class, or with itself inside; JSON and MessagePack write plain
values for some of them."""


def named(record: Record) -> str:
    return "-".join((record["rails"], record["kind"], record["value"], record["how"]))


def of_kind(kind: str) -> Any:
    """One test for each value, over all forms it was written in."""
    found: dict[str, list[Record]] = {}
    for record in RECORDS:
        if record["kind"] == kind:
            found.setdefault(record["value"], []).append(record)
    return pytest.mark.parametrize("records", found.values(), ids=found)


def user_of_cookie(record: Record, *, secret_key_base: str = SECRET) -> str | None:
    request = RequestFactory().get("/", HTTP_COOKIE=f"_s={record['text']}")
    with moved(NOW):
        identity = asking(secret_key_base).authenticate(request)
    return identity and identity.user_id


@functools.cache
def asking(secret_key_base: str) -> RailsSessionAuthenticator:
    return RailsSessionAuthenticator({"type": "rails", "cookie": "_s", "secret_key_base": secret_key_base})


@of_kind("cookie")
def test_user_of_a_cookie(records: list[Record]) -> None:
    assert {named(each): user_of_cookie(each) for each in records} == {
        named(each): each["user"] for each in records
    }


@of_kind("cookie")
def test_cookie_for_another_secret_or_of_another_name_names_nobody(records: list[Record]) -> None:
    asked = RailsSessionAuthenticator({"type": "rails", "cookie": "_t", "secret_key_base": SECRET})
    for record in records:
        with pytest.raises(SessionInvalid):
            user_of_cookie(record, secret_key_base=SECRET[::-1])
        if record["how"].endswith("false"):  # without metadata no cookie says for which name it was made
            continue
        request = RequestFactory().get("/", HTTP_COOKIE=f"_t={record['text']}")
        with moved(NOW), pytest.raises(SessionInvalid) as caught:
            asked.authenticate(request)
        assert caught.value.reason == "wrong_purpose", named(record)


def is_an_object(record: Record) -> bool:
    return record["value"] in OBJECTS and "message_pack" not in record["how"]


@of_kind("stored")
def test_user_of_a_stored_session(records: list[Record]) -> None:
    for record in records:
        stored = base64.b64decode(record["text"])
        if is_an_object(record):
            with pytest.raises(SessionInvalid) as caught:
                session_of(stored, now=NOW)
            assert caught.value.reason in {"unsupported_object", "malformed"}, named(record)
            continue
        login = login_of(session_of(stored, now=NOW), "user")
        assert login is not None, named(record)
        assert login.user_id == record["user"], named(record)


@of_kind("stored")
def test_stored_session_of_long_ago_has_expired(records: list[Record]) -> None:
    for record in records:
        if record["how"].startswith("bare") or is_an_object(record):  # the store itself lets go of a bare one
            continue
        with pytest.raises(SessionInvalid) as caught:
            session_of(base64.b64decode(record["text"]), now=NOW * 2)
        assert caught.value.reason == "expired", named(record)


@of_kind("rails8")
def test_row_of_the_cookie_of_built_in_authentication(
    records: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def look_up(row_id: Any) -> int:
        asked.append(row_id)
        return 5

    monkeypatch.setattr(authenticating.rails8, "row_lookup", lambda options: look_up)
    options = {"type": "rails", "secret_key_base": SECRET, "rails8": {"query": "SELECT %s"}}
    found = RailsSessionAuthenticator(options)
    for record in records:
        request = RequestFactory().get("/", HTTP_COOKIE=f"session_id={record['text']}")
        with moved(NOW):
            identity = found.authenticate(request)
        assert identity is not None
        assert identity.user_id == "5"
    assert [str(each) for each in asked] == [record["user"] for record in records]
