"""The limit of deliveries per endpoint: ``rate_limit`` in each minute of the clock, counted in Django's default cache.

Genuine deliveries count that are going to run; what is refused counts for its address instead, as wrong credentials do
(:mod:`django_graphgate.auth.http.throttle`), so that nobody can use up the deliveries of a genuine sender.  A cache of
each process, Django's default, counts per process; without a cache that answers there is no limit.
"""

from __future__ import annotations

import logging
import math

from django.core.cache import caches

from django_graphgate.auth import clock
from django_graphgate.auth.http.throttle import PATIENCE
from django_graphgate.auth.time_limit import TimeLimit
from django_graphgate.errors import TooManyRequests
from django_graphgate.ir.webhook import WebhookDefinition

logger = logging.getLogger("django_graphgate.webhooks")

WINDOW = 60
"""Seconds."""

_time_limit = TimeLimit(PATIENCE)


def count(definition: WebhookDefinition) -> None:
    """Count a delivery; raises ``TooManyRequests`` over the endpoint's limit."""
    if definition.rate_limit is None:
        return
    moment = clock.now()
    if _counted(f"graphgate:webhook:{definition.name}:{int(moment // WINDOW)}") > definition.rate_limit:
        wait = math.ceil(WINDOW - moment % WINDOW)
        raise TooManyRequests(headers={"Retry-After": str(wait)}, detail=f"webhook {definition.name}")


def _counted(key: str) -> int:
    def increased() -> int:
        cache = caches["default"]
        return 1 if cache.add(key, 1, 2 * WINDOW) else int(cache.incr(key))

    try:
        return _time_limit.call(increased)
    except Exception as error:  # noqa: BLE001  every client has exceptions of its own
        logger.warning("graphgate: deliveries are not counted: %s", type(error).__name__)
        return 0
