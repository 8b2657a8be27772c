"""Admin pages: roles with their rules; operations, actions and webhooks with their kill switches; runs, deliveries."""

from __future__ import annotations

from django.contrib import admin

from django_graphgate.admin.action_runs import ActionRunAdmin
from django_graphgate.admin.actions import ActionAdmin
from django_graphgate.admin.audit import AuditEventAdmin
from django_graphgate.admin.deliveries import WebhookDeliveryAdmin
from django_graphgate.admin.named_filters import NamedFilterAdmin
from django_graphgate.admin.operations import OperationAdmin
from django_graphgate.admin.roles import RoleAdmin
from django_graphgate.admin.rules import RuleAdmin
from django_graphgate.admin.webhooks import WebhookEndpointAdmin
from django_graphgate.models import (
    Action,
    ActionRun,
    AllowedOperation,
    AuditEvent,
    NamedFilter,
    Role,
    TableRule,
    WebhookDelivery,
    WebhookEndpoint,
)

__all__ = [
    "ActionAdmin",
    "ActionRunAdmin",
    "AuditEventAdmin",
    "NamedFilterAdmin",
    "OperationAdmin",
    "RoleAdmin",
    "RuleAdmin",
    "WebhookDeliveryAdmin",
    "WebhookEndpointAdmin",
]

admin.site.register(Role, RoleAdmin)
admin.site.register(TableRule, RuleAdmin)
admin.site.register(NamedFilter, NamedFilterAdmin)
admin.site.register(AllowedOperation, OperationAdmin)
admin.site.register(Action, ActionAdmin)
admin.site.register(ActionRun, ActionRunAdmin)
admin.site.register(WebhookEndpoint, WebhookEndpointAdmin)
admin.site.register(WebhookDelivery, WebhookDeliveryAdmin)
admin.site.register(AuditEvent, AuditEventAdmin)
