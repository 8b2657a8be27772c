"""A request's filter never looks at a row that a rule hides: not by its answer, not by an error, not by time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import pytest

from django_graphgate.compiler.operators import ARRAY, OPERATORS
from django_graphgate.dialects import DIALECTS, dialect
from django_graphgate.errors import RequestRejected
from django_graphgate.execution.connection import dialect_of
from django_graphgate.ir.plan import Operator
from django_graphgate.rules.model import StoredRole
from tests.rules.fenced import (
    JSON_VALUES,
    PLANS,
    POSITIONS,
    ROLE,
    TEXT_VALUES,
    UNDER_HIDDEN_ROWS,
    hide,
    literal,
    planned,
    put_back,
    remove,
    tripwires,
)
from tests.shop.exact import loads
from tests.shop.fixture import load
from tests.shop.running import compiled, opened, run, sealed

SUPPORTED = {
    "postgresql": set(get_args(Operator)),
    "sqlite": set(get_args(Operator)) - {"similar", "nsimilar", "regex", "nregex", "iregex", "niregex"},
}


@pytest.fixture
def hidden(database: str) -> Iterator[str]:
    load(database)
    answer(database, "{ tags { id } }")  # sets the connection up
    hide(database)
    with tripwires(database):
        yield database


def answer(alias: str, text: str, role: StoredRole = ROLE, cursor: Any = ()) -> Any:
    """The data."""
    statement = compiled(text, role, dialect_of(alias).name, flags=("relay",))
    variables = sealed(statement, {"c": {"cursor": list(cursor)}} if "$c" in text else {})
    return opened(statement, loads(run(statement, alias, variables)))


def filter_of(column: str, operator: str, value: Any) -> str:
    return f"{{ {column}: {{ {operator}: {literal(value)} }} }}"


def documents(alias: str) -> Iterator[tuple[str, str]]:
    """Every operator in every place."""
    operators = SUPPORTED[dialect_of(alias).name]
    for operator, value in TEXT_VALUES.items():
        if operator not in operators:
            continue
        name, slug = filter_of("name", operator, value), filter_of("slug", operator, value)
        for place, text in POSITIONS.items():
            yield f"{operator} {place}", text.replace("%P", name)
        for place, text in UNDER_HIDDEN_ROWS.items():
            written = text.replace("%P", name).replace("%K", name).replace("%T", slug)
            yield f"{operator} under hidden rows, {place}", written
    for operator, value in JSON_VALUES.items():
        for place, text in POSITIONS.items():
            yield f"{operator} {place}, JSON", text.replace("%P", filter_of("attributes", operator, value))


def test_operator_is_not_classified() -> None:
    """No default: who adds an operator says of each database whether it may look at any row."""
    families = {
        "plain": {name for codec, names in OPERATORS.items() if codec != "JSON" for name in names},
        "json": set(OPERATORS["JSON"]),
        "array": set(ARRAY),
    }
    assert set(get_args(Operator)) == set().union(*families.values())
    for name, found in DIALECTS.items():
        for family, operators in families.items():
            assert set(found.any_row[family]) == operators, f"{name}: {family}"
    assert {*TEXT_VALUES, *JSON_VALUES} == set(get_args(Operator))


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("cache_mode", ["force_generic_plan", "force_custom_plan"])
@pytest.mark.django_db
def test_plan_looks_at_a_hidden_row(cache_mode: str, plan: str) -> None:
    load("default")
    answer("default", "{ tags { id } }")
    hide("default")
    seen: list[str] = []
    unsafe = {
        name for names in dialect("postgresql").any_row.values() for name, safe in names.items() if not safe
    }
    with tripwires("default"), planned(cache_mode, plan):
        for name, text in documents("default"):
            if name.partition(" ")[0] in unsafe:
                seen += _tripped("default", name, text)
    assert seen == []


def test_row_is_looked_at_that_is_hidden(hidden: str) -> None:
    assert [name for each in documents(hidden) for name in _tripped(hidden, *each)] == []


def _tripped(alias: str, name: str, text: str) -> list[str]:
    try:
        answer(alias, text, cursor=[4])
    except RequestRejected as error:
        raise AssertionError(f"{name}: {error.message}") from error
    except Exception as error:
        if "hidden row" not in str(error) and "user-defined function" not in str(error):
            raise
        return [name]
    return []


def test_answer_depends_on_a_hidden_row(hidden: str) -> None:
    every = dict(documents(hidden))
    with_them = {name: answer(hidden, text, cursor=[4]) for name, text in every.items()}
    with put_back(hidden):
        remove(hidden)
        without = {name: answer(hidden, text, cursor=[4]) for name, text in every.items()}
    assert with_them == without
