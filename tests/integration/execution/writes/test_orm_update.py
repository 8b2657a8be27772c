"""Rows updated through Django's models, with their related rows."""

from __future__ import annotations

import pytest
from django.db.models import Q

from django_graphgate.errors import Forbidden, ValidationFailed
from tests.support.apps.workshop.models import (
    Article,
    DraftProject,
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
from tests.support.writes.plans import Desk, Role, fields_of


@pytest.fixture
def ada(database):
    return Person.objects.create(name="Ada")


@pytest.fixture
def ship(ada):
    return Project.objects.create(title="ship", owner=ada, stock=10)


def test_given_columns_and_auto_now_are_written(database, ship):
    Project.objects.filter(pk=ship.pk).update(price=5)
    written = Desk(database).update("projects", [ship.pk], {"title": "boat", "increment": {"stock": 5}})
    row = Project.objects.get(pk=ship.pk)
    assert written.keys == [(ship.pk,)]
    assert (row.title, row.stock, row.price) == ("boat", 15, 5)
    assert row.updated > ship.updated
    assert row.created == ship.created


def test_code_of_the_model_may_change_other_columns(database):
    article = Article.objects.create(title="Old")
    Desk(database).update("articles", [article.pk], {"title": "New one"})
    assert Article.objects.get().slug == "new-one"


def test_increment_is_validated(database, ship):
    with pytest.raises(ValidationFailed) as caught:
        Desk(database).update("projects", [ship.pk], {"increment": {"stock": 991}})
    assert fields_of(caught.value) == [(("update", "increment", "stock"), "max_value")]


def test_nested_data_that_lead_back_to_the_row_are_not_lost(database, ship, ada):
    """Each row adds for itself, and for every other row that leads to it."""
    boat = Project.objects.create(title="boat", owner=ada, stock=20)
    more = {"increment": {"stock": 1}}
    data = {**more, "owner": {"projects": [{**more, "price": 7}]}}
    Desk(database).update("projects", [ship.pk, boat.pk], data)
    assert list(Project.objects.order_by("pk").values_list("stock", "price")) == [(13, 7), (23, 7)]


@pytest.mark.parametrize(("weight", "after"), [(None, None), (1.5, 1e308 + 1.5)])
def test_increment_of_null_is_null(database, weight, after):
    tool = Tool.objects.create(name="saw", weight=weight)
    Desk(database).update("tools", [tool.pk], {"increment": {"weight": 1e308}})
    assert Tool.objects.get().weight == after


def test_increment_beyond_all_numbers_is_refused(database):
    tool = Tool.objects.create(name="saw", weight=1.5e308)
    with pytest.raises(ValidationFailed) as caught:
        Desk(database).update("tools", [tool.pk], {"increment": {"weight": 1e308}})
    assert fields_of(caught.value) == [(("update", "increment", "weight"), "invalid")]


def test_rows_out_of_reach_are_left_out(database, ada):
    rows = [Project.objects.create(title=title, owner=ada) for title in "abcd"]
    keys = [row.pk for row in rows]
    role = Role(filters={"projects:query": ~Q(title="a"), "projects:update": ~Q(title="b")})
    written = Desk(database, role).update("projects", [*reversed(keys), 10**6], {"stock": 1})
    assert written.keys == [(keys[3],), (keys[2],)]
    assert list(Project.objects.order_by("pk").values_list("stock", flat=True)) == [0, 0, 1, 1]


def test_row_cannot_be_moved_out_of_reach(database, ship):
    role = Role(filters={"projects:update": Q(state="draft")})
    with pytest.raises(Forbidden) as caught:
        Desk(database, role).update("projects", [ship.pk], {"state": "open"})
    assert fields_of(caught.value) == [(("update",), "forbidden")]


def test_related_rows_are_updated(database, ship, ada):
    tasks = [Task.objects.create(project=ship, title=title) for title in "abc"]
    blue = Label.objects.create(word="blue")
    ship.labels.add(blue)
    Note.objects.create(about=ship, text="x")
    Membership.objects.create(project=ship, person=Person.objects.create(name="Mia"))
    Task.objects.create(project=Project.objects.create(title="other", owner=ada), title="other")
    role = Role(filters={"tasks:update": ~Q(title="c")})
    data = {
        "owner": {"name": "Ada L."},
        "tasks": [
            {"done": True, "where": {"id": [tasks[0].pk, tasks[2].pk]}},
            {"title": "b2", "where": {"title": "b"}},
        ],
        "labels": {"word": "green"},
        "members": {"name": "Mia M."},
        "notes": {"text": "y"},
    }
    Desk(database, role).update("projects", [ship.pk], data)
    assert Person.objects.get(pk=ada.pk).name == "Ada L."
    assert list(Task.objects.order_by("pk").values_list("title", "done")) == [
        ("a", True),
        ("b2", False),
        ("c", False),
        ("other", False),
    ]
    assert [label.word for label in Label.objects.all()] == ["green"]
    assert Person.objects.filter(name="Mia M.").exists()
    assert Note.objects.get().text == "y"


def test_rows_are_connected_and_disconnected(database, ship, ada):
    eve, mia, bob = (Person.objects.create(name=name) for name in ("Eve", "Mia", "Bob"))
    blue, green = (Label.objects.create(word=word) for word in ("blue", "green"))
    hammer, saw = (Tool.objects.create(name=name) for name in ("hammer", "saw"))
    old, new = (Note.objects.create(text=text) for text in ("old", "new"))
    old.about = ship
    old.save()
    hammer.project = ship
    hammer.save()
    ship.labels.add(blue)
    Membership.objects.create(project=ship, person=mia)
    Project.objects.filter(pk=ship.pk).update(reviewer=eve)
    data = {
        "owner": {"connect": {"id": eve.pk}},
        "reviewer": {"disconnect": {"id": eve.pk}},
        "labels": {"connect": {"word": "green"}, "disconnect": {"word": ["blue"]}},
        "tools": [{"connect": {"name": "saw"}}, {"disconnect": {"name": "hammer"}}],
        "notes": {"connect": {"text": "new"}, "disconnect": {"text": "old"}},
        "members": {"connect": {"id": [bob.pk, eve.pk]}, "disconnect": {"id": mia.pk}},
    }
    Desk(database).update("projects", [ship.pk], data)
    row = Project.objects.get(pk=ship.pk)
    assert (row.owner, row.reviewer) == (eve, None)
    assert list(row.labels.all()) == [green]
    assert list(row.tools.all()) == [saw]
    assert list(row.notes.all()) == [new]
    assert Note.objects.get(pk=old.pk).about is None
    assert {person.name for person in row.members.all()} == {"Bob", "Eve"}


def test_disconnect_of_another_row_does_nothing(database, ship, ada):
    eve = Person.objects.create(name="Eve")
    Project.objects.filter(pk=ship.pk).update(reviewer=ada)
    saw = Tool.objects.create(name="saw", project=Project.objects.create(title="other", owner=ada))
    data = {"reviewer": {"disconnect": {"id": eve.pk}}, "tools": {"disconnect": {"id": saw.pk}}}
    Desk(database).update("projects", [ship.pk], data)
    assert Project.objects.get(pk=ship.pk).reviewer == ada
    assert Tool.objects.get().project is not None


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"owner": {"disconnect": {"name": "Ada"}}}, ("update", "owner", "disconnect")),
        ({"tasks": [{"disconnect": {"title": "saw"}}]}, ("update", "tasks", 0, "disconnect")),
    ],
)
def test_row_that_has_to_hang_on_another_stays(database, ship, data, path):
    Task.objects.create(project=ship, title="saw")
    with pytest.raises(ValidationFailed) as caught:
        Desk(database).update("projects", [ship.pk], data)
    assert fields_of(caught.value) == [(path, "null")]


def test_inherited_and_composite_rows(database, ada):
    special = SpecialProject.objects.create(title="s", owner=ada)
    Desk(database).update("specialprojects", [special.pk], {"title": "t", "budget": 5})
    assert SpecialProject.objects.values_list("title", "budget").get() == ("t", 5)
    Desk(database).update("draftprojects", [special.pk], {"title": "u"})
    assert DraftProject.objects.get().title == "u"
    Spot.objects.bulk_create([Spot(aisle="a", place=1), Spot(aisle="a", place=2)])
    written = Desk(database).update(
        "spots", [("a", 2), ("b", 9)], {"tool": {"connect": {"id": Tool.objects.create(name="saw").pk}}}
    )
    assert written.keys == [("a", 2)]
    assert Spot.objects.get(aisle="a", place=2).tool.name == "saw"
    Desk(database).update("spots", [("a", 2)], {"tool": {"name": "axe"}})
    Desk(database).update("specialprojects", [special.pk], {"budget": 6, "owner": {"name": "Eve"}})
    assert Spot.objects.get(aisle="a", place=2).tool.name == "axe"
    special.refresh_from_db()
    assert (special.budget, special.owner.name) == (6, "Eve")
