"""The tables: roles and their rules, the allow list, the version that changes with either; actions and webhooks;
what ran, and the audit."""

from __future__ import annotations

from django_graphgate.models.access import GateState, NamedFilter, Role, TableRule
from django_graphgate.models.actions import Action, ActionLock, ActionRun
from django_graphgate.models.audit import AuditCheckpoint, AuditEvent, AuditStream
from django_graphgate.models.operations import AllowedOperation, IdempotencyRecord
from django_graphgate.models.usage import OperationClient, OperationLatency, OperationOrigin, OperationUsage
from django_graphgate.models.webhooks import WebhookDelivery, WebhookEndpoint

__all__ = [
    "Action",
    "ActionLock",
    "ActionRun",
    "AllowedOperation",
    "AuditCheckpoint",
    "AuditEvent",
    "AuditStream",
    "GateState",
    "IdempotencyRecord",
    "NamedFilter",
    "OperationClient",
    "OperationLatency",
    "OperationOrigin",
    "OperationUsage",
    "Role",
    "TableRule",
    "WebhookDelivery",
    "WebhookEndpoint",
]
