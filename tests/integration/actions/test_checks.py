"""System checks of actions: what the gate refuses is an error, an unknown role is a warning."""

from __future__ import annotations

import json

import pytest

from django_graphgate import checks
from django_graphgate.access import load_roles
from django_graphgate.actions import action, registry
from django_graphgate.actions.file import ACTIONS_FILE
from django_graphgate.errors import ConfigurationError
from django_graphgate.gate import get_gate
from tests.support.gate.house import ROLES, freeze, settings_of, write_config

CLOSE = {"name": "close", "sql": "DELETE FROM shop_tag", "roles": ["editor"]}


@pytest.fixture
def folder(tmp_path, settings):
    settings.GRAPHGATE = settings_of(tmp_path, PRODUCTION=False)
    write_config(tmp_path, {"Names": "query Names @skipAuth { products { name } }"})
    with registry.scope():
        yield tmp_path


def write(folder, *actions, **more):
    (folder / ACTIONS_FILE).write_text(json.dumps({"actions": list(actions), **more}))


def reported():
    return [message.id.removeprefix("graphgate.") for message in checks.check_actions()]


def test_sound_definitions_are_not_reported(folder):
    write(folder, CLOSE)
    assert reported() == []


@pytest.mark.parametrize(
    ("content", "number"),
    [
        ({"actions": 3}, "E020"),
        ({"actions": [CLOSE, CLOSE]}, "E020"),
        ({"actions": [{**CLOSE, "roles": []}]}, "E021"),
        ({"actions": [{**CLOSE, "auth_name": "cron"}]}, "E022"),
        ({"actions": [{**CLOSE, "operation": "Names"}]}, "E023"),
        ({"actions": [{**CLOSE, "sql": "DELETE FROM shop_tag WHERE id = $id"}]}, "E024"),
        ({"webhooks": [{"name": "hook", "verifier": "github", "secrets": ["PATH"]}]}, "E026"),
        ({"webhooks": [{"name": "hook", "verifier": "git", "operation": "Names"}]}, "E027"),
        ({"webhooks": [{"name": "hook", "verifier": "github", "operation": "Names"}]}, "E028"),
    ],
)
def test_error_keeps_the_gate_shut(folder, content, number):
    (folder / ACTIONS_FILE).write_text(json.dumps(content))
    (message,) = checks.check_actions()
    assert message.id == f"graphgate.{number}"
    with pytest.raises(ConfigurationError) as caught:
        get_gate()
    assert caught.value.message == message.msg


def test_operation_that_is_not_saved_yet_can_still_be_saved(folder):
    write(folder, {"name": "run", "operation": "Nothing", "public": True})
    assert reported() == ["W074"]
    get_gate()


def test_callable_that_cannot_be_declared_is_an_error(folder):
    @action(public=True)
    def strange(given: object): ...

    assert reported() == ["E020"]


def test_role_that_does_not_exist_is_a_warning(folder):
    hook = {"name": "hook", "verifier": "skipVerifier", "action": "close", "role": "payments"}
    write(folder, {**CLOSE, "roles": ["edtor", "user"]}, webhooks=[hook])
    messages = checks.check_actions()
    assert [message.id for message in messages] == ["graphgate.W070"] * 2
    assert "names the role edtor, which roles.json does not have" in messages[0].msg
    assert "names the role payments" in messages[1].msg


def test_role_that_the_database_does_not_have_is_a_warning(folder, database):
    write(folder, CLOSE)
    assert [each.id for each in checks.check_action_roles(databases=[database])] == ["graphgate.W070"]
    assert checks.check_action_roles(databases=[]) == []
    load_roles(ROLES)
    assert checks.check_action_roles(databases=[database]) == []


@pytest.mark.django_db
def test_production_reports_what_is_not_frozen(folder, settings):
    load_roles(ROLES)
    write(folder, CLOSE)
    settings.GRAPHGATE = settings_of(folder)
    assert reported() == [], "another check reports that there is no lock"
    freeze()
    assert reported() == []
    write(folder, {**CLOSE, "roles": ["user"]})
    settings.GRAPHGATE = dict(settings.GRAPHGATE)
    assert reported() == ["E020"]
