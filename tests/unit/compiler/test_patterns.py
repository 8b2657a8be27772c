"""Patterns of ``@constraint``: how long a text they may be tried on, and which could take for ever."""

from __future__ import annotations

import re

import pytest

from django_graphgate.compiler.validate.patterns import BadPattern, longest_text
from tests.support.effort import at_most

FAST = {
    r"[a-z]+": 10_000,
    r"\d{4}-\d{2}-\d{2}": 10_000,
    r"[^@\s]+@[^@\s]+\.[^@\s]+": 256,
    r"[a-z0-9]++(?:-[a-z0-9]++)*": 10_000,
    r"(?>[a-z]+)(?:-(?>[a-z]+))*": 10_000,
    r"(?=.*\d)(?=.*[a-z])(?=.*[A-Z]).{8,}": 10_000,
    r"(?:\d{1,3}\.){3}\d{1,3}": 10_000,
    r"(?i:ab)c|d": 10_000,
    r"[]a]{2,}[^]b]": 10_000,
    r"(?#a comment)a{}x{y}\.\[": 10_000,
    r".*.*.*=": 256,
    r".*.*.*.*=": 64,
}


@pytest.mark.parametrize(("pattern", "longest"), FAST.items())
def test_pattern_is_tried_on_texts_of_another_length(pattern: str, longest: int) -> None:
    assert longest_text(pattern) == longest


@pytest.mark.parametrize("pattern", FAST)
@pytest.mark.parametrize("piece", ["a", "1", "a@.", "a1-", "1.", "=", "A", " "])
def test_pattern_takes_long(pattern: str, piece: str) -> None:
    text = (piece * 10_000)[: longest_text(pattern)]
    with at_most(seconds=2):
        re.fullmatch(pattern, text + "\n"[: len(text)])


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+",
        r"(a*)*b",
        r"(a|aa)+",
        r"(a|b)*",
        r"(a?){100}",
        r"((a{1,9})b)*",
        r"[a-z0-9]+(-[a-z0-9]+)*",
        r"(?:(?=a+)b?)+",
        r"(?P<a>x+)*",
    ],
)
def test_choice_inside_a_repeat_is_taken(pattern: str) -> None:
    with pytest.raises(BadPattern, match="without choices inside a repeat"):
        longest_text(pattern)


@pytest.mark.parametrize("pattern", [r"(a)\1", r"(?P<a>x)(?P=a)", r"(a)?(?(1)b|c)"])
def test_back_reference_is_taken(pattern: str) -> None:
    with pytest.raises(BadPattern, match="without back-references"):
        longest_text(pattern)


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(", "a regular expression is expected"),
        ("a{2,1}", "a regular expression is expected"),
        ("(?x)a b", "without the flag x"),
        ("(?x: a)", "without the flag x"),
        ("a" * 1001, "at most 1000 characters"),
        ("(a|b)" * 30, "fewer ways to match"),
        ("a?" * 30, "fewer ways to match"),
        (".*" * 8, "fewer ways to match"),
        ("(?>" * 20 + "a?" * 30 + ")" * 20, "fewer ways to match"),
        ("(?=" + "a?" * 30 + ")", "fewer ways to match"),
        ("(?:" + "a?" * 30 + ")++", "fewer ways to match"),
        ("(" * 500 + ")" * 500, "a regular expression is expected"),
    ],
)
def test_pattern_is_taken_that_is_none_or_slow(pattern: str, reason: str) -> None:
    with pytest.raises(BadPattern, match=reason):
        longest_text(pattern)
