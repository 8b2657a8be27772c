"""Record the front end's operations, as using the front end in development would."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from django_graphgate import Identity, get_gate
from django_graphgate.conf import get_settings
from example_project.atlas.models import Traveller
from example_project.atlas.operations import read_operations

TRAVELLER = "ada"
"""Who sends the operations of signed-in callers."""


class Command(BaseCommand):
    help = "Runs every file of operations/ once with its example variables, so that the gate records it."

    def handle(self, **options: Any) -> None:
        if get_settings().production():
            raise CommandError("Operations are recorded in development; set GRAPHGATE_PRODUCTION=0.")
        user_id = str(Traveller.objects.values_list("pk", flat=True).get(username=TRAVELLER))
        callers = {
            "anon": Identity.anonymous(),
            "user": Identity(user_id=user_id),
            "editor": Identity(user_id=user_id, role="editor"),
        }
        operations = read_operations()
        for operation in operations.values():
            identity = callers[operation.role]
            result = get_gate().execute(
                operation.text, name=operation.name, variables=operation.variables, identity=identity
            )
            if result.errors:
                raise CommandError(f"{operation.name} as {operation.role}: {result.errors[0]['message']}")
            self.stdout.write(f"{operation.name} as {operation.role}")
        self.stdout.write(f"{len(operations)} operations ran and are recorded.")
