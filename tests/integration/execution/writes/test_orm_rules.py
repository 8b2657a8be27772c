"""What a role may not write through Django's models, however it tries."""

from __future__ import annotations

import pytest
from django.db.models import Q

from django_graphgate.errors import Forbidden, TooManyAffected, ValidationFailed
from tests.support.apps.workshop.models import (
    Country,
    Label,
    Membership,
    Person,
    Project,
    SpecialProject,
    Task,
    Tool,
)
from tests.support.writes.plans import Desk, Role, fields_of


@pytest.fixture
def ada(database):
    return Person.objects.create(name="Ada")


@pytest.fixture
def ship(ada):
    return Project.objects.create(title="ship", owner=ada)


def refused(desk, action, *arguments):
    """The places that are forbidden."""
    with pytest.raises(Forbidden) as caught:
        getattr(desk, action)(*arguments)
    return [path for path, _ in fields_of(caught.value)]


def test_row_has_to_fit_the_rule(database, ada):
    desk = Desk(database, Role(filters={"projects:insert": Q(owner__name="Ada")}))
    eve = Person.objects.create(name="Eve")
    rows = [{"title": name, "owner_id": owner.pk} for name, owner in (("a", ada), ("b", eve))]
    assert refused(desk, "insert", "projects", *rows) == [("insert", 1)]


def test_nested_rows_have_to_fit_their_rules(database, ada):
    role = Role(
        filters={
            "tasks:insert": Q(done=False),
            "memberships:insert": Q(person__name="Mia"),
            "persons:insert": ~Q(name="Eve"),
        }
    )
    data = {"title": "a", "owner": {"connect": {"id": ada.pk}}}
    for relation, rows, places in [
        ("tasks", [{"title": "x"}, {"title": "y", "done": True}], [("insert", 0, "tasks", 1)]),
        ("members", [{"name": "Mia"}, {"name": "Bob"}], [("insert", 0, "members", 1)]),
        ("reviewer", {"name": "Eve"}, [("insert", 0, "reviewer")]),
        ("members", [{"connect": {"id": ada.pk}}], [("insert", 0, "members", 0)]),
    ]:
        assert (
            refused(
                Desk(database, role),
                "insert",
                "projects",
                {**data, relation: rows},
            )
            == places
        )


def test_later_root_field_cannot_move_an_earlier_row(database, ada):
    """The second changes what the rule of the first looks at."""
    desk = Desk(database, Role(filters={"projects:insert": Q(owner__name="Ada")}))
    desk.insert("projects", {"title": "a", "owner_id": ada.pk})
    desk.update("persons", [ada.pk], {"name": "Eve"})
    assert refused(desk, "finish") == [("insert", 0)]


def test_table_without_a_probe_lets_nothing_through(database, ship):
    role = Role(without=["tasks:insert", "projects:update", "labels:query"])
    data = {"title": "x", "project_id": ship.pk}
    assert refused(Desk(database, role), "insert", "tasks", data) == [("insert", 0)]
    assert Desk(database, role).update("projects", [ship.pk], {"title": "x"}).keys == []
    Label.objects.create(word="blue")
    with pytest.raises(ValidationFailed):
        Desk(database, role).insert(
            "projects", {"title": "y", "owner_id": ship.owner_id, "labels": {"connect": {"word": "blue"}}}
        )


@pytest.mark.parametrize("there", [True, False])
def test_hidden_row_is_as_one_that_is_not_there(database, ada, there):
    eve = Person.objects.create(name="Eve")
    key = eve.pk if there else eve.pk + 1
    role = Role(filters={"persons:query": ~Q(name="Eve")})
    base = {"title": "x", "owner_id": ada.pk}
    messages = []
    for data in (
        {"title": "x", "owner_id": key},
        {"title": "x", "owner": {"connect": {"id": key}}},
        {**base, "members": {"connect": {"id": [ada.pk, key]}}},
        {**base, "reviewer": {"name": "Bob", "mentor_id": key}},
    ):
        with pytest.raises(ValidationFailed) as caught:
            Desk(database, role).insert("projects", data)
        assert [code for _, code in fields_of(caught.value)] == ["invalid_choice"]
        messages.append(caught.value.extensions["fields"][0]["message"].replace(str(key), "{}"))
    assert set(messages) == {"person instance with id {} is not a valid choice."}
    assert not Project.objects.exists()


def test_all_foreign_keys_of_a_bulk_are_asked_about_at_once(database, ada):
    desk = Desk(database, Role(filters={"persons:query": Q(name="Ada")}))
    with pytest.raises(ValidationFailed) as caught:
        desk.insert("projects", *({"title": str(n), "owner_id": ada.pk + n} for n in range(3)))
    assert [path for path, _ in fields_of(caught.value)] == [
        ("insert", 1, "owner_id"),
        ("insert", 2, "owner_id"),
    ]
    assert desk.asked == ["persons:query"]


def test_foreign_key_to_another_column(database):
    Country.objects.create(iso="FR", name="France")
    desk = Desk(database, Role(filters={"countrys:query": Q(iso="FR")}))
    desk.insert(
        "towns",
        {"name": "Paris", "country_id": "FR"},
        {"name": "Lyon", "country": {"connect": {"iso": "FR"}}},
    )
    with pytest.raises(ValidationFailed) as caught:
        desk.insert("towns", {"name": "Rome", "country_id": "IT"})
    assert fields_of(caught.value) == [(("insert", 0, "country_id"), "invalid_choice")]


def test_preset_wins_over_the_relation_that_a_row_is_nested_in(database, ada):
    eve = Person.objects.create(name="Eve")
    role = Role(presets={"projects:insert": {"owner_id": ada.pk}, "tasks:update": {"done": True}})
    data = {"projects": [{"title": "x"}]}
    assert refused(Desk(database, role), "insert", "persons", {"name": "Bob", **data}) == [
        ("insert", 0, "projects", 0)
    ]
    ours = Role(presets={"projects:insert": {"owner_id": eve.pk}})
    assert refused(Desk(database, ours), "insert", "projects", {"title": "y", "owner": {"name": "Zoe"}}) == [
        ("insert", 0)
    ]


def test_preset_is_written_into_rows_that_are_connected(database, ship):
    task = Task.objects.create(title="t", project=Project.objects.create(title="other", owner=ship.owner))
    role = Role(presets={"tasks:update": {"done": True}, "memberships:insert": {"role": "boss"}})
    data = {"tasks": {"connect": {"id": task.pk}}, "members": {"connect": {"id": ship.owner_id}}}
    Desk(database, role).update("projects", [ship.pk], data)
    task.refresh_from_db()
    assert (task.done, task.project) == (True, ship)
    assert Membership.objects.get().role == "boss"


@pytest.mark.parametrize(
    "role",
    [
        Role(filters={"tasks:update": ~Q(title="theirs")}),
        Role(filters={"tasks:update": Q(project__title="ship")}),
        Role(filters={"tasks:update": ~Q(project__title="ship")}),
        Role(columns={"tasks:update": ["title", "done"]}),
        Role(without=["tasks:update"]),
    ],
    ids=["before and after", "before", "after", "column", "no rule"],
)
def test_row_is_connected_under_its_own_rule(database, ship, role):
    other = Project.objects.create(title="other", owner=ship.owner)
    task = Task.objects.create(title="theirs", project=other)
    data = {"tasks": {"connect": {"id": task.pk}}}
    assert refused(Desk(database, role), "update", "projects", [ship.pk], data) == [
        ("update", "tasks", "connect")
    ]


def test_row_is_disconnected_under_its_own_rule(database, ship):
    Tool.objects.create(name="saw", project=ship)
    data = {"tools": {"disconnect": {"name": "saw"}}}
    for role in (
        Role(filters={"tools:update": Q(project__isnull=False)}),
        Role(columns={"tools:update": ["name"]}),
    ):
        place = [("update", "tools", "disconnect")]
        assert refused(Desk(database, role), "update", "projects", [ship.pk], data) == place


def test_join_row_is_deleted_under_its_own_rule(database, ship):
    Membership.objects.create(project=ship, person=ship.owner, role="boss")
    role = Role(filters={"memberships:delete": ~Q(role="boss")})
    data = {"members": {"disconnect": {"id": ship.owner_id}}}
    place = [("update", "members", "disconnect")]
    assert refused(Desk(database, role), "update", "projects", [ship.pk], data) == place
    assert Membership.objects.exists()


def test_hidden_rows_of_a_relation_are_neither_changed_nor_disconnected(database, ship):
    eve = Person.objects.create(name="Eve")
    Project.objects.filter(pk=ship.pk).update(reviewer=eve)
    Membership.objects.create(project=ship, person=eve)
    role = Role(filters={"persons:query": ~Q(name="Eve")})
    named = {"disconnect": {"id": eve.pk}}
    Desk(database, role).update("projects", [ship.pk], {"reviewer": named, "members": named})
    Desk(database, role).update("projects", [ship.pk], {"reviewer": {"name": "x"}, "members": {"name": "y"}})
    ship.refresh_from_db()
    assert (ship.reviewer, ship.reviewer.name, Membership.objects.count()) == (eve, "Eve", 1)


def test_key_of_a_parents_row_does_not_open_it(database, ship):
    data = {"project_ptr_id": ship.pk, "title": "mine", "owner_id": ship.owner_id, "created": ship.created}
    for action, arguments in (
        ("insert", ("specialprojects", data)),
        ("upsert", ("specialprojects", [], data)),
    ):
        with pytest.raises(ValidationFailed):
            getattr(Desk(database), action)(*arguments)
    ship.refresh_from_db()
    assert ship.title == "ship"
    assert not SpecialProject.objects.exists()


def test_key_of_a_row_that_is_there_does_not_open_it(database, ada):
    with pytest.raises(ValidationFailed):
        Desk(database).insert("persons", {"id": ada.pk, "name": "Eve"})


def test_too_many_rows(database, ada):
    for role, most in ((Role(max_affected={"persons:insert": 2}), 10), (Role(), 2)):
        with pytest.raises(TooManyAffected):
            Desk(database, role, most=most).insert("persons", *({"name": str(n)} for n in range(3)))
    with pytest.raises(TooManyAffected):
        Desk(database, most=3).insert(
            "projects", {"title": "x", "owner_id": ada.pk, "labels": [{"word": "a"}, {"word": "b"}]}
        )
    with pytest.raises(TooManyAffected):
        Desk(database, Role(max_affected={"tasks:update": 1})).update(
            "projects", [row_with_tasks(ada, 2).pk], {"tasks": {"done": True}}
        )


def row_with_tasks(owner, number):
    project = Project.objects.create(title="tasks", owner=owner)
    Task.objects.bulk_create(Task(project=project, title=str(n)) for n in range(number))
    return project
