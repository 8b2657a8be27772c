"""Default managers that hide rows, in ways that can be followed and in others."""

# ruff: noqa: DJ001, DJ012 - what other projects have, the compiler must read

from __future__ import annotations

import threading
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

current = threading.local()
"""What a middleware would set for the request."""


class Box(models.Model):
    name = models.CharField(max_length=20)


class State(models.TextChoices):
    DRAFT = "draft"
    DONE = "done"


class KeptQuerySet(models.QuerySet):
    def kept(self) -> Any:
        return self.filter(deleted=False).exclude(state=State.DRAFT)


class KeptManager(models.Manager.from_queryset(KeptQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> Any:
        found = super().get_queryset().kept().filter(Q(level__gte=1) | Q(level__isnull=True))
        return found.exclude(code__in=["x", "y"]).select_related("box").order_by("-id")


class Kept(models.Model):
    deleted = models.BooleanField(default=False)
    state = models.CharField(max_length=10, null=True, choices=State)
    level = models.IntegerField(null=True)
    code = models.CharField(max_length=10, null=True)

    objects = KeptManager()
    everything = models.Manager()

    class Meta:
        abstract = True


class Note(Kept):
    title = models.CharField(max_length=20)
    box = models.ForeignKey(Box, models.CASCADE, related_name="notes")
    next = models.ForeignKey("self", models.SET_NULL, null=True, related_name="previous")
    labels = models.ManyToManyField("Label", related_name="notes")


class Pinned(Note):
    """Inherits the manager, whose filter is then about its parent's table."""

    place = models.IntegerField(default=0)


class Label(models.Model):
    word = models.CharField(max_length=20)


def hiding(**lookups: Any) -> Any:
    """A manager with one filter."""

    class Hiding(models.Manager):
        def get_queryset(self) -> Any:
            given = {key: value() if callable(value) else value for key, value in lookups.items()}
            return super().get_queryset().filter(**given)

    return Hiding()


class Other(models.Model):
    """What managers that cannot be followed look at."""

    name = models.CharField(max_length=20, default="")
    at = models.DateTimeField(null=True)
    box = models.ForeignKey(Box, models.CASCADE, null=True)
    double = models.ForeignKey("self", models.CASCADE, null=True)

    class Meta:
        abstract = True


class Recent(Other):
    objects = hiding(at__lte=timezone.now)


class Elsewhere(Other):
    objects = hiding(box__name="open")


class Twin(Other):
    objects = hiding(double__name="open")


class Pattern(Other):
    objects = hiding(name__regex="^a")


class Compared(Other):
    objects = hiding(name=F("box__name"))


class FirstTen(Other):
    class Cut(models.Manager):
        def get_queryset(self) -> Any:
            return super().get_queryset()[:10]

    objects = Cut()


class Failing(Other):
    class Scoped(models.Manager):
        def get_queryset(self) -> Any:
            raise RuntimeError("a scope is needed")

    objects = Scoped()


class Nothing(Other):
    class Empty(models.Manager):
        def get_queryset(self) -> Any:
            return super().get_queryset().none()

    objects = Empty()
    everything = models.Manager()


class Tenants(Other):
    class OfTenant(models.Manager):
        def get_queryset(self) -> Any:
            name = getattr(current, "tenant", None)
            return super().get_queryset().filter(name=name) if name else super().get_queryset().none()

    objects = OfTenant()


class Counted(Other):
    """What a manager adds without hiding anything."""

    class WithBox(models.Manager):
        def get_queryset(self) -> Any:
            return super().get_queryset().annotate(of=F("box__name")).defer("at").order_by("name")

    objects = WithBox()
