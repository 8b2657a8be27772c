"""What projects prove in their suites: columns that no operation exposes, and policies."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from django_graphgate.errors import ConfigurationError
from django_graphgate.testing import assert_never_exposed, assert_policy, exposure

ROOT = Path(__file__).parents[2]
ROLES = {
    "roles": [
        {
            "name": "anon",
            "tables": [{"name": "customers", "query": {"columns": ["id", "name", "email", "password"]}}],
        },
        {"name": "user", "extends": "anon", "tables": []},
    ]
}
PEOPLE = 'query People @skipAuth { customers(where: { password: { neq: "" } }) { ...it } } fragment it on Customer { x: email }'


@pytest.fixture
def frozen(tmp_path: Path, settings: Any, db: None) -> Path:
    """A project with one frozen operation, which hides what it shows in a fragment and an alias."""
    (tmp_path / "roles.json").write_text(json.dumps(ROLES))
    (tmp_path / "allow.list").write_text(PEOPLE)
    settings.GRAPHGATE = {**settings.GRAPHGATE, "CONFIG_DIR": tmp_path}
    call_command("graphgate_freeze")
    return tmp_path


def test_what_is_exposed(frozen: Path) -> None:
    seen = {(each.role, each.field, each.how) for each in exposure() if each.field in ("email", "password")}
    assert seen >= {(role, "email", "shown") for role in ("anon", "user")}
    assert seen >= {(role, "password", "filtered") for role in ("anon", "user")}


def test_columns_that_are_never_exposed(frozen: Path) -> None:
    assert_never_exposed("shop.Customer.api_token", "shop.Product.*")
    assert_never_exposed("shop.Customer.password", how=["shown"])
    assert_never_exposed("shop.Customer.password", except_operations=["People"])
    with pytest.raises(
        AssertionError, match=r"role anon filters by shop\.Customer\.password .*: People at customers\.where"
    ):
        assert_never_exposed("shop.Customer.password")
    with pytest.raises(
        AssertionError, match=r"role user sees shop\.Customer\.email .* at customers\.x"
    ) as failure:
        assert_never_exposed("shop.Customer.email", roles=["user"], exposed=exposure())
    assert "role anon" not in str(failure.value)
    with pytest.raises(ConfigurationError, match="did you mean 'email'"):
        assert_never_exposed("shop.Customer.emial")


def test_policy_of_a_file(frozen: Path, tmp_path: Path) -> None:
    (frozen / "policy.toml").write_text('[[never_writes]]\nroles = ["anon"]\n')
    assert_policy()
    (tmp_path / "strict.toml").write_text('[[never]]\ncolumns = ["*.email"]\n')
    with pytest.raises(AssertionError, match=r"sees shop\.Customer\.email .*allow\.list:"):
        assert_policy(tmp_path / "strict.toml")
    with pytest.raises(ConfigurationError, match="is missing"):
        assert_policy(tmp_path / "nothing.toml")


# -- the plugin -------------------------------------------------------------------------------------


def run_pytest(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "DJANGO"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "django_graphgate.pytest_plugin", *arguments],
        cwd=folder,
        env={**given, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )  # fmt: skip


def test_entry_point_is_a_plugin() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    plugin = import_module(project["entry-points"]["pytest11"]["graphgate"])
    assert callable(plugin.pytest_addoption)


@pytest.mark.slow
def test_project_without_django_notices_nothing(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import sys\n\ndef test_it():\n    assert 'django' not in sys.modules\n"
    )
    run = run_pytest(tmp_path)
    assert run.returncode == 0, run.stdout
    assert "1 passed" in run.stdout


GOOD = """
allow_unknown = ["RebookTrip", "action rebook", "action refresh_leaderboard", "atlas.Leader"]

[[never]]
columns = ["atlas.Traveller.password"]
"""
BAD = """
[[never]]
columns = ["atlas.Airport.name"]
roles = ["anon"]
"""
TEST = """
def test_it(graphgate_exposure):
    assert any(each.table == "airports" for each in graphgate_exposure)
"""


@pytest.mark.slow
def test_option_and_fixture(tmp_path: Path) -> None:
    for name, text in (("good.toml", GOOD), ("bad.toml", BAD), ("test_it.py", TEST)):
        (tmp_path / name).write_text(text)
    options = ("-p", "pytest_django.plugin", "--ds=example_project.settings")
    good = run_pytest(tmp_path, *options, "--graphgate-policy=good.toml", "-k", "test_it")
    assert good.returncode == 0, good.stdout + good.stderr
    assert "2 passed" in good.stdout
    bad = run_pytest(tmp_path, *options, "--graphgate-policy=bad.toml")
    assert bad.returncode == 1
    assert (
        "never: role anon sees atlas.Airport.name (as airports.name): AirportByCode at airports.name"
        in bad.stdout
    )
    assert "Traceback" not in bad.stdout
    missing = run_pytest(tmp_path, *options, "--graphgate-policy=none.toml")
    assert missing.returncode == 1
    assert "none.toml is missing" in missing.stdout
