"""SQL of actions as people write it: what is quoted comes back as it is, and what is a parameter as its value."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.actions.running import parameter, run, sql_action

pytestmark = pytest.mark.django_db

CHARACTERS = st.text(st.sampled_from("a;'\"$x%-/*\\?:1[]` \né"), max_size=12)
GAPS = st.one_of(
    st.sampled_from([" ", "\n", "/**/", "/* ; $x ' \" */", "-- ; $x ' \" /* \n"]),
    st.text(st.sampled_from("a;'\"$x% "), max_size=8).map(lambda text: f"/*{text}*/"),
)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _escaped(text: str) -> str:
    return "E'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _dollars(text: str) -> str:
    return f"$tag${text}$tag$"


def _parameter(text: str) -> str:
    raise AssertionError(text)


FORMS = {"sqlite": [_literal, _parameter], "default": [_literal, _parameter, _escaped, _dollars]}


def build(values: list[tuple[Any, str]], gaps: list[str]) -> tuple[str, dict[str, str]]:
    """A SELECT of the values, each in its form, and the values of its parameters."""
    text, given_values = "SELECT", dict[str, str]()
    for number, (form, value) in enumerate(values):
        gap = gaps[number % len(gaps)]
        shown = f"$p{number}" if form is _parameter else form(value)
        if form is _parameter:
            given_values[f"p{number}"] = value
        text += f"{',' if number else ' '}{gap}{shown}{gap}AS c{number}"
    return text, given_values


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_value_comes_back_whatever_is_around_it(database: str, data: st.DataObject) -> None:
    pairs = st.tuples(st.sampled_from(FORMS[database]), CHARACTERS)
    values = data.draw(st.lists(pairs, min_size=1, max_size=5))
    gaps = data.draw(st.lists(GAPS, min_size=1, max_size=3))
    text, given_values = build(values, gaps)
    before = data.draw(st.sampled_from(["", ";", "SELECT ';' AS y;", f"{gaps[0]};{gaps[0]}"]))
    parameters = [parameter(name, "String!") for name in given_values]
    result = run(
        sql_action(before + text + gaps[0] + data.draw(st.sampled_from(["", ";", ";;"])), *parameters),
        parameters=given_values,
    )
    assert result.rows == [{f"c{number}": value for number, (_, value) in enumerate(values)}]
