"""Documents mean to the package what they mean to npm's ``graphql``, the reference implementation.

What it accepts over the schema that introspection shows, the package accepts, and what it refuses is refused,
but for the terse spelling; keys of answers have its order.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest
from graphql import (
    FieldNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Visitor,
    parse,
    print_ast,
    print_schema,
    visit,
)

from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.compile import compile_operation, read_operation
from django_graphgate.compiler.schema.build import shown_schema
from django_graphgate.compiler.syntax.nodes import copy_with
from django_graphgate.dialects import dialect
from django_graphgate.errors import LimitExceeded, RequestRejected
from django_graphgate.execution.connection import dialect_of
from django_graphgate.ir.statement import Statement
from tests.acceptance.clients.conftest import NODE
from tests.support.documents import roles
from tests.support.documents.ground import Ground
from tests.support.documents.mutations import slips
from tests.support.documents.table import ON_POSTGRESQL_ALONE
from tests.support.shop.exact import Pairs, loads
from tests.support.shop.oracle import SHOP
from tests.support.shop.running import ALIASES, LIMITS, run, shop  # noqa: F401

VALID, SLIPS = 300, 200
SEED = 8
THERE = "there"
"""The variable that decides over repeated occurrences of keys."""

[_EXAMPLE] = parse(
    f"query (${THERE}: Boolean!) {{ a @include(if: ${THERE}) a @skip(if: ${THERE}) }}"
).definitions
DECLARED = cast("OperationDefinitionNode", _EXAMPLE).variable_definitions or ()
CONDITIONS = {
    one.name.value: one
    for field in cast("OperationDefinitionNode", _EXAMPLE).selection_set.selections
    for one in field.directives or ()
}
BESIDE = "query Beside { tags { ...Beside } } fragment Beside on Tag { id slug }"

TERSE = (
    r"Expected value of type \"\w+\", found",  # { id: 3 } for { id: { eq: 3 } }
    r"Enum \"\w+\" cannot represent non-enum value: \"\w+\"",  # "asc" for asc
    r"Enum \"OrderDirection\" cannot represent non-enum value: \[[\[$]",  # [$ids, "asc"] for an ordering by a list
    r"String cannot represent a non string value: \w+",  # scope: PRIVATE for "PRIVATE"
    r"Variable \"\$\w+\" is not defined by operation",  # its type is that of its place
    r"Variable \"\$\w+\" of type \"Int\" used in position expecting type",  # Int where BigInt is expected
    r"OneOf Input Object \"\w+\" must specify exactly one key",  # { price: desc, id: asc } for a list of two
    r"Unknown type \"\w+\"",  # ... on products for Product
    r"Cannot query field \"\w+\" on type \"\w+\"",  # other names of relations
)
"""What the reference says of the terse spelling; the strict text that is recorded for it is always valid."""

STRICTER = (
    r" is expected",  # buildSchema of npm knows nothing of custom scalars and takes any value for one
    r"^A text without NUL",
    r"'__typename' is never null",
    r" needs exactly one selector ",  # of: of a cursor is the alias of a list beside it
    r"exclude each other",
    r"^There is no row around",
    r"has no meaning there",
    r"take rows from different places",
    r"^@(cacheControl|requireAuth|constraint|schema)",
    r"^Columns? .+ cannot be compared (with|by) ",  # of two types, or of one that has no order
    r"^Introspection must be in an operation of its own",
    r"^Variable '\$\w+' (is of type|has a value of its own)",
)
"""What the package says of documents that are valid GraphQL and mean nothing in it."""

OTHER_CODES = {"LIMIT_EXCEEDED", "OPEN_SHAPE", "UNSUPPORTED", "OPERATION_NOT_FOUND"}
"""Of refusals that say nothing about validity."""

BY_ROLE = re.compile(r"\b(ifRole|role)\b")
"""What a directive keeps from a role is not looked at for it: it may name what the role cannot see."""


@dataclass
class Sent:
    text: str
    variables: dict[str, Any] | None
    statement: Statement | None = None
    strict: str = ""
    error: RequestRejected | None = None


def ground() -> Ground:
    everything = {name: role for name, role in roles.SHOP.items() if name == "everything"}
    return Ground(get_catalog(), dict.fromkeys(ALIASES, SHOP), everything, alone=("palettes",))


def sent(
    over: Ground, alias: str, text: str, variables: dict[str, Any] | None, name: str | None = None
) -> Sent:
    found = Sent(text, variables)
    view = over.views["everything", False]
    try:
        operation = read_operation(text, name, catalog=over.catalog, limits=LIMITS)
        found.strict = operation.info.text
        found.statement = compile_operation(
            operation, view=view, dialect=dialect(dialect_of(alias).name), limits=LIMITS
        )
    except RequestRejected as error:
        found.error = error
    return found


def strict_documents(over: Ground, alias: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Random documents in strict spelling that the database can answer, with more occurrences of their keys."""
    alone = ON_POSTGRESQL_ALONE if dialect_of(alias).name == "sqlite" else frozenset[str]()
    for seed in range(1, 10_000):
        draft, text = over.drafted(seed, alias)
        unfit = draft.refused or draft.fails or draft.always or "@notRelated to any table" in draft.rows
        if unfit or draft.rows & alone or (alone and seed % 10 == 0) or BY_ROLE.search(text):
            continue
        random = Random(seed)
        with contextlib.suppress(LimitExceeded):
            strict = read_operation(text, None, catalog=over.catalog, limits=LIMITS).info.text
            yield with_repeats(strict, random), {**draft.variables, THERE: random.randrange(2) == 0}


class _Repeating(Visitor):
    """Puts occurrences of some keys, excluded or not, before the ones that are there."""

    def __init__(self, random: Random) -> None:
        super().__init__()
        self.random = random

    def leave_selection_set(self, node: SelectionSetNode, *_: Any) -> Any:
        fields = [one for one in node.selections if isinstance(one, FieldNode) and not one.directives]
        if not fields or self.random.randrange(2):
            return None
        name = self.random.choice(("include", "skip"))
        again = copy_with(self.random.choice(fields), directives=(CONDITIONS[name],))
        at = self.random.randrange(len(node.selections) + 1)
        return copy_with(node, selections=(*node.selections[:at], again, *node.selections[at:]))


def with_repeats(text: str, random: Random) -> str:
    [operation] = visit(parse(text), _Repeating(random)).definitions
    if f"${THERE}" in print_ast(operation):
        known = operation.variable_definitions or ()
        operation = copy_with(operation, variable_definitions=(*DECLARED, *known))
    return print_ast(operation)


def reference(packages: Path, sdl: str, documents: list[Sent]) -> list[dict[str, Any]]:
    """What it says of each document, and of its strict text; one process for all of them."""
    asked = [{"text": one.text, "strict": one.strict, "variables": one.variables} for one in documents]
    done = subprocess.run(
        ["node", str(NODE / "validate.mjs"), str(packages)],
        input=json.dumps({"sdl": sdl, "documents": asked}),
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def fits(answer: Any, shape: Any, place: str) -> None:
    """The keys of the answer are those of the shape, in that order; what is null says nothing of its keys."""
    if shape is None:  # a leaf, of which a JSON value may have keys
        return
    if isinstance(answer, Pairs):
        assert [key for key, _ in answer] == [key for key, _ in shape], place
        for (key, value), (_, inside) in zip(answer, shape, strict=True):
            fits(value, inside, f"{place}.{key}")
    elif isinstance(answer, list) and shape:
        for one in answer:
            fits(one, shape[0], place)


def is_constrained(sentence: str, text: str) -> bool:
    """A variable that only ``@constraint`` names is used, too."""
    found = re.fullmatch(r'Variable "\$(\w+)" is never used in operation "\w+"\.', sentence)
    return found is not None and f'@constraint(variable: "{found[1]}"' in text


def is_optional_item(sentence: str, text: str) -> bool:
    """An item of a list that is left out where the variable is absent, so that null never reaches the list."""
    found = re.fullmatch(
        r'Variable "\$(\w+)" of type "(\w+)" used in position expecting type "\2!"\.', sentence
    )
    return found is not None and f"${found[1]}: {found[2]} @optional" in text


def is_expected(sentence: str, text: str) -> bool:
    return is_constrained(sentence, text) or is_optional_item(sentence, text)


def agrees(one: Sent, theirs: list[str], strict: list[str]) -> str:
    """How the two agree about a document; raises ``AssertionError`` where they do not."""
    said = (
        f"\nthe package: {one.error.message if one.error else 'valid'}\nthe reference: {theirs}\n{one.text}"
    )
    if one.error is None:
        strict = [each for each in strict if not is_expected(each, one.strict)]
        theirs = [each for each in theirs if not is_expected(each, one.strict)]
        assert not strict, f"the strict text is invalid: {strict}{said}\n{one.strict}"
        if not theirs:
            return "valid"
        hidden = BY_ROLE.search(one.text)
        assert hidden or all(any(re.search(known, each) for known in TERSE) for each in theirs), said
        return "terse"
    if theirs or one.error.code in OTHER_CODES:
        return "invalid" if theirs else one.error.code
    assert any(re.search(known, one.error.message) for known in STRICTER), said
    return "stricter"


@pytest.mark.django_db(databases=ALIASES)
@pytest.mark.parametrize("alias", ALIASES)
def test_document_means_something_else_than_to_the_reference(
    alias: str,
    packages: Path,
    shop: None,  # noqa: F811
) -> None:
    over, random = ground(), Random(SEED)
    vendor = dialect(dialect_of(alias).name)
    shown = shown_schema(over.views["everything", False].catalog, dict.fromkeys(over.catalog.tables, vendor))
    drawn = list(itertools.islice(strict_documents(over, alias), VALID))
    valid = [sent(over, alias, text, variables) for text, variables in drawn]
    several = [sent(over, alias, f"{one.text} {BESIDE}", None, "Random") for one in valid[::10]]
    broken = [sent(over, alias, slip, None) for one in valid for slip in slips(one.text, random, 1)]
    documents = [*valid, *several, *broken[:SLIPS]]
    found = reference(packages, print_schema(shown), documents)
    seen = Counter(
        agrees(one, theirs["errors"], theirs["strict"]) for one, theirs in zip(documents, found, strict=True)
    )
    assert seen["valid"] > VALID
    assert seen["invalid"] > SLIPS / 2
    assert seen["terse"] + seen["stricter"] < SLIPS / 4, seen
    compared = 0
    for one, theirs in zip(valid, found[: len(valid)], strict=True):
        if one.statement is not None and theirs["shape"] is not None:
            assert not theirs["refused"], (theirs["refused"], one.text)
            try:
                answer = run(one.statement, alias, one.variables, "2")
            except RequestRejected as error:
                assert error.code in ("UNSUPPORTED", "BAD_USER_INPUT"), one.text  # noqa: PT017
                continue
            fits(loads(answer), theirs["shape"], one.text)
            compared += 1
    assert compared > VALID * 0.9
