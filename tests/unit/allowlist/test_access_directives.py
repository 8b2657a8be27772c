"""``@requireAuth`` and ``@skipAuth`` in a text: where they are, and the text without them."""

from __future__ import annotations

import pytest

from django_graphgate.allowlist.access_directives import (
    listed_access,
    refuse_unstated,
    states_access,
    undirected_digest,
    with_require_auth,
)
from django_graphgate.allowlist.digest import lexical_digest
from django_graphgate.allowlist.listed import list_operation
from django_graphgate.errors import ConfigurationError

PLAIN = 'query A($a: [Int!] = [1], $b: T = {a: "{"} @x(y: {z: 1})) @cacheControl(maxAge: 3) { a(b: {c: 1}) { d } }'


@pytest.mark.parametrize(
    "directive",
    [
        "@requireAuth",
        "@skipAuth",
        '@requireAuth(roles: ["a", "b"])',
        '@requireAuth(auth: "x", roles: [["{"], {a: ")"}])',
        "@ skipAuth",
        "@requireAuth @skipAuth",
    ],
)
@pytest.mark.parametrize("before", ["@cacheControl", "{ a(b"])
def test_directive_counts_as_part_of_the_operation(directive: str, before: str) -> None:
    text = PLAIN.replace(before, f"{directive} {before}")
    assert states_access(text)
    assert undirected_digest(text) == lexical_digest(PLAIN)
    assert lexical_digest(text) != lexical_digest(PLAIN)


@pytest.mark.parametrize(
    "text",
    [
        "query A { a @skipAuth }",
        "query A { a(b: {requireAuth: 1}) }",
        'query A @x(y: "@skipAuth") { a }',
        "query A @x(requireAuth: 1) { a }",
        "query A($requireAuth: Int @skipAuth) { a }",
        "query A # @skipAuth\n{ a }",
        "query skipAuth { a }",
        "query A @skipAuthentication { a }",
        "query A { a { ...F } } fragment F on T @skipAuth { a }",
        "{ a }",
    ],
)
def test_something_else_is_taken_for_the_directive(text: str) -> None:
    assert not states_access(text)
    assert undirected_digest(text) == lexical_digest(text)


@pytest.mark.parametrize(
    "text",
    [PLAIN, "query A { a }", "query A{...F} fragment F on T { a }", "query A(\n  $a: Int\n) {\n  a\n}"],
)
def test_added_directive_changes_more_than_who_may_run_it(text: str) -> None:
    added = with_require_auth(text)
    assert added.replace("@requireAuth ", "") == text
    assert states_access(added)
    assert undirected_digest(added) == lexical_digest(text)


@pytest.mark.parametrize(
    ("directive", "access"),
    [
        ("", ""),
        ("@skipAuth", "skip"),
        ("@requireAuth", "require"),
        ("@requireAuth(roles: [skipAuth])", "require"),
    ],
)
def test_operation_says_something_else_of_its_callers(directive: str, access: str) -> None:
    assert listed_access(f"query A {directive} {{ a {{ ...F }} }} fragment F on T {{ b }}") == access


def test_offender_is_not_named() -> None:
    offenders = [list_operation(f"query {name} {{ a }}", namespace=space) for name, space in OFFENDERS]
    with pytest.raises(
        ConfigurationError, match=r"neither @requireAuth nor @skipAuth: Alone, Both, web/Both\."
    ):
        refuse_unstated(offenders)
    refuse_unstated([])


OFFENDERS = [("Both", "web"), ("Both", ""), ("Alone", "")]
