"""Documents, what they compile to, and what every database answers."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import graphql
import pytest

from django_graphgate.dialects import DIALECTS
from django_graphgate.errors import RequestRejected
from tests.golden.cases import CASES, FOLDER, OPTIONAL, ROLES, Case, golden_sql
from tests.support.shop.exact import dumps, loads
from tests.support.shop.oracle import answer, caller, difference
from tests.support.shop.running import ALIASES, opened, run, sealed, shop, strict  # noqa: F401

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@pytest.fixture
def updating(request: pytest.FixtureRequest) -> bool:
    """``--update-golden`` was given, and this is no place where nobody looks at the difference."""
    wanted = bool(request.config.getoption("--update-golden"))
    if wanted and os.environ.get("CI"):
        pytest.fail("--update-golden on CI: goldens are written where somebody reads them")
    return wanted


def compare(path: Path, text: str, updating: bool) -> None:
    if updating:
        path.write_text(text, "utf-8")
    assert path.exists(), f"{path.name} is missing; --update-golden writes it"
    assert text == path.read_text("utf-8")


def as_error(error: RequestRejected) -> str:
    return json.dumps({"code": error.code, "message": error.message}, ensure_ascii=False, indent=2) + "\n"


def compare_error(path: Path, error: RequestRejected, updating: bool) -> None:
    """graphql-core 3.2 words some errors in another way, with the same codes."""
    if graphql.version_info >= (3, 3):
        compare(path, as_error(error), updating)
    else:
        assert json.loads(path.read_text("utf-8"))["code"] == error.code


@every_case
@pytest.mark.parametrize("vendor", DIALECTS)
def test_sql_is_not_the_golden_one(case: Case, vendor: str, updating: bool) -> None:
    path = case.path / f"{vendor}.sql"
    if (refusal := case.refusal()) is not None:
        assert not path.exists()
        compare_error(case.path / "error.json", refusal, updating)
        return
    if (refusal := case.refused_by(vendor)) is not None:
        compare_error(case.path / f"{vendor}.error.json", refusal, updating)
        return
    text = golden_sql(case.statement(vendor))
    assert not (case.path / f"{vendor}.error.json").exists(), "it is no longer refused"
    if path.exists():
        compare(path, text, updating)


@every_case
@pytest.mark.django_db(databases=ALIASES)
def test_answer_is_not_the_golden_one(shop: None, case: Case, updating: bool) -> None:  # noqa: F811
    if case.refusal() is not None:
        return  # compared with the SQL
    for alias, vendor in zip(ALIASES, ("postgresql", "sqlite"), strict=True):
        if case.refused_by(vendor) is not None:
            continue
        statement = case.statement(vendor)
        try:
            variables = sealed(statement, case.variables)
            data = opened(statement, loads(run(statement, alias, variables, case.user_id)))
        except RequestRejected as error:
            compare_error(case.path / "error.json", error, updating and vendor == "postgresql")
        else:
            compare_answer(case.path / "result.json", data, updating and vendor == "postgresql")


def compare_answer(path: Path, data: Any, updating: bool) -> None:
    """JSON columns may have other white space; everything else is compared to the digit."""
    compare(path, dumps(data) + "\n", updating)


@every_case
def test_golden_answer_is_not_the_oracles(case: Case) -> None:
    """A golden that was written by the compiler is not yet right: here it meets a second opinion."""
    path = case.path / "result.json"
    if path.exists():
        expected = answer(
            strict(case.query, case.flags), case.variables, caller(case.role_data, case.user_id)
        )
        found = difference(expected, loads(path.read_text("utf-8")))
        assert found is None, found


@every_case
def test_folder_holds_other_files(case: Case) -> None:
    files = {path.name for path in case.path.iterdir()}
    assert files - OPTIONAL in list(case.expected_files())


def test_file_belongs_to_no_case() -> None:
    read = {case.path for case in CASES}
    stray = [
        path
        for path in FOLDER.rglob("*")
        if path.is_file()
        and path.parent != FOLDER
        and path.parent not in read
        and "mutations" not in path.parts
    ]
    assert [path for path in stray if "__pycache__" not in path.parts] == []


def test_role_belongs_to_no_case() -> None:
    assert set(ROLES) == {case.options["role"] for case in CASES if "role" in case.options}


def test_two_cases_ask_the_same() -> None:
    asked = [(case.query, json.dumps([case.variables, case.options])) for case in CASES]
    assert len(set(asked)) == len(asked)
