"""Actions of SQL: statements in one transaction or without one, and what they give."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from django_graphgate.errors import TooManyAffected
from django_graphgate.models import ActionRun
from tests.support.actions.running import parameter, run, sql_action
from tests.support.shop.models import Tag

pytestmark = pytest.mark.django_db


def slugs() -> list[str]:
    return list(Tag.objects.order_by("slug").values_list("slug", flat=True))


@pytest.fixture(autouse=True)
def tags(database: str) -> None:
    Tag.objects.bulk_create([Tag(slug=slug) for slug in ("a", "b", "c")])


def test_several_statements_run_in_order() -> None:
    text = (
        "INSERT INTO shop_tag (slug) VALUES ($slug); -- a comment; with $nothing\n"
        "UPDATE shop_tag SET slug = slug || '; $slug 100%' WHERE slug = $slug;"
        "SELECT slug FROM shop_tag WHERE slug LIKE $slug || '%';"
    )
    result = run(sql_action(text, parameter("slug", "String!")), slug="new")
    assert (result.status, result.count) == ("done", 2)
    assert result.rows == [{"slug": "new; $slug 100%"}]
    record = ActionRun.objects.get()
    assert (record.pk, record.status, record.affected) == (result.run_id, "done", 2)
    assert (record.user_id, record.role, record.via, record.action) == ("7", "user", "http", "tidy")


def test_more_rows_than_allowed_roll_back() -> None:
    definition = sql_action(
        "DELETE FROM shop_tag WHERE slug <> $slug", parameter("slug", "String!"), max_affected=1
    )
    with pytest.raises(TooManyAffected):
        run(definition, slug="a")
    assert slugs() == ["a", "b", "c"]
    assert ActionRun.objects.get().code == "MAX_AFFECTED_EXCEEDED"


def test_dry_run_rolls_back() -> None:
    result = run(sql_action("DELETE FROM shop_tag"), dry_run=True)
    assert (result.count, slugs()) == (3, ["a", "b", "c"])


VALUES: list[tuple[str, Any, Any]] = [
    ("Int!", 3, 3),
    ("Decimal", Decimal("1.50"), 1.5),
    ("String", "it's; --", "it's; --"),
    ("Date", "2026-02-03", "2026-02-03"),
    ("Int", None, None),
]


@pytest.mark.parametrize(("type_", "value", "expected"), VALUES)
def test_parameter_comes_back(type_: str, value: Any, expected: Any) -> None:
    result = run(sql_action("SELECT $x AS y", parameter("x", type_)), x=value)
    assert result.rows == [{"y": expected}]
    assert (result.count, result.written) == (1, 0)


def test_callers_facts_are_parameters() -> None:
    result = run(sql_action("SELECT count(*) AS n FROM shop_tag WHERE id > $user_id AND slug <> $user_role"))
    assert result.rows == [{"n": len([tag for tag in Tag.objects.all() if tag.pk > 7])}]
