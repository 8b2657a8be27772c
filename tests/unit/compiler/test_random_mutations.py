"""Random mutations, whole and with slips in them: strict text stays, and nothing but refusals is raised."""

from __future__ import annotations

import contextlib
import functools
import random
from random import Random
from typing import Any

from graphql import GraphQLSchema, parse
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.compiler.compile import RoleView, compile_operation
from django_graphgate.compiler.schema.build import build_schema
from django_graphgate.compiler.syntax.graphql_core import print_ast
from django_graphgate.compiler.validate.document import check
from django_graphgate.compiler.validate.schema_usage import Members, hidden_members, schema_usage
from django_graphgate.dialects import dialect
from django_graphgate.errors import DocumentInvalid, RequestRejected
from django_graphgate.ir.catalog import Catalog
from django_graphgate.ir.statement import Statement
from tests.support.documents.mutations import tokens_of, with_a_slip
from tests.support.documents.writes import mutation_of
from tests.support.shop.running import LIMITS, read, role_of, shown_with
from tests.support.shop.writing import writer

CAMEL = ("camel_case",)
VENDORS = ("postgresql", "sqlite")


def catalog() -> Catalog:
    return shown_with(())


@functools.cache
def whole(flags: tuple[str, ...] = ()) -> GraphQLSchema:
    return build_schema(shown_with(flags))


@functools.cache
def view(name: str) -> RoleView:
    return RoleView.build(ROLES[name], catalog(), default_limit=20, limits=LIMITS)


def _role(name: str, **tables: Any) -> Any:
    return role_of({"name": name, "tables": [{"name": table, **rules} for table, rules in tables.items()]})


ROLES = {
    "writer": writer(),
    "nobody": _role("nobody", products={"query": {}}),
    "few": _role(
        "few",
        products={
            "query": {"columns": ["id", "name", {"name": "price", "if": "{ owner_id: { eq: $user_id } }"}]},
            "insert": {"columns": ["name", "tags"], "presets": {"owner_id": "$user_id"}},
            "update": {"columns": ["name", "stock"]},
        },
        tags={"query": {}, "insert": {}, "upsert": {"columns": ["slug"]}},
        purchases={"insert": {"columns": ["quantity"]}},
        customers={"query": {"block": True}, "insert": {}},
    ),
}


def documents(flags: tuple[str, ...] = ()) -> st.SearchStrategy[str]:
    return st.randoms(use_true_random=False).map(lambda rng: mutation_of(whole(flags), rng))


@given(documents())
def test_strict_mutation_changes(text: str) -> None:
    operation = read(text)
    assert operation.info.text == print_ast(parse(text)).strip()
    check(operation.normal, whole())
    assert read(operation.info.text).info.text == operation.info.text


@given(documents(CAMEL))
def test_strict_mutation_in_camel_case_changes(text: str) -> None:
    operation = read(text, flags=CAMEL)
    assert operation.info.text == print_ast(parse(text)).strip()
    check(operation.normal, whole(CAMEL))
    check(read(print_ast(operation.normal.in_catalogue_names)).normal, whole())


@given(documents())
def test_mutation_is_valid_for_other_roles_than_their_schemas_say(text: str) -> None:
    operation = read(text)
    uses = schema_usage(operation.normal.operation, whole())
    assert uses is not None
    for name in ROLES:
        try:
            check(operation.normal, view(name).schema)
            valid = True
        except DocumentInvalid:
            valid = False
        assert uses.isdisjoint(_hidden(name)) is valid, (name, sorted(uses & _hidden(name)))


@functools.cache
def _hidden(name: str) -> Members:
    return hidden_members(whole(), view(name).schema)


@given(documents())
def test_valid_mutation_has_no_statement(text: str) -> None:
    operation = read(text)
    for vendor in VENDORS:
        with contextlib.suppress(RequestRejected):
            statement = compile_operation(
                operation, view=view("writer"), dialect=dialect(vendor), limits=LIMITS
            )
            assert Statement.from_json(statement.to_json()) == statement


@given(documents(), st.integers(0, 2**32), st.integers(1, 3))
def test_slip_is_more_than_refused(text: str, seed: int, slips: int) -> None:
    rng = random.Random(seed)
    tokens = tokens_of(text)
    for _ in range(slips):
        tokens = with_a_slip(tokens, rng)
    for name in ROLES:
        with contextlib.suppress(RequestRejected):
            operation = read(" ".join(tokens))
            compile_operation(operation, view=view(name), dialect=dialect("sqlite"), limits=LIMITS)


def test_documents_are_all_alike() -> None:
    """The generator reaches every action, variables and nested data."""
    texts = [mutation_of(whole(), Random(seed)) for seed in range(300)]
    for part in (
        "insert:",
        "update:",
        "upsert:",
        "delete:",
        "connect:",
        "disconnect:",
        "increment:",
        "on:",
        "$v0",
    ):
        assert sum(part in text for text in texts) > 5, part
