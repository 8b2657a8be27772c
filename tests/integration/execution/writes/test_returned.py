"""What functions return, in the forms that the database writes for columns of the same scalars."""

from __future__ import annotations

import datetime as dt
import enum
import json
import uuid
from decimal import Decimal
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django_graphgate.actions.results import json_form
from django_graphgate.execution.binders import Facts, binders_of
from django_graphgate.execution.connection import dialect_of, fetch_row
from django_graphgate.execution.variables import Values
from django_graphgate.execution.writes.returned import ReturnedOtherwise, returned_text
from django_graphgate.ir.action import ObjectReturn, RowReturn, ScalarReturn
from django_graphgate.ir.codec import BIGINT, DATETIME, DECLARED, Codec
from django_graphgate.ir.field_errors import take_field_errors
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.sql import Parameter, parameter, sql
from django_graphgate.ir.write import WriteTable
from tests.support.shop.models import Category, Product

CODECS: dict[str, Codec] = {**DECLARED, "DateTime": DATETIME}
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "Int": st.integers(-(2**31), 2**31 - 1),
    "BigInt": st.integers(-(2**63), 2**63 - 1),
    "Float": st.floats(allow_nan=False, allow_infinity=False),
    "Decimal": st.decimals(-(10**10), 10**10, places=4),
    "Boolean": st.booleans(),
    "String": st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
    "UUID": st.uuids(),
    "Date": st.dates(),
    "Time": st.times(),
    "DateTime": st.datetimes(timezones=st.just(dt.UTC)),
    "Duration": st.timedeltas(dt.timedelta(-10_000), dt.timedelta(10_000)),
}
TABLES = {
    "products": WriteTable(model="shop.Product", keys=(("id", BIGINT),)),
    "pairs": WriteTable(model="shop.Product", keys=(("left", BIGINT), ("right", DECLARED["UUID"]))),
}


def of_column(alias: str, scalar: str, value: Any) -> str:
    """What the database writes for a column that holds the value."""
    dialect, codec = dialect_of(alias), CODECS[scalar]
    stored = Parameter(source="constant", codec=codec, value=json_form(value))
    text, parameters = dialect.number(
        sql("SELECT {}", dialect.json_scalar(codec, parameter(stored), nullable=True))
    )
    bound = [
        bind(Values({}, {}), Facts(Identity.anonymous(), "user", {}))
        for bind in binders_of(parameters, (), dialect, "")
    ]
    (form,) = fetch_row(alias, text, bound)
    assert form is not None
    return take_field_errors(form)[0].decode()


@pytest.mark.django_db(databases=["default", "sqlite"])
@pytest.mark.parametrize("scalar", VALUES)
@pytest.mark.parametrize("alias", ["default", "sqlite"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_form_is_another_than_that_of_a_column(alias: str, scalar: str, data: Any) -> None:
    value = data.draw(VALUES[scalar])
    text = returned_text(value, ScalarReturn(type=scalar), {})
    assert text is not None
    expected = of_column(alias, scalar, value)
    if scalar == "Decimal":  # whose places a column knows, and a function gives
        text = f"{Decimal(text).normalize():f}"
    assert text == expected or (scalar == "String" and json.loads(text) == json.loads(expected))


class Size(enum.Enum):
    SMALL = "small"


@pytest.mark.parametrize(
    ("scalar", "value", "text"),
    [
        ("Int", 2**31, None),
        ("Int", True, None),
        ("Int", 1.0, None),
        ("Int", "1", None),
        ("BigInt", 2**63, None),
        ("Float", 2, "2"),
        ("Float", True, None),
        ("Float", float("inf"), "\x1an"),
        ("Decimal", Decimal("NaN"), "\x1at"),
        ("Decimal", Decimal("1E+3"), "1000"),
        ("Decimal", 1.5, None),
        ("Boolean", 1, None),
        ("String", Size.SMALL, '"small"'),
        ("String", 'a"\x1a\0', '"a\\"\\u001a\\u0000"'),
        ("String", "\ud800", None),
        ("String", b"x", None),
        ("Date", dt.datetime(2026, 1, 2, 3, tzinfo=dt.UTC), None),
        ("DateTime", dt.date(2026, 1, 2), None),
        (
            "DateTime",
            dt.datetime(2026, 1, 2, 3, tzinfo=dt.timezone(dt.timedelta(hours=2))),
            '"2026-01-02T01:00:00+00:00"',
        ),
        ("UUID", "00000000-0000-0000-0000-000000000000", None),
        ("Bytes", b"\xff\0", '"/wA="'),
        ("JSON", {"a": [1, None, Decimal("1.5")]}, '{"a":[1,null,1.5]}'),
        ("JSON", {"a": float("nan")}, None),
        ("JSON", object(), None),
    ],
)
def test_values_of_a_scalar(scalar: str, value: Any, text: str | None) -> None:
    returns = ScalarReturn(type=scalar)
    if text is None:
        with pytest.raises(ReturnedOtherwise):
            returned_text(value, returns, {})
    else:
        assert returned_text(value, returns, {}) == text


@pytest.mark.parametrize(
    ("value", "table", "text"),
    [
        (3, "products", "[[3]]"),
        ("3", "products", "[[3]]"),
        (Product(pk=4), "products", "[[4]]"),
        ((3, uuid.UUID(int=0)), "pairs", '[[3,"00000000-0000-0000-0000-000000000000"]]'),
        (Product(), "products", None),
        (Category(pk=3), "products", None),
        ("x", "products", None),
        (2**63, "products", None),
        (True, "products", None),
        ([3], "products", None),
        ((3, 4), "products", None),
        (3, "pairs", None),
    ],
)
def test_keys(value: Any, table: Literal["products", "pairs"], text: str | None) -> None:
    returns = RowReturn(table=table, model="shop.Product")
    if text is None:
        with pytest.raises(ReturnedOtherwise):
            returned_text(value, returns, TABLES)
    else:
        assert returned_text(value, returns, TABLES) == text


def test_members_by_attribute_and_by_key() -> None:
    returns = ObjectReturn(
        name="Both",
        many=True,
        fields=(
            ("product", RowReturn(table="products", model="shop.Product")),
            ("n", ScalarReturn(type="Int")),
        ),
    )
    assert (
        returned_text([{"product": 1, "n": 2, "more": 3}, {"n": None}], returns, TABLES)
        == '[["[[1]]","2"],[null,null]]'
    )
    assert returned_text(None, returns, TABLES) is None
    for other in ({"n": 1}, [object()], "text", [{"n": "x"}]):
        with pytest.raises(ReturnedOtherwise):
            returned_text(other, returns, TABLES)


def test_nothing_where_something_is_declared() -> None:
    with pytest.raises(ReturnedOtherwise):
        returned_text(None, ScalarReturn(type="Int", nullable=False), {})
