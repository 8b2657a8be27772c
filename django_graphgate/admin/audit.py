"""The audit: its events, what was changed, and whether the chains are whole."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from django_graphgate.admin.event_chart import event_chart
from django_graphgate.admin.recorded import RecordedAdmin, visible
from django_graphgate.audit.verify import Verified, verify
from django_graphgate.models import AuditEvent, AuditStream

AT_ONCE = 2_000
"""Events that the list verifies by itself; for more, somebody asks."""


class AuditEventAdmin(RecordedAdmin):
    """Read-only for everybody; the permission to view is all that there is."""

    list_display = ("at", "label", "name", "who", "role", "origin", "code", "detail")
    list_display_links = ("at", "label")
    list_filter = ("event", "stream", "at", "via")
    search_fields = ("name", "actor", "=reference", "=origin", "=role", "=code")
    search_help_text = "Name, actor, role, address, code, or the id that a caller saw"
    ordering = ("-at", "stream", "-sequence")
    date_hierarchy = None
    show_full_result_count = False
    change_list_template = "admin/graphgate/auditevent/change_list.html"
    fieldsets = (
        (None, {"fields": ("at", "label", "name", "detail")}),
        ("Who", {"fields": ("who", ("role", "origin"), ("code", "reference"))}),
        ("What", {"fields": ("changes", "further_data")}),
        ("Chain", {"fields": (("stream", "sequence"), "digest", "previous")}),
    )
    readonly_fields = ("label", "who", "changes", "further_data")

    class Media:
        css = {"all": ["graphgate/admin.css", "graphgate/audit.css"]}

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.verify_view)
        return [path("verify/", view, name="graphgate_auditevent_verify"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        response: Any = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None)
        if context is not None and "cl" in context:
            context["chart"] = event_chart(context["cl"].queryset, _today())
            context["verified"] = _texts(verify()) if _written() <= AT_ONCE else None
            context["verify_url"] = self._url("verify")
        return response  # type: ignore[no-any-return]

    def verify_view(self, request: HttpRequest) -> HttpResponse:
        """Follows all chains, however long they are."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        for text, whole in _texts(verify()):
            self.message_user(request, text, messages.SUCCESS if whole else messages.ERROR)
        return HttpResponseRedirect(self._url("changelist"))

    def _url(self, page: str) -> str:
        return reverse(f"admin:graphgate_auditevent_{page}", current_app=self.admin_site.name)

    # -- the page --------------------------------------------------------------------------------

    @admin.display(description="event", ordering="event")
    def label(self, event: AuditEvent) -> SafeString:
        return format_html('<span class="graphgate-event graphgate-event-{0}">{0}</span>', event.event)

    @admin.display(description="who", ordering="actor")
    def who(self, event: AuditEvent) -> str:
        via = f" · {event.via}" if event.via else ""
        return visible(f"{event.actor or '-'}{via}")

    @admin.display(description="changes")
    def changes(self, event: AuditEvent) -> SafeString | str:
        """A line for each value that differs."""
        old, new = (event.data.get(side) for side in ("old", "new"))
        before, after = (side if isinstance(side, dict) else {} for side in (old, new))
        lines = [
            (visible(name), _json(before, name), _json(after, name))
            for name in sorted({*before, *after})
            if before.get(name) != after.get(name)
        ]
        if not lines:
            return "-"
        rows = format_html_join("", "<tr><th>{}</th><td>{}</td><td>{}</td></tr>", lines)
        head = format_html("<thead><tr><th></th><th>{}</th><th>{}</th></tr></thead>", "old", "new")
        return format_html('<table class="graphgate-changes">{}<tbody>{}</tbody></table>', head, rows)

    @admin.display(description="data")
    def further_data(self, event: AuditEvent) -> SafeString | str:
        rest = {name: value for name, value in event.data.items() if name not in ("old", "new")}
        return format_html('<pre class="graphgate-text">{}</pre>', _written_json(rest)) if rest else "-"


def _today() -> dt.date:
    now = timezone.now()
    return (timezone.localtime(now) if timezone.is_aware(now) else now).date()


def _json(values: dict[str, Any], name: str) -> SafeString | str:
    if name not in values:
        return "-"
    return format_html('<pre class="graphgate-text">{}</pre>', _written_json(values[name]))


def _written_json(value: Any) -> str:
    return visible(json.dumps(value, indent=2, ensure_ascii=False))


def _written() -> int:
    """How many events there are at most, without counting them."""
    total = AuditStream.objects.aggregate(total=Sum(F("sequence")))["total"]
    return total or 0


def _texts(verified: list[Verified]) -> list[tuple[str, bool]]:
    """A sentence for each chain, and whether it is whole."""
    return [
        (f"The chain {each.stream} is broken at {each.problems[0]}", False)
        if each.problems
        else (f"The chain {each.stream} is whole up to event {each.head.sequence if each.head else 0}.", True)
        for each in verified
    ]
