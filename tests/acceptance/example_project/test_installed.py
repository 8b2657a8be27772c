"""The example under gunicorn, with the package out of its wheel, in a process that cannot compile anything."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hatchling.builders.wheel import WheelBuilder

from django_graphgate.allowlist.lockfile.read import read_lock
from example_project.atlas.operations import read_operations
from tests import settings as test_settings
from tests.acceptance.example_project.answers import ROLES
from tests.acceptance.example_project.copies import (
    ROOT,
    SECRETS,
    Atlas,
    copy_database,
    environment,
    manage,
)
from tests.support.views.serving import Server, started

HERE = Path(__file__).parent
ADA = "SELECT id FROM atlas_traveller WHERE username = 'ada'"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel holds, as an installer puts it there."""
    dist, site = tmp_path_factory.mktemp("dist"), tmp_path_factory.mktemp("site")
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(dist), versions=["standard"])
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    subprocess.run([*pip, "--no-deps", "--no-index", "--no-compile", "--target", site, wheel], check=True)
    return site


def in_process(rows: Atlas, config: Path, *, production: bool) -> dict[str, Any]:
    """What the gate answers without a server; and a session."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.acceptance.example_project.answers"],
        cwd=ROOT,
        env={**_environment(rows, production=production), "GRAPHGATE_CONFIG_DIR": str(config)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _environment(rows: Atlas, *, production: bool) -> dict[str, str]:
    return environment(
        test_settings.FOLDER / "nobody's home",
        DJANGO_SETTINGS_MODULE="example_project.settings",
        DJANGO_DEBUG="0",
        **SECRETS,
        GRAPHGATE_PRODUCTION=str(int(production)),
        **rows.variables,
    )


@contextlib.contextmanager
def served(site: Path, folder: Path, rows: Atlas) -> Iterator[Server]:
    """gunicorn over the example and the wheel; ``folder`` has neither the package's source nor the tests."""
    (folder / "watched").mkdir(parents=True)
    shutil.copytree(
        ROOT / "example_project", folder / "example_project", ignore=shutil.ignore_patterns(".data")
    )
    for path in (HERE / "installed").glob("*.py"):
        shutil.copy(path, folder)
    variables = {
        **_environment(rows, production=True),
        "DJANGO_SETTINGS_MODULE": "served_settings",
        "PYTHONPATH": f"{site}{os.pathsep}{folder}",
        "WATCHED": str(folder / "watched"),
    }
    options = ["--threads=2", "without_compiler:application"]
    with started("gunicorn", options, folder, variables) as (server,):
        yield server


def test_gate_of_a_server_loads_the_compiler(tmp_path: Path) -> None:
    """Nor what stands around it: views, admin, checks."""
    program = (
        "import without_compiler, example_project.urls; from django_graphgate import get_gate; get_gate()"
    )
    variables = {
        **_environment(Atlas("sqlite", {"ATLAS_DATABASE": str(tmp_path / "none")}), production=True),
        "PYTHONPATH": f"{HERE / 'installed'}{os.pathsep}{ROOT}",
        "WATCHED": str(tmp_path),
    }
    done = subprocess.run([sys.executable, "-c", program], env=variables, check=False)
    assert done.returncode == 0
    assert not (tmp_path / "imports").exists()
    with_compiler = f"{program}; import django_graphgate.compiler.compile"
    done = subprocess.run(
        [sys.executable, "-c", with_compiler], env=variables, check=False, capture_output=True
    )
    assert done.returncode == 1
    assert (tmp_path / "imports").read_text() == "django_graphgate.compiler.compile\n"


@pytest.mark.slow
def test_frozen_operations_need_the_compiler(site: Path, rows: Atlas, atlas: Path, tmp_path: Path) -> None:
    """Each operation for each role: what development answers, or a refusal where that refuses.

    Mutations come after the queries, as they change what these read.
    """
    assert (
        manage(ROOT, "graphgate_action", "refresh_leaderboard", DJANGO_DEBUG="1", **rows.variables).returncode
        == 0
    )
    development = tmp_path / "development"
    development.mkdir()
    expected = in_process(rows, development, production=False)
    ((ada,),) = rows.execute(ADA)
    callers: dict[str, dict[str, str]] = {
        "anon": {},
        "user": {"Cookie": f"sessionid={expected['session']}", "Sec-Fetch-Site": "same-origin"},
        "editor": {"X-Proxy": "1", "X-Proxy-User": str(ada), "X-Proxy-Role": "editor"},
    }
    count = 0
    with served(site, tmp_path / "served", rows) as server:
        for role in ROLES:
            for name, one in read_operations().items():
                if one.operation_type != "query":
                    continue
                status, body = server.post(
                    {"operationName": name, "variables": one.variables}, **callers[role]
                )
                wanted = expected["answers"][role][name]
                if "errors" in wanted:
                    assert refused(body, anonymous=role == "anon") == status, (role, name, body)
                    continue
                assert (status, body) == (200, {"data": wanted["data"]}), (role, name)
                count += 1
                assert any(wanted["data"].values()), f"{name} finds no row for {role}: that proves little"
        count += mutations(server, callers, rows.dialect)
        assert count == len(frozen_statements(rows.dialect)) > 60
        assert Path(watched(tmp_path, "package")).is_relative_to(site)
        assert not watched(tmp_path, "imports")

        # What is not frozen would need it: so it is known that the process cannot have it.
        rows.execute("""UPDATE graphgate_tablerule SET "limit" = 3 WHERE "table" = 'countries'""")
        status, body = server.post({"operationName": "CountryList", "variables": {"continent": "EU"}})
        assert (status, "data" in body) == (500, False)
        assert "django_graphgate.compiler" in watched(tmp_path, "imports")


def watched(folder: Path, name: str) -> str:
    path = folder / "served" / "watched" / name
    return path.read_text() if path.exists() else ""


def refused(body: dict[str, Any], *, anonymous: bool) -> int:
    """The status of a refusal that tells nothing."""
    (error,) = body["errors"]
    assert "data" not in body
    assert error["extensions"]["code"] == ("UNAUTHENTICATED" if anonymous else "FORBIDDEN")
    return 401 if anonymous else 403


def mutations(server: Server, callers: Mapping[str, Mapping[str, str]], dialect: str) -> int:
    """Run each mutation as each role that it is frozen for; how many ran."""
    allowed = frozen_statements(dialect)
    count = 0
    for role in ROLES:
        for name, one in read_operations().items():
            if one.operation_type != "mutation":
                continue
            body = {"operationName": name, "variables": one.variables}
            status, answer = server.post(body, **callers[role])
            if (name, role) in allowed:
                assert (status, set(answer)) == (200, {"data"}), (role, name, answer)
                count += 1
            else:
                assert refused(answer, anonymous=role == "anon") == status, (role, name, answer)
    return count


def frozen_statements(dialect: str) -> set[tuple[str, str]]:
    """The pairs of operation and role that are frozen for a database."""
    lock = read_lock(ROOT / "example_project" / "config" / "allow.lock")
    return {
        (one.name, role)
        for one in lock.operations
        for statement in one.current.body.statements
        if statement.dialect == dialect
        for role in statement.roles
    }


@pytest.mark.parametrize("production", [True, False], ids=["production", "development"])
def test_anonymous_caller_runs_something_without_a_rule(
    atlas: Path, tmp_path: Path, production: bool
) -> None:
    """The rows are there, the operations are frozen, and nobody has a rule."""
    rows = Atlas("sqlite", {"ATLAS_DATABASE": str(copy_database(atlas, tmp_path / "atlas.sqlite3"))})
    for table in ("tablerule", "role"):
        rows.execute(f"DELETE FROM graphgate_{table}")
    config = tmp_path / "config"
    shutil.copytree(ROOT / "example_project" / "config", config)
    found = in_process(rows, config, production=production)["answers"]["anon"]
    assert len(found) == len(read_operations()) >= 20
    for name, answer in found.items():
        assert set(answer) == {"status", "errors"}, name
        codes = {error["extensions"]["code"] for error in answer["errors"]}
        assert codes <= {"UNAUTHENTICATED", "FORBIDDEN", "GRAPHQL_VALIDATION_FAILED"}, name
        assert not production or codes == {"UNAUTHENTICATED"}, name
