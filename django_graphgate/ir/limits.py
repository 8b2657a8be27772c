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
    rows: int = 1_000_000
    """Of an answer, along one path of nested lists: the product of their limits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueLimits:
    """Bounds of what a variable may hold; each breach is ``BAD_USER_INPUT``."""

    items: int = 5_000
    """Of a list."""
    pattern: int = 200
    """Characters of a pattern, or of a text that is looked for in texts."""


USUAL = ValueLimits()
"""What the settings say by themselves."""
