"""Facts about the caller where a document or a rule compares them: their types have to fit the column's."""

from __future__ import annotations

from collections.abc import Mapping

from django_graphgate.ir.catalog import Catalog
from django_graphgate.ir.codec import TEXT, Codec

_TEXTS = frozenset({"text", "like", "pattern", "regex", "json"})
_FITTING: Mapping[str, frozenset[str]] = {
    "int": _TEXTS | {"int", "float", "decimal"},
    "uuid": _TEXTS | {"uuid"},
    "text": _TEXTS | {"enum", "inet"},
}
"""By the type of the fact: columns that can hold some value of it.  A type that is not here is not judged."""


def misfit(name: str, codec: Codec, catalog: Catalog) -> str:
    """Why a fact can never be a value of this place; empty where it can.

    A user id that the settings call a text may be written by any issuer, as a number or a UUID, so it is not judged.
    """
    given = catalog.user_id if name == "user_id" else TEXT
    fitting = _FITTING.get(given.name) if given else None
    wanted = codec.item or codec
    if given is None or fitting is None or wanted.name in fitting:
        return ""
    hint = "  GRAPHGATE['USER_ID_TYPE'] says what user ids are." if name == "user_id" else ""
    return f"Variable '${name}' is of type {given.scalar}, which no {wanted.scalar} can be.{hint}"
