"""Documents with a slip in them: a name misspelt, a value of another kind, something lost or written twice."""

from __future__ import annotations

import random
import re

from graphql import GraphQLSyntaxError, parse

TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|\.\.\.|\$?[_A-Za-z]\w*|-?[0-9][0-9.eE+-]*|\S')
PAIRS = {"(": ")", "{": "}", "[": "]"}
NAMES = (
    "id", "name", "no_such", "Product", "products", "product", "owner", "__typename", "__schema", "where",
    "order_by", "limit", "first", "eq", "in", "and", "not", "asc", "String", "Int", "Query", "include",
    "notRelated", "$v0", "$nope", "null", "true",
)  # fmt: skip
VALUES = (
    "1", "-1", "1.5", '"x"', '"2021-01-09"', "true", "null", "asc", "$v0", "$nope", "[]", "[1]", '["x"]',
    "[null]", "[[1]]", "{}", "{id:{eq:1}}", "{id:1}", "[{id:asc}]", "{id:{eq:1},id:{eq:2}}", "99999999999",
)  # fmt: skip
PIECES = (
    " owner { id } owner { id: name }", " owner { id } owner { id name }", " a: __typename a: id",
    " products(limit: 1) { id } products(limit: 2) { id }", " products { a: id } products { a: name }",
    " products(limit: 1) { id } products { id }",
    " { id }", " { __typename }", " id", " id: name", " __typename", " no_such", " @include(if: true)",
    " @include(if: $v0)", " @include", " @skip(if: 1)", " @nope", " @skipAuth", " @notRelated", " @nullIf(role: 1)",
    " @add(ifRole: \"user\")", " ... on Product { id }", " ... on Nope { id }", " ... on String { id }", " ... { id }",
    " ... @include(if: true) { id }", " ... @skipAuth { id }", "(id: 1)", "(limit: 1)", "(limit: null)", "(where: {})",
    "(nope: 1)", "(limit: 1, limit: 1)", "($v0: Int)", "($v0: [String!]!)", "($v0: Product)", "($v0: Int = \"x\")",
    "($v0: Boolean! = null)", " __schema { types { name } }", " __type { name }", " again: id again: name",
)  # fmt: skip


def tokens_of(text: str) -> list[str]:
    """A document without comments and block strings, in pieces."""
    return TOKEN.findall(re.sub(r"(?m)^\s*#.*$", "", text))


def with_a_slip(tokens: list[str], rng: random.Random) -> list[str]:
    """The tokens with one thing changed; not always a document any more."""
    at = rng.randrange(len(tokens))
    choice = rng.randrange(6)
    if choice == 0:
        names = [i for i, token in enumerate(tokens) if re.match(r"[$_A-Za-z]", token)]
        at = rng.choice(names or [at])
        return _replaced(tokens, at, at + 1, [rng.choice([*NAMES, *(tokens[i] for i in names)])])
    if choice == 1:
        values = [i + 1 for i, token in enumerate(tokens[:-1]) if token == ":"]
        at = rng.choice(values or [at])
        return _replaced(tokens, at, _end(tokens, at), [rng.choice(VALUES)])
    if choice == 2:
        return _replaced(tokens, at, at, [rng.choice(PIECES)])
    if choice == 3:
        return _replaced(tokens, at, _end(tokens, at), [])
    if choice == 4:
        end = _end(tokens, at)
        return _replaced(tokens, end, end, tokens[at:end])
    other = rng.randrange(len(tokens))
    end = _end(tokens, other)
    return _replaced(tokens, at, _end(tokens, at), tokens[other:end])


def slips(text: str, rng: random.Random, count: int) -> list[str]:
    """Up to ``count`` documents that still can be parsed, with one slip or two."""
    documents: list[str] = []
    tokens = tokens_of(text)
    for _ in range(count * 4):
        if len(documents) == count:
            break
        changed = with_a_slip(tokens, rng)
        if changed and rng.randrange(3) == 0:
            changed = with_a_slip(changed, rng)
        written = " ".join(changed)
        try:
            parse(written)
        except GraphQLSyntaxError:
            continue
        documents.append(written)
    return documents


def _replaced(tokens: list[str], start: int, end: int, by: list[str]) -> list[str]:
    return [*tokens[:start], *by, *tokens[end:]]


def _end(tokens: list[str], at: int) -> int:
    """Behind the value, the pair of brackets or the ``name: value`` that starts at a place."""
    if at + 2 < len(tokens) and tokens[at + 1] == ":":
        return _end(tokens, at + 2)
    depth = 0
    for i in range(at, len(tokens)):
        depth += (tokens[i] in PAIRS) - (tokens[i] in PAIRS.values())
        if depth <= 0:
            return i + 1
    return len(tokens)
