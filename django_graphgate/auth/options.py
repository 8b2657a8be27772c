"""Small helpers that read an authenticator's options and report what is wrong with them."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django_graphgate.auth.base import Problem
from django_graphgate.ir.cookies import DroppedCookie

COOKIE_OPTIONS = ("cookie_path", "cookie_domain", "cookie_samesite")
"""How a cookie was set: without them, for the whole host that set it."""

_COOKIE_PART = re.compile(r"[!-:<-~]{1,255}")

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


def dropped_cookie(
    name: str | None, options: Mapping[str, Any], problems: list[Problem]
) -> DroppedCookie | None:
    """The cookie as it was set, so that an answer can delete it; ``None`` without a name."""
    path, domain, samesite = (options.get(option) for option in COOKIE_OPTIONS)
    for option, value in (("cookie_path", path), ("cookie_domain", domain)):
        if value is not None and not (isinstance(value, str) and _COOKIE_PART.fullmatch(value)):
            problems.append(Problem(f"The option {option!r} must be the value that the cookie was set with."))
            return None
    if samesite is not None and samesite not in ("Lax", "Strict", "None"):
        problems.append(Problem("The option 'cookie_samesite' must be 'Lax', 'Strict' or 'None'."))
        return None
    if name is None:
        return None
    return DroppedCookie(name=name, path=path or "/", domain=domain, samesite=samesite)


def secrets_of(value: Any) -> tuple[list[str], list[Problem]]:
    """The secrets that an option gives, and what is wrong with it.

    ``value`` is a text, ``{"env": "NAME"}`` or a list of either (the newest first, for rotation).
    A missing or empty one is an error and yields nothing: an empty secret would match an empty header.
    """
    secrets: list[str] = []
    wrong: list[Problem] = []
    items: Sequence[Any] = value if isinstance(value, (list, tuple)) else [value]
    if not items:
        wrong.append(Problem("The list of values is empty."))
    for item in items:
        secret, problem = _secret(item)
        if secret is None:
            wrong.append(Problem(problem))
            continue
        secrets.append(secret)
        if len(secret) < MIN_SECRET:
            wrong.append(
                Problem(
                    f"A secret is shorter than {MIN_SECRET} characters.",
                    hint="Make one with: python -c 'import secrets; print(secrets.token_urlsafe(32))'",
                    level="warning",
                )
            )
    return secrets, wrong


def _secret(item: Any) -> tuple[str | None, str]:
    """The secret, or ``None`` with the reason; the reason never holds the value itself."""
    if isinstance(item, Mapping):
        variable = item.get("env")
        if set(item) != {"env"} or not isinstance(variable, str) or not variable:
            return None, 'A value must be a text or {"env": "NAME"}.'
        text = os.environ.get(variable, "")
        if not text.strip():
            return None, f"The environment variable {variable} is missing or empty."
        return text, ""
    if not isinstance(item, str):
        return None, 'A value must be a text or {"env": "NAME"}.'
    if not item.strip():
        return None, "A value is empty."
    return item, ""
