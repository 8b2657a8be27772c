"""The allow list in the database, and answers that are kept for a caller who asks again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from django_graphgate.models.atomic import AtomicModel
from django_graphgate.models.names import NAME


class AllowedOperation(AtomicModel):
    """One version of a named operation.  The file ``allow.list`` mirrors the current ones."""

    class Kind(models.TextChoices):
        QUERY = "query"
        MUTATION = "mutation"
        SUBSCRIPTION = "subscription"

    namespace = models.CharField(max_length=100, blank=True, default="")
    name = models.CharField(max_length=200, validators=[NAME])
    digest = models.CharField(max_length=64, help_text="sha256 of the lexical form, in hexadecimal.")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.QUERY)
    document = models.TextField()
    comment = models.TextField(blank=True)
    roles = models.JSONField(default=list, blank=True, help_text="Roles that ran it in development.")
    variables = models.JSONField(default=dict, blank=True, help_text="Example variables.")
    byte_digests = models.JSONField(default=list, blank=True, help_text="sha256 of texts it was sent as.")
    typename_variant_digests = models.JSONField(
        default=list, blank=True, help_text="sha256 of the same texts with __typename in every selection set."
    )
    current = models.BooleanField(default=True)
    retired = models.BooleanField(default=False)
    enabled = models.BooleanField(
        default=True, help_text="The kill switch: off refuses it at the next request."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "graphgate_allowedoperation"
        ordering = ("namespace", "name", "-current", "-created_at")
        constraints = (
            models.UniqueConstraint(fields=("namespace", "digest"), name="graphgate_one_digest"),
            models.UniqueConstraint(
                fields=("namespace", "name"), condition=Q(current=True), name="graphgate_one_current"
            ),
        )

    def __str__(self) -> str:
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


class IdempotencyRecord(models.Model):
    """The answer to a mutation that came with an ``Idempotency-Key``, written in the mutation's transaction.

    It is in the database that the mutation writes.
    """

    digest = models.CharField(max_length=64, primary_key=True, help_text="sha256 of the caller and the key.")
    request = models.CharField(
        max_length=64, help_text="sha256 of all that the mutation depends on: operation, variables, role."
    )
    answer = models.BinaryField(null=True, help_text="Empty if it was too large to be kept.")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "graphgate_idempotencyrecord"

    def __str__(self) -> str:
        return self.digest
