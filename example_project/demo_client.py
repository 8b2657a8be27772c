"""What the tour asks with, and how it prints what it gets."""

from __future__ import annotations

import json
import statistics
import textwrap
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

WIDTH = 100
SAMPLES = 30
"""Each time that is shown is the median of so many requests."""


class Surprise(Exception):
    """An answer that is not the expected one."""


# ------------------------------------------------------------------------------------ printing


def title(text: str) -> None:
    print(f"\n\n{text}\n{'-' * len(text)}")


def say(label: str, text: object = "") -> None:
    print(f"  {label:<22}{text}".rstrip())


def wrapped(label: str, text: str) -> None:
    """A long text beside its label."""
    for line in textwrap.wrap(text, WIDTH - 24, subsequent_indent="  ", break_on_hyphens=False):
        say(label, line)
        label = ""


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Columns as wide as their widest cell; numbers to the right."""
    cells = [[f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    right = [all(isinstance(row[index], int) for row in rows) for index in range(len(heads))]
    for line in (heads, ["-" * width for width in widths], *cells):
        aligned = (
            cell.rjust(width) if numeric else cell.ljust(width)
            for cell, width, numeric in zip(line, widths, right, strict=True)
        )
        print(f"    {'  '.join(aligned)}".rstrip())


# ------------------------------------------------------------------------------------ a client


@dataclass(frozen=True)
class Answer:
    """What came back: HTTP status, decoded JSON, size, and how long it took."""

    status: int
    body: dict[str, Any]
    size: int
    milliseconds: float

    @property
    def code(self) -> str:
        """The code of the first error; empty without one."""
        errors = self.body.get("errors") or [{}]
        return str(errors[0].get("extensions", {}).get("code", ""))

    @property
    def message(self) -> str:
        errors = self.body.get("errors") or [{}]
        return str(errors[0].get("message", ""))

    @property
    def problems(self) -> list[str]:
        """What is wrong with data, field by field."""
        errors = self.body.get("errors") or [{}]
        fields = errors[0].get("extensions", {}).get("fields", ())
        return [f"  {'.'.join(map(str, field['path']))}: {field['message']}" for field in fields]


def send(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """The answer to a POST."""
    request = urllib.request.Request(url, body, dict(headers))  # noqa: S310
    started = time.perf_counter()
    try:
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 - our own server
            status, content = response.status, response.read()
    except urllib.error.HTTPError as error:
        with error:
            status, content = error.code, error.read()
    milliseconds = (time.perf_counter() - started) * 1000
    return Answer(status, json.loads(content), len(content), milliseconds)


@dataclass(frozen=True)
class Client:
    """Talks to the API as a browser does; ``cookies`` are those of a signed-in traveller, or none."""

    url: str
    cookies: Mapping[str, str] = field(default_factory=dict)

    def ask(self, name: str, variables: Mapping[str, Any], query: str | None = None) -> Answer:
        """Sends an operation by name, or with a text."""
        payload = {"operationName": name, "variables": variables} | ({"query": query} if query else {})
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
            headers["X-CSRFToken"] = self.cookies["csrftoken"]
        return send(self.url, json.dumps(payload).encode(), headers)

    def result(self, name: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The data of an operation, with a line about how long it takes."""
        first = self.ask(name, variables)
        if first.status != 200 or first.body.get("errors"):
            raise Surprise(f"{name} answers {first.status} {first.code}: {first.message}")
        median = statistics.median(self.ask(name, variables).milliseconds for _ in range(SAMPLES))
        say(name, json.dumps(dict(variables)))
        say("", f"{median:.1f} ms, the first one {first.milliseconds:.1f} ms; {first.size:,} bytes of JSON")
        data: dict[str, Any] = first.body["data"]
        return data

    def refusal(
        self,
        label: str,
        sent: str,
        name: str,
        variables: Mapping[str, Any],
        code: str,
        query: str | None = None,
    ) -> None:
        """Shows that an operation is refused with ``code``; ``sent`` says in words what it is."""
        answer = self.ask(name, variables, query)
        if answer.code != code or answer.body.get("data"):
            raise Surprise(f"{label}: {code} was expected, and {answer.status} {answer.code or 'data'} came.")
        say(label, sent)
        say("", f"{answer.status} {answer.code}: {answer.message}")
        for problem in answer.problems:
            say("", problem)
