"""Characters without a shape, and marks that turn the direction of the text around them."""

from __future__ import annotations

import re

UNSEEN = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    r"\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f"
)
"""For a class of a regular expression.

The joiners of emoji and of some scripts (U+200C, U+200D, variation selectors) are ordinary text.
"""

HIDDEN = re.compile(f"[{UNSEEN}]")
"""Characters that make a reviewer see other text than the gate reads."""
