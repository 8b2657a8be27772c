"""A child model's row is a row of its parent: what hides the one hides the other."""

from __future__ import annotations

from typing import Any

import pytest

from django_graphgate.execution.connection import dialect_of
from tests.support.shop.exact import loads, plain
from tests.support.shop.running import ALIASES, compiled, role_of, run, shop  # noqa: F401

pytestmark = [pytest.mark.django_db(databases=ALIASES), pytest.mark.usefixtures("shop")]

NOTHING: dict[str, Any] = {
    "{ bundles { id name pieces } }": {"bundles": []},
    "{ bundles { pieces } }": {"bundles": []},
    "{ bundle(id: 7) { name } }": {"bundle": None},
    "{ bundles_connection { totalCount } }": {"bundles_connection": {"totalCount": 0}},
    "{ categories(where: { id: { in: [1] }, not: { products: { bundle: {} } } }) { id } }": {
        "categories": [{"id": 1}]
    },
}


@pytest.mark.parametrize("alias", ALIASES)
@pytest.mark.parametrize("text", NOTHING)
def test_limit_of_no_rows_of_a_parent_shows_none_of_its_child_models(alias: str, text: str) -> None:
    tables = [
        {"name": "products", "query": {"limit": 0}},
        *({"name": name, "query": {}} for name in ("bundles", "categories")),
    ]
    role = role_of({"name": "children", "tables": tables})
    statement = compiled(text, role, dialect_of(alias).name, flags=("relay",))
    assert plain(loads(run(statement, alias))) == NOTHING[text]


@pytest.mark.parametrize("alias", ALIASES)
def test_limit_of_some_rows_of_a_parent_hides_none_of_its_child_models(alias: str) -> None:
    tables = [{"name": "products", "query": {"limit": 1}}, {"name": "bundles", "query": {}}]
    role = role_of({"name": "children", "tables": tables})
    statement = compiled("{ bundles { id } }", role, dialect_of(alias).name)
    assert plain(loads(run(statement, alias))) == {"bundles": [{"id": 7}, {"id": 8}]}


WILDCARD = {"if_column": "owner_id", "filter": "{ owner_id: { eq: $user_id } }"}


@pytest.mark.parametrize("alias", ALIASES)
@pytest.mark.parametrize("parent", [None, {}, {"columns": ["id"]}, {"block": True}])
def test_wildcard_rule_forgets_the_column_that_a_child_model_inherits(alias: str, parent: Any) -> None:
    tables = [{"name": "*", "query": {"filters": [WILDCARD]}}]
    if parent is not None:
        tables.append({"name": "products", "query": parent})
    role = role_of({"name": "owner", "tables": tables})
    statement = compiled("{ bundles { pieces } }", role, dialect_of(alias).name)
    assert plain(loads(run(statement, alias, user_id="4"))) == {"bundles": [{"pieces": -1}]}
    assert plain(loads(run(statement, alias, user_id="2"))) == {"bundles": []}
