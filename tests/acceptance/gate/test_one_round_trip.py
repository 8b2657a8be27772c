"""Random data in random nested shapes: in one round trip the tables are as through the models, or nothing is written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import Error
from hypothesis import event, given

from django_graphgate.errors import RequestRejected
from django_graphgate.execution.connection import fetch_rows
from django_graphgate.execution.writes.sql_levels import NotInOneTripError
from django_graphgate.execution.writes.sql_trip import Trip
from django_graphgate.ir.write import WriteRoot
from tests.acceptance.gate.test_write_ways import LONG, MANY, by_desk, content, roots, tables, through_models
from tests.support.apps.workshop.models import Label, Membership, Note, Passport, Person, Project, Task
from tests.support.routers import routed_to
from tests.support.writes.plans import MODELS, Desk, Role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(7200 if LONG else 300)]
KEYS = ("SELECT current_setting('graphgate.k0')", [])


def in_one_trip(table: str, data: Any) -> Any:
    desk = Desk("default", Role())
    rows = [desk.row(table, "insert", item, ("insert", index)) for index, item in enumerate(data)]
    trip = Trip(desk.writer.context, lambda probe: [None for _ in probe.parameters])
    try:
        trip.write(0, WriteRoot(key=table, action="insert", table=table, many=True), rows)
        *_, (keys,) = fetch_rows("default", [*trip.finish(1), KEYS])
    except (NotInOneTripError, RequestRejected, Error) as error:
        return error
    written = [MODELS[table].objects.get(pk=key) for (key,) in json.loads(keys)]
    return tables("default"), [content(row, "default") for row in written]


def forget() -> None:
    """All rows but the old ones."""
    for model in (Membership, Note, Task, Passport, Project):
        model.objects.all().delete()
    Person.objects.exclude(name="old", email="old@example.com").delete()
    Label.objects.exclude(word__in=["old", "older"]).delete()


@pytest.fixture
def _old_rows(transactional_db) -> Any:
    with routed_to("default"):
        Person.objects.create(name="old", email="old@example.com")
        for word in ("old", "older"):
            Label.objects.create(word=word)
        yield


@pytest.mark.usefixtures("_old_rows")
@MANY
@given(root=roots)
def test_one_round_trip_leaves_equal_tables(root) -> None:
    table, data = root
    by_models = by_desk("default", through_models, Role(), table, data)
    before = tables("default")
    result = in_one_trip(table, data)
    event(type(result).__name__)
    if isinstance(result, Exception):
        assert tables("default") == before
        assert isinstance(by_models, Exception) or isinstance(result, NotInOneTripError), (result, by_models)
        return
    forget()
    assert not isinstance(by_models, Exception), by_models
    assert result[0] == by_models[0]
    assert result[1] == by_models[1][0]
