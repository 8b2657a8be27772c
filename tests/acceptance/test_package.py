"""What is shipped, and what importing it does."""

from __future__ import annotations

import importlib.metadata
import io
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    return zipfile.ZipFile(path)


def test_wheel_holds_the_package_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    assert "django_graphgate/py.typed" in names
    assert "django_graphgate/migrations/__init__.py" in names
    assert {name.split("/")[0] for name in names} == {
        "django_graphgate",
        f"django_graphgate-{PROJECT['version']}.dist-info",
    }


def test_every_module_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "django_graphgate").rglob("*.py")}
    assert modules <= set(wheel.namelist())


def test_installed_version_is_the_projects() -> None:
    assert importlib.metadata.version("django-graphgate") == PROJECT["version"]


def test_changelog_starts_with_what_is_unreleased() -> None:
    assert re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)[0] == "Unreleased"


def test_import_needs_no_settings_and_starts_nothing() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    program = "import sys, django_graphgate; print(*{'django.db.models', 'graphql'} & set(sys.modules))"
    loaded = subprocess.check_output([sys.executable, "-c", program], env=environment, cwd=ROOT, text=True)
    assert loaded.split() == []


@pytest.mark.django_db(databases=["default", "sqlite"])
def test_migrations_say_what_the_models_say() -> None:
    said = io.StringIO()
    try:
        call_command("makemigrations", "graphgate", check_changes=True, dry_run=True, stdout=said)
    except SystemExit:
        pytest.fail(f"A migration is missing:\n{said.getvalue()}", pytrace=False)


def test_readme_starts_with_the_two_commands() -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    assert blocks[:2] == ["make demo\n", "make test\n"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text())
    local = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in local if not (page.parent / link).exists()] == []
