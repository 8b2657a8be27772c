"""Names that the code no longer uses, variables whose names say nothing, and the glossary of the words that stay."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent
while not (ROOT / "django_graphgate").is_dir():
    ROOT = ROOT.parent
PACKAGE = ROOT / "django_graphgate"
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))
PAGES = ["README.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))]

OLD_NAMES = {
    *(
        "Bounded",
        "Fact",
        "FactName",
        "Freezer",
        "FrozenOperations",
        "Meant",
        "OneOf",
        "OpenOperations",
        "Place",
    ),
    *(
        "Shown",
        "TokenPlace",
        "twin_digests",
        "as_seen",
        "is_beside_the_gate",
        "known_by",
        "take_faults",
        "told_apart",
    ),
}
"""Names of classes and functions that standard terms have replaced."""

OLD_MODULES = {
    *("exchange.py", "ir/faults.py", "allowlist/lock.py", "publishing/forks.py", "views/threads.py"),
    *("statements/open.py", "statements/frozen.py", "statements/bounded.py", "statements/meant.py"),
    *("compiler/ways.py", "compiler/twin.py", "compiler/places.py", "compiler/footprint.py"),
}

PHRASES = re.compile(
    r"\bheirs?\b|\banew\b|\btold\b|\bfootprints?\b|\btwins?\b|\bbe it that\b|\bbeside the gate\b"
    r"|\bstands? (?:in|on|beside|around|behind|there)\b(?! where)|\bthe most\b(?! (?:recent|specific))",
    re.IGNORECASE,
)
"""Private or archaic wording."""

VAGUE = {"one", "found", "kind"}
"""Names of variables that do not say what they hold."""

WITH_VAGUE_FIELDS = {
    "allowlist/digest.py": {"kind"},
    "allowlist/lexer.py": {"kind"},
    "allowlist/listed.py": {"kind"},
    "allowlist/lockfile/values.py": {"kind"},
    "allowlist/merge.py": {"kind"},
    "ir/operation.py": {"kind"},
    "models/operations.py": {"kind"},
    "statements/resolved_operation.py": {"kind"},
}
"""An operation is a query, a mutation or a subscription: its ``kind``, also in files.  Tokens have kinds in GraphQL."""


def names(tree: ast.AST) -> Iterator[str]:
    """All identifiers of a module."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name


def fields(tree: ast.AST) -> Iterator[ast.Name]:
    """What the bodies of classes assign."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef):
            continue
        for statement in node.body:
            if isinstance(statement, ast.Assign | ast.AnnAssign):
                yield from (target for target in ast.walk(statement) if isinstance(target, ast.Name))


def variables(tree: ast.AST) -> Iterator[str]:
    """The names that functions bind: parameters, assignments, loops and patterns; fields of classes are not."""
    of_classes = set(fields(tree))
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) if node not in of_classes:
                yield name
            case ast.arg(arg=name) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name


def source(module: str) -> str:
    return (PACKAGE / module).read_text("utf-8")


@pytest.mark.parametrize("module", MODULES)
def test_old_name_is_used(module: str) -> None:
    assert OLD_NAMES & set(names(ast.parse(source(module)))) == set()


def test_old_module_is_there() -> None:
    assert OLD_MODULES & set(MODULES) == set()


@pytest.mark.parametrize("module", MODULES)
def test_private_wording_is_in_the_code(module: str) -> None:
    assert PHRASES.findall(source(module)) == []


@pytest.mark.parametrize("page", PAGES)
def test_private_wording_is_in_the_documentation(page: str) -> None:
    assert PHRASES.findall((ROOT / page).read_text("utf-8")) == []


@pytest.mark.parametrize("module", MODULES)
def test_variable_says_nothing(module: str) -> None:
    assert VAGUE & set(variables(ast.parse(source(module)))) == set()


@pytest.mark.parametrize("module", MODULES)
def test_field_says_nothing(module: str) -> None:
    stored = {name.id for name in fields(ast.parse(source(module))) if isinstance(name.ctx, ast.Store)}
    assert VAGUE & stored == WITH_VAGUE_FIELDS.get(module, set())


@pytest.mark.parametrize(
    "code",
    ["one = 1", "def f(kind): pass", "[x for found in y]", "lambda one: 1", "match x:\n  case [kind]: pass"],
)
def test_vague_variable_is_noticed(code: str) -> None:
    assert VAGUE & set(variables(ast.parse(code)))


def test_fields_are_no_variables() -> None:
    assert set(variables(ast.parse("class A:\n  kind: str = ''\n  one = 1"))) == set()


def test_glossary_names_what_is_not_there() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    paths = re.findall(r"\| `([\w/.]+)` \|$", glossary, re.MULTILINE)
    assert len(paths) > 30
    assert [path for path in paths if not (PACKAGE / path).exists() and not (ROOT / path).exists()] == []
