"""Rows inserted through Django's models, with what is nested in them."""

from __future__ import annotations

import uuid

from django.db.models.signals import m2m_changed, post_save

from tests.support.apps.workshop.models import (
    Article,
    Label,
    Person,
    Project,
)
from tests.support.writes.plans import Desk


def test_defaults_and_code_of_the_model_hold(database):
    desk = Desk(database)
    (owner,) = desk.insert("persons", {"name": "Ada"}).keys
    written = desk.insert(
        "projects", {"title": "a", "owner_id": owner[0]}, {"title": "b", "owner_id": owner[0]}
    )
    rows = [Project.objects.get(pk=key[0]) for key in written.keys]
    assert [row.title for row in rows] == ["a", "b"]
    assert rows[0].settings == {"colour": "red"}
    assert isinstance(rows[0].code, uuid.UUID)
    assert rows[0].updated >= rows[0].created
    (key,) = desk.insert("articles", {"title": "Good News"}).keys
    assert Article.objects.get(pk=key[0]).slug == "good-news"


def test_every_kind_of_relation_is_written(database):
    eve = Person.objects.create(name="Eve")
    green = Label.objects.create(word="green")
    desk = Desk(database)
    data = {
        "title": "ship",
        "owner": {"name": "Ada", "passport": {"number": "P1"}, "mentor": {"name": "Bob"}},
        "reviewer": {"connect": {"id": eve.pk}},
        "tasks": [{"title": "saw", "blocks": {"title": "plane", "project_id": None}}]
        and [{"title": "saw"}, {"title": "sand"}],
        "labels": [{"word": "blue"}, {"connect": {"word": "green"}}],
        "members": [{"name": "Mia"}, {"connect": {"id": [eve.pk]}}],
        "notes": [{"text": "well"}],
    }
    (key,) = desk.insert("projects", data).keys
    row = Project.objects.get(pk=key[0])
    assert (row.owner.name, row.owner.passport.number, row.owner.mentor.name) == ("Ada", "P1", "Bob")
    assert row.reviewer == eve
    assert [task.title for task in row.tasks.order_by("pk")] == ["saw", "sand"]
    assert {label.word for label in row.labels.all()} == {"green", "blue"}
    assert green in row.labels.all()
    assert {person.name for person in row.members.all()} == {"Mia", "Eve"}
    assert [note.text for note in row.notes.all()] == ["well"]


def test_rows_of_the_table_at_any_depth_are_related(database):
    desk = Desk(database)
    bob = Person.objects.create(name="Bob")
    data = {
        "name": "Ada",
        "mentor": {"name": "Eve"},
        "pupils": [{"name": "Pia"}, {"connect": {"id": bob.pk}}],
    }
    written = desk.insert("persons", data)
    names = dict(Person.objects.values_list("pk", "name"))
    assert [names[key[0]] for key in written.keys] == ["Ada"]
    assert [names[key[0]] for key in written.related] == ["Eve", "Ada", "Pia", "Bob"]


def test_signals_are_sent(database):
    sent = []

    def saved(sender, instance, created, **_):
        sent.append((sender.__name__, created))

    def linked(sender, action, pk_set, **_):
        sent.append((action, len(pk_set)))

    post_save.connect(saved)
    m2m_changed.connect(linked, sender=Project.labels.through)
    try:
        data = {
            "title": "x",
            "owner": {"name": "Ada"},
            "labels": [{"word": "blue"}],
            "members": [{"name": "Mia"}],
        }
        Desk(database).insert("projects", data)
    finally:
        post_save.disconnect(saved)
        m2m_changed.disconnect(linked, sender=Project.labels.through)
    assert sent == [
        ("Person", True),
        ("Project", True),
        ("Label", True),
        ("pre_add", 1),
        ("post_add", 1),
        ("Person", True),
        ("Membership", True),
    ]
