"""The documentation says what is there: every setting, code, check, command; and its examples run."""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import inspect
import itertools
import json
import os
import re
import shlex
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import load_command_class
from django.http import JsonResponse
from django.test import RequestFactory

from django_graphgate import (
    action_checks,
    checks,
    column_checks,
    deploy_checks,
    errors,
    role_checks,
    write_checks,
)
from django_graphgate.access.reading import read_roles, stored_roles
from django_graphgate.actions import problems as action_problems
from django_graphgate.allowlist.file import parse_allow_list
from django_graphgate.auth.chain import problems
from django_graphgate.auth.jwt.config.presets import PRESETS
from django_graphgate.auth.registry import TYPES
from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.compile import RoleView, compile_operation
from django_graphgate.compiler.schema.directives import DIRECTIVES
from django_graphgate.compiler.schema.operators import ALIASES, NAMES
from django_graphgate.compiler.schema.types import SCALARS
from django_graphgate.conf import Settings
from django_graphgate.dialects import DIALECTS
from django_graphgate.findings import system_checks
from django_graphgate.findings.collect import RULES
from django_graphgate.ir.constraints import FORMATS
from django_graphgate.ir.limits import Limits
from django_graphgate.matching import problems as match_problems
from django_graphgate.rules.model import StoredRole
from tests.support.shop.running import read, shown_with
from tests.support.shop.writing import writer

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
PAGES = {path.name: path.read_text() for path in sorted((ROOT / "docs").glob("*.md"))}
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LIMITS = Limits(
    tokens=5_000, depth=12, fields=1_000, aliases=100, directives=100, root_fields=20, filter_terms=200
)


def blocks(text: str, language: str) -> list[str]:
    return [body for kind, body in BLOCK.findall(text) if kind == language]


def rows(text: str, pattern: str) -> list[str]:
    """First cells of table rows that look so."""
    return re.findall(rf"^\| `({pattern})` \|", text, re.MULTILINE)


def section(text: str, title: str) -> str:
    return text.split(f"\n## {title}\n")[1].partition("\n## ")[0]


# -- everything is documented ---------------------------------------------------------------------


@pytest.mark.parametrize("name", [one.name for one in dataclasses.fields(Settings)])
def test_setting_is_documented_with_its_default(name: str) -> None:
    assert f"| `{name}` | `{getattr(Settings(), name)!r}` | " in section(README, "Settings")


def test_no_setting_is_documented_that_does_not_exist() -> None:
    assert set(rows(section(README, "Settings"), "[A-Z_]+")) == {
        one.name for one in dataclasses.fields(Settings)
    }


def classes() -> list[Any]:
    found = [
        one for _, one in inspect.getmembers(errors, inspect.isclass) if one.__module__ == errors.__name__
    ]
    return [one for one in found if one not in (errors.GraphgateError, errors.RequestRejected)]


@pytest.mark.parametrize("error", classes(), ids=lambda one: one.__name__)
def test_error_code_is_documented_with_its_status(error: Any) -> None:
    assert f"| `{error.code}` | {error.status} | " in section(README, "Error codes")


def test_no_error_code_is_documented_that_does_not_exist() -> None:
    known = {one.code for one in classes()} | {"INTERNAL_ERROR"}
    assert set(rows(section(README, "Error codes"), "[A-Z_]+")) == known


CHECKS = (
    action_checks,
    action_problems,
    checks,
    column_checks,
    deploy_checks,
    match_problems,
    role_checks,
    system_checks,
    write_checks,
)


def test_every_check_is_documented() -> None:
    texts = [Path(module.__file__ or "").read_text() for module in CHECKS]
    written = set(re.findall(r'"(graphgate\.[EWI]\d+)"', "".join(texts)))
    documented = rows(PAGES["checks.md"], r"graphgate\.[EWI]\d+")
    assert sorted(documented) == sorted(written)


def test_every_finding_is_documented_with_its_severity() -> None:
    written = re.findall(r"^\| `(F\d+)` \| (\w+) \| ", PAGES["findings.md"], re.MULTILINE)
    assert written == [(rule.id, rule.severity) for rule in RULES]


@pytest.mark.parametrize(("entry", "id_"), checks.ENTRY_IDS.items())
def test_check_of_an_entry_is_documented(entry: str, id_: str) -> None:
    assert f"| `{id_}` | `{entry}` |" in PAGES["checks.md"]


COMMANDS = sorted(
    path.stem for path in (ROOT / "django_graphgate/management/commands").glob("graphgate_*.py")
)


@pytest.mark.parametrize("name", COMMANDS)
def test_command_is_documented_with_its_options(name: str) -> None:
    commands = section(README, "Commands")
    assert f"| `{name}` |" in commands
    parser = load_command_class("django_graphgate", name).create_parser("manage.py", name)
    base = {"--help", "--version", "--verbosity", "--settings", "--pythonpath", "--traceback", "--no-color"}
    own = {flag for action in parser._actions for flag in action.option_strings if flag.startswith("--")}
    missing = own - base - {"--force-color", "--skip-checks"}
    assert [flag for flag in sorted(missing) if flag not in commands] == []


@pytest.mark.parametrize("name", TYPES)
def test_authenticator_is_documented(name: str) -> None:
    assert f"| `{name}` |" in section(README, "Authentication")
    assert f"\n## {name}\n" in PAGES["authentication.md"]


def test_issuers_are_documented() -> None:
    assert [
        name for name in PRESETS if name != "other" and f"`{name}`" not in PAGES["authentication.md"]
    ] == []


def test_operators_scalars_and_directives_are_documented() -> None:
    page = PAGES["language.md"]
    insensitive = {name for name in NAMES if name[0] == "i" and name[1:] in NAMES and "like" not in name}
    names = [*(NAMES - insensitive), *ALIASES, *(set(SCALARS) - {"ID"})]
    assert [name for name in names if f"`{name}`" not in page] == []
    assert [one.name for one in DIRECTIVES if f"@{one.name}" not in page] == []


def test_constraints_are_documented() -> None:
    page, directive = PAGES["language.md"], next(one for one in DIRECTIVES if one.name == "constraint")
    own = {name for name in directive.args if not name.endswith("Field")}
    assert [
        name for name in sorted({*own, *FORMATS}) if f"`{name}`" not in page and f"{name}:" not in page
    ] == []


def test_tables_may_have_names_of_their_own(settings: Any) -> None:
    tables = run(blocks(section(PAGES["language.md"], "Names of your own"), "python")[0])["TABLES"]
    settings.GRAPHGATE = {"MODELS": ["shop"], "TABLES": tables}
    catalog = get_catalog()
    assert {"goods", "me", "customers"} <= set(catalog.tables)
    assert "products" not in catalog.tables
    assert "note" in catalog.tables["customers"].columns
    assert "birthday" not in catalog.tables["customers"].columns
    assert list(catalog.tables["categories"].orderings) == ["by_name"]


def test_parts_of_the_package_are_documented() -> None:
    parts = {
        path.stem for path in (ROOT / "django_graphgate").iterdir() if not path.name.startswith(("_", "."))
    }
    hidden = {"migrations", "apps", "urls", "py", "static", "templates", "locale"}
    levels = section(README, "How a request travels")
    assert [part for part in sorted(parts - hidden) if f"`{part}`" not in levels] == []


@pytest.mark.parametrize("page", PAGES)
def test_page_is_named_in_the_readme(page: str) -> None:
    assert f"](docs/{page})" in README


# -- the language ---------------------------------------------------------------------------------


def everything() -> StoredRole:
    """A role that may read and write whatever does not look secret."""
    return replace(writer(), name="editor")


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
@pytest.mark.parametrize("text", blocks(PAGES["language.md"], "graphql"), ids=lambda text: text.split()[1])
def test_query_compiles(text: str, dialect: Any) -> None:
    flags = ("relay",) if "_connection" in text else ()
    view = RoleView.build(everything(), shown_with(flags), default_limit=20, limits=LIMITS)
    assert compile_operation(read(text, flags=flags), view=view, dialect=dialect, limits=LIMITS).sql


def pairs() -> list[tuple[str, str]]:
    found = re.findall(
        r"^\| `(.+?)` \| `(.+?)` \|$", section(PAGES["language.md"], "Terse and strict"), re.MULTILINE
    )
    assert len(found) > 8
    return [(terse, strict) for terse, strict in found]


@pytest.mark.parametrize(("terse", "strict"), pairs())
def test_terse_means_strict(terse: str, strict: str) -> None:
    terse, strict = (text if text.startswith("mutation ") else f"{{ {text} }}" for text in (terse, strict))
    assert read(terse).info.text == read(strict).info.text
    view = RoleView.build(everything(), get_catalog(), default_limit=20, limits=LIMITS)
    for dialect in DIALECTS.values():
        assert compile_operation(read(strict), view=view, dialect=dialect, limits=LIMITS).sql


# -- roles, lists, authenticators -----------------------------------------------------------------


@pytest.mark.parametrize("text", blocks(PAGES["rules.md"], "json"))
def test_roles_fit_the_shop(text: str) -> None:
    content = json.loads(text)
    if "roles" not in content:  # the rule of one table
        content = {"roles": [{"name": "user", "tables": [content]}]}
    read_roles(content)
    for role in stored_roles(content):
        view = RoleView.build(role, get_catalog(), default_limit=20, limits=LIMITS)
        assert set(view.rules.queries) >= {rule.table for rule in role.rules} - {"*"}


def test_allow_list_is_one_that_production_takes() -> None:
    (text,) = blocks(PAGES["allow-list.md"], "graphql")
    (operation,) = parse_allow_list(text, strict=True)
    assert (operation.roles, operation.variables) == (("anon", "user"), {"id": 1})


def run(text: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(text, "docs", "exec"), names)
    return names


def test_authenticators_are_safe_to_use(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_KEY", "k" * 40)
    settings.GRAPHGATE = run(blocks(PAGES["authentication.md"], "python")[0])["GRAPHGATE"]
    assert problems() == []


@pytest.mark.django_db
def test_view_is_protected() -> None:
    names = run(blocks(PAGES["authentication.md"], "python")[-1])
    assert names["report"](RequestFactory().get("/")).status_code == 401
    assert names["JsonResponse"] is JsonResponse


@pytest.mark.django_db
def test_roles_are_loaded_from_python() -> None:
    run(blocks(PAGES["rules.md"], "python")[0])


@pytest.mark.parametrize("page", ["README.md", *PAGES])
def test_python_is_python(page: str) -> None:
    for text in blocks(README if page == "README.md" else PAGES[page], "python"):
        ast.parse(text)


# -- the working example --------------------------------------------------------------------------


def without_ids(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without the ids of its denials, which are others each time."""
    for error in answer.get("errors", ()):
        if error["extensions"].pop("id", None) is not None:
            error["extensions"]["id"] = "an id"
    return answer


class Project:
    """Follows the README in an empty folder, as a reader would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "GRAPHGATE_"))}
        path = os.pathsep.join((str(Path(sys.executable).parent), kept.get("PATH", "")))
        self.environment = {**kept, "PATH": path, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        self.server: subprocess.Popen[bytes] | None = None
        self.answer: Any = None

    def follow(self, text: str) -> None:
        before = 0
        for block in BLOCK.finditer(text):
            prose = text[before : block.start()].strip().rpartition("\n\n")[2]
            before = block.end()
            self.step(block[1], block[2], prose)

    def step(self, language: str, body: str, prose: str) -> None:
        names = re.findall(r"`([\w/]+\.(?:py|json))`", prose)
        if language == "sh":
            for line in body.replace("\\\n", " ").splitlines():
                self.shell(line)
        elif names:
            path = self.folder / names[-1]
            path.parent.mkdir(exist_ok=True)
            old = path.read_text() if "At the end of" in prose else ""
            path.write_text(old + body)
        elif language == "json":
            assert without_ids(self.answer) == without_ids(json.loads(body))

    def shell(self, line: str) -> None:
        if line.startswith("pip "):
            return
        if line.startswith("curl "):
            self.answer = self.curl(shlex.split(line)[1:])
        elif line.endswith("runserver"):
            self.serve(line)
        else:
            self.run(line)

    def run(self, line: str) -> str:
        done = subprocess.run(
            ["/bin/sh", "-c", line],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def serve(self, line: str) -> None:
        self.stop()
        command = f"exec env {line} --noreload 127.0.0.1:{self.port}"
        with (self.folder / "server.log").open("wb") as log:
            self.server = subprocess.Popen(
                ["/bin/sh", "-c", command], cwd=self.folder, env=self.environment, stdout=log, stderr=log
            )
        for _ in range(300):
            assert self.server.poll() is None, (self.folder / "server.log").read_text()
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.1)
        pytest.fail((self.folder / "server.log").read_text())

    def stop(self) -> None:
        if self.server is not None:
            self.server.terminate()
            self.server.wait(30)
            self.server = None

    def curl(self, words: list[str]) -> Any:
        url = next(word for word in words if word.startswith("http")).replace(":8000", f":{self.port}")
        given = dict(itertools.pairwise(words))
        name, _, value = given["-H"].partition(": ")
        request = urllib.request.Request(url, given["-d"].encode(), {name: value})
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                return json.load(error)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The example of the README, followed to its end."""
    project = Project(tmp_path_factory.mktemp("library"))
    try:
        project.follow(section(README, "A working example"))
        yield project
    finally:
        project.stop()


@pytest.mark.slow
def test_example_works(library: Project) -> None:
    assert library.answer["errors"][0]["extensions"]["code"] == "OPERATION_NOT_ALLOWED"
    assert sorted(path.name for path in (library.folder / "config").glob("allow.*")) == [
        "allow.list",
        "allow.lock",
    ]
    library.run("GRAPHGATE_PRODUCTION=1 python manage.py check --database default --fail-level WARNING")
    library.run("python manage.py graphgate_freeze --check")
    library.run("python manage.py graphgate_sync --check")


@pytest.mark.slow
def test_example_is_asked_from_python(library: Project) -> None:
    (text,) = blocks(section(README, "Requests"), "python")
    library.run(f"GRAPHGATE_PRODUCTION=1 python manage.py shell -c {shlex.quote(text)}")


@pytest.mark.slow
def test_allow_list_is_walked(library: Project) -> None:
    (text,) = blocks(PAGES["allow-list.md"], "python")
    library.run(f"python -c {shlex.quote(text)}")


@pytest.mark.slow
def test_example_is_tested(library: Project) -> None:
    text, _ = blocks(PAGES["testing.md"], "python")  # the other one is for actions, which the library lacks
    (library.folder / "test_books.py").write_text(text)
    library.run("python -m pytest -p no:cacheprovider --ds=library.settings -q test_books.py")
