"""Django's entry: what happens when the app is loaded."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class GraphgateConfig(AppConfig):
    """django-graphgate; every heavy part is loaded at the first request, not here."""

    name = "django_graphgate"
    label = "graphgate"
    verbose_name = "GraphQL gate"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django_graphgate import checks
        from django_graphgate.audit import changes

        checks.register()
        changes.connect()
        post_migrate.connect(_restore_triggers, sender=self, dispatch_uid="django_graphgate.triggers")


def _restore_triggers(*, using: str, **_: Any) -> None:
    """SQLite loses a table's triggers when a migration recreates the table."""
    from django.db import connections, router

    from django_graphgate.access.triggers import STATE, install
    from django_graphgate.audit import triggers as audit_triggers
    from django_graphgate.models import GateState

    connection = connections[using]
    if router.allow_migrate_model(using, GateState) and STATE in connection.introspection.table_names():
        install(connection)
        if not audit_triggers.in_tests():
            audit_triggers.install(connection)
