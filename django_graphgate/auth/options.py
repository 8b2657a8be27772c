"""Small helpers that read an authenticator's options and say what is wrong with them."""

from __future__ import annotations

import difflib
import os
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django_graphgate.auth.base import Problem

MIN_SECRET = 16
"""A secret of fewer characters than this can be guessed; a warning says so."""


def unknown_options(options: Mapping[str, Any], known: Collection[str]) -> list[Problem]:
    """One error for each option that does not exist, with the nearest one that does."""
    names = sorted({*known, "type"})
    return [
        Problem(
            f"There is no option {option!r}.",
            hint="".join(f"Did you mean {near!r}?" for near in difflib.get_close_matches(option, names, 1)),
        )
        for option in sorted(map(str, options))
        if option not in names
    ]


def secrets_of(value: Any) -> tuple[list[str], list[Problem]]:
    """The secrets that an option gives, and what is wrong with it.

    ``value`` is a text, ``{"env": "NAME"}`` or a list of either (the newest first, for rotation).
    A missing or empty one is an error and yields nothing: an empty secret would match an empty header.
    """
    found: list[str] = []
    wrong: list[Problem] = []
    items: Sequence[Any] = value if isinstance(value, (list, tuple)) else [value]
    if not items:
        wrong.append(Problem("The list of values is empty."))
    for item in items:
        secret, problem = _secret(item)
        if secret is None:
            wrong.append(Problem(problem))
            continue
        found.append(secret)
        if len(secret) < MIN_SECRET:
            wrong.append(
                Problem(
                    f"A secret is shorter than {MIN_SECRET} characters.",
                    hint="Make one with: python -c 'import secrets; print(secrets.token_urlsafe(32))'",
                    level="warning",
                )
            )
    return found, wrong


def _secret(item: Any) -> tuple[str | None, str]:
    """The secret, or ``None`` with the reason; the reason never holds the value itself."""
    if isinstance(item, Mapping):
        variable = item.get("env")
        if set(item) != {"env"} or not isinstance(variable, str) or not variable:
            return None, 'A value is a text or {"env": "NAME"}.'
        text = os.environ.get(variable, "")
        if not text.strip():
            return None, f"The environment variable {variable} is missing or empty."
        return text, ""
    if not isinstance(item, str):
        return None, 'A value is a text or {"env": "NAME"}.'
    if not item.strip():
        return None, "A value is empty."
    return item, ""
