"""Which role a caller has, and what the roles may do now."""

from __future__ import annotations

from django_graphgate.access.data import dump_roles, load_roles

__all__ = ["dump_roles", "load_roles"]
