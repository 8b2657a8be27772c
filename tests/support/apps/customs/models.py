"""Models with every constraint that Django knows, and fields with every check."""

# ruff: noqa: DJ001 - what other projects have, the writer must write

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower


class Office(models.Model):
    name = models.CharField(max_length=20, unique=True)


class Parcel(models.Model):
    office = models.ForeignKey(Office, models.PROTECT, related_name="parcels")
    number = models.IntegerField(verbose_name="running number")
    code = models.CharField(
        max_length=10,
        unique=True,
        db_column="Code; --",
        error_messages={"unique": "That code is used."},
        validators=[MinLengthValidator(2), RegexValidator("^[A-Z]*$", "Use capital letters.", "capitals")],
    )
    email = models.EmailField(blank=True)
    lane = models.SmallIntegerField(null=True)
    is_open = models.BooleanField(default=False)
    weight = models.PositiveIntegerField(default=1)
    limit = models.IntegerField(default=100)
    price = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    state = models.CharField(max_length=5, default="new", choices=[("new", "New"), ("old", "Old")])
    replaces = models.OneToOneField("self", models.RESTRICT, null=True, related_name="replaced_by")
    twice = models.GeneratedField(
        expression=F("weight") * 2, output_field=models.IntegerField(), db_persist=True
    )

    class Meta:
        unique_together = [("office", "number")]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="customs_email", condition=~Q(email="")),
            models.UniqueConstraint(fields=["lane"], condition=Q(is_open=True), name="customs_open_lane"),
            models.UniqueConstraint(fields=["lane", "limit"], name="customs_lane_limit"),
            models.UniqueConstraint(
                fields=["price", "state"],
                name="customs_price_state",
                condition=Q(price__gt=0),
                violation_error_message="That price is in use.",
                violation_error_code="price_used",
            ),
            models.CheckConstraint(
                condition=Q(weight__lte=F("limit")),
                name="customs_weight",
                violation_error_message="Too heavy.",
                violation_error_code="too_heavy",
            ),
            models.CheckConstraint(condition=~Q(limit=13), name="customs_limit"),
        ]


class Insured(Parcel):
    """A table of its own beside its parent's."""

    policy = models.CharField(max_length=5, unique=True)


class Stay(models.Model):
    """No two may overlap."""

    during = DateTimeRangeField()

    class Meta:
        required_db_vendor = "postgresql"
        constraints = [
            ExclusionConstraint(
                name="customs_overlap",
                expressions=[("during", RangeOperators.OVERLAPS)],
                violation_error_code="overlaps",
            )
        ]


class Visit(models.Model):
    """Left behind when its office is deleted, if the database lets it be."""

    office = models.ForeignKey(Office, models.DO_NOTHING, related_name="visits")


class Form(models.Model):
    """Two dates in order, which only ``clean`` knows of."""

    first = models.DateField()
    last = models.DateField()
    title = models.CharField(max_length=20, unique_for_date="first")
    note = models.CharField(max_length=20, null=True)

    def clean(self) -> None:
        if self.last < self.first:
            raise ValidationError({"last": ValidationError("The end is before the beginning.", code="order")})
        if self.title == "nothing":
            raise ValidationError("Say something.")
