"""Models with everything that a write has to respect."""

# ruff: noqa: DJ001, DJ012 - what other projects have, the writer must write

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.text import slugify


class Person(models.Model):
    name = models.CharField(max_length=30)
    email = models.EmailField(unique=True, null=True)
    mentor = models.ForeignKey("self", models.SET_NULL, null=True, related_name="pupils")
    friends = models.ManyToManyField("self")


class Passport(models.Model):
    person = models.OneToOneField(Person, models.CASCADE, related_name="passport")
    number = models.CharField(max_length=20)


class Label(models.Model):
    word = models.CharField(max_length=20, unique=True)


class Note(models.Model):
    about_type = models.ForeignKey(ContentType, models.CASCADE, null=True, related_name="+")
    about_id = models.PositiveBigIntegerField(null=True)
    about = GenericForeignKey("about_type", "about_id")
    text = models.CharField(max_length=50)


def no_settings() -> dict[str, Any]:
    return {"colour": "red"}


class Project(models.Model):
    title = models.CharField(max_length=50)
    code = models.UUIDField(default=uuid.uuid4, unique=True)
    stock = models.PositiveIntegerField(default=0, validators=[MaxValueValidator(1000)])
    price = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    settings = models.JSONField(default=no_settings)
    state = models.CharField(max_length=10, default="draft", choices=[("draft", "Draft"), ("open", "Open")])
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)
    owner = models.ForeignKey(Person, models.CASCADE, related_name="projects")
    reviewer = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="reviews")
    labels = models.ManyToManyField(Label, related_name="projects")
    members = models.ManyToManyField(Person, through="Membership", related_name="member_of")
    notes = GenericRelation(Note, "about_id", "about_type")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "title"], name="workshop_title_of_owner"),
            models.CheckConstraint(condition=Q(stock__lte=F("stock") * 2), name="workshop_stock"),
        ]


class SpecialProject(Project):
    """A table of its own beside its parent's."""

    budget = models.IntegerField(default=0)


class DraftProject(Project):
    """Another class, no other table."""

    class Meta:
        proxy = True


class Membership(models.Model):
    """A join table with columns of its own."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, default="guest")


class Task(models.Model):
    project = models.ForeignKey(Project, models.CASCADE, related_name="tasks")
    title = models.CharField(max_length=50)
    done = models.BooleanField(default=False)
    blocks = models.ForeignKey("self", models.SET_NULL, null=True, related_name="blocked_by")


class Tool(models.Model):
    """Hangs on a project, or on nothing."""

    project = models.ForeignKey(Project, models.SET_NULL, null=True, related_name="tools")
    name = models.CharField(max_length=30)
    weight = models.FloatField(null=True)


class Invoice(models.Model):
    """Its project cannot be deleted."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="invoices")


class Spot(models.Model):
    """A key of two columns."""

    pk = models.CompositePrimaryKey("aisle", "place")
    aisle = models.CharField(max_length=5)
    place = models.IntegerField()
    tool = models.ForeignKey(Tool, models.SET_NULL, null=True, related_name="spots")


class Article(models.Model):
    """Code of its own: a slug from the title, a title that is refused, another that is ignored, a soft delete."""

    title = models.CharField(max_length=50)
    slug = models.SlugField(default="")
    deleted = models.BooleanField(default=False)

    def clean(self) -> None:
        if self.title == "unclean":
            raise ValidationError({"title": ValidationError("Say something clean.", code="unclean")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.title == "refused":
            raise ValidationError({"title": ValidationError("Say something else.", code="refused")})
        if self.title == "ignored":
            return
        self.slug = slugify(self.title)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        self.deleted = True
        self.save(using=kwargs.get("using"))


class Country(models.Model):
    """Found by a text, and known to others by it."""

    iso = models.CharField(max_length=2, unique=True)
    name = models.CharField(max_length=30)
    visits = models.IntegerField(default=0)


class Town(models.Model):
    """A foreign key to a column that is not the key."""

    name = models.CharField(max_length=30)
    country = models.ForeignKey(Country, models.CASCADE, to_field="iso", related_name="towns")


class Board(models.Model):
    """Keys of other rows in an array, which PostgreSQL alone has."""

    name = models.CharField(max_length=20)
    label_ids = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        required_db_vendor = "postgresql"
