"""A request to ``webhooks/<name>``: verified over its bytes, stored, and then tried.

Whoever cannot sign learns nothing: each refusal is the same, whether there is no such endpoint, it is switched off, or
the signature is wrong.  So all that tells endpoints apart comes after the signature.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from django_graphgate.actions.definitions import current_definitions
from django_graphgate.auth import clock
from django_graphgate.auth.http.proxies import client_address
from django_graphgate.auth.http.throttle import failure
from django_graphgate.conf import get_settings
from django_graphgate.errors import (
    ActionBusy,
    ConfigurationError,
    DeliveryFailed,
    DeliveryRefused,
    InvalidCredentials,
    PayloadTooLarge,
    RequestRejected,
    TooManyRequests,
    ValidationFailed,
)
from django_graphgate.gate import get_gate
from django_graphgate.ir.webhook import WebhookDefinition
from django_graphgate.models import WebhookDelivery
from django_graphgate.signing import SignatureInvalid, Verified, verify
from django_graphgate.strict_json import is_storable
from django_graphgate.webhooks import limits, rows
from django_graphgate.webhooks.attempt import attempt
from django_graphgate.webhooks.handle import is_for_worker
from django_graphgate.webhooks.payload import at_path, read_either

logger = logging.getLogger("django_graphgate.webhooks")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a genuine sender is answered: JSON, or nothing."""

    body: bytes
    status: int = 200


DONE = Answer(b'{"data":{"status":"done"}}')
RECEIVED = Answer(b'{"data":{"status":"received"}}', 202)

_SECRET = re.compile(
    r"auth|cookie|credential|hmac|(?<!idempotency-)key|password|secret|signature|token", re.IGNORECASE
)
"""In the name of a header that is not kept."""

_LONGEST_ID = 255

_COME_AGAIN = "30"
"""Seconds until a sender should come again whose delivery is still running."""


def body_limit() -> int:
    """The largest body that any endpoint takes: a refusal must not depend on whether there is an endpoint."""
    largest = get_settings().WEBHOOK_MAX_BODY_BYTES
    return max([largest, *(each.max_body_bytes or 0 for each in current_definitions().webhooks.values())])


def known_name(name: str) -> str:
    """The name, if there is an endpoint of that name; else an empty one, so that nobody invents names for the log."""
    return "" if current_definitions().get_webhook(name) is None else name


def receive(request: HttpRequest, name: str, body: bytes) -> Answer:
    """Verify a delivery, store it, and try it or queue it for a worker.

    Raises ``DeliveryRefused``, ``PayloadTooLarge``, ``TooManyRequests``, ``DeliveryFailed`` where the handler failed,
    and ``ActionBusy`` while another process runs the delivery.
    """
    get_gate()  # it refuses to load where the project is not safe
    definition = current_definitions().get_webhook(name)
    try:
        if definition is None:
            raise SignatureInvalid("there is no such endpoint")
        verified = _verify(definition, request, body)
    except SignatureInvalid as error:
        raise _refusal(request, name, error.reason) from None
    if verified.answer is not None:
        return Answer(verified.answer, 200 if verified.answer else 204)
    if len(body) > (definition.max_body_bytes or get_settings().WEBHOOK_MAX_BODY_BYTES):
        raise PayloadTooLarge
    row = _row(definition, verified, request, body)
    stored = rows.find(row)
    if stored is None or stored.status != rows.Status.DONE:
        limits.count(definition)
        return _handled(definition, rows.store(row) if stored is None else stored)
    return DONE


def _handled(definition: WebhookDefinition, row: WebhookDelivery) -> Answer:
    """A delivery that is stored is tried now, or by a worker where its action is for the background."""
    if is_for_worker(definition):
        from django_graphgate.webhooks.tasks import queue  # Django's tasks may not be installed

        queue(row)
        return RECEIVED
    status = attempt(definition, row)
    if status == rows.Status.RUNNING:
        raise ActionBusy("The delivery is still running.", headers={"Retry-After": _COME_AGAIN})
    if status == rows.Status.DONE:
        return DONE
    if status == rows.Status.FAILED:
        _schedule(row)
    raise DeliveryFailed


def _schedule(row: WebhookDelivery) -> None:
    with contextlib.suppress(ConfigurationError):  # without tasks the command tries it again
        from django_graphgate.webhooks.tasks import schedule

        schedule(rows.deliveries().get(pk=row.pk))


def _verify(definition: WebhookDefinition, request: HttpRequest, body: bytes) -> Verified:
    """What the signature proves; raises ``SignatureInvalid`` also for an endpoint that is switched off."""
    verified = verify(
        definition.verifier,
        body,
        request.headers,
        [os.environ.get(name, "") for name in definition.secrets],
        options=definition.options,
        now=clock.now(),
        url=request.build_absolute_uri(),
        development=not get_settings().production(),
    )
    if definition.name in rows.switched_off():
        raise SignatureInvalid("the endpoint is switched off")
    return verified


def _refusal(request: HttpRequest, name: str, reason: str) -> RequestRejected:
    """The same for every reason, which is logged; counted for the sender's address, and refused as too many there."""
    address = client_address(request)
    logger.warning("graphgate: delivery to %.100r from %s refused: %.200s", name, address, reason)
    counted = failure(request, InvalidCredentials(detail="webhook"), ())
    if isinstance(counted, TooManyRequests):
        return TooManyRequests(headers=counted.headers)
    return DeliveryRefused(headers={"WWW-Authenticate": 'Signature realm="graphgate"'}, detail=reason[:200])


def _row(
    definition: WebhookDefinition, verified: Verified, request: HttpRequest, body: bytes
) -> WebhookDelivery:
    moment = rows.now()
    content_type = request.META.get("CONTENT_TYPE", "")[:200]
    return WebhookDelivery(
        endpoint=definition.name,
        event_id=_event_id(definition, verified, body, request.headers),
        body=body,
        content_type=content_type,
        headers=_kept(definition, request.headers),
        url=request.path[:2000],
        origin=(client_address(request) or "")[:100],
        received_at=moment,
        next_attempt_at=moment + rows.GRACE,
    )


def _event_id(
    definition: WebhookDefinition, verified: Verified, body: bytes, headers: Mapping[str, str]
) -> str:
    """The sender's id, or sha256 of it where it cannot be stored as it is; without one sha256 of what is signed.

    An id that the signature does not cover counts only where the endpoint says so: under another one, whoever has read
    a delivery could send the same body again.
    """
    value: object = verified.event_id if verified.event_id_is_signed else None
    where = definition.event_id
    if not verified.body_is_signed and (value or not where.startswith("header:")):
        where = ""  # whoever replays a delivery could choose what is there
    if where:
        try:
            value = at_path(where, read_either(body), headers)
        except ValidationFailed:  # the handler cannot read it, either, and says so
            value = None
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        if where:
            logger.warning("graphgate: a delivery to %s has no id at %r", definition.name, where)
        return hashlib.sha256(body if verified.content is None else verified.content).hexdigest()
    text = str(value)
    if len(text) <= _LONGEST_ID and is_storable(text):
        return text
    return f"sha256:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _kept(definition: WebhookDefinition, headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that are stored: none that proves anything to anybody."""
    own = str(definition.options.get("signatureHeader", "")).lower()
    return {
        name: value
        for name, value in headers.items()
        if name.lower() != own and not _SECRET.search(name) and is_storable(value)
    }
