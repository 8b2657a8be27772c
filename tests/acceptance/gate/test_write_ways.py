"""Random data in random nested shapes: as SQL, through the models, and by plain Django code the tables are equal."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.contenttypes.fields import GenericRelation
from django.db import Error, transaction
from django.db.models import Model, Q
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from django_graphgate.errors import RequestRejected
from django_graphgate.execution.writes.orm import OrmWriter
from django_graphgate.execution.writes.sql import SqlWriter
from django_graphgate.execution.writes.sql_insert import fits
from tests.support.apps.workshop.models import Label, Membership, Note, Passport, Person, Project, Task
from tests.support.writes.plans import MODELS, Desk, Role

LONG = os.environ.get("GRAPHGATE_PROFILE") == "long"
MANY = settings(
    max_examples=10_000 if LONG else 50,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

pytestmark = pytest.mark.timeout(7200 if LONG else 300)

# -- data ---------------------------------------------------------------------------------------------

names = st.sampled_from([*"abcdefghijklmnopqrstuv", "", "ä" * 20, "x" * 60])
emails = st.sampled_from([None, *(f"{name}@example.com" for name in ["old", *"abcdefghijklm"])])
known_persons = st.sampled_from([{"name": "old"}] * 8 + [{"email": "old@example.com"}, {"name": "nobody"}])
known_labels = st.sampled_from([{"word": "old"}, {"word": ["old", "older"]}] * 5 + [{"word": "nobody"}])


def objects(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional)


def one_or_connect(strategy, known):
    return strategy | known.map(lambda named: {"connect": named})


labels = objects({"word": names}, {})
notes = objects({"text": names}, {})
plain_persons = objects({"name": names}, {"email": emails})


def persons_with(project):
    return st.recursive(
        plain_persons,
        lambda inner: objects(
            {"name": names},
            {
                "email": emails,
                "mentor": one_or_connect(inner, known_persons),
                "pupils": st.lists(inner, max_size=3),
                "friends": st.lists(one_or_connect(inner, known_persons), max_size=2),
                "passport": objects({"number": names}, {}),
                "projects": st.lists(project, max_size=2),
            },
        ),
        max_leaves=5,
    )


tasks = objects({"title": names}, {"done": st.booleans()})


def projects_with(person):
    columns = {
        "stock": st.sampled_from([0, 7, 8, 9, 10, 11, 12, -1, None]),
        "price": st.sampled_from([None, "1.5", "2", "3.25", "4"]),
        "settings": st.sampled_from([None, {"a": [1, None]}, "text", 1.5, [], {}, 0, True]),
        "state": names,
        "reviewer": one_or_connect(person, known_persons),
        "labels": st.lists(one_or_connect(labels, known_labels), max_size=3),
        "members": st.lists(one_or_connect(person, known_persons), max_size=3),
        "notes": st.lists(notes, max_size=2),
        "tasks": st.lists(tasks, max_size=3),
        "memberships": st.lists(objects({"person": person}, {"role": names}), max_size=1),
    }
    return objects({"title": names}, columns)


projects = projects_with(plain_persons)
owned = projects.flatmap(
    lambda data: one_or_connect(plain_persons, known_persons).map(lambda owner: {**data, "owner": owner})
)
ROOTS = {"projects": owned, "persons": persons_with(projects)}
roots = st.sampled_from(sorted(ROOTS)).flatmap(
    lambda table: st.tuples(st.just(table), st.lists(ROOTS[table], min_size=1, max_size=4))
)

# -- tables -------------------------------------------------------------------------------------------


def content(row: Model, alias: str) -> Any:
    """A row by what is in it: rows that it points to instead of their keys."""
    parts: list[Any] = []
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.primary_key or field.name in ("code", "created", "updated"):
            continue
        if field.is_relation and field.related_model in MODELS.values() and value is not None:
            value = content(field.related_model._base_manager.using(alias).get(pk=value), alias)
        parts.append((field.name, repr(value)))
    if isinstance(row, Note) and row.about_id:
        parts = [part for part in parts if part[0] != "about_id"] + [("about", content(row.about, alias))]
    return type(row).__name__, tuple(parts)


def tables(alias: str) -> dict[str, Counter[Any]]:
    models = [Person, Passport, Label, Note, Project, Membership, Task]
    models += [Project.labels.through, Person.friends.through]
    return {
        model._meta.label: Counter(content(row, alias) for row in model._base_manager.using(alias))
        for model in models
    }


class Undo(Exception):
    """The transaction ends here."""


def outcome(alias: str, write: Callable[[], Any]) -> Any:
    """What a way of writing leaves, before it is undone: tables and answer, or the error alone."""
    result: Any = None
    try:
        with transaction.atomic(using=alias):
            written = write()
            result = (tables(alias), written)
            raise Undo
    except Undo:
        return result
    except (RequestRejected, Error, ValueError) as error:
        return error


class AsSql(SqlWriter):
    """What cannot be written as SQL is written through the models, as the gate does it."""

    def __init__(self, orm: OrmWriter) -> None:
        super().__init__(orm)
        self.orm = orm

    def insert(self, rows: list[Any]) -> Any:
        return super().insert(rows) if rows and fits(self.orm.context, rows) else self.orm.insert(rows)

    def finish(self) -> None:
        self.orm.finish()


def through_models(writer: OrmWriter) -> OrmWriter:
    return writer


def by_desk(alias: str, way: Callable[[OrmWriter], Any], role: Role, table: str, data: Any) -> Any:
    def write() -> Any:
        made = Desk(alias, role)
        made.writer = way(made.writer)
        written = made.insert(table, *data)
        made.writer.finish()
        model = MODELS[table]._base_manager.using(alias)
        return [
            [content(model.get(pk=key[0]), alias) for key in keys] for keys in (written.keys, written.related)
        ]

    return outcome(alias, write)


# -- plain Django code --------------------------------------------------------------------------------


def save(alias: str, model: type[Model], data: dict[str, Any], **link: Any) -> Any:
    """As a person would write it."""
    columns, later = dict(link), []
    for name, value in data.items():
        field = model._meta.get_field(name)
        if isinstance(field, GenericRelation) or field.one_to_many or field.many_to_many or field.one_to_one:
            later.append((name, field, value))
        elif field.many_to_one and isinstance(value, dict):
            columns[name] = related(alias, field.related_model, value)[0]
        else:
            columns[name] = value
    row = model(**columns)
    row.save(using=alias, force_insert=True)
    for name, field, value in later:
        for item in value if isinstance(value, list) else [value]:
            if isinstance(field, GenericRelation):
                save(alias, field.related_model, item, about=row)
            elif field.many_to_many:
                getattr(row, name).add(*related(alias, field.related_model, item))
            else:
                save(alias, field.related_model, item, **{field.field.name: row})
    return row


def related(alias: str, model: type[Model], item: dict[str, Any]) -> list[Any]:
    if "connect" not in item:
        return [save(alias, model, item)]
    ((name, value),) = item["connect"].items()
    values = value if isinstance(value, list) else [value]
    rows = list(model._base_manager.using(alias).filter(**{f"{name}__in": values}))
    if {getattr(row, name) for row in rows} != set(values):
        raise ValueError("a value names no row")
    return rows


def by_hand(alias: str, table: str, data: Any) -> Any:
    return outcome(alias, lambda: [save(alias, MODELS[table], item) for item in data])


# -- the tests ----------------------------------------------------------------------------------------


@pytest.fixture
def old_rows(database) -> str:
    Person.objects.create(name="old", email="old@example.com")
    for word in ("old", "older"):
        Label.objects.create(word=word)
    return database


@MANY
@given(root=roots)
def test_both_ways_and_plain_code_leave_equal_tables(old_rows, root) -> None:
    table, data = root
    by_models = by_desk(old_rows, through_models, Role(), table, data)
    as_sql = by_desk(old_rows, AsSql, Role(), table, data)
    plain = by_hand(old_rows, table, data)
    failed = isinstance(by_models, Exception)
    event(type(by_models).__name__)
    assert failed == isinstance(as_sql, Exception) == isinstance(plain, Exception), (
        through_models,
        as_sql,
        plain,
    )
    if not failed:
        assert as_sql == by_models
        assert plain[0] == by_models[0]


SEEN = Role(
    filters={
        "persons:insert": ~Q(name="b"),
        "persons:query": Q(name__in=["old", *"abcdefghi"]),
        "labels:insert": Q(word__lt="k"),
        "memberships:insert": ~Q(person__name="c"),
    },
    presets={"projects:insert": {"state": "open"}, "memberships:insert": {"role": "member"}},
    max_affected={"tasks:insert": 6},
)


@MANY
@given(root=roots)
def test_rules_hold_on_both_ways(old_rows, root) -> None:
    table, data = root
    by_models = by_desk(old_rows, through_models, SEEN, table, data)
    as_sql = by_desk(old_rows, AsSql, SEEN, table, data)
    failed = isinstance(by_models, Exception)
    event(type(by_models).__name__)
    assert failed == isinstance(as_sql, Exception), (by_models, as_sql)
    if not failed:
        assert as_sql == by_models
