"""SQLite's LIKE, which is ours: long patterns, which a caller can send ever new ones of."""

from __future__ import annotations

import re
import tracemalloc

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from django_graphgate.dialects import sqlite_functions
from django_graphgate.dialects.sqlite_functions import gg_like

WORDS = st.text("aAbB%_\\", max_size=12)
PATTERNS = WORDS.filter(lambda text: (len(text) - len(text.rstrip("\\"))) % 2 == 0)
LONG = 20_000


def plainly(text: str, pattern: str, *, fold: bool) -> bool:
    """LIKE as one regular expression, which may take its time."""
    written = re.sub(
        r"\\(.)|(.)",
        lambda part: (
            re.escape(part[1]) if part[1] else {"%": ".*", "_": "."}.get(part[2], re.escape(part[2]))
        ),
        pattern,
        flags=re.DOTALL,
    )
    return re.fullmatch(written, text, re.DOTALL | (re.IGNORECASE if fold else 0)) is not None


@example(text="aaab", pattern="%aab%", fold=False, piece=2)
@given(text=WORDS, pattern=PATTERNS, fold=st.booleans(), piece=st.sampled_from([1, 2, 3]))
def test_long_pattern_matches_otherwise_than_a_short_one(
    text: str, pattern: str, fold: bool, piece: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite_functions, "_PIECE", piece)
        patch.setattr(sqlite_functions, "_remembered", sqlite_functions._segments)
        patch.setattr(sqlite_functions, "_remembered_long", sqlite_functions._segments)
        assert bool(gg_like(text, pattern, int(fold))) == plainly(text, pattern, fold=fold)


def test_ever_new_long_patterns_fill_the_memory() -> None:
    """What a text cannot match is not kept, and of what it can only some, by us or by ``re``."""
    tracemalloc.start()
    try:
        for index in range(5):
            assert gg_like("a short text", f"%{index}{'word ' * (LONG // 5)}%", 1) == 0
        assert tracemalloc.get_traced_memory()[0] < 100_000
    finally:
        tracemalloc.stop()
    long, _ = sqlite_functions._segments(f"{'word ' * 1_000}%", 1)
    assert max(len(piece.pattern) for piece in long[0]) <= 2 * sqlite_functions._PIECE
    assert sqlite_functions._remembered_long.cache_parameters()["maxsize"] <= 50


def test_wildcards_in_a_row_are_looked_at_one_by_one() -> None:
    segments = sqlite_functions._segments("a" + "%" * LONG + "b", 0)
    assert len(segments) == 2
    assert gg_like("a and b", "a" + "%" * LONG + "b", 0) == 1
