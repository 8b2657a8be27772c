"""Somebody looks for who sees a column, in Chromium, on a desk and on a phone, without JavaScript."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from django_graphgate.access import load_roles
from tests.acceptance.admin.conftest import DESKTOP, PHONE, Open, picture
from tests.support.gate.house import OPERATIONS, roles, rule, write_config

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_column_cannot_be_traced_to_its_operation(
    open_page: Open, config: Path, viewport: dict[str, int]
) -> None:
    content = roles()
    rule(content, "user", "customers")["columns"] = [
        "id",
        "name",
        {"name": "email", "if": "{ id: { eq: $user_id } }"},
    ]
    search = "query Search($mail: String) { customers(where: { email: { eq: $mail } }, order_by: { name: asc }) { name } }"
    write_config(config, {**OPERATIONS, "Search": search}, content)
    load_roles(content)
    page = open_page(viewport, java_script_enabled=False)
    page.goto("/admin/graphgate/")
    page.get_by_role("link", name="Exposure").click()
    expect(page.get_by_text("allow.lock is missing")).to_be_visible()
    picture(page, f"exposure {viewport['width']}")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    page.get_by_label("Table").select_option("customers")
    page.get_by_role("button", name="Show").click()
    page.locator("tr", has=page.locator("th", has_text="email")).get_by_text("filtered").first.click()
    expect(page.get_by_text("customers.where.email").first).to_be_visible()
    picture(page, f"exposure of a column {viewport['width']}")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
