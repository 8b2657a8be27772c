"""Several callers write the same rows at once."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections
from django.db.models.signals import pre_save

from django_graphgate.errors import ValidationFailed
from django_graphgate.execution.writes.transaction import begin_write
from tests.support.apps.workshop.models import Country, Membership, Person, Project, Task
from tests.support.waiting import PATIENCE
from tests.support.writes.plans import Desk, Role, fields_of

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 20


def at_once(database: str, work: Callable[[int], Any], threads: int = THREADS) -> list[Any]:
    """What each thread returns; all start together, each in a transaction of its own."""
    barrier = threading.Barrier(threads)

    def run(number: int) -> Any:
        try:
            barrier.wait(PATIENCE)
            with begin_write(database):
                return work(number)
        finally:
            connections[database].close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


@contextmanager
def before_each_insert(model: type, action: Callable[[], object]) -> Iterator[None]:
    def act(**_: Any) -> None:
        action()

    pre_save.connect(act, sender=model)
    try:
        yield
    finally:
        pre_save.disconnect(act, sender=model)


def test_upserts_of_the_same_keys(database):
    codes = ["AT", "BE", "CH", "DE", "ES"]

    def upsert(number):
        order = random.Random(number).sample(codes, len(codes))
        return Desk(database).upsert(
            "countrys", ["iso"], *({"iso": code, "name": f"{code} {number}"} for code in order)
        )

    written = at_once(database, upsert)
    rows = {(row.pk,): row.iso for row in Country.objects.all()}
    assert sorted(rows.values()) == codes
    assert all({rows[key] for key in part.keys} == set(codes) for part in written)
    assert len({row.name[3:] for row in Country.objects.all()}) == 1


@pytest.mark.django_db(transaction=True, databases=["default"])
def test_row_that_somebody_inserts_meanwhile_is_updated():
    """Both have looked for the row before either inserts it."""
    barrier = threading.Barrier(2)
    role = Role(max_affected={"countrys:upsert": 1})
    waited = threading.local()

    def wait_once():
        if not getattr(waited, "done", False):
            waited.done = True
            barrier.wait(PATIENCE)

    with before_each_insert(Country, wait_once):
        written = at_once(
            "default",
            lambda number: Desk("default", role).upsert(
                "countrys", ["iso"], {"iso": "FR", "name": str(number)}
            ),
            threads=2,
        )
    assert Country.objects.count() == 1
    assert {tuple(part.keys) for part in written} == {((Country.objects.get().pk,),)}


def test_increments_of_one_row(database):
    project = Project.objects.create(title="ship", owner=Person.objects.create(name="Ada"))
    at_once(database, lambda _: Desk(database).update("projects", [project.pk], {"increment": {"stock": 1}}))
    assert Project.objects.get().stock == THREADS


def test_connect_against_delete(database):
    """The row is connected and the join row goes with it, or it is gone and nothing is written."""
    project = Project.objects.create(title="ship", owner=Person.objects.create(name="Ada"))
    people = [Person.objects.create(name=str(number)) for number in range(10)]

    def write(number):
        person, desk = people[number // 2], Desk(database)
        if number % 2:
            return desk.delete("persons", person.pk)
        data = {"title": "set", "increment": {"stock": 1}, "members": {"connect": {"id": person.pk}}}
        try:
            return desk.update("projects", [project.pk], data)
        except ValidationFailed as error:
            return fields_of(error)

    results = at_once(database, write)
    refused = [result for result in results if isinstance(result, list)]
    assert all(result == [(("update", "members", "connect", "id"), "invalid_choice")] for result in refused)
    assert Membership.objects.count() == 0
    assert Person.objects.count() == 1


@pytest.mark.django_db(transaction=True, databases=["default"])
@pytest.mark.parametrize("action", ["update", "delete"])
def test_rows_that_somebody_has_taken_meanwhile_are_left_out(action):
    """Both have looked for open tasks before either takes them."""
    project = Project.objects.create(title="ship", owner=Person.objects.create(name="Ada"))
    Task.objects.bulk_create(Task(project=project, title=title) for title in "abc")
    barrier = threading.Barrier(2)

    def find():
        return [(pk,) for pk in Task.objects.filter(done=False).values_list("pk", flat=True)]

    def take(_):
        keys, desk = find(), Desk("default")
        barrier.wait(PATIENCE)
        desk.writer.context.again = find
        if action == "update":
            return desk.update("tasks", keys, {"done": True})
        return desk.delete("tasks", *keys)

    assert sorted(len(part.keys) for part in at_once("default", take, threads=2)) == [0, 3]
