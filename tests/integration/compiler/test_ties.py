"""Rows that an ordering holds to be equal come in the order of their keys, on every page."""

from __future__ import annotations

import pytest

from tests.support.shop.exact import loads, plain
from tests.support.shop.models import Category
from tests.support.shop.running import ALIASES, compiled, run

KEYS = [40, 7, 93, 12, 55, 1, 68, 33, 80, 21]


@pytest.mark.parametrize("alias", ALIASES)
@pytest.mark.parametrize("order", ["", "[]", "[{ name: asc }]", "[{ name: desc }]", "[{ parent_id: desc }]"])
@pytest.mark.django_db(databases=ALIASES)
def test_ties_come_as_the_server_likes(alias: str, order: str) -> None:
    Category.objects.using(alias).bulk_create([Category(id=key, name="same") for key in KEYS])
    given = f"(order_by: {order})" if order else ""
    statement = compiled(
        f"{{ categories{given} {{ id }} }}", vendor="postgresql" if alias == "default" else "sqlite"
    )
    assert [one["id"] for one in plain(loads(run(statement, alias)))["categories"]] == sorted(KEYS)


@pytest.mark.parametrize("alias", ALIASES)
@pytest.mark.django_db(databases=ALIASES)
def test_page_repeats_a_row(alias: str) -> None:
    Category.objects.using(alias).bulk_create([Category(id=key, name="same") for key in KEYS])
    text = "query Page($n: Int) { categories(order_by: [{ name: desc }], limit: 3, offset: $n) { id } }"
    statement = compiled(text, vendor="postgresql" if alias == "default" else "sqlite")
    pages = [plain(loads(run(statement, alias, {"n": start})))["categories"] for start in range(0, 12, 3)]
    assert [one["id"] for page in pages for one in page] == sorted(KEYS)
