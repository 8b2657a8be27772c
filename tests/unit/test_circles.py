"""The compiler's passes import earlier ones only, and no modules of the package import each other."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.unit.test_layers import MODULES, PACKAGE, imported

PASSES = ("syntax", "schema", "normalise", "validate", "plan", "render")
"""In the order in which a document goes through them."""


def pass_faults(source: str, name: str) -> list[str]:
    """What a module of this pass must not import: a later pass, and the modules on top of all passes."""
    prefix = f"{PACKAGE.name}.compiler."
    allowed = PASSES[: PASSES.index(name) + 1]
    inside = (module for module in sorted(imported(ast.parse(source))) if module.startswith(prefix))
    return [module for module in inside if module.removeprefix(prefix).partition(".")[0] not in allowed]


def dotted(path: Path) -> str:
    """The name of a module, or of the package whose ``__init__`` it is."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def import_graph(sources: Mapping[str, str]) -> dict[str, set[str]]:
    """Module → the modules that it imports, wherever the import is."""
    graph: dict[str, set[str]] = {}
    for module, source in sources.items():
        graph[module] = set()
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                graph[module].update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                names = (f"{node.module}.{alias.name}" for alias in node.names)
                graph[module].update(name if name in sources else node.module or "" for name in names)
        graph[module] = (graph[module] & sources.keys()) - {module}
    return graph


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Modules that import each other, directly or through others: strongly connected components."""
    reached = {module: reachable(graph, module) for module in graph}
    components = {
        tuple(sorted(other for other in reached[module] if module in reached[other])) for module in graph
    }
    return sorted(list(modules) for modules in components if modules)


def reachable(graph: Mapping[str, set[str]], start: str) -> set[str]:
    """The modules to which an import leads, ``start`` itself only where it leads back."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        imports = graph[waiting.pop()] - seen
        seen |= imports
        waiting.extend(imports)
    return seen


@pytest.mark.parametrize("name", PASSES)
def test_pass_imports_a_later_one(name: str) -> None:
    modules = sorted((PACKAGE / "compiler" / name).rglob("*.py"))
    assert modules
    for path in modules:
        assert pass_faults(path.read_text(), name) == [], path


def test_module_of_the_compiler_is_in_no_pass() -> None:
    names = {path.stem for path in (PACKAGE / "compiler").iterdir() if not path.name.startswith("__")}
    assert names == {*PASSES, "compile", "introspect"}


def test_modules_import_each_other() -> None:
    sources = {dotted(path): path.read_text() for path in MODULES}
    assert circles(import_graph(sources)) == []


def test_circle_is_found() -> None:
    sources = {
        "a": "def late():\n    from b import name",
        "b": "import c",
        "c": "from a import other",
        "d": "import a",
    }
    assert circles(import_graph(sources)) == [["a", "b", "c"]]


@pytest.mark.parametrize(
    ("name", "module"), [("schema", "plan.filters"), ("render", "compile"), ("plan", "introspect")]
)
def test_later_pass_is_found(name: str, module: str) -> None:
    assert len(pass_faults(f"from django_graphgate.compiler.{module} import name", name)) == 1
