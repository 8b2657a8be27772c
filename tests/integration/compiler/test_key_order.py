"""The keys of an answer stand where GraphQL's CollectFields puts them, whatever the conditions are."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from graphql import FieldNode, InlineFragmentNode, SelectionSetNode, parse

from django_graphgate.dialects import DIALECTS
from django_graphgate.errors import LimitExceeded
from tests.support.shop.exact import Pairs, loads
from tests.support.shop.running import ALIASES, compiled, run, shop

__all__ = ["shop"]
pytestmark = [pytest.mark.django_db(databases=ALIASES), pytest.mark.usefixtures("shop")]

ROW = (
    "id @include(if: $a) name id",
    "id @include(if: $a) name id @skip(if: $b) price id",
    "id @include(if: $a) ... @include(if: $b) { name id } price @skip(if: $a) name price",
    "owner @include(if: $a) { id } name owner { name }",
    "owner @include(if: $a) { id name } name owner @skip(if: $b) { name id @include(if: $b) name id } id owner { email }",
    "tags(limit: 2) @include(if: $a) { id slug @skip(if: $b) id slug } id tags(limit: 2) @include(if: $b) { slug } name tags(limit: 2) { id }",
    "__typename @skip(if: $a) id __typename",
    "id @include(if: $a) name id @include(if: $b) price stock id @include(if: $a)",
    "owner_id @nullUnless(var: $b) @skip(if: $a) id owner_id",
    "tag @include(if: $a) { id } name tag @include(if: $b) { slug }",
    "... @include(if: $a) { id name } ... @include(if: $b) { price id } name id price",
)  # fmt: skip
ROOT = (
    "x: product(id: 1) @include(if: $a) { id } y: tags(limit: 1) { id } x: product(id: 1) { name id }",
    "tags(first: 1) @include(if: $a) { id } tags_cursor id: __typename tags(first: 1) { slug } tags_cursor",
    "... @include(if: $a) { c: categories(limit: 1) { id } } __typename c: categories(limit: 1) @include(if: $b) { name }",
    "tags_connection(first: 1) { totalCount @include(if: $a) edges @skip(if: $b) { node { id } } totalCount pageInfo { hasNextPage @include(if: $a) endCursor @skip(if: $a) hasNextPage } edges { node { slug @skip(if: $b) id slug } cursor } }",
)  # fmt: skip
DOCUMENTS = (*(f"products(limit: 2) {{ {one} }}" for one in ROW), *ROOT)


def ordered(sets: list[SelectionSetNode], values: dict[str, bool]) -> list[tuple[str, list[Any]]]:
    """The keys in the order of the specification, each with those inside of it."""
    found: dict[str, list[SelectionSetNode]] = {}

    def collect(node: SelectionSetNode) -> None:
        for one in node.selections:
            if not all(is_there(each, values) for each in one.directives or ()):
                continue
            if isinstance(one, InlineFragmentNode):
                collect(one.selection_set)
            elif isinstance(one, FieldNode):
                inside = found.setdefault((one.alias or one.name).value, [])
                if one.selection_set:
                    inside.append(one.selection_set)

    for node in sets:
        collect(node)
    return [(key, ordered(inside, values)) for key, inside in found.items()]


def is_there(directive: Any, values: dict[str, bool]) -> bool:
    if directive.name.value not in ("include", "skip"):
        return True
    value = values[directive.arguments[0].value.name.value]
    return value if directive.name.value == "include" else not value


def fits(answer: Any, wanted: list[tuple[str, list[Any]]]) -> None:
    if isinstance(answer, Pairs):
        assert [key for key, _ in answer] == [key for key, _ in wanted]
        for (_, value), (_, inside) in zip(answer, wanted, strict=True):
            fits(value, inside)
    elif isinstance(answer, list):
        for one in answer:
            fits(one, wanted)


@pytest.mark.parametrize("alias", ALIASES)
@pytest.mark.parametrize("body", DOCUMENTS)
def test_excluded_occurrence_gives_a_key_its_place(alias: str, body: str) -> None:
    used = [name for name in ("a", "b") if f"${name}" in body]
    declared = ", ".join(f"${name}: Boolean!" for name in used)
    text = f"query Q({declared}) {{ {body} }}"
    statement = compiled(text, vendor=DIALECTS_OF[alias], flags=("relay",))
    [operation] = parse(text).definitions
    for given in itertools.product((True, False), repeat=len(used)):
        values = dict(zip(used, given, strict=True))
        answer = loads(run(statement, alias, values))
        assert answer
        fits(answer, ordered([operation.selection_set], values))  # type: ignore[attr-defined]


DIALECTS_OF = {"default": "postgresql", "sqlite": "sqlite"}


def test_value_that_has_several_places_is_written_several_times() -> None:
    """Each level would double the statement."""
    text = "id"
    for name in ("owner", "products", "owner", "products", "owner"):
        text = f"{name} @include(if: $a) {{ {text} }} id {name} {{ {text if len(text) < 30 else 'id'} }}"
    for vendor in DIALECTS:
        plain = compiled(f"{{ products {{ {text.replace(' @include(if: $a)', '')} }} }}", vendor=vendor).sql
        moving = compiled(f"query Q($a: Boolean!) {{ products {{ {text} }} }}", vendor=vendor).sql
        assert len(moving) < 2 * len(plain)


def test_key_with_very_many_places_takes_long() -> None:
    names = [f"v{number}" for number in range(30)]
    fields = " ".join(f"id @include(if: ${name}) k{name}: name" for name in names)
    declared = ", ".join(f"${name}: Boolean!" for name in names)
    with pytest.raises(LimitExceeded, match="Too many conditions"):
        compiled(f"query Q({declared}) {{ tags {{ {fields.replace(': name', ': slug')} }} }}")
