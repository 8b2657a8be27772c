"""Signatures of callables: parameters, validators, returns, and what is refused."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import uuid
from decimal import Decimal
from typing import Annotated, Any, Literal, NotRequired, TypedDict

import pytest
from django.core.validators import (
    EmailValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinLengthValidator,
    MinValueValidator,
    RegexValidator,
)

from django_graphgate.actions import ActionContext, Key
from django_graphgate.actions.signature import read_signature
from django_graphgate.errors import ConfigurationError, VariableInvalid
from django_graphgate.ir.action import ActionParameter, ObjectReturn, RowReturn, ScalarReturn
from django_graphgate.models import Role


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


@dataclasses.dataclass
class Receipt:
    total: Decimal
    order: Annotated[int, Key("orders")]
    notes: list[str]
    role: Role | None


class Answer(TypedDict):
    number: int
    text: NotRequired[str]


def parameters_of(function):
    return {parameter.name: parameter for parameter in read_signature(function).parameters}


def test_types_of_parameters():
    def function(
        a: int,
        b: float,
        c: Decimal,
        d: bool,
        e: str,
        f: uuid.UUID,
        g: dt.date,
        h: dt.time,
        i: dt.datetime,
        j: dt.timedelta,
        k: dict[str, Any],
        l: Any,  # noqa: E741
        m: list[int],
        n: str | None,
        o: list[int | None] | None,
        p: Literal["x", "y"],
        q: Colour,
        r: list[Colour],
    ): ...

    declared = parameters_of(function)
    assert {name: parameter.type for name, parameter in declared.items()} == {
        "a": "BigInt!",
        "b": "Float!",
        "c": "Decimal!",
        "d": "Boolean!",
        "e": "String!",
        "f": "UUID!",
        "g": "Date!",
        "h": "Time!",
        "i": "DateTime!",
        "j": "Duration!",
        "k": "JSON!",
        "l": "JSON!",
        "m": "[BigInt!]!",
        "n": "String",
        "o": "[BigInt]",
        "p": "String!",
        "q": "String!",
        "r": "[String!]!",
    }
    assert declared["p"].choices == ("x", "y")
    assert declared["q"].choices == declared["r"].choices == ("red", "blue")
    assert read_signature(function).types["r"] is Colour


def test_defaults_are_in_json_form():
    def function(
        a: int = 1,
        b: Decimal = Decimal("1.50"),
        c: dt.date = dt.date(2026, 1, 2),
        d: Colour = Colour.RED,
        e: dt.timedelta = dt.timedelta(days=1),
        f: str | None = None,
        g: list[int] = [1],  # noqa: B006
    ): ...

    declared = parameters_of(function)
    assert all(parameter.has_default for parameter in declared.values())
    assert [parameter.default for parameter in declared.values()] == [
        *(1, "1.50", "2026-01-02", "red", "P1DT00H00M00S", None),
        [1],
    ]


def test_validators_are_bounds():
    def function(
        a: Annotated[int, MinValueValidator(1), MaxValueValidator(9)],
        b: Annotated[str, MinLengthValidator(2), MaxLengthValidator(3)],
        c: Annotated[str, RegexValidator(r"^[a-z]+\Z")],
        d: Annotated[list[Annotated[str, MaxLengthValidator(5)]], MinLengthValidator(1)],
        e: Annotated[dt.date, MinValueValidator(dt.date(2026, 1, 1))],
    ): ...

    declared = parameters_of(function)
    assert (declared["a"].minimum, declared["a"].maximum) == (1, 9)
    assert (declared["b"].min_length, declared["b"].max_length) == (2, 3)
    assert declared["c"].pattern == r"^[a-z]+\Z"
    assert (declared["d"].max_length, declared["d"].min_items) == (5, 1)
    assert declared["e"].minimum == "2026-01-01"


@pytest.mark.parametrize(
    "validator",
    [
        RegexValidator("a"),
        RegexValidator(r"^a|b\Z"),
        RegexValidator(r"^a\Z", inverse_match=True),
        RegexValidator(r"^a\Z", flags=2),
        MinValueValidator(lambda: 3),
        EmailValidator(),
    ],
)
def test_what_a_declaration_cannot_say_is_left_to_the_validator(validator):
    def function(a: Annotated[str, validator]): ...

    function.__annotations__ = {"a": Annotated[str, validator]}
    assert parameters_of(function) == {"a": ActionParameter(name="a", type="String!")}


def test_validator_of_values_is_on_the_items_of_a_list():
    def function(a: Annotated[list[int], MinValueValidator(3)]): ...

    with pytest.raises(ConfigurationError, match="not on its items"):
        read_signature(function)


def test_validators_are_called():
    def function(
        a: Annotated[str, EmailValidator()],
        b: Annotated[list[Annotated[int, MinValueValidator(3)]], MaxLengthValidator(2)],
    ): ...

    signature = read_signature(function)
    signature.validate({"a": "a@example.com", "b": [3, None]})
    for values in ({"a": "nobody"}, {"b": [3, 2]}, {"b": [3, 3, 3]}):
        with pytest.raises(VariableInvalid, match=r"^[ab]: "):
            signature.validate(values)


def test_context_is_no_parameter():
    def function(here: ActionContext, a: int): ...

    signature = read_signature(function)
    assert (signature.context, [parameter.name for parameter in signature.parameters]) == ("here", ["a"])


@pytest.mark.parametrize(
    ("annotation", "returns"),
    [
        ("Role", RowReturn(model="graphgate.Role", nullable=False)),
        ("list[Role] | None", RowReturn(model="graphgate.Role", many=True)),
        ('Key["orders"]', RowReturn(table="orders", nullable=False)),
        ('Key["orders"] | None', RowReturn(table="orders")),
        ('Annotated[int, Key("orders")]', RowReturn(table="orders", nullable=False)),
        ('list[Key["orders"]]', RowReturn(table="orders", many=True, nullable=False)),
        ("int", ScalarReturn(type="BigInt", nullable=False)),
        ("dict[str, Any]", ScalarReturn(type="JSON", nullable=False)),
        ("Colour", ScalarReturn(type="String", nullable=False)),
        (
            "Answer",
            ObjectReturn(
                name="Answer",
                nullable=False,
                fields=(
                    ("number", ScalarReturn(type="BigInt", nullable=False)),
                    ("text", ScalarReturn(type="String")),
                ),
            ),
        ),
        (
            "list[Receipt]",
            ObjectReturn(
                name="Receipt",
                many=True,
                nullable=False,
                fields=(
                    ("total", ScalarReturn(type="Decimal", nullable=False)),
                    ("order", RowReturn(table="orders", nullable=False)),
                    ("notes", ScalarReturn(type="String", many=True, nullable=False)),
                    ("role", RowReturn(model="graphgate.Role")),
                ),
            ),
        ),
        ("None", None),
    ],
)
def test_returns(annotation, returns):
    def function(): ...

    function.__annotations__ = {"return": annotation}
    assert read_signature(function).returns == returns


@pytest.mark.parametrize(
    "annotation",
    ["bytes", "int | str", "object", "set[int]", "list[list[int]]", "Missing", "tuple[int, int]"],
)
@pytest.mark.parametrize("name", ["a", "return"])
def test_unknown_annotation_is_refused(annotation, name):
    def function(a=None): ...

    function.__annotations__ = {"a": "int", name: annotation}
    with pytest.raises(ConfigurationError, match=r"test_signature.*function"):
        read_signature(function)


def test_signature_that_names_no_parameters_is_refused():
    def rest(*args: int): ...
    def more(**options: int): ...
    def positional(a: int, /): ...
    def bare(a): ...
    def twice(a: ActionContext, b: ActionContext): ...
    def strange(a: int = object()): ...

    for function in (rest, more, positional, bare, twice, strange):
        with pytest.raises(ConfigurationError, match=function.__name__):
            read_signature(function)


def test_dataclass_that_contains_itself_is_refused():
    def function(): ...

    function.__annotations__ = {"return": "Node"}
    with pytest.raises(ConfigurationError, match="contains itself"):
        read_signature(function)


@dataclasses.dataclass
class Node:
    child: Node | None
