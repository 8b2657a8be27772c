"""``manage.py graphgate_sync``."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from django_graphgate.access.reading import stored_roles
from django_graphgate.audit.actor import acting_command
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.publishing.role_review import idle_rules
from django_graphgate.publishing.sync import sync_operations
from django_graphgate.publishing.sync_actions import sync_actions
from django_graphgate.publishing.sync_roles import SyncedRoles, read_roles_file, sync_roles


class Command(BaseCommand):
    help = (
        "Synchronise the files of the config folder and the database: operations and roles, in both directions; "
        "actions and webhooks, whose tables mirror the file. "
        "In production, operations are read from the files and never written into them."
    )

    requires_system_checks = ()  # the checks of production fail without what this command writes

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--roles",
            choices=["file", "database"],
            default="",
            help="Which side wins if the roles differ. Without it, the differences are shown, and no role is changed.",
        )
        parser.add_argument(
            "--check", action="store_true", help="Change nothing; exit with 1 if anything differs."
        )
        parser.add_argument(
            "--format", choices=["text", "json"], default="text", help="The form of the report."
        )

    @acting_command("graphgate_sync")
    def handle(self, *, roles: str, check: bool, format: str, **options: Any) -> None:
        settings = get_settings()
        folder = settings.config_dir()
        try:
            difference = sync_operations(folder, dry=check, write_files=not settings.production())
            synced = sync_roles(folder, prefer=roles, dry=check)
            actions = sync_actions(folder, dry=check)
            in_file = stored_roles(read_roles_file(folder) or {"roles": []})
            idle = [f"{each.sentence} {each.hint}" for each in idle_rules(in_file)]
        except ConfigurationError as error:
            raise CommandError(f"{error.message} {error.hint}".strip()) from error
        lines = difference.describe().splitlines()
        if format == "json":
            report = {
                "operations": lines,
                "actions": actions,
                "roles": synced.done or ("differ" if synced.is_open else "same"),
                "differences": [each.to_json() for each in synced.differences],
                "idle_rules": idle,
            }
            self.stdout.write(json.dumps(report, indent=2, ensure_ascii=False))
        else:
            self._report(lines, synced, actions)
            for sentence in idle:
                self.stderr.write(f"roles: {sentence}")
        if synced.is_open:
            raise CommandError(
                "roles.json and the database hold different roles. Run graphgate_sync --roles file to load the "
                "file, or --roles database to write it."
            )
        if check and (lines or synced.done or actions):
            raise CommandError("The files and the database differ. Run graphgate_sync.")

    def _report(self, lines: list[str], roles: SyncedRoles, actions: list[str]) -> None:
        for line in (*lines, *(f"roles: {each.describe()}" for each in roles.differences), *actions):
            self.stdout.write(line)
        if roles.done:
            side = "read into the database" if roles.done == "loaded" else "written to roles.json"
            self.stdout.write(f"roles: {side}")
        if not lines and not roles.done and not roles.differences and not actions:
            self.stdout.write("Files and database hold the same operations and roles.")
