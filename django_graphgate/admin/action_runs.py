"""The history of actions."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from django_graphgate.admin.recorded import RecordedAdmin, milliseconds_text, visible
from django_graphgate.models import ActionRun

_WHAT = ("action", ("status", "dry_run"), ("code", "error_id"))
_WHO = ("caller", "role", "authenticator", ("via", "origin"))
_SIZE = (("affected", "output_bytes"),)
_WHEN = (("created_at", "started_at", "ended_at"), "duration")


class ActionRunAdmin(RecordedAdmin):
    """Parameters and results are not shown: they are for the caller alone."""

    list_display = ("action", "status", "created_at", "duration", "caller", "role", "via", "affected", "code")
    list_filter = ("status", "via", "dry_run", "created_at", "action")
    search_fields = ("=id", "action", "=user_id", "=error_id", "=role")
    search_help_text = "Action, role, id of a user, of a run, or of an error in the log"
    ordering = ("-created_at",)
    date_hierarchy = None
    fieldsets = (
        (None, {"fields": ("id", *_WHAT)}),
        ("Who", {"fields": _WHO}),
        ("When", {"fields": _WHEN}),
        ("How much", {"fields": _SIZE}),
    )
    readonly_fields = ("caller", "duration")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ActionRun]:
        runs: QuerySet[ActionRun] = super().get_queryset(request)
        return runs.defer("parameters", "result")

    @admin.display(description="duration", ordering="milliseconds")
    def duration(self, run: ActionRun) -> str:
        return milliseconds_text(run.milliseconds)

    @admin.display(description="caller", ordering="user_id")
    def caller(self, run: ActionRun) -> str:
        """The user's id, as text: it may be one of another system."""
        if not run.user_id:
            return run.authenticator or "-"
        provider = f" ({run.user_id_provider})" if run.user_id_provider else ""
        return visible(f"{run.user_id}{provider}")
