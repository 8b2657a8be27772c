"""Recorded operations: what they are, what each role gets, and the switches."""

# Django 5.2 does not let ModelAdmin be subscripted.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from django_graphgate.admin.statements import statements_of
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.models import AllowedOperation, OperationUsage, Role

Action = Callable[["OperationAdmin", HttpRequest, QuerySet[AllowedOperation]], None]

_SWITCHES = ("enabled", "retired")
_IDENTITY = ("namespace", "name", "kind", "digest", "current")
_CONTENT = ("text", "comment", "roles", "variables", "byte_digests", "twin_digests")
_TIMES = ("created_at", "updated_at", "use")


def _switch(name: str, description: str, **values: bool) -> Action:
    """A bulk action that sets switches, and notes it in the history of each row that changes."""

    @admin.action(description=description, permissions=["change"])
    def action(
        modeladmin: OperationAdmin, request: HttpRequest, queryset: QuerySet[AllowedOperation]
    ) -> None:
        changed = [
            one for one in queryset if any(getattr(one, key) != value for key, value in values.items())
        ]
        keys = [one.pk for one in changed]
        modeladmin.model._default_manager.filter(pk__in=keys).update(**values, updated_at=timezone.now())
        for one in changed:
            modeladmin.log_change(request, one, [{"changed": {"fields": list(values)}}])
        level = messages.SUCCESS if changed else messages.INFO
        modeladmin.message_user(request, f"{description}: {len(changed)} changed.", level)

    action.__name__ = name
    return action


class OperationAdmin(admin.ModelAdmin):
    """Texts come from recording and from files, so they are read here and never written.

    Switching an operation off holds from the next request, in every process, also in production.
    """

    list_display = (
        "name",
        "namespace",
        "kind",
        "current",
        "enabled",
        "retired",
        "roles_as_text",
        "updated_at",
    )
    list_filter = ("kind", "current", "enabled", "retired", "namespace")
    search_fields = ("name", "digest", "document", "comment")
    search_help_text = "Name, digest, comment, or a part of the text"
    ordering = ("namespace", "name", "-current", "-created_at")
    date_hierarchy = "updated_at"
    actions = (
        _switch("switch_off", "Switch off", enabled=False),
        _switch("switch_on", "Switch on", enabled=True),
        _switch("retire", "Retire", retired=True),
    )
    readonly_fields = (*_IDENTITY, *_CONTENT, *_TIMES, "sql")

    @admin.display(description="roles")
    def roles_as_text(self, operation: AllowedOperation) -> str:
        return ", ".join(str(role) for role in operation.roles) or "-"

    @admin.display(description="document")
    def text(self, operation: AllowedOperation) -> SafeString:
        return format_html("<pre>{}</pre>", operation.document)

    @admin.display(description="SQL for each role")
    def sql(self, operation: AllowedOperation) -> SafeString:
        """Under the rules as they are now."""
        return statements_of(operation)

    @admin.display(description="use")
    def use(self, operation: AllowedOperation) -> SafeString | str:
        """How often each role ran this version."""
        rows = OperationUsage._default_manager.filter(namespace=operation.namespace, digest=operation.digest)
        lines = (
            (
                one.role,
                one.runs,
                one.failures,
                localize(round(one.milliseconds / max(one.runs, 1), 1)),
                one.last_run,
            )
            for one in rows
        )
        shown = format_html_join(
            "", "<p>{}: {} runs, {} of them failed, {} ms on average, last {}</p>", lines
        )
        return shown or "Not yet."

    # -- who may do what ----------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        content = (*_CONTENT, "sql") if self._may_see_rules(request) else _CONTENT
        return [
            (None, {"fields": (*_IDENTITY, *_SWITCHES)}),
            ("What it is", {"fields": content}),
            ("When", {"fields": _TIMES}),
        ]

    def _may_see_rules(self, request: HttpRequest) -> bool:
        """The SQL shows the filters of all roles, so it is for those who may see the roles."""
        role_admin = self.admin_site.get_model_admin(Role) if self.admin_site.is_registered(Role) else None
        return role_admin is not None and role_admin.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What a release runs is in its files: there a row is switched off, not deleted."""
        try:
            production = get_settings().production()
        except ConfigurationError:
            return False
        return not production and super().has_delete_permission(request, obj)
