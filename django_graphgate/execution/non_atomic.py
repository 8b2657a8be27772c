"""Views that ``ATOMIC_REQUESTS`` does not concern: what they run opens its transactions by itself."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.http import HttpResponse


def non_atomic(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same view, without a transaction around it in any database."""
    for alias in {DEFAULT_DB_ALIAS, *connections}:
        view = transaction.non_atomic_requests(using=alias)(view)
    return view
