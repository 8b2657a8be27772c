"""Texts as a log may have them: on one line, and short."""

from __future__ import annotations

LONGEST = 1_000


def log_text(text: str, longest: int = LONGEST) -> str:
    """The text with every character that is not printable written as its escape: line ends, ESC, U+2028 …"""
    text = text if len(text) <= longest else f"{text[:longest]}…"
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape", "replace").decode() for each in text
    )
