"""Payloads of strangers, and paths into them."""

from __future__ import annotations

import contextlib
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.errors import ValidationFailed
from django_graphgate.webhooks.payload import MISSING, at_path, read_payload, select

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=10,
)
TYPES = ["", "application/json", "application/ld+json", "application/x-www-form-urlencoded", "text/plain"]


@given(st.binary(max_size=200), st.sampled_from(TYPES) | st.text(max_size=20))
def test_any_bytes_are_read_or_refused(body: bytes, content_type: str) -> None:
    with contextlib.suppress(ValidationFailed):
        json.dumps(read_payload(body, content_type), default=str)


@given(JSON)
def test_json_is_what_it_was(value: Any) -> None:
    assert read_payload(json.dumps(value).encode(), "application/json; charset=utf-8") == value


def test_numbers_keep_their_digits() -> None:
    assert read_payload(b"[1.10, 12345678901234567890]", "") == [Decimal("1.10"), 12345678901234567890]


@given(JSON, st.lists(st.sampled_from(["a", "b", "0", "1", "-1", "", "²", "00"]), max_size=4))
def test_path_leads_to_what_python_finds(value: Any, steps: list[str]) -> None:
    expected = value
    for step in steps if ".".join(steps) else []:
        if isinstance(expected, dict) and step in expected:
            expected = expected[step]
        elif isinstance(expected, list) and step in {"0", "1", "00"} and int(step) < len(expected):
            expected = expected[int(step)]
        else:
            expected = MISSING
            break
    assert at_path(".".join(steps), value, {}) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [("header:X-Event", "push"), ("header:x-event", "push"), ("header:Other", MISSING), ("header:", MISSING)],
)
def test_path_to_a_header(path: str, expected: Any) -> None:
    assert at_path(path, {"header:X-Event": "payload"}, {"X-Event": "push"}) == expected


def test_values_that_are_there_are_selected() -> None:
    assert select({"order": "data.id", "all": ""}, {"data": {"id": None}}, {}) == {
        "order": None,
        "all": {"data": {"id": None}},
    }


def test_values_that_are_not_there_are_named_for_the_log() -> None:
    with pytest.raises(ValidationFailed) as caught:
        select({"order": "data.id", "event": "header:X-Event"}, {"data": [1]}, {})
    assert caught.value.detail == "the payload has nothing for order, event"
    assert caught.value.message == ValidationFailed.sentence
