"""API names from Django's names."""

from __future__ import annotations

import functools
import re

from pluralizer import Pluralizer

from django_graphgate.ir.codec import SCALARS

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def is_name(name: str) -> bool:
    """A GraphQL name that introspection does not reserve."""
    return _NAME.fullmatch(name) is not None and not name.startswith("__")


_IRREGULAR = {
    "specimen": "specimens",
    "omen": "omens",
    "talisman": "talismans",
    "virus": "viruses",
    "lens": "lenses",
}
"""Words that the library's rules take for plurals, or for relatives of ``man``."""


@functools.cache
def _words() -> Pluralizer:
    words = Pluralizer()
    for single, plural in _IRREGULAR.items():
        words.add_irregular_rule(single, plural)
    words.add_uncountable_rule("species")
    return words


@functools.cache
def plural_and_singular(stem: str) -> tuple[str, str]:
    """List and object selector of a table: ``product`` and ``products`` both give ``(products, product)``.

    Where plural and singular are equal, the object selector is ``<name>_one``.
    """
    head, joint, last = stem.rpartition("_")
    plural, single = _forms(last)
    if plural == single:
        single = f"{single}_one"
    return f"{head}{joint}{plural}", f"{head}{joint}{single}"


@functools.cache
def _forms(word: str) -> tuple[str, str]:
    """Plural and singular of a word; the library tries a hundred patterns, and names share their words."""
    return (str(_words().plural(word)), str(_words().singular(word))) if word else ("", "")


def type_name_of(single: str) -> str:
    """``order_line`` → ``OrderLine``: the object type of a table that the settings name."""
    return "".join(part[:1].upper() + part[1:] for part in single.split("_"))


def own_types(type_name: str, *, relay: bool) -> tuple[str, ...]:
    """The GraphQL types that a table brings with it; with ``relay``, those of its connection too."""
    suffixes = (*_SUFFIXES, *(("Connection", "Edge") if relay else ()))
    return (type_name, *(f"{type_name}{suffix}" for suffix in suffixes))


_SUFFIXES = (
    "Filter", "Order", "Column", "ToColumn", "Key", "Insert", "Update", "Upsert", "Increment", "Connect", "Match",
)  # fmt: skip


RESERVED_TYPES = frozenset(
    {
        "Query", "Mutation", "Subscription", "OrderDirection", "Isolation", "ID", "PageInfo",
        *SCALARS, *(f"{name}{suffix}" for name in SCALARS for suffix in ("Filter", "InOrder", "Match")),
    }
)  # fmt: skip
"""GraphQL types that every schema has: no model can have one of these names."""
