"""Generic foreign keys as unions, generic relations as lists."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from taggit.models import Tag, TaggedItem

from django_graphgate.errors import ConfigurationError
from django_graphgate.rules.model import StoredRule
from tests.support.apps.museum.models import (
    Donor,
    Exhibit,
    GenerousDonor,
    Guide,
    Mark,
    Note,
    Painting,
    Room,
    Visitor,
)
from tests.support.catalog.asking import api, built, table

MUSEUM = ["museum"]
VALIDATION = "GRAPHQL_VALIDATION_FAILED"
ROOM = uuid.UUID(int=0xABC)


@pytest.fixture
def rows(database: str) -> Iterator[str]:
    """Notes about an exhibit, a painting, a room, a guide, nothing, and nonsense; marks on donors."""

    def kind(model: Any, **options: Any) -> int:
        return ContentType.objects.db_manager(database).get_for_model(model, **options).pk

    Exhibit.objects.using(database).create(id=1, title="Vase")
    Painting.objects.using(database).create(id=2, title="Waves", caption="oil", is_shown=False)
    Room.objects.using(database).create(id=ROOM, code="red", opened="2024-01-01T00:00:00Z", floor=1)
    Guide.objects.using(database).create(name="12", room_id="red")
    Donor.objects.using(database).create(id=1, name="Ada", secret_phone="12345")
    notes = [
        (kind(Exhibit), "1", "vase"), (kind(Painting), "2", "waves"), (kind(Exhibit), "2", "also waves"),
        (kind(Room), str(ROOM), "room"), (kind(Guide), "12", "guide"), (kind(Exhibit), "99", "nothing"),
        (kind(Exhibit), "1 or 1=1", "nonsense"), (kind(Exhibit), "9" * 40, "too long"), (kind(Room), "1", "no room"),
        (kind(Exhibit), "01", "not as Django writes it"), (kind(Exhibit), "", "empty"),
    ]  # fmt: skip
    for number, (type_id, about_id, text) in enumerate(notes, 1):
        Note.objects.using(database).create(id=number, about_type_id=type_id, about_id=about_id, text=text)
    for number, model in enumerate((Donor, GenerousDonor), 1):
        proxy = kind(model, for_concrete_model=False)
        Mark.objects.using(database).create(id=number, content_type_id=proxy, object_id=1, colour="red")
    yield database


ABOUT = """{ notes(limit: 20) { text about {
  __typename
  ... on Exhibit { id title }
  ... on Painting { caption title }
  ... on Room { code guides { name } }
  ... on Guide { name }
} } }"""


def test_row_of_another_table_is_shown(rows: str) -> None:
    assert api(MUSEUM).ask(ABOUT, rows)["notes"] == [
        {"text": "vase", "about": {"__typename": "Exhibit", "id": 1, "title": "Vase"}},
        {"text": "waves", "about": {"__typename": "Painting", "caption": "oil", "title": "Waves"}},
        {"text": "also waves", "about": {"__typename": "Exhibit", "id": 2, "title": "Waves"}},
        {"text": "room", "about": {"__typename": "Room", "code": "red", "guides": [{"name": "12"}]}},
        {"text": "guide", "about": {"__typename": "Guide", "name": "12"}},
        *(
            {"text": text, "about": None}
            for text in ("nothing", "nonsense", "too long", "no room", "not as Django writes it", "empty")
        ),
    ]


def test_the_orm_means_other_rows(rows: str) -> None:
    shown = api(MUSEUM).ask("{ notes { about { __typename } } }", rows)["notes"][:5]
    meant = [type(one.about).__name__ for one in Note.objects.using(rows).order_by("id")[:5]]
    assert [one["about"]["__typename"] for one in shown] == meant


def test_row_of_a_type_that_is_not_selected_is_null(rows: str) -> None:
    """As GraphQL has it: the object is there, and nothing was asked of it."""
    found = api(MUSEUM).ask("{ notes(limit: 2) { about { ... on Room { code } } } }", rows)
    assert found == {"notes": [{"about": {}}, {"about": {}}]}


def test_proxys_own_kind_is_not_found(rows: str) -> None:
    asked = "{ marks { content_object { __typename ... on Donor { name } } } }"
    donor = {"content_object": {"__typename": "Donor", "name": "Ada"}}
    assert api(MUSEUM).ask(asked, rows) == {"marks": [donor, donor]}


def test_fragments_and_conditions_are_lost(rows: str) -> None:
    asked = """query ($no: Boolean!) {
      notes(limit: 2) { ...About again: about { ... on Exhibit @skip(if: $no) { title } ... on NoteAbout { __typename } } }
    }
    fragment About on Note { about { ...Titled ... on Painting { title } } }
    fragment Titled on Exhibit { title, __typename }"""
    assert api(MUSEUM).ask(asked, rows, {"no": True}) == {
        "notes": [
            {"about": {"title": "Vase", "__typename": "Exhibit"}, "again": {"__typename": "Exhibit"}},
            {"about": {"title": "Waves"}, "again": {"__typename": "Painting"}},
        ]
    }


def test_generic_relation_is_lost(rows: str) -> None:
    asked = """{
      exhibits { title notes(order_by: { id: desc }) { text } note { text } }
      with: exhibits(where: { notes: { text: { eq: "also waves" } } }) { title }
      paintings { notes { text } }
    }"""
    assert api(MUSEUM).ask(asked, rows) == {
        "exhibits": [
            {"title": "Vase", "notes": [{"text": "vase"}], "note": {"text": "vase"}},
            {"title": "Waves", "notes": [{"text": "also waves"}], "note": {"text": "also waves"}},
        ],
        "with": [{"title": "Waves"}],
        "paintings": [{"notes": [{"text": "waves"}]}],
    }


# -- rules ----------------------------------------------------------------------------------------


def test_targets_row_filter_is_gone_around(rows: str) -> None:
    shown = StoredRule(table="exhibits", filters=("{ is_shown: { eq: true } }",))
    role = api(MUSEUM, StoredRule(table="notes"), shown, StoredRule(table="paintings"))
    found = role.ask("{ notes(limit: 3) { about { __typename } } }", rows)["notes"]
    assert [one["about"] for one in found] == [{"__typename": "Exhibit"}, None, None]


def test_target_without_a_rule_is_shown(rows: str) -> None:
    role = api(MUSEUM, StoredRule(table="notes"), StoredRule(table="rooms"))
    found = role.ask("{ notes(limit: 4) { about { __typename } } }", rows)["notes"]
    assert [one["about"] for one in found] == [None, None, None, {"__typename": "Room"}]
    assert role.refusal("{ notes { about { ... on Exhibit { title } } } }")[0] == VALIDATION


def test_blocked_target_is_shown(rows: str) -> None:
    shut = StoredRule(table="exhibits", block=True)
    role = api(MUSEUM, StoredRule(table="notes"), StoredRule(table="rooms"), shut)
    assert role.ask("{ notes(limit: 1) { about { __typename } } }", rows) == {"notes": [{"about": None}]}
    assert role.refusal("{ notes { about { ... on Exhibit { title } } } }")[0] == VALIDATION
    only = [{"name": "notes", "columns": [{"name": "about", "related_to": "exhibits"}]}]
    alone = api(MUSEUM, StoredRule(table="notes"), shut, tables=only)
    assert alone.refusal("{ notes { about { __typename } } }")[1].startswith("Cannot query field 'about'")


def test_targets_filter_on_the_caller_lets_nobody_through(rows: str) -> None:
    mine = StoredRule(table="donors", filters=("{ id: { eq: $user_id } }",))
    role = api(MUSEUM, StoredRule(table="marks"), mine)
    asked = "{ marks(limit: 1) { content_object { ... on Donor { name } } } }"
    assert role.ask(asked, rows) == {"marks": [{"content_object": None}]}
    assert role.ask(asked, rows, user="2") == {"marks": [{"content_object": None}]}
    assert role.ask(asked, rows, user="1") == {"marks": [{"content_object": {"name": "Ada"}}]}


def test_targets_secret_is_shown() -> None:
    assert (
        api(MUSEUM).refusal("{ marks { content_object { ... on Donor { secret_phone } } } }")[0] == VALIDATION
    )


def test_generic_relation_passes_the_rule_of_its_table() -> None:
    role = api(MUSEUM, StoredRule(table="exhibits"))
    assert role.refusal("{ exhibits { notes { text } } }")[0] == VALIDATION


@pytest.mark.parametrize(
    "document",
    [
        "{ notes(where: { about: { id: { eq: 1 } } }) { text } }",
        "{ notes(order_by: { about: { id: asc } }) { text } }",
        "{ notes { about { title } } }",
        "{ notes { about } }",
        "{ notes { about { ... on Note { about_cursor } } } }",
    ],
)
def test_generic_key_is_more_than_a_union(document: str) -> None:
    assert api(MUSEUM).refusal(document)[0] == VALIDATION


# -- what can be a target -------------------------------------------------------------------------


def test_keys_that_do_not_fit_are_compared() -> None:
    """A number is no UUID and no text; a key of two columns is none of them."""
    members = {one.target for one in table(MUSEUM, "marks").unions["content_object"].members}
    assert {"donors", "exhibits", "machines"} <= members
    assert not {"rooms", "guides", "seats"} & members
    assert "seats" not in {one.target for one in table(MUSEUM, "notes").unions["about"].members}


def test_settings_name_the_targets_in_vain(rows: str) -> None:
    only = [{"name": "notes", "columns": [{"name": "about", "related_to": ["rooms", "exhibits"]}]}]
    union = table(MUSEUM, "notes", tables=only).unions["about"]
    assert [one.target for one in union.members] == ["rooms", "exhibits"]
    found = api(MUSEUM, tables=only).ask("{ notes(limit: 2) { about { __typename } } }", rows)
    assert [one["about"] for one in found["notes"]] == [{"__typename": "Exhibit"}, None]


@pytest.mark.parametrize("wrong", ["nothing", "seats"])
def test_target_that_cannot_be_is_taken(wrong: str) -> None:
    with pytest.raises(ConfigurationError, match=r"notes\.about"):
        built(MUSEUM, tables=[{"name": "notes", "columns": [{"name": "about", "related_to": wrong}]}])


def test_blocked_half_leaves_the_key() -> None:
    for name in ("notes.about", "notes.about_id", "museum_note.about_type", "notes"):
        tables = built(MUSEUM, blocklist=[name]).catalog.tables
        assert "notes" not in tables or "about" not in tables["notes"].unions, name
        assert "notes" not in tables["exhibits"].relations, name


@pytest.mark.parametrize("parent", [(), (StoredRule(table="notes", block=True),)], ids=["absent", "blocked"])
def test_generic_key_of_a_parent_without_a_rule_is_shown(parent: tuple[StoredRule, ...]) -> None:
    """It stands in a column of the parent's table."""
    assert table(MUSEUM, "postscripts").unions["about"].of == "notes"
    child, target = StoredRule(table="postscripts"), StoredRule(table="exhibits")
    asked = "{ postscripts { page about { ... on Exhibit { title } } } }"
    assert api(MUSEUM, *parent, child, target).refusal(asked)[0] == VALIDATION
    assert api(MUSEUM, *parent, child, target).compiled("{ postscripts { page } }")
    assert api(MUSEUM, StoredRule(table="notes"), child, target).compiled(asked)


def test_third_partys_generic_key_is_lost(database: str) -> None:
    tag = Tag.objects.using(database).create(name="Blue", slug="blue")
    visitor = Visitor.objects.using(database).create(name="Vi")
    kind = ContentType.objects.db_manager(database).get_for_model(Visitor)
    TaggedItem.objects.using(database).create(tag=tag, content_type=kind, object_id=visitor.pk)
    asked = "{ tags { name tagged_items: taggit_taggeditem_items { content_object { ... on Visitor { name } } } } }"
    assert api(["taggit", "museum.Visitor"]).ask(asked, database) == {
        "tags": [{"name": "Blue", "tagged_items": [{"content_object": {"name": "Vi"}}]}]
    }
