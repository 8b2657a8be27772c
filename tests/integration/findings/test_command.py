"""``graphgate_findings``, the system checks, and the page of the admin."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.utils.html import escape

from django_graphgate import checks
from django_graphgate.access import load_roles
from django_graphgate.findings import findings
from tests.integration.findings.projects import BASE, QUIET, SAFE, role, table

OPEN = [
    *role("anon", table("customers", columns=["id"]), table("gone"))[:1],
    *role("user", table("customers"))[1:],
]
"""An F001, an F004, and an F012, which the check W023 reports."""


@pytest.fixture
def folder(settings: Any, tmp_path: Path, db: None) -> Path:
    """A project with a file of quiet roles, and others in the database."""
    for name, value in SAFE.items():
        setattr(settings, name, value)
    settings.GRAPHGATE = {**BASE, "CONFIG_DIR": tmp_path}
    (tmp_path / "roles.json").write_text(json.dumps({"roles": QUIET}))
    load_roles(OPEN)
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    """The exit status, and what is printed."""
    out = io.StringIO()
    try:
        call_command("graphgate_findings", *arguments, stdout=out)
    except SystemExit as error:
        return int(str(error.code)), out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


# -- the function and the command ---------------------------------------------------------------------


def test_roles_of_the_other_place_are_read(folder: Path) -> None:
    assert [each.id for each in findings()] == ["F004", "F012", "F001"]
    assert findings(database=False) == []


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ((), 0),
        (("--fail-on", "error"), 0),
        (("--fail-on", "warning"), 1),
        (("--fail-on", "notice"), 1),
        (("--fail-on", "never"), 0),
        (("--fail-on", "notice", "--no-database"), 0),
    ],
)
def test_status_does_not_follow_the_severity(folder: Path, arguments: tuple[str, ...], status: int) -> None:
    assert run(*arguments)[0] == status


def test_error_fails_although_warnings_are_enough(folder: Path) -> None:
    load_roles(role("user", table("products", columns=["gone"])))
    for severity in ("error", "warning", "notice"):
        assert run("--fail-on", severity)[0] == 1
    assert run("--fail-on", "never")[0] == 0


def test_formats_are_not_those_of_the_report(folder: Path) -> None:
    assert run()[1].endswith("\n0 errors, 2 warnings, 1 notice.\n")
    assert [each["id"] for each in json.loads(run("--format", "json")[1])] == ["F004", "F012", "F001"]
    assert json.loads(run("--format", "sarif")[1])["version"] == "2.1.0"
    assert run("--format", "markdown")[1].startswith("| severity | id |")


@pytest.mark.parametrize("content", ["{", '{"roles": 1}'])
def test_unreadable_file_counts_as_no_findings(folder: Path, content: str) -> None:
    (folder / "roles.json").write_text(content)
    status, text = run("--no-database")
    assert status == 2
    assert "roles" in text


def test_project_without_files_is_refused(folder: Path) -> None:
    (folder / "roles.json").unlink()
    assert run("--no-database", "--fail-on", "notice")[0] == 0


# -- system checks ------------------------------------------------------------------------------------


def checked(*databases: str, deploy: bool = False) -> dict[str, int]:
    """Id of each message about findings → its level; ``W023`` and ``W052`` say what ``F012`` says."""
    messages = run_checks(databases=list(databases) or None, include_deployment_checks=deploy)
    ours = ("graphgate.F", "graphgate.W023", "graphgate.W052")
    return {str(each.id): each.level for each in messages if str(each.id).startswith(ours)}


@pytest.mark.django_db(databases=["default", "sqlite"])  # which Django's own checks ask, since 6.1
def test_finding_is_no_system_check_or_two(folder: Path) -> None:
    of_the_database = {"graphgate.F004": 30, "graphgate.W023": 30}
    assert checked("default") == of_the_database
    assert checked() == {}
    (folder / "roles.json").write_text(json.dumps({"roles": OPEN}))
    assert checked() == {"graphgate.F004": 30, "graphgate.W052": 30}
    assert checked("default", deploy=True) == {**of_the_database, "graphgate.W052": 30, "graphgate.F001": 20}


def test_check_says_less_than_the_finding(folder: Path) -> None:
    (finding, *_) = findings()
    (message,) = checks.check_findings_of_database(app_configs=None, databases=["default"])
    assert message.msg == f"{finding.title} {finding.where}: {finding.evidence}"
    assert message.hint == finding.advice


def test_silenced_check_is_shown(folder: Path) -> None:
    with override_settings(SILENCED_SYSTEM_CHECKS=["graphgate.F004"]):
        assert checked("default") == {"graphgate.W023": 30}


def test_broken_configuration_makes_the_check_crash(folder: Path) -> None:
    (folder / "roles.json").write_text("{")
    assert checks.check_findings(app_configs=None, databases=None) == []


# -- the admin ----------------------------------------------------------------------------------------

PAGE = "/admin/graphgate/role/findings/"


def test_page_lacks_a_finding(folder: Path, chief: Client) -> None:
    page = chief.get(PAGE).content.decode()
    for finding in findings():
        assert finding.id in page
        assert escape(finding.evidence) in page
        assert escape(finding.advice) in page


def test_page_is_not_linked(folder: Path, chief: Client) -> None:
    for url in ("/admin/graphgate/", "/admin/graphgate/role/"):
        assert f'href="{PAGE}"' in chief.get(url).content.decode()


@pytest.mark.parametrize(("permission", "status"), [("view_role", 200), ("view_allowedoperation", 403)])
def test_page_is_for_others(folder: Path, sign_in: Any, permission: str, status: int) -> None:
    client = sign_in(permission)
    assert client.get(PAGE).status_code == status
    assert (PAGE in client.get("/admin/graphgate/").content.decode()) == (status == 200)


def test_page_is_public(folder: Path, client: Client) -> None:
    assert client.get(PAGE).status_code == 302


def test_hostile_name_is_markup(folder: Path, chief: Client) -> None:
    from django_graphgate.models import Role

    Role.objects.get(name="anon").rules.create(table="<script>alert(1)</script>")
    page = chief.get(PAGE).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_broken_settings_break_the_page(folder: Path, chief: Client, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "MODELS": ["nothing"]}
    response = chief.get(PAGE)
    assert response.status_code == 200
    assert "nothing" in response.content.decode()


# -- the example --------------------------------------------------------------------------------------


def test_example_has_an_error() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "graphgate_findings", "--no-database", "--format", "json"],
        capture_output=True,
        check=False,
        text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "example_project.settings"},
    )
    assert done.returncode == 0, done.stderr
    severities = {each["severity"] for each in json.loads(done.stdout)}
    assert severities == {"warning", "notice"}
