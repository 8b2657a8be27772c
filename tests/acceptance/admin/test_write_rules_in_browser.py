"""Somebody lets a role write, in Chromium, and a page of the project writes."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from django_graphgate.models import Role
from tests.acceptance.admin.conftest import DESKTOP, PHONE, Open, picture
from tests.acceptance.admin.test_roles_in_browser import ask, save
from tests.support.shop.models import Tag

pytestmark = pytest.mark.slow

MUTATION = 'mutation Put { tag(insert: { slug: "%s" }) { slug } }'


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_rule_for_a_write_is_made_and_works(open_page: Open, viewport: dict[str, int]) -> None:
    role = Role.objects.create(name="user")
    role.rules.create(table="tags")
    page = open_page(viewport)
    page.goto(f"/admin/graphgate/role/{role.pk}/change/")
    page.get_by_role("link", name="Add rule").click()
    page.get_by_label("Table:").fill("products")
    page.get_by_label("May:").select_option("insert")
    picture(page, f"subject of a write {viewport['width']}")
    page.get_by_role("button", name="Continue").click()

    expect(page.locator("#content h1")).to_contain_text("insert products")
    page.get_by_label("Only the ticked ones").check()
    for name in ("id", "owner_id", "attributes"):
        page.get_by_role("checkbox", name=name, exact=True).uncheck()
    page.get_by_label("Presets:").fill('{"owner_id": "$nobody"}')
    picture(page, f"rule of a write {viewport['width']}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    save(page)
    expect(page.locator(".errornote, .errorlist").first).to_be_visible()
    expect(page.locator("body")).to_contain_text("$nobody, which is not a variable of rules")
    page.get_by_label("Presets:").fill('{"owner_id": "$user_id", "created_at": "now"}')
    page.get_by_label("Max affected:").fill("5")
    save(page)
    line = page.get_by_role("row", name="products")
    expect(line).to_contain_text("insert")
    expect(line).to_contain_text("preset: created_at, owner_id")
    picture(page, f"role that writes {viewport['width']}")


def test_write_runs_before_it_is_permitted(open_page: Open) -> None:
    role = Role.objects.create(name="user")
    role.rules.create(table="tags")
    page = open_page()
    page.goto("/admin/")

    def code(answer: Any) -> str:
        return str(answer["errors"][0]["extensions"]["code"])

    assert code(ask(page, MUTATION % "early")) == "GRAPHQL_VALIDATION_FAILED"
    page.goto(f"/admin/graphgate/tablerule/add/?role={role.pk}&table=tags&action=insert")
    page.get_by_label("Filter 1").fill('{ slug: { starts_with: "my-" } }')
    save(page)
    assert code(ask(page, MUTATION % "other")) == "FORBIDDEN"
    assert ask(page, MUTATION % "my-own")["data"] == {"tag": {"slug": "my-own"}}
    assert list(Tag.objects.values_list("slug", flat=True)) == ["my-own"]
