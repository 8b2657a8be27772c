"""Webhooks, and what they received."""

from __future__ import annotations

import uuid

from django.db import models

from django_graphgate.models.atomic import AtomicModel
from django_graphgate.models.names import NAME


class WebhookEndpoint(AtomicModel):
    """A webhook as the admin shows it.  What holds is in ``actions.json``; ``enabled`` alone is of this table."""

    name = models.CharField(max_length=100, unique=True, validators=[NAME])
    definition = models.JSONField(default=dict, help_text="Its entry of actions.json.")
    enabled = models.BooleanField(
        default=True, help_text="The kill switch: off refuses every delivery at once."
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "graphgate_webhookendpoint"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(models.Model):
    """A verified delivery, stored before anything runs.  Kept for ``WEBHOOK_DELIVERY_SECONDS`` after its end."""

    class Status(models.TextChoices):
        RECEIVED = "received"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        DEAD = "dead"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    endpoint = models.CharField(max_length=100)
    event_id = models.CharField(max_length=255, help_text="The sender's id, or sha256 of the body.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RECEIVED)
    body = models.BinaryField()
    content_type = models.CharField(max_length=200, blank=True, default="")
    headers = models.JSONField(default=dict, help_text="Without signatures, cookies and credentials.")
    url = models.CharField(max_length=2000, blank=True, default="")
    origin = models.CharField(max_length=100, blank=True, default="")
    received_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, db_index=True)
    lease_expires_at = models.DateTimeField(
        null=True, help_text="Until then the process that runs it is taken to be alive."
    )
    lease_holder = models.CharField(max_length=32, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=50, blank=True, default="", help_text="The last error's code.")
    error_id = models.CharField(max_length=32, blank=True, default="", help_text="What the log calls it.")

    class Meta:
        db_table = "graphgate_webhookdelivery"
        ordering = ("-received_at",)
        verbose_name_plural = "webhook deliveries"
        permissions = (("retry_webhookdelivery", "Can try a delivery again"),)
        constraints = (
            models.UniqueConstraint(fields=("endpoint", "event_id"), name="graphgate_one_delivery"),
        )

    def __str__(self) -> str:
        return f"{self.endpoint} {self.received_at:%Y-%m-%d %H:%M:%S}"
