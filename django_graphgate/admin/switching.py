"""Bulk actions that set switches, and the switches' place in the history of each row."""

# Django 5.2 does not let ModelAdmin be subscripted.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db import router, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from django_graphgate.audit.changes import record_row

BulkAction = Callable[[Any, HttpRequest, QuerySet[Any]], None]


def switch(name: str, description: str, **values: bool) -> BulkAction:
    """A bulk action that sets switches, and notes it in the history of each row that changes."""

    @admin.action(description=description, permissions=["change"])
    def action(modeladmin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        changed = [
            row for row in queryset if any(getattr(row, key) != value for key, value in values.items())
        ]
        keys = [row.pk for row in changed]
        alias = router.db_for_write(modeladmin.model)
        rows = modeladmin.model._default_manager.using(alias)
        with transaction.atomic(using=alias):
            rows.filter(pk__in=keys).update(**values, updated_at=timezone.now())
            for row in changed:
                record_row(row, {key: getattr(row, key) for key in values}, values, using=alias)
        for row in changed:
            modeladmin.log_change(request, row, [{"changed": {"fields": list(values)}}])
        level = messages.SUCCESS if changed else messages.INFO
        modeladmin.message_user(request, f"{description}: {len(changed)} changed.", level)

    action.__name__ = name
    return action


def switches() -> tuple[BulkAction, BulkAction]:
    """The kill switch of what has one, for many rows at once."""
    return switch("switch_off", "Switch off", enabled=False), switch("switch_on", "Switch on", enabled=True)
