"""The files that the example ships with: operations and roles."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    SKIP,
    ArgumentNode,
    FieldNode,
    FragmentDefinitionNode,
    Node,
    NonNullTypeNode,
    ObjectFieldNode,
    OperationDefinitionNode,
    Visitor,
    VisitorAction,
    parse,
    visit,
)

from django_graphgate.allowlist.digest import byte_digest
from django_graphgate.allowlist.lockfile.read import read_lock
from example_project.atlas.operations import FOLDER, read_operation, read_operations

ROLES = FOLDER.parent / "config" / "roles.json"
PATHS = sorted(FOLDER.glob("*.graphql"))
OPERATORS = {
    "eq", "neq", "gt", "gte", "lt", "lte", "in", "nin", "like", "ilike", "is_null",
    "starts_with", "istarts_with", "contains_text", "icontains_text",
}  # fmt: skip


def operation_node(path: Path) -> OperationDefinitionNode:
    nodes = parse(path.read_text("utf-8")).definitions
    [node] = (node for node in nodes if isinstance(node, OperationDefinitionNode))
    return node


def test_fewer_operations_than_a_front_end_needs() -> None:
    operations = read_operations().values()
    assert len(PATHS) == len(operations) >= 14
    assert {operation.role for operation in operations} == {"anon", "user", "editor"}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_file_name_differs_from_operation_name(path: Path) -> None:
    node = operation_node(path)
    assert node.name is not None
    assert node.name.value == read_operation(path).name
    assert re.sub(r"(?<!^)(?=[A-Z])", "_", node.name.value).lower() == path.stem


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_example_variables_miss_one_or_name_an_unknown_one(path: Path) -> None:
    declared = {item.variable.name.value: item for item in operation_node(path).variable_definitions or ()}
    given = read_operation(path).variables
    assert set(given) <= set(declared)
    required = {
        name
        for name, item in declared.items()
        if isinstance(item.type, NonNullTypeNode) and item.default_value is None
    }
    assert required <= set(given)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_mark_does_not_fit_the_sender(path: Path) -> None:
    marked = {directive.name.value for directive in operation_node(path).directives or ()}
    # ReviewAuthors shows that the mark alone opens nothing.
    open_to_all = read_operation(path).role == "anon" or path.stem == "review_authors"
    assert marked == ({"skipAuth"} if open_to_all else set())


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_text_of_the_front_end_is_unknown_in_production(path: Path) -> None:
    """As it is, comments and fragments with it; and as clients send it that hash what they send."""
    operation = read_operation(path)
    (locked,) = (
        one for one in read_lock(ROLES.with_name("allow.lock")).operations if one.name == operation.name
    )
    assert byte_digest(operation.text) in locked.current.byte_digests


def test_file_without_header_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "x.graphql"
    path.write_text("query X { countries { id } }", "utf-8")
    with pytest.raises(ValueError, match=r"x\.graphql needs a named operation"):
        read_operation(path)


class _Shape(Visitor):
    """Collects the deepest path of selections, the number of aliases and the operators of filters."""

    def __init__(self) -> None:
        super().__init__()
        self.depth, self.deepest, self.aliases = 0, 0, 0
        self.operators: set[str] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        self.depth += 1
        self.deepest = max(self.deepest, self.depth)
        self.aliases += node.alias is not None

    def leave_field(self, *_: Any) -> None:
        self.depth -= 1

    def enter_argument(self, node: ArgumentNode, *_: Any) -> VisitorAction:
        """Data of a mutation have columns where filters have operators."""
        return SKIP if node.name.value in ("insert", "update", "upsert") else None

    def enter_object_field(self, node: ObjectFieldNode, *_: Any) -> None:
        if node.value.kind in {"variable", "int_value", "string_value", "boolean_value"}:
            self.operators.add(node.name.value)


def _shape(node: Node) -> _Shape:
    shape = _Shape()
    visit(node, shape)
    return shape


def test_operator_outside_the_strict_language() -> None:
    used: set[str] = set()
    for path in PATHS:
        used |= _shape(parse(path.read_text("utf-8"))).operators
    assert used <= OPERATORS


def test_operations_leave_out_a_kind_of_nesting() -> None:
    shapes = {path.stem: _shape(operation_node(path)) for path in PATHS}
    fragments = [
        node
        for path in PATHS
        for node in parse(path.read_text("utf-8")).definitions
        if isinstance(node, FragmentDefinitionNode)
    ]
    assert shapes["country_reviews"].deepest == 6, "country, cities, airports, reviews, author, username"
    assert shapes["airport_pair"].aliases == 2
    assert len(fragments) == 1


def _rules() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for role in json.loads(ROLES.read_text("utf-8"))["roles"]:
        for table in role["tables"]:
            yield role["name"], table["name"], table["query"]


def test_anonymous_callers_see_people_or_prices() -> None:
    rules = {table: rule for role, table, rule in _rules() if role == "anon"}
    assert rules["travellers"] == {"block": True}
    assert not {"price", "notes", "owner_id"} & set(rules["trips"]["columns"])
    assert rules["trips"]["filters"] == ["{ public: { eq: true } }"]
    assert "author_id" not in rules["reviews"]["columns"]


def test_a_role_sees_secrets_of_travellers() -> None:
    for role, table, rule in _rules():
        if table == "travellers" and role != "anon":
            assert not {"password", "email", "last_login", "is_superuser"} & set(rule["columns"])


def test_a_filter_of_a_role_is_not_a_filter() -> None:
    for _, _, rule in _rules():
        for text in rule.get("filters", ()):
            parse(f"query($user_id: BigInt) {{ rows(where: {text}) {{ id }} }}")
