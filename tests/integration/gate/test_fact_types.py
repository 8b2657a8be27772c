"""Facts about the caller that are no value of the column they are compared with: nobody's credential is wrong."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path
from typing import Any

import jwt
import pytest
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.http import QueryDict
from django.test import Client
from django.utils.http import urlencode

from django_graphgate.access import load_roles
from django_graphgate.admin.rule_form import RuleForm
from django_graphgate.auth.http import throttle
from django_graphgate.checks import check_state
from django_graphgate.errors import ConfigurationError
from django_graphgate.gate import get_gate
from django_graphgate.models import Role
from django_graphgate.publishing.sync_roles import sync_roles
from tests.support.gate.house import caller, freeze, only_code, settings_of, write_config
from tests.support.shop.fixture import load

SECRET = "9fUjVvFqz7yPb0Kb2mL3xwXhQx5rNn1dC4sTgYkZeRo"
PRODUCTS = {"Products": "query Products @skipAuth { products { id } }"}


def roles(filters: str) -> dict[str, Any]:
    rule = {"filters": [filters]}
    tables = [{"name": "products", "query": rule}, {"name": "purchases", "query": {}}]
    return {"roles": [{"name": name, "tables": tables} for name in ("anon", "user")]}


NEVER = [
    "{ code: { eq: $user_id } }",
    "{ code: { in: $user_id } }",
    "{ code: { in: [$user_id] } }",
    "{ not: { code: { eq: $user_id } } }",
    "{ created_at: { gt: $user_id } }",
    "{ is_public: { eq: $user_id } }",
    "{ owner: { birthday: { eq: $user_id } } }",
    "{ code: { eq: $user_role } }",
    "{ owner_id: { eq: $user_role } }",
    "{ owner_id: { eq: $user_id_provider } }",
    "{ price: { gt: $user_id_provider } }",
]
FITTING = [
    "{ owner_id: { eq: $user_id } }",
    "{ price: { eq: $user_id } }",
    "{ weight: { eq: $user_id } }",
    "{ stock: { in: [1, $user_id] } }",
    "{ name: { eq: $user_id } }",
    "{ name: { icontains_text: $user_id_provider } }",
]


@pytest.mark.parametrize("filters", NEVER)
def test_rule_that_can_hold_for_nobody_is_refused(
    database: str, settings: Any, tmp_path: Path, filters: str
) -> None:
    content = roles(filters)
    settings.GRAPHGATE = settings_of(tmp_path)
    write_config(tmp_path, PRODUCTS, content)
    with pytest.raises(ConfigurationError, match=r"is of type \w+, which no \w+ can be"):
        sync_roles(tmp_path)
    assert not Role.objects.exists()
    with pytest.raises(CommandError, match="which no"):
        freeze()
    form = RuleForm(QueryDict(urlencode({"table": "products", "action": "query", "filters": filters})))
    assert "which no" in str(form.errors)
    load_roles(content)
    assert "graphgate.W022" in {found.id for found in check_state(databases=[database])}


@pytest.mark.parametrize("filters", FITTING)
def test_rule_that_can_hold_is_taken(database: str, settings: Any, tmp_path: Path, filters: str) -> None:
    load(database)
    settings.GRAPHGATE = settings_of(tmp_path)
    write_config(tmp_path, PRODUCTS, roles(filters))
    call_command("graphgate_sync", verbosity=0)
    freeze()
    assert get_gate().execute(name="Products", identity=caller(2)).errors == []


@pytest.mark.parametrize(
    "argument", ["where: { code: { eq: $user_id } }", "where: { code: { eq: $user_role } }"]
)
def test_operation_that_can_find_nothing_is_refused(
    database: str, settings: Any, tmp_path: Path, argument: str
) -> None:
    operation = f"query Mine {{ products({argument}) {{ id }} }}"
    load_roles(roles("{ id: { gt: 0 } }"))
    settings.GRAPHGATE = settings_of(tmp_path, PRODUCTION=False)
    result = get_gate().execute(operation, identity=caller(1))
    assert only_code(result) == "GRAPHQL_VALIDATION_FAILED"
    write_config(tmp_path, {"Mine": operation}, roles("{ id: { gt: 0 } }"))
    said = io.StringIO()
    with pytest.raises(CommandError):
        call_command("graphgate_freeze", stdout=said, stderr=said)
    assert "which no UUID can be" in said.getvalue()


def test_lock_of_another_type_of_user_ids_does_not_fit(database: str, settings: Any, tmp_path: Path) -> None:
    load(database)
    content = roles("{ code: { eq: $user_id } }")
    load_roles(content)
    write_config(tmp_path, PRODUCTS, content)
    settings.GRAPHGATE = settings_of(tmp_path, USER_ID_TYPE="uuid")
    freeze()
    assert not get_gate().execute(name="Products", identity=caller(str(_code()))).errors
    settings.GRAPHGATE = settings_of(tmp_path)
    assert only_code(get_gate().execute(name="Products", identity=caller(1))) == "GATE_MISCONFIGURED"


def _code() -> object:
    from tests.support.shop.models import Product

    return Product.objects.values_list("code", flat=True)[0]


# ------------------------------------------------------------------------------------- at run time


@pytest.mark.parametrize(
    "filters",
    ["{ owner_id: { eq: $user_id } }", "{ not: { owner_id: { eq: $user_id } } }", "{ owner_id: { nin: [$user_id] } }",
     "{ owner_id: { neq: $user_id } }", "{ or: [{ id: { gt: 0 } }, { owner_id: { eq: $user_id } }] }"],
)  # fmt: skip
@pytest.mark.parametrize("user", ["alice", "99999999999999999999", "1.5", " 1", "auth0|1"])
def test_rule_is_false_for_an_id_that_is_no_value_of_the_column(
    database: str, settings: Any, tmp_path: Path, filters: str, user: str
) -> None:
    load(database)
    load_roles(roles(filters))
    write_config(tmp_path, PRODUCTS, roles(filters))
    settings.GRAPHGATE = settings_of(tmp_path, USER_ID_TYPE="text")
    freeze()
    result = get_gate().execute(name="Products", identity=caller(user))
    assert (result.status, result.errors, result.json()["data"]) == (200, [], {"products": None})
    assert get_gate().execute(name="Products", identity=caller("2")).json()["data"]["products"] is not None


@pytest.mark.parametrize("subject", ["auth0|abc", "7f3c", "1.0", "9" * 40])
def test_genuine_token_about_somebody_else_locks_nobody_out(
    database: str, settings: Any, tmp_path: Path, subject: str
) -> None:
    throttle.forget_failures()
    caches["default"].clear()
    load(database)
    content = roles("{ owner_id: { eq: $user_id } }")
    load_roles(content)
    write_config(tmp_path, PRODUCTS, content)
    settings.ROOT_URLCONF = "tests.support.views.urls"
    settings.GRAPHGATE = settings_of(tmp_path, AUTH=[{"type": "jwt", "secret": SECRET}], AUTH_FAILURE_LIMIT=3)
    freeze()
    for number in range(6):
        assert _status(subject, number) == 401
    assert _status("2", 0) == 200


def _status(subject: str, number: int) -> int:
    token = jwt.encode({"sub": subject, "exp": time.time() + 60, "jti": str(number)}, SECRET, "HS256")
    headers = {"Authorization": f"Bearer {token}"}
    payload = json.dumps({"operationName": "Products"})
    return Client().post("/api/v1/graphql", payload, "application/json", headers=headers).status_code
