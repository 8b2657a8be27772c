"""Random nested data mean what anybody would write with Django."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django_graphgate.errors import ValidationFailed
from tests.support.apps.workshop.models import Country, Label, Membership, Note, Person, Project, Task, Tool
from tests.support.writes import plain
from tests.support.writes.plans import Desk

SEVERAL = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
PEOPLE, WORDS, TOOLS, NOTES, TASKS = (
    [f"{letter}{number}" for number in range(3)] for letter in ("person", "word", "tool", "note", "task")
)
MISSING = "missing"
new_names = st.text("abcdef", min_size=6, max_size=6)


def connect(column: str, names: list[str]) -> Any:
    return st.fixed_dictionaries(
        {"connect": st.fixed_dictionaries({column: st.sampled_from([*names, MISSING])})}
    )


def disconnect(column: str, names: list[str]) -> Any:
    return st.fixed_dictionaries(
        {"disconnect": st.fixed_dictionaries({column: st.sampled_from([*names, MISSING])})}
    )


def lists(item: Any) -> Any:
    return st.lists(item, max_size=2)


def optional(**strategies: Any) -> Any:
    return st.fixed_dictionaries({}, optional=strategies)


person = st.fixed_dictionaries(
    {"name": new_names},
    optional={
        "mentor": st.one_of(connect("name", PEOPLE), st.fixed_dictionaries({"name": new_names})),
        "passport": st.fixed_dictionaries({"number": new_names}),
        "friends": lists(connect("name", PEOPLE)),
    },
)
new_label = st.fixed_dictionaries({"word": st.one_of(new_names, st.sampled_from(WORDS))})
new_project = st.fixed_dictionaries(
    {"title": new_names, "owner": st.one_of(person, connect("name", PEOPLE))},
    optional={
        "stock": st.integers(0, 9),
        "reviewer": st.one_of(person, connect("name", PEOPLE)),
        "labels": lists(st.one_of(new_label, connect("word", WORDS))),
        "members": lists(st.one_of(person, connect("name", PEOPLE))),
        "notes": lists(st.one_of(st.fixed_dictionaries({"text": new_names}), connect("text", NOTES))),
        "tasks": lists(st.one_of(st.fixed_dictionaries({"title": new_names}), connect("title", TASKS))),
        "tools": lists(st.one_of(st.fixed_dictionaries({"name": new_names}), connect("name", TOOLS))),
    },
)
changed_person = optional(
    email=st.sampled_from(["a@example.org", "b@example.org", None]),
    mentor=st.one_of(connect("name", PEOPLE), disconnect("name", PEOPLE)),
)
changed_project = optional(
    title=new_names,
    increment=st.fixed_dictionaries({"stock": st.integers(-2, 9)}),
    owner=st.one_of(changed_person, connect("name", PEOPLE)),
    reviewer=st.one_of(changed_person, connect("name", PEOPLE), disconnect("name", PEOPLE)),
    labels=lists(st.one_of(connect("word", WORDS), disconnect("word", WORDS))),
    members=lists(st.one_of(connect("name", PEOPLE), disconnect("name", PEOPLE))),
    notes=lists(st.one_of(connect("text", NOTES), disconnect("text", NOTES))),
    tools=lists(st.one_of(connect("name", TOOLS), disconnect("name", TOOLS))),
    tasks=lists(
        st.one_of(
            connect("title", TASKS),
            st.fixed_dictionaries(
                {"done": st.booleans()},
                optional={"where": st.fixed_dictionaries({"title": st.sampled_from(TASKS)})},
            ),
        )
    ),
)


@pytest.fixture
def ship(database):
    people = [Person.objects.create(name=name) for name in PEOPLE]
    ship, boat = (Project.objects.create(title=title, owner=people[0], stock=2) for title in ("ship", "boat"))
    Project.objects.filter(pk=ship.pk).update(reviewer=people[1])
    ship.labels.add(*[Label.objects.create(word=word) for word in WORDS][:2])
    for number in range(3):
        Tool.objects.create(name=TOOLS[number], project=[ship, boat, None][number])
        Note.objects.create(text=NOTES[number], about=[ship, boat, None][number])
        Task.objects.create(title=TASKS[number], project=[ship, ship, boat][number])
    Membership.objects.create(project=ship, person=people[2])
    return ship


def outcome(database: str, write: Any) -> Any:
    """What is there after it, or that it is refused; nothing stays."""
    try:
        with transaction.atomic(database):
            write()
            there = plain.everything()
            transaction.set_rollback(True, using=database)
    except (ValidationFailed, ValidationError, DatabaseError, ObjectDoesNotExist, ValueError):
        return "refused"
    return there


@SEVERAL
@given(data=st.lists(new_project, min_size=1, max_size=3))
def test_inserts(database, ship, data):
    ours = outcome(database, lambda: Desk(database).insert("projects", *data))
    theirs = outcome(database, lambda: [plain.insert("projects", item) for item in data])
    assert ours == theirs


@SEVERAL
@given(data=changed_project)
def test_updates(database, ship, data):
    ours = outcome(database, lambda: Desk(database).update("projects", [ship.pk], data))
    theirs = outcome(database, lambda: plain.update(Project.objects.get(pk=ship.pk), "projects", data))
    assert ours == theirs


country = st.fixed_dictionaries(
    {"iso": st.sampled_from(["AT", "BE", "CH", "DE"]), "name": new_names},
    optional={"visits": st.integers(0, 9)},
)


@SEVERAL
@given(there=st.lists(country, unique_by=lambda item: item["iso"]), data=st.lists(country, min_size=1))
def test_upserts(database, there, data):
    def ours():
        Country.objects.bulk_create(Country(**item) for item in there)
        Desk(database).upsert("countrys", ["iso"], *data)

    def theirs():
        Country.objects.bulk_create(Country(**item) for item in there)
        if len({item["iso"] for item in data}) < len(data):
            raise ValueError("values that occur twice")
        for item in data:
            Country.objects.update_or_create(iso=item["iso"], defaults=item)

    assert outcome(database, ours) == outcome(database, theirs)


@SEVERAL
@given(names=st.sets(st.sampled_from([*PEOPLE, MISSING]), min_size=1))
def test_deletes(database, ship, names):
    keys = list(Person.objects.filter(name__in=names).values_list("pk", flat=True))
    ours = outcome(database, lambda: Desk(database).delete("persons", *keys))
    assert ours == outcome(database, lambda: Person.objects.filter(pk__in=keys).delete())
