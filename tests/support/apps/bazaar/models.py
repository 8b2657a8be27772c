"""Users, products, purchases and comments, as GraphJin's tests have them."""

# ruff: noqa: DJ001 - GraphJin's tables have texts that may be NULL

from __future__ import annotations

from typing import Any

import django
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone


class Array(ArrayField):
    """Also a column on SQLite, where it stays NULL."""

    if django.VERSION >= (6, 1):

        def get_placeholder_sql(self, value: Any, compiler: Any, connection: Any) -> Any:
            if connection.vendor == "sqlite":
                return "%s", (value,)
            return super().get_placeholder_sql(value, compiler, connection)

    else:

        def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
            if connection.vendor == "sqlite":
                return "%s"
            placeholder: str = super().get_placeholder(value, compiler, connection)
            return placeholder


class User(models.Model):
    full_name = models.CharField(max_length=100)
    email = models.EmailField(unique=True)
    stripe_id = models.CharField(max_length=50, null=True)
    category_counts = models.JSONField(null=True)
    disabled = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)


class Category(models.Model):
    name = models.CharField(max_length=100)

    class Meta:
        verbose_name_plural = "categories"


class Product(models.Model):
    name = models.CharField(max_length=50)
    description = models.TextField(null=True)
    price = models.DecimalField(max_digits=7, decimal_places=1, null=True)
    tags = Array(models.TextField(), null=True)
    category_ids = Array(models.BigIntegerField(), null=True)
    owner = models.ForeignKey(User, models.CASCADE, null=True, related_name="products")
    created_at = models.DateTimeField(default=timezone.now)


class Purchase(models.Model):
    customer = models.ForeignKey(User, models.CASCADE, null=True, related_name="purchases")
    product = models.ForeignKey(Product, models.CASCADE, null=True, related_name="purchases")
    quantity = models.IntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now)


class Comment(models.Model):
    body = models.TextField(null=True)
    product = models.ForeignKey(Product, models.CASCADE, null=True, related_name="comments")
    commenter = models.ForeignKey(User, models.CASCADE, null=True, related_name="comments")
    reply_to = models.ForeignKey("self", models.CASCADE, null=True)
    created_at = models.DateTimeField()
