"""Functions of the project as root fields: what they are given, what they give, and what becomes of the rows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from asgiref.sync import async_to_sync
from django.db import connections
from django.test import RequestFactory
from django.utils import timezone

from django_graphgate.access import load_roles
from django_graphgate.actions.locks import lock_number
from django_graphgate.gate import Gate, Result, get_gate
from django_graphgate.ir.identity import Identity
from django_graphgate.messages import GateRequest
from django_graphgate.models import Action, ActionLock, ActionRun, AllowedOperation
from tests.support.actions.fields import CALLS, action_fields
from tests.support.gate.house import caller, settings_of
from tests.support.shop.fixture import load
from tests.support.shop.models import Product

ROLES: dict[str, Any] = {
    "roles": [
        {"name": "anon", "tables": []},
        {"name": "editor", "tables": []},
        {
            "name": "user",
            "tables": [
                {"name": "categories", "query": {}},
                {"name": "tags", "query": {"columns": ["id"]}},
                {
                    "name": "products",
                    "query": {
                        "filters": ["{ id: { lt: 4 } }"],
                        "columns": ["id", "name", "owner_id"],
                        "limit": 2,
                    },
                    "update": {"columns": ["name"]},
                    "insert": {
                        "columns": ["name", "price"],
                        "presets": [{"owner_id": "$user_id", "created_at": "now"}],
                    },
                },
            ],
        },
    ]
}
USER = caller(1)
NAMED = {"cron": {"type": "header", "name": "X-Cron", "value": "c" * 40}}


@pytest.fixture
def gate(database: str, settings: Any, tmp_path: Path) -> Iterator[Gate]:
    """Development, with the functions of :mod:`tests.support.actions.fields`."""
    load(database)
    load_roles(ROLES)
    with action_fields(database):
        settings.GRAPHGATE = settings_of(tmp_path / "config", PRODUCTION=False, NAMED_AUTH=NAMED)
        yield get_gate()


def data_of(result: Result) -> Any:
    assert not result.errors, result.errors
    assert result.data is not None
    return json.loads(result.data)


def error_of(result: Result) -> dict[str, Any]:
    assert result.data is None, result.data
    return result.errors[0]


def test_returned_row_is_read_by_the_rules_of_the_caller(gate: Gate) -> None:
    result = gate.execute(
        'mutation { rename(product: 3, name: "New") { id name __typename } }', identity=USER
    )
    assert data_of(result) == {"rename": {"id": 3, "name": "New", "__typename": "Product"}}
    assert [CALLS[0]] == [("rename", ("user", "graphql", 3, "New"))]


def test_row_that_the_caller_may_not_see_is_null(gate: Gate) -> None:
    result = gate.execute("mutation { rename(product: 4) { id name } }", identity=USER)
    assert data_of(result) == {"rename": None}
    assert Product.objects.get(pk=4).name == "Renamed"


def test_rows_of_a_query_keep_their_order_and_the_limit_of_the_rule(gate: Gate) -> None:
    result = gate.execute(
        "query ($n: Int) { newest(limit: $n) { id } products { id } }", variables={"n": 50}, identity=USER
    )
    assert data_of(result) == {"newest": [{"id": 3}, {"id": 2}], "products": [{"id": 1}, {"id": 2}]}


def test_object_of_rows_and_values(gate: Gate) -> None:
    text = """mutation ($cart: [Int!]!) {
      checkout(cart: $cart, mode: slow) {
        warnings order { id name } them: others { id } total __typename
      }
    }"""
    result = gate.execute(text, variables={"cart": [1, 2, 9, 3]}, identity=USER)
    name = Product.objects.get(pk=1).name
    assert data_of(result)["checkout"] == {
        "warnings": ['slow \u2603 "quoted"\x1an'],
        "order": {"id": 1, "name": name},
        "them": [{"id": 2}, {"id": 3}],
        "total": 12.5,
        "__typename": "Checkout",
    }


def test_object_that_is_not_there_is_null(gate: Gate) -> None:
    assert data_of(gate.execute("mutation { checkout(cart: []) { warnings } }", identity=USER)) == {
        "checkout": None
    }


def test_lists_of_objects_with_rows(gate: Gate) -> None:
    text = "{ report(products: [2, 8, 1]) { steps { note product { id } } best { product { id owner_id } note } } }"
    owner = Product.objects.get(pk=2).owner_id
    assert data_of(gate.execute(text, identity=USER))["report"] == {
        "steps": [
            {"note": "n2", "product": {"id": 2}},
            {"note": "n8", "product": None},
            {"note": "n1", "product": {"id": 1}},
            {"note": None, "product": None},
        ],
        "best": {"product": {"id": 2, "owner_id": owner}, "note": "n2"},
    }


def test_plain_values_have_the_forms_of_columns(gate: Gate) -> None:
    text = """{ forms { whole number exact yes text key day clock moment length anything several } }"""
    result = gate.execute(text, identity=USER)
    assert result.data is not None
    assert result.data.decode() == (
        '{"forms":{"whole":2147483647,"number":1e+20,"exact":1.10,"yes":true,"text":"ü\\n\u2028",'
        '"key":"00000000-0000-0000-0000-000000000007","day":"2026-01-02","clock":"03:04:05.6",'
        '"moment":"2026-01-02T03:04:05.6+00:00","length":"P1DT00H00M03.5S",'
        '"anything":{"b":[1,null],"a":"\\u001an"},"several":[1,2.5]}}'
    )
    assert result.errors == []


def test_parameters_come_from_literals_variables_and_the_caller(gate: Gate) -> None:
    text = """mutation ($day: Date!, $tags: [String!], $data: JSON) {
      a: later(day: $day, tags: $tags, data: $data)
      b: later(day: "2026-02-03", tags: ["x", $user_id], data: {deep: [1, {k: "v"}]})
      c: later(day: "2026-02-03", tags: "alone", data: null)
      d: later(day: $now)
    }"""
    variables = {"day": "2026-01-02", "data": {"$user_id": 1}}
    answer = data_of(gate.execute(text, variables=variables, identity=USER))
    assert answer == {"a": "2026-01-02", "b": "2026-02-03", "c": "2026-02-03", "d": answer["d"]}
    day, other = dt.date(2026, 1, 2), dt.date(2026, 2, 3)
    assert [values for _, values in CALLS[:3]] == [
        (day, None, {"$user_id": 1}),
        (other, ["x", "1"], {"deep": [1, {"k": "v"}]}),
        (other, ["alone"], None),
    ]
    assert CALLS[3][1][1:] == (None, None)


def test_terse_spelling_needs_no_declared_variables(gate: Gate) -> None:
    text = 'mutation { checkout(cart: $cart, mode: "slow") { warnings } }'
    assert data_of(gate.execute(text, variables={"cart": [1]}, identity=USER))
    assert CALLS == [("checkout", ([1], "slow"))]


def test_default_counts_where_a_variable_is_absent(gate: Gate) -> None:
    text = "mutation ($name: String) { rename(product: 1, name: $name) { name } }"
    assert data_of(gate.execute(text, identity=USER)) == {"rename": {"name": "Renamed"}}


def test_fields_run_in_order_and_see_what_others_wrote(gate: Gate) -> None:
    text = """mutation {
      product(id: 2, update: {name: "Second"}) { name }
      rename(product: 2, name: "Third") { name }
      again: rename(product: 2, name: "Fourth") { name }
    }"""
    answer = data_of(gate.execute(text, identity=USER))
    assert answer == {
        "product": {"name": "Fourth"},
        "rename": {"name": "Fourth"},
        "again": {"name": "Fourth"},
    }
    assert [values[3] for _, values in CALLS] == ["Third", "Fourth"]


@pytest.mark.parametrize("included", [True, False])
def test_field_that_is_left_out_is_not_called(gate: Gate, included: bool) -> None:
    text = """mutation ($in: Boolean!) {
      mine @include(if: $in) rename(product: 1) @skip(if: $in) { id } never: mine @skip(if: true)
    }"""
    answer = data_of(gate.execute(text, variables={"in": included}, identity=USER))
    assert answer == ({"mine": "1"} if included else {"rename": {"id": 1}})
    assert [name for name, _ in CALLS] == (["mine"] if included else ["rename"])


def test_dry_run_calls_and_keeps_nothing(gate: Gate, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "DRY_RUN_ROLES": ["user"]}
    result = get_gate().execute(
        'mutation { rename(product: 1, name: "Dry") { name } }', identity=USER, dry_run=True
    )
    assert data_of(result) == {"rename": {"name": "Dry"}}
    assert Product.objects.get(pk=1).name != "Dry"
    assert [run.dry_run for run in ActionRun.objects.all()] == [True]


def test_key_of_the_caller_runs_a_function_once(gate: Gate) -> None:
    text = 'mutation { rename(product: 1, name: "Once") { name } }'
    answers = [gate.execute(text, identity=USER, idempotency_key="k") for _ in range(2)]
    assert data_of(answers[0]) == data_of(answers[1]) == {"rename": {"name": "Once"}}
    assert [name for name, _ in CALLS] == ["rename"]


def test_run_is_recorded(gate: Gate) -> None:
    data_of(gate.execute("mutation { mine rename(product: 1) { id } }", identity=USER))
    runs = ActionRun.objects.order_by("action")
    assert [(run.action, run.status, run.via, run.user_id, run.role, run.affected) for run in runs] == [
        ("mine", "done", "graphql", "1", "user", 0),
        ("rename", "done", "graphql", "1", "user", 1),
    ]


def test_query_with_a_function_may_be_a_get(gate: Gate) -> None:
    http = RequestFactory(REMOTE_ADDR="203.0.113.9").get("/")
    request = GateRequest(text="{ newest(limit: 50) { id } }", queries_only=True, http=http)
    assert data_of(gate.handle(request, USER)) == {"newest": [{"id": 3}, {"id": 2}]}
    assert [(run.status, run.origin) for run in ActionRun.objects.all()] == [("done", "203.0.113.9")]


def test_anonymous_caller_of_a_public_function(gate: Gate) -> None:
    anonymous = Identity.anonymous()
    text = "mutation Mine @skipAuth { mine }"
    assert data_of(gate.execute(text, identity=anonymous)) == {"mine": None}


def test_switched_off_function_is_not_called(gate: Gate) -> None:
    Action.objects.create(name="mine", source="callable", enabled=False)
    Action.objects.create(name="rename", source="callable", enabled=True)
    error = error_of(gate.execute("mutation { rename(product: 1) { id } mine }", identity=USER))
    assert (error["extensions"]["code"], error["path"]) == ("OPERATION_DISABLED", ["mine"])
    assert CALLS == []


def test_table_beside_a_call_is_written_through_its_model(gate: Gate) -> None:
    text = 'mutation { mine product(id: 1, update: {name: "Beside"}) { name } }'
    result = gate.execute(text, identity=USER)
    assert data_of(result) == {"mine": "1", "product": {"name": "Beside"}}
    assert result.extensions["graphgate"]["writes"]["product"]["way"] == "orm"


def test_failing_write_beside_a_call_does_not_call_twice(gate: Gate) -> None:
    text = 'mutation { mine product(id: 1, update: {name: "x"}) { id } fail(way: refused) }'
    error_of(gate.execute(text, identity=USER))
    assert [name for name, _ in CALLS] == ["mine", "fail"]


def test_value_without_a_form_is_null_with_an_error(gate: Gate) -> None:
    result = gate.execute("{ not_finite }", identity=USER)
    assert result.data == b'{"not_finite":[1.5,null,null]}'
    assert [(error["path"], error["extensions"]["code"]) for error in result.errors] == [
        (["not_finite", 1], "VALUE_WITHOUT_FORM"),
        (["not_finite", 2], "VALUE_WITHOUT_FORM"),
    ]


def test_pages_inside_of_returned_rows(gate: Gate) -> None:
    text = """mutation ($after: String) {
      rename(product: 1) { tags(first: 1, after: $after, order_by: {id: asc}) { id } tags_cursor }
    }"""
    pages, after = [], None
    while len(pages) < 2:
        row = data_of(gate.execute(text, variables={"after": after}, identity=USER))["rename"]
        pages.append(row["tags"])
        after = row["tags_cursor"]
    assert [len(page) for page in pages] == [1, 1]
    assert pages[0] != pages[1]


def test_function_gets_the_request(gate: Gate) -> None:
    http = RequestFactory().post("/api/graphql")
    assert data_of(gate.handle(GateRequest(text="mutation { alone }", http=http), USER)) == {
        "alone": "/api/graphql"
    }


def test_function_whose_lock_is_taken_is_not_called(gate: Gate, database: str) -> None:
    with taken("alone", database):
        error = error_of(gate.execute("mutation { mine alone }", identity=USER))
    assert (error["extensions"]["code"], error["path"]) == ("ACTION_BUSY", ["alone"])
    assert [name for name, _ in CALLS] == ["mine"]
    assert data_of(gate.execute("mutation { alone }", identity=USER)) == {"alone": None}


@contextmanager
def taken(name: str, database: str) -> Iterator[None]:
    """Another run has the lock of the action."""
    if database == "sqlite":
        lock = ActionLock.objects.create(
            name=name, holder="h", expires_at=timezone.now() + dt.timedelta(hours=1)
        )
        yield
        lock.delete()
        return
    parameters = connections[database].get_connection_params()
    kept = {
        key: parameters[key] for key in ("dbname", "user", "host", "port", "password") if parameters.get(key)
    }
    with psycopg.connect(**kept) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [lock_number(name)])
        yield


def test_named_operation_is_recorded(gate: Gate) -> None:
    data_of(gate.execute("mutation Renaming { rename(product: 1) { id } }", identity=USER))
    assert data_of(gate.execute(name="Renaming", identity=USER)) == {"rename": {"id": 1}}
    assert [row.kind for row in AllowedOperation.objects.all()] == ["mutation"]


def test_asynchronous_caller(gate: Gate) -> None:
    result = async_to_sync(gate.aexecute)('mutation { later(day: "2026-01-02") }', identity=USER)
    assert data_of(result) == {"later": "2026-01-02"}


def test_field_of_queries_that_is_written_twice_is_called_once(gate: Gate) -> None:
    text = """query ($in: Boolean!) {
      __typename newest(limit: 50) { id } ...on Query @include(if: $in) { newest(limit: 50) { name } }
      other: newest(limit: 0) { id } rest: newest(limit: 50) { id categories(limit: 1) @notRelated { id } }
    }"""
    for included in (True, False):
        CALLS.clear()
        answer = data_of(gate.execute(text, variables={"in": included}, identity=USER))
        assert [set(row) for row in answer["newest"]] == [{"id", "name"} if included else {"id"}] * 2
        assert (answer["__typename"], answer["other"]) == ("Query", [])
        assert [len(row["categories"]) for row in answer["rest"]] == [1, 1]
        assert CALLS == [("newest", 50), ("newest", 0), ("newest", 50)]
