"""The form of a webhook in ``actions.json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from django_graphgate.actions.entries import read_webhook
from django_graphgate.admin.definition_texts import is_variable
from django_graphgate.admin.entry_form import (
    EntryForm,
    NamesField,
    choice_field,
    line_field,
    number_field,
    text_field,
)
from django_graphgate.admin.json_text import JSONTextField
from django_graphgate.ir.webhook import WebhookDefinition
from django_graphgate.models import Action, Role, WebhookEndpoint
from django_graphgate.signing import SCHEMES


def verifier_choices() -> list[tuple[str, str]]:
    return [(name, f"{name}: {scheme.summary}") for name, scheme in SCHEMES.items()]


def action_choices() -> list[tuple[str, str]]:
    names = Action._default_manager.values_list("name", flat=True)
    return [("", "---------"), *((name, name) for name in names)]


def role_choices() -> list[tuple[str, str]]:
    names = Role._default_manager.values_list("name", flat=True)
    return [("", "---------"), *((name, name) for name in names)]


class WebhookForm(EntryForm):
    """A verifier, its secrets by name, and what a delivery starts."""

    class Meta:
        model = WebhookEndpoint
        fields = ("name", "enabled")

    entry_fields = (
        "description",
        "verifier",
        "secrets",
        "options",
        "action",
        "operation",
        "namespace",
        "path",
        "role",
        "variables",
        "event_id",
        "max_body_bytes",
        "rate_limit",
        "max_attempts",
        "timeout",
    )

    description = text_field(rows=2)
    verifier = forms.ChoiceField(choices=verifier_choices)
    secrets = NamesField(
        required=False,
        help_text="Names of environment variables: the current secret first, older ones while it is rotated.",
    )
    options = JSONTextField(dict, help_text='Of the verifier, such as {"signatureHeader": "X-Signature"}')
    action = choice_field(action_choices)
    operation = line_field(max_length=200, help_text="Name of a saved operation.")
    namespace = line_field(max_length=100, help_text="Its allow list.")
    path = line_field(max_length=300, help_text="Of a function that takes the delivery: shop.webhooks.paid")
    role = choice_field(role_choices, help_text="As which the action or the operation runs.")
    variables = JSONTextField(
        dict, help_text='Parameter and its path in the payload, such as {"order": "data.object.id"}'
    )
    event_id = line_field(
        max_length=300,
        label="Delivery's id",
        help_text="header:X-Request-Id, or a path in the payload. Empty: as the verifier says.",
    )
    max_body_bytes = number_field(label="Largest body", help_text="Bytes. Empty: WEBHOOK_MAX_BODY_BYTES.")
    rate_limit = number_field(help_text="Deliveries per minute. Empty: any number.")
    max_attempts = number_field(label="Attempts", help_text="Empty: WEBHOOK_ATTEMPTS.")
    timeout = number_field(label="Time limit", help_text="Milliseconds. Empty: ACTION_TIMEOUT.")

    def initial_of(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        """Without secrets that somebody wrote into the file in place of names."""
        initial = super().initial_of(entry)
        return {**initial, "secrets": list(filter(is_variable, initial.get("secrets", ())))}

    def read_entry(self, entry: dict[str, Any]) -> WebhookDefinition:
        return read_webhook(entry)
