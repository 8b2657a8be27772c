"""What the endpoints of the tests run."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

from django.db import connections, transaction

from django_graphgate.errors import ActionRefused
from django_graphgate.webhooks import Delivery
from tests.support.routers import current
from tests.support.shop.models import Category

seen: list[Delivery] = []
"""Emptied before each test."""


class Broken(Exception):
    """What no handler expects."""


def record(delivery: Delivery) -> None:
    """Leaves a row that is named like the event."""
    seen.append(delivery)
    Category.objects.create(name=delivery.event_id[:100])


async def record_asynchronously(delivery: Delivery) -> None:
    await asyncio.sleep(0)
    await Category.objects.acreate(name=delivery.event_id[:100])


def record_in_the_end(delivery: Delivery) -> Awaitable[None]:
    """No coroutine function, but what it returns is to be awaited."""
    return record_asynchronously(delivery)


def fail(delivery: Delivery) -> None:
    """Fails after it has written."""
    record(delivery)
    raise Broken("secret of the handler")


def refuse(delivery: Delivery) -> None:
    record(delivery)
    raise ActionRefused("The shop is closed.")


def fail_unless_paid(delivery: Delivery) -> None:
    record(delivery)
    if not delivery.payload["paid"]:
        raise Broken


def fail_at_first(delivery: Delivery) -> None:
    """Succeeds when it is tried again."""
    record(delivery)
    if delivery.attempt == 1:
        raise Broken


def loop(delivery: Delivery) -> None:
    """Never ends by itself."""
    record(delivery)
    with connections[current()].cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT 1 - x FROM c) SELECT count(x) FROM c WHERE x > 1"
        )


def roll_back(delivery: Delivery) -> None:
    """Undoes what it has written, and says nothing of it."""
    record(delivery)
    transaction.set_rollback(True, using=current())


def names() -> list[Any]:
    """What the handlers have left."""
    return list(Category.objects.order_by("id").values_list("name", flat=True))
