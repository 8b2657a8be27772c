"""Documents that would cost too much are refused, with the bound in the sentence."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import replace

import pytest

from django_graphgate.errors import (
    DocumentInvalid,
    DocumentSyntaxError,
    LimitExceeded,
    RequestRejected,
    Unsupported,
)
from django_graphgate.execution.drivers.sqlite import READS_ALL, SHALLOW
from django_graphgate.ir.limits import Limits
from tests.support.effort import at_most
from tests.support.shop.running import ALIASES, LIMITS, compiled, read, run

NESTED = "{ categories { children { children { children { id } } } } }"
FILTER = "{ id: { gt: 0 } }"


def bomb(levels: int, width: int) -> str:
    """Each fragment spreads the next one several times: few tokens, very many fields."""
    parts = ["{ products { ...F0 } }"]
    parts += [f"fragment F{i} on Product {{ {f'...F{i + 1} ' * width} }}" for i in range(levels)]
    return " ".join([*parts, f"fragment F{levels} on Product {{ id }}"])


@pytest.mark.parametrize(
    ("limits", "text"),
    [
        ({"tokens": 9}, "{ products { id name price stock weight } }"),
        ({"depth": 4}, NESTED),
        ({"fields": 5}, "{ products { id name price stock weight } }"),
        ({"aliases": 2}, "{ products { a: id b: id c: id } }"),
        (
            {"directives": 2},
            "query Q($y: Boolean!) { tags { id @skip(if: $y) slug @skip(if: $y) @include(if: $y) } }",
        ),
        ({"root_fields": 2}, "{ a: tags { id } b: tags { id } c: tags { id } }"),
        ({"filter_terms": 2}, "{ tags(where: { id: { gt: 1, lt: 3, neq: 2 } }) { id } }"),
        ({"filter_terms": 3}, f"{{ tags(where: {{ or: [{', '.join([FILTER] * 4)}] }}) {{ id }} }}"),
        (
            {"filter_terms": 3},
            "{ tags(where: { products: { owner: { profile: { customer: {} } } } }) { id } }",
        ),
        (
            {"filter_terms": 5},
            "query Q($a: BigInt!) { tags(where: { id: { in: [1, 2, 3, 4, $a] } }) { id } }",
        ),
        (
            {"filter_terms": 3},
            "{ tags { id products(where: { id: { gt: 1 }, stock: { gt: 1, lt: 9, neq: 3 } }) { id } } }",
        ),
        ({"depth": 4}, f"query Q {{ categories {{ ...F }} }} fragment F on Category {NESTED[13:-2]}"),
        ({"depth": 2}, "{ ... { ... { tags { products { id } } } } }"),
    ],
)
def test_document_over_a_limit_is_compiled(limits: dict[str, int], text: str) -> None:
    assert compiled(text)
    with pytest.raises(LimitExceeded) as caught:
        compiled(text, limits=replace(LIMITS, **limits))
    assert caught.value.code == "LIMIT_EXCEEDED"


def test_document_at_its_limits_is_refused() -> None:
    limits = Limits(tokens=30, depth=3, fields=4, aliases=1, directives=1, root_fields=1, filter_terms=2)
    text = "{ tags(where: { id: { gt: 1, lt: 3 } }) { a: id @skip(if: false) products { id } } }"
    assert compiled(text, limits=replace(limits, tokens=37))


@pytest.mark.parametrize(
    "text",
    [
        bomb(10, 10),
        bomb(60, 2),
        "{" * 20_000,
        "{ products(where: " + "{ not: " * 20_000,
        "{ products(where: " + "{ not: " * 2_000 + "{}" + "}" * 2_000 + ") { id } }",
        "{ products(where: { id: { in: " + "[" * 2_400,
        "{ products " + "@skip(if: true) " * 1_200 + "{ id } }",
        "{ products { " + "id " * 1_001 + "} }",
        "{ " + "a: id " * 2_000 + "}",
        "{ tags { " + "... { " * 800 + "id" + " }" * 800 + " } }",
        "{ tags { " + "products { tags { " * 500 + "id" + " } }" * 500 + " } }",
        "query Q(" + "$a: [" * 1_500 + "Int" + "]" * 1_500 + ") { tags { id } }",
        '{ tags(where: { slug: { eq: "' + "a" * 100_000 + '" } }) { id id ' + "id " * 5_000 + "} }",
        "# " + "a" * 100_000 + "\n{ tags { id } }" * 2_000,
    ],
    ids=range(14),
)
def test_document_that_is_a_bomb_takes_long(text: str) -> None:
    with at_most(seconds=2), pytest.raises(RequestRejected) as caught:
        compiled(text)
    assert caught.value.code in ("LIMIT_EXCEEDED", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED")


def test_many_conditions_on_one_field_multiply() -> None:
    """Alternatives of a key are kept apart, and their number is bounded."""
    names = [f"$v{i}" for i in range(99)]
    fields = " ".join(f"id @include(if: {name})" for name in names)
    declared = ", ".join(f"{name}: Boolean!" for name in names)
    with at_most(seconds=2), contextlib.suppress(LimitExceeded):
        compiled(f"query Q({declared}) {{ tags {{ {fields} }} }}")


@pytest.mark.parametrize(
    "text",
    [
        "{ products { ...A } } fragment A on Product { ...A }",
        "{ products { ...A } } fragment A on Product { id ...B } fragment B on Product { ... { ...A } }",
        "{ products { ...A } } fragment A on Product { owner { products { ...A } } }",
    ],
)
def test_fragment_in_itself_never_ends(text: str) -> None:
    with pytest.raises(DocumentInvalid, match="within itself"):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "# nothing",
        "{",
        "}",
        "{}",
        "query",
        "{ a(b:) }",
        "{ a } }",
        "\0",
        "\ufeff\x01",
        '{ a(b: "\n") }',
    ],
)
def test_text_that_is_no_document_is_read(text: str) -> None:
    with pytest.raises(DocumentSyntaxError) as caught:
        read(text)
    assert caught.value.code == "GRAPHQL_PARSE_FAILED"


def test_syntax_error_has_no_position() -> None:
    with pytest.raises(DocumentSyntaxError) as caught:
        read("query A {\n  tags { id }\n")
    assert caught.value.locations == ((3, 1),)


CHAINS = (
    (("products", "owner"), ("customers", "products"), 5),
    (("owner", "products"), ("products", "customers"), 5),
    (("buyers", "products"), ("products", "customers"), 4),
    (("tags", "products"), ("products", "tags"), 4),
)
"""Relations that follow each other, from the innermost on; the roots of an odd and an even number; how many an old SQLite reads."""


@pytest.mark.django_db(databases=ALIASES)
@pytest.mark.parametrize("arguments", ["", "(limit: 3, where: { id: { gt: 1 } }, order_by: [{ id: desc }])"])
@pytest.mark.parametrize(("names", "roots", "most"), CHAINS)
def test_documented_depth_is_not_read(
    names: tuple[str, str], roots: tuple[str, str], most: int, arguments: str
) -> None:
    most = 10 if sqlite3.sqlite_version_info >= READS_ALL else most
    for count in range(1, 11):
        text = "{ id }"
        for name in (names * 10)[:count]:
            text = f"{{ {name}{'' if name == 'owner' else arguments} {text} }}"
        statement = compiled(f"{{ {roots[0] if count % 2 else roots[1]} {text} }}", vendor="sqlite")
        if count <= most:
            run(statement, "sqlite")
            continue
        with pytest.raises(Unsupported, match=r"SQLite before 3\.46"):
            run(statement, "sqlite")
    assert most >= SHALLOW - 2 or sqlite3.sqlite_version_info >= READS_ALL


@pytest.mark.django_db(databases=ALIASES)
def test_depth_that_sqlite_cannot_read_is_an_outage() -> None:
    """Up to 3.45 its parser has a stack of 100 places, which documents within our own depth can fill."""
    text = "{ id }"
    for name in ("buyers", "products") * 4:
        text = f"{{ {name} {text} }}"
    statement = compiled(f"{{ customers {text} }}", vendor="sqlite")
    if sqlite3.sqlite_version_info >= (3, 46):
        assert run(statement, "sqlite") == b'{"customers":[]}'
        return
    with pytest.raises(Unsupported) as caught:
        run(statement, "sqlite")
    assert (caught.value.code, "3.46" in caught.value.message) == ("UNSUPPORTED", True)


@pytest.mark.django_db(databases=ALIASES)
def test_depth_that_people_use_is_too_deep_for_sqlite() -> None:
    text = "customers { id products { id buyers { id purchases { id product { id name } } } } }"
    assert run(compiled(f"{{ {text} }}", vendor="sqlite"), "sqlite") == b'{"customers":[]}'
