"""Actions in a release: what the freeze writes and reports, and when production refuses to load."""

from __future__ import annotations

import io
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from django_graphgate.access import load_roles
from django_graphgate.actions import action, registry
from django_graphgate.actions.definitions import current_definitions, write_definitions
from django_graphgate.actions.entries import read_action
from django_graphgate.actions.file import ACTIONS_FILE, ActionsFile, read_actions
from django_graphgate.allowlist.lockfile.read import read_fingerprint
from django_graphgate.errors import ConfigurationError
from django_graphgate.gate import get_gate
from tests.support.gate.house import ROLES, settings_of, write_config

pytestmark = pytest.mark.django_db

CLOSE = {
    "name": "close",
    "sql": "DELETE FROM shop_tag WHERE slug = $slug",
    "roles": ["editor"],
    "parameters": [{"name": "slug", "type": "String!"}],
}
CRON = {"name": "clean", "sql": "DELETE FROM shop_tag", "auth_name": "cron"}
AUTH = {"cron": {"type": "header", "name": "X-Cron", "value": "0123456789abcdef0123456789abcdef"}}


@pytest.fixture
def folder(tmp_path, settings):
    settings.GRAPHGATE = settings_of(tmp_path, NAMED_AUTH=AUTH)
    load_roles(ROLES)
    write_config(tmp_path, {"Names": "query Names @skipAuth { products { name } }"})
    with registry.scope():
        yield tmp_path


def write(folder, *actions, webhooks=()):
    (folder / ACTIONS_FILE).write_text(json.dumps({"actions": list(actions), "webhooks": list(webhooks)}))


def freeze(**options):
    out = io.StringIO()
    call_command("graphgate_freeze", stdout=out, stderr=io.StringIO(), format="json", **options)
    return json.loads(out.getvalue())


def refused(**options):
    out = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("graphgate_freeze", stdout=out, stderr=io.StringIO(), format="json", **options)
    return json.loads(out.getvalue()), str(caught.value)


def reload(settings):
    """As a new process: nothing is remembered."""
    settings.GRAPHGATE = dict(settings.GRAPHGATE)


def load(settings):
    """The gate of a new process."""
    reload(settings)
    return get_gate()


def test_project_with_actions_alone_needs_no_operation(folder, settings):
    (folder / "allow.list").unlink()
    assert "allow.list" in refused()[1]
    write(folder, CLOSE)
    report = freeze()
    assert report["frozen"] == 0
    assert (folder / "allow.list").exists()
    freeze(check=True)
    load(settings)
    assert set(current_definitions().actions) == {"close"}


def test_project_without_actions_needs_no_file(folder, settings):
    report = freeze()
    assert report["actions"] == report["callable"] == []
    assert not (folder / ACTIONS_FILE).exists()
    assert not {"actions", "callable"} & read_fingerprint(folder / "allow.lock").keys()
    load(settings)
    assert current_definitions().actions == {}


def test_freeze_writes_callables_and_reports_who_may_run_what(folder, settings):
    write(folder, CLOSE, CRON)

    @action(roles=["user", "editor"], auth="cron")
    def rebook(trip: int) -> int:
        return trip

    @action(public=True)
    def ping(): ...

    report = freeze()
    assert report["actions"] == ["+ clean", "+ close", "+ ping", "+ rebook"]
    assert report["callable"] == [
        "+ clean may now be run by callers of cron",
        "+ close may now be run by role editor",
        "+ ping may now be run by anybody",
        "+ rebook may now be run by callers of cron with role user",
        "+ rebook may now be run by callers of cron with role editor",
    ]
    assert str(folder / ACTIONS_FILE) in report["wrote"]
    assert {each.name for each in read_actions(folder).callables} == {"ping", "rebook"}
    load(settings)
    assert set(current_definitions().actions) == {"clean", "close", "ping", "rebook"}
    assert freeze()["wrote"] == []
    assert freeze(check=True)["stale"] == []


def test_freeze_does_not_say_what_new_sql_reads(folder):
    mail = {"name": "mail", "public": True, "sql": "SELECT email FROM shop_customer WHERE id = $user_id"}
    write(folder, mail, CRON, {"name": "odd", "public": True, "sql": "CALL all_of_it()"})
    assert freeze()["sql"] == [
        "mail reads customers.email, customers.id",
        "clean writes tags",
        "odd may read and write anything, since its SQL cannot be understood",
    ]
    mail["sql"] = "UPDATE shop_customer SET email = 'x'; SELECT 1"
    write(folder, mail, CRON)
    assert freeze()["sql"] == ["mail writes customers.email"]
    assert freeze()["sql"] == []


def test_next_freeze_reports_what_changed(folder):
    write(folder, CLOSE, CRON)
    freeze()
    write(folder, {**CLOSE, "roles": ["user"]})
    report = freeze()
    assert [line[:7] for line in report["actions"]] == ["- clean", "~ close"]
    assert report["callable"] == [
        "- clean may no longer be run by callers of cron",
        "+ close may now be run by role user",
        "- close may no longer be run by role editor",
    ]


def test_webhooks_are_reported(folder, monkeypatch):
    hook = {"name": "hook", "verifier": "github", "secrets": ["HOOK"], "action": "close"}
    write(folder, CLOSE, webhooks=[hook])
    assert freeze()["actions"] == ["+ close", "+ webhook hook"]


def test_layout_of_the_file_is_not_frozen(folder, settings):
    write(folder, CLOSE, CRON)
    freeze()
    write(folder, CRON, CLOSE)
    load(settings)
    assert freeze(check=True)["stale"] == []


@pytest.mark.parametrize(
    "tampered",
    [
        {**CLOSE, "roles": ["editor", "user"]},
        {**CLOSE, "sql": "DELETE FROM shop_tag WHERE slug = $slug OR true"},
        {**CLOSE, "max_affected": 1},
        {**CLOSE, "roles": [], "public": True},
        {**CLOSE, "parameters": [{"name": "slug", "type": "String"}]},
    ],
)
def test_file_that_is_not_the_frozen_one_keeps_the_gate_shut(folder, settings, tampered):
    write(folder, CLOSE)
    freeze()
    load(settings)
    write(folder, tampered)
    with pytest.raises(ConfigurationError, match="not the one that was frozen"):
        load(settings)
    report, why = refused(check=True)
    assert "out of date" in why
    assert str(folder / "allow.lock") in report["stale"]


@pytest.mark.parametrize("change", [{"verifier": "skipVerifier"}, {"role": "editor"}, {"options": {}}])
def test_webhook_that_is_not_the_frozen_one_keeps_the_gate_shut(folder, settings, monkeypatch, change):
    monkeypatch.setenv("HOOK", "a secret of thirty-two characters")
    options = {"signatureHeader": "X-Signature"}
    hook = {
        "name": "hook",
        "verifier": "sha256Verifier",
        "secrets": ["HOOK"],
        "action": "close",
        "options": options,
    }
    write(folder, CLOSE, webhooks=[hook])
    freeze()
    load(settings)
    write(folder, CLOSE, webhooks=[{**hook, **change}])
    with pytest.raises(ConfigurationError, match="not the one that was frozen"):
        load(settings)


def test_file_that_came_or_went_keeps_the_gate_shut(folder, settings):
    freeze()
    write(folder, CLOSE)
    with pytest.raises(ConfigurationError, match="not the one that was frozen"):
        load(settings)
    freeze()
    load(settings)
    (folder / ACTIONS_FILE).unlink()
    with pytest.raises(ConfigurationError, match="not the one that was frozen"):
        load(settings)


def test_production_reads_the_file_once(folder, settings):
    write(folder, CLOSE)
    freeze()
    load(settings)
    write(folder, {**CLOSE, "public": True})
    assert not current_definitions().get_action("close").public


def declare(roles, annotation=int, doc="", **options):
    def rebook(trip): ...

    rebook.__doc__ = doc
    rebook.__annotations__ = {"trip": annotation, "return": annotation}
    action(roles=roles, **options)(rebook)


@pytest.mark.parametrize(("roles", "annotation"), [(["user", "editor"], int), (["user"], str)])
def test_callable_that_is_not_the_frozen_one_keeps_the_gate_shut(folder, settings, roles, annotation):
    declare(["user"])
    freeze()
    load(settings)
    declare(roles, annotation)
    with pytest.raises(ConfigurationError, match="callables of the project"):
        load(settings)
    report, _ = refused(check=True)
    assert str(folder / ACTIONS_FILE) in report["stale"]


@pytest.mark.parametrize(
    "options", [{"lock": "skip"}, {"timeout": 1}, {"field": None}, {"transaction": False}]
)
def test_callable_with_other_options_keeps_the_gate_shut(folder, settings, options):
    declare(["user"])
    freeze()
    declare(["user"], **options)
    with pytest.raises(ConfigurationError, match="callables of the project"):
        load(settings)


def test_docstring_may_change(folder, settings):
    declare(["user"], doc="Books again.")
    freeze()
    declare(["user"], doc="Books a trip again.")
    load(settings)
    report, _ = refused(check=True)
    assert str(folder / ACTIONS_FILE) in report["stale"]


def test_callable_that_was_never_frozen_keeps_the_gate_shut(folder, settings):
    freeze()
    declare(["user"])
    with pytest.raises(ConfigurationError, match="callables of the project"):
        load(settings)


def test_name_of_two_actions_is_refused(folder, settings):
    write(folder, {**CLOSE, "name": "rebook"})
    declare(["user"])
    _, why = refused()
    assert "rebook is in actions.json" in why
    settings.GRAPHGATE = {**settings.GRAPHGATE, "PRODUCTION": False}
    with pytest.raises(ConfigurationError, match=r"rebook is in actions\.json"):
        get_gate()


def test_problems_prevent_the_freeze(folder):
    hook = {"name": "hook", "verifier": "skipVerifier", "operation": "Nothing"}
    write(folder, {**CLOSE, "roles": []}, {**CRON, "auth_name": "nobody"}, webhooks=[hook])
    report, why = refused()
    assert "4 operations or actions cannot run" in why
    assert len(report["problems"]) == 4
    assert not (folder / "allow.lock").exists()


def test_secrets_of_the_server_are_not_needed_to_freeze(folder, settings, monkeypatch):
    write(
        folder,
        CLOSE,
        webhooks=[{"name": "hook", "verifier": "github", "secrets": ["HOOK"], "action": "close"}],
    )
    freeze()
    with pytest.raises(ConfigurationError, match="environment variable HOOK is missing"):
        load(settings)
    monkeypatch.setenv("HOOK", "a secret of thirty-two characters")
    load(settings)


# -- development ----------------------------------------------------------------------------------


@pytest.fixture
def development(folder, settings):
    settings.GRAPHGATE = {**settings.GRAPHGATE, "PRODUCTION": False}
    return folder


def test_development_reads_the_file_when_it_changes(development):
    assert current_definitions().get_action("close") is None
    write(development, CLOSE)
    before = current_definitions()
    assert before.get_action("close").roles == ("editor",)
    assert current_definitions() is before
    write(development, {**CLOSE, "roles": ["user", "editor"]})
    assert current_definitions().get_action("close").roles == ("user", "editor")
    declare(["user"])
    assert current_definitions().get_action("rebook").source == "callable"


def test_gate_refuses_an_action_without_a_guard(development):
    write(development, {**CLOSE, "roles": []})
    with pytest.raises(ConfigurationError, match="close does not say who may run it"):
        get_gate()


def test_definitions_are_written_one_after_another(development):
    def add(content):
        return ActionsFile(actions=(*content.actions, definition), webhooks=content.webhooks)

    write(development, CLOSE)
    (definition,) = read_actions(development).actions
    with pytest.raises(ConfigurationError, match="close is there twice"):
        write_definitions(add)
    assert [each.name for each in read_actions(development).actions] == ["close"]
    assert write_definitions(lambda _: ActionsFile())
    assert not write_definitions(lambda content: content)
    assert write_definitions(add)
    assert [each.name for each in current_definitions().actions.values()] == ["close"]


def test_writers_at_once_lose_nothing(development):
    def add(number):
        definition = read_action({**CLOSE, "name": f"close_{number}"})
        assert write_definitions(lambda content: replace(content, actions=(*content.actions, definition)))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add, range(16)))
    assert sorted(current_definitions().actions) == sorted(f"close_{number}" for number in range(16))


def test_production_writes_no_definitions(folder):
    write(folder, CLOSE)
    before = (folder / ACTIONS_FILE).read_text()
    with pytest.raises(ConfigurationError, match="frozen in production"):
        write_definitions(lambda _: ActionsFile())
    assert (folder / ACTIONS_FILE).read_text() == before
