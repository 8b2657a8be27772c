"""Cookies that an answer takes away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedCookie:
    """A cookie that an answer takes away from the browser: pages cannot, where it is ``HttpOnly``."""

    name: str
    path: str = "/"
    domain: str | None = None
    samesite: Literal["Lax", "Strict", "None"] | None = None
