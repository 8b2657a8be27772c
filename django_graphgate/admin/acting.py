"""Whoever is signed in to the admin is who the audit names."""

# Django 5.2 does not let ModelAdmin be subscripted.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern

from django_graphgate.audit.actor import acting


class ActingAdmin(admin.ModelAdmin):
    """Pages of rows whose changes the audit records, with all their views and actions."""

    @property
    def urls(self) -> list[URLPattern]:
        patterns: list[URLPattern] = self.get_urls()
        for pattern in patterns:
            pattern.callback = _as_user(pattern.callback)
        return patterns


def _as_user(view: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(view)
    def wrapped(request: HttpRequest, *arguments: Any, **options: Any) -> Any:
        user: Any = request.user
        with acting(f"{user.get_username()} ({user.pk})", "admin"):
            return view(request, *arguments, **options)

    return wrapped
