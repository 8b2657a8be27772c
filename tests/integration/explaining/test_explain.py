"""``graphgate_explain``: what it says of a role is what a request of that role meets."""

from __future__ import annotations

import ast
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

import django_graphgate
from django_graphgate.access import load_roles
from django_graphgate.allowlist.file import render_allow_list
from django_graphgate.allowlist.listed import AllowList, list_operation
from django_graphgate.audit.append import append_now
from django_graphgate.gate import get_gate
from django_graphgate.ir.audit_entry import AuditEntry
from django_graphgate.messages import GateRequest
from tests.support.auth.sessions import new_user
from tests.support.gate.house import (
    EDITOR,
    OPERATIONS,
    ROLES,
    House,
    caller,
    copy_frozen,
    roles,
    rule,
    write_config,
)
from tests.support.shop.fixture import load


@pytest.fixture
def house(database: str, settings: Any, tmp_path: Path) -> House:
    load(database)
    load_roles(ROLES)
    house = House(settings, copy_frozen(tmp_path / "config"))
    house.open()
    return house


def explained(*arguments: str) -> dict[str, Any]:
    """What the command says, for programs."""
    out = io.StringIO()
    call_command("graphgate_explain", *arguments, "--format", "json", stdout=out)
    explanation: dict[str, Any] = json.loads(out.getvalue())
    return explanation


def text_of(*arguments: str) -> str:
    out = io.StringIO()
    call_command("graphgate_explain", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("role", ["anon", "user", "editor"])
def test_request_meets_something_else(house: House, name: str, role: str) -> None:
    identity = {"anon": None, "user": caller(1), "editor": EDITOR}[role]
    result = get_gate().execute(
        name=name, variables={"id": 1} if name == "ProductById" else {}, identity=identity
    )
    user = ["--user", "1"] if role == "user" else []
    said = explained(
        name, "--role", role, *user, "--variables", '{"id": 1}' if name == "ProductById" else "{}"
    )
    assert said["passes"] == (result.data is not None)
    if not said["passes"]:
        assert said["reasons"][0].startswith(f"{result.code}: ")
        assert said["sql"] == ""


def test_denial_has_no_reason_and_no_way_out(house: House) -> None:
    said = explained("Mails", "--role", "user", "--user", "1")
    assert any("email" in reason for reason in said["reasons"])
    assert said["nearest_role"] == "editor"
    assert explained("ForEditors", "--role", "user", "--user", "1")["nearest_role"] == "editor"


def test_rule_is_set_elsewhere(house: House) -> None:
    content = roles()
    content["roles"].append({"name": "reader", "extends": "user", "match": "id > 5"})
    load_roles(content)
    (said,) = explained("MyPurchases", "--role", "reader", "--user", "1")["rules"]
    assert (said["table"], said["action"], said["origin"]) == ("purchases", "query", "user")
    assert said["filters"] == ["{ customer_id: { eq: $user_id } }"]
    (said,) = explained("Categories", "--role", "reader", "--user", "1")["rules"]
    assert said["columns"] is None


@pytest.mark.parametrize(
    "data",
    [
        {"surface": "action", "namespace": ""},
        {"surface": "webhook", "namespace": ""},
        {"surface": "graphql", "namespace": "nowhere"},
    ],
)
def test_denial_is_not_explained_by_another_operation_of_the_name(house: House, data: dict[str, str]) -> None:
    entry = AuditEntry(event="denial", name="Mails", role="user", reference="a" * 32, data=data)
    append_now(entry)
    with pytest.raises(CommandError):
        explained("--denial", "a" * 32)


def test_long_statement_is_not_formatted(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sqlparse.engine.grouping.MAX_GROUPING_TOKENS", 10)
    assert "SELECT" in text_of("Products", "--role", "user")


def test_row_is_hidden_by_another_term(house: House) -> None:
    content = roles()
    rule(content, "user", "products")["filters"] = [
        "{ id: { gt: 1 }, price: { gte: 0 } }",
        "{ is_public: { eq: false } }",
    ]
    load_roles(content)
    (row,) = explained("Products", "--role", "user", "--user", "1", "--row", "2")["rows"]
    assert row["exists"]
    assert {term["term"].replace(" ", ""): term["holds"] for term in row["terms"]} == {
        "{id:{gt:1}}": True,
        "{price:{gte:0}}": True,
        "{is_public:{eq:false}}": False,
    }
    (row,) = explained("Products", "--role", "user", "--user", "1", "--row", "999")["rows"]
    assert (row["exists"], row["terms"]) == (False, [])
    (row,) = explained(
        "Products", "--role", "user", "--user", "1", "--row", '1" }) { id } x: products(where: { id: { eq: "1'
    )["rows"]
    assert not row["exists"]


def test_filter_is_asked_for_another_caller(house: House) -> None:
    for user, holds in (("1", True), ("2", False)):
        (row,) = explained("MyPurchases", "--role", "user", "--user", user, "--row", "1")["rows"]
        assert [term["holds"] for term in row["terms"]] == [holds]


def test_match_is_not_traced(house: House) -> None:
    content = roles()
    content["roles"].append({"name": "chief", "match": "is_staff and is_active"})
    load_roles(content)
    user = new_user(is_staff=False)
    said = explained("Categories", "--user", str(user.pk))
    assert said["role"] == "user"
    (match,) = said["matches"]
    assert (match["role"], match["outcome"]) == ("chief", "no")
    assert match["terms"] == {"is_staff": False, "is_active": True}
    assert "is_staff" in match["sql"]


def test_plan_and_index_are_missing(house: House, database: str) -> None:
    said = explained("Deep", "--role", "user", "--user", "1")
    assert said["database"] == database
    assert any("categor" in line for line in said["plan"]), said["plan"]
    assert "customers" in {each["table"].removeprefix("shop_") for each in said["missing_indices"]} or all(
        each["table"].startswith("shop_") for each in said["missing_indices"]
    )
    with connections[database].cursor() as cursor:
        known = connections[database].introspection.get_constraints(cursor, "shop_product")
    leading = {each["columns"][0] for each in known.values() if each["columns"]}
    assert (
        not {each["column"] for each in said["missing_indices"] if each["table"] == "shop_product"} & leading
    )


def test_index_of_a_filter_is_missing(house: House) -> None:
    (each,) = explained("Products", "--role", "anon")["missing_indices"]
    assert (each["column"], each["use"], each["model"]) == ("is_public", "filter", "shop.Product")
    assert each["suggestion"] == 'models.Index(fields=["is_public"], name="…")'


def test_text_says_less(house: House) -> None:
    said = text_of("Products", "--role", "anon")
    assert said.startswith("Products runs for the role anon.")
    for part in (
        "query products: set in the role anon",
        "{ is_public: { eq: true } }",
        "SELECT",
        "Plan:",
        "No index",
    ):
        assert part in said
    assert "The nearest role that may run it is editor." in text_of("Mails", "--role", "user", "--user", "1")


def test_query_is_analyzed_and_writes_nothing(house: House, database: str) -> None:
    if database == "default":
        said = explained("Products", "--role", "anon", "--analyze")
        assert any("actual" in line for line in said["plan"])
    else:
        assert "analyze" in explained("Products", "--role", "anon", "--analyze")["problem"]


def test_value_of_a_setting_is_printed(house: House) -> None:
    """Nor that of a variable: plans of servers quote them."""
    house.open(VARIABLES={"api_key": "s3cret-value"})
    content = roles()
    rule(content, "user", "customers")["filters"] = ["{ name: { eq: $api_key } }"]
    load_roles(content)
    for form in ("text", "json"):
        said = text_of(
            "Deep", "--role", "user", "--user", "1", "--variables", '{"name": "t0p"}', "--format", form
        )
        assert "$api_key" in said
        assert "s3cret" not in said
        assert "t0p" not in said


def test_variable_without_a_value(house: House) -> None:
    said = explained("ProductById", "--role", "anon")
    assert said["passes"]
    assert "id" in said["problem"]


def test_denial_is_explained_by_its_id(house: House) -> None:
    append_now(
        AuditEntry(
            event="denial",
            name="Mails",
            actor="1\x1b[31m",
            role="user",
            code="FORBIDDEN",
            reference="a" * 32,
            detail="why\n",
            at=1767225600.0,
        )
    )
    said = text_of("--denial", "a" * 32)
    assert said.startswith("2026-01-01 00:00:00 FORBIDDEN Mails by 1\\x1b[31m: why")
    assert "\x1b" not in said
    assert "Mails is denied for the role user." in said
    append_now(AuditEntry(event="access_change", name="roles"))  # which has no id
    for other in ("b" * 32, ""):
        with pytest.raises(CommandError, match="no denial"):
            explained("--denial", other)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"namespace": "partner"}, "not on the allow list"),
        ({"digest": "d" * 64}, "not on the allow list"),
        ({"surface": "action"}, "an action or webhook"),
    ],
)
def test_denial_is_explained_by_another_operation_of_its_name(
    house: House, data: dict[str, str], said: str
) -> None:
    event = AuditEntry(
        event="denial", name="Mails", role="user", code="FORBIDDEN", reference="c" * 32, data=data
    )
    append_now(event)
    with pytest.raises(CommandError, match=said):
        text_of("--denial", "c" * 32)


def test_denial_names_the_version(house: House) -> None:
    digest = get_gate().operations.find(GateRequest(name="Mails")).digest
    data = {"digest": digest, "namespace": "", "surface": "graphql"}
    append_now(
        AuditEntry(event="denial", name="Mails", role="user", code="FORBIDDEN", reference="c" * 32, data=data)
    )
    assert "Mails is denied for the role user." in text_of("--denial", "c" * 32)


@pytest.mark.parametrize("arguments", [(), ("Products", "--denial", "a" * 32)])
def test_question_is_not_clear(house: House, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="Name an operation, or a denial"):
        explained(*arguments)


@pytest.mark.parametrize("variables", ["{", "[]"])
def test_variables_are_no_object(house: House, variables: str) -> None:
    with pytest.raises(CommandError, match="--variables"):
        explained("Products", "--role", "anon", "--variables", variables)


def test_text_of_a_file_runs_in_production(house: House, tmp_path: Path) -> None:
    path = tmp_path / "query.graphql"
    path.write_text("query New @skipAuth { products { id } }")
    with pytest.raises(CommandError, match="by their names only"):
        explained(str(path), "--role", "anon")
    write_config(house.folder)
    house.open(PRODUCTION=False)
    assert explained(str(path), "--role", "anon")["operation"] == "New"


def test_operation_of_other_roles_runs_in_development(house: House, tmp_path: Path) -> None:
    """No statement was frozen there, so that nothing but the operation's own directive denies it."""
    house.open(PRODUCTION=False)
    path = tmp_path / "query.graphql"
    path.write_text('query New @requireAuth(roles: ["editor"]) { products { id } }')
    said = explained(str(path), "--role", "user", "--user", "1")
    assert (said["passes"], said["sql"], said["nearest_role"]) == (False, "", "editor")
    assert "for ('editor',)" in said["reasons"][0]


def test_example_of_the_list_is_not_used(house: House) -> None:
    path = house.folder / "allow.list"
    text = path.read_text()
    assert "query ProductById" in text
    listed = [
        list_operation(each, variables={"id": 1} if "ProductById(" in each else {})
        for each in OPERATIONS.values()
    ]
    path.write_text(render_allow_list(AllowList(operations=tuple(listed))))
    said = explained("ProductById", "--role", "anon")
    assert said["problem"] == ""
    assert said["plan"]


def test_view_imports_explanations() -> None:
    """An explanation reaches no caller: nothing that answers requests knows the part that makes them."""
    package = Path(django_graphgate.__file__).parent
    for path in package.rglob("*.py"):
        part = path.relative_to(package).parts[0].removesuffix(".py")
        names = [
            node.module or "" if isinstance(node, ast.ImportFrom) else alias.name
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        ]
        if any(name.startswith("django_graphgate.explaining") for name in names):
            assert part in ("explaining", "management"), path
