"""What tools that attack GraphQL servers send: what must not run, and what must not be learnt."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_graphgate.gate import get_gate
from tests.conftest import DENIAL_ID
from tests.integration.views.test_production import production
from tests.support.views.calling import Caller, error_of

__all__ = ["production"]

OVERLOADS = {
    "aliases": "query A { __typename "
    + " ".join(f"alias{number}: __typename" for number in range(101))
    + " }",
    "circular introspection": "query C { __schema { types { "
    + "fields { type { " * 4
    + "name"
    + " } }" * 4
    + " } } }",
    "directives": "query D { __typename " + "@aa" * 101 + " }",
    "repeated field": "query R { " + "__typename \n" * 500 + "}",
    "depth": "query D { " + "products { category { " * 10 + "id" + " } }" * 10 + " }",
}
INTROSPECTION = "query I { __schema { queryType { name } types { name fields { name } } } }"
PROBES = (
    "query P { produts { id } }",
    "query P { products { nam } }",
    "query P { products { id nothing { id } } }",
    "query P { products(limt: 1) { id } }",
    "query P { products(where: { nme: { eq: 1 } }) { id } }",
    "query P { products(where: { name: { eqq: 1 } }) { id } }",
    "query P { products(order_by: { name: ascc }) { id } }",
    "query P($a: Prodct) { products(id: $a) { id } }",
    "query P { products { id ... on Prodct { id } } }",
)


@pytest.mark.parametrize("text", [*OVERLOADS.values(), *PROBES, INTROSPECTION, "query P {"])
def test_production_says_more_than_no(production: Caller, text: str) -> None:
    get_gate()  # which asks for the types of columns when it loads
    with CaptureQueriesContext(connection) as queries:
        responses = [production.post({"query": text}), production.get(query=text)]
    assert len(queries) == 0
    for response in responses:
        body = json.loads(response.content)
        if response.status_code != 414:  # longer than a URL may be
            assert response.status_code == 403
            assert body == {
                "errors": [
                    {
                        "message": "This operation is not on the allow list.",
                        "extensions": {"code": "OPERATION_NOT_ALLOWED", "id": DENIAL_ID},
                    }
                ]
            }


@pytest.mark.parametrize("what", OVERLOADS)
def test_overload_runs_in_development(caller: Caller, what: str) -> None:
    status, code = error_of(caller.post({"query": OVERLOADS[what]}))
    assert (status, code) in ((200, "LIMIT_EXCEEDED"), (200, "GRAPHQL_VALIDATION_FAILED"))


@pytest.mark.parametrize("probe", PROBES)
def test_errors_teach_names_to_a_role_that_may_not_ask_for_them(
    caller: Caller, settings: Any, probe: str
) -> None:
    reported = caller.post({"query": probe}).content.decode()
    settings.GRAPHGATE = {**settings.GRAPHGATE, "INTROSPECTION_ROLES": ["user"]}
    kept = caller.post({"query": probe})
    assert error_of(kept)[1] == "GRAPHQL_VALIDATION_FAILED"
    assert "Did you mean" not in kept.content.decode()
    if probe is not PROBES[2]:
        assert "Did you mean" in reported
    assert error_of(caller.post({"query": INTROSPECTION})) == (403, "FORBIDDEN")


def test_same_fault_many_times_fills_the_answer(caller: Caller) -> None:
    text = "query D { __typename " + "@aa" * 100 + " }"
    errors = json.loads(caller.post({"query": text}).content)["errors"]
    assert len(errors) == 2
    assert errors[0]["message"] == "Unknown directive '@aa'."
    assert len(errors[0]["locations"]) == 20
    assert errors[1]["message"].startswith("Too many validation errors")
