"""What no log shows, by names in any spelling, at any depth."""

from __future__ import annotations

from typing import Any

import pytest

from django_graphgate.telemetry.redact import REDACTED, Redaction


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "newPassword",
        "PASSWORD",
        "api_key",
        "apiKey",
        "api-key",
        "Authorization",
        "Set-Cookie",
        "sessionToken",
        "card",
        "cardNumber",
        "credit_card_no",
        "client_secret",
        "otp2",
        "email",
        "eMail",
        "E_MAIL",
        "e-mail",
    ],
)
def test_names_in_any_spelling(name: str) -> None:
    shown = Redaction(["email"]).redacted({"list": [{"deep": {name: "x", "id": 1}}]})
    assert shown == {"list": [{"deep": {name: REDACTED, "id": 1}}]}


@pytest.mark.parametrize("value", ["x", 7, None, ["x"], {"id": "x"}, [{"id": {"id": "x"}}]])
def test_what_is_below_a_name_is_hidden_as_a_whole(value: Any) -> None:
    assert Redaction().redacted({"password": value}) == {"password": REDACTED}


def test_paths() -> None:
    redaction = Redaction(["card_of.number", "a.b.c"])
    values = {
        "number": 1,
        "cardOf": {"number": 2, "list": [{"number": 3}], "year": 4},
        "a": {"b": {"c": 5}, "c": 6},
        "b": {"a": {"c": 7}},
    }
    assert redaction.redacted(values) == {
        "number": 1,
        "cardOf": {"number": REDACTED, "list": [{"number": REDACTED}], "year": 4},
        "a": {"b": {"c": REDACTED}, "c": 6},
        "b": {"a": {"c": 7}},
    }


def test_aliases_hide_nothing_from_it() -> None:
    called = {"x": frozenset({"password"}), "y": frozenset({"name", "email"})}
    shown = Redaction(["email"]).redacted({"rows": [{"x": "s", "y": "s", "z": 1}]}, called)
    assert shown == {"rows": [{"x": REDACTED, "y": REDACTED, "z": 1}]}


def test_aliases_are_parts_of_paths() -> None:
    shown = Redaction(["card_of.number"]).redacted(
        {"k": {"n": 1}}, {"k": frozenset({"card_of"}), "n": frozenset({"number"})}
    )
    assert shown == {"k": {"n": REDACTED}}


def test_values_are_not_changed_in_place() -> None:
    values = {"password": "x", "list": [{"token": "y"}]}
    Redaction().redacted(values)
    assert values == {"password": "x", "list": [{"token": "y"}]}
