"""The suite's own manners: what a test may not do, wherever it is."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "tests").rglob("*.py"))
CLOCKS = {"time", "monotonic", "perf_counter", "time_ns", "monotonic_ns", "perf_counter_ns"}
ARITHMETIC = {"abs", "float", "int", "max", "min", "round", "sum"}


def terms(node: ast.AST) -> Iterator[ast.AST]:
    """What an expression is computed from; what is handed to functions becomes something else."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(node, ast.Call) or (isinstance(node.func, ast.Name) and node.func.id in ARITHMETIC):
            yield from terms(child)


def reads_wall_clock(node: ast.AST, modules: set[str], names: set[str]) -> bool:
    """Whether an expression is computed from one of the ``time`` module's clocks."""
    called = [each.func for each in terms(node) if isinstance(each, ast.Call)]
    return any(
        function.id in names
        if isinstance(function, ast.Name)
        else isinstance(function, ast.Attribute)
        and function.attr in CLOCKS
        and isinstance(function.value, ast.Name)
        and function.value.id in modules
        for function in called
    )


def wall_clock_assertions(text: str) -> Iterator[int]:
    """Lines that assert something of a clock, or of a variable that holds a clock's reading."""
    tree = ast.parse(text)
    modules, names = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {alias.asname or alias.name for alias in node.names if alias.name == "time"}
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            names |= {alias.asname or alias.name for alias in node.names if alias.name in CLOCKS}
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        assigned = [node for node in ast.walk(function) if isinstance(node, ast.Assign)]
        read = {
            target.id
            for node in assigned
            for target in node.targets
            if isinstance(target, ast.Name) and reads_wall_clock(node.value, modules, names)
        }
        for node in ast.walk(function):
            if isinstance(node, ast.Assert):
                variables = {each.id for each in terms(node.test) if isinstance(each, ast.Name)}
                if variables & read or reads_wall_clock(node.test, modules, names):
                    yield node.lineno


@pytest.mark.parametrize(
    "body",
    [
        "import time\ndef test():\n    start = time.monotonic()\n    assert time.monotonic() - start < 1",
        "import time as t\ndef test():\n    took = t.perf_counter() - 1\n    assert took < 1",
        "from time import time\nasync def test():\n    assert abs(time() - 3) < 1",
    ],
)
def test_wall_clock_is_not_noticed(body: str) -> None:
    assert list(wall_clock_assertions(body))


def test_assertion_depends_on_the_wall_clock() -> None:
    """A machine that has much else to do is no fault: ``tests.support.waiting`` waits, ``tests.support.effort`` measures."""
    lines = {path: list(wall_clock_assertions(path.read_text("utf-8"))) for path in MODULES}
    assert {path.relative_to(ROOT).as_posix(): numbers for path, numbers in lines.items() if numbers} == {}


def test_packages_are_installed_without_waiting_for_the_lock() -> None:
    calls = re.compile(r"""apt-get(["'],| -)""")
    files = [
        *(ROOT / ".ci").iterdir(),
        ROOT / "Makefile",
        *(path for path in MODULES if path != Path(__file__)),
    ]
    assert [path.name for path in files if calls.search(path.read_text("utf-8"))] == ["apt"]


DRAWING = """
import random
from hypothesis import given, settings, strategies as st
def test_numbers():
    print("random", random.random())
@settings(max_examples=3)
@given(st.integers())
def test_examples(number):
    print("example", number)
"""


def probe(folder: Path, text: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A run of its own, of one module beside our conftest."""
    (folder / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text("utf-8"), "utf-8")
    (folder / "test_probe.py").write_text(text, "utf-8")
    given = {name: value for name, value in os.environ.items() if name not in {"CI", "GRAPHGATE_PROFILE"}}
    options = ["-s", "-q", "-p", "no:cacheprovider", f"--rootdir={ROOT}", f"--override-ini=pythonpath={ROOT}"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(folder)],
        cwd=ROOT,
        env={**given, **environment},
        capture_output=True,
        text=True,
        check=True,
    )


def drawn(folder: Path, **environment: str) -> list[str]:
    """What tests that draw at random print."""
    lines = probe(folder, DRAWING, **environment).stdout.splitlines()
    return [line for line in lines if "random " in line or "example " in line]


@pytest.mark.slow
def test_seed_is_fixed_in_ci_and_random_elsewhere(tmp_path: Path) -> None:
    assert drawn(tmp_path, CI="true") == drawn(tmp_path, CI="true")
    assert drawn(tmp_path) != drawn(tmp_path)


COUNTING = """
from django_graphgate.telemetry.usage import UsageCounter
def test_counts():
    UsageCounter(3600).count(("", "A", "a" * 64, "user"), 0.0, failed=False)
"""


@pytest.mark.slow
def test_counter_that_a_test_leaves_writes_at_the_end_of_the_run(tmp_path: Path) -> None:
    """The databases of the run are gone by then."""
    done = probe(tmp_path, COUNTING)
    assert "1 passed" in done.stdout
    assert done.stderr == ""
