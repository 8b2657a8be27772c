"""Webhooks: how each verifies what it receives, and what a delivery starts."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from django_graphgate.actions.definitions import current_definitions
from django_graphgate.admin.defined import DefinedAdmin
from django_graphgate.admin.definition_texts import handler_text, json_text, secrets_table, webhook_table
from django_graphgate.admin.recorded import moment_text
from django_graphgate.admin.webhook_form import WebhookForm
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.webhook import WebhookDefinition
from django_graphgate.models import WebhookDelivery, WebhookEndpoint


class WebhookEndpointAdmin(DefinedAdmin):
    """Secrets are in the environment: their names are shown, and whether they are set."""

    form = WebhookForm
    section = "webhooks"
    list_display = ("name", "verifier", "handler", "state", "deliveries", "last_delivery")
    list_filter = ("enabled",)
    search_fields = ("name",)
    ordering = ("name",)

    def shown(self, obj: Any) -> Any:
        return [
            (None, {"fields": ("name", "enabled", "about")}),
            ("Who is believed", {"fields": ("verifier_shown", "secrets_shown", "options_shown")}),
            ("What a delivery starts", {"fields": ("handler", "limits")}),
        ]

    def edited(self, request: HttpRequest, obj: Any) -> Any:
        """A path is that of any function, so it is for superusers."""
        path = ["path"] if request.user.is_superuser else []
        secrets = ["secrets_shown"] if obj is not None else []
        return [
            (None, {"fields": ("name", "enabled", "description")}),
            ("Who is believed", {"fields": ("verifier", "secrets", *secrets, "options")}),
            (
                "What a delivery starts",
                {"fields": ("action", ("operation", "namespace"), *path, "role", "variables", "event_id")},
            ),
            ("Bounds", {"fields": (("max_body_bytes", "rate_limit"), ("max_attempts", "timeout"))}),
        ]

    # -- the list --------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebhookEndpoint]:
        endpoints: QuerySet[WebhookEndpoint] = super().get_queryset(request)
        received = WebhookDelivery._default_manager.filter(endpoint=OuterRef("name")).order_by()
        grouped = received.values("endpoint")
        return endpoints.annotate(
            number_of_deliveries=Coalesce(Subquery(grouped.annotate(count=Count("pk")).values("count")), 0),
            latest_delivery=Subquery(grouped.annotate(latest=Max("received_at")).values("latest")),
        )

    @admin.display(description="deliveries", ordering="number_of_deliveries")
    def deliveries(self, endpoint: WebhookEndpoint) -> SafeString | str:
        """How many are kept, and the way to them."""
        number = int(getattr(endpoint, "number_of_deliveries", 0))
        if not number:
            return "-"
        return format_html('<a href="{}">{}</a>', self._deliveries_url(endpoint), number)

    @admin.display(description="last delivery", ordering="latest_delivery")
    def last_delivery(self, endpoint: WebhookEndpoint) -> str:
        return moment_text(getattr(endpoint, "latest_delivery", None))

    @admin.display(description="state", ordering=F("enabled").asc())
    def state(self, endpoint: WebhookEndpoint) -> str:
        """Whether it takes deliveries, in words."""
        if not endpoint.enabled:
            return "switched off"
        return "on" if self.definition(endpoint) else "not defined"

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> Any:
        endpoint = options.get("obj")
        if endpoint is not None and request.user.has_perm("graphgate.view_webhookdelivery"):
            context["runs_url"], context["runs_label"] = self._deliveries_url(endpoint), "Deliveries"
        return super().render_change_form(request, context, *args, **options)

    def _deliveries_url(self, endpoint: WebhookEndpoint) -> str:
        url = reverse("admin:graphgate_webhookdelivery_changelist", current_app=self.admin_site.name)
        return f"{url}?endpoint={endpoint.name}"

    # -- the definition, to be read --------------------------------------------------------------

    def definition(self, endpoint: WebhookEndpoint) -> WebhookDefinition | None:
        """What holds; ``None`` where nothing does."""
        try:
            return current_definitions().get_webhook(endpoint.name)
        except ConfigurationError:
            return None

    @admin.display(description="verifier")
    def verifier(self, endpoint: WebhookEndpoint) -> str:
        definition = self.definition(endpoint)
        return "-" if definition is None else definition.verifier

    @admin.display(description="verifier")
    def verifier_shown(self, endpoint: WebhookEndpoint) -> str:
        return self.verifier(endpoint)

    @admin.display(description="starts")
    def handler(self, endpoint: WebhookEndpoint) -> str:
        definition = self.definition(endpoint)
        return "-" if definition is None else handler_text(definition)

    @admin.display(description="description")
    def about(self, endpoint: WebhookEndpoint) -> str:
        definition = self.definition(endpoint)
        return (definition.description if definition else "") or "-"

    @admin.display(description="secrets in the environment")
    def secrets_shown(self, endpoint: WebhookEndpoint) -> SafeString | str:
        definition = self.definition(endpoint)
        return "-" if definition is None else secrets_table(definition)

    @admin.display(description="options")
    def options_shown(self, endpoint: WebhookEndpoint) -> SafeString | str:
        definition = self.definition(endpoint)
        return json_text(definition.options) if definition is not None and definition.options else "-"

    @admin.display(description="bounds")
    def limits(self, endpoint: WebhookEndpoint) -> SafeString | str:
        definition = self.definition(endpoint)
        return "-" if definition is None else webhook_table(definition)
