"""The one walk over a plan: nobody else looks at what nodes are, and it misses nothing that is in a plan."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from django_graphgate.compiler.compile import plan_operation
from django_graphgate.ir import plan
from django_graphgate.ir.catalog import Column, Hop, Table
from django_graphgate.ir.plan import Compare, Denied, Order, Query, Select
from django_graphgate.ir.visit import comparisons_of, denied_in, referenced_tables, selects_of, uses_of
from tests.golden.cases import CASES, Case
from tests.support.shop.running import LIMITS, everything, read, view_of

PACKAGE = Path(plan.__file__).parent.parent
NODES = {node.__name__ for node in (*get_args(plan.Filter), *get_args(plan.Field))}
ALLOWED = {
    "ir/visit.py",
    "ir/rebuild.py",
    "ir/places.py",
    "ir/implication.py",
    *(f"compiler/render/{path.name}" for path in PACKAGE.glob("compiler/render/*.py")),
}
MODULES = sorted(
    path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).as_posix() not in ALLOWED
)


def asked_nodes(source: str) -> list[str]:
    """Filters and fields of plans that a module asks values whether they are."""
    tree = ast.parse(source)
    nodes = {
        alias.asname or alias.name
        for statement in ast.walk(tree)
        if isinstance(statement, ast.ImportFrom) and statement.module == plan.__name__
        for alias in statement.names
        if alias.name in NODES | {"Filter", "Field", "Predicate"}
    }
    asked: list[ast.AST] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("isinstance", "issubclass"):
            asked.append(node.args[1])
        elif isinstance(node, ast.MatchClass):
            asked.append(node.cls)
        elif isinstance(node, ast.Compare) and any(isinstance(one, ast.Is | ast.Eq) for one in node.ops):
            asked += [side for side in node.comparators if isinstance(side, ast.Name)]
    names = (name for part in asked for name in ast.walk(part) if isinstance(name, ast.Name))
    return sorted(name.id for name in names if name.id in nodes)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_nodes_are_asked_for_in_the_walk_and_the_renderer_only(path: Path) -> None:
    assert asked_nodes(path.read_text()) == []


@pytest.mark.parametrize(
    "question",
    [
        "isinstance(x, Leaf)",
        "isinstance(x, Leaf | str)",
        "isinstance(x, (str, Leaf))",
        "type(x) is Leaf",
        "match x:\n case Leaf(): pass",
    ],
)
def test_question_is_noticed(question: str) -> None:
    assert asked_nodes(f"from django_graphgate.ir.plan import Leaf\n{question}") == ["Leaf"]
    assert asked_nodes(f"from elsewhere import Leaf\n{question}") == []


# ------------------------------------------------------------------------------------ nothing is missed


def reachable(value: Any) -> Iterator[Any]:
    """Everything in a plan, down to tables and columns, by the fields of its dataclasses alone."""
    yield value
    parts: tuple[Any, ...] = ()
    if isinstance(value, tuple):
        parts = value
    elif isinstance(value, Order) and value.implied:
        pass  # a tie-break that nobody asked for
    elif dataclasses.is_dataclass(value) and not isinstance(value, Table | Column):
        parts = tuple(getattr(value, field.name) for field in dataclasses.fields(value))
    for part in parts:
        yield from reachable(part)


def same(some: Iterable[Any], others: Iterable[Any]) -> bool:
    """The same objects; tables in them cannot be hashed."""
    return {id(value) for value in some} == {id(value) for value in others}


def planned(case: Case) -> Query:
    view = view_of(case.role or everything(), flags=case.flags)
    return plan_operation(read(case.query, flags=case.flags), view=view, limits=LIMITS).query


@pytest.mark.parametrize(
    "case", [case for case in CASES if not (case.path / "error.json").exists()], ids=lambda case: case.name
)
def test_walk_misses_something(case: Case) -> None:
    query = planned(case)
    parts = list(reachable(query))
    assert same(selects_of(query), (part for part in parts if isinstance(part, Select)))
    assert same(
        (denied for _, denied in denied_in(query.fields)), (p for p in parts if isinstance(p, Denied))
    )
    assert same(comparisons_of(query), (part for part in parts if isinstance(part, Compare)))
    tables = {part.name for part in parts if isinstance(part, Table)}
    assert referenced_tables(query) == tables | {part.table for part in parts if isinstance(part, Hop)} - {
        None
    }
    shown = {use.column for use in uses_of(query) if use.column and use.usage != "paged"}
    assert shown == {part.name for part in parts if isinstance(part, Column)}
