"""Deliveries that are tried again: those that failed, and those whose process died."""

from __future__ import annotations

import uuid
from collections import Counter

from django_graphgate.actions.definitions import current_definitions
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.webhook import WebhookDefinition
from django_graphgate.webhooks import rows
from django_graphgate.webhooks.attempt import attempt

_AT_ONCE = 100


def retry_due(endpoint: str = "") -> Counter[str]:
    """Try each delivery that is due, of one endpoint or of all, until none is; how many ended with each status.

    Any number of processes may do so at once.  Endpoints that are switched off, and those that are gone, wait.
    """
    outcomes: Counter[str] = Counter()
    while keys := list(rows.due(_endpoints(endpoint)).values_list("pk", flat=True)[:_AT_ONCE]):
        statuses = [status for key in keys if (status := retry_delivery(key))]
        outcomes.update(statuses)
        if not statuses:  # all of them wait for something else
            break
    return outcomes


def retry_delivery(key: uuid.UUID, *, force: bool = False) -> str:
    """Try a delivery if it is due, or in any case that allows it (``force``); its status after that.

    A delivery that is done is never run again, nor one that another process runs.  Empty where nothing was to be done,
    and for an endpoint that is switched off, whose deliveries wait.
    Raises ``ConfigurationError`` for an endpoint that is not there any more.
    """
    row = rows.deliveries().defer("body").filter(pk=key).first()
    if row is None or not (force or rows.is_due(row)):
        return ""
    definition = _definition(row.endpoint)
    if row.endpoint in rows.switched_off():
        return ""
    if not force and rows.bury(row, definition):
        return str(rows.Status.DEAD)
    return attempt(definition, row)


def _endpoints(endpoint: str) -> list[str]:
    """The endpoints whose deliveries are tried; raises ``ConfigurationError`` for a name that none has."""
    if endpoint:
        _definition(endpoint)
    names = {endpoint} if endpoint else set(current_definitions().webhooks)
    return sorted(names - rows.switched_off())


def _definition(name: str) -> WebhookDefinition:
    definition = current_definitions().get_webhook(name)
    if definition is None:
        raise ConfigurationError(f"There is no webhook {name!r}.")
    return definition
