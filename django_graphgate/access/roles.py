"""The roles that every project has."""

from __future__ import annotations

ANON = "anon"
"""Of callers who are not signed in."""
USER = "user"
"""Of signed-in callers who have no other role."""
