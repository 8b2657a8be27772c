"""``manage.py graphgate_import``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from django_graphgate.audit.actor import acting_command
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.publishing.imports import find_operations, register_operations, validate_operations


class Command(BaseCommand):
    help = (
        "Add the operations of clients' build tools to the allow list: Apollo's persisted query manifest, maps of "
        "sha256 to text (relay-compiler, code generators), and .graphql files. All or nothing; then freeze."
    )

    requires_system_checks = ()  # the checks of production fail without what this command writes

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", help="Files, or patterns such as 'src/**/*.graphql'.")
        parser.add_argument(
            "--namespace", default="", help="The allow list to add to (default: the one without)."
        )

    @acting_command("graphgate_import")
    def handle(self, *, files: Sequence[str], namespace: str, **options: Any) -> None:
        settings = get_settings()
        if settings.production():
            raise CommandError(
                "In production the allow list is read and never written: import in development."
            )
        try:
            imported, problems = validate_operations(find_operations(files), settings, namespace=namespace)
            for problem in problems:
                self.stderr.write(problem)
            if problems:
                raise CommandError(f"Nothing was imported: {len(problems)} operations are not valid.")
            lines = register_operations(imported, settings.config_dir(), namespace=namespace)
        except ConfigurationError as error:
            raise CommandError(f"{error.message} {error.hint}".strip()) from error
        for line in lines:
            self.stdout.write(line)
        self.stdout.write(f"{len(imported)} operations, {len(lines)} of them new or changed. Now freeze.")
