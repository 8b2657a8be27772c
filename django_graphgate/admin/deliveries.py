"""What webhooks have received, and the button that tries a delivery again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from django_graphgate.admin.recorded import RecordedAdmin, visible
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.execution.non_atomic import non_atomic
from django_graphgate.models import WebhookDelivery
from django_graphgate.webhooks.retry import retry_delivery
from django_graphgate.webhooks.rows import switched_off

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

    # -- once more -------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        view = non_atomic(self.admin_site.admin_view(self.retry_view))
        name = "graphgate_webhookdelivery_retry"
        return [path("<path:object_id>/retry/", view, name=name), *super().get_urls()]

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """To look at deliveries, and to try them again."""
        allowed = request.user.has_perm("graphgate.retry_webhookdelivery")
        return bool(allowed and self.has_view_permission(request))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> Any:
        delivery = options.get("obj")
        if delivery is not None and delivery.status in AGAIN and self.has_retry_permission(request):
            context["retry_url"] = self._url("retry", delivery.pk)
        return super().render_change_form(request, context, *args, **options)

    def retry_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Runs the handler once more; what came of it is on the delivery's page."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_retry_permission(request):
            raise PermissionDenied
        delivery = self.get_object(request, unquote(object_id))
        if delivery is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined, no-any-return]
        if delivery.status not in AGAIN:
            self.message_user(request, f"It is {delivery.status}: there is nothing to try.", messages.WARNING)
        elif delivery.endpoint in switched_off():
            self.message_user(request, "Its webhook is switched off.", messages.WARNING)
        else:
            self._retry(request, delivery)
        return HttpResponseRedirect(self._url("change", delivery.pk))

    def _retry(self, request: HttpRequest, delivery: WebhookDelivery) -> None:
        try:
            retry_delivery(delivery.pk, force=True)
        except (ConfigurationError, RequestRejected) as error:
            self.message_user(request, error.message, messages.ERROR)
            return
        delivery.refresh_from_db(fields=["status"])
        self.log_change(request, delivery, f"Tried again: {delivery.status}.")
        done = delivery.status == WebhookDelivery.Status.DONE
        level = messages.SUCCESS if done else messages.ERROR
        self.message_user(request, f"Tried again: it is {delivery.status}.", level)

    def _url(self, page: str, *arguments: Any) -> str:
        name = f"admin:graphgate_webhookdelivery_{page}"
        return reverse(name, args=arguments, current_app=self.admin_site.name)

    # -- the page --------------------------------------------------------------------------------

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
