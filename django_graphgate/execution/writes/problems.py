"""What is wrong with the data of a request, all of it in one answer."""

from __future__ import annotations

from typing import Any

from django_graphgate.errors import VariableInvalid
from django_graphgate.ir.input_rows import Path

MAX_PROBLEMS = 100
"""How many problems an answer reports."""


class FullError(Exception):
    """There are as many problems as an answer reports."""


class Problems:
    """The problems of one request's data, in the order in which they are noticed."""

    def __init__(self) -> None:
        self._errors: list[VariableInvalid] = []

    def wrong(self, path: Path, variable: str, sentence: str) -> None:
        """Note what is expected at a place; raises :class:`FullError` once there are enough of them."""
        self._errors.append(problem_at(path, variable, sentence))
        if len(self._errors) >= MAX_PROBLEMS:
            raise FullError

    def unknown(self, path: Path, variable: str) -> None:
        """Note a key that the role's data do not have."""
        self.wrong(path, variable, "there is no such key")

    def raise_all(self) -> None:
        if self._errors:
            raise self._errors[0].with_others(self._errors[1:])


def problem_at(path: Path, variable: str, sentence: str) -> VariableInvalid:
    """What is wrong at a place of the data."""
    shown = [_shown(key) for key in path]
    place = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in shown).lstrip(".")
    start = f"Variable '${variable}' at {place}" if variable else f"At {place}"
    extensions: dict[str, Any] = {"path": shown}
    if variable:
        extensions["variable"] = variable
    return VariableInvalid(f"{start}: {sentence}.", extensions=extensions)


def _shown(key: Any) -> str | int:
    """A key as an answer can hold it: hostile ones are cut, and made Unicode."""
    return key if isinstance(key, int) else str(key)[:100].encode(errors="replace").decode()
