"""API names from Django's names."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import inflect

_SECRET = re.compile(
    r"(^|_)(pass(word|wd|phrase)?|secrets?|tokens?|encrypted|salt|cvv|cvc)(_|$)"
    r"|(^|_)key$|api_?key|private_?key|secret_?key"
    r"|(^|_)(credit_?)?card_?(no|num|number)(_|$)|credit_?card|password",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def looks_secret(name: str) -> bool:
    """The column's name says that its values should not leave the house."""
    return _SECRET.search(name) is not None


def is_name(name: str) -> bool:
    """A GraphQL name that introspection does not reserve."""
    return _NAME.fullmatch(name) is not None and not name.startswith("__")


@functools.cache
def _engine() -> inflect.engine:
    import inflect  # imports slowly, and only building a catalogue needs it

    return inflect.engine()


_SINGULAR_ENDING = re.compile(r"(ss|us|is|as|(?<!^wo)(?<!^)men)$")
"""Endings that English plurals share with ``status``, ``analysis``, ``canvas`` and ``specimen``."""


@functools.cache
def plural_and_singular(stem: str, *, after_model: bool = False) -> tuple[str, str]:
    """List and object selector of a table: ``product`` and ``products`` both give ``(products, product)``.

    ``after_model`` says that the stem is a model's class name, which is singular by Django's
    convention: in doubt the last word is taken as one.  Where plural and singular are equal, the
    object selector is ``<name>_one``.
    """
    head, joint, last = stem.rpartition("_")
    singular = None if after_model and _SINGULAR_ENDING.search(last) else _singular_of(last)
    if singular and _engine().plural_noun(singular) == last:
        plural, single = last, singular
    else:
        plural, single = str(_engine().plural_noun(last)) if last else last, last
    if plural == single:
        single = f"{single}_one"
    return f"{head}{joint}{plural}", f"{head}{joint}{single}"


def _singular_of(word: str) -> str | None:
    found = _engine().singular_noun(word) if word else False
    return str(found) if found else None
