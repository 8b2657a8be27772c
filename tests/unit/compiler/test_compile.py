"""Strict spelling, operations of a document, statements that are stored."""

from __future__ import annotations

import itertools
import json

import pytest
from graphql import print_schema, validate_schema

from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.compile import compile_text
from django_graphgate.dialects import DIALECTS, dialect
from django_graphgate.errors import DocumentInvalid, OperationNotFound, RequestRejected
from django_graphgate.ir.statement import Statement
from tests.golden.cases import CASES, ROLES
from tests.support.shop.running import (
    DEFAULT_LIMIT,
    LIMITS,
    compiled,
    everything,
    read,
    role_of,
    strict,
    view_of,
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_strict_spelling_is_rewritten_again(case: object) -> None:
    try:
        once = strict(case.query)  # type: ignore[attr-defined]
    except RequestRejected:
        return
    assert strict(once) == once


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_statement_changes_in_a_file(case: object) -> None:
    for vendor in DIALECTS:
        if case.refused_by(vendor) is None:  # type: ignore[attr-defined]
            statement = case.statement(vendor)  # type: ignore[attr-defined]
            assert Statement.from_json(json.loads(json.dumps(statement.to_json()))) == statement


@pytest.mark.parametrize("name", ROLES)
def test_schema_of_a_role_is_not_valid(name: str) -> None:
    assert validate_schema(view_of(role_of(ROLES[name])).schema) == []


def test_schema_of_everything_is_not_valid() -> None:
    assert validate_schema(view_of(everything()).schema) == []


@pytest.mark.parametrize("name", ROLES)
def test_schema_shows_what_the_role_may_not_see(name: str) -> None:
    """Names of hidden tables, columns and relations stand nowhere in it."""
    view = view_of(role_of(ROLES[name]))
    text = print_schema(view.schema)
    hidden = {"password", "api_token"} | {
        word
        for table in get_catalog().tables.values()
        if table.name not in view.rules.queries
        for word in (table.name, table.object_name, table.type_name)
    }
    shown = {word for table in view.catalog.tables.values() for word in (*table.columns, *table.relations)}
    words = set(text.replace(":", " ").replace("(", " ").replace("[", " ").replace("!", " ").split())
    assert not (hidden - shown) & words


def test_compiling_twice_gives_two_texts() -> None:
    for case in CASES[::7]:
        if case.refusal() is None:
            assert case.statement("postgresql") == case.statement("postgresql")


def test_all_roles_at_once() -> None:
    roles = [role_of(one) for one in ROLES.values()]
    arguments = {"catalog": get_catalog(), "limits": LIMITS, "default_limit": DEFAULT_LIMIT}
    found = compile_text("{ products { name } }", roles=roles, dialect=dialect("sqlite"), **arguments)
    assert set(found) == set(ROLES)
    assert len({one.sql for one in found.values()}) > 1


# ------------------------------------------------------------------------------------- operations

TWO = "query A { tags { id } } query B { tags { slug } }"


def test_named_operation_is_not_found() -> None:
    assert (read(TWO, "A").info.name, read(TWO, "B").info.name) == ("A", "B")
    assert "slug" in read(TWO, "B").info.text
    assert "slug" not in read(TWO, "A").info.text


@pytest.mark.parametrize(("text", "name"), [(TWO, None), (TWO, "C"), ("{ tags { id } }", "A"), (TWO, "")])
def test_wrong_operation_is_chosen(text: str, name: str | None) -> None:
    with pytest.raises(OperationNotFound):
        read(text, name)


@pytest.mark.parametrize(
    "text",
    [
        "query A { tags { id } } query A { tags { id } }",
        "{ tags { id } } { tags { id } }",
        "{ a } query B { b }",
    ],
)
def test_operations_of_one_name_are_taken(text: str) -> None:
    with pytest.raises(DocumentInvalid, match="names of their own"):
        read(text, "A")


@pytest.mark.parametrize(
    ("directives", "skip", "roles"),
    [
        ("", False, None),
        ("@skipAuth", True, None),
        ("@requireAuth", False, None),
        ('@requireAuth(roles: ["a", "b"])', False, ("a", "b")),
        ('@requireAuth(roles: "a")', False, ("a",)),
        ("@requireAuth(roles: [])", False, ()),
    ],
)
def test_access_is_misread(directives: str, skip: bool, roles: tuple[str, ...] | None) -> None:
    access = read(f"query A {directives} {{ tags {{ id }} }}").info.access
    assert (access.skip_auth, access.roles) == (skip, roles)


@pytest.mark.parametrize(
    "directives",
    [
        "@skipAuth @requireAuth",
        "@requireAuth @requireAuth",
        "@skipAuth @skipAuth",
        "@requireAuth(roles: $r)",
        "@requireAuth(roles: [$r])",
        "@requireAuth(roles: [1])",
        "@requireAuth(roles: null)",
    ],
)
def test_access_that_is_not_clear_is_taken(directives: str) -> None:
    with pytest.raises(DocumentInvalid):
        read(f"query A {directives} {{ tags {{ id }} }}")


@pytest.mark.parametrize("name", ["__typename", "__schema"])
def test_reserved_name_is_a_column(name: str) -> None:
    with pytest.raises(DocumentInvalid):
        compiled(f"{{ products(where: {{ {name}: {{ eq: 1 }} }}) {{ id }} }}")


# ----------------------------------------------------------------------- built-in variables


@pytest.mark.parametrize("name", ["user_id", "user_id_provider", "user_role"])
def test_caller_gives_a_fact_about_himself(name: str) -> None:
    """A declared variable of that name is the caller's fact all the same, never the request's value."""
    try:
        statement = compiled(
            f"query Q(${name}: String) {{ customers(where: {{ name: {{ eq: ${name} }} }}) {{ id }} }}"
        )
    except RequestRejected:
        return
    assert {one.source for one in statement.parameters if one.name == name} == {"caller"}
    assert name not in {spec.name for spec in statement.variables}


def test_values_of_a_document_stand_in_its_text() -> None:
    """What a document brings travels beside the text, whatever it looks like."""
    hostile = "x'); DROP TABLE shop_tag; --"
    for vendor, operator in itertools.product(DIALECTS, ["eq", "like", "starts_with", "in", "distinct"]):
        text = f'{{ tags(where: {{ slug: {{ {operator}: "{hostile}" }} }}) {{ slug }} }}'
        statement = compiled(text, vendor=vendor)
        assert "DROP" not in statement.sql
        assert [one.value for one in statement.parameters] in ([hostile], [(hostile,)])
