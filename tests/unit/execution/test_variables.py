"""Variables: what a request may give for them, and what stands in when it gives nothing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from django_graphgate.dialects import dialect
from django_graphgate.errors import InvalidCredentials, VariableInvalid
from django_graphgate.execution.binders import Facts, binders_of, guard_binders
from django_graphgate.execution.guard import fact
from django_graphgate.execution.variables import Values, VariableReader
from django_graphgate.ir import codec as codecs
from django_graphgate.ir import scalars
from django_graphgate.ir.codec import Codec
from django_graphgate.ir.constraints import Constraint
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.sql import Parameter, ParameterSource
from django_graphgate.ir.statement import VariableSpec

INT, BIG = str(codecs.INT), str(codecs.BIGINT)
ANON = Facts(Identity.anonymous(), "anon", {})


def spec(codec: str = INT, **changes: Any) -> VariableSpec:
    return VariableSpec(name="x", codec=Codec.parse(codec), type_text="T", **changes)


def value(one: VariableSpec, **given: Any) -> Any:
    return VariableReader([one]).read(given).coerced["x"]


def refusal(one: VariableSpec, **given: Any) -> str:
    with pytest.raises(VariableInvalid) as caught:
        VariableReader([one]).read(given)
    (error,) = caught.value.as_errors()
    assert error["extensions"] == {"variable": "x", "code": "BAD_USER_INPUT"}
    prefix = "Variable '$x' of type 'T': "
    assert error["message"].startswith(prefix)
    return str(error["message"]).removeprefix(prefix)


def test_default_stands_in_for_null() -> None:
    assert value(spec(has_default=True, default=7)) == 7
    assert value(spec(has_default=True, default=7), x=None) is None
    assert value(spec(has_default=True, default=7), x=0) == 0


def test_absent_value_is_refused_where_none_is_needed() -> None:
    assert value(spec()) is None
    assert value(spec(required=True, has_default=True, default=7)) == 7
    assert refusal(spec(required=True)) == "a value is required."


def test_null_is_taken_where_a_value_is_needed() -> None:
    assert refusal(spec(required=True), x=None) == "a value that is not null is expected."
    assert (
        refusal(spec(required=True, has_default=True, default=7), x=None)
        == "a value that is not null is expected."
    )


KINDS: list[tuple[str, Any, str]] = [
    (INT, "7", "a whole number is expected, not this text."),
    (INT, True, "a whole number is expected, not this boolean."),
    (INT, 1.5, "a whole number is expected, not this number."),
    (INT, [1], "a whole number is expected, not a list."),
    (INT, {}, "a whole number is expected, not an object."),
    (INT, 2**31, "a whole number from -2147483648 to 2147483647 is expected, not this number."),
    (BIG, "9223372036854775808", "a whole number from -9223372036854775808 to 9223372036854775807 is expected, "
     "not this text."),
    (BIG, 10**5000, "a whole number from -9223372036854775808 to 9223372036854775807 is expected, not this number."),
    (BIG, "1" * 5000, "a whole number is expected, not this text."),
    (BIG, Decimal("1e999999999"), "a whole number is expected, not this number."),
    ("float", 10**5000, "a finite number is expected, not this number."),
    ("float", Decimal("1e400"), "a finite number is expected, not this number."),
    ("decimal", 10**5000, "a decimal number of at most 1,000 digits is expected, not this number."),
    ("decimal", Decimal("1e5000"), "a decimal number is expected, not this number."),
    ("decimal", "NaN", "a decimal number is expected, not this text."),
    ("bool", "true", "true or false is expected, not this text."),
    ("bool", 1, "true or false is expected, not this number."),
    ("text", 1, "a text is expected, not this number."),
    ("text", "a\0", "a text without NUL characters is expected, not this text."),
    ("text", "\ud800", "a text of whole Unicode characters is expected, not this text."),
    ("date", "now", "a date such as 2021-01-09 is expected, not this text."),
    ("uuid", "x", "a UUID is expected, not this text."),
    ("bytes", "é", "base64 text is expected, not this text."),
    ("json", 10**5000, "a JSON value is expected, not this number."),
    ("json", float("nan"), "a JSON value is expected, not this number."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("codec", "given", "sentence"),
    KINDS,
    ids=[f"{c}-{type(v).__name__}-{n}" for n, (c, v, _) in enumerate(KINDS)],
)
def test_value_of_another_type_is_taken(codec: str, given: Any, sentence: str) -> None:
    assert refusal(spec(codec), x=given) == sentence


def test_message_holds_the_value() -> None:
    assert "hunter2" not in refusal(spec("date"), x="hunter2")


def test_single_value_is_no_list_of_one() -> None:
    assert value(spec(many=True), x=7) == [7]
    assert refusal(spec(many=True), x="7") == "a whole number is expected, not this text (item 1)."


def test_item_of_another_type_is_taken() -> None:
    assert refusal(spec(many=True), x=[1, 2, "3"]) == "a whole number is expected, not this text (item 3)."
    assert refusal(spec(many=True), x=[[1]]) == "a whole number is expected, not a list (item 1)."
    assert refusal(spec(many=True), x={"a": 1}) == "a whole number is expected, not an object (item 1)."


def test_null_in_a_list_is_taken_or_refused_wrongly() -> None:
    assert value(spec(many=True), x=[1, None]) == [1, None]
    assert (
        refusal(spec(many=True, item_required=True), x=[1, None])
        == "a list without null is expected (item 2)."
    )
    assert value(spec(many=True, item_required=True), x=None) is None
    assert value(spec(many=True, item_required=True), x=[]) == []
    assert refusal(spec(many=True, required=True), x=None) == "a value that is not null is expected."


def test_one_wrong_variable_hides_the_others() -> None:
    specs = [VariableSpec(name=name, codec=codecs.INT, type_text="Int") for name in "abc"]
    with pytest.raises(VariableInvalid) as caught:
        VariableReader(specs).read({"a": "x", "b": 1, "d": "nobody declared it"})
    assert len(caught.value.as_errors()) == 1
    with pytest.raises(VariableInvalid) as caught:
        VariableReader(specs).read({"a": "x", "b": 1, "c": "y"})
    assert [one["extensions"]["variable"] for one in caught.value.as_errors()] == ["a", "c"]


# -- what the gate gives itself -----------------------------------------------------------------------


def bound(
    source: ParameterSource, codec: str, name: str = "", vendor: str = "postgresql", **changes: Any
) -> Any:
    facts = changes.pop("facts", ANON)
    values = changes.pop("values", Values({}, {}))
    parameter = Parameter(source=source, codec=Codec.parse(codec), name=name, **changes)
    (bind,) = binders_of([parameter], [], dialect(vendor), "")
    return bind(values, facts)


def with_headers(**headers: str) -> Facts:
    return Facts(
        Identity.anonymous(), "anon", {key.replace("_", "-"): value for key, value in headers.items()}
    )


HEADERS: list[tuple[str, str, Any]] = [
    ("text", "acme", "acme"),
    (BIG, "7", "7"),
    ("float", "1.5", "1.5"),
    ("decimal", "1.50", "1.50"),
    ("bool", "true", "true"),
    ("date", "2021-01-09", "2021-01-09"),
    ("json", '{"a": 1}', '{"a": 1}'),
]


@pytest.mark.parametrize(("codec", "text", "expected"), HEADERS)
def test_header_is_read_otherwise(codec: str, text: str, expected: Any) -> None:
    assert bound("header", codec, "x", value="X-Tenant", facts=with_headers(X_Tenant=text)) == expected
    assert bound("header", codec, "x", value="X-Tenant", facts=with_headers(x_tenant=text)) == expected


@pytest.mark.parametrize("facts", [ANON, with_headers(X_Tenant=""), with_headers(X_Other="a")])
def test_missing_header_is_a_value(facts: Facts) -> None:
    assert bound("header", "text", "x", value="X-Tenant", facts=facts) is None
    assert bound("header", "text", "x", value="X-Tenant", many=True, facts=facts) == "{NULL}"


@pytest.mark.parametrize("codec", ["pattern", "like:prefix", "regex"])
def test_long_pattern_of_a_header_is_taken(codec: str) -> None:
    """Headers are the caller's as variables are."""
    parameter = Parameter(source="header", codec=Codec.parse(codec), name="tenant", value="X-Tenant")
    (bind,) = binders_of([parameter], [], dialect("postgresql"), "")
    assert bind(Values({}, {}), with_headers(**{"X-Tenant": "a" * 200})) is not None
    with pytest.raises(VariableInvalid, match=r"at most 200 characters is expected, not one of 201 from the"):
        bind(Values({}, {}), with_headers(**{"X-Tenant": "a" * 201}))


@pytest.mark.parametrize(
    ("codec", "text"),
    [(BIG, "seven"), (BIG, " 7"), (BIG, "7_0"), (BIG, "9" * 19), ("bool", "1"), ("float", "nan"), ("float", "1_0"),
     ("json", "{"), ("date", "now"), ("text", "a\0")],
)  # fmt: skip
def test_header_of_another_type_is_taken(codec: str, text: str) -> None:
    with pytest.raises(VariableInvalid) as caught:
        bound("header", codec, "x", value="X-Key", facts=with_headers(X_Key=text))
    assert caught.value.extensions == {"variable": "x"}
    assert caught.value.message.startswith("Variable '$x' from the header X-Key: ")
    assert text not in caught.value.message


def test_fact_is_bound_as_a_single_value_where_a_list_is_needed() -> None:
    user = Facts(Identity(user_id="7", user_id_provider="here"), "user", {})
    assert bound("caller", BIG, "user_id", facts=user) == "7"
    assert bound("caller", BIG, "user_id", facts=user, many=True) == '{"7"}'
    assert bound("caller", "text", "user_id_provider", facts=user) == "here"
    assert bound("caller", "text", "user_role", facts=user) == "user"
    assert bound("caller", "text", "user_id", facts=ANON) is None


@pytest.mark.parametrize("codec", [BIG, "uuid", "date", "bool", "float", "inet", "enum:a:b", f"array:{BIG}"])
def test_fact_that_is_no_value_of_the_place_is_null(codec: str) -> None:
    user = Facts(Identity(user_id="seven"), "user", {})
    assert bound("caller", codec, "user_id", facts=user) is None
    assert bound("caller", codec, "user_id", facts=user, many=True) == "{NULL}"


def test_fact_is_an_item_where_an_array_is_needed() -> None:
    user = Facts(Identity(user_id="7"), "user", {})
    assert bound("caller", "array:int:0:100", "user_id", facts=user) == '{"7"}'
    assert bound("header", "array:int:0:100", "x", value="X-Key", facts=with_headers(X_Key="7")) == '{"7"}'


def test_key_of_the_guard_that_is_none_is_refused() -> None:
    (bind,) = guard_binders((fact("key", codecs.BIGINT),), dialect("postgresql"))
    facts = Facts(Identity(user_id="seven"), "user", {}, {"key": "seven"})
    with pytest.raises(InvalidCredentials):
        bind(Values({}, {}), facts)


def test_now_is_another_time_on_each_place(settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    values = Values({}, {}, now=dt.datetime(2021, 1, 9, 16, 37, 1, tzinfo=dt.UTC))
    assert bound("now", "datetime", values=values) == "2021-01-09T16:37:01+00:00"
    assert bound("now", "datetime", vendor="sqlite", values=values) == "2021-01-09 16:37:01"
    assert bound("now", "date", values=values) == "2021-01-10"
    assert bound("now", "time", values=values) == "01:37:01"
    assert bound("now", "date", values=values, many=True) == '{"2021-01-10"}'


def test_now_without_time_zones_is_moved() -> None:
    values = Values({}, {}, now=dt.datetime(2021, 1, 9, 16, 37, 1))  # noqa: DTZ001 (USE_TZ = False)
    assert bound("now", "datetime_naive", values=values) == "2021-01-09T16:37:01"
    assert bound("now", "date", values=values) == "2021-01-09"


# -- variables ----------------------------------------------------------------------------------------


def placed(declared: str, place: str, given: Any, vendor: str = "postgresql") -> Any:
    """The driver's value of a variable that is declared with one codec and placed where another is wanted."""
    specs = [VariableSpec(name="x", codec=Codec.parse(declared))]
    parameter = Parameter(source="variable", codec=Codec.parse(place), name="x")
    (bind,) = binders_of([parameter], specs, dialect(vendor), "")
    return bind(VariableReader(specs).read({"x": given}), ANON)


PLACES: list[tuple[str, str, Any, Any]] = [
    (INT, BIG, 7, 7),
    (BIG, BIG, "7", 7),
    ("text", "text:citext", "a", "a"),
    ("text", "like:prefix", "50%", "50\\%%"),
    ("text", "enum:a:b", "b", "b"),
    ("text", "inet", "2001:0DB8::1", "2001:db8::1"),
    ("datetime_any", "datetime", "2021-01-09T16:37:01+01:00", "2021-01-09 15:37:01"),
    ("datetime_any", "datetime_naive", "2021-01-09T16:37:01", "2021-01-09 16:37:01"),
    ("decimal", "decimal:10:2", "1.5", 1.5),
    ("json", "json", {"a": 1}, '{"a": 1}'),
]


@pytest.mark.parametrize(("declared", "place", "given", "expected"), PLACES)
def test_variable_changes_on_its_way_to_a_place(declared: str, place: str, given: Any, expected: Any) -> None:
    assert placed(declared, place, given, "sqlite") == expected
    assert placed(declared, place, None, "sqlite") is None


@pytest.mark.parametrize(
    ("declared", "place", "given", "sentence"),
    [
        (INT, "int:0:2147483647", -1, "a whole number from 0 to 2147483647 is expected, not this number"),
        ("text", "pattern", "a\\", "a pattern that does not end in a lone backslash is expected, not this text"),
        ("text", "enum:a:b", "c", "one of a, b is expected, not this text"),
        ("datetime_any", "datetime", "2021-01-09T16:37:01", "a date and time with an offset such as"
         " 2021-01-09T16:37:01Z is expected, not this text"),
        ("datetime_any", "datetime_naive", "2021-01-09T16:37:01Z", "a date and time without an offset such as"
         " 2021-01-09T16:37:01 is expected, not this text"),
    ],
)  # fmt: skip
def test_place_takes_less_than_the_variable_has(declared: str, place: str, given: Any, sentence: str) -> None:
    with pytest.raises(VariableInvalid) as caught:
        placed(declared, place, given)
    assert caught.value.message == f"Variable '$x': {sentence}."


def test_list_of_a_variable_is_another_in_its_place() -> None:
    specs = [VariableSpec(name="x", codec=codecs.INT, many=True)]
    array, items = codecs.array_codec(codecs.INT), codecs.BIGINT
    places = [
        Parameter(source="variable", codec=array, name="x"),
        Parameter(source="variable", codec=items, name="x", many=True),
    ]
    binders = binders_of(places, specs, dialect("postgresql"), "")
    values = VariableReader(specs).read({"x": [1, None]})
    assert [bind(values, ANON) for bind in binders] == ['{"1",NULL}', '{"1",NULL}']
    values = VariableReader(specs).read({"x": None})
    assert [bind(values, ANON) for bind in binders] == [None, "{NULL}"]


def test_value_is_checked_more_than_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request's value is read once, wherever it is used: in constraints and in places."""
    read: list[Any] = []

    def read_date(value: Any) -> Any:
        read.append(value)
        return dt.date.fromisoformat(value)

    codec = Codec("date", names=("of this test",))
    monkeypatch.setitem(scalars._CHECKERS, "date", read_date)
    specs = [VariableSpec(name=name, codec=codec) for name in ("x", "y")]
    constraints = [
        Constraint(variable="x", name="min", value="2021-01-01"),
        Constraint(variable="x", name="lessThanField", value="y"),
        Constraint(variable="x", name="notEquals", value="2021-01-03"),
        Constraint(variable="x", name="oneOf", value=["2021-01-02"]),
    ]
    reader = VariableReader(specs, constraints)
    places = [Parameter(source="variable", codec=codec, name=name) for name in ("x", "y", "x")]
    binders = binders_of(places, specs, dialect("postgresql"), "")
    read.clear()
    values = reader.read({"x": "2021-01-02", "y": "2021-01-09"})
    assert [bind(values, ANON) for bind in binders] == ["2021-01-02", "2021-01-09", "2021-01-02"]
    assert read == ["2021-01-02", "2021-01-09"]
