"""What the gate refuses to load with: actions and webhooks that nobody could run, or that anybody could."""

from __future__ import annotations

import dataclasses
import json
import pathlib

import pytest
from django.db import connection
from django.test import override_settings

from django_graphgate.actions import problems as problem_module
from django_graphgate.actions.definitions import merge
from django_graphgate.actions.file import parse_actions
from django_graphgate.actions.problems import Surroundings, current_surroundings, problems

SECRET = "a secret that is long enough for every scheme 0123456789"
LIST = "query Books @skipAuth { books { id } }\n"


def read(actions=(), webhooks=()):
    content = parse_actions(json.dumps({"actions": list(actions), "webhooks": list(webhooks)}))
    return merge(content, (), source="actions.json")


def action(**entry):
    return {"name": "act", "sql": "DELETE FROM t", "public": True, **entry}


def webhook(**entry):
    return {
        "name": "hook",
        "verifier": "sha256Verifier",
        "secrets": ["HOOK_SECRET"],
        "action": "act",
        **entry,
    }


@pytest.fixture
def found(monkeypatch, tmp_path):
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    (tmp_path / "allow.list").write_text(LIST)

    def look(actions=(), webhooks=(), **changes):
        with override_settings(GRAPHGATE={"PRODUCTION": False, "CONFIG_DIR": str(tmp_path)}):
            around = dataclasses.replace(current_surroundings(), **changes)
            given = list(problems(read(actions, webhooks), around))
        return [(problem.check.removeprefix("graphgate."), problem.level) for problem in given]

    return look


@pytest.mark.parametrize(
    "guard",
    [
        {"public": True, "roles": ["editor"]},
        {"public": True, "auth_name": "cron"},
        {"public": False, "roles": ["editor", "anon"]},
    ],
)
def test_guard_that_contradicts_itself(found, guard):
    assert found([action(**guard)], named_auth={"cron"}) == [("E021", "error")]


def test_authenticator_may_know_callers_without_a_role(found):
    assert found([action(public=False, auth_name="cron", roles=["anon"])], named_auth={"cron"}) == []


def test_sound_definitions_have_none(found):
    assert found([action()], [webhook()]) == []
    assert found([action(public=False, auth_name="cron")], named_auth={"cron"}) == []
    assert found([action(public=False, roles=["editor"])]) == []


@pytest.mark.parametrize(
    ("entry", "check"),
    [
        ({"public": False}, "E021"),
        ({"public": False, "auth_name": "cron"}, "E022"),
        ({"sql": {}}, "E023"),
        ({"operation": "Books"}, "E023"),
        ({"transaction": False, "max_affected": 1}, "E023"),
        ({"sql": "WITH a AS (DELETE FROM t RETURNING 1) SELECT 1", "max_affected": 1}, "E023"),
        ({"database": "elsewhere"}, "E023"),
        ({"sql": "", "operation": "Nothing"}, "E023"),
        ({"sql": {"mysql": "DELETE FROM t", "": "DELETE FROM t"}}, "E023"),
        ({"sql": "BEGIN; DELETE FROM t"}, "E023"),
        ({"sql": "  "}, "E023"),
        ({"sql": "DELETE FROM t WHERE a = $a"}, "E024"),
        ({"parameters": [{"name": "a", "type": "Int"}]}, "E024"),
        ({"sql": "DELETE FROM t WHERE a = '$a'", "parameters": [{"name": "a", "type": "Int"}]}, "E024"),
    ],
)
def test_action_is_refused(found, entry, check):
    assert found([action(**entry)]) == [(check, "error")]


@pytest.mark.parametrize(
    "entry",
    [
        {"type": "Date", "min": "2026-13-01"},
        {"type": "Int", "max": "many"},
        {"type": "Int!", "default": "x"},
        {"type": "Int!", "default": None},
        {"type": "Int", "default": 3, "min": 4},
        {"type": "[Int]", "choices": [1, "x"]},
        {"type": "String", "pattern": "("},
        {"type": "Int", "min_length": 1},
        {"type": "[Date]", "max_length": 1},
        {"type": "JSON", "max_length": 1},
        {"type": "Int", "pattern": "1+"},
        {"type": "Bytes", "pattern": "a+"},
        {"type": "JSON", "min": 1},
        {"type": "[JSON!]!", "max": 1},
    ],
)
def test_bounds_and_defaults_are_values_of_the_parameter(found, entry):
    sql = "DELETE FROM t WHERE a = $a"
    assert found([action(sql=sql, parameters=[{"name": "a", **entry}])]) == [("E024", "error")]


@pytest.mark.parametrize(
    "entry",
    [
        {"type": "String", "min_length": 1, "max_length": 2, "pattern": "a+"},
        {"type": "[Bytes!]", "max_length": 9, "max_items": 1},
        {"type": "Duration", "min": "PT1H"},
    ],
)
def test_bounds_that_fit_the_type_are_no_problem(found, entry):
    sql = "DELETE FROM t WHERE a = $a"
    assert found([action(sql=sql, parameters=[{"name": "a", **entry}])]) == []


def test_facts_about_the_caller_are_no_parameters(found):
    sql = "DELETE FROM t WHERE a = $user_id OR b = $user_role"
    assert found([action(sql=sql)]) == []
    entry = action(sql=sql, parameters=[{"name": "user_id", "type": "Int"}])
    assert found([entry]) == [("E024", "error")]


def test_sql_is_for_the_database_in_use(found):
    other = "sqlite" if connection.vendor == "postgresql" else "postgresql"
    assert found([action(sql={other: "DELETE FROM t"})]) == [("E023", "error")]


def test_sql_of_another_database_may_use_other_parameters(found):
    sql = {"sqlite": "DELETE FROM t WHERE a = $a", "postgresql": "DELETE FROM t"}
    assert found([action(sql=sql, parameters=[{"name": "a", "type": "Int"}])]) == []


def test_operation_of_an_action_has_to_be_saved(found):
    def entry(**more):
        return {"name": "act", "public": True, "operation": "Books", **more}

    assert found([entry()]) == []
    assert found([entry(max_affected=1)]) == [("E023", "error")]
    assert found([entry(database="default")]) == [("E023", "error")]
    assert found([entry(operation="Nothing")], production=True) == [("E025", "error")]
    assert found([entry(namespace="mobile")], production=True) == [("E025", "error")]
    assert found([entry(operation="Nothing")]) == [("W074", "warning")]
    assert found([entry(parameters=[{"name": "a", "type": "Int"}])]) == [("E024", "error")]


@pytest.mark.parametrize(
    ("entry", "check"),
    [
        ({"verifier": "md5"}, "E027"),
        ({"verifier": ""}, "E027"),
        ({"options": {"algorithm": "none"}}, "E027"),
        ({"secrets": []}, "E028"),
        ({"secrets": ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLw=="]}, "E028"),
        ({"secrets": ["deadbeefdeadbeef"]}, "E028"),
        ({"secrets": ["HOOK_SECRET", "another one"]}, "E028"),
        ({"action": ""}, "E026"),
        ({"action": "act", "path": "json.loads"}, "E026"),
        ({"action": "nothing"}, "E026"),
        ({"action": "", "path": "json.nothing"}, "E026"),
        ({"action": "", "path": "json"}, "E026"),
        ({"action": "", "path": "json.__doc__"}, "E026"),
    ],
)
def test_webhook_is_refused(found, entry, check):
    assert found([action()], [webhook(**entry)]) == [(check, "error")]


@pytest.mark.parametrize("environment", [None, {}])
def test_options_are_checked_without_secrets(found, environment):
    """A freeze has none, nor has a developer who does not need the webhook."""
    entry = webhook(options={"algorithm": "none"})
    assert found([action()], [entry], environment=environment) == [("E027", "error")]


def test_webhook_gives_parameters_that_there_are(found):
    entry = action(sql="DELETE FROM t WHERE a = $a", parameters=[{"name": "a", "type": "Int"}])
    assert found([entry], [webhook(variables={"a": "data.a"})]) == []
    assert found([entry], [webhook(variables={"a": "data.a", "b": "data.b"})]) == [("E026", "error")]
    operation = {"name": "act", "public": True, "operation": "Books"}
    assert found([operation], [webhook(variables={"id": "data.id"})]) == []


def test_webhook_without_a_verifier_is_for_development(found):
    entry = webhook(verifier="skipVerifier", secrets=[])
    assert found([action()], [entry]) == []
    assert found([action()], [entry], production=True) == [("E027", "error")]


@pytest.mark.parametrize("value", ["", None])
def test_secret_that_is_not_set_is_an_error_in_production(found, monkeypatch, value):
    monkeypatch.delenv("HOOK_SECRET") if value is None else monkeypatch.setenv("HOOK_SECRET", value)
    assert found([action()], [webhook()]) == [("W071", "warning")]
    assert found([action()], [webhook()], production=True) == [("E028", "error")]


def test_timestamps_of_another_time_are_for_development(found):
    moved = webhook(verifier="timestampSchemeVerifier", options={"currentTimestampOverride": 1})
    assert found([action()], [moved]) == []
    assert found([action()], [moved], production=True)[0] == ("E027", "error")


def test_action_in_the_background_needs_tasks(found, monkeypatch):
    assert found([action(background=True)]) == []
    monkeypatch.setattr(problem_module, "find_spec", lambda _: None)
    assert found([action(background=True)]) == [("E029", "error")]
    assert found([action(background=True)], environment=None) == [], (
        "a freeze has other packages than a server"
    )


def test_action_outside_a_transaction_may_run_twice_for_a_delivery(found):
    assert found([action(transaction=False)], [webhook()]) == [("W072", "warning")]
    assert found([action(database="sqlite")], [webhook()]) == [("W072", "warning")]
    assert found([action(database="default")], [webhook()]) == []


def test_no_sentence_quotes_a_secret(found):
    definitions = read([action()], [webhook(secrets=[SECRET])])
    around = Surroundings(production=False, named_auth=(), is_saved=lambda *_: False, environment={})
    (problem,) = problems(definitions, around)
    assert SECRET not in f"{problem.message}{problem.hint}"


def test_every_id_is_explained():
    root = pathlib.Path(__file__).parents[3]
    page = (root / "docs/checks.md").read_text("utf-8")
    for number in (
        "E020",
        "E021",
        "E022",
        "E023",
        "E024",
        "E025",
        "E026",
        "E027",
        "E028",
        "E029",
        "W070",
        "W071",
        "W072",
        "W073",
        "W074",
    ):
        assert f"| `graphgate.{number}` |" in page


@pytest.mark.parametrize(
    ("guard", "expected"), [({"public": True}, True), ({"roles": ["a"]}, False), ({}, False)]
)
def test_roles_decide_where_there_are_any(guard, expected):
    entry = {"name": "act", "sql": "SELECT 1", **guard}
    assert read([entry]).actions["act"].admits("b") is expected
    assert read([{**entry, "roles": ["a"]}]).actions["act"].admits("a")
    assert not read([{**entry, "roles": ["a"], "public": True}]).actions["act"].admits("b")
