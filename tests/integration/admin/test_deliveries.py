"""Runs and deliveries in the admin: read-only, shown as text, and tried again with a permission of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from django_graphgate.actions.registry import action, scope
from django_graphgate.admin.deliveries import MAX_SHOWN
from django_graphgate.models import ActionRun, WebhookDelivery, WebhookEndpoint
from tests.integration.admin.conftest import SignIn
from tests.integration.admin.test_actions import SCRIPT
from tests.integration.admin.test_operations import INLINE
from tests.support.admin.definitions import write_file

RUNS = "/admin/graphgate/actionrun/"
DELIVERIES = "/admin/graphgate/webhookdelivery/"
RETRIER = ("view_webhookdelivery", "retry_webhookdelivery")
HOSTILE = f"{SCRIPT}\u202egnp.exe\x00\x1b[31m"


handled: list[str] = []


def handle(delivery: Any) -> None:
    """What the webhook of these tests runs."""
    handled.append(delivery.event_id)


@pytest.fixture
def delivery(config: Path) -> Iterator[WebhookDelivery]:
    """A delivery whose handler failed."""
    path = f"{__name__}.handle"
    write_file(config, webhooks=[{"name": "payments", "verifier": "skipVerifier", "path": path}])
    handled.clear()
    yield WebhookDelivery.objects.create(
        endpoint="payments",
        event_id="evt_1",
        status="failed",
        body=b'{"order": 7}',
        content_type="application/json",
        headers={"x-request-id": "r1"},
        received_at=timezone.now(),
        attempts=2,
        code="INTERNAL_ERROR",
        error_id="e" * 32,
    )


@pytest.fixture
def run(db: None) -> ActionRun:
    return ActionRun.objects.create(
        action="close_day",
        status="failed",
        via="http",
        user_id="7",
        role="editor",
        created_at=timezone.now(),
        parameters={"secret": "parameter of the caller"},
        result={"secret": "result of the caller"},
        milliseconds=12.34,
    )


def page_of(row: Any) -> str:
    return reverse(f"admin:graphgate_{row._meta.model_name}_change", args=[row.pk])


def retry_url(delivery: WebhookDelivery) -> str:
    return reverse("admin:graphgate_webhookdelivery_retry", args=[delivery.pk])


@pytest.mark.parametrize("section", [RUNS, DELIVERIES])
def test_nobody_writes_history(
    chief: Client, run: ActionRun, delivery: WebhookDelivery, section: str
) -> None:
    row: Any = run if section == RUNS else delivery
    assert chief.get(f"{section}add/").status_code == 403
    assert chief.post(page_of(row), {"status": "done"}).status_code == 403
    assert chief.post(f"{section}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    chief.post(section, {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"})
    row.refresh_from_db()
    assert row.status == "failed"


@pytest.mark.parametrize("section", [RUNS, DELIVERIES])
def test_history_is_for_those_who_may_view_it(
    sign_in: SignIn, run: ActionRun, delivery: WebhookDelivery, section: str
) -> None:
    row: Any = run if section == RUNS else delivery
    name = row._meta.model_name
    others = {"view_actionrun", "view_webhookdelivery"} - {f"view_{name}"}
    stranger = sign_in(f"add_{name}", f"delete_{name}", "retry_webhookdelivery", *others)
    assert stranger.get(section).status_code == 403
    assert stranger.get(page_of(row)).status_code == 403
    viewer = sign_in(f"view_{name}")
    assert viewer.get(section).status_code == 200
    response = viewer.get(page_of(row))
    assert response.status_code == 200
    assert INLINE.findall(response.content) == []


def test_values_of_a_run_are_for_its_caller(chief: Client, run: ActionRun) -> None:
    for url in (RUNS, page_of(run)):
        page = chief.get(url).content.decode()
        assert "of the caller" not in page
        assert "12.3 ms" in page


@pytest.mark.parametrize(
    "query", ["status__exact=failed", "via=http", "action=close_day", "q=close_day", "q=7"]
)
def test_runs_are_filtered(database: str, chief: Client, run: ActionRun, query: str) -> None:
    ActionRun.objects.create(action="other", status="done", via="shell", created_at=timezone.now())
    page = chief.get(f"{RUNS}?{query}").context["cl"]
    assert [row.pk for row in page.result_list] == [run.pk]


def test_what_strangers_send_is_text(chief: Client, delivery: WebhookDelivery, run: ActionRun) -> None:
    WebhookDelivery.objects.update(
        event_id=HOSTILE.replace("\x00", ""),
        body=HOSTILE.encode(),
        content_type="text/html",
        headers={HOSTILE[:20]: HOSTILE.replace("\x00", ""), "list": [1]},
        url=f"https://x/?{SCRIPT}",
    )
    ActionRun.objects.update(user_id=HOSTILE.replace("\x00", ""), action=SCRIPT, role=SCRIPT)
    for url in (DELIVERIES, page_of(delivery), RUNS, page_of(run)):
        response = chief.get(url)
        page = response.content.decode()
        assert response.headers["Content-Type"].startswith("text/html")
        assert SCRIPT not in page
        assert "\u202e" not in page
        assert "\x00" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b"\xff\xfe not text", "\ufffd\ufffd not text"),
        (b"a" * (MAX_SHOWN + 5), f"The first {MAX_SHOWN} bytes of {MAX_SHOWN + 5}."),
        (b"", '<pre class="graphgate-text"></pre>'),
    ],
    ids=["bytes", "long", "empty"],
)
def test_any_body_has_a_page(
    database: str, chief: Client, delivery: WebhookDelivery, body: bytes, shown: str
) -> None:
    WebhookDelivery.objects.update(body=body)
    assert shown in chief.get(page_of(delivery)).content.decode()


# -- once more ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["failed", "dead"])
def test_delivery_is_tried_again(
    database: str, sign_in: SignIn, delivery: WebhookDelivery, status: str
) -> None:
    WebhookDelivery.objects.update(status=status, attempts=8)
    client = sign_in(*RETRIER)
    assert retry_url(delivery) in client.get(page_of(delivery)).content.decode()
    page = client.post(retry_url(delivery), follow=True).content.decode()
    assert "Tried again: it is done." in page
    assert retry_url(delivery) not in page
    delivery.refresh_from_db()
    assert (delivery.status, handled) == ("done", ["evt_1"])


@pytest.mark.django_db(transaction=True)
def test_action_outside_a_transaction_is_tried_with_atomic_requests(
    database: str, sign_in: SignIn, delivery: WebhookDelivery, config: Path, atomic_requests: None
) -> None:
    webhook = {"name": "payments", "verifier": "skipVerifier", "action": "outside", "role": "payments"}
    write_file(config, webhooks=[webhook])
    with scope():

        @action(roles=["user"], field=None, transaction=False)
        def outside() -> None:
            handled.append("outside")

        page = sign_in(*RETRIER).post(retry_url(delivery), follow=True).content.decode()
    assert "Tried again: it is done." in page
    assert handled == ["outside"]


@pytest.mark.parametrize("status", ["done", "running", "received"])
def test_only_what_failed_is_tried_again(sign_in: SignIn, delivery: WebhookDelivery, status: str) -> None:
    WebhookDelivery.objects.update(status=status)
    client = sign_in(*RETRIER)
    assert retry_url(delivery) not in client.get(page_of(delivery)).content.decode()
    assert client.post(retry_url(delivery)).status_code == 302
    delivery.refresh_from_db()
    assert (delivery.status, handled) == (status, [])


@pytest.mark.parametrize(
    "permissions",
    [
        ("view_webhookdelivery",),
        ("retry_webhookdelivery",),
        ("view_webhookdelivery", "change_webhookdelivery"),
    ],
    ids=str,
)
def test_trying_again_needs_its_permission(
    sign_in: SignIn, delivery: WebhookDelivery, permissions: Any
) -> None:
    client = sign_in(*permissions)
    assert client.post(retry_url(delivery)).status_code == 403
    assert retry_url(delivery) not in client.get(page_of(delivery)).content.decode()
    assert handled == []


def test_trying_again_is_a_post_of_this_page(chief: Client, delivery: WebhookDelivery) -> None:
    assert chief.get(retry_url(delivery)).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = chief.cookies
    assert strict.post(retry_url(delivery)).status_code == 403
    assert handled == []


def test_kill_switch_holds_here_too(chief: Client, delivery: WebhookDelivery) -> None:
    WebhookEndpoint.objects.create(name="payments", enabled=False)
    assert "switched off" in chief.post(retry_url(delivery), follow=True).content.decode()
    assert handled == []


def test_endpoint_that_is_gone(chief: Client, delivery: WebhookDelivery, config: Path) -> None:
    write_file(config, webhooks=[])
    page = chief.post(retry_url(delivery), follow=True).content.decode()
    assert "There is no webhook" in page
    missing = retry_url(WebhookDelivery(endpoint="x"))
    assert chief.post(missing).status_code == 302
