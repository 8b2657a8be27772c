"""The roles that the gate itself gives."""

from __future__ import annotations

ANON = "anon"
"""Of a caller who is not signed in."""

USER = "user"
"""Of a signed-in caller who has no other role."""
