"""What a role may not see looks like what does not exist: the same sentence, whatever the document does with it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from django_graphgate.access import load_roles
from django_graphgate.gate import get_gate
from tests.support.gate.house import freeze

ANON = {
    "name": "anon",
    "tables": [{"name": "products", "query": {"columns": ["id", "name"]}}, {"name": "tags", "query": {}}],
}
COLUMNS = {"price": "prise", "attributes": "attribute_", "owner_id": "owner_ix", "is_public": "is_publix"}
"""A hidden column, and a name of the same length that no table has."""
COLUMN_PLACES = (
    "{ products { # } }",
    "{ products { name # { a } } }",
    "{ product { # } }",
    "{ products { tags { slug } # @include(if: true) } }",
    "{ products { name @nullUnless(var: $v) # @nullIf(var: $v) } }",
    "{ products { #(includeIf: { # : 1 }) } }",
    "{ products { name(includeIf: { #: { eq: 1 } }) } }",
    "{ products(where: { #: 1 }) { id } }",
    "{ products(where: { #: [1, 2] }) { id } }",
    "{ products(where: { #: { eq: 1 } }) { id } }",
    '{ products(where: { #: { greater_than: "a", _lt: 1 } }) { id } }',
    "{ products(where: { #: { or: [{ gt: 1 }, { lt: 2 }] } }) { id } }",
    "{ products(where: { #: { and: { gt: 1, lt: 2 } }, or: { #: 1, id: 2 } }) { id } }",
    "{ products(where: { #: $v }) { id } }",
    "{ products(where: { #: $v, id: $v, name: $v }) { id } }",
    "query ($v: Int) { products(where: { #: { in: $v } }) { id } }",
    "query ($v = 3) { products(where: { #: $v }) { id } }",
    "{ products(where: { #: { gt: { column: name } } }) { id } }",
    '{ products(where: { name: { gt: { column: "#" } } }) { id } }',
    "{ products(where: { #: { like: { column: # } } }) { id } }",
    "{ products(where: { #_to_column: { gt: id } }) { id } }",
    "{ products(where: { name_to_column: { gt: # } }) { id } }",
    "{ products(where: { tags: { products: { #: { is_null: $v } } } }) { id } }",
    "{ products(order_by: { #: desc }) { id } }",
    '{ products(order_by: { #: "desc" }) { id } }',
    '{ products(order_by: { #: [[1, 2], "asc"] }) { id } }',
    '{ products(order_by: { #: [$v, "asc"] }) { id } }',
    "{ products(order_by: [{ #_in_order: { values: [1] } }]) { id } }",
    "{ products(distinct: [#]) { id } }",
    '{ products(distinct: ["#"]) { id } }',
    "{ products(distinct: #) { id } }",
    "{ products(#: 1) { id } }",
    "{ tags { products { # } } }",
    "{ tags { products(where: { #: 1 }) { id } } }",
    "fragment F on Product { # } { products { ...F } }",
)
RELATIONS = {
    "owner": "ownex",
    "category": "categorx",
    "purchases": "purchasex",
}
RELATION_PLACES = (
    "{ products { # { id } } }",
    "{ products { # } }",
    "{ products { #(limit: 1) { id } } }",
    "{ products { #(id: 1) { id } } }",
    "{ products { # @object { id } } }",
    "{ products { #_cursor } }",
    "{ products { # { # { id } } } }",
    "{ products(where: { #: { id: 1 } }) { id } }",
    "{ products(where: { #: { id: { eq: $v } } }) { id } }",
    "{ products(where: { #: {} }) { id } }",
    "{ products(where: { not: { #: { id: [1] } } }) { id } }",
    "{ products(order_by: { #: { id: asc } }) { id } }",
    '{ products(order_by: [{ #: { id: "asc" } }]) { id } }',
)
TABLES = {"customers": "customerx", "customer": "customex", "purchases": "purchasex", "profile": "profilx"}
TABLE_PLACES = (
    "{ # { id } }",
    "{ # }",
    "{ #(id: 1) { id } }",
    "{ #(id: $v) { id } }",
    "{ # @object { id } }",
    "{ #(where: { id: 1 }) { name } }",
    "{ #(order_by: { id: desc }) { id } }",
    "{ # { id } #_cursor }",
    "{ #_cursor }",
    "{ products { # { id } } }",
    "{ products { ... on # { id } } }",
    "fragment F on # { id } { products { ...F } }",
    "query ($v: #) { products { id } }",
)
TYPES = {"Customer": "Customex", "Purchase": "Purchasx", "CustomerFilter": "CustomerFiltex"}
TYPE_PLACES = (
    "{ products { ... on # { id } } }",
    "fragment F on # { id } { products { ...F } }",
    "query ($v: #) { products(where: { id: $v }) { id } }",
    "query ($v: [#!]) { products { id } }",
)
ALL = [
    (place, hidden, missing)
    for places, names in (
        (COLUMN_PLACES, COLUMNS),
        (RELATION_PLACES, RELATIONS),
        (TABLE_PLACES, TABLES),
        (TYPE_PLACES, TYPES),
    )
    for place in places
    for hidden, missing in names.items()
]


@pytest.fixture
def project(settings: Any, tmp_path: Path, db: None) -> dict[str, Any]:
    settings.GRAPHGATE = {
        "MODELS": ["shop"],
        "CONFIG_DIR": tmp_path / "config",
        "PRODUCTION": False,
        "REQUIRE_AUTH": False,
        "USAGE_INTERVAL": None,
    }
    load_roles([ANON, {"name": "all", "tables": [{"name": "customers", "query": {}}]}])
    return dict(settings.GRAPHGATE)


SUGGESTION = re.compile(r" Did you mean [^?]*\?")


def suggested(text: str, name: str) -> str:
    """All that is said of a document, without the name itself."""
    return json.dumps(get_gate().execute(text.replace("#", name), variables={"v": 1}).json()).replace(
        name, "#"
    )


def told_plainly(text: str, name: str) -> str:
    """The same without suggestions, which depend on how a name is written, and on line breaks."""
    return SUGGESTION.sub("", suggested(text, name)).replace(". Found", ", found")


def test_hidden_name_is_distinguished_from_one_that_does_not_exist(project: dict[str, Any]) -> None:
    different = []
    for place, hidden, missing in ALL:
        one, other = told_plainly(place, hidden), told_plainly(place, missing)
        if one != other:
            different.append((place, hidden, one, other))
    assert different == []


NEAR = (
    "pric",
    "prices",
    "owner_i",
    "is_publi",
    "attribute",
    "customer_",
    "Customr",
    "purchase_",
    "profiles_",
    "pasword",
)
NAMES = (
    "price",
    "owner",
    "is_public",
    "attributes",
    "customers",
    "customer",
    "Customer",
    "purchases",
    "profiles",
    "password",
)


@pytest.mark.parametrize("near", NEAR)
def test_suggestion_names_what_the_role_may_not_see(project: dict[str, Any], near: str) -> None:
    for place in (*COLUMN_PLACES, *RELATION_PLACES, *TABLE_PLACES, *TYPE_PLACES):
        said = suggested(place, near)
        assert not [one for one in NAMES if one in said.replace("is_public__", "")], (place, said)


def test_suggestion_is_missing_in_development(project: dict[str, Any]) -> None:
    assert "Did you mean" in suggested("{ products { # } }", "nam")
    assert "Did you mean 'products'" in suggested("{ # { id } }", "product_s")


def test_suggestion_is_made_in_production(project: dict[str, Any], settings: Any) -> None:
    folder = Path(project["CONFIG_DIR"])
    folder.mkdir()
    (folder / "allow.list").write_text("query Known { products { id } }\n")
    (folder / "roles.json").write_text(json.dumps({"roles": [ANON]}))
    freeze()
    settings.GRAPHGATE = {**project, "PRODUCTION": True}
    asked = [place.replace("#", "nam") for place in (*COLUMN_PLACES, *RELATION_PLACES, *TABLE_PLACES)]
    said = {str(get_gate().execute(text).errors) for text in asked}
    said |= {str(get_gate().execute(name=name).errors) for name in ("Know", "known", "product")}
    assert len(said) == 1
    assert "mean" not in said.pop()
