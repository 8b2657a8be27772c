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


class ShrinkingDraft(Draft):
    """Hypothesis shrinks numbers towards 0, which leaves out here what chance would add."""

    def chance(self, one_in: int) -> bool:
        return self.random.randrange(one_in) == one_in - 1


def documents(*, strict: bool = False) -> st.SearchStrategy[str]:
    """Documents over the shop for a role that may read everything; only in strict spelling if asked for."""

    def written(random: Random) -> str:
        return document(ShrinkingDraft(EVERYTHING, random, ROOTS, relay=False, strict=strict))

    return st.randoms(use_true_random=False).map(written)
