"""Random documents mean the same to PostgreSQL, to SQLite and to the oracle."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from graphql import parse, print_ast
from hypothesis import given, reject

from django_graphgate.errors import Unsupported
from tests.compiler.random_documents import documents
from tests.shop.exact import loads
from tests.shop.oracle import answer, difference
from tests.shop.running import ALIASES, compiled, run, shop, strict  # noqa: F401

pytestmark = pytest.mark.django_db(databases=ALIASES)
VENDORS = dict(zip(ALIASES, ("postgresql", "sqlite"), strict=True))


@pytest.mark.parametrize("alias", ALIASES)
@given(documents())
def test_answer_is_not_the_oracles(shop: None, alias: str, document: tuple[str, dict[str, Any]]) -> None:  # noqa: F811
    text, variables = document
    statement = compiled(text, vendor=VENDORS[alias])
    try:
        data = run(statement, alias, variables)
    except Unsupported:
        assert alias == "sqlite"
        assert sqlite3.sqlite_version_info < (3, 46)
        reject()
    found = difference(answer(text, variables), loads(data))
    assert found is None, f"{found}\n{text}\n{variables}\n{statement.sql}"


@given(documents())
def test_strict_document_is_changed(document: tuple[str, dict[str, Any]]) -> None:
    text, _ = document
    assert strict(text) == print_ast(parse(text).definitions[0])
