"""Random documents for Hypothesis."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

from tests.support.documents.draft import Draft
from tests.support.documents.selections import document
from tests.support.shop.oracle import caller

EVERYTHING = caller(None, "2")
ROOTS = tuple(name for name in EVERYTHING.world.tables if name != "palettes" and EVERYTHING.knows(name))
"""All tables but the one whose columns SQLite lacks."""


def documents() -> st.SearchStrategy[str]:
    """Documents over the shop for a role that may read everything."""
    return st.integers(0, 2**32 - 1).map(
        lambda seed: document(Draft(EVERYTHING, Random(seed), ROOTS, relay=False))
    )
