"""Mutations, what every database answers to them, and the rows that they leave."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import graphql
import pytest

from django_graphgate.catalog import get_catalog
from django_graphgate.errors import RequestRejected
from django_graphgate.execution.connection import dialect_of
from django_graphgate.execution.writes.choice import Preference
from tests.golden.mutation_cases import CASES, FOLDER, ROLES, MutationCase, golden_texts
from tests.golden.test_golden import compare, updating  # noqa: F401
from tests.golden.test_result_shapes import object_misfits, shape_of
from tests.support.shop.exact import dumps
from tests.support.shop.running import ALIASES, shop  # noqa: F401

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
both_ways = pytest.mark.parametrize("way", ["orm", "sql"])
on_every_database = pytest.mark.parametrize("alias", ALIASES)


def compare_error(path: Path, error: RequestRejected, updating: bool) -> None:  # noqa: F811
    """graphql-core 3.2 words some errors of documents in another way, with the same codes."""
    if graphql.version_info >= (3, 3) or error.code != "GRAPHQL_VALIDATION_FAILED":
        text = json.dumps(as_error(error), ensure_ascii=False, indent=2, default=str) + "\n"
        compare(path, text, updating)
    else:
        assert json.loads(path.read_text("utf-8"))["code"] == error.code


def as_error(error: RequestRejected) -> dict[str, Any]:
    """The error as its file has it."""
    fields = error.extensions.get("fields")
    shown = {"code": error.code, "message": error.message}
    return {**shown, "fields": fields} if fields else shown


@every_case
@both_ways
@on_every_database
@pytest.mark.django_db(databases=ALIASES)
@pytest.mark.usefixtures("shop")
def test_outcome_is_not_the_golden_one(
    case: MutationCase,
    way: Preference,
    alias: str,
    updating: bool,  # noqa: F811
) -> None:
    if alias not in case.databases:
        return
    data, error, changes = case.outcome(alias, dict.fromkeys(get_catalog().tables, way))
    writes = updating and way == "orm" and alias == case.databases[0]
    if error is None:
        compare(case.path / "result.json", dumps(data) + "\n", writes)
    else:
        compare_error(case.path / "error.json", error, writes)
        assert changes == {}
    if changes:
        rows = json.dumps(changes, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        compare(case.path / "rows.json", rows, writes)
    else:
        assert not (case.path / "rows.json").exists()


@every_case
@on_every_database
def test_texts_are_not_the_golden_ones(case: MutationCase, alias: str, updating: bool) -> None:  # noqa: F811
    vendor = dialect_of(alias).name
    if (path := case.path / f"{vendor}.sql").exists():
        compare(path, golden_texts(case.statement(vendor)), updating)


@pytest.mark.parametrize(
    "case", [case for case in CASES if (case.path / "result.json").exists()], ids=lambda case: case.name
)
def test_answer_does_not_fit_its_shape(case: MutationCase) -> None:
    data = json.loads((case.path / "result.json").read_text("utf-8"))
    shape = shape_of(case.text, case.flags, case.role.name)
    assert shape.type == "Mutation"
    assert list(object_misfits([shape], data, "data")) == []


@every_case
def test_folder_holds_other_files(case: MutationCase) -> None:
    files = {path.name for path in case.path.iterdir()}
    files -= {"case.json", "variables.json", "postgresql.sql", "sqlite.sql", "mutation.graphql"}
    assert files in ({"result.json"}, {"result.json", "rows.json"}, {"error.json"})


def test_file_belongs_to_no_case() -> None:
    known = {case.path for case in CASES}
    files = [path for path in FOLDER.rglob("*") if path.is_file() and path.parent not in known]
    assert [path.name for path in files] == ["roles.json"]


def test_role_belongs_to_no_case() -> None:
    assert set(ROLES) == {case.options["role"] for case in CASES if "role" in case.options}


def test_two_cases_ask_the_same() -> None:
    asked = [(case.text, json.dumps([case.read_json("variables.json"), case.options])) for case in CASES]
    assert len(set(asked)) == len(asked)
