"""Names in camel case."""

from __future__ import annotations

import re
from functools import cache

_JOINT = re.compile(r"(?<=[A-Za-z0-9])_+([A-Za-z0-9])")


@cache
def camel(name: str) -> str:
    """``unit_price`` → ``unitPrice``; underscores at the ends stay."""
    return _JOINT.sub(lambda match: match[1].upper(), name)
