"""Actions, and what became of their runs."""

from __future__ import annotations

import uuid

from django.db import models

from django_graphgate.models.atomic import AtomicModel
from django_graphgate.models.names import NAME


class Action(AtomicModel):
    """An action as the admin shows it.  What runs is in ``actions.json``, or in the project's code; this mirrors it.

    ``enabled`` alone is of this table: the kill switch, which holds in production too.
    """

    name = models.CharField(max_length=100, unique=True, validators=[NAME])
    source = models.CharField(
        max_length=10, choices=[("sql", "SQL"), ("operation", "Operation"), ("callable", "Callable")]
    )
    definition = models.JSONField(default=dict, help_text="Its entry of actions.json.")
    enabled = models.BooleanField(
        default=True, help_text="The kill switch: off refuses it at the next request."
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "graphgate_action"
        ordering = ("name",)
        permissions = (
            ("run_action", "Can run an action now"),
            ("change_action_sql", "Can write the SQL of an action"),
        )

    def __str__(self) -> str:
        return self.name


class ActionRun(models.Model):
    """One run of an action: who, from where, when, and what became of it.  Kept for ``ACTION_RUN_SECONDS``."""

    class Status(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        SKIPPED = "skipped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    action = models.CharField(max_length=100, db_index=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RUNNING)
    via = models.CharField(max_length=10, help_text="http, shell, admin, webhook, task or graphql.")
    authenticator = models.CharField(max_length=200, blank=True, default="")
    user_id = models.CharField(max_length=255, blank=True, default="")
    user_id_provider = models.CharField(max_length=255, blank=True, default="")
    role = models.CharField(max_length=100, blank=True, default="")
    origin = models.CharField(max_length=100, blank=True, default="", help_text="The caller's address.")
    dry_run = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_index=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    milliseconds = models.FloatField(null=True)
    code = models.CharField(max_length=50, blank=True, default="", help_text="The error's code.")
    error_id = models.CharField(max_length=32, blank=True, default="", help_text="What the log calls it.")
    affected = models.BigIntegerField(null=True, help_text="Rows written.")
    output_bytes = models.BigIntegerField(null=True)
    parameters = models.JSONField(
        null=True, help_text="Only while a worker still needs them: they may be personal data."
    )
    result = models.JSONField(null=True, help_text="For the status URL; kept for ACTION_RESULT_SECONDS.")
    result_expires_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        db_table = "graphgate_actionrun"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.action} {self.created_at:%Y-%m-%d %H:%M:%S}"


class ActionLock(models.Model):
    """Who runs an action at the moment, where the database has no advisory locks.  A lease: it ends by itself."""

    name = models.CharField(max_length=200, primary_key=True)
    holder = models.CharField(max_length=32)
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "graphgate_actionlock"

    def __str__(self) -> str:
        return self.name
