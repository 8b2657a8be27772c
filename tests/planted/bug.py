"""Mistakes that a tired developer makes, and the tests that have to notice.

A bug is a piece of the package's text that becomes another.  The piece stands exactly once in its file
and is as short as that allows, so that ordinary changes leave it alone; a test says when it is gone.
The tests are those of behaviour: goldens of SQL text would notice any change, and prove nothing.
All runs share their databases, but for bugs in what migrations make.
"""

from __future__ import annotations

from dataclasses import dataclass

ANSWERS = "tests/golden/test_golden.py"
"""Answers of both databases, and errors; never the SQL text."""


@dataclass(frozen=True)
class Bug:
    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    """Files or test ids; after ``-k`` an expression."""


def answers(*cases: str) -> tuple[str, ...]:
    wanted = " or ".join(case.replace("/", " and ") for case in cases)
    return (ANSWERS, "-k", f"not test_sql and ({wanted})")


def errors(*cases: str) -> tuple[str, ...]:
    """Refusals are compared where the SQL would be; what is not refused any more has an answer that nobody expects."""
    wanted = " or ".join(case.replace("/", " and ") for case in cases)
    return (ANSWERS, "-k", f"({wanted})")
