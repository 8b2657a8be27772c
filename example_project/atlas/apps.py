from __future__ import annotations

from django.apps import AppConfig


class AtlasConfig(AppConfig):
    name = "example_project.atlas"
    label = "atlas"
    verbose_name = "Flight atlas"
    default_auto_field = "django.db.models.BigAutoField"
