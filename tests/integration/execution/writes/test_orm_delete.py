"""Rows deleted through Django's models."""

from __future__ import annotations

import pytest
from django.db.models import Q
from django.db.models.signals import post_delete

from django_graphgate.errors import TooManyAffected, ValidationFailed
from tests.support.apps.workshop.models import (
    Article,
    Invoice,
    Person,
    Project,
    SpecialProject,
    Spot,
    Task,
    Tool,
)
from tests.support.writes.plans import Desk, Role


@pytest.fixture
def ship(database):
    ship = Project.objects.create(title="ship", owner=Person.objects.create(name="Ada"))
    Task.objects.create(project=ship, title="saw")
    Tool.objects.create(project=ship, name="hammer")
    return ship


def test_rows_go_along_and_signals_are_sent(database, ship):
    gone = []

    def deleted(sender, **_):
        gone.append(sender.__name__)

    post_delete.connect(deleted)
    try:
        written = Desk(database).delete("projects", ship.pk, ship.pk + 1)
    finally:
        post_delete.disconnect(deleted)
    assert written.keys == [(ship.pk,)]
    assert sorted(gone) == ["Project", "Task"]
    assert Tool.objects.get().project is None
    assert not Task.objects.exists()


@pytest.mark.parametrize("rule", ["query", "delete"])
def test_rows_out_of_reach_stay(database, ship, rule):
    other = Project.objects.create(title="boat", owner=ship.owner)
    role = Role(filters={f"projects:{rule}": Q(title="boat")})
    assert Desk(database, role).delete("projects", ship.pk, other.pk).keys == [(other.pk,)]
    assert Project.objects.get() == ship


def test_model_deletes_in_its_own_way(database):
    rows = [Article.objects.create(title=title) for title in "ab"]
    written = Desk(database).delete("articles", *(row.pk for row in rows))
    assert len(written.keys) == 2
    assert list(Article.objects.values_list("deleted", flat=True)) == [True, True]


def test_protected_row_stays(database, ship):
    Invoice.objects.create(project=ship)
    with pytest.raises(ValidationFailed):
        Desk(database).delete("projects", ship.pk)
    assert Project.objects.exists()


def test_rows_that_go_along_count(database, ship):
    Desk(database, most=2).delete("projects", ship.pk)
    ship.save(force_insert=True)
    for title in "ab":
        Task.objects.create(project=ship, title=title)
    with pytest.raises(TooManyAffected):
        Desk(database, most=2).delete("projects", ship.pk)


def test_inherited_and_composite_rows(database, ship):
    special = SpecialProject.objects.create(title="s", owner=ship.owner)
    assert Desk(database).delete("specialprojects", special.pk).keys == [(special.pk,)]
    assert not Project.objects.filter(pk=special.pk).exists()
    Spot.objects.bulk_create([Spot(aisle="a", place=1), Spot(aisle="a", place=2)])
    assert Desk(database).delete("spots", ("a", 2)).keys == [("a", 2)]
    assert Spot.objects.get().place == 1


def test_row_that_a_later_root_field_deletes_is_no_longer_checked(database):
    role = Role(filters={"persons:insert": Q(name="Ada")})
    desk = Desk(database, role)
    (key,) = desk.insert("persons", {"name": "Ada"}).keys
    desk.delete("persons", key)
    desk.writer.finish()
    assert not Person.objects.exists()
