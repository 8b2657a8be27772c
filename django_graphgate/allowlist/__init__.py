"""The allow list: as text, as digests, and as what a request may mean."""

from __future__ import annotations

from django_graphgate.allowlist.files import read_allow_list

__all__ = ["read_allow_list"]
