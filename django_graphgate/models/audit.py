"""Events that nobody may change afterwards."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


def _refuse(*_: object, **__: object) -> NoReturn:
    raise TypeError("The audit is append-only: only graphgate_audit prune removes events.")


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows are read; the audit itself writes them by another way."""

    create = bulk_create = get_or_create = update = bulk_update = update_or_create = delete = _raw_delete = (
        _refuse
    )
    acreate = abulk_create = aget_or_create = aupdate = abulk_update = aupdate_or_create = adelete = _refuse


class AppendOnlyModel(models.Model):
    """No instance is saved or deleted by itself."""

    objects = AppendOnlyQuerySet.as_manager()

    save = save_base = delete = asave = adelete = _refuse

    class Meta:
        abstract = True


class AuditEvent(AppendOnlyModel):
    """Something that happened, in a chain that shows every change; see :mod:`django_graphgate.audit`.

    Users are texts and not foreign keys: what a user did outlasts the user.
    """

    stream = models.CharField(max_length=50, help_text="The chain that it belongs to.")
    sequence = models.BigIntegerField(help_text="Its number in the chain, from 1.")
    at = models.DateTimeField(db_index=True)
    event = models.CharField(max_length=20, db_index=True)
    name = models.CharField(max_length=300, blank=True, default="")
    actor = models.CharField(max_length=300, blank=True, default="")
    via = models.CharField(max_length=100, blank=True, default="")
    role = models.CharField(max_length=100, blank=True, default="")
    origin = models.CharField(max_length=100, blank=True, default="", help_text="An address.")
    code = models.CharField(max_length=50, blank=True, default="")
    reference = models.CharField(
        max_length=32, blank=True, default="", help_text="The id that the caller saw."
    )
    detail = models.TextField(blank=True, default="")
    data = models.JSONField(default=dict)
    previous = models.CharField(
        max_length=64, help_text="The digest of the event before; of the first, zeros."
    )
    digest = models.CharField(max_length=64, help_text="HMAC-SHA256 of the event and the one before.")

    class Meta:
        db_table = "graphgate_auditevent"
        ordering = ("-at", "stream", "-sequence")
        constraints = (models.UniqueConstraint(fields=("stream", "sequence"), name="graphgate_one_event"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.event} {self.name}"


class AuditCheckpoint(AppendOnlyModel):
    """Where a chain begins after older events were pruned: nothing else may remove an event."""

    stream = models.CharField(max_length=50)
    sequence = models.BigIntegerField(help_text="The number of the last event that was pruned.")
    digest = models.CharField(max_length=64, help_text="That event's digest.")
    events = models.BigIntegerField(help_text="How many were pruned.")
    at = models.DateTimeField()
    signature = models.CharField(max_length=64, help_text="HMAC-SHA256 of all this.")

    class Meta:
        db_table = "graphgate_auditcheckpoint"
        ordering = ("stream", "-sequence")
        constraints = (
            models.UniqueConstraint(fields=("stream", "sequence"), name="graphgate_one_checkpoint"),
        )

    def __str__(self) -> str:
        return f"{self.stream} up to {self.sequence}"


class AuditStream(models.Model):
    """The end of a chain: what follows is added under this row's lock, and a chain that was cut is shorter."""

    name = models.CharField(max_length=50, primary_key=True)
    sequence = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "graphgate_auditstream"

    def __str__(self) -> str:
        return self.name
