"""What JSON parsers disagree about, and what makes them slow, is refused."""

from __future__ import annotations

import contextlib
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.strict_json import MAX_DEPTH, MAX_DIGITS, InvalidJson, read_json, write_json

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(st.characters(codec="utf-8")),
    lambda children: st.lists(children) | st.dictionaries(st.text(st.characters(codec="utf-8")), children),
    max_leaves=20,
)


@given(value=values, escaped=st.booleans())
def test_what_json_can_write_is_read_back(value: Any, escaped: bool) -> None:
    assert read_json(json.dumps(value, ensure_ascii=escaped)) == value
    assert read_json(write_json(value)) == value


@pytest.mark.parametrize("text", ["1.50", "-0.12345678901234567890123", "1E+400", "0E-9", "true", "1", "-7"])
def test_number_is_written_with_all_its_digits(text: str) -> None:
    assert write_json(read_json(f'{{"a": [{text}]}}')) == f'{{"a":[{text}]}}'


@given(text=st.text())
def test_no_text_raises_anything_else(text: str) -> None:
    with contextlib.suppress(InvalidJson):
        json.dumps(read_json(text), default=str)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "Expecting value at line 1, column 1"),
        ("NONSENSE", "Expecting value at line 1, column 1"),
        ('{"query":', "Expecting value at line 1, column 10"),
        ("{} {}", "Extra data at line 1, column 4"),
        ("\ufeff{}", "Expecting value at line 1, column 1"),
        ('{"a": 1, "a": 1}', "an object has the same key twice"),
        ('{"b": {"a": 1, "\\u0061": 2}}', "an object has the same key twice"),
        ("NaN", "NaN is not JSON"),
        ("[Infinity]", "Infinity is not JSON"),
        ("[-Infinity]", "-Infinity is not JSON"),
        ('"\\ud800"', "a string has half of a surrogate pair"),
        ('{"\\uDFFF": 1}', "a string has half of a surrogate pair"),
        ('["\\ude00\\ud83d"]', "a string has half of a surrogate pair"),
        ("1" * (MAX_DIGITS + 1), "a number is too long"),
        ("1." + "1" * MAX_DIGITS, "a number is too long"),
        ("1e1001", "a number is too long"),
        ("1e-1001", "a number is too long"),
        ("1e" + "9" * 30, "a number is too long"),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "it is nested too deeply"),
        ('{"a":' * (MAX_DEPTH + 1) + "1" + "}" * (MAX_DEPTH + 1), "it is nested too deeply"),
        ("[" * 100_000, "it is nested too deeply"),
        ("[" * 100_000 + "]" * 100_000, "it is nested too deeply"),
    ],
)
def test_other_text_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(InvalidJson) as caught:
        read_json(text)
    assert str(caught.value) == complaint


@pytest.mark.parametrize(
    "text", ['"\x00"', '"\n"', '{"a": 1,}', "[1,]", "01", "+1", ".5", "1.", "'a'", "tru"]
)
def test_what_is_almost_json_is_refused(text: str) -> None:
    with pytest.raises(InvalidJson):
        read_json(text)


def test_decimals_keep_their_digits() -> None:
    read = read_json("[0.1, 1.10, 12345678901234567890.123456789, 1e2, -0.0, 1e1000]")
    wanted = ["0.1", "1.10", "12345678901234567890.123456789", "1E+2", "-0.0", "1E+1000"]
    assert [str(number) for number in read] == wanted
    assert all(isinstance(number, Decimal) for number in read)


def test_integers_keep_their_digits() -> None:
    assert read_json("9" * MAX_DIGITS) == int("9" * MAX_DIGITS)


def test_deepest_nesting_is_read() -> None:
    text = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert json.dumps(read_json(text)) == text


def test_brackets_in_strings_are_no_nesting() -> None:
    assert read_json(json.dumps("{[" * 1000)) == "{[" * 1000


def test_whole_surrogate_pair_is_a_character() -> None:
    assert read_json('"\\ud83c\\udfc3"') == "\U0001f3c3"
