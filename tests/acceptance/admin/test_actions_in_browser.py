"""Somebody makes an action in Chromium, runs it, and looks at what became of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from django_graphgate.actions.file import digest, read_actions
from django_graphgate.allowlist.lockfile.values import Lock
from django_graphgate.allowlist.lockfile.write import render_lock
from django_graphgate.models import ActionRun, Role, WebhookDelivery
from django_graphgate.testing import graphgate_mode
from tests.acceptance.admin.conftest import DESKTOP, PHONE, Open, picture
from tests.acceptance.admin.test_roles_in_browser import save
from tests.support.admin.definitions import ACTIONS, WEBHOOKS, read_entry, write_file, write_operation
from tests.support.shop.models import Tag

pytestmark = pytest.mark.slow

SQL = "UPDATE shop_tag SET slug = slug || $suffix WHERE slug <> $but; SELECT id, slug FROM shop_tag ORDER BY slug"
PARAMETERS = """[
  {"name": "suffix", "type": "String!", "max_length": 3, "description": "What is added to each."},
  {"name": "but", "type": "String!", "default": "b"}
]"""


def make(page: Page, width: int) -> None:
    """Adds an action, the first time with a mistake."""
    page.goto("/admin/graphgate/action/add/")
    picture(page, f"action add {width}")
    page.get_by_label("Name:").fill("rename")
    page.get_by_label("SQL:", exact=True).fill(SQL)
    page.get_by_label("Parameters:").fill(PARAMETERS.replace("String!", "Text!"))
    save(page)
    expect(page.locator(".errorlist").first).to_contain_text("Text!")
    picture(page, f"action refused {width}")
    page.get_by_label("Parameters:").fill(PARAMETERS)
    page.get_by_label("Roles:").fill("editor")
    save(page)
    row = page.locator("#result_list").get_by_role("link", name="rename", exact=True)
    expect(row).to_be_visible()
    picture(page, f"actions {width}")
    row.click()
    picture(page, f"action {width}")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_action_is_made_and_run(open_page: Open, config: Path, viewport: dict[str, int]) -> None:
    width = viewport["width"]
    Role.objects.create(name="editor")
    Tag.objects.bulk_create([Tag(slug=slug) for slug in ("a", "b", "c")])
    page = open_page(viewport)
    make(page, width)
    assert (read_entry(config, "rename") or {})["roles"] == ["editor"]
    page.get_by_role("link", name="Run now").click()
    page.get_by_label("suffix").fill("-x")
    picture(page, f"run {width}")
    page.get_by_label("Dry run").check()
    page.get_by_role("button", name="Run now").click()
    expect(page.get_by_role("status")).to_contain_text("Everything was undone")
    expect(page.get_by_role("cell", name="a-x", exact=True)).to_be_visible()
    page.get_by_role("button", name="Run now").click()
    expect(page.locator(".errorlist")).to_contain_text("Tick this to run it.")
    page.get_by_label("Yes, run it").check()
    page.get_by_role("button", name="Run now").click()
    expect(page.get_by_role("status")).to_contain_text("Done.")
    picture(page, f"run done {width}")
    assert list(Tag.objects.order_by("slug").values_list("slug", flat=True)) == ["a-x", "b", "c-x"]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("link", name="The run", exact=True).click()
    expect(page.locator(".form-row.field-via")).to_contain_text("admin")
    picture(page, f"action run {width}")
    page.goto("/admin/graphgate/actionrun/")
    picture(page, f"action runs {width}")
    assert ActionRun.objects.count() == 2


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_frozen_action_is_switched_off(open_page: Open, config: Path, viewport: dict[str, int]) -> None:
    write_operation(config)
    write_file(config, actions=[{**ACTIONS[0], "description": "Empties the stock."}], webhooks=WEBHOOKS)
    page = open_page(viewport)
    page.goto("/admin/graphgate/action/")
    page.goto("/admin/graphgate/webhookendpoint/")
    lock = Lock(fingerprint={"actions": digest(read_actions(config))}, operations=())
    (config / "allow.lock").write_text(render_lock(lock), "ascii")
    with graphgate_mode("production", CONFIG_DIR=config):
        for section, name in (("webhookendpoint", "payments"), ("action", "close_day")):
            page.goto(f"/admin/graphgate/{section}/")
            page.get_by_role("link", name=name, exact=True).click()
            expect(page.get_by_text("The definition is frozen")).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            picture(page, f"frozen {section} {viewport['width']}")
        page.get_by_label("Enabled").uncheck()
        save(page)
        expect(page.get_by_role("row", name="close_day")).to_contain_text("switched off")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_delivery_is_tried_again(open_page: Open, config: Path, viewport: dict[str, int]) -> None:
    width = viewport["width"]
    write_operation(config)
    path = f"{handle.__module__}.{handle.__qualname__}"
    write_file(config, webhooks=[{"name": "payments", "verifier": "skipVerifier", "path": path}])
    for number, status in enumerate(("done", "failed", "dead")):
        WebhookDelivery.objects.create(
            endpoint="payments",
            event_id=f"evt_{number}",
            status=status,
            body=b'{"id": "evt", "data": {"object": {"id": 7, "note": "<b>bold</b>"}}}',
            content_type="application/json",
            headers={"user-agent": "Sender/1.0", "x-request-id": "r-1"},
            url="https://example.com/api/v1/webhooks/payments",
            origin="203.0.113.7",
            received_at=timezone.now(),
            attempts=number,
        )
    page = open_page(viewport)
    page.goto("/admin/graphgate/webhookendpoint/")
    picture(page, f"webhooks {width}")
    page.get_by_role("link", name="payments", exact=True).click()
    picture(page, f"webhook {width}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.goto("/admin/graphgate/webhookdelivery/")
    picture(page, f"deliveries {width}")
    page.get_by_role("link", name="evt_1", exact=True).click()
    picture(page, f"delivery {width}")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".messagelist")).to_contain_text("it is done")
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    picture(page, f"delivery done {width}")


def handle(delivery: object) -> None:
    """What the webhook of these tests runs."""
