"""A rule that needs a fact about the caller holds for no row without it, wherever the fact stands."""

from __future__ import annotations

from typing import Any

import pytest

from django_graphgate.execution.connection import dialect_of
from django_graphgate.rules.model import StoredRole, StoredRule
from tests.support.shop.exact import loads, plain
from tests.support.shop.running import ALIASES, compiled, run, shop  # noqa: F401

pytestmark = [pytest.mark.django_db(databases=ALIASES), pytest.mark.usefixtures("shop")]

OWN = "owner: { id: { eq: $user_id } }"
FILTERS = {
    "compared": "{ owner_id: { eq: $user_id } }",
    "not": "{ not: { owner_id: { eq: $user_id } } }",
    "unequal": "{ owner_id: { neq: $user_id } }",
    "in a list": "{ owner_id: { in: [$user_id, 7] } }",
    "exists": f"{{ {OWN} }}",
    "not exists": f"{{ not: {{ {OWN} }} }}",
    "not exists in or": f"{{ or: [{{ id: {{ lt: 0 }} }}, {{ not: {{ {OWN} }} }}] }}",
    "not not not exists": f"{{ not: {{ not: {{ not: {{ {OWN} }} }} }} }}",
    "not and": f"{{ not: {{ and: [{{ id: {{ gt: 0 }} }}, {{ {OWN} }}] }} }}",
    "exists of not": "{ owner: { not: { id: { eq: $user_id } } } }",
    "or": "{ or: [{ id: { gt: 0 } }, { owner_id: { eq: $user_id } }] }",
}


def ask(alias: str, given: str, text: str, user_id: str | None) -> Any:
    rules = [StoredRule(table=name) for name in ("categories", "customers", "tags")]
    role = StoredRole(name="reader", rules=(StoredRule(table="products", filters=(given,)), *rules))
    return plain(loads(run(compiled(text, role, dialect_of(alias).name), alias, None, user_id)))


@pytest.mark.parametrize("alias", ALIASES)
@pytest.mark.parametrize("name", FILTERS)
def test_rule_holds_without_the_fact_that_it_needs(alias: str, name: str) -> None:
    given = FILTERS[name]
    assert ask(alias, given, "{ products { id } }", None) == {"products": None}
    assert ask(alias, given, "{ products(id: 1) { id } }", None) == {"products": None}
    nested = ask(alias, given, "{ categories { products { id } } }", None)["categories"]
    assert {repr(one["products"]) for one in nested} == {"None"}
    some = "{ categories(where: { products: { id: { gt: 0 } } }) { id } }"
    assert ask(alias, given, some, None) == {"categories": []}
    none = "{ categories(where: { not: { products: { id: { gt: 0 } } } }) { id } }"
    everything = ask(alias, given, "{ categories { id } }", None)
    assert ask(alias, given, none, None) == everything


@pytest.mark.parametrize("alias", ALIASES)
def test_rule_does_not_hold_with_the_fact(alias: str) -> None:
    seen = {
        name: ask(alias, given, "{ products { id } }", "1")["products"] for name, given in FILTERS.items()
    }
    assert all(seen.values()), seen
    assert seen["compared"] == seen["exists"] != seen["or"]
