"""Code of the models themselves runs, and what it refuses is an error of the data."""

from __future__ import annotations

import pytest
from django.db.models import Q
from django.db.models.signals import post_save

from django_graphgate.errors import Forbidden, ValidationFailed
from tests.support.apps.workshop.models import (
    Article,
    Board,
    Label,
    Person,
    Project,
    SpecialProject,
    Spot,
    Tool,
)
from tests.support.writes.plans import Desk, Role, fields_of

VALIDATED = Role(full_clean=["articles", "projects", "persons"])


def problems(desk, action, *arguments):
    with pytest.raises(ValidationFailed) as caught:
        getattr(desk, action)(*arguments)
    return fields_of(caught.value)


def test_model_refuses_rows(database):
    rows = [{"title": title} for title in ("refused", "fine", "refused")]
    assert problems(Desk(database), "insert", "articles", *rows) == [
        (("insert", 0, "title"), "refused"),
        (("insert", 2, "title"), "refused"),
    ]
    assert not Article.objects.exists()


def test_row_that_the_model_does_not_save_is_left_out(database):
    written = Desk(database).insert("articles", {"title": "ignored"}, {"title": "fine"})
    assert written.keys == [(Article.objects.get().pk,)]


def test_whole_model_is_validated_where_the_table_says_so(database):
    owner = Person.objects.create(name="Ada", email="a@example.org")
    Project.objects.create(title="ship", owner=owner)
    assert problems(
        Desk(database, VALIDATED), "insert", "articles", {"title": "unclean", "slug": "x"}, {"title": ""}
    ) == [
        (("insert", 0, "title"), "unclean"),
        (("insert", 1, "title"), "blank"),
        (("insert", 1, "slug"), "blank"),
    ]
    data = {"title": "ship", "owner_id": owner.pk, "stock": 3}
    assert problems(Desk(database, VALIDATED), "insert", "projects", data) == [
        (("insert", 0), "unique_together")
    ]
    twice = {"name": "Eve", "email": "a@example.org"}
    assert (("insert", 0, "email"), "unique") in problems(
        Desk(database, VALIDATED), "insert", "persons", twice
    )


def test_only_what_an_update_gives_is_validated(database):
    article = Article.objects.create(title="old")
    Article.objects.update(slug="")
    Desk(database, VALIDATED).update("articles", [article.pk], {"title": "new"})
    assert problems(Desk(database, VALIDATED), "update", "articles", [article.pk], {"title": "unclean"}) == [
        (("update", "title"), "unclean")
    ]
    assert problems(Desk(database, VALIDATED), "update", "articles", [article.pk], {"slug": "no slug"}) == [
        (("update", "slug"), "invalid")
    ]


def test_receiver_that_moves_the_row_cannot_move_it_out_of_reach(database):
    """What is checked is the row as it is in the end."""

    def rename(instance, **_):
        Label.objects.filter(pk=instance.pk).update(word="renamed")

    post_save.connect(rename, sender=Label)
    try:
        with pytest.raises(Forbidden):
            Desk(database, Role(filters={"labels:insert": Q(word="blue")})).insert("labels", {"word": "blue"})
    finally:
        post_save.disconnect(rename, sender=Label)


def test_error_of_the_projects_code_leaves_as_it_is(database):
    def fail(**_):
        raise RuntimeError("a secret of the project")

    post_save.connect(fail, sender=Label)
    try:
        with pytest.raises(RuntimeError):
            Desk(database).insert("labels", {"word": "blue"})
    finally:
        post_save.disconnect(fail, sender=Label)
    assert not Label.objects.exists()


def test_inherited_and_composite_rows(database):
    owner = Person.objects.create(name="Ada")
    data = {
        "title": "x",
        "budget": 3,
        "owner": {"connect": {"id": owner.pk}},
        "labels": [{"word": "blue"}],
        "tasks": [{"title": "saw"}],
    }
    (key,) = Desk(database).insert("specialprojects", data).keys
    row = SpecialProject.objects.get(pk=key[0])
    assert (row.budget, row.labels.get().word, row.tasks.get().title) == (3, "blue", "saw")
    written = Desk(database).insert("spots", {"aisle": "b", "place": 2, "tool": {"name": "saw"}})
    assert written.keys == [("b", 2)]
    role = Role(filters={"spots:insert": ~Q(aisle="z")})
    with pytest.raises(Forbidden):
        Desk(database, role).insert("spots", {"aisle": "a", "place": 1}, {"aisle": "z", "place": 1})
    (key,) = (
        Desk(database)
        .insert("tools", {"name": "saw", "spots": [{"aisle": "c", "place": 1}, {"connect": {"aisle": "b"}}]})
        .keys
    )
    assert Spot.objects.filter(tool=key[0]).count() == 2
    assert Tool.objects.count() == 2


def test_self_references(database):
    eve = Person.objects.create(name="Eve")
    (key,) = (
        Desk(database)
        .insert("persons", {"name": "Ada", "friends": [{"name": "Bob"}, {"connect": {"id": eve.pk}}]})
        .keys
    )
    ada = Person.objects.get(pk=key[0])
    assert ada in eve.friends.all()
    Desk(database).update(
        "persons",
        [ada.pk],
        {"friends": {"disconnect": {"id": eve.pk}}, "mentor": {"connect": {"id": ada.pk}}},
    )
    assert not eve.friends.exists()
    assert Person.objects.get(pk=ada.pk).mentor == ada


@pytest.mark.django_db(databases=["default"])
def test_arrays_of_keys():
    blue, green = (Label.objects.create(word=word) for word in ("blue", "green"))
    desk = Desk("default", Role(filters={"labels:query": ~Q(word="secret")}))
    (key,) = desk.insert(
        "boards", {"name": "b", "labels": [{"word": "red"}, {"connect": {"word": "blue"}}]}
    ).keys
    red = Label.objects.get(word="red")
    assert Board.objects.get().label_ids == [red.pk, blue.pk]
    data = {"labels": {"connect": {"word": ["green", "blue"]}, "disconnect": {"id": red.pk}}}
    desk.update("boards", [key[0]], data)
    assert Board.objects.get().label_ids == [blue.pk, green.pk]
    desk.update("boards", [key[0]], {"labels": {"word": "pale", "where": {"word": "blue"}}})
    assert Label.objects.get(pk=blue.pk).word == "pale"
    secret = Label.objects.create(word="secret")
    assert problems(desk, "update", "boards", [key[0]], {"labels": {"connect": {"id": secret.pk}}}) == [
        (("update", "labels", "connect", "id"), "invalid_choice")
    ]
