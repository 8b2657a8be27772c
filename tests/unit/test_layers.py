"""Imports point down: every module knows only what lies below it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "django_graphgate"
LEVELS = [
    {"errors", "lru_cache", "strict_json", "version"},
    {"ir"},
    {"dialects", "rules"},
    {"compiler", "setting_values", "signing"},
    {"conf", "messages", "models", "signals"},
    {"allowlist", "audit"},
    {"actions", "telemetry"},
    {"catalog", "auth", "access", "execution"},
    {"matching", "rate_limits"},
    {"statements", "refusals"},
    {"gate"},
    {"publishing", "running", "subscriptions"},
    {
        "webhooks",
        "exposure",
        "explaining",
        "action_checks",
        "column_checks",
        "deploy_checks",
        "role_checks",
        "write_checks",
    },
    {"findings"},
    {"views", "decorators", "admin", "management", "checks"},
    {"urls", "apps", "testing", "migrations", "__init__"},
    {"pytest_plugin"},
]
HEIGHT = {part: height for height, parts in enumerate(LEVELS) for part in parts}
WITHOUT_DJANGO = set().union(*LEVELS[:4])
OF_VENDORS = ("dialects/", "execution/drivers/", "migrations/")
"""What may ask which server it is: a database is one file in each of the first two."""
VENDORS = {"postgresql", "postgres", "sqlite", "mysql", "mariadb", "oracle", "cockroachdb", "mssql"}
MODULES = sorted(PACKAGE.rglob("*.py"))


def part_of(module: str) -> str:
    """``django_graphgate.auth.base`` belongs to ``auth``; the package itself is ``__init__``."""
    return module.split(".")[1] if "." in module else "__init__"


def imported(tree: ast.Module) -> set[str]:
    """The names of all imported modules, wherever the import stands; relative ones begin with a dot."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            if base == PACKAGE.name:  # `from django_graphgate import errors` means the module
                names.update(f"{base}.{a.name}" if a.name in HEIGHT else base for a in node.names)
            else:
                names.add(base)
    return names


def import_faults(source: str, part: str) -> list[str]:
    """What a module of this part must not import."""
    faults = []
    for name in sorted(imported(ast.parse(source))):
        top = name.partition(".")[0]
        if name.startswith("."):
            faults.append(f"relative: {name}")
        elif top == "django" and part in WITHOUT_DJANGO:
            faults.append(f"Django below the line: {name}")
        elif top == PACKAGE.name and part_of(name) != part and HEIGHT[part_of(name)] >= HEIGHT[part]:
            faults.append(f"upwards or sideways: {name}")
    return faults


def names_a_server(node: ast.AST) -> bool:
    """``connection.vendor``, ``dialect.name``, or a server's name as text."""
    if isinstance(node, ast.Attribute):
        return node.attr == "vendor" or (node.attr == "name" and "dialect" in ast.unparse(node.value))
    return isinstance(node, ast.Constant) and node.value in VENDORS


def vendor_faults(source: str) -> list[str]:
    """Comparisons and dictionaries that ask which server it is, instead of asking a dialect's or driver's flag."""
    faults = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare):
            asked = [node.left, *node.comparators]
            if ast.unparse(node.comparators[0]) == "DIALECTS":  # whether there is a dialect at all
                continue
        elif isinstance(node, ast.Dict):
            asked = [key for key in node.keys if isinstance(key, ast.Constant)]
        elif isinstance(node, ast.Match):
            asked = [node.subject]
        else:
            continue
        children = [child for part in asked for child in ast.walk(part)]
        faults += [f"line {node.lineno}: {ast.unparse(child)}" for child in children if names_a_server(child)]
    return faults


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_point_down(path: Path) -> None:
    part = path.relative_to(PACKAGE).with_suffix("").parts[0]
    assert part in HEIGHT, f"Give {part} a level."
    assert import_faults(path.read_text(), part) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_only_dialects_and_drivers_know_servers(path: Path) -> None:
    name = path.relative_to(PACKAGE).as_posix()
    if name.startswith(OF_VENDORS):
        return
    faults = vendor_faults(path.read_text())
    if path.relative_to(PACKAGE).with_suffix("").parts[0] not in WITHOUT_DJANGO:
        faults = [
            fault for fault in faults if "dialect" not in fault
        ]  # which statement is for which database
    assert faults == []


@pytest.mark.parametrize(
    ("part", "source"),
    [
        ("compiler", "import django.db"),
        ("ir", "def late():\n    from django.conf import settings"),
        ("ir", "from django_graphgate.compiler import parse"),
        ("auth", "from django_graphgate.access import roles"),
        ("auth", "from django_graphgate import gate"),
        ("gate", "from django_graphgate import get_gate"),
        ("auth", "from .base import Authenticator"),
        ("auth", "from . import base"),
    ],
)
def test_forbidden_import_is_found(part: str, source: str) -> None:
    assert len(import_faults(source, part)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "if connection.vendor == wanted: pass",
        "if self.dialect.name != other: pass",
        "if kind in ('mysql', 'x'): pass",
        "match dialect.name:\n    case _: pass",
        "statements = {'sqlite': '', 'postgresql': ''}",
    ],
)
def test_question_about_the_server_is_found(source: str) -> None:
    assert vendor_faults(source) != []


def test_table_of_the_readme_differs_from_the_levels() -> None:
    """Every part of the package is in the table, at its level."""
    rows = re.findall(
        r"^\| (\d+) \| (`[^|]+`) \|", (PACKAGE.parent / "README.md").read_text("utf-8"), re.MULTILINE
    )
    table = {part: int(level) for level, parts in rows for part in re.findall(r"`(\w+)`", parts)}
    parts = {path.relative_to(PACKAGE).with_suffix("").parts[0] for path in MODULES} - {"__init__"}
    assert table == {part: HEIGHT[part] for part in parts}


def test_allowed_imports_pass() -> None:
    source = (
        "import json, django.db\nfrom django_graphgate import errors\nfrom django_graphgate.auth import base"
    )
    assert import_faults(source, "auth") == []
