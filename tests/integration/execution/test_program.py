"""Programs of several steps, which only tests write so far: what one writes, the next reads."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connections

from django_graphgate.access.live import read_version
from django_graphgate.execution.connection import dialect_of
from django_graphgate.execution.program import Program, runnable_of
from django_graphgate.ir.codec import TEXT
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.statement import Statement, Step, VariableSpec
from tests.support.shop.models import Tag

ANON = Identity.anonymous()
SLUG = Parameter(source="variable", codec=TEXT, name="slug")
KEYS = Parameter(source="step", codec=TEXT, value=0)
WRITE = {
    "postgresql": ', written AS (INSERT INTO "shop_tag" ("slug") SELECT $1::text FROM allowed RETURNING "id")'
    " SELECT (SELECT string_agg(id::text, ',') FROM written), v, r FROM guard",
    "sqlite": ' INSERT INTO "shop_tag" ("slug") SELECT ?1 FROM allowed RETURNING "id"',
}
READ = {
    "postgresql": "(SELECT json_agg(slug) FROM shop_tag WHERE id = ANY (string_to_array($1::text, ',')::int8[]))",
    "sqlite": "(SELECT json_group_array(slug) FROM shop_tag WHERE id = ?1)",
}


def program(alias: str, *, read: str = "") -> Program:
    """Writes a tag, and reads it by the key that it got; from a lock, as it were."""
    dialect = dialect_of(alias)
    statement = Statement(
        dialect=dialect.name,
        steps=(
            Step(sql=WRITE[dialect.name], parameters=(SLUG,), guard="cte"),
            Step(sql=read or READ[dialect.name], parameters=(KEYS,)),
        ),
        variables=(VariableSpec(name="slug", codec=TEXT, required=True),),
    )
    kept = Statement.from_json(json.loads(json.dumps(statement.to_json())))
    assert kept == statement
    runnable = runnable_of(kept, dialect, "digest")
    assert isinstance(runnable, Program)
    return runnable


def slugs(alias: str) -> list[str]:
    return list(Tag.objects.using(alias).values_list("slug", flat=True))


def test_second_step_does_not_read_what_the_first_wrote(database: str) -> None:
    version = read_version(database)
    answer = program(database).run(database, {"slug": "fresh"}, ANON, version, "anon")
    assert answer.data is not None
    assert (json.loads(answer.data), answer.version, answer.role) == (["fresh"], version, "anon")
    assert slugs(database) == ["fresh"]


def test_wrong_version_writes(database: str) -> None:
    version = read_version(database)
    answer = program(database).run(database, {"slug": "fresh"}, ANON, "stale", "anon")
    assert (answer.data, answer.version, answer.role) == (None, version, "anon")
    assert slugs(database) == []


def test_guard_that_breaks_between_steps_leaves_what_was_written(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rules change after the first step: nothing of it remains, so the retry is safe."""
    made, version = program(database), read_version(database)
    step: Callable[..., object] = made._step

    def fetched(*args: object, **kwargs: object) -> object:
        outcome = step(*args, **kwargs)
        with connections[database].cursor() as cursor:
            cursor.execute("UPDATE graphgate_gatestate SET version = 'later' WHERE id = 1")
        return outcome

    monkeypatch.setattr(made, "_step", fetched)
    answer = made.run(database, {"slug": "fresh"}, ANON, version, "anon")
    assert (answer.data, answer.version) == (None, "later")
    assert slugs(database) == []


def test_error_of_the_last_step_leaves_what_was_written(database: str) -> None:
    made = program(database, read="(SELECT 1 FROM shop_tag WHERE nothing = $1)")
    with pytest.raises(DatabaseError):
        made.run(database, {"slug": "fresh"}, ANON, read_version(database), "anon")
    assert slugs(database) == []
