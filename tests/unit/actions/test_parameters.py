"""Parameters of actions: the forms of their values, their bounds, and what is refused."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.test import override_settings

from django_graphgate.actions.parameters import parameter_type, read_parameters
from django_graphgate.errors import VariableInvalid
from django_graphgate.ir.action import ActionDefinition, ActionParameter

NOON = dt.datetime(2026, 2, 3, 12, tzinfo=dt.UTC)


def read(given: dict[str, Any], *parameters: ActionParameter) -> dict[str, Any]:
    return read_parameters(ActionDefinition(name="a", source="sql", parameters=parameters), given)


def x(type_: str, **bounds: Any) -> ActionParameter:
    return ActionParameter(name="x", type=type_, **bounds)


@pytest.mark.parametrize(
    ("type_", "given", "value"),
    [
        ("Int!", 3, 3),
        ("Int", 3.0, 3),
        ("BigInt", "9007199254740993", 9007199254740993),
        ("Float", 1, 1.0),
        ("Decimal!", "1.50", Decimal("1.50")),
        ("Boolean", True, True),
        ("String!", "", ""),
        ("UUID", "00000000-0000-0000-0000-000000000001", uuid.UUID(int=1)),
        ("Date", "2026-02-03", dt.date(2026, 2, 3)),
        ("Time", "12:00", dt.time(12)),
        ("DateTime", "2026-02-03T13:00:00+01:00", NOON),
        ("Duration", "P1DT02H", dt.timedelta(days=1, hours=2)),
        ("Bytes", "AAE=", b"\0\1"),
        ("JSON!", {"a": [1, None]}, {"a": [1, None]}),
        ("JSON!", "text", "text"),
        ("[Int!]!", [1, 2], [1, 2]),
        ("[Int!]", 1, [1]),
        ("[Int]", [1, None], [1, None]),
        ("[JSON!]!", [{}, []], [{}, []]),
        ("Int", None, None),
        ("[Int!]", None, None),
    ],
)
def test_value_is_read_as_its_type(type_: str, given: Any, value: Any) -> None:
    read_value = read({"x": given}, x(type_))["x"]
    assert (type(read_value), read_value) == (type(value), value)


@override_settings(USE_TZ=False)
def test_moment_has_no_offset_without_time_zones() -> None:
    assert read({"x": "2026-02-03T12:00:00"}, x("DateTime"))["x"] == NOON.replace(tzinfo=None)
    with pytest.raises(VariableInvalid):
        read({"x": "2026-02-03T12:00:00Z"}, x("DateTime"))


BAD: list[tuple[ActionParameter, Any, str]] = [
    (x("Int!"), None, "a value that is not null is expected"),
    (x("Int"), "1", "a whole number is expected"),
    (x("Int"), True, "a whole number is expected"),
    (x("Int"), [1], "a whole number is expected"),
    (x("Int"), 2**31, "a whole number from -2147483648 to 2147483647 is expected"),
    (x("Float"), float("nan"), "a finite number is expected"),
    (x("String"), "a\0", "a text without NUL characters is expected"),
    (x("String"), "\ud800", "a text of whole Unicode characters is expected"),
    (x("Date"), "now", "a date such as 2021-01-09 is expected"),
    (x("Date"), "infinity", "a date such as 2021-01-09 is expected"),
    (x("[Int!]!"), [1, None], "a value that is not null is expected as item 2"),
    (x("[Int!]!"), [1, "2"], "a whole number is expected as item 2"),
    (x("[Int!]!"), [[1]], "a whole number is expected as item 1"),
    (x("Int", minimum=3), 2, "at least 3 is expected"),
    (x("Int", maximum=3), 4, "at most 3 is expected"),
    (x("[Int!]", maximum=3), [3, 4], "at most 3 is expected as item 2"),
    (x("Date", minimum="2026-01-01"), "2025-12-31", "at least 2026-01-01 is expected"),
    (x("String", min_length=2), "é", "at least 2 characters are expected"),
    (x("String", max_length=2), "abc", "at most 2 characters are expected"),
    (x("String", pattern="[a-z]+"), "ab\n", "a text of the expected form is expected"),
    (x("String", pattern="[a-z]+"), "a" * 1_001, "at most 1000 characters are expected"),
    (x("String", choices=("a", "b")), "c", "one of the listed values is expected"),
    (x("JSON", choices=({"a": 1},)), {"a": 2}, "one of the listed values is expected"),
    (x("[Int!]", min_items=1), [], "a list of 1 to 5000 items is expected"),
    (x("[Int!]", max_items=1), [1, 2], "a list of 0 to 1 items is expected"),
    (x("[Int!]"), [1] * 5_001, "a list of 0 to 5000 items is expected"),
]


@pytest.mark.parametrize(("parameter", "given", "sentence"), BAD)
def test_wrong_value_is_refused(parameter: ActionParameter, given: Any, sentence: str) -> None:
    with pytest.raises(VariableInvalid) as raised:
        read({"x": given}, parameter)
    assert raised.value.message == f"Parameter 'x' of type '{parameter.type}': {sentence}."
    assert raised.value.extensions == {"parameter": "x"}


@pytest.mark.parametrize(
    ("parameter", "given"),
    [
        (x("Int", minimum=3, maximum=3), 3),
        (x("String", min_length=2, max_length=2), "éé"),
        (x("String", pattern="a|ab"), "ab"),
        (x("Date", minimum="2026-01-01", maximum="2026-01-01"), "2026-01-01"),
        (x("[Int!]", min_items=2, max_items=2), [1, 2]),
        (x("Decimal", choices=("1.5",)), "1.50"),
    ],
)
def test_value_on_the_bound_is_taken(parameter: ActionParameter, given: Any) -> None:
    assert read({"x": given}, parameter)["x"] is not None


def test_missing_parameter_is_refused_its_default_or_null() -> None:
    optional = ActionParameter(name="y", type="Int")
    with_default = ActionParameter(name="z", type="Date!", has_default=True, default="2026-01-01")
    assert read({}, optional, with_default) == {"y": None, "z": dt.date(2026, 1, 1)}
    with pytest.raises(VariableInvalid, match="'x' of type 'Int!': a value is required"):
        read({}, x("Int!"))


def test_all_problems_are_said_at_once() -> None:
    with pytest.raises(VariableInvalid) as raised:
        read({"noet": 1, "x": "1"}, x("Int!"), ActionParameter(name="note", type="String!"))
    assert [error["message"] for error in raised.value.as_errors()] == [
        "Parameter 'noet' is unknown. Did you mean 'note'?",
        "Parameter 'x' of type 'Int!': a whole number is expected.",
        "Parameter 'note' of type 'String!': a value is required.",
    ]


def test_many_unknown_names_cost_little() -> None:
    with pytest.raises(VariableInvalid) as raised:
        read({f"x{number}": 1 for number in range(1_000)})
    assert len(raised.value.as_errors()) == 10


def test_long_unknown_name_is_shortened() -> None:
    with pytest.raises(VariableInvalid) as raised:
        read({"n" * 5_000: 1})
    assert len(raised.value.message) < 200


@pytest.mark.parametrize("text", ["", "int", "Int!!", "[Int", "[[Int]]", "Order", "Int ", "Int\n"])
def test_type_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a type"):
        parameter_type(text)
