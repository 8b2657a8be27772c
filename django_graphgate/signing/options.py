"""Options of the schemes: which there are, and what may be given for them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Options = Mapping[str, Any]

_HEADER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,99}")
_PATH = re.compile(r"[^\s.{}:]+(\.[^\s.{}:]+)*")
_PLACEHOLDER = re.compile(r"\{(body|timestamp|id|url|header:[A-Za-z0-9][A-Za-z0-9-]*)\}")
_WEEK = 7 * 24 * 3600 * 1000


def _header(value: Any) -> bool:
    return isinstance(value, str) and _HEADER.fullmatch(value) is not None


def _located(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("header:") and _header(value.removeprefix("header:"))


def _path(value: Any) -> bool:
    return isinstance(value, str) and _PATH.fullmatch(value) is not None


def _pattern(value: Any) -> bool:
    try:
        return isinstance(value, str) and re.compile(value).groups == 1
    except re.error:
        return False


def _number(lowest: int, highest: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest


def _text(value: Any) -> bool:
    return isinstance(value, str) and value.isprintable() and len(value) <= 200


def _member(*values: str) -> tuple[Callable[[Any], bool], str]:
    return lambda value: isinstance(value, str) and value in values, f"one of {', '.join(values)}"


def _template(value: Any) -> bool:
    return isinstance(value, str) and "{body}" in value


_RULES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "signatureHeader": (_header, "the name of a header"),
    "signatureTransformer": (_pattern, "a regular expression with one group"),
    "tolerance": (_number(1000, _WEEK), "a number of milliseconds from 1000 to a week"),
    "eventTimestamp": (lambda value: _located(value) or _path(value), "header:NAME or a path in the payload"),
    "currentTimestampOverride": (_number(0, 10**14), "a number of milliseconds since the epoch"),
    "issuer": (lambda value: _text(value) and value != "", "the text of the claim iss"),
    "algorithm": _member("sha1", "sha256", "sha384", "sha512"),
    "encoding": _member("hex", "base64"),
    "prefix": (_text, "a text"),
    "payload": (_template, "a text with {body} in it"),
    "timestampUnit": _member("s", "ms"),
    "secretEncoding": _member("text", "base64", "hex", "whsec"),
    "eventId": (_located, "header:NAME"),
    "bodyClaim": (_text, "the name of a claim"),
    "headerPrefix": (_header, "the beginning of names of headers"),
    "url": (
        lambda value: isinstance(value, str) and re.fullmatch(r"https?://[^\s?#]+", value) is not None,
        "a URL without a query",
    ),
}
"""Name → what fits, and how that is called.  Names of Redwood have its units: milliseconds."""


def option_problems(scheme: str, allowed: frozenset[str], options: Options) -> Iterator[str]:
    """A sentence for each option that the scheme does not have or that has an invalid value."""
    for name, value in options.items():
        if name not in allowed:
            near = difflib.get_close_matches(name, allowed, 1)
            yield f"{scheme} has no option {name!r}." + (f" Did you mean {near[0]!r}?" if near else "")
        elif not _RULES[name][0](value):
            yield f"The option {name} must be {_RULES[name][1]}."


def placeholders(template: str) -> list[str]:
    """The names between braces in a template of what is signed."""
    return _PLACEHOLDER.findall(template)


def borders(template: str) -> Iterator[tuple[str, str]]:
    """Each name between braces but ``body``, with the text that separates it from its neighbour towards the body."""
    parts = _PLACEHOLDER.split(template)
    body = parts.index("body", 1)
    for index in range(1, len(parts), 2):
        if parts[index] != "body":
            yield parts[index], parts[index + 1 if index < body else index - 1]


def fill(template: str, value_of: Callable[[str], bytes]) -> bytes:
    """The template with each placeholder replaced."""
    parts = _PLACEHOLDER.split(template)
    return b"".join(value_of(part) if index % 2 else part.encode() for index, part in enumerate(parts))
