"""Actions in the admin: what ``actions.json`` says, edited in development."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from django_graphgate.admin import defined
from django_graphgate.errors import ConfigurationError
from django_graphgate.models import Action, ActionRun, Role
from tests.integration.admin.conftest import SignIn
from tests.integration.admin.test_operations import INLINE
from tests.support.admin.definitions import ACTIONS, WEBHOOKS, read_entry, write_file

LIST = "/admin/graphgate/action/"
ADD = f"{LIST}add/"
SCRIPT = "<script>alert(1)</script>"


def page_of(action: Action | str) -> str:
    action = Action.objects.get(name=action) if isinstance(action, str) else action
    return reverse("admin:graphgate_action_change", args=[action.pk])


def page_data(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send back of a page's form."""
    form = client.get(url).context["adminform"].form
    return {
        name: value
        for name in form.fields
        if (value := form[name].value()) is not None and value is not False
    } | {name: form[name].value() for name in form.fields if form[name].value() is True}


@pytest.fixture
def listed(chief: Client, config: Path) -> Path:
    """The file, and rows that mirror it."""
    assert chief.get(LIST).status_code == 200
    return config


def test_list_mirrors_the_file(database: str, chief: Client, config: Path) -> None:
    page = chief.get(LIST).content.decode()
    assert set(Action.objects.values_list("name", "source")) >= {
        ("close_day", "sql"),
        ("publish", "operation"),
    }
    assert '<td class="field-guard">role editor</td>' in page
    assert '<td class="field-guard">callers known by cron</td>' in page
    write_file(config, actions=ACTIONS[:1], webhooks=[])
    assert "publish" not in chief.get(LIST).content.decode()


def test_pages_open_and_hold_nothing_inline(chief: Client, listed: Path) -> None:
    for url in (LIST, ADD, page_of("close_day"), page_of("publish")):
        response = chief.get(url)
        assert response.status_code == 200, url
        assert INLINE.findall(response.content) == [], url


def test_file_that_cannot_be_read_is_reported(chief: Client, listed: Path) -> None:
    (listed / "actions.json").write_text("{", "utf-8")
    for url in (LIST, page_of("close_day")):
        response = chief.get(url)
        assert response.status_code == 200
        assert "actions.json is not JSON" in response.content.decode()
    data = {**page_data(chief, page_of("close_day")), "max_affected": "3"}
    assert "actions.json is not JSON" in chief.post(page_of("close_day"), data, follow=True).content.decode()
    assert (listed / "actions.json").read_text("utf-8") == "{"


def test_runs_are_counted(database: str, chief: Client, listed: Path) -> None:
    for _ in range(3):
        ActionRun.objects.create(action="close_day", status="done", via="http", created_at=timezone.now())
    page = chief.get(LIST).content.decode()
    assert '<a href="/admin/graphgate/actionrun/?action=close_day">3</a>' in page
    assert chief.get("/admin/graphgate/actionrun/?action=close_day").status_code == 200


def test_what_is_wrong_with_the_file_is_for_those_who_may_look(sign_in: SignIn, config: Path) -> None:
    (config / "actions.json").write_text("{", "utf-8")
    client = sign_in("view_role")
    assert client.get(LIST).status_code == 403
    assert "actions.json" not in client.get("/admin/graphgate/role/").content.decode()


# -- editing ----------------------------------------------------------------------------------------


def test_page_is_saved_into_the_file(database: str, chief: Client, listed: Path) -> None:
    url = page_of("close_day")
    data = page_data(chief, url)
    sent = {**data, "roles": "editor, admin", "timeout": "5000", "sql_sqlite": "DELETE FROM nothing"}
    assert chief.post(url, sent).status_code == 302
    entry = read_entry(listed, "close_day")
    assert entry == {
        **ACTIONS[0],
        "roles": ["editor", "admin"],
        "timeout": 5000,
        "sql": {"": ACTIONS[0]["sql"], "sqlite": "DELETE FROM nothing"},
    }
    assert Action.objects.get(name="close_day").definition == entry
    assert read_entry(listed, "publish") == ACTIONS[1]
    assert LogEntry.objects.filter(object_repr="close_day").exists()


def test_page_that_is_saved_unchanged_leaves_the_entry(chief: Client, listed: Path) -> None:
    for number, name in enumerate(("close_day", "publish")):
        assert chief.post(page_of(name), page_data(chief, page_of(name))).status_code == 302
        assert read_entry(listed, name) == ACTIONS[number]


def test_action_is_added(database: str, chief: Client, listed: Path) -> None:
    parameters = '[{"name": "day", "type": "Date!", "min": "2020-01-01"}]'
    sent = {
        "name": "tidy",
        "sql": "DELETE FROM shop_order WHERE day < $day",
        "roles": "editor",
        "parameters": parameters,
    }
    response = chief.post(ADD, {**sent, "transaction": "on", "enabled": "on", "lock": "wait"})
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert read_entry(listed, "tidy") == {
        "name": "tidy",
        "sql": "DELETE FROM shop_order WHERE day < $day",
        "roles": ["editor"],
        "parameters": [{"name": "day", "type": "Date!", "min": "2020-01-01"}],
        "lock": "wait",
    }
    assert Action.objects.get(name="tidy").source == "sql"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"operation": "Other"}, "sql"),
        ({"sql": "DELETE FROM x WHERE id = $missing"}, "missing"),
        ({"roles": ""}, "does not say who may run it"),
        ({"parameters": '[{"name": "x", "tipe": "Int"}]'}, "tipe"),
        ({"parameters": '{"name": "x"}'}, "Enter a list"),
        ({"parameters": "[{"}, "valid JSON"),
        ({"parameters": f'[{{"name": "x", "type": "Int", "max": {"9" * 5000}}}]'}, "valid JSON"),
        ({"parameters": "[" * 100_000}, "valid JSON"),
        ({"parameters": '[{"name": "x", "type": "JSON", "default": NaN}]'}, "valid JSON"),
        ({"parameters": '[{"name": "x", "type": "JSON", "default": 1e999}]'}, "valid JSON"),
        ({"parameters": '[{"name": "x", "type": "JSON", "default": "\\u0000"}]'}, "valid JSON"),
        ({"name": "close_day"}, "already exists"),
        ({"name": "../x"}, "letters, digits and underscores"),
        ({"timeout": "0"}, "greater than or equal to 1"),
        ({"lock": "maybe"}, "not one of the available choices"),
        ({"auth_name": "nobody"}, "not one of the available choices"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_entry_that_the_gate_would_not_load_is_not_saved(
    chief: Client, listed: Path, sent: dict[str, str], sentence: str
) -> None:
    before = (listed / "actions.json").read_text("utf-8")
    good = {"name": "tidy", "sql": "DELETE FROM shop_tag", "roles": "editor", "transaction": "on"}
    response = chief.post(ADD, {**good, **sent})
    assert response.status_code == 200
    assert sentence in str(response.context["adminform"].form.errors)
    assert (listed / "actions.json").read_text("utf-8") == before


def test_guard_that_is_missing_is_not_lost(database: str, chief: Client, listed: Path) -> None:
    """Its authenticator is gone: whoever saves something else does not make the action one of its role alone."""
    entry = {**ACTIONS[0], "auth_name": "gone", "database": "gone"}
    write_file(listed, actions=[entry, ACTIONS[1]])
    url = page_of("close_day")
    data = page_data(chief, url)
    assert '<option value="gone" selected>gone (missing)</option>' in chief.get(url).content.decode()
    response = chief.post(url, {**data, "max_affected": "7"})
    assert "which NAMED_AUTH does not have" in str(response.context["adminform"].form.errors)
    assert read_entry(listed, "close_day") == entry
    assert chief.post(url, {**data, "auth_name": "other"}).status_code == 200
    assert chief.post(url, {**data, "auth_name": "cron", "database": ""}).status_code == 302
    assert read_entry(listed, "close_day") == {**ACTIONS[0], "auth_name": "cron"}


def test_webhook_that_runs_an_action_is_checked_with_it(chief: Client, listed: Path) -> None:
    url = page_of("close_day")
    data = {**page_data(chief, url), "sql": "DELETE FROM shop_tag", "parameters": ""}
    response = chief.post(url, data)
    assert "The webhook payments gives before" in str(response.context["adminform"].form.errors)
    assert read_entry(listed, "close_day") == ACTIONS[0]


def test_webhook_that_is_wrong_already_does_not_matter(chief: Client, listed: Path) -> None:
    write_file(listed, webhooks=[{**WEBHOOKS[0], "variables": {"gone": "data.id"}}])
    url = page_of("close_day")
    page = chief.post(url, {**page_data(chief, url), "max_affected": "7"}, follow=True).content.decode()
    assert "payments" not in page
    assert (read_entry(listed, "close_day") or {})["max_affected"] == 7


def test_role_that_does_not_exist_is_said_and_saved(chief: Client, listed: Path) -> None:
    Role.objects.create(name="editor")
    sent = {"name": "tidy", "sql": "DELETE FROM shop_tag", "transaction": "on", "roles": "editor edtor user"}
    page = chief.post(ADD, sent, follow=True).content.decode()
    assert "There is no role edtor yet." in page
    assert page.count("There is no role") == 1
    assert read_entry(listed, "tidy")


def test_somebody_edited_the_file_meanwhile(chief: Client, listed: Path) -> None:
    """Who saves second is asked to look again, and what was typed is still in the form."""
    url = page_of("close_day")
    data = {**page_data(chief, url), "max_affected": "7"}
    write_file(listed, actions=[{**ACTIONS[0], "max_affected": 9}, ACTIONS[1]])
    response = chief.post(url, data)
    assert response.status_code == 200
    assert "Somebody else has changed this" in response.content.decode()
    assert 'value="7"' in response.content.decode()
    assert (read_entry(listed, "close_day") or {})["max_affected"] == 9


def test_another_entry_changed_meanwhile(chief: Client, listed: Path) -> None:
    url = page_of("close_day")
    data = {**page_data(chief, url), "max_affected": "7"}
    other = {**ACTIONS[1], "description": "By hand."}
    write_file(listed, actions=[ACTIONS[0], other])
    assert chief.post(url, data).status_code == 302
    assert (read_entry(listed, "close_day") or {})["max_affected"] == 7
    assert read_entry(listed, "publish") == other


def test_file_changes_between_check_and_write(
    chief: Client, listed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, saved = page_of("close_day"), []
    data = {**page_data(chief, url), "max_affected": "7"}
    write_entry = defined.write_entry

    def late(*arguments: Any, **options: Any) -> None:
        if not saved:
            saved.append(1)
            write_file(listed, actions=[{**ACTIONS[0], "max_affected": 9}, ACTIONS[1]])
        write_entry(*arguments, **options)

    monkeypatch.setattr(defined, "write_entry", late)
    response = chief.post(url, data)
    assert response.status_code == 200
    assert "Somebody else has changed this" in response.content.decode()
    assert (read_entry(listed, "close_day") or {})["max_affected"] == 9


def test_file_that_cannot_be_written_keeps_what_was_typed(
    chief: Client, listed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise ConfigurationError("actions.json cannot be written.")

    monkeypatch.setattr(defined, "write_entry", refuse)
    data = {**page_data(chief, page_of("close_day")), "max_affected": "7"}
    data.pop("enabled")
    page = chief.post(page_of("close_day"), data).content.decode()
    assert "actions.json cannot be written." in page
    assert 'value="7"' in page
    assert Action.objects.get(name="close_day").enabled
    assert (
        chief.post(
            ADD, {"name": "tidy", "sql": "SELECT 1", "roles": "editor", "transaction": "on"}
        ).status_code
        == 200
    )
    assert not Action.objects.filter(name="tidy").exists()


def test_action_is_deleted(database: str, chief: Client, listed: Path) -> None:
    url = reverse("admin:graphgate_action_delete", args=[Action.objects.get(name="publish").pk])
    assert chief.post(url, {"post": "yes"}).status_code == 302
    assert read_entry(listed, "publish") is None
    assert read_entry(listed, "close_day") == ACTIONS[0]
    assert not Action.objects.filter(name="publish").exists()


def test_action_that_a_webhook_runs_is_not_deleted(chief: Client, listed: Path) -> None:
    url = reverse("admin:graphgate_action_delete", args=[Action.objects.get(name="close_day").pk])
    assert "payments" in chief.get(url).content.decode()
    assert chief.post(url, {"post": "yes"}).status_code == 200
    assert read_entry(listed, "close_day") == ACTIONS[0]


def test_what_is_written_in_the_file_is_escaped(chief: Client, listed: Path, sign_in: SignIn) -> None:
    hostile = {
        **ACTIONS[0],
        "description": SCRIPT,
        "sql": f"SELECT '{SCRIPT}', $before, $note",
        "parameters": [
            {"name": "before", "type": "Int!"},
            {"name": "note", "type": "String", "pattern": SCRIPT},
        ],
    }
    write_file(listed, actions=[hostile], webhooks=[])
    for client in (chief, sign_in("view_action")):
        for url in (LIST, page_of("close_day")):
            page = client.get(url).content.decode()
            assert SCRIPT not in page
    assert "&lt;script&gt;" in page
