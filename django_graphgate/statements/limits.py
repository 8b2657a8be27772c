"""Bounds that the settings give."""

from __future__ import annotations

from django_graphgate.conf import Settings
from django_graphgate.ir.limits import Limits


def limits_of(settings: Settings) -> Limits:
    """The bounds on documents that the settings give."""
    return Limits(
        tokens=settings.MAX_TOKENS,
        depth=settings.MAX_DEPTH,
        fields=settings.MAX_FIELDS,
        aliases=settings.MAX_ALIASES,
        directives=settings.MAX_DIRECTIVES,
        root_fields=settings.MAX_ROOT_FIELDS,
        filter_terms=settings.MAX_FILTER_TERMS,
        rows=settings.MAX_ROWS,
    )
