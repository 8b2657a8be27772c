"""What the setting TABLES says: other names, second names, types, relations of views, orderings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from django_graphgate.catalog.entries import KEYS
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.codec import TEXT, Codec
from django_graphgate.rules.model import StoredRule
from tests.support.apps.museum.models import Attendance, Chest, Coin, Donor, Exhibit, Treasury, Visit, Visitor
from tests.support.catalog.asking import api, built, table, views

MUSEUM = ["museum"]
VALIDATION = "GRAPHQL_VALIDATION_FAILED"
ME: dict[str, Any] = {"name": "me", "table": "visitors"}


@pytest.fixture
def rows(database: str) -> Iterator[str]:
    for number, name in enumerate(("Ada", "Bob", "Cyd"), 1):
        Visitor.objects.using(database).create(id=number, name=name)
        Exhibit.objects.using(database).create(id=number, title=f"E{number}", value=number % 2)
    for number, (who, what) in enumerate([(1, 1), (1, 2), (2, 1)], 1):
        Visit.objects.using(database).create(id=number, who_id=who, what_id=what, stars=number)
    with views(database):
        yield database


def refusal(**entry: Any) -> str:
    with pytest.raises(ConfigurationError) as caught:
        built(MUSEUM, tables=[entry])
    return f"{caught.value.message} {caught.value.hint}".strip()


# -- second names ---------------------------------------------------------------------------------


def test_alias_is_no_table() -> None:
    found = table(MUSEUM, "me", tables=[ME])
    assert (found.object_name, found.type_name, found.db_table) == ("me_one", "Me", "museum_visitor")
    assert found.alias_of == "visitors"


@pytest.mark.parametrize("name", ["visitors", "museum_visitor", "museum.Visitor"])
def test_table_of_an_alias_is_not_found(name: str) -> None:
    assert table(MUSEUM, "me", tables=[{"name": "me", "table": name}]).alias_of == "visitors"


@pytest.mark.parametrize(
    ("table_filter", "alias_filter", "names"),
    [
        (None, None, ["Ada", "Bob", "Cyd"]),
        ("{ id: { lt: 3 } }", None, ["Ada", "Bob"]),
        (None, "{ id: { gt: 1 } }", ["Bob", "Cyd"]),
        ("{ id: { lt: 3 } }", "{ id: { gt: 1 } }", ["Bob"]),
        ("{ id: { lt: 3 } }", "{ id: { eq: $user_id } }", ["Bob"]),
        ("{ id: { eq: $user_id } }", "{ id: { eq: 1 } }", []),
        ("false", None, []),
    ],
)
def test_one_of_the_two_rules_is_passed_over(
    rows: str, table_filter: str | None, alias_filter: str | None, names: list[str]
) -> None:
    rules = [
        StoredRule(table=name, filters=(where,) if where else ())
        for name, where in (("visitors", table_filter), ("me", alias_filter))
    ]
    found = api(MUSEUM, *rules, tables=[ME]).ask("{ me { name } }", rows, user="2")
    assert found == {"me": [{"name": name} for name in names]}


def test_alias_needs_no_rule_of_its_own_or_of_its_table() -> None:
    for name in ("visitors", "me"):
        role = api(MUSEUM, StoredRule(table=name), tables=[ME])
        assert role.refusal("{ me { name } }")[1].startswith("Cannot query field 'me' on type 'Query'."), name


def test_block_of_the_table_spares_the_alias() -> None:
    blocked = api(MUSEUM, StoredRule(table="visitors", block=True), StoredRule(table="me"), tables=[ME])
    assert blocked.compiled("{ me { name } }").denied == (("me",),)
    blocked = api(MUSEUM, StoredRule(table="visitors"), StoredRule(table="me", block=True), tables=[ME])
    assert blocked.compiled("{ me { name } visitors { name } }").denied == (("me",),)


def test_columns_and_limit_of_the_table_are_passed_over(rows: str) -> None:
    narrow = StoredRule(table="visitors", columns=("id", "name"), limit=2)
    role = api(MUSEUM, narrow, StoredRule(table="me", columns=("name", "favourite_id"), limit=3), tables=[ME])
    assert role.ask("{ me(limit: 10) { name } }", rows) == {"me": [{"name": "Ada"}, {"name": "Bob"}]}
    for hidden in ("id", "favourite_id"):
        assert role.refusal(f"{{ me {{ {hidden} }} }}")[0] == VALIDATION


def test_alias_has_no_relations(rows: str) -> None:
    asked = "{ me(id: 1) { name visits { stars } seen { title } } all: me(where: { visits: {} }) { name } }"
    assert api(MUSEUM, tables=[ME]).ask(asked, rows) == {
        "me": {
            "name": "Ada",
            "visits": [{"stars": 1}, {"stars": 2}],
            "seen": [{"title": "E1"}, {"title": "E2"}],
        },
        "all": [{"name": "Ada"}, {"name": "Bob"}],
    }


def test_blocklist_of_the_table_spares_the_alias() -> None:
    for blocked in ("visitors.name", "name", "museum_visitor.name"):
        assert "name" not in table(MUSEUM, "me", tables=[ME], blocklist=[blocked]).columns
    with pytest.raises(ConfigurationError):
        built(MUSEUM, tables=[ME], blocklist=["visitors"])


def test_blocklist_of_the_alias_reaches_the_table() -> None:
    tables = [{**ME, "blocklist": ["name", "Visits"]}]
    assert not {"name", "visits"} & {
        *table(MUSEUM, "me", tables=tables).columns,
        *table(MUSEUM, "me", tables=tables).relations,
    }
    assert "name" in table(MUSEUM, "visitors", tables=tables).columns


def test_alias_with_a_generic_key_shares_its_unions_name() -> None:
    tables = [{"name": "my_notes", "table": "notes"}]
    assert table(MUSEUM, "my_notes", tables=tables).unions["about"].type_name == "MyNoteAbout"
    assert api(MUSEUM, tables=tables).compiled(
        "{ my_notes { about { __typename } } notes { about { __typename } } }"
    )


# -- other names ----------------------------------------------------------------------------------


def test_model_keeps_its_name() -> None:
    named = [{"name": "pieces", "model": "museum.Exhibit"}]
    found = built(MUSEUM, tables=named).catalog.tables
    assert "exhibits" not in found
    assert (found["pieces"].object_name, found["pieces"].type_name) == ("piece", "Piece")
    assert found["donors"].relations["gifts"].target == "pieces"
    assert found["visitors"].relations["pieces_through_reviews"].target == "pieces"
    assert "value" not in table(MUSEUM, "pieces", tables=named, blocklist=["pieces.value"]).columns


# -- types ----------------------------------------------------------------------------------------


def test_type_of_a_refused_field_is_not_believed(database: str) -> None:
    Treasury.objects.using(database).create(coin=Coin("5 ducats"), hand="QH", plain=1)
    named = [
        {
            "name": "treasuries",
            "columns": [{"name": "coin", "type": "text"}, {"name": "hand", "type": "String"}],
        }
    ]
    assert not {"museum.Treasury.coin", "museum.Treasury.hand"} & set(built(MUSEUM, tables=named).refused)
    asked = '{ treasuries(where: { coin: { starts_with: "5" } }) { coin hand } }'
    assert api(MUSEUM, tables=named).ask(asked, database) == {
        "treasuries": [{"coin": "5 ducats", "hand": "QH"}]
    }


def test_type_of_a_key_is_not_believed_by_those_that_point_to_it(database: str) -> None:
    Chest.objects.using(database).create(code="c1", name="Oak").lock_set_count = 0
    Chest.objects.using(database).get(code="c1").locks.create()
    named = [{"name": "chests", "columns": [{"name": "code", "type": "text"}]}]
    asked = '{ chest(id: "c1") { name locks { chest_id } } locks { chest { code } } }'
    assert api(MUSEUM, tables=named).ask(asked, database) == {
        "chest": {"name": "Oak", "locks": [{"chest_id": "c1"}]},
        "locks": [{"chest": {"code": "c1"}}],
    }


@pytest.mark.parametrize(
    ("given", "codec"),
    [
        ("Int", "int:-2147483648:2147483647"), ("bigint", "int:-9223372036854775808:9223372036854775807"),
        ("decimal:10:2", "decimal:10:2"), ("UUID", "uuid"), ("DateTime", "datetime"), ("bytes", "bytes"),
    ],
)  # fmt: skip
def test_type_is_another(given: str, codec: str) -> None:
    named = [{"name": "treasuries", "columns": [{"name": "coin", "type": given}]}]
    assert table(MUSEUM, "treasuries", tables=named).columns["coin"].codec == Codec.parse(codec)


@pytest.mark.parametrize(
    "given", ["money", "", "like", "pattern", "int:1", "decimal", "decimal:x:y", "text:1", 5, None]
)
def test_type_that_does_not_exist_is_taken(given: Any) -> None:
    found = refusal(name="treasuries", columns=[{"name": "coin", "type": given}])
    assert found.startswith("GRAPHGATE['TABLES'], treasuries.coin: ") and "is not a type" in found


def test_text_is_written_as_json_unchecked() -> None:
    """A row that is no JSON would spoil the whole answer."""
    found = refusal(name="treasuries", columns=[{"name": "coin", "type": "json"}])
    assert found == "GRAPHGATE['TABLES']: museum.Treasury.coin: only a JSON column can be shown as JSON."


# -- views ----------------------------------------------------------------------------------------

RELATED = {"name": "attendances", "columns": [{"name": "exhibit", "related_to": "exhibits.id"}]}


def test_view_has_no_relations(rows: str) -> None:
    assert Attendance.objects.using(rows).count() == 2
    asked = "{ attendances { exhibit visits exhibit_row { title } } }"
    assert api(MUSEUM, tables=[RELATED]).ask(asked, rows) == {
        "attendances": [
            {"exhibit": 1, "visits": 2, "exhibit_row": {"title": "E1"}},
            {"exhibit": 2, "visits": 1, "exhibit_row": {"title": "E2"}},
        ]
    }


def test_relation_of_a_column_called_id_keeps_the_ending() -> None:
    """A column with the usual ending gives the relation its name without it."""
    named = [{"name": "bookings", "columns": [{"name": "room_id", "related_to": "rooms"}]}]
    relations = table(["museum.Booking", "museum.Room"], "bookings", tables=named).relations
    assert (relations["room"].target, relations["room"].many) == ("rooms", False)
    back = table(["museum.Booking", "museum.Room"], "rooms", tables=named).relations["bookings"]
    assert (back.many, back.object_name) == (True, "booking")


def test_relation_of_a_view_is_lost_on_the_way_back(rows: str) -> None:
    asked = "{ exhibits { title attendances { visits best } } with: exhibits(where: { attendances: { visits: { gt: 1 } } }) { title } }"
    assert api(MUSEUM, tables=[RELATED]).ask(asked, rows) == {
        "exhibits": [
            {"title": "E1", "attendances": [{"visits": 2, "best": 3}]},
            {"title": "E2", "attendances": [{"visits": 1, "best": 2}]},
            {"title": "E3", "attendances": []},
        ],
        "with": [{"title": "E1"}],
    }


@pytest.mark.parametrize(
    ("related", "reported"),
    [
        ("exhibit.id", "there is no table 'exhibit' in the API. Did you mean 'exhibits'?"),
        ("exhibits.title", "names the primary key of one table"),
        ("seats", "names the primary key of one table"),
        (["exhibits.id", "donors.id"], "names the primary key of one table"),
    ],
)
def test_relation_to_what_is_not_there_is_taken(related: Any, reported: str) -> None:
    assert reported in refusal(name="attendances", columns=[{"name": "exhibit", "related_to": related}])


def test_key_that_the_settings_name_is_not_the_key(rows: str) -> None:
    named = [{"name": "attendances", "columns": [{"name": "best", "primary": True}]}]
    assert table(MUSEUM, "attendances", tables=named).primary_key == ("best",)
    found = api(MUSEUM, tables=named).ask("{ attendances { best } attendance(id: 2) { visits } }", rows)
    assert found == {"attendances": [{"best": 2}, {"best": 3}], "attendance": {"visits": 1}}


# -- orderings ------------------------------------------------------------------------------------


def test_ordering_is_read_otherwise() -> None:
    named = [
        {"name": "exhibits", "order_by": {"dear": ["value desc nulls last", "title"], "old": "made_on DESC"}}
    ]
    assert table(MUSEUM, "exhibits", tables=named).orderings == {
        "dear": (("value", "desc_nulls_last"), ("title", "asc")),
        "old": (("made_on", "desc"),),
    }
    aliased = [*named, {"name": "pieces", "table": "exhibits"}]
    assert set(table(MUSEUM, "pieces", tables=aliased).orderings) == {"dear", "old"}


# -- what is wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "reported"),
    [
        ({}, "has an entry without a GraphQL name"),
        ({"name": "no name"}, "has an entry without a GraphQL name"),
        ({"name": "__type"}, "has an entry without a GraphQL name"),
        ({"name": "exhibts"}, "there is no table 'exhibts' in the API. Did you mean 'exhibits'?"),
        (
            {"name": "me", "table": "visitor"},
            "there is no table 'visitor' in the API. Did you mean 'visitors'?",
        ),
        ({"name": "me", "table": "visitors", "schema": "other"}, "there is no table 'visitors' in the API"),
        ({"name": "exhibits", "table": "visitors"}, "would both be called 'exhibits'"),
        ({"name": "guests", "model": "museum.Guest"}, "is not a model that GRAPHGATE['MODELS'] lists"),
        ({"name": "guests", "model": "museum.Guest", "table": "x"}, "use only one of them"),
        ({"name": "exhibits", "colums": []}, "there is no key 'colums'. Did you mean 'columns'?"),
        ({"name": "exhibits", "columns": {}}, "is not a list"),
        ({"name": "exhibits", "columns": ["title"]}, "columns must be a list such as"),
        ({"name": "exhibits", "columns": [{"name": "titel"}]}, "there is no column 'titel'"),
        ({"name": "exhibits", "columns": [{"name": "title", "typ": "text"}]}, "Did you mean 'type'?"),
        ({"name": "exhibits", "columns": [{"name": "title", "related_to": 5}]}, "is not a list"),
        ({"name": "exhibits", "order_by": []}, "order_by must be a dictionary"),
        ({"name": "exhibits", "order_by": {"x": ["titel"]}}, "there is no column 'titel'"),
        ({"name": "exhibits", "order_by": {"x": ["title up"]}}, "has none of the directions"),
        ({"name": "exhibits", "order_by": {"x y": ["title"]}}, "an ordering has a GraphQL name"),
        ({"name": "exhibits", "order_by": {"x": []}}, "an ordering has a GraphQL name and a list of columns"),
        ({"name": "exhibits", "blocklist": "title"}, "is not a list"),
        (
            {"name": "me", "table": "visitors", "columns": [{"name": "name", "type": "text"}]},
            "set this there",
        ),
    ],
)
def test_mistake_is_taken(entry: dict[str, Any], reported: str) -> None:
    assert reported in refusal(**entry)


def test_name_is_taken_twice() -> None:
    with pytest.raises(ConfigurationError, match="two entries named 'me'"):
        built(MUSEUM, tables=[ME, ME])


def test_tables_blocklist_spares_its_columns() -> None:
    named = [{"name": "donors", "blocklist": ["name", "gifts"]}]
    found = table(MUSEUM, "donors", tables=named)
    assert "name" not in found.columns and "gifts" not in found.relations
    assert "title" in table(MUSEUM, "exhibits", tables=named).columns
    assert Donor._meta.get_field("name")


# -- the documentation ----------------------------------------------------------------------------


def test_documented_entries_are_refused() -> None:
    page = (Path(__file__).parents[3] / "docs" / "catalogue.md").read_text()
    (text,) = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {}
    exec(text, names)
    settings = names["GRAPHGATE"]
    found = built(settings["MODELS"], tables=settings["TABLES"]).catalog.tables
    assert {"goods", "me", "customers"} <= set(found)
    assert "balance" in found["customers"].columns and "balance" not in found["me"].columns
    assert set(found["purchases"].orderings) == {"latest"}
    assert found["shelves"].relations["tag"].target == "tags"
    assert found["customers"].columns["note"].codec == TEXT
    assert set(re.findall(r"^\| `([a-z_]+)` \|", page, re.MULTILINE)) == KEYS
