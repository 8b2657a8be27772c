"""Each test is in the folder that says what it needs, and each folder keeps its promise."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
MODULES = sorted(TESTS.rglob("*.py"))
FOLDERS = {"unit", "integration", "acceptance", "golden", "planted"}
UNIT = [path for path in MODULES if path.is_relative_to(TESTS / "unit")]
PACKAGES = {
    "asgiref",
    "django",
    "django_graphgate",
    "graphql",
    "hypothesis",
    "psycopg",
    "pytest",
    "tests",
    *sys.stdlib_module_names,
}
"""What the group ``unit`` of ``pyproject.toml`` installs."""

SERVED = {"database", "db", "memcached_address", "postgresql_url", "redis_url", "transactional_db", "wire"}
"""Fixtures that need a server or a database."""

SKIPS = re.compile(r"pytest\.(?:importorskip|skip|xfail)\b|mark\.(?:skip|skipif|xfail)\b")


def name_of(path: Path) -> str:
    return path.relative_to(TESTS).as_posix()


def imported(tree: ast.Module) -> Iterator[str]:
    """The packages that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def needs_of(tree: ast.Module) -> Iterator[str]:
    """What a module of tests needs beyond ``unit``: packages, fixtures and marks."""
    yield from set(imported(tree)) - PACKAGES
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield from SERVED & {argument.arg for argument in node.args.args}
        elif isinstance(node, ast.Attribute) and node.attr in {"django_db", "slow"}:
            yield node.attr


def test_module_with_tests_is_outside_of_the_folders() -> None:
    names = [path.relative_to(TESTS).parts for path in MODULES if path.name.startswith("test_")]
    assert ["/".join(parts) for parts in names if parts[0] not in FOLDERS] == []


@pytest.mark.parametrize("path", UNIT, ids=name_of)
def test_unit_needs_more_than_the_package(path: Path) -> None:
    assert sorted(needs_of(ast.parse(path.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    ("source", "need"),
    [
        ("import redis", "redis"),
        ("def test():\n    from msgpack import packb", "msgpack"),
        ("def test_it(database): pass", "database"),
        ("@pytest.mark.django_db(databases=['sqlite'])\ndef test(): pass", "django_db"),
        ("pytestmark = pytest.mark.slow", "slow"),
    ],
)
def test_need_is_not_noticed(source: str, need: str) -> None:
    assert list(needs_of(ast.parse(source))) == [need]


def test_module_skips_tests() -> None:
    """What a test needs is there, or the run is red."""
    others = [path for path in MODULES if path != Path(__file__)]
    assert [name_of(path) for path in others if SKIPS.search(path.read_text("utf-8"))] == []


def test_support_module_is_too_long() -> None:
    lines = {path: path.read_text("utf-8").count("\n") for path in MODULES}
    support = {
        name_of(path): count for path, count in lines.items() if path.is_relative_to(TESTS / "support")
    }
    assert {name: count for name, count in support.items() if count >= 400} == {}
