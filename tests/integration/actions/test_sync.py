"""``graphgate_sync``: the tables of actions and webhooks mirror the file, and keep their kill switches."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from django_graphgate.actions import action, registry
from django_graphgate.actions.definitions import Definitions
from django_graphgate.actions.file import ACTIONS_FILE
from django_graphgate.models import Action, WebhookEndpoint
from django_graphgate.publishing.sync_actions import mirror_definitions
from tests.support.gate.house import settings_of, write_config

CLOSE = {"name": "close", "sql": "DELETE FROM shop_tag", "roles": ["editor"]}
HOOK = {"name": "hook", "verifier": "github", "secrets": ["HOOK"], "action": "close"}


@pytest.fixture
def folder(tmp_path, settings, database):
    settings.GRAPHGATE = settings_of(tmp_path)
    write_config(tmp_path, {"Names": "query Names @skipAuth { products { name } }"})
    call_command("graphgate_sync", stdout=io.StringIO(), stderr=io.StringIO())
    with registry.scope():
        yield tmp_path


def write(folder, *actions, webhooks=()):
    (folder / ACTIONS_FILE).write_text(json.dumps({"actions": list(actions), "webhooks": list(webhooks)}))


def sync(**options):
    out = io.StringIO()
    call_command("graphgate_sync", stdout=out, stderr=io.StringIO(), format="json", **options)
    return json.loads(out.getvalue())["actions"]


def test_tables_mirror_file_and_callables(folder):
    write(folder, CLOSE, webhooks=[HOOK])

    @action(public=True)
    def ping(): ...

    assert sync() == ["+ action close", "+ action ping", "+ webhook hook"]
    assert sync() == []
    assert list(Action.objects.values_list("name", "source", "enabled")) == [
        ("close", "sql", True),
        ("ping", "callable", True),
    ]
    assert Action.objects.get(name="close").definition == CLOSE
    assert WebhookEndpoint.objects.get().definition == HOOK


def test_kill_switch_stays(folder):
    write(folder, CLOSE, webhooks=[HOOK])
    sync()
    Action.objects.update(enabled=False)
    WebhookEndpoint.objects.update(enabled=False)
    write(folder, {**CLOSE, "roles": ["user"]}, webhooks=[{**HOOK, "rate_limit": 3}])
    assert sync() == ["~ action close", "~ webhook hook"]
    assert Action.objects.get().definition["roles"] == ["user"]
    assert not Action.objects.get().enabled
    assert not WebhookEndpoint.objects.get().enabled


def test_row_of_a_name_that_is_gone_is_deleted(folder):
    write(folder, CLOSE, webhooks=[HOOK])
    sync()
    (folder / ACTIONS_FILE).unlink()
    assert sync() == ["- action close", "- webhook hook"]
    assert not Action.objects.exists()
    assert not WebhookEndpoint.objects.exists()


def test_check_changes_nothing_and_fails(folder):
    write(folder, CLOSE)
    with pytest.raises(CommandError, match="differ"):
        call_command("graphgate_sync", check=True, stdout=io.StringIO(), stderr=io.StringIO())
    assert not Action.objects.exists()
    sync()
    assert sync(check=True) == []


def test_file_that_cannot_be_read_changes_nothing(folder):
    write(folder, CLOSE)
    sync()
    write(folder, {**CLOSE, "lock": "perhaps"})
    with pytest.raises(CommandError, match="One of skip"):
        sync()
    assert Action.objects.get().definition == CLOSE


def test_mirror_without_definitions_is_empty(folder):
    Action.objects.create(name="old", source="sql")
    assert mirror_definitions(Definitions(), dry=True) == ["- action old"]
    assert Action.objects.exists()
    assert mirror_definitions(Definitions()) == ["- action old"]
    assert not Action.objects.exists()
