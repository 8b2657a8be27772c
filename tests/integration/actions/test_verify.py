"""``graphgate_freeze --verify``: a real database prepares the SQL of actions, and runs none of it."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from django_graphgate.access import load_roles
from django_graphgate.actions import registry
from django_graphgate.actions.file import ACTIONS_FILE
from tests.support.gate.house import ROLES, settings_of, write_config
from tests.support.shop.models import Tag


@pytest.fixture
def folder(tmp_path, settings, database):
    settings.GRAPHGATE = settings_of(tmp_path)
    load_roles(ROLES)
    write_config(tmp_path, {"Names": "query Names @skipAuth { products { name } }"})
    with registry.scope():
        yield tmp_path


def act(name, sql, *parameters, **more):
    given = [{"name": key, "type": type_} for key, type_ in parameters]
    return {"name": name, "sql": sql, "public": True, "parameters": given, **more}


def verify(folder, database, *actions):
    """Action, number and whether it is at fault, of each statement; and why the command fails."""
    (folder / ACTIONS_FILE).write_text(json.dumps({"actions": actions}))
    out, why = io.StringIO(), ""
    try:
        call_command(
            "graphgate_freeze",
            verify=True,
            database=database,
            format="json",
            stdout=out,
            stderr=io.StringIO(),
        )
    except CommandError as error:
        why = str(error)
    lines = json.loads(out.getvalue())["verified_actions"]
    return [(line["action"], line["number"], bool(line["fault"])) for line in lines], why


def test_statements_are_prepared_and_not_run(folder, database):
    Tag.objects.create(slug="kept")
    typed = act(
        "typed",
        "DELETE FROM shop_tag WHERE slug = $slug; SELECT id FROM shop_tag WHERE id = $id OR slug = $user_role",
        ("slug", "String!"),
        ("id", "BigInt"),
    )
    plain = act("plain", "DELETE FROM shop_tag", transaction=False)
    lines, why = verify(folder, database, typed, plain)
    assert sorted(lines) == [("plain", 1, False), ("typed", 1, False), ("typed", 2, False)]
    assert why == ""
    assert Tag.objects.filter(slug="kept").exists()


def test_statement_that_the_server_refuses_is_reported(folder, database):
    broken = act("broken", "DELETE FROM shop_tag; DELETE FROM shop_tagg")
    lines, why = verify(folder, database, broken)
    assert lines == [("broken", 1, False), ("broken", 2, True)]
    assert why == f"1 of 2 statements of actions cannot be prepared on {database}."


def test_what_follows_a_create_is_left_out(folder, database):
    made = act("made", "CREATE TEMPORARY TABLE made (id int); INSERT INTO made VALUES (1)")
    assert verify(folder, database, made) == ([("made", 1, False)], "")


def test_other_databases_are_left_out(folder, database):
    other = "sqlite" if database == "default" else "default"
    elsewhere = act("elsewhere", "DELETE FROM nothing", database=other)
    assert verify(folder, database, elsewhere) == ([], "")
