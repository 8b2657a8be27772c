"""What an endpoint runs: an action, a saved operation or a function of the project.

The outcome is written before the handler runs, in the same transaction.  So what the handler writes to that database is
there exactly when the delivery is done, and a process whose lease has gone to another one writes nothing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any

from django.db import connections
from django.utils.datastructures import CaseInsensitiveMapping
from django.utils.module_loading import import_string

from django_graphgate.access.live import state_alias
from django_graphgate.actions.call import awaited
from django_graphgate.actions.definitions import current_definitions
from django_graphgate.conf import get_settings
from django_graphgate.errors import ActionBusy, ConfigurationError
from django_graphgate.execution.drivers import driver_of
from django_graphgate.execution.writes.transaction import begin_write
from django_graphgate.ir.action import ActionDefinition
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.webhook import WebhookDefinition
from django_graphgate.models import WebhookDelivery
from django_graphgate.running.operation import run_operation
from django_graphgate.running.request import ActionRequest
from django_graphgate.running.run import run_action
from django_graphgate.webhooks import rows
from django_graphgate.webhooks.delivery import Delivery
from django_graphgate.webhooks.payload import read_payload, select


class LeaseLost(ActionBusy):
    """Another process has taken the delivery: nothing that this one has written stays."""


def run_handler(definition: WebhookDefinition, claimed: WebhookDelivery) -> None:
    """Run what the endpoint names, and write that the delivery is done.

    Raises what the handler raises, ``ValidationFailed`` for a payload that does not fit, and ``LeaseLost``.
    """
    delivery = _delivery(claimed)
    if definition.action:
        _run_action(definition, claimed, delivery)
    elif definition.operation:
        _run_operation(definition, claimed, delivery)
    else:
        _run_function(definition, claimed, delivery)


def timeout(definition: WebhookDefinition) -> int:
    """Milliseconds for the handler: the endpoint's, the action's, or those of the settings."""
    action = current_definitions().get_action(definition.action) if definition.action else None
    given = (definition.timeout, None if action is None else action.timeout)
    return next((each for each in given if each is not None), get_settings().ACTION_TIMEOUT)


def is_for_worker(definition: WebhookDefinition) -> bool:
    """Whether it runs an action that is for the background."""
    action = current_definitions().get_action(definition.action) if definition.action else None
    return action is not None and action.background


def service(definition: WebhookDefinition) -> Identity:
    """Who runs the handler: a service with the endpoint's role."""
    return Identity(role=definition.role or None, authenticator=f"webhook:{definition.name}")


@contextlib.contextmanager
def _done(claimed: WebhookDelivery) -> Generator[None]:
    """A transaction in which the delivery is done, and which fails where it is another process's."""
    with begin_write(rows.alias()):
        _finish(claimed)
        yield


def _run_function(definition: WebhookDefinition, claimed: WebhookDelivery, delivery: Delivery) -> None:
    try:
        function: Callable[[Delivery], Any] = import_string(definition.path)
    except ImportError as error:
        raise ConfigurationError(f"webhook {definition.name}: {error}") from error
    connection = connections[rows.alias()]
    with _done(claimed), driver_of(connection.vendor).time_limit(connection, timeout(definition)):
        awaited(function(delivery))


def _run_operation(definition: WebhookDefinition, claimed: WebhookDelivery, delivery: Delivery) -> None:
    operation = ActionDefinition(
        name=definition.name,
        source="operation",
        operation=definition.operation,
        namespace=definition.namespace,
    )
    with _done(claimed):
        run_operation(_request(definition, claimed, delivery, operation), operation)


def _run_action(definition: WebhookDefinition, claimed: WebhookDelivery, delivery: Delivery) -> None:
    action = current_definitions().get_action(definition.action)
    if action is None:
        raise ConfigurationError(f"webhook {definition.name}: there is no action {definition.action!r}.")
    request = _request(definition, claimed, delivery, action)
    in_transaction = action.transaction and (action.database or state_alias()) == rows.alias()
    if in_transaction:
        request = replace(request, first=lambda: _finish(claimed))
    result = run_action(request, replace(action, timeout=timeout(definition)))
    if result.status == "skipped":  # what the other run has not seen yet would be lost
        raise ActionBusy
    if not in_transaction:  # a process that dies here has it run again
        _finish(claimed)


def _finish(claimed: WebhookDelivery) -> None:
    if not rows.finish(claimed):
        raise LeaseLost


def _request(
    definition: WebhookDefinition, claimed: WebhookDelivery, delivery: Delivery, action: ActionDefinition
) -> ActionRequest:
    """Without headers: signatures do not cover them, and rules may trust some that a proxy sets for others."""
    return ActionRequest(
        name=action.name,
        parameters=_parameters(definition, action, delivery),
        identity=service(definition),
        role=definition.role,
        via="webhook",
        delivery=delivery,
        origin=claimed.origin,
    )


def _parameters(
    definition: WebhookDefinition, action: ActionDefinition, delivery: Delivery
) -> dict[str, Any]:
    """The values of the parameters: by the endpoint's paths, else the payload's members of the same names.

    What an operation does not declare is ignored.
    """
    members: dict[str, Any] = delivery.payload if isinstance(delivery.payload, dict) else {}
    if action.source != "operation" or action.parameters:
        names = {parameter.name for parameter in action.parameters}
        members = {name: value for name, value in members.items() if name in names}
    return {**members, **select(definition.variables, delivery.payload, delivery.headers)}


def _delivery(claimed: WebhookDelivery) -> Delivery:
    body = bytes(claimed.body)
    return Delivery(
        endpoint=claimed.endpoint,
        event_id=claimed.event_id,
        body=body,
        payload=read_payload(body, claimed.content_type),
        headers=CaseInsensitiveMapping(claimed.headers),
        content_type=claimed.content_type,
        received_at=claimed.received_at,
        attempt=claimed.attempts,
    )
