"""The shape of an operation's answers, which the lock keeps, against every golden answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.schema.build import build_schema
from django_graphgate.compiler.validate.result_shape import result_shape
from django_graphgate.ir.result_shape import FieldShape, ObjectShape
from tests.golden.cases import CASES, Case
from tests.support.shop.running import everything, read, shown_with

ANSWERED = [case for case in CASES if (case.path / "result.json").exists()]
SCALARS: Mapping[str, tuple[type, ...]] = {
    "Int": (int,),
    "BigInt": (int, str),
    "Float": (int, float),
    "Decimal": (int, float, str),
    "Boolean": (bool,),
    "JSON": (bool, int, float, str, list, dict),
}
"""What JSON has for a scalar; a text for any other."""


def shape_of(text: str, flags: tuple[str, ...], role: str) -> ObjectShape:
    schema = build_schema(shown_with(flags) if flags else get_catalog())
    return result_shape(read(text, flags=flags).normal.operation, schema, role)


def object_misfits(shapes: Sequence[ObjectShape], value: Any, path: str) -> Iterator[str]:
    """Where an object is none of these; an empty answer if it is one of them."""
    if not isinstance(value, dict):
        yield f"{path} is no object"
        return
    several = [list(_misfits_of(shape, value, path)) for shape in shapes]
    if all(several):
        yield from several[0]


def _misfits_of(shape: ObjectShape, value: Mapping[str, Any], path: str) -> Iterator[str]:
    fields = {field.name: field for field in shape.fields}
    yield from (f"{path}.{key} is not in the shape" for key in value if key not in fields)
    if not any(field.may_be_absent for field in shape.fields) and list(value) != list(fields):
        yield f"{path} has other keys, or in another order: {list(value)}"
    for name, field in fields.items():
        if name in value:
            yield from value_misfits(field, field.type, value[name], f"{path}.{name}")
        elif not field.may_be_absent:
            yield f"{path}.{name} is absent"


def value_misfits(field: FieldShape, type_text: str, value: Any, path: str) -> Iterator[str]:
    if value is None:
        if type_text.endswith("!"):
            yield f"{path} is null"
        return
    type_text = type_text.removesuffix("!")
    if type_text.startswith("["):
        if not isinstance(value, list):
            yield f"{path} is no list"
            return
        for number, item in enumerate(value):
            yield from value_misfits(field, type_text[1:-1], item, f"{path}.{number}")
    elif field.objects:
        yield from object_misfits(field.objects, value, path)
    else:
        expected = SCALARS.get(type_text, (str,))
        if not isinstance(value, expected) or (isinstance(value, bool) and bool not in expected):
            yield f"{path} is no {type_text}: {value!r:.50}"


@pytest.mark.parametrize("case", ANSWERED, ids=lambda case: case.name)
def test_answer_does_not_fit_its_shape(case: Case) -> None:
    shape = shape_of(case.query, case.flags, (case.role or everything()).name)
    data = json.loads((case.path / "result.json").read_text("utf-8"))
    assert list(object_misfits([shape], data, "data")) == []
    assert ObjectShape.from_json(json.loads(json.dumps(shape.to_json()))) == shape


def test_misfits_are_overlooked() -> None:
    """What is above notices anything at all."""
    name = FieldShape(name="name", type="String")
    shape = ObjectShape(
        type="Query",
        fields=(
            FieldShape(name="a", type="[A!]", objects=(ObjectShape(type="A", fields=(name,)),)),
            FieldShape(name="n", type="Int!", may_be_absent=True),
        ),
    )
    assert list(object_misfits([shape], {"a": [{"name": None}]}, "data")) == []
    for wrong in (
        {},
        {"a": {}},
        {"a": [None]},
        {"a": [{}]},
        {"a": [{"name": 1}]},
        {"a": [], "n": None},
        {"a": [], "n": True},
        {"a": [], "b": 1},
    ):
        assert list(object_misfits([shape], wrong, "data")), wrong
