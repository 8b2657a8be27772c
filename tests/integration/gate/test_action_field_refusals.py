"""What functions refuse, what they must not do, and what other callers must not learn of them."""

from __future__ import annotations

from typing import Any

import pytest

from django_graphgate.gate import Gate
from django_graphgate.ir.identity import Identity
from django_graphgate.models import ActionRun
from tests.integration.gate.test_action_fields import USER, data_of, error_of, gate  # noqa: F401
from tests.support.actions.fields import CALLS
from tests.support.gate.house import EDITOR
from tests.support.shop.models import Product

FAILURES = {
    "refused": ("ACTION_REFUSED", "The shop is closed."),
    "invalid": ("VALIDATION_FAILED", None),
    "denied": ("FORBIDDEN", None),
    "missing": ("VALIDATION_FAILED", None),
    "broken": ("INTERNAL_ERROR", "Something went wrong."),
    "rolled_back": ("ACTION_REFUSED", "The action was refused."),
    "other": ("INTERNAL_ERROR", "Something went wrong."),
    "none": ("INTERNAL_ERROR", "Something went wrong."),
    "twice": ("VALIDATION_FAILED", None),
    "slow": ("ACTION_TIMEOUT", None),
    "late": ("ACTION_TIMEOUT", None),
    "aborted": ("INTERNAL_ERROR", "Something went wrong."),
    "sql": ("INTERNAL_ERROR", "Something went wrong."),
}


@pytest.mark.parametrize("way", FAILURES)
def test_what_fails_writes_nothing_and_is_at_its_field(gate: Gate, way: str) -> None:  # noqa: F811
    before = Product.objects.get(pk=1).name
    text = f'mutation {{ product(id: 2, update: {{name: "never"}}) {{ id }} it: fail(way: {way}) mine }}'
    result = gate.execute(text, identity=USER)
    error = error_of(result)
    code, message = FAILURES[way]
    assert (error["extensions"]["code"], error["path"]) == (code, ["it"])
    assert message in (None, error["message"])
    assert "secret" not in result.body().decode()
    assert [name for name, _ in CALLS] == ["fail"]
    assert Product.objects.get(pk=1).name == before
    assert not Product.objects.filter(name="never").exists()
    [run] = ActionRun.objects.all()
    assert (run.action, run.status, run.code) == ("fail", "failed", code)
    assert run.error_id == error["extensions"].get("id", "")


def test_refusal_brings_its_own_facts(gate: Gate) -> None:  # noqa: F811
    error = error_of(gate.execute("mutation { fail(way: refused) }", identity=USER))
    assert error["extensions"] == {"until": "Monday", "code": "ACTION_REFUSED"}


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        ("product: 1, name: $long", "name"),
        ('product: 1, name: "a name of more than twenty characters"', "name"),
        ("product: 9223372036854775808", "whole number"),
    ],
)
def test_wrong_parameter_calls_nothing(gate: Gate, arguments: str, place: str) -> None:  # noqa: F811
    text = f"mutation {{ mine rename({arguments}) {{ id }} }}"
    error = error_of(gate.execute(text, variables={"long": "x" * 21}, identity=USER))
    assert error["extensions"]["code"] in ("BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED")
    assert place in error["message"]
    assert CALLS == []


@pytest.mark.parametrize(
    "text",
    [
        "mutation { rename { id } }",
        "mutation { rename(product: null) { id } }",
        "mutation { rename(product: 1, other: 2) { id } }",
        "mutation { rename(product: 1) }",
        "{ products { newest @notRelated { id } } }",
        "{ newest @notRelated { id } }",
        "{ newest_cursor }",
        "{ newest { id } newest(limit: 2) { id } }",
        "mutation { rename(product: 1) { price } }",
        "mutation { checkout(cart: [1], mode: quick) { total } }",
        "mutation { checkout(cart: [1]) { customer { id } } }",
        "mutation { checkout(cart: [null]) { total } }",
        'mutation { mine @nullIf(role: "user") }',
        "mutation { mine mine }",
        "mutation { newest { id } }",
        "{ mine }",
        "mutation { by_cron }",
        "mutation { rename(product: 1, where: {id: 1}) { id } }",
        "mutation { rename(product: 1, insert: {}) { id } }",
        'mutation { rename(product: 1) @schema(name: "other") { id } }',
    ],
)
def test_document_that_does_not_fit_calls_nothing(gate: Gate, text: str) -> None:  # noqa: F811
    error = error_of(gate.execute(text, identity=USER))
    assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert CALLS == []


@pytest.mark.parametrize("identity", [EDITOR, Identity.anonymous()])
@pytest.mark.parametrize("kind", ["mutation", "query"])
def test_action_of_another_role_does_not_exist(gate: Gate, identity: Identity, kind: str) -> None:  # noqa: F811
    name = {"mutation": "rename(product: 1)", "query": "newest"}[kind]
    answers = [
        gate.execute(f"{kind} A @skipAuth {{ {field} {{ id }} }}", identity=identity)
        for field in (name, name.replace("rename", "unknown").replace("newest", "unknown"))
    ]
    errors: list[Any] = [error_of(answer) for answer in answers]
    assert (
        errors[0]["message"].replace("rename", "unknown").replace("newest", "unknown") == errors[1]["message"]
    )
    assert errors[0]["extensions"] == errors[1]["extensions"]
    assert CALLS == []


def test_query_writes_nothing(gate: Gate) -> None:  # noqa: F811
    result = gate.execute("{ writes }", identity=USER)
    assert error_of(result)["extensions"]["code"] == "INTERNAL_ERROR"
    assert not Product.objects.filter(name="never").exists()
    assert data_of(gate.execute('mutation { rename(product: 1, name: "After") { name } }', identity=USER))


def test_schema_shows_the_fields_of_the_role_alone(gate: Gate) -> None:  # noqa: F811
    text = """{ __schema { mutationType { fields { name description args { name defaultValue type { kind name } } } }
      queryType { fields { name } } types { name enumValues { name } } } }"""

    def schema(identity: Identity) -> Any:
        return data_of(gate.execute(text, identity=identity))["__schema"]

    fields = {field["name"]: field for field in schema(USER)["mutationType"]["fields"]}
    assert {"rename", "checkout", "mine", "later"} <= fields.keys()
    assert not {"close_day", "by_cron", "newest"} & fields.keys()
    assert fields["rename"]["description"] == "Rename a product."
    assert [(each["name"], each["defaultValue"]) for each in fields["rename"]["args"]] == [
        ("product", None),
        ("name", '"Renamed"'),
    ]
    enums = {each["name"]: each["enumValues"] for each in schema(USER)["types"]}
    assert enums["CheckoutMode"] == [{"name": "fast"}, {"name": "slow"}]
    others = schema(EDITOR)
    assert {field["name"] for field in others["mutationType"]["fields"]} == {"close_day", "mine"}
    assert {"Checkout", "CheckoutMode", "Report"}.isdisjoint(each["name"] for each in others["types"])


def test_limits_hold_inside_of_what_is_returned(gate: Gate, settings: Any) -> None:  # noqa: F811
    aliases = " ".join(f"a{index}: mine" for index in range(200))
    assert (
        error_of(gate.execute(f"mutation {{ {aliases} }}", identity=USER))["extensions"]["code"]
        == "LIMIT_EXCEEDED"
    )
    assert CALLS == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("mutation { rename_all(first: 4) }", ["rename_all"]),
        ("mutation @maxAffected(rows: 5) { a: rename_all(first: 3) b: rename_all(first: 3) }", ["b"]),
    ],
)
def test_call_writes_no_more_rows_than_it_may(gate: Gate, text: str, path: list[str]) -> None:  # noqa: F811
    error = error_of(gate.execute(text, identity=USER))
    assert (error["extensions"]["code"], error["path"]) == ("MAX_AFFECTED_EXCEEDED", path)
    assert not Product.objects.filter(name="never").exists()
    assert data_of(gate.execute("mutation { rename_all(first: 3) }", identity=USER)) == {"rename_all": 3}
