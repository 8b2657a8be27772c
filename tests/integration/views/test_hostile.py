"""Hostile input in every position ends in an error of the one shape: no 500, no text that reaches SQL."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from django_graphgate.access import load_roles
from tests.support.shop.fixture import load
from tests.support.views.calling import JSON, URL

SIGN = "xq7zsign"
"""Stands in every hostile text; it must not stand in any statement."""

KEY = re.compile(r"""'[{,]"[_A-Za-z]\w*":'|/\* graphgate:\w{0,100},\w+ \*/""", re.ASCII)
"""What of a request stands in a statement: response keys, and the operation's name in a comment, which are names of
GraphQL."""

READABLE = ("products", "customers", "categories", "tags", "samples", "purchases")
ROLES = [{"name": "anon", "tables": [{"name": name, "query": {}} for name in READABLE]}]

NAMES = (
    f"{SIGN}'", f'{SIGN}"', f"{SIGN};--", f"{SIGN}/**/", f"{SIGN}\\", f"{SIGN}$1", f"{SIGN}%s", f"{SIGN}.id", f"{SIGN} id",
    f"{SIGN}\u00e9", f"{SIGN}\u202e", f"{SIGN}\u200b", f"\ufeff{SIGN}", f"{SIGN}\u0131d", f"{SIGN}\uff49d", f"{SIGN}\0",
    f"__{SIGN}", f"{SIGN}", SIGN * 1_000, f"__proto__{SIGN}", f"1{SIGN}", "__typename", "__schema", "_nothing",
)  # fmt: skip
TEXTS = (
    f"{SIGN}' OR 1=1 --", f'{SIGN}"; DROP TABLE shop_product; --', f"{SIGN}\\'", f"{SIGN}$1$$", f"{SIGN}%s%%", f"{SIGN}?1",
    f"{SIGN}\u0000", f"{SIGN}\ud800", f"{SIGN}\udc00\ud800", f"{SIGN}\u202e\u2028", f"{SIGN}" * 5_000, f"{SIGN}\\",
    f"{SIGN}{{}}", f"{SIGN}\r\n\t", f"{SIGN}E'\\x27'", f"{SIGN}\U0001f600", "[" * 200, "(" * 999, "a{1,99999}", "(a+)+$", "\\",
)  # fmt: skip
PLACES = (
    "{{ {} {{ id }} }}",
    "{{ products {{ {} }} }}",
    "{{ {}: products {{ id }} }}",
    "{{ products {{ {}: id }} }}",
    "{{ products({}: 1) {{ id }} }}",
    "{{ products(where: {{ {}: {{ eq: 1 }} }}) {{ id }} }}",
    "{{ products(where: {{ id: {{ {}: 1 }} }}) {{ id }} }}",
    "{{ products(where: {{ owner: {{ {}: {{ eq: 1 }} }} }}) {{ id }} }}",
    "{{ products(order_by: [{{ {}: asc }}]) {{ id }} }}",
    "{{ products(order_by: [{{ id: {} }}]) {{ id }} }}",
    "{{ products(distinct: [{}]) {{ id }} }}",
    "{{ products @{} {{ id }} }}",
    "{{ products {{ id @include({}: true) }} }}",
    "{{ products {{ ...{} }} }}",
    "{{ products {{ ... on {} {{ id }} }} }}",
    "query {} {{ products {{ id }} }}",
    "query (${}: Int) {{ products(limit: ${}) {{ id }} }}",
    "query ($a: {}) {{ products(limit: $a) {{ id }} }}",
    "fragment {} on Product {{ id }} {{ products {{ id }} }}",
    "{} {{ products {{ id }} }}",
    "query Q @constraint(variable: {}) {{ products {{ id }} }}",
    "{{ products_cursor(of: {}) }}",
)
VALUES = (
    '{{ products(where: {{ name: {{ eq: "{}" }} }}) {{ id }} }}',
    '{{ products(where: {{ name: {{ in: ["{}"] }} }}) {{ id }} }}',
    '{{ products(where: {{ name: {{ like: "{}" }} }}) {{ id }} }}',
    '{{ products(where: {{ name: {{ icontains_text: "{}" }} }}) {{ id }} }}',
    '{{ products(where: {{ name: {{ regex: "{}" }} }}) {{ id }} }}',
    '{{ products(where: {{ name: {{ similar: "{}" }} }}) {{ id }} }}',
    '{{ products(where: {{ attributes: {{ contains: {{ a: "{}" }} }} }}) {{ id }} }}',
    '{{ products(where: {{ attributes: {{ has_key_any: ["{}"] }} }}) {{ id }} }}',
    '{{ products(order_by: [{{ name_in_order: {{ values: ["{}"] }} }}]) {{ id }} }}',
    '{{ products(after: "{}") {{ id }} }}',
    '{{ products(order_by: {{ id: "{}" }}) {{ id }} }}',
    '{{ products(distinct: ["{}"]) {{ id }} }}',
    '{{ product(id: "{}") {{ id }} }}',
    '{{ products(limit: "{}") {{ id }} }}',
    '{{ products {{ id @nullUnless(role: "{}") }} }}',
    '{{ products {{ id @add(ifRole: "{}") }} }}',
    '{{ products {{ id(includeIf: {{ name: {{ eq: "{}" }} }}) }} }}',
    'query Q @constraint(variable: "a", pattern: "{}") {{ products {{ id }} }}',
    'query Q @cacheControl(maxAge: 1, scope: "{}") {{ products {{ id }} }}',
    'query Q @requireAuth(roles: ["{}"]) {{ products {{ id }} }}',
)
VARIABLES = (
    "query ($v: String) { products(where: { name: { eq: $v } }) { id } }",
    "query ($v: [String!]) { products(where: { name: { nin: $v } }) { id } }",
    "query ($v: String) { products(where: { name: { nilike: $v } }) { id } }",
    "query ($v: String) { products(where: { name: { iregex: $v } }) { id } }",
    "query ($v: String) { products(where: { name: { nsimilar: $v } }) { id } }",
    "query ($v: JSON) { products(where: { attributes: { contained_in: $v } }) { id } }",
    "query ($v: [String!]) { products(where: { attributes: { has_key_all: $v } }) { id } }",
    "query ($v: String) { products(after: $v) { id } products_cursor }",
    "query ($v: ProductFilter) { products(where: $v) { id } }",
    "query ($v: [ProductOrder!]) { products(order_by: $v) { id } }",
    "query ($v: Int) { products(first: $v) { id } }",
    "query ($v: Boolean!) { products { id @include(if: $v) } }",
)
WHOLE = (
    "{ products(where: { owner: { products: { owner: { products: { id: { eq: 1 } } } } } }) { id } }",
    "{ products(where: { related: { related: { related: { id: { eq: 1 } } } } }) { id } }",
    "{ products { id id id: id } }",
    "{ products(limit: 1, limit: 2) { id } }",
    "{ products(where: { id: { eq: 1, eq: 2 } }) { id } }",
    "{ products(where: { id: { eq: 1 }, id: { eq: 2 } }) { id } }",
    "{ products(limit: -1) { id } }",
    "{ products(limit: 99999999999) { id } }",
    "{ products(offset: 2147483647) { id } }",
    "{ products(first: 1, last: 1) { id } }",
    '{ products(where: { name: { regex: "(" } }) { id } }',
    '{ products(where: { name: { regex: "[" } }) { id } }',
    '{ products(where: { name: { regex: "a**" } }) { id } }',
    '{ products(where: { name: { iregex: "(?<=a" } }) { id } }',
    '{ products(where: { name: { similar: "a\\\\" } }) { id } }',
    '{ products(where: { name: { regex: "(((a{1,255}){1,255}){1,255})" } }) { id } }',
    '{ products(where: { name: { like: "\\\\" } }) { id } }',
    "{ " + "products { " * 500 + "id" + " }" * 500 + " }",
    "{ products(where: " + "{ not: " * 500 + "{}" + " }" * 500 + ") { id } }",
    "{ products(where: { attributes: { eq: " + "[" * 150 + "]" * 150 + " } }) { id } }",
    "{ products(where: { attributes: { eq: " + "{ a: " * 150 + "1" + " }" * 150 + " } }) { id } }",
    "{ products(where: { id: { in: [" + "1, " * 5_000 + "1] } }) { id } }",
    "{ " + " ".join(f"a{index}: products {{ id }}" for index in range(500)) + " }",
    "{ products { " + " ".join(f"a{index}: id" for index in range(3_000)) + " } }",
    "query (" + " ".join(f"$a{index}: Int" for index in range(2_000)) + ") { products { id } }",
    "{ products" + " @include(if: true)" * 500 + " { id } }",
    "fragment A on Product { ...B } fragment B on Product { ...A } { products { ...A } }",
    "{ products { id } } { tags { id } }",
    "mutation { products { id } }",
    "subscription { products { id } }",
    "type Product { id: Int }",
    "{ __schema { types { name } } products { id } }",
    "", " ", "{", "}", "{}", "#", "\0", "\ufeff", "\ud800", '"""', "{ products { id } } \0", "\\u007b products }",
)  # fmt: skip


class Asking:
    """One client, and every statement that its requests sent."""

    def __init__(self, alias: str) -> None:
        self.client = Client()
        self.connection = connections[alias]

    def ask(self, payload: Any) -> dict[str, Any]:
        statements: list[str] = []

        def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            statements.append(sql)
            return execute(sql, params, many, context)

        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        # a request has a transaction of its own, which an error of the database breaks
        with transaction.atomic(using=self.connection.alias), self.connection.execute_wrapper(listen):
            response = self.client.post(URL, data=body, content_type=JSON, headers={"Accept": JSON})
        assert not any(SIGN in KEY.sub("", one) for one in statements)
        return self.checked(response.status_code, response.content)

    @staticmethod
    def checked(status: int, content: bytes) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(content)
        assert set(answer) <= {"data", "errors", "extensions"}
        assert status < 500, answer
        assert "errors" in answer or answer["data"] is not None
        for error in answer.get("errors", ()):
            assert set(error) <= {"message", "locations", "path", "extensions"}
            assert error["extensions"]["code"] not in ("INTERNAL_SERVER_ERROR", "DATABASE_UNAVAILABLE")
            assert len(error["message"]) <= 1_001
        return answer


@pytest.fixture
def asking(database: str, settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Asking:
    settings.ROOT_URLCONF = "tests.support.views.urls"
    settings.GRAPHGATE = {
        "MODELS": ["shop"],
        "CONFIG_DIR": tmp_path / "config",
        "PRODUCTION": False,
        "REQUIRE_AUTH": False,
        "USAGE_INTERVAL": None,
    }
    caplog.set_level(logging.CRITICAL)
    load_roles(ROLES)
    load(database)
    return Asking(database)


def test_name_is_a_weapon(asking: Asking) -> None:
    for place in PLACES:
        for name in NAMES:
            asking.ask({"query": place.format(*[name] * place.count("{}"))})


def test_text_is_a_weapon(asking: Asking) -> None:
    for place in VALUES:
        for text in TEXTS:
            asking.ask({"query": place.format(text)})
            asking.ask({"query": place.format(json.dumps(text)[1:-1])})


def test_variable_is_a_weapon(asking: Asking) -> None:
    others: tuple[Any, ...] = (
        *(
            True,
            1,
            -1,
            2**40,
            0.5,
            [],
            [[]],
            {},
            {"name": {"eq": SIGN}},
            {"a'": 1},
            [None],
            [{"id": "asc"}],
            "asc",
        ),
        *({SIGN: SIGN}, {"and": [{"or": {}}]}, {"not": {"not": None}}, [[["a"]]], {"id": {"eq": {"a": 1}}}),
    )
    for text in VARIABLES:
        for value in (*TEXTS, *others):
            asking.ask({"query": text, "variables": {"v": value}})
        asking.ask({"query": text, "variables": {"v": {}, SIGN + "'": 1, "\ud800": 2}})


def test_document_is_a_weapon(asking: Asking) -> None:
    for text in WHOLE:
        asking.ask({"query": text})
        asking.ask({"query": text, "operationName": SIGN + "'"})


def test_member_is_a_weapon(asking: Asking) -> None:
    text = "query A { products { id } }"
    for value in (*NAMES, *TEXTS, 1, True, [], {}, [[]]):
        for member in ("operationName", "variables", "extensions", "query", "documentId", SIGN):
            asking.ask({"query": text, member: value})
    for body in (
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"query": "{a}", "query": "{b}"}',
        b"\xff\xfe",
        b"\xef\xbb\xbf{}",
    ):
        asking.ask(body)


SEEDS = (
    *(place.replace("{{", "{").replace("}}", "}").replace("{}", "id") for place in (*PLACES, *VALUES)),
    *VARIABLES,
    "query Q($a: Int = 3) { products(first: $a, order_by: [{ owner: { name: desc } }]) { id ...F tags { slug } } }"
    " fragment F on Product { owner { name @include(if: true) } }",
)
PIECES = st.sampled_from(
    [
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        ":",
        ",",
        "$",
        "@",
        "!",
        "=",
        "|",
        "&",
        "...",
        '"',
        '"""',
        "#",
        "\\",
        "\x00",
        "\n",
        "id",
        "products",
        "where",
        "eq",
        "null",
        "true",
        "1",
        "-1",
        "1e9",
        "$v",
        "on",
        "query",
    ]
)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    seed=st.sampled_from(SEEDS),
    changes=st.lists(
        st.tuples(st.integers(0, 300), st.integers(0, 4), PIECES | st.text(max_size=2)), max_size=4
    ),
)
def test_broken_document_is_a_weapon(asking: Asking, seed: str, changes: list[tuple[int, int, str]]) -> None:
    text = seed
    for at, gone, piece in changes:
        text = text[:at] + piece + text[at + gone :]
    asking.ask({"query": text, "variables": {"v": 1}})
