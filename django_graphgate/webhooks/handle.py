"""What an endpoint runs: an action, a saved operation or a function of the project.

The outcome is written before the handler runs, in the same transaction.  So what the handler writes to that database is
there exactly when the delivery is done, and a process whose lease has gone to another one writes nothing.
"""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Generator
from typing import Any

from asgiref.sync import async_to_sync
from django.utils.module_loading import import_string

from django_graphgate.errors import ConfigurationError
from django_graphgate.execution.writes.transaction import begin_write
from django_graphgate.gate import get_gate
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.webhook import WebhookDefinition
from django_graphgate.messages import GateRequest
from django_graphgate.models import WebhookDelivery
from django_graphgate.webhooks import rows
from django_graphgate.webhooks.delivery import Delivery
from django_graphgate.webhooks.payload import read_payload, select


class LeaseLost(Exception):
    """Another process has taken the delivery: nothing that this one has written stays."""


class HandlerFailed(Exception):
    """The gate refused the operation; ``error_id`` is what its log calls an unexpected error."""

    def __init__(self, code: str, error_id: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.error_id = error_id


def run_handler(definition: WebhookDefinition, claimed: WebhookDelivery) -> None:
    """Run what the endpoint names, and write that the delivery is done.

    Raises what the handler raises, ``ValidationFailed`` for a payload that does not fit, and ``LeaseLost``.
    """
    delivery = _delivery(claimed)
    if definition.operation:
        _run_operation(definition, claimed, delivery)
    else:
        _run_function(definition, claimed, delivery)


def service(definition: WebhookDefinition) -> Identity:
    """Who runs the handler: a service with the endpoint's role."""
    return Identity(role=definition.role or None, authenticator=f"webhook:{definition.name}")


@contextlib.contextmanager
def _done(claimed: WebhookDelivery) -> Generator[None]:
    """A transaction in which the delivery is done, and which fails where it is another process's."""
    with begin_write(rows.alias()):
        if not rows.finish(claimed):
            raise LeaseLost
        yield


def _run_function(definition: WebhookDefinition, claimed: WebhookDelivery, delivery: Delivery) -> None:
    try:
        function: Callable[[Delivery], Any] = import_string(definition.path)
    except ImportError as error:
        raise ConfigurationError(f"webhook {definition.name}: {error}") from error
    with _done(claimed):
        if inspect.iscoroutinefunction(function):
            async_to_sync(function)(delivery)
        else:
            function(delivery)


def _run_operation(definition: WebhookDefinition, claimed: WebhookDelivery, delivery: Delivery) -> None:
    members = delivery.payload if isinstance(delivery.payload, dict) else {}
    variables = {**members, **select(definition.variables, delivery.payload, delivery.headers)}
    request = GateRequest(
        name=definition.operation,
        namespace=definition.namespace,
        variables=variables,
        headers=delivery.headers,
    )
    with _done(claimed):
        result = get_gate().handle(request, service(definition))
        if result.data is None:
            extensions = result.errors[0]["extensions"]
            raise HandlerFailed(str(extensions["code"]), str(extensions.get("id", "")))


def _delivery(claimed: WebhookDelivery) -> Delivery:
    body = bytes(claimed.body)
    return Delivery(
        endpoint=claimed.endpoint,
        event_id=claimed.event_id,
        body=body,
        payload=read_payload(body, claimed.content_type),
        headers=claimed.headers,
        content_type=claimed.content_type,
        received_at=claimed.received_at,
        attempt=claimed.attempts,
    )
