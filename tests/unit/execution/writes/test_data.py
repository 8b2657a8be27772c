"""The data of a mutation: what is read, as what, and what is refused."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from decimal import Decimal

import pytest

from django_graphgate.errors import TooManyAffected
from django_graphgate.execution.binders import Facts
from django_graphgate.execution.variables import VariableReader
from django_graphgate.execution.writes.data import DataLimits, DataReader
from django_graphgate.ir.codec import BIGINT, INT, JSON, JSON_TEXT, TEXT, array_codec
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.statement import VariableSpec
from django_graphgate.ir.write import DataList, DataObject, DataValue, DataVariable
from tests.support.writes.data_plans import PALETTE, SAMPLE, plan, root, shape
from tests.support.writes.reading import ADA, LIMITS, NOW, problems_of, rows_of, values_of


def given(name, codec=TEXT):
    return DataValue(Parameter("variable", codec, name=name))


def constant(value, codec=TEXT):
    return DataValue(Parameter("constant", codec, value=value))


# -- values -----------------------------------------------------------------------------------------


def test_values_are_those_of_fields() -> None:
    (row,) = rows_of(
        "products",
        "insert",
        [
            {
                "name": "Lamp",
                "price": Decimal("9.50"),
                "stock": 3,
                "attributes": {"size": [1, Decimal("2.5"), None]},
                "created_at": "2026-01-02T03:04:05+01:00",
                "weight": None,
                "code": "00000000-0000-0000-0000-000000000007",
                "owner_id": "12",
            }
        ],
    )
    assert row.values == {
        "name": "Lamp",
        "price": Decimal("9.50"),
        "stock": 3,
        "attributes": {"size": [1, 2.5, None]},
        "created_at": dt.datetime(2026, 1, 2, 2, 4, 5, tzinfo=dt.UTC),
        "weight": None,
        "code": uuid.UUID(int=7),
        "owner_id": 12,
    }
    assert row.given == frozenset(row.values)
    assert (row.path, row.shape.name) == (("insert", 0), "products:insert")


def test_other_scalars_are_read() -> None:
    data = {"blob": "AP8=", "document": [1], "number": 5, "day": "2026-02-03", "real": 1}
    (row,) = rows_of("samples", "insert", data, of=plan(SAMPLE))
    assert row.values == {
        "blob": b"\x00\xff",
        "document": [1],
        "number": 5,
        "day": dt.date(2026, 2, 3),
        "real": 1.0,
    }


def test_null_of_a_json_column_is_null() -> None:
    (row,) = rows_of("samples", "insert", {"document": None}, of=plan(SAMPLE))
    assert row.values == {"document": None}


def test_array_is_a_list() -> None:
    rows = rows_of("palettes", "insert", [{"colors": ["a", None], "sizes": []}], of=plan(PALETTE))
    assert rows[0].values == {"colors": ["a", None], "sizes": []}


@pytest.mark.parametrize(
    ("table", "column", "now"), [("products", "created_at", NOW), ("samples", "day", NOW.date())]
)
def test_now_is_the_time_of_the_request(table, column, now) -> None:
    (row,) = rows_of(table, "insert", [{column: "now"}], of=plan(SAMPLE))
    assert row.values == {column: now}


def test_now_is_a_text_elsewhere() -> None:
    (row,) = rows_of("products", "insert", [{"name": "now", "attributes": "now"}])
    assert row.values == {"name": "now", "attributes": "now"}


def test_single_object_is_a_list_of_one_without_a_number() -> None:
    (row,) = rows_of("tags", "insert", {"slug": "a"})
    assert row.path == ("insert",)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": 5}, "insert[1].name: a text is expected, not this number."),
        ({"name": ["a"]}, "insert[1].name: a text is expected, not a list."),
        ({"name": {"eq": "a"}}, "insert[1].name: a text is expected, not an object."),
        ({"name": "a\0"}, "insert[1].name: a text without NUL characters is expected, not this text."),
        (
            {"name": "\ud800"},
            "insert[1].name: a text of whole Unicode characters is expected, not this text.",
        ),
        ({"stock": "5 or 1=1"}, "insert[1].stock: a whole number is expected, not this text."),
        ({"stock": True}, "insert[1].stock: a whole number is expected, not this boolean."),
        (
            {"stock": 2**40},
            "insert[1].stock: a whole number from 0 to 2147483647 is expected, not this number.",
        ),
        ({"owner_id": 10**4000}, "insert[1].owner_id: a whole number from "),
        ({"weight": float("nan")}, "insert[1].weight: a finite number is expected, not this number."),
        ({"weight": float("inf")}, "insert[1].weight: a finite number is expected, not this number."),
        ({"price": "1e999999"}, "insert[1].price: a decimal number"),
        ({"attributes": {"a": float("nan")}}, "insert[1].attributes: a JSON value is expected"),
        ({"attributes": "\0"}, "insert[1].attributes: a JSON value without NUL"),
        ({"created_at": "tomorrow"}, "insert[1].created_at: a date and time"),
        ({"code": 7}, "insert[1].code: a UUID is expected, not this number."),
        ({"id": 7}, "insert[1].id: there is no such key."),
        ({"password": "x"}, "insert[1].password: there is no such key."),
        ({"owner": {"password": "x"}}, "insert[1].owner.password: there is no such key."),
        ({"owner": None}, "insert[1].owner: an object is expected, not null."),
        ({"tags": None}, "insert[1].tags: an object is expected, not null."),
        ({"owner": []}, "insert[1].owner: an object is expected, not a list."),
        ({"owner": 5}, "insert[1].owner: an object is expected, not this number."),
        ({"tags": [[{"slug": "a"}]]}, "insert[1].tags[0]: an object is expected, not a list."),
        ({"tags": ["a"]}, "insert[1].tags[0]: an object is expected, not this text."),
        ({"increment": {"stock": 1}}, "insert[1].increment: there is no such key."),
        ({"where": {"id": 1}}, "insert[1].where: there is no such key."),
        ({"connect": {"id": 1}}, "insert[1].connect: there is no such key."),
        ({5: 1}, "insert[1][5]: there is no such key."),
        (None, "insert[1]: an object is expected, not null."),
        ([], "insert[1]: an object is expected, not a list."),
        ([{"name": "a"}], "insert[1]: an object is expected, not a list."),
        (5, "insert[1]: an object is expected, not this number."),
    ],
)
def test_wrong_data_are_taken(data, sentence) -> None:
    (message,) = problems_of("products", "insert", [{"name": "right"}, data])
    assert message.startswith(sentence)


@pytest.mark.parametrize("data", [None, 5, "text", True])
def test_data_that_are_no_object_are_taken(data) -> None:
    (message,) = problems_of("products", "update", data)
    assert message.startswith("update: an object is expected, not ")


def test_list_is_taken_where_one_object_is_expected() -> None:
    assert problems_of("products", "update", [{"name": "a"}]) == [
        "update: an object is expected, not a list."
    ]
    assert problems_of("tags", "insert", [{"slug": "a"}], many=False) == [
        "insert: an object is expected, not a list."
    ]


def test_absent_data_are_taken() -> None:
    assert problems_of("tags", "insert", missing=("data",)) == ["insert: an object is expected, not null."]


def test_problems_of_all_rows_are_reported_with_places() -> None:
    data = [{"slug": 1}, {"slug": "fine"}, {"slug": "a", "x": 1, "y": 2}]
    assert problems_of("tags", "insert", data) == [
        "insert[0].slug: a text is expected, not this number.",
        "insert[2].x: there is no such key.",
        "insert[2].y: there is no such key.",
    ]


def test_problems_of_all_root_fields_are_reported() -> None:
    roots = [root("tags", "insert", DataVariable("a")), root("tags", "update", DataVariable("b"))]
    with pytest.raises(Exception) as caught:  # noqa: PT011 - its parts are compared
        DataReader(plan(), LIMITS).read(roots, values_of(a=[{"x": 1}], b={"y": 1}), ADA)
    extensions = [error["extensions"] for error in caught.value.as_errors()]
    assert extensions == [
        {"path": ["insert", 0, "x"], "variable": "a", "code": "BAD_USER_INPUT"},
        {"path": ["update", "y"], "variable": "b", "code": "BAD_USER_INPUT"},
    ]


# -- hostile data -----------------------------------------------------------------------------------


def test_more_problems_than_an_answer_reports() -> None:
    assert len(problems_of("tags", "insert", [{"slug": 1}] * 9_999)) == 100


def test_ten_thousand_rows_are_read_and_one_more_is_refused() -> None:
    assert len(rows_of("tags", "insert", [{"slug": "a"}] * 10_000)) == 10_000
    with pytest.raises(TooManyAffected):
        rows_of("tags", "insert", [{"slug": "a"}] * 10_001)


def test_nested_rows_count() -> None:
    data = [{"name": "a", "children": [{"name": "b"}] * 3}] * 3
    assert len(rows_of("categories", "insert", data, limits=DataLimits(rows=12, depth=3))) == 3
    with pytest.raises(TooManyAffected):
        rows_of("categories", "insert", data, limits=DataLimits(rows=11, depth=3))


def test_rows_of_all_root_fields_count() -> None:
    roots = [root("tags", "insert"), root("tags", "insert")]
    with pytest.raises(TooManyAffected):
        DataReader(plan(), DataLimits(rows=3, depth=3)).read(roots, values_of(data=[{"slug": "a"}] * 2), ADA)


def test_limit_of_the_operation_is_lower() -> None:
    with pytest.raises(TooManyAffected):
        rows_of("tags", "insert", [{"slug": "a"}] * 3, of=plan(max_affected=2))


def test_data_are_nested_too_deeply() -> None:
    data = leaf = {"name": "0"}
    for _ in range(1_000):
        leaf["parent"] = leaf = {"name": "x"}
    (message,) = problems_of("categories", "insert", [data])
    assert message.endswith(": objects that are nested at most 12 levels deep are expected.")


def test_json_is_nested_too_deeply() -> None:
    data: list = []
    for _ in range(1_000):
        data = [data]
    (message,) = problems_of("products", "insert", [{"attributes": data}])
    assert message.startswith(
        "insert[0].attributes: a JSON value that is at most 100 levels deep is expected"
    )


def test_hostile_key_is_shown_as_an_answer_can_hold_it() -> None:
    (message,) = problems_of("tags", "insert", {"\ud800" + "x" * 5_000: 1})
    assert len(message) < 200
    json.dumps(message).encode()
    message.encode()


# -- templates of the document ------------------------------------------------------------------------


def test_document_mixes_constants_variables_and_objects() -> None:
    template = DataList(
        (
            DataObject(
                (
                    ("name", given("name")),
                    ("owner", DataVariable("owner")),
                    ("attributes", constant('{"a": [1]}', JSON_TEXT)),
                    ("stock", constant(4, INT)),
                    ("tags", DataList((DataObject((("slug", constant("red")),)), DataVariable("tag")))),
                )
            ),
            DataVariable("more"),
        )
    )
    rows = rows_of(
        "products",
        "insert",
        template=template,
        name="Lamp",
        owner={"name": "Ada"},
        tag={"slug": "blue"},
        more={"name": "Two"},
    )
    first, second = rows
    assert first.values == {"name": "Lamp", "attributes": {"a": [1]}, "stock": 4}
    owner, tags = first.related
    assert [r.values for r in owner.rows] == [{"name": "Ada"}]
    assert [(r.values, r.path) for r in tags.rows] == [
        ({"slug": "red"}, ("insert", 0, "tags", 0)),
        ({"slug": "blue"}, ("insert", 0, "tags", 1)),
    ]
    assert (second.values, second.path) == ({"name": "Two"}, ("insert", 1))


def test_variable_that_is_not_given_is_a_key_that_is_not_written() -> None:
    fields = (("name", given("name")), ("owner", DataVariable("owner")), ("stock", constant(1, INT)))
    (row,) = rows_of("products", "update", template=DataObject(fields), missing=("name", "owner"))
    assert (row.values, row.related) == ({"stock": 1}, [])


def test_variable_in_a_document_is_checked_as_its_column() -> None:
    template = DataObject((("stock", given("n", INT)),))
    with pytest.raises(Exception) as caught:  # noqa: PT011 - its parts are compared
        rows_of("products", "update", template=template, n=-1)
    (error,) = caught.value.as_errors()
    assert error["message"].startswith("Variable '$n' at update.stock: a whole number from 0 to ")
    assert error["extensions"] == {"path": ["update", "stock"], "variable": "n", "code": "BAD_USER_INPUT"}


def test_lists_and_objects_of_a_column_hold_variables() -> None:
    colors = DataList((constant("red"), given("color"), given("absent")))
    template = DataObject((("colors", colors), ("sizes", constant((1, 2), array_codec(INT)))))
    (row,) = rows_of(
        "palettes", "insert", template=template, of=plan(PALETTE), color="blue", missing=("absent",)
    )
    assert row.values == {"colors": ["red", "blue", None], "sizes": [1, 2]}
    inner = DataObject((("a", given("x", JSON)), ("b", given("absent"))))
    template = DataObject((("attributes", inner),))
    (row,) = rows_of("products", "update", template=template, x=[1], missing=("absent",))
    assert row.values == {"attributes": {"a": [1]}}


def test_document_takes_what_is_known_of_the_caller() -> None:
    caller = DataValue(Parameter("caller", BIGINT, name="user_id"))
    (row,) = rows_of("products", "update", template=DataObject((("owner_id", caller),)))
    assert row.values == {"owner_id": 7}


def test_request_cannot_give_what_is_known_of_the_caller() -> None:
    caller = DataValue(Parameter("caller", BIGINT, name="user_id"))
    (row,) = rows_of("products", "update", template=DataObject((("owner_id", caller),)), user_id=8)
    assert row.values == {"owner_id": 7}


def test_default_is_an_object() -> None:
    spec = VariableSpec(
        name="data", codec=JSON, has_default=True, default=[{"slug": "a"}], shape="tags:insert", many=True
    )
    values = VariableReader([spec]).read({})
    (rows,) = DataReader(plan(), LIMITS).read([root("tags", "insert")], values, ADA)
    assert [row.values for row in rows] == [{"slug": "a"}]
    assert values.missing == frozenset()


def test_variables_without_value_and_default_are_missing() -> None:
    specs = [VariableSpec(name=name, codec=INT, has_default=name == "c") for name in "abc"]
    assert VariableReader(specs).read({"a": None}).missing == frozenset({"b"})


def test_root_without_data_has_no_rows() -> None:
    bare = root("tags", "delete")
    reader = DataReader(plan(shape("tags", "delete")), LIMITS)
    assert reader.read(
        [bare.__class__(key="x", action="delete", table="tags", many=True)], values_of(), ADA
    ) == [[]]


def test_facts_are_of_the_caller() -> None:
    template = DataObject((("owner_id", DataValue(Parameter("caller", BIGINT, name="user_id"))),))
    anonymous = Facts(Identity.anonymous(), "anon", {})
    (rows,) = DataReader(plan(), LIMITS).read([root("products", "update", template)], values_of(), anonymous)
    assert rows[0].values == {"owner_id": None}
