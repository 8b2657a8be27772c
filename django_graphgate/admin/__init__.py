"""Admin pages: roles with their rules, and the operations with their kill switch."""

from __future__ import annotations

from django.contrib import admin

from django_graphgate.admin.operations import OperationAdmin
from django_graphgate.admin.roles import RoleAdmin
from django_graphgate.models import AllowedOperation, Role

__all__ = ["OperationAdmin", "RoleAdmin"]

admin.site.register(Role, RoleAdmin)
admin.site.register(AllowedOperation, OperationAdmin)
