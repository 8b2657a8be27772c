"""A column that a filter masks is NULL where the filter does not hold, whatever is done with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.rules.fenced import JSON_VALUES, POSITIONS, TEXT_VALUES, literal, put_back
from tests.support.rules.masked import answer, blank, role
from tests.support.shop.fixture import load

ONLY_POSTGRESQL = {"similar", "nsimilar", "regex", "nregex", "iregex", "niregex"}
EVERYWHERE = ("eq", "neq", "is_null", "contains_text", "distinct", "nin")
"""Operators in every position of a filter; the others only in some."""


def texts(alias: str) -> Iterator[str]:
    """Filters by a masked text or JSON, everywhere that a filter may be."""
    for operator, value in TEXT_VALUES.items():
        if operator in ONLY_POSTGRESQL and alias == "sqlite":
            continue
        where = f"{{ description: {{ {operator}: {literal(value)} }} }}"
        for place, text in POSITIONS.items():
            if operator in EVERYWHERE or place in ("where", "not", "along a list", "field shown if"):
                yield text.replace("%P", where)
    for operator, value in JSON_VALUES.items():
        where = f"{{ document: {{ {operator}: {literal(value)} }} }}"
        yield f"{{ samples(where: {where}) {{ id }} }}"
        yield f"{{ samples(where: {{ not: {where} }}) {{ id }} }}"
        yield f"{{ samples {{ id text(skipIf: {where}) }} }}"


PLACES = {
    "{ customers(order_by: [{ email: asc }], first: 2, after: $c) { id } customers_cursor }": [
        ["ada@example.com", 1], ["bob@example.com", 2], [None, 2], ["", 6], ["zz", 1],
    ],
    "{ customers(order_by: [{ birthday: desc }], last: 3, before: $c) { id } customers_cursor }": [
        ["1990-12-10", 1], ["2000-02-29", 3], [None, 2],
    ],
    "{ customers_connection(order_by: [{ email: desc_nulls_last }], first: 9, after: $c) { edges { cursor node { id } }"
    " pageInfo { hasNextPage hasPreviousPage } } }": [["ada@example.com", 1], ["red@example.com", 4], [None, 3]],
    "{ products(order_by: [{ owner: { email: asc } }, { description: desc }], first: 4, after: $c) { id } products_cursor }": [
        ["ada@example.com", "A lamp.", 1], ["bob@example.com", "50% off\\today", 3], [None, "lower case", 9], [None, None, 4],
    ],
    "{ customers(distinct: [email], order_by: [{ email: asc }], first: 2, after: $c) { id } customers_cursor }": [
        ["ada@example.com", 1], [None, 2],
    ],
}  # fmt: skip
"""Pages, and places that another role saw, or the same one when it saw more."""

SCALARS = (
    "small", "number", "big", "real", "exact", "text", "ident", "day", "clock", "moment", "span", "document", "address",
    "blob",
)  # fmt: skip
VALUES = {
    "small": 7, "big": '"9007199254740993"', "real": 0.1, "exact": '"123.45"', "text": '"tie"',
    "ident": '"00000000-0000-0000-0000-000000000003"', "day": '"2021-01-09"', "clock": '"16:37:01"',
    "moment": '"2021-01-09T16:37:01Z"', "span": '"P1DT12H"', "address": '"10.0.0.2"',
}  # fmt: skip


def scalars() -> Iterator[str]:
    """Every type: shown, compared, ordered by, made distinct by, and in pages."""
    yield f"{{ samples {{ id {' '.join(SCALARS)} }} }}"
    yield f"{{ sample(id: 4) {{ id {' '.join(SCALARS)} }} }}"
    yield f"{{ a: samples {{ b: text c: text text @skip(if: false) {' '.join(SCALARS)} }} }}"
    for name in SCALARS:
        yield f"{{ samples {{ {name} }} }}"
        yield f"{{ samples(where: {{ {name}: {{ is_null: true }} }}) {{ id }} }}"
        if name == "document":
            continue
        for direction in ("asc", "desc", "asc_nulls_first", "desc_nulls_last"):
            yield f"{{ samples(order_by: [{{ {name}: {direction} }}]) {{ id }} }}"
            yield f"{{ samples(first: 3, order_by: [{{ {name}: {direction} }}]) {{ id }} samples_cursor }}"
        yield f"{{ samples(distinct: [{name}]) {{ id }} }}"
        yield f"{{ samples(distinct: [{name}], order_by: [{{ small: desc }}, {{ {name}: asc }}]) {{ id }} }}"
        yield f"{{ samples_connection(distinct: [{name}]) {{ totalCount }} }}"
        yield (
            f"{{ samples_connection(last: 3, order_by: [{{ {name}: asc }}])"
            " { totalCount pageInfo { hasPreviousPage startCursor endCursor } edges { cursor node { id } } } }"
        )
    for name, value in VALUES.items():
        for operator in ("eq", "neq", "gt", "lte", "distinct", "not_distinct", "in", "nin"):
            given = f"[{value}]" if "in" in operator and "distinct" not in operator else value
            yield f"{{ samples(where: {{ {name}: {{ {operator}: {given} }} }}) {{ id }} }}"
        yield f"{{ samples(order_by: [{{ {name}_in_order: {{ values: [{value}] }} }}]) {{ id }} }}"


def others() -> Iterator[str]:
    """Along relations, child models, orderings of other rows."""
    yield "{ customers { id email birthday referrer_id referrer { email birthday } referred { email } } }"
    yield "{ customers(order_by: [{ referrer: { email: asc } }]) { id } }"
    yield "{ customers(order_by: [{ referrer: { birthday: desc_nulls_last } }, { email: asc }]) { id } }"
    yield "{ products(order_by: [{ owner: { email: desc } }, { weight: asc }]) { id weight } }"
    yield "{ purchases(order_by: [{ product: { description: asc } }]) { id product { description } } }"
    yield "{ products(where: { owner: { email: { is_null: true } } }) { id } }"
    yield "{ products { id owner { email referrer { email } } tags { products { id weight } } } }"
    yield "{ bundles { id description weight pieces } }"
    yield "{ bundles(where: { description: { is_null: false } }) { id } }"
    yield "{ bundles(order_by: [{ weight: desc }]) { id } }"
    yield "{ bundles(distinct: [description]) { id } }"
    yield "{ products { id bundle { weight description } } }"
    yield "{ categories { products(where: { weight: { gt: 0.3 } }) { id weight } } }"
    yield '{ customers(where: { email: { gt: "b" }, not: { email: { like: "%red%" } } }) { id email } }'
    yield "{ customers { id name(includeIf: { email: { is_null: true } }) purchases(skipIf: { birthday: { is_null: true } }) { id } } }"
    yield "{ customers { id email(includeIf: { email: { is_null: true } }) } }"
    yield "{ products(order_by: heavy) { id } }"
    yield "{ products(distinct: [weight, description], order_by: heavy, first: 5) { id } products_cursor }"
    yield "{ categories { id products(distinct: [description], order_by: [{ weight: asc }]) { id } } }"


def columns() -> Iterator[str]:
    """Columns against columns: a masked one on either side, and on both."""
    for name in SCALARS:
        operators = ("eq", "neq") if name == "blob" else ("eq", "gte", "lt")
        for operator in () if name == "document" else (*operators, "distinct", "not_distinct"):
            where = f"{{ {name}_to_column: {{ {operator}: {name} }} }}"
            yield f"{{ samples(where: {where}) {{ id }} }}"
            yield f"{{ samples(where: {{ not: {where} }}) {{ id }} }}"
    for operator in ("eq", "neq", "lt", "gte", "distinct", "not_distinct"):
        for here, there in (("number", "small"), ("small", "number"), ("exact", "number"), ("big", "exact")):
            yield f"{{ samples(where: {{ {here}_to_column: {{ {operator}: {there} }} }}) {{ id }} }}"
        for here, there in (("name", "email"), ("email", "name"), ("id", "referrer_id")):
            where = f"{{ {here}_to_column: {{ {operator}: {there} }} }}"
            yield f"{{ customers(where: {where}) {{ id }} }}"
            yield f"{{ products(where: {{ owner: {where} }}) {{ id }} }}"
            yield f"{{ customers {{ id name(includeIf: {where}) products(skipIf: {where}) {{ id }} }} }}"
        yield f"{{ bundles(where: {{ name_to_column: {{ {operator}: description }} }}) {{ id }} }}"


def arrays() -> Iterator[str]:
    yield "{ palettes { id colors sizes prices moments } }"
    for operator, value in (("contains", '["red"]'), ("contained_in", '["red", "x"]'), ("eq", '["red"]'),
                            ("has_in_common", '["red"]'), ("distinct", '["red"]'), ("is_null", "true")):  # fmt: skip
        yield f"{{ palettes(where: {{ colors: {{ {operator}: {value} }} }}) {{ id }} }}"
        yield f"{{ palettes(where: {{ not: {{ colors: {{ {operator}: {value} }} }} }}) {{ id }} }}"


@pytest.mark.parametrize("filters", [{}, {"products": "{ is_public: { eq: true } }"}], ids=["all", "some"])
def test_masked_value_bears_on_an_answer(database: str, filters: dict[str, str]) -> None:
    load(database)
    every = [
        *texts(database),
        *scalars(),
        *others(),
        *columns(),
        *(arrays() if database == "default" else ()),
    ]
    masked = {text: answer(database, text, role(masked=True, **filters), cursor=[4]) for text in every}
    with put_back(database):
        blank(database)
        blanked = {text: answer(database, text, role(masked=False, **filters), cursor=[4]) for text in every}
    wrong = [text for text in every if masked[text] != blanked[text]]
    assert [(text, masked[text], blanked[text]) for text in wrong[:3]] == []
    plain = [
        text
        for text in every
        if answer(database, text, role(masked=False, **filters), cursor=[4]) != masked[text]
    ]
    assert len(plain) > len(every) // 3


def test_place_of_a_hidden_value_tells_of_it(database: str) -> None:
    load(database)
    asked = [(f"query ($c: String) {text}", place) for text, places in PLACES.items() for place in places]

    def pages(*, masked: bool) -> list[Any]:
        return [answer(database, text, role(masked=masked), cursor=place) for text, place in asked]

    masked = pages(masked=True)
    with put_back(database):
        blank(database)
        assert masked == pages(masked=False)
    assert masked != pages(masked=False)
