"""Upserts through Django's models."""

from __future__ import annotations

import pytest
from django.db.models import Q

from django_graphgate.errors import Forbidden, ValidationFailed
from tests.support.apps.workshop.models import Country, Person, Project, Spot
from tests.support.writes.plans import Desk, Role, fields_of


@pytest.fixture
def france(database):
    return Country.objects.create(iso="FR", name="Frankreich", visits=3)


def test_rows_that_are_there_are_updated_and_others_inserted(database, france):
    data = [
        {"iso": iso, "name": name} for iso, name in (("IT", "Italy"), ("FR", "France"), ("DE", "Germany"))
    ]
    written = Desk(database).upsert("countrys", ["iso"], *data)
    rows = {row.pk: row for row in Country.objects.all()}
    assert [rows[key[0]].name for key in written.keys] == ["Italy", "France", "Germany"]
    assert rows[france.pk].visits == 3
    assert len(rows) == 3


def test_primary_key_says_what_is_there(database, france):
    data = [{"id": france.pk, "iso": "FR", "name": "France"}, {"iso": "IT", "name": "Italy"}]
    written = Desk(database).upsert("countrys", [], *data)
    assert written.keys[0] == (france.pk,)
    assert list(Country.objects.order_by("name").values_list("name", flat=True)) == ["France", "Italy"]
    Spot.objects.create(aisle="a", place=1)
    Desk(database).upsert("spots", [], {"aisle": "a", "place": 1}, {"aisle": "a", "place": 2})
    assert Spot.objects.count() == 2


def test_key_of_a_row_that_is_there_stays(database, france):
    with pytest.raises(ValidationFailed) as caught:
        Desk(database).upsert("countrys", ["iso"], {"id": france.pk + 1, "iso": "FR", "name": "x"})
    assert fields_of(caught.value) == [(("upsert", 0, "id"), "invalid")]


def test_values_that_occur_twice_are_refused(database, france):
    data = [
        {"iso": "FR", "name": "a"},
        {"iso": "IT", "name": "b"},
        {"iso": "FR", "name": "c"},
        {"iso": "IT", "name": "d"},
    ]
    with pytest.raises(ValidationFailed) as caught:
        Desk(database).upsert("countrys", ["iso"], *data)
    assert fields_of(caught.value) == [(("upsert", 2, "iso"), "unique"), (("upsert", 3, "iso"), "unique")]
    assert Country.objects.get().name == "Frankreich"


@pytest.mark.parametrize("rule", ["query", "upsert"])
def test_row_out_of_reach_is_taken(database, france, rule):
    role = Role(filters={f"countrys:{rule}": ~Q(iso="FR") | Q(name="mine")})
    with pytest.raises(ValidationFailed) as caught:
        Desk(database, role).upsert("countrys", ["iso"], {"iso": "FR", "name": "mine"})
    assert fields_of(caught.value) == [(("upsert", 0, "iso"), "unique")]
    assert Country.objects.get().name == "Frankreich"


@pytest.mark.parametrize("iso", ["FR", "IT"])
def test_row_has_to_fit_the_rule_afterwards(database, france, iso):
    role = Role(filters={"countrys:upsert": ~Q(name="bad")})
    with pytest.raises(Forbidden):
        Desk(database, role).upsert("countrys", ["iso"], {"iso": iso, "name": "bad"})


def test_another_value_that_is_taken_is_an_error(database, france):
    owner = Person.objects.create(name="Ada")
    Project.objects.create(title="a", owner=owner)
    row = Project.objects.create(title="b", owner=owner)
    with pytest.raises(ValidationFailed):
        Desk(database).upsert("projects", ["code"], {"code": row.code, "title": "a", "owner_id": owner.pk})


def test_columns_that_several_rows_agree_in_say_nothing(database, france):
    Country.objects.create(iso="FX", name="Frankreich")
    with pytest.raises(ValidationFailed) as caught:
        Desk(database).upsert("countrys", ["name"], {"iso": "FR", "name": "Frankreich"})
    assert fields_of(caught.value) == [(("upsert",), "invalid")]
