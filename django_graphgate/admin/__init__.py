"""Admin pages: roles with their rules, and the operations with their kill switch."""

from __future__ import annotations

from django.contrib import admin

from django_graphgate.admin.named_filters import NamedFilterAdmin
from django_graphgate.admin.operations import OperationAdmin
from django_graphgate.admin.roles import RoleAdmin
from django_graphgate.admin.rules import RuleAdmin
from django_graphgate.models import AllowedOperation, NamedFilter, Role, TableRule

__all__ = ["NamedFilterAdmin", "OperationAdmin", "RoleAdmin", "RuleAdmin"]

admin.site.register(Role, RoleAdmin)
admin.site.register(TableRule, RuleAdmin)
admin.site.register(NamedFilter, NamedFilterAdmin)
admin.site.register(AllowedOperation, OperationAdmin)
