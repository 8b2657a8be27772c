"""Fill the roles and rules from the file that ships with the atlas."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from django_graphgate.access import load_roles
from django_graphgate.conf import get_settings
from django_graphgate.models import Role


class Command(BaseCommand):
    help = "Loads config/roles.json. Without --replace, roles that are in the database stay as they are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--replace", action="store_true", help="Replace the roles in the database.")

    def handle(self, *, replace: bool, **options: Any) -> None:
        path = get_settings().config_dir() / "roles.json"
        if Role.objects.exists() and not replace:
            self.stdout.write("There are roles already; nothing changed.")
            return
        load_roles(json.loads(path.read_text("utf-8")))
        names = ", ".join(Role.objects.values_list("name", flat=True))
        self.stdout.write(f"Loaded the roles {names} from {path.name}.")
