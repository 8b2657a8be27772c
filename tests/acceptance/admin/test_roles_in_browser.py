"""Somebody sets up roles in Chromium, on a desk and on a phone, with and without JavaScript."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from django_graphgate.models import NamedFilter, Role
from tests.acceptance.admin.conftest import PHONE, Open, picture
from tests.support.shop.models import Customer, Product

pytestmark = pytest.mark.slow

QUERY = "query Names { products { name } }"


def ask(page: Page, query: str) -> Any:
    """Sends an operation with the session of the browser."""
    origin = page.evaluate("location.origin")
    answer = page.request.post("/api/v1/graphql", data={"query": query}, headers={"Origin": origin})
    return answer.json()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_role_is_made_and_works(open_page: Open, scripts: bool) -> None:
    ann, ben = (Customer.objects.create(name=name) for name in ("Ann", "Ben"))
    for name, owner, stock in (("kettle", ann, 3), ("pan", ben, 0)):
        Product.objects.create(
            name=name, owner=owner, stock=stock, price=1, created_at="2026-01-01T00:00:00Z"
        )
    page = open_page()
    if not scripts:
        page = open_page(java_script_enabled=False)
    page.goto("/admin/graphgate/role/add/")
    page.get_by_label("Name:").fill("clerk")
    page.get_by_label("Match:").fill("is_stuff")
    save(page)
    expect(page.locator(".field-match .errorlist")).to_contain_text("is_stuff")
    page.get_by_label("Name:").fill("user")
    page.get_by_label("Match:").fill("")
    save(page)
    expect(page.get_by_text("Without a rule for a table, the role may do nothing with it.")).to_be_visible()

    page.get_by_role("link", name="Add rule").click()
    page.get_by_label("Table:").fill("prodcts")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".errorlist")).to_contain_text("Did you mean products?")
    page.get_by_label("Table:").fill("products")
    page.keyboard.press("Enter")
    picture(page, "add rule")

    expect(page.get_by_role("checkbox", name="name")).not_to_be_visible()  # all of them, for now
    page.get_by_label("Only the ticked ones").check()
    for column in ("price", "stock", "description"):
        page.get_by_role("checkbox", name=column).uncheck()
    page.get_by_label("Filter 1").fill("{ stok: { gt: 0 } }")
    save(page)
    expect(page.locator(".field-filters .errorlist")).to_contain_text("stok")
    expect(page.get_by_role("checkbox", name="price")).not_to_be_checked()
    picture(page, "wrong filter")
    page.get_by_label("Filter 1").fill("{ stock: { gt: 0 } }")
    save(page)
    line = page.get_by_role("row", name="products")
    expect(line).to_contain_text("9 of 12")
    expect(line).to_contain_text("{ stock: { gt: 0 } }")
    picture(page, "role")

    with_origin = open_page()
    with_origin.goto("/admin/")
    assert ask(with_origin, QUERY)["data"] == {"products": [{"name": "kettle"}]}
    refused = ask(with_origin, "query Prices { products { price } }")["errors"]
    assert [error["extensions"]["code"] for error in refused] == ["GRAPHQL_VALIDATION_FAILED"]


def test_roles_are_moved_copied_and_narrowed_on_a_phone(open_page: Open, config: Path) -> None:
    (config / "allow.list").write_text("query Names {\n  products {\n    name\n  }\n}\n")
    NamedFilter.objects.create(name="own", filter="{ owner_id: { eq: $user_id } }")
    anon = Role.objects.create(name="anon", position=1)
    member = Role.objects.create(name="member", position=2, extends=anon, match="group('Members')")
    anon.rules.create(table="tags")
    rule = member.rules.create(
        table="products",
        columns=["id", "name"],
        filters=[
            "{ or: [{ owner_id: { eq: $user_id } }, { is_public: { eq: true } }, { stock: { gt: 100 } }] }"
        ],
    )
    page = open_page(PHONE)
    page.goto("/admin/graphgate/role/")
    page.get_by_role("button", name="Move member up").click()
    names = page.locator("#result_list tbody th")
    expect(names).to_have_text(["member", "anon"])

    page.get_by_role("link", name="member").click()
    page.get_by_role("link", name="Copy").click()
    page.get_by_label("Name:").fill("guest")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_label("Name:")).to_have_value("guest")
    expect(page.get_by_label("Match:")).to_have_value("")
    assert [each.table for each in Role.objects.get(name="guest").rules.all()] == ["products"]

    page.goto(f"/admin/graphgate/tablerule/{rule.pk}/change/")
    page.get_by_role("checkbox", name="name").uncheck()
    save(page)
    expect(page.get_by_role("row", name="Names")).to_contain_text(
        "Cannot query field 'name' on type 'Product'."
    )
    picture(page, "confirmation on a phone")
    assert fits(page)
    page.get_by_role("link", name="No, take me back").click()
    expect(page.get_by_role("checkbox", name="name")).not_to_be_checked()
    assert rule.role.rules.get().columns == ["id", "name"]
    save(page)
    page.get_by_role("button", name="Yes, save it").click()
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    assert rule.role.rules.get().columns == ["id"]

    for address in (
        "role/",
        f"role/{member.pk}/change/",
        f"role/{member.pk}/users/",
        f"role/{member.pk}/copy/",
        f"tablerule/{rule.pk}/change/",
        f"tablerule/add/?role={member.pk}",
        f"tablerule/add/?role={member.pk}&table=*",
        "namedfilter/",
    ):
        page.goto(f"/admin/graphgate/{address}")
        picture(page, f"phone {address.replace('/', ' ')}")
        assert fits(page), address


def fits(page: Page) -> bool:
    """Nothing is to the right of the window."""
    width, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return bool(width <= window)


def test_fifteen_rules_are_seen_at_once(open_page: Open) -> None:
    role = Role.objects.create(name="user", description="Somebody is signed in.")
    tables = ["categories", "customers", "products", "profiles", "purchases", "tags", "sheep", "shelves"]
    for number in range(15):
        name = tables[number] if number < len(tables) else f"gone_{number}"
        filters = [] if name in {"profiles", "shelves"} else ["{ id: { in: [7, 8] } }"]
        role.rules.create(table=name, filters=filters)
    page = open_page()
    page.goto(f"/admin/graphgate/role/{role.pk}/change/")
    picture(page, "fifteen rules")
    assert page.locator(".graphgate-rules tbody tr").count() == 15
    assert page.evaluate("document.documentElement.scrollHeight") <= 1_200
