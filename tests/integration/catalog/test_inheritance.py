"""Child models show their parents' columns and relations, and never more than the parents' rules let."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest

from django_graphgate.rules.model import StoredRule
from tests.support.apps.museum.models import (
    Clock,
    Donor,
    Exhibit,
    Fresco,
    Loan,
    Painting,
    ShownPainting,
    Theme,
    Visit,
    Visitor,
)
from tests.support.catalog.asking import api, table

MUSEUM = ["museum"]
EXHIBITS, PAINTINGS, FRESCOS = (StoredRule(table=name) for name in ("exhibits", "paintings", "frescos"))


@pytest.fixture
def rows(database: str) -> Iterator[str]:
    """A donor, a theme, an exhibit of each kind; every second one is not shown."""
    donor = Donor.objects.using(database).create(id=1, name="Ada")
    values = [
        (Painting, {"id": 1, "title": "Waves", "caption": "oil", "donor_id": 1}),
        (Painting, {"id": 2, "title": "Hidden", "caption": "ink", "is_shown": False}),
        (Fresco, {"id": 3, "title": "Supper", "caption": "lime", "wall": 7, "donor_id": 1}),
        (Fresco, {"id": 4, "title": "Flood", "caption": "egg", "wall": 8, "is_shown": False}),
        (Clock, {"id": 5, "title": "Sun dial", "number": 50, "power": 3, "api_key": "k"}),
        (Loan, {"id": 6, "title": "Vase", "until": dt.date(2030, 1, 1)}),
    ]
    for model, given in values:
        model.objects.using(database).create(**given)
    theme = Theme.objects.using(database).create(id=1, name="Sea")
    Exhibit.objects.using(database).get(id=1).themes.add(theme)
    Exhibit.objects.using(database).get(id=3).themes.add(theme)
    visitor = Visitor.objects.using(database).create(id=1, name="Vi")
    Visit.objects.using(database).create(id=1, who=visitor, what_id=3, stars=4)
    assert donor.pk == 1
    yield database


# -- columns --------------------------------------------------------------------------------------


def test_column_of_an_abstract_parent_is_missing() -> None:
    assert table(MUSEUM, "exhibits").columns["made_on"].column == "made_on"


def test_two_columns_of_a_row_have_one_name() -> None:
    """The child model's own column and its parent's are called the same in the database."""
    columns = table(MUSEUM, "frescos").columns
    assert columns["caption"].column != columns["title"].column
    assert len({one.column for one in columns.values()}) == len(columns)


def test_inherited_column_is_lost(rows: str) -> None:
    asked = "{ frescos { id title caption wall painting_ptr_id exhibit_ptr_id } }"
    assert api(MUSEUM).ask(asked, rows) == {
        "frescos": [
            {
                "id": 3,
                "title": "Supper",
                "caption": "lime",
                "wall": 7,
                "painting_ptr_id": 3,
                "exhibit_ptr_id": 3,
            },
            {
                "id": 4,
                "title": "Flood",
                "caption": "egg",
                "wall": 8,
                "painting_ptr_id": 4,
                "exhibit_ptr_id": 4,
            },
        ]
    }


def test_one_of_two_parents_is_lost(rows: str) -> None:
    asked = "{ clocks { number power title ticks machine_ptr { power } exhibit_ptr { title } } }"
    assert api(MUSEUM).ask(asked, rows) == {
        "clocks": [
            {
                "number": 50, "power": 3, "title": "Sun dial", "ticks": True,
                "machine_ptr": {"power": 3}, "exhibit_ptr": {"title": "Sun dial"},
            }
        ]
    }  # fmt: skip


def test_parent_link_with_a_name_of_its_own_is_lost(rows: str) -> None:
    asked = "{ loans { exhibit_id title exhibit { title loan { until } } } loan(id: 6) { title } }"
    loan = {"exhibit_id": 6, "title": "Vase", "exhibit": {"title": "Vase", "loan": {"until": "2030-01-01"}}}
    assert api(MUSEUM).ask(asked, rows) == {"loans": [loan], "loan": {"title": "Vase"}}


def test_inherited_column_cannot_filter_order_or_tell_apart(rows: str) -> None:
    asked = """{
      filtered: frescos(where: { title: { eq: "Flood" } }) { wall }
      ordered: frescos(order_by: { title: asc }) { wall }
      apart: paintings(distinct: [is_shown], order_by: [{ is_shown: desc }, { title: asc }]) { title }
      paged: paintings(first: 1, order_by: { title: desc }) { caption }
      paged_on: paintings_cursor(of: "paged")
      around: exhibits(where: { painting: { title: { starts_with: "W" } } }) { title }
      along: exhibits(where: { painting: {} }, order_by: { painting: { title: asc } }) { id }
    }"""
    found = api(MUSEUM).ask(asked, rows)
    assert found.pop("paged_on")
    assert found == {
        "filtered": [{"wall": 8}],
        "ordered": [{"wall": 8}, {"wall": 7}],
        "apart": [{"title": "Supper"}, {"title": "Flood"}],
        "paged": [{"caption": "oil"}],
        "around": [{"title": "Waves"}],
        "along": [{"id": 4}, {"id": 2}, {"id": 3}, {"id": 1}],
    }


@pytest.mark.parametrize("vendor", ["postgresql", "sqlite"])
def test_parents_are_joined_that_nobody_asked_for(vendor: str) -> None:
    everything = api(MUSEUM)
    assert "museum_painting" not in everything.compiled("{ frescos { wall } }", vendor).sql
    assert "museum_exhibit" not in everything.compiled("{ frescos { caption } }", vendor).sql
    assert "museum_exhibit" in everything.compiled("{ frescos { title } }", vendor).sql


# -- relations ------------------------------------------------------------------------------------


def test_inherited_relation_is_lost(rows: str) -> None:
    asked = "{ frescos { donor { name } themes { name } visits { stars } } }"
    assert api(MUSEUM).ask(asked, rows) == {
        "frescos": [
            {"donor": {"name": "Ada"}, "themes": [{"name": "Sea"}], "visits": [{"stars": 4}]},
            {"donor": None, "themes": [], "visits": []},
        ]
    }


def test_inherited_relation_cannot_filter(rows: str) -> None:
    asked = (
        '{ paintings(where: { donor: { name: { eq: "Ada" } }, themes: { name: { eq: "Sea" } } }) { title } }'
    )
    assert api(MUSEUM).ask(asked, rows) == {"paintings": [{"title": "Waves"}, {"title": "Supper"}]}


def test_way_from_a_parent_to_its_child_models_is_inherited() -> None:
    """A painting is no clock: only its own child models belong to it."""
    relations = table(MUSEUM, "paintings").relations
    assert "fresco" in relations
    assert not {"painting", "clock", "loan"} & set(relations)


def test_reverse_of_a_key_to_a_proxy_is_lost() -> None:
    gifts = table(MUSEUM, "donors").relations["gifts"]
    assert (gifts.target, gifts.many) == ("exhibits", True)
    assert table(MUSEUM, "exhibits").relations["donor"].target == "donors"


def test_proxy_is_a_table(rows: str) -> None:
    assert ShownPainting.objects.using(rows).count() == 4
    names = set(api(MUSEUM).catalog.tables)
    assert not {"shownpaintings", "generousdonors"} & names


# -- rules ----------------------------------------------------------------------------------------


def filtered(name: str, where: str, **more: Any) -> StoredRule:
    return StoredRule(table=name, filters=(where,), **more)


SHOWN = filtered("exhibits", "{ is_shown: { eq: true } }")


@pytest.mark.parametrize("asked", ["{ paintings { caption } }", "{ paintings { caption title } }"])
def test_parents_row_filter_is_gone_around(rows: str, asked: str) -> None:
    """A hidden exhibit is hidden as a painting too, whatever is asked of it."""
    found = api(MUSEUM, SHOWN, PAINTINGS).ask(asked, rows)["paintings"]
    assert [one["caption"] for one in found] == ["oil", "lime"]


def test_far_parents_row_filter_is_gone_around(rows: str) -> None:
    assert api(MUSEUM, SHOWN, FRESCOS).ask("{ frescos { wall } }", rows) == {"frescos": [{"wall": 7}]}
    both = (SHOWN, filtered("paintings", '{ caption: { eq: "egg" } }'), FRESCOS)
    assert api(MUSEUM, *both).ask("{ frescos { wall } }", rows) == {"frescos": []}


def test_parents_row_filter_is_gone_around_in_filters_and_relations(rows: str) -> None:
    rules = (SHOWN, PAINTINGS, FRESCOS)
    asked = "{ paintings(where: { fresco: { wall: { gt: 0 } } }) { caption fresco { wall } } }"
    assert api(MUSEUM, *rules).ask(asked, rows) == {"paintings": [{"caption": "lime", "fresco": {"wall": 7}}]}


def test_parents_filter_on_the_caller_lets_nobody_through(rows: str) -> None:
    mine = filtered("exhibits", "{ donor_id: { eq: $user_id } }")
    assert api(MUSEUM, mine, PAINTINGS).ask("{ paintings { caption } }", rows) == {"paintings": None}
    found = api(MUSEUM, mine, PAINTINGS).ask("{ paintings { caption } }", rows, user="1")
    assert found == {"paintings": [{"caption": "oil"}, {"caption": "lime"}]}


def test_column_that_the_parents_rule_hides_is_shown() -> None:
    titles = StoredRule(table="exhibits", columns=("id", "title"))
    role = api(MUSEUM, titles, StoredRule(table="paintings", columns=("caption", "title", "value")))
    assert role.compiled("{ paintings { caption title } }")
    code, sentence = role.refusal("{ paintings { value } }")
    assert (code, sentence) == (
        "GRAPHQL_VALIDATION_FAILED", "Cannot query field 'value' on type 'Painting'."
    )  # fmt: skip
    assert (
        role.refusal("{ paintings(where: { value: { gt: 1 } }) { caption } }")[0]
        == "GRAPHQL_VALIDATION_FAILED"
    )
    assert (
        role.refusal("{ paintings(order_by: { value: asc }) { caption } }")[0] == "GRAPHQL_VALIDATION_FAILED"
    )


def test_column_that_the_child_models_rule_hides_is_shown() -> None:
    role = api(MUSEUM, EXHIBITS, StoredRule(table="paintings", columns=("caption",)))
    assert role.refusal("{ paintings { title } }")[1] == "Cannot query field 'title' on type 'Painting'."


@pytest.mark.parametrize(
    "parent", [(), (StoredRule(table="exhibits", block=True),)], ids=["absent", "blocked"]
)
def test_parent_without_a_rule_is_read_through_its_child_model(parent: tuple[StoredRule, ...]) -> None:
    role = api(MUSEUM, *parent, PAINTINGS, StoredRule(table="donors"), StoredRule(table="themes"))
    assert role.compiled("{ paintings { caption height } }")
    for name in ("title", "donor { name }", "themes { name }", "visits { stars }"):
        assert role.refusal(f"{{ paintings {{ {name} }} }}")[0] == "GRAPHQL_VALIDATION_FAILED", name


def test_secret_of_a_parent_is_shown_unasked() -> None:
    machines, clocks = StoredRule(table="machines"), StoredRule(table="clocks")
    named = [StoredRule(table=name, columns=("api_key", "power")) for name in ("machines", "clocks")]
    for rules in ((machines, clocks), (machines, named[1]), (named[0], clocks)):
        assert api(MUSEUM, *rules).refusal("{ clocks { api_key } }")[0] == "GRAPHQL_VALIDATION_FAILED"
    assert api(MUSEUM, *named).compiled("{ clocks { api_key } }")


def test_parent_that_nobody_listed_hides_its_columns(rows: str) -> None:
    """Without a table of its own in the API there are no rules of it: the child model's rule decides."""
    models = ["museum.Painting", "museum.Fresco"]
    found = api(models, StoredRule(table="frescos", columns=("title", "wall"))).ask(
        "{ frescos { title } }", rows
    )
    assert found == {"frescos": [{"title": "Supper"}, {"title": "Flood"}]}
    assert table(models, "frescos").columns["title"].of == ""


def test_blocked_column_of_a_parent_is_inherited() -> None:
    for name in (
        "exhibits.title",
        "exhibits.label",
        "title",
        "EXHIBITS.TITLE",
        "exhibits",
        "museum_exhibit.title",
    ):
        assert "title" not in table(MUSEUM, "frescos", blocklist=[name]).columns, name
    hidden = table(MUSEUM, "frescos", blocklist=["exhibits"])
    assert set(hidden.columns) == {"painting_ptr_id", "wall", "exhibit_ptr_id", "caption", "height"}
    assert not {"donor", "themes", "visits", "exhibit_ptr"} & set(hidden.relations)
    assert "title" in table(MUSEUM, "exhibits", blocklist=["frescos.title"]).columns


def test_relation_of_a_hidden_row_tells_that_it_is_there(rows: str) -> None:
    role = api(MUSEUM, SHOWN, PAINTINGS, StoredRule(table="donors"))
    text = json.dumps(role.ask("{ exhibits { title painting { caption } } paintings { title } }", rows))
    assert "Hidden" not in text and "ink" not in text
