"""Django's entry: what happens when the app is loaded."""

from __future__ import annotations

from django.apps import AppConfig


class GraphgateConfig(AppConfig):
    """django-graphgate; every heavy part is loaded at the first request, not here."""

    name = "django_graphgate"
    label = "graphgate"
    verbose_name = "GraphQL gate"
    default_auto_field = "django.db.models.BigAutoField"
