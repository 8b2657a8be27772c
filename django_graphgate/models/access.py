"""Roles, their rules, and the version that changes with them."""

from __future__ import annotations

from django.db import models

from django_graphgate.models.atomic import AtomicModel
from django_graphgate.models.names import NAME


class GateState(models.Model):
    """One row.  ``version`` is a random text that database triggers renew with every change of access.

    Random and not counted: a counter that a rolled-back transaction raised would come again
    with other contents, and a process that cached the first would believe the second.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.CharField(max_length=32)

    class Meta:
        db_table = "graphgate_gatestate"


class Role(AtomicModel):
    """A role.  ``anon`` and ``user`` are given to callers by the gate itself; others by name."""

    name = models.CharField(max_length=100, unique=True, validators=[NAME])
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


class NamedFilter(AtomicModel):
    """A filter that rules use by its name."""

    name = models.CharField(max_length=100, unique=True, validators=[NAME])
    filter = models.JSONField(help_text='Such as "{ owner_id: { eq: $user_id } }".')

    class Meta:
        db_table = "graphgate_namedfilter"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class TableRule(AtomicModel):
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
