"""Names that clash, shadow, are too long, or are no names at all; tables with very many columns."""

from __future__ import annotations

import ast
import gc
from typing import Any

import pytest

from django_graphgate.catalog.exposed import split_table
from django_graphgate.errors import ConfigurationError
from tests.catalog.asking import api, built, table
from tests.catalog.museum.models import LONG, WIDE, Archive, Wide

TWINS = {"models": ["twins.Room", "museum.Room"], "name": {"name": "other_rooms", "model": "twins.Room"}}


def clash(models: list[str], **settings: Any) -> tuple[str, str]:
    with pytest.raises(ConfigurationError) as caught:
        built(models, **settings)
    return caught.value.message, caught.value.hint


@pytest.mark.parametrize(
    ("models", "both", "name"),
    [
        (["twins.Room", "museum.Room"], ("museum.Room", "twins.Room"), "rooms"),
        (["museum.Room", "twins.Hall"], ("museum.Room", "twins.Hall"), "rooms"),
        (["twins.TicketOrder", "twins.Ticket"], ("twins.TicketOrder", "twins.Ticket"), "TicketOrder"),
        (["twins.Query"], ("twins.Query", "GraphQL itself"), "Query"),
    ],
)
def test_two_tables_share_a_name(models: list[str], both: tuple[str, str], name: str) -> None:
    message, hint = clash(models)
    assert all(one in message for one in both)
    assert f"would both be called {name!r}" in message
    assert "GRAPHGATE['TABLES']" in hint


def test_clashes_are_told_one_after_the_other() -> None:
    models = ["museum.Room", "twins.Room", "twins.Query", "twins.Ticket"]
    message, hint = clash(models)
    assert message.splitlines() == [
        "twins.Room and museum.Room would both be called 'rooms' in the API.",
        "twins.Query and GraphQL itself would both be called 'Query' in the API.",
    ]
    entries = ast.literal_eval("[" + hint.partition("\n")[2] + "]")
    assert [one["model"] for one in entries] == ["twins.Room", "twins.Query"]
    assert len(built(models, tables=entries).catalog.tables) == len(models)


def test_name_out_of_the_settings_does_not_part_twins() -> None:
    found = built(["twins.Room", "museum.Room"], tables=[{"name": "store_rooms", "model": "twins.Room"}])
    tables = {one.model: (name, one.object_name, one.type_name) for name, one in found.catalog.tables.items()}
    assert tables == {
        "twins.Room": ("store_rooms", "store_room", "StoreRoom"),
        "museum.Room": ("rooms", "room", "Room"),
    }


def test_name_out_of_the_settings_clashes_in_silence() -> None:
    message, _ = clash(["twins.Room", "museum.Room"], tables=[{"name": "rooms", "model": "twins.Room"}])
    assert "'rooms'" in message


def test_model_without_a_graphql_name_is_shown_under_one() -> None:
    message, hint = clash(["twins.Straße"])
    assert message == "twins.Straße would be called 'straßes', which is no GraphQL name."
    assert '"model"' in hint
    found = built(["twins.Straße"], tables=[{"name": "streets", "model": "twins.Straße"}])
    assert found.catalog.tables["streets"].type_name == "Street"


def test_column_and_declared_relation_share_a_name() -> None:
    message, _ = clash(["twins.Place", "twins.Visit"])
    assert message == (
        "twins.Place: the reverse of twins.Visit.place and the column city_id would both be called 'city_id' "
        "in the API."
    )


def test_blocked_column_still_clashes() -> None:
    found = built(["twins.Place", "twins.Visit"], blocklist=["twins_visit.place"])
    assert "city_id" in found.catalog.tables["places"].columns


def test_derived_name_hides_a_declared_one() -> None:
    """``visits`` of an exhibit is the model's own word; the join table's reviews have none and yield."""
    relations = table(["museum"], "visitors").relations
    assert relations["visits"].hops[0].pairs == (("id", "who_id"),)
    assert relations["guests"].hops[0].pairs == (("id", "guest_of_id"),)


def test_hidden_reverse_is_shown() -> None:
    tables = built(["museum"]).catalog.tables
    assert not {"everythings", "everything"} & set(tables["rooms"].relations)
    assert "visitors" not in tables["exhibits"].relations
    assert tables["donors"].relations["admirers"].target == "donors"
    assert set(tables["guides"].relations) == {"room"}


# -- the database's names -------------------------------------------------------------------------


def test_name_of_more_than_63_bytes_is_lost(database: str) -> None:
    """PostgreSQL cuts such names, in every statement alike."""
    second = Archive.objects.using(database).create(title="second")
    field = f"{LONG}_field"
    Archive.objects.using(database).create(title="first", next=second, **{field: 7})
    (name,) = built(["museum.Archive"]).catalog.tables
    asked = f'{{ {name}(where: {{ next: {{ title: {{ eq: "second" }} }} }}) {{ title {field} next {{ title }} }} }}'
    assert api(["museum.Archive"]).ask(asked, database) == {
        name: [{"title": "first", field: 7, "next": {"title": "second"}}]
    }
    back = f"{{ {name}(order_by: {{ next: {{ title: asc }} }}, limit: 1) {{ title {name} {{ title }} }} }}"
    assert api(["museum.Archive"]).ask(back, database) == {name: [{"title": "first", name: []}]}


def test_200_columns_are_too_many(database: str) -> None:
    Wide.objects.using(database).create(**{name: number for number, name in enumerate(WIDE)})
    asked = f"{{ wides {{ {' '.join(WIDE)} }} wide(order_by: {{ c199: desc }}) {{ c199 }} }}"
    (row,) = api(["museum"]).ask(asked, database)["wides"]
    assert row == {name: number for number, name in enumerate(WIDE)}


@pytest.mark.parametrize(
    ("db_table", "parts"),
    [
        ("plain", ("", "plain")),
        ('annex"."ledger', ("annex", "ledger")),
        ('"annex"."ledger"', ("annex", "ledger")),
        ('"quoted"', ("", "quoted")),
        ("with.dot", ("", "with.dot")),
    ],
)
def test_schema_is_part_of_the_tables_name(db_table: str, parts: tuple[str, str]) -> None:
    assert split_table(db_table) == parts


def test_table_in_a_schema_is_looked_for_elsewhere() -> None:
    found = table(["museum"], "ledgers")
    assert (found.db_schema, found.db_table) == ("annex", "ledger of 2024")
    statement = api(["museum"]).compiled("{ exhibits { ledgers { amount exhibit { title } } } }")
    assert 'FROM "annex"."ledger of 2024" AS' in statement.sql


def test_collector_stays_off_after_a_refusal() -> None:
    assert gc.isenabled()
    clash(["twins.Query"])
    assert gc.isenabled()
