"""Deliveries that a worker of Django's Tasks handles: actions in the background, and retries.

Import it where a task is queued: without Django's tasks there is nothing to import.
"""

from __future__ import annotations

import importlib
import logging
import uuid
from typing import Any

from django_graphgate.models import WebhookDelivery
from django_graphgate.running.tasks import PACKAGE
from django_graphgate.webhooks import rows
from django_graphgate.webhooks.retry import retry_delivery

logger = logging.getLogger("django_graphgate.webhooks")

_tasks: Any = importlib.import_module(PACKAGE)


@_tasks.task()  # type: ignore[untyped-decorator]
def try_delivery(key: str, force: bool = False) -> None:  # noqa: FBT001, FBT002  tasks have plain arguments
    """Try a delivery that is due, or with ``force`` any that is not done or running; if it fails, queue it again."""
    if retry_delivery(uuid.UUID(key), force=force) == rows.Status.FAILED:
        schedule(rows.deliveries().get(pk=key))


def queue(row: WebhookDelivery) -> None:
    """Have a worker handle a delivery that its sender has just sent."""
    try_delivery.enqueue(str(row.pk), force=True)


def schedule(row: WebhookDelivery) -> None:
    """Queue a delivery for when it is due, where the backend can wait; else the command finds it."""
    try:
        if row.next_attempt_at is not None and _tasks.default_task_backend.supports_defer:
            try_delivery.using(run_after=row.next_attempt_at).enqueue(str(row.pk))
    except Exception as error:  # noqa: BLE001  the delivery is due all the same
        logger.warning("graphgate: delivery %s is not queued: %s", row.pk, type(error).__name__)
