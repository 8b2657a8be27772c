"""Mutations along every kind of relation through the gate, written through the models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from django_graphgate.access import load_roles
from django_graphgate.gate import Gate, get_gate
from tests.support.apps.workshop.models import (
    Country,
    Label,
    Membership,
    Note,
    Person,
    Project,
    SpecialProject,
    Spot,
    Task,
    Tool,
)
from tests.support.gate.house import caller, settings_of

TABLES = (
    *(
        "people",
        "passports",
        "labels",
        "notes",
        "projects",
        "specialprojects",
        "memberships",
        "tasks",
        "tools",
    ),
    *("invoices", "spots", "countries", "towns", "django_content_types"),
)
JOINED = {
    "projects": ["labels"],
    "specialprojects": ["labels"],
    "labels": ["projects"],
    "people": ["friends"],
}
ALL: dict[str, Any] = {action: {} for action in ("query", "insert", "update", "upsert", "delete")}
HALVES = {"columns": ["text", "about_type_id", "about_id"]}
"""The halves of a generic key are written only where a rule lists them."""

USER = caller(1)


@pytest.fixture
def gate(database: str, settings: Any, tmp_path: Path) -> Gate:
    """Everybody who is signed in may write everything."""
    settings.GRAPHGATE = settings_of(
        tmp_path / "config",
        PRODUCTION=False,
        MODELS=["workshop", "contenttypes.ContentType"],
        TABLES=[{"name": table, "write": "orm"} for table in TABLES],
    )
    tables = [{"name": table, **ALL, **({"update": HALVES} if table == "notes" else {})} for table in TABLES]
    load_roles({"roles": [{"name": "anon", "tables": []}, {"name": "user", "tables": tables}]})
    return get_gate()


def run(gate: Gate, text: str, **variables: Any) -> Any:
    result = gate.execute(text, variables=variables, identity=USER)
    assert not result.errors, result.errors
    assert result.data is not None
    return json.loads(result.data)


def test_insert_along_every_kind_of_relation(gate: Gate) -> None:
    eve = Person.objects.create(name="Eve")
    Label.objects.create(word="green")
    saw = Tool.objects.create(name="saw")
    data = {
        "title": "ship",
        "owner": {"name": "Ada", "passport": {"number": "P1"}, "mentor": {"name": "Bob"}},
        "reviewer": {"connect": {"id": eve.pk}},
        "tasks": [{"title": "cut"}, {"title": "sand"}],
        "tools": [{"connect": {"id": saw.pk}}, {"name": "axe"}],
        "labels": [{"word": "blue"}, {"connect": {"word": "green"}}],
        "members": [{"name": "Mia"}, {"connect": {"id": [eve.pk]}}],
        "notes": [{"text": "well"}],
    }
    text = """mutation ($data: ProjectInsert!) { project(insert: $data) {
      title owner { name passport { number } mentor { name } } reviewer { name }
      tasks(order_by: {id: asc}) { title } tools(order_by: {name: asc}) { name }
      labels(order_by: {word: asc}) { word } members(order_by: {name: asc}) { name } notes { text }
    } }"""
    assert run(gate, text, data=data)["project"] == {
        "title": "ship",
        "owner": {"name": "Ada", "passport": {"number": "P1"}, "mentor": {"name": "Bob"}},
        "reviewer": {"name": "Eve"},
        "tasks": [{"title": "cut"}, {"title": "sand"}],
        "tools": [{"name": "axe"}, {"name": "saw"}],
        "labels": [{"word": "blue"}, {"word": "green"}],
        "members": [{"name": "Eve"}, {"name": "Mia"}],
        "notes": [{"text": "well"}],
    }


def test_update_along_every_kind_of_relation(gate: Gate) -> None:
    ada, eve, mia = (Person.objects.create(name=name) for name in ("Ada", "Eve", "Mia"))
    ship = Project.objects.create(title="ship", owner=ada, reviewer=eve, stock=1)
    saw, axe = Tool.objects.create(name="saw", project=ship), Tool.objects.create(name="axe")
    old, new = Note.objects.create(text="old", about=ship), Note.objects.create(text="new")
    blue, green = (Label.objects.create(word=word) for word in ("blue", "green"))
    ship.labels.add(blue)
    Membership.objects.create(project=ship, person=eve)
    tasks = [Task.objects.create(title=title, project=ship) for title in "ab"]
    data = {
        "increment": {"stock": 4},
        "owner": {"name": "Ada L."},
        "reviewer": {"disconnect": {"id": eve.pk}},
        "tools": [{"disconnect": {"id": saw.pk}}, {"connect": {"name": "axe"}}],
        "notes": [{"disconnect": {"id": old.pk}}, {"connect": {"id": new.pk}}],
        "labels": [{"disconnect": {"word": "blue"}, "connect": {"id": green.pk}}],
        "members": [{"disconnect": {"id": eve.pk}}, {"connect": {"id": mia.pk}}],
        "tasks": [{"where": {"id": tasks[0].pk}, "done": True}, {"where": {"title": ["b"]}, "title": "c"}],
    }
    text = """mutation ($id: BigInt!, $data: ProjectUpdate!) { project(id: $id, update: $data) {
      stock owner { name } reviewer { name } tools { name } notes { text } labels { word } members { name }
      tasks(order_by: {id: asc}) { title done }
    } }"""
    assert run(gate, text, id=ship.pk, data=data)["project"] == {
        "stock": 5,
        "owner": {"name": "Ada L."},
        "reviewer": None,
        "tools": [{"name": "axe"}],
        "notes": [{"text": "new"}],
        "labels": [{"word": "green"}],
        "members": [{"name": "Mia"}],
        "tasks": [{"title": "a", "done": True}, {"title": "c", "done": False}],
    }
    axe.refresh_from_db()
    assert axe.project == ship


def test_upsert_update_and_delete_of_keys_of_all_sorts(gate: Gate) -> None:
    Country.objects.create(iso="FR", name="Frankreich", visits=3)
    text = 'mutation { countries(upsert: [{iso: "IT", name: "Italy"}, {iso: "FR", name: "France"}], on: [iso]) { name visits } }'
    assert run(gate, text)["countries"] == [{"name": "Italy", "visits": 0}, {"name": "France", "visits": 3}]
    text = 'mutation { towns(insert: [{name: "Paris", country_id: "FR"}, {name: "Rome", country: {connect: {iso: "IT"}}}]) { name country { name } } }'
    assert [town["country"]["name"] for town in run(gate, text)["towns"]] == ["France", "Italy"]
    text = 'mutation { spots(insert: [{aisle: "b", place: 2, tool: {name: "saw"}}, {aisle: "a", place: 1}]) { aisle tool { name } } }'
    assert run(gate, text)["spots"] == [{"aisle": "b", "tool": {"name": "saw"}}, {"aisle": "a", "tool": None}]
    text = 'mutation { spots(where: {aisle: {eq: "b"}}, update: {tool: {disconnect: {name: "saw"}}}) { place tool { name } } }'
    assert run(gate, text)["spots"] == [{"place": 2, "tool": None}]
    text = "mutation { spots(where: {place: {gt: 0}}, delete: true) { aisle } }"
    assert run(gate, text)["spots"] == [{"aisle": "a"}, {"aisle": "b"}]
    assert not Spot.objects.exists()


def test_child_models(gate: Gate) -> None:
    text = """mutation ($data: SpecialProjectInsert!) {
      specialproject(insert: $data) { title budget labels { word } owner { name } } }"""
    data = {"title": "x", "budget": 3, "owner": {"name": "Ada"}, "labels": [{"word": "blue"}]}
    answer = run(gate, text, data=data)
    assert answer["specialproject"] == {
        "title": "x",
        "budget": 3,
        "owner": {"name": "Ada"},
        "labels": [{"word": "blue"}],
    }
    row = SpecialProject.objects.get()
    text = (
        f'mutation {{ specialproject(id: {row.pk}, update: {{ title: "y", budget: 4 }}) {{ title budget }} }}'
    )
    assert run(gate, text)["specialproject"] == {"title": "y", "budget": 4}
    text = f"mutation {{ specialproject(id: {row.pk}, delete: true) {{ title }} }}"
    assert run(gate, text)["specialproject"] == {"title": "y"}
    assert not Project.objects.exists()


def test_self_references(gate: Gate) -> None:
    eve = Person.objects.create(name="Eve")
    text = """mutation ($data: [PersonInsert!]!) {
      people(insert: $data) { name friends(order_by: {name: asc}) { name } mentor { name } pupils { name } } }"""
    data = {
        "name": "Ada",
        "mentor": {"name": "Bob"},
        "pupils": [{"name": "Pia"}],
        "friends": [{"name": "Mia"}, {"connect": {"id": eve.pk}}],
    }
    assert run(gate, text, data=[data])["people"] == [
        {
            "name": "Ada",
            "friends": [{"name": "Eve"}, {"name": "Mia"}],
            "mentor": {"name": "Bob"},
            "pupils": [{"name": "Pia"}],
        }
    ]
    assert eve.friends.get().name == "Ada"


def test_many_to_many_relations_the_other_way_round(gate: Gate) -> None:
    ada = Person.objects.create(name="Ada")
    ship, boat = (Project.objects.create(title=title, owner=ada) for title in ("ship", "boat"))
    text = """mutation ($data: LabelInsert!) {
      label(insert: $data) { word projects(order_by: {title: asc}) { title } } }"""
    data = {
        "word": "blue",
        "projects": [{"connect": {"title": "ship"}}, {"title": "raft", "owner_id": ada.pk}],
    }
    assert run(gate, text, data=data)["label"] == {
        "word": "blue",
        "projects": [{"title": "raft"}, {"title": "ship"}],
    }
    assert ship.labels.get().word == "blue"
    text = """mutation ($id: BigInt!, $data: PersonUpdate!) {
      person(id: $id, update: $data) { member_of(order_by: {title: asc}) { title } } }"""
    data = {"member_of": [{"connect": {"id": [ship.pk, boat.pk]}}]}
    assert run(gate, text, id=ada.pk, data=data)["person"]["member_of"] == [
        {"title": "boat"},
        {"title": "ship"},
    ]
    data = {"member_of": [{"disconnect": {"title": "ship"}}, {"where": {"title": "boat"}, "title": "raft2"}]}
    assert run(gate, text, id=ada.pk, data=data)["person"]["member_of"] == [{"title": "raft2"}]
    assert Membership.objects.get().project == boat
