"""The comment of a statement: whatever its names are, it ends where it should."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.execution.comments import comment_of, with_comment

HOSTILE = [
    "*/ DROP TABLE shop_product; --",
    "/*",
    "a\nb",
    "a\x1b[31m",
    "\u2028",
    "100%",
    "'",
    "$1",
    "?1",
    "{}",
    "é",
]


@pytest.mark.parametrize(
    ("namespace", "name", "role", "expected"),
    [
        ("", "AirportDetail", "user", "/* graphgate:AirportDetail,user */"),
        ("ops", "AirportDetail", "user", "/* graphgate:ops/AirportDetail,user */"),
        ("", "", "user", "/* graphgate:,user */"),
        ("", "A" * 200, "user", f"/* graphgate:{'A' * 100},user */"),
        ("", "A", "sales team", "/* graphgate:A,sales%20team */"),
        ("a,b", "A", "x/y", "/* graphgate:a%2Cb/A,x%2Fy */"),
    ],
)
def test_comment(namespace: str, name: str, role: str, expected: str) -> None:
    assert comment_of(namespace, name, role) == expected


@given(st.text(), st.text(), st.text())
def test_comment_of_any_names_is_one_comment(namespace: str, name: str, role: str) -> None:
    comment = comment_of(namespace, name, role)
    assert re.fullmatch(r"/\* graphgate:[\w.~%/-]*,[\w.~%-]* \*/", comment, re.ASCII)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_name_changes_no_statement(hostile: str) -> None:
    text = with_comment("SELECT 1", comment_of(hostile, hostile, hostile))
    with closing(sqlite3.connect(":memory:")) as database:
        assert database.execute(text).fetchall() == [(1,)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT 1", "SELECT /* x */ 1"),
        ("select(1)", "select /* x */(1)"),
        ("WITH a AS (SELECT 1) SELECT 2", "WITH /* x */ a AS (SELECT 1) SELECT 2"),
        ("SELECT\n1", "SELECT /* x */\n1"),
        ("SELECT /* x */ 1", "SELECT /* x */ 1"),
        ('SAVEPOINT "s"', 'SAVEPOINT "s"'),
        ("SELECTED", "SELECTED"),
        ("", ""),
    ],
)
def test_comment_is_behind_the_first_word(text: str, expected: str) -> None:
    assert with_comment(text, "/* x */") == expected


def test_without_a_comment_nothing_changes() -> None:
    assert with_comment("SELECT 1", "") == "SELECT 1"
