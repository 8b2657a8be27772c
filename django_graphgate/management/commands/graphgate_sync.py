"""``manage.py graphgate_sync``."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.publishing.sync import RolesDifference, sync_operations, sync_roles


class Command(BaseCommand):
    help = (
        "Bring the files of the config folder and the database together: operations and roles, both ways. "
        "In production the operations' files are read and never written."
    )

    requires_system_checks = ()  # the checks of production fail without what this command writes

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--roles",
            choices=["file", "database"],
            default="",
            help="Which side wins where the roles of both differ; without it nothing is changed then.",
        )
        parser.add_argument("--check", action="store_true", help="Change nothing; exit 1 when they differ.")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *, roles: str, check: bool, format: str, **options: Any) -> None:
        settings = get_settings()
        folder = settings.config_dir()
        try:
            difference = sync_operations(folder, dry=check, write_files=not settings.production())
            roles_difference = sync_roles(folder, prefer=roles, dry=check)
        except ConfigurationError as error:
            raise CommandError(f"{error.message} {error.hint}".strip()) from error
        lines = difference.describe().splitlines()
        open_roles = roles_difference.differ and not roles_difference.done
        if format == "json":
            report = {
                "operations": lines,
                "roles": roles_difference.done or ("differ" if open_roles else "same"),
            }
            self.stdout.write(json.dumps(report, indent=2))
        else:
            self._report(lines, roles_difference)
        if open_roles:
            raise CommandError(
                "roles.json and the database hold different roles. Run graphgate_sync --roles file to load the "
                "file, or --roles database to write it."
            )
        if check and (lines or roles_difference.done):
            raise CommandError("The files and the database differ. Run graphgate_sync.")

    def _report(self, lines: list[str], roles: RolesDifference) -> None:
        for line in lines:
            self.stdout.write(line)
        if roles.done:
            side = "read into the database" if roles.done == "loaded" else "written to roles.json"
            self.stdout.write(f"roles: {side}")
        if not lines and not roles.done and not roles.differ:
            self.stdout.write("Files and database hold the same.")
