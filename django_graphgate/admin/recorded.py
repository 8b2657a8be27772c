"""Pages of what has happened: nobody adds, changes or deletes it by hand."""

# Django 5.2 does not let ModelAdmin be subscripted.
# mypy: disable-error-code="type-arg"

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import localize


class RecordedAdmin(admin.ModelAdmin):
    """Read-only, also for superusers."""

    actions: Any = ()

    class Media:
        css = {"all": ["graphgate/admin.css"]}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def moment_text(moment: dt.datetime | None) -> str:
    """A moment as the reader's settings write it."""
    if moment is None:
        return "-"
    return str(localize(timezone.localtime(moment) if timezone.is_aware(moment) else moment))


def milliseconds_text(milliseconds: float | None) -> str:
    """A duration with its unit."""
    return "-" if milliseconds is None else f"{localize(round(milliseconds, 1))} ms"


def visible(text: str) -> str:
    """A foreign text with its control characters, and those that change its direction, written out."""
    return "".join(
        letter if letter.isprintable() or letter in "\n\t" else f"\\u{ord(letter):04x}" for letter in text
    )
