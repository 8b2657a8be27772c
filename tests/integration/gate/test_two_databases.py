"""A statement that looks into two databases is refused, wherever in it the second one stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from django_graphgate.access import load_roles
from django_graphgate.gate import get_gate
from tests.support.gate.house import EDITOR, PROJECT, only_code, roles, rule
from tests.support.shop.fixture import load
from tests.support.shop.models import Product


class Apart:
    """Tags and purchases are in another database than the rest."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return "sqlite" if model._meta.model_name in ("tag", "purchase") else "default"

    db_for_write = db_for_read


@pytest.fixture(autouse=True)
def apart(settings: Any, tmp_path: Path) -> None:
    load("default")
    settings.GRAPHGATE = {**PROJECT, "CONFIG_DIR": tmp_path, "PRODUCTION": False}
    settings.DATABASE_ROUTERS = [f"{__name__}.Apart"]


@pytest.mark.django_db(databases=["default", "sqlite"])
@pytest.mark.parametrize(
    "text",
    [
        "{ products { tags { slug } } }",
        '{ products(where: { tags: { slug: { eq: "x" } } }) { id } }',
        "{ products { name(includeIf: { tags: {} }) } }",
        "{ customers { buyers: products(where: { not: { purchases: {} } }) { id } } }",
    ],
)
def test_statement_over_two_databases_runs_in_one(text: str) -> None:
    load_roles(roles())
    assert only_code(get_gate().execute(text, identity=EDITOR)) == "UNSUPPORTED"
    assert not get_gate().execute("{ products { id category { name } } }", identity=EDITOR).errors


@pytest.mark.django_db(databases=["default", "sqlite"])
def test_filter_of_a_rule_looks_into_the_wrong_database() -> None:
    content = roles()
    rule(content, "editor", "products")["filters"] = ["{ tags: {} }"]
    load_roles(content)
    assert only_code(get_gate().execute("{ products { id } }", identity=EDITOR)) == "UNSUPPORTED"
    assert (
        only_code(get_gate().execute("{ categories { products { id } } }", identity=EDITOR)) == "UNSUPPORTED"
    )
    assert not get_gate().execute("{ categories { id } }", identity=EDITOR).errors


class Wandering:
    """The shop is read from another database at each turn, as from a replica of another make."""

    alias = "default"

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return Wandering.alias if model._meta.app_label == "shop" else "default"


@pytest.mark.django_db(databases=["default", "sqlite"])
def test_operation_stays_in_the_database_where_it_ran_first(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATABASE_ROUTERS = [f"{__name__}.Wandering"]
    load_roles(roles())
    load("sqlite")
    Product.objects.using("sqlite").filter(pk__gt=2).delete()
    ids: dict[str, list[int]] = {"default": [], "sqlite": []}
    for alias in (*ids, *ids):
        monkeypatch.setattr(Wandering, "alias", alias)
        ids[alias] = list(Product.objects.using(alias).order_by("pk").values_list("pk", flat=True))
        answer = get_gate().execute("query Some { products { id } }", identity=EDITOR).json()
        assert [row["id"] for row in answer["data"]["products"]] == ids[alias]
    assert ids["default"] != ids["sqlite"] == [1, 2]
