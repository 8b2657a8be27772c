"""Which requests the audit keeps: who was refused, whose credential was wrong, who asked too often, what was delivered.

Runs of actions are no requests: :func:`django_graphgate.actions.history.end_run` has them kept, whoever ran them.
"""

from __future__ import annotations

from django_graphgate.audit.append import append
from django_graphgate.conf import get_settings
from django_graphgate.errors import DeliveryRefused, InvalidCredentials, TooManyRequests
from django_graphgate.ir.audit_entry import AuditEntry, AuditEventName
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.request_record import RequestRecord
from django_graphgate.telemetry.sightings import network_of

_BY_CODE: dict[str, AuditEventName] = {
    InvalidCredentials.code: "sign_in_failure",
    DeliveryRefused.code: "sign_in_failure",
    TooManyRequests.code: "rate_limit",
}


def audit_request(record: RequestRecord) -> None:
    """An observer.  Equal refusals that wait to be written are one event, with their number."""
    if not record.code and record.surface != "webhook":
        return
    event = event_of(record)
    if event is None or get_settings().AUDIT_INTERVAL is None:
        return
    actor = actor_of(record.identity)
    entry = AuditEntry(
        event=event,
        name=record.operation,
        actor=actor,
        via="python" if record.surface == "python" else "http",
        role=record.role,
        origin=record.origin,
        code=record.code,
        reference=record.reference,
        detail=record.detail,
        data={
            "surface": record.surface,
            "namespace": record.namespace,
            "digest": record.digest,
            "authenticator": record.identity.authenticator,
            "status": record.status,
            "request_id": record.request_id,
            "times": 1,
        },
    )
    if event == "webhook":
        append(entry)
        return
    # an attacker has a network of addresses (IPv6), and no part of the key that they can invent
    network = network_of(record.origin, 32, 64) if ":" in record.origin else record.origin
    append(entry, same=(event, entry.code, entry.name, actor, entry.role, network, record.surface))


def event_of(record: RequestRecord) -> AuditEventName | None:
    """What the audit calls it; ``None`` for what it does not keep."""
    event = _BY_CODE.get(record.code)
    if event == "rate_limit" and record.charge is not None and record.charge.is_refused:
        return None  # the limiter has it kept, with the limit's name
    if event is None and record.status in (401, 403):
        event = "denial"
    if event is None and record.surface == "webhook" and record.operation:
        event = "webhook"
    return event


def actor_of(identity: Identity) -> str:
    """The user's id, with its provider where there is one; empty for who is not signed in."""
    if identity.user_id is None:
        return ""
    provider = identity.user_id_provider
    return f"{identity.user_id} ({provider})" if provider else identity.user_id
