"""What the gate refuses to load with: actions and webhooks that nobody could run, or that anybody could."""

from __future__ import annotations

import json
import pathlib

import pytest

from django_graphgate.actions.definitions import merge
from django_graphgate.actions.file import parse_actions
from django_graphgate.actions.problems import problems
from django_graphgate.conf import Settings

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

    def look(actions=(), webhooks=(), **settings):
        given = {"PRODUCTION": False, "CONFIG_DIR": str(tmp_path), **settings}
        return [
            (problem.check.removeprefix("graphgate."), problem.level)
            for problem in problems(read(actions, webhooks), Settings(**given))
        ]

    return look


def test_sound_definitions_have_none(found):
    assert found([action()], [webhook()]) == []
    assert found([action(public=False, auth_name="cron")], NAMED_AUTH={"cron": {"type": "header"}}) == []
    assert found([action(public=False, roles=["editor"])]) == []


@pytest.mark.parametrize(
    ("entry", "check"),
    [
        ({"public": False}, "E021"),
        ({"auth_name": "cron"}, "E022"),
        ({"sql": {}}, "E023"),
        ({"operation": "Books"}, "E023"),
        ({"database": "elsewhere"}, "E023"),
        ({"sql": "", "operation": "Nothing"}, "E023"),
    ],
)
def test_action_is_refused(found, entry, check):
    assert found([action(**entry)]) == [(check, "error")]


def test_operation_of_an_action_has_to_be_saved(found):
    def entry(**more):
        return {"name": "act", "public": True, "operation": "Books", **more}

    assert found([entry()]) == []
    assert found([entry(operation="Nothing")]) == [("E025", "error")]
    assert found([entry(namespace="mobile")]) == [("E025", "error")]
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
        ({"action": "", "operation": "Nothing"}, "E025"),
    ],
)
def test_webhook_is_refused(found, entry, check):
    assert found([action()], [webhook(**entry)]) == [(check, "error")]


def test_webhook_without_a_verifier_is_for_development(found):
    entry = webhook(verifier="skipVerifier", secrets=[])
    assert found([action()], [entry]) == []
    assert found([action()], [entry], PRODUCTION=True) == [("E027", "error")]


@pytest.mark.parametrize("value", ["", None])
def test_secret_that_is_not_set_is_an_error_in_production(found, monkeypatch, value):
    monkeypatch.delenv("HOOK_SECRET") if value is None else monkeypatch.setenv("HOOK_SECRET", value)
    assert found([action()], [webhook()]) == [("W071", "warning")]
    assert found([action()], [webhook()], PRODUCTION=True) == [("E028", "error")]


def test_action_outside_a_transaction_may_run_twice_for_a_delivery(found):
    assert found([action(transaction=False)], [webhook()]) == [("W072", "warning")]


def test_no_sentence_quotes_a_secret(tmp_path):
    definitions = read([action()], [webhook(secrets=[SECRET])])
    given = Settings(CONFIG_DIR=str(tmp_path), PRODUCTION=False)
    assert SECRET not in "".join(f"{each.message}{each.hint}" for each in problems(definitions, given))


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
        "W070",
        "W071",
        "W072",
    ):
        assert f"| `graphgate.{number}` |" in page
