"""Webhooks in the admin: what ``actions.json`` says, without any secret."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from django_graphgate.actions.file import digest, read_actions
from django_graphgate.allowlist.lockfile.values import Lock
from django_graphgate.allowlist.lockfile.write import render_lock
from django_graphgate.models import Role, WebhookDelivery, WebhookEndpoint
from django_graphgate.testing import graphgate_mode
from tests.integration.admin.conftest import SignIn
from tests.integration.admin.test_actions import SCRIPT, page_data
from tests.integration.admin.test_operations import INLINE
from tests.support.admin.definitions import WEBHOOKS, read_entry, write_file

LIST = "/admin/graphgate/webhookendpoint/"
ADD = f"{LIST}add/"
SECRET = "a secret that only the sender knows"
NEW = {
    "name": "pushes",
    "verifier": "sha256Verifier",
    "secrets": "PAYMENTS_SECRET",
    "action": "close_day",
    "role": "editor",
    "enabled": "on",
}
CHANGER = (
    "view_webhookendpoint",
    "change_webhookendpoint",
    "add_webhookendpoint",
    "delete_webhookendpoint",
)


@pytest.fixture
def listed(chief: Client, config: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PAYMENTS_SECRET", SECRET)
    monkeypatch.delenv("PAYMENTS_SECRET_OLD", raising=False)
    Role.objects.create(name="editor")
    assert chief.get("/admin/graphgate/action/").status_code == 200
    assert chief.get(LIST).status_code == 200
    return config


@pytest.fixture
def frozen(listed: Path) -> Iterator[Path]:
    lock = Lock(fingerprint={"actions": digest(read_actions(listed))}, operations=())
    (listed / "allow.lock").write_text(render_lock(lock), "ascii")
    with graphgate_mode("production", CONFIG_DIR=listed):
        yield listed


def page_of(name: str) -> str:
    pk = WebhookEndpoint.objects.get(name=name).pk
    return reverse("admin:graphgate_webhookendpoint_change", args=[pk])


def delete_url(name: str) -> str:
    return page_of(name).replace("/change/", "/delete/")


def test_list_mirrors_the_file(database: str, chief: Client, listed: Path) -> None:
    WebhookDelivery.objects.create(
        endpoint="payments", event_id="1", status="done", body=b"{}", received_at=timezone.now()
    )
    page = chief.get(LIST).content.decode()
    assert '<td class="field-verifier">sha256Verifier</td>' in page
    assert '<td class="field-handler">action close_day</td>' in page
    assert '<a href="/admin/graphgate/webhookdelivery/?endpoint=payments">1</a>' in page
    write_file(listed, webhooks=[])
    assert "payments" not in chief.get(LIST).content.decode()


def test_secrets_are_names_and_whether_they_are_set(sign_in: SignIn, chief: Client, listed: Path) -> None:
    for client in (chief, sign_in("view_webhookendpoint")):
        response = client.get(page_of("payments"))
        page = response.content.decode()
        assert '<th scope="row">PAYMENTS_SECRET</th><td>set</td>' in page
        assert '<th scope="row">PAYMENTS_SECRET_OLD</th><td>not set</td>' in page
        assert SECRET not in page
        assert INLINE.findall(response.content) == []


def test_secret_in_the_file_is_not_shown(sign_in: SignIn, chief: Client, listed: Path) -> None:
    """Somebody wrote it there in place of a name: the gate refuses it, and the admin repeats it to nobody."""
    literal = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    write_file(listed, webhooks=[{**WEBHOOKS[0], "secrets": ["PAYMENTS_SECRET", literal]}])
    for client in (chief, sign_in("view_webhookendpoint")):
        page = client.get(page_of("payments")).content.decode()
        assert literal not in page
        assert "not the name of an environment variable" in page
        assert literal not in client.get(LIST).content.decode()


def test_page_that_is_saved_unchanged_leaves_the_entry(chief: Client, listed: Path) -> None:
    assert chief.post(page_of("payments"), page_data(chief, page_of("payments"))).status_code == 302
    assert read_entry(listed, "payments", "webhooks") == WEBHOOKS[0]


def test_endpoint_is_added_changed_and_deleted(chief: Client, listed: Path) -> None:
    variables = '{"before": "data.id"}'
    response = chief.post(ADD, {**NEW, "variables": variables, "options": '{"tolerance": 60000}'})
    if response.status_code == 200:
        assert response.context["adminform"].form.errors == {}
    entry = read_entry(listed, "pushes", "webhooks")
    assert entry is not None
    assert (entry["variables"], entry["secrets"]) == ({"before": "data.id"}, ["PAYMENTS_SECRET"])
    url = page_of("pushes")
    assert chief.post(url, {**page_data(chief, url), "rate_limit": "60"}).status_code == 302
    assert (read_entry(listed, "pushes", "webhooks") or {})["rate_limit"] == 60
    assert read_entry(listed, "payments", "webhooks") == WEBHOOKS[0]
    assert chief.post(delete_url("pushes"), {"post": "yes"}).status_code == 302
    assert read_entry(listed, "pushes", "webhooks") is None


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"action": ""}, "nothing to run"),
        ({"operation": "Other"}, "action and operation"),
        ({"secrets": SECRET.replace(" ", "-")}, "not the name of an environment variable"),
        ({"secrets": ""}, "no secrets"),
        ({"verifier": "none"}, "not one of the available choices"),
        ({"action": "gone"}, "not one of the available choices"),
        ({"options": '{"nonsense": 1}'}, "nonsense"),
        ({"variables": "[]", "options": "[1]"}, "Enter an object"),
        ({"name": "payments"}, "already exists"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_entry_that_the_gate_would_not_load_is_not_saved(
    chief: Client, listed: Path, sent: dict[str, str], sentence: str
) -> None:
    before = (listed / "actions.json").read_text("utf-8")
    response = chief.post(ADD, {**NEW, **sent})
    assert response.status_code == 200
    assert sentence in str(response.context["adminform"].form.errors)
    assert (listed / "actions.json").read_text("utf-8") == before


def test_role_that_is_not_there_yet_is_not_lost(chief: Client, listed: Path) -> None:
    """Roles may come later."""
    entry = {**WEBHOOKS[0], "role": "later"}
    write_file(listed, webhooks=[entry])
    url = page_of("payments")
    page = chief.post(url, {**page_data(chief, url), "rate_limit": "60"}, follow=True).content.decode()
    assert "There is no role later yet." in page
    assert read_entry(listed, "payments", "webhooks") == {**entry, "rate_limit": 60}


def test_variable_that_is_not_set_is_said_and_saved(chief: Client, listed: Path) -> None:
    response = chief.post(ADD, {**NEW, "secrets": "PAYMENTS_SECRET_OLD"}, follow=True)
    assert "PAYMENTS_SECRET_OLD is missing or empty" in response.content.decode()
    assert read_entry(listed, "pushes", "webhooks")


def test_any_function_is_for_superusers(sign_in: SignIn, chief: Client, listed: Path) -> None:
    hostile = {**NEW, "action": "", "path": "os.system"}
    client = sign_in(*CHANGER)
    assert "path" not in client.get(ADD).context["adminform"].form.fields
    response = client.post(ADD, hostile)
    assert "nothing to run" in str(response.context["adminform"].form.errors)
    assert chief.post(ADD, hostile).status_code == 302


def test_who_may_only_look_changes_nothing(sign_in: SignIn, listed: Path) -> None:
    client = sign_in("view_webhookendpoint")
    assert client.post(page_of("payments"), {"enabled": ""}).status_code == 403
    assert client.post(ADD, NEW).status_code == 403
    assert client.post(delete_url("payments"), {"post": "yes"}).status_code == 403
    assert sign_in("view_action").get(LIST).status_code == 403


def test_production_has_the_switch_only(sign_in: SignIn, chief: Client, frozen: Path) -> None:
    client = sign_in(*CHANGER)
    page = client.get(page_of("payments"))
    assert "The definition is frozen" in page.content.decode()
    assert "PAYMENTS_SECRET" in page.content.decode()
    assert set(page.context["adminform"].form.fields) == {"enabled", "seen"}
    data: dict[str, Any] = {
        **page_data(client, page_of("payments")),
        "secrets": "OTHER",
        "verifier": "skipVerifier",
    }
    data.pop("enabled")
    assert client.post(page_of("payments"), data).status_code == 302
    assert read_entry(frozen, "payments", "webhooks") == WEBHOOKS[0]
    assert not WebhookEndpoint.objects.get(name="payments").enabled
    for url in (ADD, delete_url("payments")):
        assert chief.post(url, {**NEW, "post": "yes"}).status_code == 403


def test_what_is_written_in_the_file_is_escaped(chief: Client, sign_in: SignIn, listed: Path) -> None:
    hostile = {**WEBHOOKS[0], "description": SCRIPT, "event_id": SCRIPT, "variables": {"before": SCRIPT}}
    write_file(listed, webhooks=[hostile])
    for client in (chief, sign_in("view_webhookendpoint")):
        for url in (LIST, page_of("payments")):
            assert SCRIPT not in client.get(url).content.decode()


def test_form_from_elsewhere_is_refused(chief: Client, listed: Path) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = chief.cookies
    for url in (ADD, page_of("payments"), delete_url("payments")):
        assert strict.post(url, {**NEW, "post": "yes"}).status_code == 403
