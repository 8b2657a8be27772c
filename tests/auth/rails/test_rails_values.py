"""Sessions of Rails 7.0 to 8.1 that hold, beside the login, whatever an app may put there.

``rails_values.json.gz`` was written by Rails itself: its own cookie jars, serializers and cache coders, in
each form that they have.  A value that this reader does not know ends in a refusal, and never in
another user or in an unforeseen error.
"""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import RequestFactory

from django_graphgate.auth import clock
from django_graphgate.auth.rails import authenticator as authenticating
from django_graphgate.auth.rails.authenticator import RailsSessionAuthenticator
from django_graphgate.auth.rails.cache_entries import session_of
from django_graphgate.auth.rails.failures import SessionInvalid
from django_graphgate.auth.rails.warden import login_of
from tests.leaks import secret

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
    records = [record for record in RECORDS if record["kind"] == kind]
    return pytest.mark.parametrize("record", records, ids=named)


def user_of_cookie(record: Record, **options: Any) -> str | None:
    entry = {"type": "rails", "cookie": "_s", "secret_key_base": SECRET, **options}
    request = RequestFactory().get("/", HTTP_COOKIE=f"_s={record['text']}")
    with clock.moved(NOW):
        identity = RailsSessionAuthenticator(entry).authenticate(request)
    return identity and identity.user_id


@of_kind("cookie")
def test_user_of_a_cookie(record: Record) -> None:
    assert user_of_cookie(record) == record["user"]


@of_kind("cookie")
def test_cookie_for_another_secret_or_of_another_name_names_nobody(record: Record) -> None:
    with pytest.raises(SessionInvalid):
        user_of_cookie(record, secret_key_base=SECRET[::-1])
    request = RequestFactory().get("/", HTTP_COOKIE=f"_t={record['text']}")
    asked = RailsSessionAuthenticator({"type": "rails", "cookie": "_t", "secret_key_base": SECRET})
    if record["how"].endswith("false"):  # without metadata no cookie says for which name it was made
        return
    with clock.moved(NOW), pytest.raises(SessionInvalid) as caught:
        asked.authenticate(request)
    assert caught.value.reason == "wrong_purpose"


@of_kind("stored")
def test_user_of_a_stored_session(record: Record) -> None:
    stored = base64.b64decode(record["text"])
    if record["value"] in OBJECTS and "message_pack" not in record["how"]:
        with pytest.raises(SessionInvalid) as caught:
            session_of(stored, now=NOW)
        assert caught.value.reason in {"unsupported_object", "malformed"}
        return
    login = login_of(session_of(stored, now=NOW), "user")
    assert login is not None
    assert login.user_id == record["user"]


@of_kind("stored")
def test_stored_session_of_long_ago_has_expired(record: Record) -> None:
    if record["how"].startswith("bare"):  # the store itself lets go of it
        return
    with pytest.raises(SessionInvalid) as caught:
        session_of(base64.b64decode(record["text"]), now=NOW * 2)
    assert caught.value.reason in {"expired", "unsupported_object", "malformed"}


@of_kind("rails8")
def test_row_of_the_cookie_of_built_in_authentication(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def look_up(row_id: Any) -> int:
        asked.append(row_id)
        return 5

    monkeypatch.setattr(authenticating.rails8, "row_lookup", lambda options: look_up)
    options = {"type": "rails", "secret_key_base": SECRET, "rails8": {"query": "SELECT %s"}}
    request = RequestFactory().get("/", HTTP_COOKIE=f"session_id={record['text']}")
    with clock.moved(NOW):
        identity = RailsSessionAuthenticator(options).authenticate(request)
    assert identity is not None
    assert identity.user_id == "5"
    assert [str(each) for each in asked] == [record["user"]]
