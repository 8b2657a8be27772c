"""One attempt at a stored delivery: its handler runs, and the row says what became of it."""

from __future__ import annotations

import logging
import uuid

from django.db import connections

from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.ir.webhook import WebhookDefinition
from django_graphgate.models import WebhookDelivery
from django_graphgate.refusals import rejection_of
from django_graphgate.webhooks import rows
from django_graphgate.webhooks.handle import LeaseLost, run_handler, timeout

logger = logging.getLogger("django_graphgate.webhooks")


def attempt(definition: WebhookDefinition, row: WebhookDelivery) -> str:
    """Try a delivery now; its status after that.

    ``done``: it ran, now or before.  ``running``: another process runs it, and nothing was tried.  ``failed`` or
    ``dead``: the handler failed, and nothing of what it wrote to the database of the deliveries stays.
    """
    claimed = rows.claim(row, timeout(definition))
    if claimed is None:
        return rows.status_of(row)
    try:
        run_handler(definition, claimed)
        status = rows.status_of(claimed)
        if status == rows.Status.DONE:
            return status
        logger.warning("graphgate: the handler of delivery %s has undone its transaction", claimed.pk)
        rows.fail(claimed, definition, "ROLLED_BACK", "")
    except LeaseLost:
        logger.warning("graphgate: delivery %s took longer than its lease", claimed.pk)
    except Exception as error:  # noqa: BLE001  a handler may raise anything
        code, error_id = _report(definition, claimed, error)
        connection = connections[rows.alias()]
        if not connection.in_atomic_block:  # it may have been lost
            connection.close_if_unusable_or_obsolete()
        rows.fail(claimed, definition, code, error_id)
    return rows.status_of(claimed)


def _report(definition: WebhookDefinition, claimed: WebhookDelivery, error: Exception) -> tuple[str, str]:
    """Log why an attempt failed; the code and the id of the error."""
    subject = f"{definition.name} {claimed.pk} (attempt {claimed.attempts})"
    if isinstance(error, ConfigurationError):
        logger.error("graphgate: delivery %s: %s %s", subject, error.message, error.hint)
        return error.code, ""
    rejection: RequestRejected | None = rejection_of(error)
    if rejection is not None:
        logger.warning(
            "graphgate: delivery %s: %s %s", subject, rejection.code, rejection.detail or rejection.message
        )
        return rejection.code, str(rejection.extensions.get("id", ""))
    error_id = uuid.uuid4().hex
    logger.error("graphgate: delivery %s: unexpected error %s", subject, error_id, exc_info=error)
    return "INTERNAL_ERROR", error_id
