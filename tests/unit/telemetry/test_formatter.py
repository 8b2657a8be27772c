"""Each record is one line, whatever is in it."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest

from django_graphgate.telemetry.formatter import JSONFormatter, TextFormatter

HOSTILE = [
    "a\nb",
    "a\r\nlevel=ERROR",
    "\x1b[2J\x1b]0;title\x07",
    "a\u2028b\u2029c\x85d",
    "a\x0bb\x0cc\x1cd\x1de\x1ef",
    "\x7f\x9b31m",
    "\u202egnp.exe",
    "\ud800",
    '"},{"role":"admin"}',
    "x role=admin",
    "\x00",
]


class Broken:
    def __str__(self) -> str:
        raise ValueError

    __repr__ = __str__


class Incomparable:
    def __eq__(self, other: object) -> bool:
        raise ValueError

    __ne__ = __eq__
    __hash__ = None  # type: ignore[assignment]


class BrokenMapping(dict[str, Any]):
    def items(self) -> Any:
        raise KeyError


def line(formatter: logging.Formatter, message: Any = "graphgate.request", *args: Any, **extra: Any) -> str:
    record = logging.makeLogRecord(
        {"msg": message, "args": args, "name": "site", "levelname": "INFO", **extra}
    )
    record.created = 1_700_000_000.25
    return formatter.format(record)


@pytest.mark.parametrize("formatter", [JSONFormatter(), TextFormatter()])
@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_in_its_line(formatter: logging.Formatter, text: str) -> None:
    written = line(formatter, text, user_id=text, nested={text: [text]}, **{f"k{text}": 1})
    assert written.isascii()
    assert written.isprintable()
    assert len(written.splitlines()) == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_json_gives_the_text_back(text: str) -> None:
    assert json.loads(line(JSONFormatter(), user_id=text))["user_id"] == text


def test_members() -> None:
    written = line(JSONFormatter(), "%s ran", "Products", operation="Products", code="", rows=0, traced=None)
    assert json.loads(written) == {
        "time": "2023-11-14T22:13:20.250+00:00",
        "level": "INFO",
        "logger": "site",
        "message": "Products ran",
        "operation": "Products",
        "rows": 0,
    }


def test_pairs() -> None:
    written = line(TextFormatter(), "it ran", operation="Products", rows=2, name_of="a=b", data={"a": 1})
    assert written == (
        'time=2023-11-14T22:13:20.250+00:00 level=INFO logger=site message="it ran" '
        'operation=Products rows=2 name_of="a=b" data={"a":1}'
    )


@pytest.mark.parametrize(
    "odd",
    [
        Broken(),
        BrokenMapping(a=1),
        Incomparable(),
        {Broken(): 1},
        float("nan"),
        float("inf"),
        10**6000,
        b"\xff",
        {1, 2},
        object(),
        [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]],
    ],
    ids=repr if sys.flags.dev_mode else lambda _odd: "odd",
)
@pytest.mark.parametrize("formatter", [JSONFormatter(), TextFormatter()])
def test_odd_values_do_no_harm(formatter: logging.Formatter, odd: Any) -> None:
    written = line(formatter, odd=odd, after=1)
    assert "odd" in written
    assert "after" in written


def test_circle_ends() -> None:
    circle: list[Any] = []
    circle.append(circle)
    assert len(line(JSONFormatter(), circle=circle)) < 300


@pytest.mark.parametrize(
    "large",
    [
        "x" * 10**6,
        ["x" * 5_000] * 5_000,
        {str(number): "x" * 100 for number in range(10**5)},
        [[[{}] * 999] * 999] * 999,
    ],
    ids=["text", "list", "object", "nested"],
)
@pytest.mark.parametrize("formatter", [JSONFormatter(), TextFormatter()])
def test_lines_are_bounded(formatter: logging.Formatter, large: Any) -> None:
    assert len(line(formatter, large=large)) < 600_000


@pytest.mark.parametrize("message", ["%d of", "%(name)s", Broken()])
def test_message_that_does_not_fit_its_arguments(message: Any) -> None:
    if isinstance(message, Broken):
        assert "<Broken>" in line(JSONFormatter(), message)
    else:
        assert json.loads(line(JSONFormatter(), message, "a"))["message"] == message


def test_exceptions_are_in_the_same_line() -> None:
    try:
        raise ValueError("a\nb")
    except ValueError:
        written = line(JSONFormatter(), exc_info=sys.exc_info())
    assert len(written.splitlines()) == 1
    assert "ValueError: a\nb" in json.loads(written)["exception"]


def test_extra_cannot_replace_what_logging_says() -> None:
    written = json.loads(line(JSONFormatter(), time="never", level="DEBUG", logger="other"))
    assert (written["level"], written["logger"], written["time"][:4]) == ("INFO", "site", "2023")
