"""Validating once for many roles refuses what each role's own schema refuses, and nothing else."""

from __future__ import annotations

import functools

from graphql import GraphQLSchema
from hypothesis import given

from django_graphgate.compiler.schema.build import build_schema
from django_graphgate.compiler.validate.document import check
from django_graphgate.compiler.validate.schema_usage import Members, hidden_members, schema_usage
from django_graphgate.errors import DocumentInvalid, RequestRejected
from tests.golden.cases import CASES, ROLES
from tests.support.documents.strategies import documents
from tests.support.shop.running import read, role_of, shown_with, view_of


@functools.cache
def full(flags: tuple[str, ...] = ()) -> GraphQLSchema:
    return build_schema(shown_with(flags))


@functools.cache
def roles(flags: tuple[str, ...] = ()) -> dict[str, tuple[GraphQLSchema, Members]]:
    """Each role's schema, and what is not in it."""
    schemas = {name: view_of(role_of(content), flags=flags).schema for name, content in ROLES.items()}
    return {name: (schema, hidden_members(full(flags), schema)) for name, schema in schemas.items()}


def refused_by_both_or_neither(text: str, flags: tuple[str, ...] = ()) -> int:
    """Compare both ways for every role; how many roles the short way decided about."""
    try:
        operation = read(text, flags=flags)
        check(operation.normal, full(flags))
    except RequestRejected:
        return 0
    uses = schema_usage(operation.normal.operation, full(flags))
    if uses is None:
        return 0
    for name, (schema, hidden) in roles(flags).items():
        try:
            check(operation.normal, schema)
            valid = True
        except DocumentInvalid:
            valid = False
        assert uses.isdisjoint(hidden) is valid, (name, sorted(uses & hidden), text)
    return len(roles())


def test_goldens_are_valid_for_other_roles_than_their_schemas_say() -> None:
    assert sum(refused_by_both_or_neither(case.query, case.flags) for case in CASES) > 50 * len(roles())


@given(documents())
def test_random_documents_are_valid_for_other_roles(document: str) -> None:
    refused_by_both_or_neither(document)


def test_role_that_sees_less_is_not_distinguished() -> None:
    """Each kind of member is hidden by some role: otherwise the tests above would compare nothing."""
    found = {len(member) for _, hidden in roles().values() for member in hidden}
    assert found == {1, 2, 3}
    assert any(hidden for _, hidden in roles().values())
