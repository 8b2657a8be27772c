"""How much a document may ask of the compiler and the database."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one document; each breach is ``LIMIT_EXCEEDED`` and names the bound."""

    tokens: int
    depth: int
    fields: int
    aliases: int
    directives: int
    root_fields: int
    filter_terms: int
