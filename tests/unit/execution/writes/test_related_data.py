"""The data of a mutation along relations: nested rows, and rows that are named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from django_graphgate.errors import TooManyAffected
from django_graphgate.execution.writes.data import DataLimits
from django_graphgate.ir.codec import BIGINT, BOOL, TEXT, array_codec
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.write import DataList, DataObject, DataValue, DataVariable
from tests.support.writes.data_plans import PRODUCT, plan, relation, shape
from tests.support.writes.reading import NOW, problems_of, rows_of


def related(action, data, *, table="products", **options):
    (row,) = rows_of(table, action, data, **options)
    return row.related


def test_insert_has_rows_and_connects_of_a_relation_together() -> None:
    data = {
        "tags": [{"slug": "a"}, {"connect": {"id": 5}}, {"slug": "b"}, {"connect": [{"slug": ["c", "d"]}]}]
    }
    (tags,) = related("insert", data)
    assert [(row.values, row.path) for row in tags.rows] == [
        ({"slug": "a"}, ("insert", "tags", 0)),
        ({"slug": "b"}, ("insert", "tags", 2)),
    ]
    assert tags.connect == ({"id": (5,)}, {"slug": ("c", "d")})
    assert (tags.path, tags.where, tags.disconnect) == (("insert", "tags"), None, ())
    assert {row.shape.name for row in tags.rows} == {"tags:insert"}


def test_update_has_each_object_for_itself() -> None:
    data = {
        "tags": [
            {"where": {"id": 1}, "slug": "a"},
            {"slug": "all"},
            {"connect": {"id": 2}, "disconnect": [{"id": 3}, {"slug": "x"}]},
        ]
    }
    one, other, links = related("update", data)
    assert (one.where, one.rows[0].values) == ({"id": (1,)}, {"slug": "a"})
    assert (other.where, other.rows[0].values) == (None, {"slug": "all"})
    assert (links.rows, links.connect, links.disconnect) == (
        [],
        ({"id": (2,)},),
        ({"id": (3,)}, {"slug": ("x",)}),
    )
    assert one.rows[0].shape.name == "tags:update"
    assert links.path == ("update", "tags", 2)


def test_object_that_is_pointed_to() -> None:
    (owner,) = related("insert", {"owner": {"name": "Ada", "referrer": {"connect": {"id": 2}}}})
    (row,) = owner.rows
    assert (row.values, row.path) == ({"name": "Ada"}, ("insert", "owner"))
    assert row.related[0].connect == ({"id": (2,)},)


def test_empty_list_has_no_rows_and_names_nothing() -> None:
    (tags,) = related("insert", {"tags": []})
    assert (tags.rows, tags.connect) == ([], ())
    (owner,) = related("insert", {"owner": {"connect": []}})
    assert (owner.rows, owner.connect) == ([], ())
    (owner,) = related("insert", {"owner": {"connect": [{"id": []}]}})
    assert owner.connect == ({"id": ()},)


@pytest.mark.parametrize("value", [5, "5", [5], {"eq": 5}, {"in": [5]}, {"in": 5}])
def test_row_is_named_by_a_value_in_any_spelling(value) -> None:
    (owner,) = related("insert", {"owner": {"connect": {"id": value}}})
    assert owner.connect == ({"id": (5,)},)


@pytest.mark.parametrize(
    ("action", "data", "sentence"),
    [
        (
            "insert",
            {"owner": {"connect": {}}},
            "owner.connect: the value of at least one column is expected.",
        ),
        ("insert", {"owner": {"connect": None}}, "owner.connect: an object is expected, not null."),
        ("insert", {"owner": {"connect": 5}}, "owner.connect: an object is expected, not this number."),
        (
            "insert",
            {"owner": {"connect": {"id": None}}},
            "owner.connect.id: a value that is not null is expected.",
        ),
        (
            "insert",
            {"owner": {"connect": {"id": [None]}}},
            "owner.connect.id: a value that is not null is expected.",
        ),
        (
            "insert",
            {"owner": {"connect": {"id": {"gt": 0}}}},
            "owner.connect.id: only 'eq' or 'in' can name rows.",
        ),
        ("insert", {"owner": {"connect": {"id": {}}}}, "owner.connect.id: only 'eq' or 'in' can name rows."),
        (
            "insert",
            {"owner": {"connect": {"id": {"in": [1], "eq": 1}}}},
            "owner.connect.id: only 'eq' or 'in' can name rows.",
        ),
        (
            "insert",
            {"owner": {"connect": {"id": "x"}}},
            "owner.connect.id: a whole number is expected, not this text.",
        ),
        (
            "insert",
            {"owner": {"connect": {"id": {"in": {}}}}},
            "owner.connect.id: a whole number is expected, not an object.",
        ),
        ("insert", {"owner": {"connect": [{"id": 1}], "name": "x"}}, "owner: either columns or 'connect'"),
        ("insert", {"owner": {"disconnect": {"id": 1}}}, "owner.disconnect: there is no such key."),
        ("insert", {"owner": {"where": {"id": 1}, "name": "x"}}, "owner.where: there is no such key."),
        ("update", {"owner": {"where": {}, "name": "x"}}, "owner.where: the value of at least one column"),
        (
            "update",
            {"owner": {"where": [{"id": 1}], "name": "x"}},
            "owner.where: an object is expected, not a list.",
        ),
        (
            "update",
            {"owner": {"where": {"id": 1}, "connect": {"id": 2}}},
            "owner: either columns or 'connect'",
        ),
        (
            "update",
            {"owner": {"disconnect": True}},
            "owner.disconnect: an object is expected, not this boolean.",
        ),
        ("update", {"where": {"id": 1}}, "where: there is no such key."),
        ("update", {"disconnect": {"id": 1}}, "disconnect: there is no such key."),
        ("update", {"increment": {"name": 1}}, "increment.name: there is no such key."),
        ("update", {"increment": {"owner_id": 1}}, "increment.owner_id: there is no such key."),
        ("update", {"increment": {"stock": None}}, "increment.stock: a number is expected, not null."),
        (
            "update",
            {"increment": {"stock": "x"}},
            "increment.stock: a whole number is expected, not this text.",
        ),
        ("update", {"increment": [{"stock": 1}]}, "increment: an object is expected, not a list."),
        ("update", {"increment": {"stock": 1}, "stock": 2}, "increment.stock: 'stock' is given twice."),
        ("insert", {"owner": {"connect": {"id": 1}}, "owner_id": 2}, "owner: 'owner_id' is given twice."),
        ("insert", {"owner": {"name": "a"}, "users": {"name": "b"}}, "users: 'owner' is given twice."),
    ],
)
def test_wrong_related_data_are_taken(action, data, sentence) -> None:
    message = problems_of("products", action, data)[0]
    assert message.startswith(f"{action}.{sentence}")


def test_column_that_names_no_row_for_the_role_is_unknown() -> None:
    messages = problems_of("products", "insert", {"owner": {"connect": {"password": "x"}}})
    assert messages[0] == "insert.owner.connect.password: there is no such key."


def test_increment_adds_and_takes_away() -> None:
    (row,) = rows_of("products", "update", {"increment": {"stock": -2, "weight": 0.5, "price": "-1.25"}})
    assert (row.values, {name: str(n) for name, n in row.increments.items()}) == (
        {},
        {"stock": "-2", "weight": "0.5", "price": "-1.25"},
    )


@pytest.mark.parametrize("way", ["insert", "update", "connect", "disconnect"])
def test_what_the_role_may_not_do_along_a_relation_is_unknown(way) -> None:
    action = "insert" if way == "insert" else "update"
    owner = relation("products", "owner", **{way: False})
    data = (
        {"connect": {"id": 1}}
        if way == "connect"
        else {"disconnect": {"id": 1}}
        if way == "disconnect"
        else {"name": "x"}
    )
    limited = shape("products", action, relations={"owner": owner})
    key = "name" if way in ("insert", "update") else way
    assert problems_of("products", action, {"owner": data}, of=plan(limited)) == [
        f"{action}.owner.{key}: there is no such key."
    ]


def test_connect_where_rows_cannot_be_written() -> None:
    """The related table has no shape at all then."""
    owner = relation("products", "owner", insert=False)
    only = plan(shape("products", "insert", relations={"owner": owner}))
    only = replace(only, shapes={"products:insert": only.shapes["products:insert"]})
    (connected,) = related("insert", {"owner": {"connect": {"id": 1}}}, of=only)
    assert (connected.connect, connected.rows) == (({"id": (1,)},), [])


# -- presets ----------------------------------------------------------------------------------------

MINE = ("owner_id", Parameter("caller", BIGINT, name="user_id"))


@pytest.mark.parametrize("key", ["owner_id", "owner", "users"])
@pytest.mark.parametrize("action", ["insert", "update"])
def test_preset_column_is_given(key, action) -> None:
    """Also where a shape lists it by mistake, and along the relation that it stores."""
    preset = plan(shape("products", action, columns=PRODUCT, presets=(MINE,)))
    data = {key: 5 if key == "owner_id" else {"connect": {"id": 5}}}
    assert problems_of("products", action, data, of=preset) == [f"{action}.{key}: there is no such key."]


def test_preset_column_is_incremented() -> None:
    preset = plan(shape("products", "update", presets=(("stock", Parameter("constant", BIGINT, value=1)),)))
    (message,) = problems_of("products", "update", {"increment": {"stock": 1}}, of=preset)
    assert message == "update.increment.stock: there is no such key."


# -- names ------------------------------------------------------------------------------------------


def test_relation_by_another_name() -> None:
    (owner, tags) = related("insert", {"users": {"name": "Ada"}, "tag": {"slug": "a"}})
    assert (owner.relation.name, owner.rows[0].path) == ("owner", ("insert", "users"))
    assert tags.relation.name == "tags"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ({"find": "children", "name": "x"}, "children"),
        ([{"find": "children", "name": "x"}], "children"),
        ({"find": "parents", "name": "x"}, "parent"),
    ],
)
def test_find_says_which_relation_is_meant(data, name) -> None:
    (found,) = related("insert", {"name": "a", "categories": data}, table="categories")
    assert (found.relation.name, [row.values for row in found.rows]) == (name, [{"name": "x"}])


@pytest.mark.parametrize(
    "data",
    [{"name": "x"}, {"find": "cousins", "name": "x"}, {"find": 5}, {"find": ["children"]}, [], None,
     [{"find": "children"}, {"find": "parents"}]],
)  # fmt: skip
def test_ambiguous_name_without_find_is_unknown(data) -> None:
    (message,) = problems_of("categories", "insert", {"categories": data})
    assert message == "insert.categories: there is no such key."


def test_find_is_a_key_like_others_where_a_name_is_clear() -> None:
    (message,) = problems_of("categories", "insert", {"children": [{"find": "children", "name": "x"}]})
    assert message == "insert.children[0].find: there is no such key."
    (message,) = problems_of("products", "insert", {"users": {"find": "parents", "name": "x"}})
    assert message == "insert.users.find: there is no such key."


@pytest.mark.parametrize("key", ["connect", "disconnect", "where", "increment", "find"])
def test_column_with_the_name_of_a_key_is_a_column(key) -> None:
    of = plan(shape("tags", "update", columns={"slug": TEXT, key: TEXT}))
    (tags,) = related("update", {"tags": {key: "x", "slug": "a"}}, of=of)
    assert [row.values for row in tags.rows] == [{key: "x", "slug": "a"}]
    (row,) = rows_of("tags", "update", {key: "x"}, of=of)
    assert row.values == {key: "x"}


# -- the document's own objects -------------------------------------------------------------------------


def ids(*values, many=False):
    return DataList(tuple(DataValue(Parameter("constant", BIGINT, value=value)) for value in values))


@pytest.mark.parametrize(
    "value",
    [
        ids(1, 2),
        DataValue(Parameter("constant", BIGINT, value=(1, 2), many=True)),
        DataValue(Parameter("variable", array_codec(BIGINT), name="ids")),
        DataList((DataValue(Parameter("variable", BIGINT, name="one")), *ids(2).items)),
    ],
)
def test_document_names_rows(value) -> None:
    template = DataObject((("tags", DataList((DataObject((("connect", DataObject((("id", value),))),)),))),))
    (tags,) = related("insert", None, template=template, ids=[1, 2], one=1)
    assert tags.connect == ({"id": (1, 2)},)


def test_document_names_rows_by_variables() -> None:
    template = DataObject(
        (
            ("tags", DataList((DataObject((("connect", DataVariable("rows")),)),))),
            ("owner", DataObject((("where", DataVariable("which")), ("name", DataVariable("name"))))),
        )
    )
    tags, owner = related("update", None, template=template, rows=[{"id": 1}], which={"id": 2}, name="x")
    assert tags.connect == ({"id": (1,)},)
    assert (owner.where, owner.rows[0].values) == ({"id": (2,)}, {"name": "x"})


def test_row_is_not_named_by_an_absent_variable() -> None:
    """More rows would be meant without it."""
    value = DataValue(Parameter("variable", BIGINT, name="id"))
    where = DataObject((("id", value), ("email", DataValue(Parameter("constant", TEXT, value="a")))))
    name = ("name", DataValue(Parameter("constant", TEXT, value="x")))
    for template in (
        DataObject((("owner", DataObject((("where", where), name))),)),
        DataObject((("owner", DataObject((("connect", where),))),)),
    ):
        (message,) = problems_of("products", "update", template=template, missing=("id",))
        assert message.endswith(".id: a value is required.")
    template = DataObject((("owner", DataObject((("where", DataVariable("w")), name))),))
    (message,) = problems_of("products", "update", template=template, missing=("w",))
    assert "owner.where: an object is expected" in message


def test_absent_connect_connects_nothing_and_inserts_nothing() -> None:
    template = DataObject((("owner", DataObject((("connect", DataVariable("rows")),))),))
    (owner,) = related("insert", None, template=template, missing=("rows",))
    assert (owner.rows, owner.connect) == ([], ())


def test_inserted_row_hangs_on_another_row_than_the_one_it_is_in() -> None:
    for inside in ({"owner_id": 7}, {"owner": {"connect": {"id": 7}}}):
        (message,) = problems_of("customers", "insert", {"name": "a", "products": [{"name": "b"}, inside]})
        assert message == "insert.products[1].owner_id: 'owner_id' is given twice."
    (products,) = related("update", {"products": {"owner_id": 7}}, table="customers")
    assert products.rows[0].values == {"owner_id": 7}  # which moves them


# -- camel case -------------------------------------------------------------------------------------

CAMEL = DataLimits(rows=100, depth=12, camel_case=True)


@pytest.mark.parametrize("key", ["createdAt", "created_at"])
def test_key_has_either_spelling_in_camel_case(key) -> None:
    data = {"owner": {"isActive": True, "connect": {"id": 1}}, "ownerId": 5}
    assert rows_of("products", "insert", {key: "now"}, limits=CAMEL)[0].values == {"created_at": NOW}
    (row,) = rows_of("customers", "insert", {"isActive": True, "referrer_id": 5}, limits=CAMEL)
    assert row.values == {"is_active": True, "referrer_id": 5}
    assert problems_of("products", "insert", data, limits=CAMEL)[0].startswith("insert.owner: either columns")


def test_camel_case_is_unknown_without_the_setting() -> None:
    assert problems_of("products", "insert", {"createdAt": "now"}) == [
        "insert.createdAt: there is no such key."
    ]


def test_both_spellings_give_a_column_twice() -> None:
    twice = {"createdAt": "now", "created_at": "now"}
    assert problems_of("products", "insert", twice, limits=CAMEL) == [
        "insert.created_at: 'created_at' is given twice."
    ]
    limited = shape("customers", "update", columns={"visit_count": BIGINT}, increments=("visit_count",))
    data = {"increment": {"visit_count": 1, "visitCount": 2}}
    (message,) = problems_of("customers", "update", data, of=plan(limited), limits=CAMEL)
    assert message == "update.increment.visitCount: 'visit_count' is given twice."
    (row,) = rows_of("customers", "update", {"increment": {"visitCount": 2}}, of=plan(limited), limits=CAMEL)
    assert row.increments == {"visit_count": 2}


def test_relations_and_names_of_rows_are_in_camel_case() -> None:
    best = replace(relation("products", "owner"), name="best_owner")
    of = plan(shape("products", "insert", relations={"best_owner": best}))
    of = replace(
        of, tables=of.tables | {"customers": replace(of.tables["customers"], named_by={"is_active": BOOL})}
    )
    (owner,) = related("insert", {"bestOwner": {"connect": {"isActive": True}}}, of=of, limits=CAMEL)
    assert (owner.relation, owner.connect, owner.path) == (
        best,
        ({"is_active": (True,)},),
        ("insert", "bestOwner"),
    )
    data = {"bestOwner": {"connect": {"isActive": True, "is_active": True}}}
    (message,) = problems_of("products", "insert", data, of=of, limits=CAMEL)
    assert message == "insert.bestOwner.connect.is_active: 'is_active' is given twice."


# -- bounds -----------------------------------------------------------------------------------------


def test_rows_that_are_named_count() -> None:
    data = {"tags": [{"connect": [{"id": 1}, {"id": 2}]}, {"connect": {"id": 3}}]}
    assert related("insert", data, limits=DataLimits(rows=4, depth=3))[0].connect
    with pytest.raises(TooManyAffected):
        related("insert", data, limits=DataLimits(rows=3, depth=3))


@pytest.mark.parametrize("value", [[1, 2, 3, 4], {"in": [1, 2, 3, 4]}])
@pytest.mark.parametrize("key", ["connect", "disconnect", "where"])
def test_list_of_values_that_name_rows_is_too_long(key, value) -> None:
    data = {"owner": {key: {"id": value}} | ({"name": "x"} if key == "where" else {})}
    limits = DataLimits(rows=10, depth=3, items=3)
    (message,) = problems_of("products", "update", data, limits=limits)
    assert "a list of at most 3 items is expected" in message
