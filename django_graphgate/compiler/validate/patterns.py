"""How long a text a regular expression may be tried on.

Python's ``re`` backtracks: some patterns take exponential time, and the text comes from anybody.  So
the ways in which a pattern can split a text of *n* characters are counted from its syntax: an open
repeat (``+``) has *n* of them, a bounded one its span, an alternation its branches, and what follows
one another is multiplied.  What is possessive (``++``) or atomic (``(?>…)``, a look-ahead) is not gone
back into.  The longest text is the one with at most ten million ways; a choice inside an open repeat
(``(a+)*``, ``(a|b)*``) has no such text and is refused, and so are back-references.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

_MAX_WAYS = 10_000_000
_LENGTHS = (10_000, 5_000, 2_000, 1_000, 500, 256, 128, 64, 32)
_MAX_CHARACTERS = 1_000
_MAX_COPIES = 32
_OPEN = 0
"""Represents a repeat without an end among spans."""

_QUANTIFIER = re.compile(r"(?:([*+?])|\{(\d*)(,?)(\d*)\})([?+]?)")
_GROUP = re.compile(r"\((?:\?(?:P<\w+>|P=\w+\)|<[=!]|[:=!>(]|#[^)]*\)|([aiLmsux-]+)([:)])))?")


class BadPattern(ValueError):
    """The pattern is invalid, or could take too long; the text says why."""


def longest_text(pattern: str) -> int:
    """The number of characters that a pattern may be tried on, at least 32.  Raises ``BadPattern``."""
    if len(pattern) > _MAX_CHARACTERS:
        raise BadPattern(f"a pattern of at most {_MAX_CHARACTERS} characters is expected")
    scanner = _Scanner(pattern)
    try:
        re.compile(pattern)
        ways = [scanner.alternatives([]), *scanner.aside]
    except (re.error, RecursionError, OverflowError) as error:
        raise BadPattern(f"a regular expression is expected: {error}") from error
    for length in _LENGTHS:
        if all(_count(spans, length) <= _MAX_WAYS for spans in ways):
            return length
    raise BadPattern("a pattern with fewer ways to match is expected: possessive quantifiers (a++) have one")


def _count(spans: list[int], length: int) -> float:
    """Places of k open repeats in a text: one after another, so each order of them counts once."""
    opened = spans.count(_OPEN)
    closed = math.prod(min(span, length) + 1 for span in spans if span != _OPEN)
    return float(length) ** opened / math.factorial(opened) * closed


@dataclass
class _Scanner:
    """Goes over a pattern that ``re`` has taken; a list of spans says which choices can be gone back to."""

    pattern: str
    at: int = 0
    aside: list[list[int]] = field(default_factory=list[list[int]])

    def alternatives(self, before: list[int]) -> list[int]:
        """The choices up to the end or to the bracket that closes the group; ``before``: those left of it."""
        spans: list[int] = []
        branches = 1
        while self.at < len(self.pattern) and self.pattern[self.at] != ")":
            if self.pattern[self.at] == "|":
                self.at += 1
                branches += 1
                continue
            left = before + spans
            spans += self._repeated(self._atom(left), left)
        return [*spans, branches - 1] if branches > 1 else spans

    def _atom(self, before: list[int]) -> list[int]:
        character = self.pattern[self.at]
        if character == "(":
            return self._group(before)
        if character == "[":
            self._skip_class()
        elif character == "\\":
            if self.pattern[self.at + 1].isdigit() and self.pattern[self.at + 1] != "0":
                raise BadPattern("a pattern without back-references is expected")
            self.at += 2
        else:
            self.at += 1
        return []

    def _group(self, before: list[int]) -> list[int]:
        match = _GROUP.match(self.pattern, self.at)
        opening = match[0] if match else "("
        if opening.startswith(("(?P=", "(?(")):
            raise BadPattern("a pattern without back-references is expected")
        if match and match[1] and "x" in match[1]:
            raise BadPattern("a pattern without the flag x is expected")
        self.at += len(opening)
        if opening.endswith(")"):  # flags, or a comment
            return []
        inside = self.alternatives(before)
        self.at += 1
        if opening in ("(?>", "(?=", "(?!", "(?<=", "(?<!"):
            self.aside.append(before + inside)
            return []
        return inside

    def _skip_class(self) -> None:
        self.at += 1
        if self.pattern.startswith("^", self.at):
            self.at += 1
        first = self.at
        while self.pattern[self.at] != "]" or self.at == first:
            self.at += 2 if self.pattern[self.at] == "\\" else 1
        self.at += 1

    def _repeated(self, inside: list[int], before: list[int]) -> list[int]:
        """The choices of an atom with the quantifier behind it."""
        match = _QUANTIFIER.match(self.pattern, self.at)
        if match is None or match[0] in ("{}", "{}?", "{}+"):
            return inside
        self.at = match.end()
        minimum, maximum = _bounds(match)
        if match[5] == "+":
            self.aside.append(before + inside)
            return []
        if inside and (maximum is None or maximum > _MAX_COPIES):
            raise BadPattern(
                "a pattern without choices inside a repeat is expected: make the inner one possessive (a++)"
            )
        span = _OPEN if maximum is None else maximum - minimum
        return inside * (maximum or 0) + ([span] if maximum is None or span else [])


def _bounds(match: re.Match[str]) -> tuple[int, int | None]:
    if match[1]:
        return {"*": (0, None), "+": (1, None), "?": (0, 1)}[match[1]]
    least = int(match[2] or 0)
    if not match[3]:
        return least, least
    return least, int(match[4]) if match[4] else None
