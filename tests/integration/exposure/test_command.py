"""``graphgate_exposure``: reports, selections and comparisons."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from django_graphgate.exposure import diff
from django_graphgate.exposure.entry import Exposed, from_json
from django_graphgate.exposure.report import as_csv, as_markdown, as_table
from tests.support.gate.house import OPERATIONS, copy_frozen, roles, rule, write_config


@pytest.fixture
def frozen(folder: Path) -> Path:
    return copy_frozen(folder)


def run(*arguments: str) -> tuple[int, str, str]:
    """The exit status, and what is printed as report and as warnings."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("graphgate_exposure", *arguments, stdout=out, stderr=err)
    except SystemExit as error:
        return int(str(error.code)), out.getvalue(), err.getvalue()
    except CommandError as error:
        return error.returncode, str(error), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_formats_have_not_the_same_entries(frozen: Path) -> None:
    entries = [from_json(entry) for entry in json.loads(run("--format", "json")[1])]
    assert len(entries) > 50
    assert run()[1].endswith(f"\n{len(entries)} entries.\n")
    rows = list(csv.DictReader(io.StringIO(run("--format", "csv")[1])))
    assert [(row["role"], row["path"]) for row in rows] == [(each.role, each.path) for each in entries]
    assert "| editor | customers.email | shown by Mails |" in run("--format", "markdown")[1]
    (line,) = (line for line in run("--column", "shop.Customer.email")[1].splitlines() if "email" in line)
    assert line.split() == ["editor", "customers.email", "shown", "Mails", "customers.email"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--operation", "Mails", "--how", "shown", "--column", "email"), {("editor", "email")}),
        (("--table", "shop.Tag", "--role", "user", "--how", "shown"), {("user", ""), ("user", "slug")}),
        (("--role", "anon", "--role", "user", "--column", "customers.email"), set()),
    ],
)
def test_selection_is_not_what_was_asked_for(frozen: Path, arguments: Any, expected: Any) -> None:
    entries = json.loads(run("--format", "json", *arguments)[1])
    assert {(entry["role"], entry.get("column", "")) for entry in entries} == expected


def test_what_became_visible_is_not_reported(frozen: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_text(run("--format", "json")[1])
    assert run("--diff", str(old), "--check") == (0, "Nothing became visible or hidden.\n", "")
    content = roles()
    rule(content, "user", "customers")["columns"] = ["id", "name", "email"]
    rule(content, "anon", "products")["filters"] = []
    rule(content, "editor", "tags")["block"] = True
    write_config(frozen, dict(OPERATIONS), content)
    status, report, warnings = run("--diff", str(old), "--check", "--how", "shown")
    assert status == 1
    lines = report.splitlines()
    assert "+ user sees customers.email where { is_active: { eq: true } } (Mails: customers.email)" in lines
    assert "- editor no longer sees tags.slug (Deep: categories.products.tags.slug)" in lines
    assert (
        "! anon sees products.name: all rows; before: rows where { is_public: { eq: true } }"
        " (ProductById: product.name; Products: products.name)"
    ) in lines
    assert "other rules: anon, editor, user" in warnings
    changes = json.loads(run("--diff", str(old), "--format", "json", "--column", "email")[1])
    assert changes == [
        {
            "sign": "+",
            "role": "user",
            "what": "sees customers.email where { is_active: { eq: true } }",
            "by": ["Mails: customers.email"],
            "reveals": True,
        }
    ]


def test_folder_of_older_files_is_not_compared(frozen: Path, tmp_path: Path) -> None:
    older = tmp_path / "older"
    copy_frozen(older)
    write_config(older, {name: text for name, text in OPERATIONS.items() if name != "Mails"})
    assert (
        "+ editor sees customers.email (Mails: customers.email)" in run("--diff", str(older))[1].splitlines()
    )


def test_stale_lock_passes_a_check(frozen: Path) -> None:
    assert run("--check")[0] == 0
    write_config(frozen, {**OPERATIONS, "New": "query New { tags { slug } }"})
    assert run()[0] == 0
    status, _, warnings = run("--check")
    assert (status, warnings) == (1, "allow.list is not the one that was frozen.\n")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[1]",
        '[{"role": "x"}]',
        '[{"role": "x", "table": "t", "how": "y"}]',
        '[{"role": 1, "table": "t", "how": "shown"}]',
        '[{"role": "r", "table": true, "how": "shown"}]',
        '[{"role": "r", "table": "t", "how": "shown", "masked": "no"}]',
        '[{"role": "r", "table": "t", "how": "shown", "filtered_by": [1]}]',
    ],
)
def test_file_that_is_no_exposure_is_compared(frozen: Path, tmp_path: Path, content: str) -> None:
    path = tmp_path / "old"
    path.write_text(content)
    status, sentence, _ = run("--diff", str(path))
    assert (status, "is not an exposure" in sentence) == (2, True)


def test_file_that_cannot_be_read_is_compared(frozen: Path, tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    status, sentence, _ = run("--diff", str(loop))
    assert (status, str(loop) in sentence) == (2, True)


def test_fewer_rows_and_masks_reveal_something() -> None:
    now = Exposed(role="user", operation="Q", table="t", column="c", how="shown", filtered_by=("a",))
    fewer, others, masked = (
        replace(now, filtered_by=("a", "b")),
        replace(now, filtered_by=("b",)),
        replace(now, masked=True),
    )
    compared = [(now, fewer), (fewer, now), (now, others), (now, masked), (masked, now)]
    reveal = [[change.reveals for change in diff.changes([old], [new])] for old, new in compared]
    assert reveal == [[False], [True], [True], [False], [True]]


def test_missing_files_are_an_empty_exposure(folder: Path) -> None:
    assert run()[0] == 2


# -- what names may hold ------------------------------------------------------------------------------

EVIL = Exposed(
    role="=cmd|' /C calc'!A0", operation="\x1b[2J\nforged", table="|<b>`x`", column="@c", how="shown"
)


def test_cell_is_a_formula() -> None:
    (row,) = csv.DictReader(io.StringIO(as_csv([EVIL])))
    assert row["role"].startswith("'=") and row["column"].startswith("'@")


def test_name_moves_the_cursor_or_makes_a_line() -> None:
    table = as_table([EVIL])
    assert "\x1b" not in table and table.count("\n") == 2
    assert as_markdown([EVIL]).count("\n") == 2 and "<b>" not in as_markdown([EVIL])
