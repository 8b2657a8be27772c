"""Rows to walk over: keys of every kind, each of them nullable, and columns called as the compiler's own."""

# ruff: noqa: DJ001 - NULLs are what this is about

from __future__ import annotations

from django.db import models


class Ladder(models.Model):
    name = models.CharField(max_length=50, null=True)


class Rung(models.Model):
    ladder = models.ForeignKey(Ladder, models.CASCADE, null=True, related_name="rungs")
    number = models.IntegerField(null=True)
    size = models.FloatField(null=True)
    label = models.TextField(null=True)
    price = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    moment = models.DateTimeField(null=True)
    span = models.DurationField(null=True)
    flag = models.BooleanField(null=True)
    rank = models.IntegerField(default=0)
    m = models.IntegerField(default=0)
    o0 = models.IntegerField(default=0)
