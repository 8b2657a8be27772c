"""Who may do what with actions in the admin, in development and where they are frozen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from django_graphgate.access import load_roles
from django_graphgate.actions.file import digest, read_actions
from django_graphgate.actions.registry import action, scope
from django_graphgate.allowlist.lockfile.values import Lock
from django_graphgate.allowlist.lockfile.write import render_lock
from django_graphgate.models import Action
from django_graphgate.testing import graphgate_mode
from tests.integration.admin.conftest import SignIn
from tests.integration.admin.test_actions import ADD, LIST, page_data, page_of
from tests.support.admin.definitions import ACTIONS, read_entry, write_file
from tests.support.gate.house import freeze, write_config
from tests.support.shop.models import Tag

NEW = {"name": "tidy", "sql": "DELETE FROM shop_tag", "roles": "editor", "transaction": "on", "enabled": "on"}
SWITCH = ("view_action", "change_action")
EVERYTHING = (*SWITCH, "add_action", "delete_action")


@pytest.fixture
def listed(chief: Client, config: Path) -> Path:
    """The file, and rows that mirror it."""
    assert chief.get(LIST).status_code == 200
    return config


@pytest.fixture
def frozen(listed: Path) -> Iterator[Path]:
    """The same in production."""
    lock = Lock(fingerprint={"actions": digest(read_actions(listed))}, operations=())
    (listed / "allow.lock").write_text(render_lock(lock), "ascii")
    named = {"cron": {"type": "header", "name": "X-Cron-Key", "value": "a secret that only cron has"}}
    with graphgate_mode("production", CONFIG_DIR=listed, NAMED_AUTH=named):
        yield listed


def delete_url(name: str) -> str:
    return reverse("admin:graphgate_action_delete", args=[Action.objects.get(name=name).pk])


def test_who_may_only_look_changes_nothing(sign_in: SignIn, listed: Path) -> None:
    client = sign_in("view_action")
    page = client.get(page_of("close_day")).content.decode()
    assert "UPDATE shop_product" in page
    assert 'name="_save"' not in page
    assert "Run now" not in page
    assert client.post(page_of("close_day"), {"enabled": ""}).status_code == 403
    assert client.get(ADD).status_code == 403
    assert client.post(ADD, NEW).status_code == 403
    assert client.post(delete_url("publish"), {"post": "yes"}).status_code == 403
    client.post(
        LIST, {"action": "switch_off", "_selected_action": [str(Action.objects.get(name="publish").pk)]}
    )
    assert Action.objects.get(name="publish").enabled
    assert read_entry(listed, "tidy") is None


def test_sql_needs_a_permission_of_its_own(sign_in: SignIn, listed: Path) -> None:
    client = sign_in(*EVERYTHING)
    url = page_of("close_day")
    page = client.get(url)
    assert "UPDATE shop_product" in page.content.decode()
    assert not {"sql", "sql_sqlite", "database", "transaction"} & set(page.context["adminform"].form.fields)
    hostile = {
        "sql": "DROP TABLE shop_product",
        "sql_sqlite": "DROP TABLE x",
        "database": "sqlite",
        "transaction": "",
    }
    assert client.post(url, {**page_data(client, url), **hostile, "max_affected": "3"}).status_code == 302
    assert read_entry(listed, "close_day") == {**ACTIONS[0], "max_affected": 3}


def test_sql_is_not_added_or_deleted_without_its_permission(sign_in: SignIn, listed: Path) -> None:
    client = sign_in(*EVERYTHING)
    response = client.post(ADD, NEW)
    assert "neither sql nor operation" in str(response.context["adminform"].form.errors)
    assert read_entry(listed, "tidy") is None
    assert client.post(delete_url("close_day"), {"post": "yes"}).status_code == 403
    assert read_entry(listed, "close_day") == ACTIONS[0]


def test_rows_are_not_deleted_in_bulk(chief: Client, listed: Path) -> None:
    """They would come back from the file, switched on."""
    write_file(listed, webhooks=[])
    Action.objects.update(enabled=False)
    keys = [str(key) for key in Action.objects.values_list("pk", flat=True)]
    chief.post(LIST, {"action": "delete_selected", "post": "yes", "_selected_action": keys})
    assert Action.objects.filter(enabled=False).count() == len(keys)


def test_sql_with_its_permission(sign_in: SignIn, listed: Path) -> None:
    client = sign_in(*EVERYTHING, "change_action_sql")
    assert client.post(ADD, NEW).status_code == 302
    assert (read_entry(listed, "tidy") or {})["sql"] == NEW["sql"]
    assert client.post(delete_url("tidy"), {"post": "yes"}).status_code == 302
    assert read_entry(listed, "tidy") is None


def test_permission_for_sql_alone_opens_nothing(sign_in: SignIn, listed: Path) -> None:
    client = sign_in("change_action_sql", "run_action")
    for url in (LIST, ADD, page_of("close_day")):
        assert client.get(url).status_code == 403


def test_callable_is_edited_in_its_module(chief: Client, config: Path) -> None:
    with scope():

        @action(roles=["user"], name="rebook")
        def rebook(trip: int) -> int:
            """Moves a trip."""
            return trip

        chief.get(LIST)
        url = page_of("rebook")
        page = chief.get(url).content.decode()
        assert "It is defined in the project&#x27;s code" in page
        assert "test_action_permissions" in page
        assert "Moves a trip." in page
        hostile = {"roles": "anon", "public": "on", "sql": "DELETE FROM shop_tag", "name": "other"}
        assert chief.post(url, {**page_data(chief, url), **hostile, "enabled": ""}).status_code == 302
        assert not Action.objects.get(name="rebook").enabled
        assert read_entry(config, "rebook") is None
        assert chief.post(delete_url("rebook"), {"post": "yes"}).status_code == 403


# -- where definitions are frozen -------------------------------------------------------------------


def test_definition_is_read_only_in_production(chief: Client, frozen: Path) -> None:
    before = (frozen / "actions.json").read_bytes()
    page = chief.get(page_of("close_day"))
    assert "The definition is frozen" in page.content.decode()
    assert "UPDATE shop_product" in page.content.decode()
    assert set(page.context["adminform"].form.fields) == {"enabled", "seen"}
    hostile = {**NEW, "max_affected": "1", "sql": "DROP TABLE x", "enabled": "on"}
    assert (
        chief.post(page_of("close_day"), {**page_data(chief, page_of("close_day")), **hostile}).status_code
        == 302
    )
    assert chief.get(ADD).status_code == 403
    assert chief.post(ADD, NEW).status_code == 403
    assert chief.post(delete_url("publish"), {"post": "yes"}).status_code == 403
    assert (frozen / "actions.json").read_bytes() == before
    assert Action.objects.get(name="close_day").definition == ACTIONS[0]


def test_switch_works_in_production(sign_in: SignIn, frozen: Path) -> None:
    client = sign_in(*SWITCH)
    data = page_data(client, page_of("close_day"))
    data.pop("enabled")
    assert client.post(page_of("close_day"), data).status_code == 302
    assert not Action.objects.get(name="close_day").enabled
    assert "switched off" in client.get(LIST).content.decode()
    client.post(
        LIST, {"action": "switch_on", "_selected_action": [str(Action.objects.get(name="close_day").pk)]}
    )
    assert Action.objects.get(name="close_day").enabled


def test_row_is_locked_while_it_is_saved_and_not_while_it_runs(chief: Client, frozen: Path) -> None:
    for url, locked in ((page_of("close_day"), True), (page_of("close_day").replace("change", "run"), False)):
        for method in ("get", "post"):
            with CaptureQueriesContext(connection) as queries:
                getattr(chief, method)(url, {"key": "k" * 32, "confirmed": "on", "parameter-before": "1"})
            texts = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
            assert any("graphgate_action" in text for text in texts) is (locked and method == "post")


def test_rows_are_left_alone_in_production(chief: Client, frozen: Path) -> None:
    """A release mirrors its definitions; during one, old and new servers show the same table."""
    Action.objects.create(name="of_the_next_release", source="sql", definition={}, enabled=False)
    page = chief.get(LIST).content.decode()
    assert "of_the_next_release" in page
    assert Action.objects.filter(name="of_the_next_release", enabled=False).exists()


def test_settings_that_cannot_be_read_count_as_production(chief: Client, listed: Path, settings: Any) -> None:
    url = page_of("close_day")
    settings.GRAPHGATE = {"PRODUCTIN": False}
    assert chief.get(ADD).status_code == 403
    assert set(chief.get(url).context["adminform"].form.fields) == {"enabled", "seen"}


def test_form_from_elsewhere_is_refused(chief: Client, listed: Path) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = chief.cookies
    run = reverse("admin:graphgate_action_run", args=[Action.objects.get(name="close_day").pk])
    for url in (ADD, page_of("close_day"), run, delete_url("publish")):
        assert strict.post(url, {**NEW, "post": "yes"}).status_code == 403


def test_frozen_action_runs_in_production(sign_in: SignIn, listed: Path) -> None:
    """As it was frozen: neither the file nor the row of the table can change what runs."""
    sql = "DELETE FROM shop_tag WHERE slug = 'a'"
    write_file(listed, actions=[{"name": "tidy", "sql": sql, "roles": ["user"]}], webhooks=[])
    roles = [{"name": "user", "tables": [{"name": "tags", "query": {}}]}]
    write_config(listed, {"Tags": "query Tags { tags { slug } }"}, {"roles": roles})
    load_roles(roles)
    freeze()
    Tag.objects.bulk_create([Tag(slug="a"), Tag(slug="b")])
    client = sign_in("view_action", "run_action")
    Action.objects.all().delete()
    row = Action.objects.create(
        name="tidy", source="sql", definition={"name": "tidy", "sql": "DELETE FROM shop_tag"}
    )
    sent = {"key": "k" * 32, "confirmed": "on"}
    with graphgate_mode("production", CONFIG_DIR=listed):
        url = reverse("admin:graphgate_action_run", args=[row.pk])
        assert client.post(url, sent).context["outcome"].failed is False
        assert [tag.slug for tag in Tag.objects.all()] == ["b"]
    write_file(
        listed, actions=[{"name": "tidy", "sql": "DELETE FROM shop_tag", "roles": ["user"]}], webhooks=[]
    )
    with graphgate_mode("production", CONFIG_DIR=listed, DEFAULT_LIMIT=7):
        response = client.post(url, {**sent, "key": "n" * 32}, follow=True)
        assert "is not the one that was frozen" in response.content.decode()
        assert Tag.objects.count() == 1
