"""The tables: roles and their rules, the allow list, the version that changes with either; actions and webhooks."""

from __future__ import annotations

import uuid

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

_NAME = RegexValidator(r"\A[_A-Za-z][_0-9A-Za-z]*\Z", "A name holds letters, digits and underscores only.")


class GateState(models.Model):
    """One row.  ``version`` is a random text that database triggers renew with every change of access.

    Random and not counted: a counter that a rolled-back transaction raised would come again
    with other contents, and a process that cached the first would believe the second.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.CharField(max_length=32)

    class Meta:
        db_table = "graphgate_gatestate"


class Role(models.Model):
    """A role.  ``anon`` and ``user`` are given to callers by the gate itself; others by name."""

    name = models.CharField(max_length=100, unique=True, validators=[_NAME])
    description = models.CharField(max_length=500, blank=True)
    position = models.PositiveIntegerField(
        default=0,
        help_text="Roles with a match are tried in this order; the first that matches is the caller's.",
    )
    match = models.TextField(
        blank=True,
        default="",
        help_text="Who has the role, such as is_staff, group('Editors') or perm('shop.change_product').",
    )
    extends = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="extended_by",
        help_text="The role whose rules this one inherits; a rule of its own for a table replaces the inherited one.",
    )

    class Meta:
        db_table = "graphgate_role"
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class NamedFilter(models.Model):
    """A filter that rules use by its name."""

    name = models.CharField(max_length=100, unique=True, validators=[_NAME])
    filter = models.JSONField(help_text='Such as "{ owner_id: { eq: $user_id } }".')

    class Meta:
        db_table = "graphgate_namedfilter"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class TableRule(models.Model):
    """What one role may do to one table.  Without a row, nothing."""

    class Action(models.TextChoices):
        QUERY = "query"
        INSERT = "insert"
        UPDATE = "update"
        UPSERT = "upsert"
        DELETE = "delete"

    role = models.ForeignKey(Role, models.CASCADE, related_name="rules")
    table = models.CharField(max_length=200, help_text="The table's API name, such as products.")
    action = models.CharField(max_length=10, choices=Action.choices, default=Action.QUERY)
    block = models.BooleanField(default=False, help_text="Refuse every use of the table.")
    columns = models.JSONField(
        null=True,
        blank=True,
        help_text='A list of names. Empty: all that do not look secret; "*" means these in a list.',
    )
    filters = models.JSONField(
        default=list,
        blank=True,
        help_text='A list of filters that all must hold, such as "{ owner_id: { eq: $user_id } }".',
    )
    limit = models.PositiveIntegerField(
        null=True, blank=True, help_text="Limit of rows per list and parent row."
    )
    presets = models.JSONField(
        default=dict,
        blank=True,
        help_text='Values that win over the data, such as {"owner_id": "$user_id", "created_at": "now"}.',
    )
    max_affected = models.PositiveIntegerField(
        null=True, blank=True, help_text="Rows of the table that an operation may write."
    )

    class Meta:
        db_table = "graphgate_tablerule"
        ordering = ("role__position", "role__name", "table", "action")
        constraints = (
            models.UniqueConstraint(fields=("role", "table", "action"), name="graphgate_one_rule"),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.table}"


class AllowedOperation(models.Model):
    """One version of a named operation.  The file ``allow.list`` mirrors the current ones."""

    class Kind(models.TextChoices):
        QUERY = "query"
        MUTATION = "mutation"
        SUBSCRIPTION = "subscription"

    namespace = models.CharField(max_length=100, blank=True, default="")
    name = models.CharField(max_length=200, validators=[_NAME])
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


class OperationUsage(models.Model):
    """How often one role ran one version of an operation; see :mod:`django_graphgate.audit.usage`."""

    namespace = models.CharField(max_length=100, blank=True, default="")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    role = models.CharField(max_length=100)
    runs = models.BigIntegerField(default=0)
    failures = models.BigIntegerField(default=0, help_text="Runs that ended with an error.")
    milliseconds = models.FloatField(default=0.0, help_text="Time of all runs together.")
    last_run = models.DateTimeField()

    class Meta:
        db_table = "graphgate_operationusage"
        ordering = ("namespace", "name", "role")
        verbose_name_plural = "operation usage"
        constraints = (
            models.UniqueConstraint(fields=("namespace", "digest", "role"), name="graphgate_one_usage"),
        )

    def __str__(self) -> str:
        return f"{self.name} as {self.role}: {self.runs}"


class Action(models.Model):
    """An action as the admin shows it.  What runs is in ``actions.json``, or in the project's code; this mirrors it.

    ``enabled`` alone is of this table: the kill switch, which holds in production too.
    """

    name = models.CharField(max_length=100, unique=True, validators=[_NAME])
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


class WebhookEndpoint(models.Model):
    """A webhook as the admin shows it.  What holds is in ``actions.json``; ``enabled`` alone is of this table."""

    name = models.CharField(max_length=100, unique=True, validators=[_NAME])
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
