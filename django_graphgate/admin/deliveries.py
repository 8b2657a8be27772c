"""What webhooks have received, and the button that tries a delivery again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from django_graphgate.admin.recorded import RecordedAdmin, visible
from django_graphgate.models import WebhookDelivery

MAX_SHOWN = 100_000
"""Bytes of a body that a page shows."""

AGAIN = (WebhookDelivery.Status.FAILED, WebhookDelivery.Status.DEAD)
"""What can be tried again by hand."""


class WebhookDeliveryAdmin(RecordedAdmin):
    """Bodies are what strangers send, so they are shown as text and never interpreted."""

    list_display = ("event", "endpoint", "status", "received_at", "attempts", "next_attempt_at", "code")
    list_filter = ("status", "received_at", "endpoint")
    search_fields = ("event_id", "=id", "=error_id")
    search_help_text = "The sender's id, the id of the delivery, or that of an error in the log"
    ordering = ("-received_at",)
    fieldsets = (
        (None, {"fields": ("id", "endpoint", "event", ("status", "attempts"), ("code", "error_id"))}),
        ("When", {"fields": (("received_at", "ended_at"), ("next_attempt_at", "lease_expires_at"))}),
        ("Request", {"fields": ("sent_to", ("origin", "media_type"), "headers_as_text", "body_as_text")}),
    )
    readonly_fields = ("event", "sent_to", "media_type", "headers_as_text", "body_as_text")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebhookDelivery]:
        deliveries: QuerySet[WebhookDelivery] = super().get_queryset(request)
        return deliveries.defer("body")

    @admin.display(description="event", ordering="event_id")
    def event(self, delivery: WebhookDelivery) -> str:
        """The sender's id."""
        return visible(delivery.event_id)

    @admin.display(description="URL")
    def sent_to(self, delivery: WebhookDelivery) -> str:
        return visible(delivery.url) or "-"

    @admin.display(description="content type")
    def media_type(self, delivery: WebhookDelivery) -> str:
        return visible(delivery.content_type) or "-"

    @admin.display(description="headers")
    def headers_as_text(self, delivery: WebhookDelivery) -> SafeString | str:
        headers: Any = delivery.headers
        lines = headers.items() if isinstance(headers, dict) else ()
        shown = ((visible(str(name)), visible(str(value))) for name, value in lines)
        return format_html_join("", "<div><strong>{}</strong>: {}</div>", shown) or "-"

    @admin.display(description="body")
    def body_as_text(self, delivery: WebhookDelivery) -> SafeString:
        """As it came, whatever the media type says."""
        body = bytes(delivery.body)
        text = body[:MAX_SHOWN].decode("utf-8", "replace")
        more = f" The first {MAX_SHOWN} bytes of {len(body)}." if len(body) > MAX_SHOWN else ""
        return format_html('<pre class="graphgate-text">{}</pre>{}', visible(text), more)
