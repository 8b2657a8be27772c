"""The id of a denial: the caller sees it, the log has the reason beside it, and it says nothing."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import pytest

from django_graphgate.decorators import require_auth
from django_graphgate.gate import Result
from django_graphgate.ir.log_text import log_text
from django_graphgate.ir.request_record import RequestRecord
from tests.support.gate.house import ANON, House, caller

pytestmark = pytest.mark.own_ids
ID = re.compile("[0-9a-f]{32}")


def only_id(result: Result) -> str:
    (error,) = result.errors
    reference = str(error["extensions"]["id"])
    assert ID.fullmatch(reference)
    return reference


def test_log_and_record_have_no_reason_under_the_id(
    house: House, records: list[RequestRecord], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "django_graphgate")
    result = house.ask("Mails", caller(1))
    reference = only_id(result)
    assert caplog.messages[-1] == f"graphgate: FORBIDDEN {records[-1].detail} [{reference}]"
    assert records[-1].reference == result.reference == reference
    assert "Mails as user" in records[-1].detail


@pytest.mark.parametrize("name", ["Mails", "ForEditors", "Unknown"])
@pytest.mark.parametrize("identity", [ANON, caller(1)], ids=["anon", "user"])
def test_reason_reaches_the_caller(house: House, name: str, identity: Any) -> None:
    """Two denials of the same code and sentence are equal, and equally long, but for the ids."""
    first, second = house.ask(name, identity), house.ask(name, identity)
    assert only_id(first) != only_id(second)
    bodies = {ID.sub("", each.body().decode()) for each in (first, second)}
    (error,) = json.loads(first.body())["errors"]
    assert len(bodies) == 1
    assert set(error) == {"message", "extensions"}
    assert set(error["extensions"]) == {"code", "id"}
    assert first.detail.split()[0] not in error["message"]


def test_what_is_no_denial_has_an_id(house: House) -> None:
    (error,) = house.ask("ProductById", caller(1), id="no number").errors
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "id" not in error["extensions"]
    assert house.ask("Products").reference == ""


def test_name_of_a_caller_writes_a_line_of_the_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "django_graphgate")
    house.ask("A\nWARNING graphgate: FORBIDDEN forged\u2028\x1b[31m\u202e" + "x" * 5000, caller(1))
    assert caplog.messages
    for message in caplog.messages:
        assert message.isprintable()
        assert len(message) < 3_000


def test_decorator_denies_without_an_id(rf: Any, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.GRAPHGATE = {"MODELS": (), "USAGE_INTERVAL": None}
    caplog.set_level(logging.INFO, "django_graphgate")
    response = require_auth()(lambda _: None)(rf.get("/"))
    (error,) = json.loads(response.content)["errors"]
    assert error["extensions"]["id"] in caplog.text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain é 手", "plain é 手"),
        ("a\r\nb", "a\\r\\nb"),
        ("\x1b\u2028\u202e\x85\ud800", "\\x1b\\u2028\\u202e\\x85\\ud800"),
        ("abcdef", "abcd…"),
    ],
)
def test_log_text(text: str, written: str) -> None:
    assert log_text(text, 4 if written.endswith("…") else 100) == written
