"""Choices of every kind, and numbers that clients cannot hold."""

# ruff: noqa: DJ001 - what other projects have, the compiler must read

from __future__ import annotations

from typing import Any

from django.db import models


class Mood(models.TextChoices):
    CALM = "calm"
    WILD = "WILD", "As wild as can be"


class Desk(models.Model):
    """Its key is a choice."""

    code = models.CharField(max_length=10, primary_key=True, choices=[("N", "North"), ("S", "South")])


class Case(models.Model):
    id = models.BigAutoField(primary_key=True)
    mood = models.CharField(max_length=10, choices=Mood, default=Mood.CALM)
    state = models.CharField(
        max_length=10, null=True, choices=[("Open", [("new", "New"), ("old", "Old")]), ("done", "Done")]
    )
    amount = models.DecimalField(max_digits=20, decimal_places=4, default=0)
    large = models.BigIntegerField(null=True)
    level = models.IntegerField(choices=[(1, "One"), (2, "Two")], default=1)
    maybe = models.CharField(max_length=10, blank=True, choices=Mood)
    sign = models.CharField(max_length=10, choices=[("<", "Less"), (">", "More")], default="<")
    truth = models.CharField(max_length=10, choices=[("true", "Yes"), ("false", "No")], default="true")
    desk = models.ForeignKey(Desk, models.CASCADE, null=True, related_name="cases")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="parts")


class UrgentCase(Case):
    """Inherits the enums of its parent."""

    hours = models.IntegerField(default=1)


def case(number: int, alias: str, **values: Any) -> Case:
    """A row."""
    return Case.objects.using(alias).create(id=number, **values)
