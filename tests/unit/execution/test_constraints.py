"""``@constraint``: which values meet a demand, and what the caller reads about those that do not."""

from __future__ import annotations

from typing import Any

import pytest

from django_graphgate.errors import VariableInvalid
from django_graphgate.execution.variables import VariableReader
from django_graphgate.ir.codec import BIGINT, INT, TEXT, Codec
from django_graphgate.ir.constraints import Constraint
from django_graphgate.ir.statement import VariableSpec

CODECS = {
    "text": "text",
    "other": "text",
    "number": str(INT),
    "big": str(BIGINT),
    "float": "float",
    "exact": "decimal",
    "day": "date",
    "until": "date",
    "moment": "datetime_any",
    "span": "duration",
    "id": "uuid",
    "json": "json",
    "flag": "bool",
}
SPECS = (
    *(
        VariableSpec(name=name, codec=Codec.parse(codec), type_text=name.title())
        for name, codec in CODECS.items()
    ),
    VariableSpec(name="list", codec=BIGINT, many=True, type_text="[BigInt!]"),
    VariableSpec(name="texts", codec=TEXT, many=True, type_text="[String!]"),
    VariableSpec(name="filled", codec=TEXT, has_default=True, default="abc", type_text="String"),
)


def found(constraints: list[tuple[str, str, Any]], **values: Any) -> list[dict[str, Any]]:
    """The errors of values under constraints."""
    made = [Constraint(variable=variable, name=name, value=value) for variable, name, value in constraints]
    try:
        VariableReader(SPECS, made).read(values)
    except VariableInvalid as error:
        return error.as_errors()
    return []


def fits(variable: str, name: str, bound: Any, **values: Any) -> bool:
    return not found([(variable, name, bound)], **values)


FORMATS = {
    "alpha": (["abc", "Z"], ["", "a1", "é", "a b", "a\n"]),
    "alphaNumeric": (["a1", "1"], ["", "é", "a_1", "\u0661"]),
    "alphaUnicode": (["é", "ü", "漢"], ["", "1", "a1", "a b"]),
    "alphaUnicodeNumeric": (["é1", "漢", "\u0663"], ["", "a b", "a-1"]),
    "numeric": (["1", "-1", "+1.5", "0.0"], ["", "1.", ".5", "1e5", "a", "\u0661", "1\n", "NaN"]),
    "number": (["0", "42"], ["", "-1", "1.5", "\u0661", "4 2"]),
    "email": (["a@b.co", "a.b+c@d.example"], ["", "a", "a@b", "a@b.c om", "a" * 400 + "@b.co", "@b.co"]),
    "uuid": (["0fb0a0f0-1e2d-1c3b-8a79-abcdef012345"], ["", "0fb0a0f01e2d1c3b8a79abcdef012345", "x"]),
    "uuid3": (["0fb0a0f0-1e2d-3c3b-8a79-abcdef012345"], ["0fb0a0f0-1e2d-4c3b-8a79-abcdef012345"]),
    "uuid4": (
        ["0FB0A0F0-1E2D-4C3B-8A79-ABCDEF012345"],
        ["0fb0a0f0-1e2d-5c3b-8a79-abcdef012345", "0fb0a0f0-1e2d-4c3b-7a79-abcdef012345"],
    ),
    "uuid5": (["0fb0a0f0-1e2d-5c3b-aa79-abcdef012345"], ["0fb0a0f0-1e2d-4c3b-8a79-abcdef012345"]),
    "ulid": (
        ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "01arz3ndektsv4rrffq69g5fav"],
        ["", "81ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAU", "01ARZ3NDEKTSV4RRFFQ69G5FA"],
    ),
    "url": (
        ["http://a.example/b?c", "https://a.example"],
        ["", "a.example", "javascript:alert(1)", "ftp://a.example"],
    ),
    "slug": (["a-b_1"], ["", "a b", "é", "a/b"]),
    "date": (["2021-01-09"], ["", "2021-02-30", "now", "2021-1-9", "20210109"]),
}


@pytest.mark.parametrize(
    ("name", "good", "bad"), [(name, *both) for name, both in FORMATS.items()], ids=FORMATS
)
def test_format_takes_another_text(name: str, good: list[str], bad: list[str]) -> None:
    assert [one for one in good if not fits("text", "format", name, text=one)] == []
    assert [one for one in bad if fits("text", "format", name, text=one)] == []
    assert fits("texts", "format", name, texts=good)
    assert not fits("texts", "format", name, texts=[*good, bad[-1]])


ORDER: list[tuple[str, str, Any, Any, bool]] = [
    ("number", "min", 3, 3, True),
    ("number", "min", 3, 2, False),
    ("number", "max", 3, 3, True),
    ("number", "max", 3, 4, False),
    ("number", "greaterThan", 3, 4, True),
    ("number", "greaterThan", 3, 3, False),
    ("number", "greaterThanOrEquals", 3, 3, True),
    ("number", "greaterThanOrEquals", 3, 2, False),
    ("number", "lessThan", 3, 2, True),
    ("number", "lessThan", 3, 3, False),
    ("number", "lessThanOrEquals", 3, 3, True),
    ("number", "lessThanOrEquals", 3, 4, False),
    ("number", "min", 3, 3.0, True),
    ("big", "min", 9007199254740993, "9007199254740993", True),
    ("big", "min", 9007199254740993, "9007199254740992", False),
    ("float", "max", 0.5, 0.5, True),
    ("exact", "max", "0.1", 0.1, True),
    ("exact", "max", 0.1, "0.10000000000000000001", False),
    ("day", "min", "2021-01-09", "2021-01-09", True),
    ("day", "min", "2021-01-09", "2021-01-08", False),
    ("moment", "max", "2021-01-09T12:00:00Z", "2021-01-09T13:00:00+02:00", True),
    ("moment", "max", "2021-01-09T12:00:00Z", "2021-01-09T12:00:01Z", False),
    ("moment", "max", "2021-01-09T12:00:00Z", "2021-01-09T11:00:00", False),
    ("span", "lessThan", "PT2H", "PT90M", True),
    ("text", "min", 2, "é2", True),
    ("text", "min", 2, "\U0001f600", False),
    ("text", "max", 0, "", True),
    ("text", "greaterThan", 1, "ab", True),
    ("list", "min", 2, [1, 2], True),
    ("list", "min", 2, [100], False),
    ("list", "max", 1, 100, True),
    ("texts", "max", 1, ["abc"], True),
    ("number", "equals", 3, 3.0, True),
    ("number", "equals", 3, 4, False),
    ("number", "notEquals", 3, 4, True),
    ("number", "notEquals", 3, 3, False),
    ("exact", "equals", 1, "1.00", True),
    ("id", "equals", "0FB0A0F0-1E2D-4C3B-8A79-ABCDEF012345", "0fb0a0f01e2d4c3b8a79abcdef012345", True),
    ("json", "equals", {"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
    ("json", "equals", {"a": 1}, {"a": 2}, False),
    ("flag", "equals", True, True, True),
    ("flag", "equals", True, False, False),
    ("list", "equals", [1, 2], [1, "2"], True),
    ("list", "equals", [1, 2], [2, 1], False),
    ("list", "equals", 1, [1], True),
    ("text", "oneOf", ["a", "b"], "b", True),
    ("text", "oneOf", ["a", "b"], "c", False),
    ("text", "oneOf", [], "c", False),
    ("list", "oneOf", [1, 2], [1, 1, 2], True),
    ("list", "oneOf", [1, 2], [1, 3], False),
    ("text", "pattern", ["[a-z]+", 10], "abc", True),
    ("text", "pattern", ["[a-z]+", 10], "abc1", False),
    ("text", "pattern", ["[a-z]+", 10], "1abc", False),
    ("text", "pattern", ["[a-z]+", 10], "abc\n", False),
    ("text", "pattern", ["[a-z]+", 10], "a" * 11, False),
    ("texts", "pattern", ["[a-z]+", 10], ["a", "1"], False),
]


@pytest.mark.parametrize(("variable", "name", "bound", "value", "expected"), ORDER)
def test_value_is_measured_otherwise(
    variable: str, name: str, bound: Any, value: Any, *, expected: bool
) -> None:
    assert fits(variable, name, bound, **{variable: value}) is expected


@pytest.mark.parametrize(
    "name", ["format", "min", "equals", "notEquals", "oneOf", "pattern", "lessThanField"]
)
@pytest.mark.parametrize("values", [{}, {"text": None}])
def test_absent_value_fails_a_demand_that_requires_none(name: str, values: dict[str, Any]) -> None:
    bound = {"format": "email", "min": 5, "oneOf": [], "pattern": ["a", 9], "lessThanField": "other"}
    assert fits("text", name, bound.get(name, "a"), **values)


FIELDS: list[tuple[str, str, str, dict[str, Any], bool]] = [
    ("text", "equalsField", "other", {"text": "a", "other": "a"}, True),
    ("text", "equalsField", "other", {"text": "a", "other": "b"}, False),
    ("text", "notEqualsField", "other", {"text": "a", "other": "b"}, True),
    ("text", "notEqualsField", "other", {"text": "a", "other": "a"}, False),
    ("text", "equalsField", "other", {"text": "a"}, True),
    ("text", "lessThanField", "other", {"text": "z", "other": "aa"}, True),
    ("day", "lessThanField", "until", {"day": "2021-01-09", "until": "2021-01-10"}, True),
    ("day", "lessThanField", "until", {"day": "2021-01-10", "until": "2021-01-10"}, False),
    ("day", "lessThanOrEqualsField", "until", {"day": "2021-01-10", "until": "2021-01-10"}, True),
    ("until", "greaterThanField", "day", {"day": "2021-01-09", "until": "2021-01-10"}, True),
    ("until", "greaterThanOrEqualsField", "day", {"day": "2021-01-11", "until": "2021-01-10"}, False),
    ("number", "lessThanField", "big", {"number": 3, "big": "4"}, True),
    ("number", "equalsField", "exact", {"number": 3, "exact": "3.0"}, True),
    ("list", "lessThanField", "text", {"list": [1], "text": "ab"}, True),
]


@pytest.mark.parametrize(("variable", "name", "other", "values", "expected"), FIELDS)
def test_two_variables_are_compared_otherwise(
    variable: str, name: str, other: str, values: dict[str, Any], *, expected: bool
) -> None:
    assert fits(variable, name, other, **values) is expected


REQUIRED: list[tuple[str, Any, dict[str, Any], bool]] = [
    ("required", True, {"text": "a"}, True),
    ("required", True, {}, False),
    ("required", True, {"text": None}, False),
    ("required", True, {"text": ""}, False),
    ("requiredIf", {"number": 1}, {"number": 1}, False),
    ("requiredIf", {"number": 1}, {"number": 1.0}, False),
    ("requiredIf", {"number": 1}, {"number": 2}, True),
    ("requiredIf", {"number": 1}, {}, True),
    ("requiredIf", {"number": None}, {}, False),
    ("requiredIf", {"number": 1, "flag": True}, {"number": 1, "flag": False}, True),
    ("requiredIf", {"number": 1, "flag": True}, {"number": 1, "flag": True}, False),
    ("requiredIf", {"number": 1}, {"number": 1, "text": "a"}, True),
    ("requiredUnless", {"number": 1}, {"number": 1}, True),
    ("requiredUnless", {"number": 1}, {"number": 2}, False),
    ("requiredUnless", {"number": 1}, {}, False),
    ("requiredWith", ["number", "day"], {"day": "2021-01-09"}, False),
    ("requiredWith", ["number", "day"], {"number": 0}, False),
    ("requiredWith", ["number", "day"], {}, True),
    ("requiredWithAll", ["number", "day"], {"day": "2021-01-09"}, True),
    ("requiredWithAll", ["number", "day"], {"day": "2021-01-09", "number": 0}, False),
    ("requiredWithout", ["number", "day"], {"day": "2021-01-09"}, False),
    ("requiredWithout", ["number", "day"], {"day": "2021-01-09", "number": 0}, True),
    ("requiredWithoutAll", ["number", "day"], {"day": "2021-01-09"}, True),
    ("requiredWithoutAll", ["number", "day"], {}, False),
]


@pytest.mark.parametrize(("name", "bound", "values", "expected"), REQUIRED)
def test_value_is_required_otherwise(
    name: str, bound: Any, values: dict[str, Any], *, expected: bool
) -> None:
    assert fits("text", name, bound, **values) is expected


def test_zero_is_no_value() -> None:
    assert fits("number", "required", True, number=0)
    assert fits("flag", "required", True, flag=False)


def test_default_is_no_value() -> None:
    assert fits("filled", "required", True)
    assert not fits("filled", "min", 4)


def test_one_failure_hides_the_others() -> None:
    errors = found(
        [("text", "format", "email"), ("text", "min", 5), ("number", "max", 3), ("day", "required", True)],
        text="a",
        number=4,
    )
    assert errors == [
        error("text", "format", "an e-mail address is expected"),
        error("text", "min", "at least 5 characters are expected"),
        error("number", "max", "at most 3 is expected"),
        error("day", "required", "a value is required"),
    ]


def error(variable: str, constraint: str, sentence: str) -> dict[str, Any]:
    extensions = {"variable": variable, "constraint": constraint, "code": "BAD_USER_INPUT"}
    return {"message": f"Variable '${variable}': {sentence}.", "extensions": extensions}


def test_value_of_another_type_is_measured() -> None:
    errors = found([("number", "max", 3), ("day", "lessThanField", "until"), ("text", "min", 5)], number="x", until=1,
                   day="2021-01-09", text="a")  # fmt: skip
    assert [(one["extensions"]["variable"], one["extensions"].get("constraint")) for one in errors] == [
        ("number", None),
        ("until", None),
        ("text", "min"),
    ]


@pytest.mark.parametrize(
    ("name", "bound"), [("equals", "hunter2"), ("oneOf", ["hunter2"]), ("pattern", ["hunter2", 9])]
)
def test_expected_value_is_reported_to_the_caller(name: str, bound: Any) -> None:
    errors = found([("text", name, bound)], text="guess")
    assert "hunter2" not in str(errors)
    assert "guess" not in str(errors)


def test_values_of_lists_are_named_in_bounds() -> None:
    errors = found([("list", "max", 1), ("day", "min", "2021-01-09"), ("until", "lessThanField", "day")],
                   list=[1, 2], day="2020-01-01", until="2020-01-01")  # fmt: skip
    assert [one["message"] for one in errors] == [
        "Variable '$list': at most 1 items are expected.",
        "Variable '$day': at least 2021-01-09 is expected.",
        "Variable '$until': less than $day is expected.",
    ]
