"""Recorded operations: what they are, what each role gets, and the switches."""

# Django 5.2 does not let ModelAdmin be subscripted.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from django_graphgate.admin.acting import ActingAdmin
from django_graphgate.admin.statements import statements_of
from django_graphgate.admin.switching import switch, switches
from django_graphgate.admin.usage import day, milliseconds, use_of, uses_of
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.models import AllowedOperation, Role
from django_graphgate.telemetry.report import Use, client_counts

_SWITCHES = ("enabled", "retired")
_IDENTITY = (("name", "namespace"), ("kind", "current"), "digest")
_CONTENT = (
    "text",
    "comment",
    "roles_as_text",
    "variables",
    "byte_digests_as_text",
    "typename_variant_digests_as_text",
)
_SHOWN = (
    "name",
    "namespace",
    "kind",
    "current",
    "digest",
    *_CONTENT,
    "created_at",
    "updated_at",
    "use",
    "exposure",
    "sql",
)
_TIMES = (("created_at", "updated_at"), "use")


def _lines(texts: Iterable[str]) -> SafeString | str:
    return format_html_join("", "<div>{}</div>", ((text,) for text in texts)) or "-"


class OperationAdmin(ActingAdmin):
    """Texts come from recording and from files, so they are read-only here.

    Switching an operation off holds from the next request, in every process, also in production.
    """

    list_display = (
        "name",
        "namespace",
        "kind",
        "state",
        "roles_as_text",
        "runs",
        "failed",
        "p95",
        "average_rows",
        "last_run",
        "clients",
    )
    list_filter = ("kind", "current", "enabled", "retired", "namespace")
    search_fields = ("name", "digest", "document", "comment")
    search_help_text = "Name, digest, comment, or a part of the text"
    ordering = ("namespace", "name", "-current", "-created_at")
    actions = (*switches(), switch("retire", "Retire", retired=True))
    readonly_fields = _SHOWN

    class Media:
        css = {"all": ["graphgate/admin.css"]}

    @admin.display(description="state", ordering=F("enabled").asc())
    def state(self, operation: AllowedOperation) -> str:
        """What a caller gets, in words."""
        if not operation.enabled:
            return "switched off"
        if operation.retired:
            return "retired"
        return "on" if operation.current else "on, an older version"

    @admin.display(description="ran as")
    def roles_as_text(self, operation: AllowedOperation) -> str:
        """Roles that ran it in development."""
        return ", ".join(str(role) for role in operation.roles) or "-"

    @admin.display(description="texts it was sent as (sha256)")
    def byte_digests_as_text(self, operation: AllowedOperation) -> SafeString | str:
        return _lines(operation.byte_digests)

    @admin.display(description="the same with __typename in each selection set")
    def typename_variant_digests_as_text(self, operation: AllowedOperation) -> SafeString | str:
        return _lines(operation.typename_variant_digests)

    @admin.display(description="document")
    def text(self, operation: AllowedOperation) -> SafeString:
        return format_html('<pre class="graphgate-text">{}</pre>', operation.document)

    @admin.display(description="SQL for each role")
    def sql(self, operation: AllowedOperation) -> SafeString:
        """Under the rules as they are now."""
        return statements_of(operation)

    @admin.display(description="columns")
    def exposure(self, operation: AllowedOperation) -> SafeString:
        """Where its columns are shown for each role."""
        address = reverse("admin:graphgate_exposure", current_app=self.admin_site.name)
        query = urlencode({"operation": operation.name})
        return format_html('<a href="{}?{}">What it exposes to whom</a>', address, query)

    @admin.display(description="use")
    def use(self, operation: AllowedOperation) -> SafeString | str:
        """How often each role ran this version."""
        return use_of(operation)

    # -- the list -----------------------------------------------------------------------------

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """With the use of the operations on the page, which takes the same few queries for all of them."""
        page = super().get_changelist_instance(request)
        shown = list(page.result_list)
        uses, clients = uses_of(shown), client_counts({operation.digest for operation in shown})
        for operation in shown:
            key = (operation.namespace, operation.digest)
            operation.used, operation.client_count = uses.get(key, Use()), clients[key]
        page.result_list = shown
        return page

    @admin.display(description="runs")
    def runs(self, operation: Any) -> str:
        return str(localize(operation.used.runs))

    @admin.display(description="failed")
    def failed(self, operation: Any) -> str:
        return f"{localize(round(operation.used.failed_percent, 1))} %" if operation.used.runs else "-"

    @admin.display(description="p95")
    def p95(self, operation: Any) -> str:
        return milliseconds(operation.used.percentile(0.95))

    @admin.display(description="rows")
    def average_rows(self, operation: Any) -> str:
        return str(localize(round(operation.used.average_rows, 1))) if operation.used.runs else "-"

    @admin.display(description="last run")
    def last_run(self, operation: Any) -> str:
        return day(operation.used.last_run)

    @admin.display(description="clients")
    def clients(self, operation: Any) -> str:
        """How many programs ran it, as they call themselves."""
        return str(localize(operation.client_count)) if operation.client_count else "-"

    # -- who may do what ----------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        content = (*_CONTENT, "exposure", "sql") if self._may_see_rules(request) else _CONTENT
        return [
            (None, {"fields": (*_IDENTITY, _SWITCHES)}),
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
        """What a release runs is in its files: in production a row is switched off, not deleted."""
        try:
            production = get_settings().production()
        except ConfigurationError:
            return False
        return not production and super().has_delete_permission(request, obj)
