"""``manage.py graphgate_findings``."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.utils import DatabaseError, InterfaceError

from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.findings import findings
from django_graphgate.findings.finding import SEVERITIES
from django_graphgate.findings.report import FORMATS

NEVER = "never"


class Command(BaseCommand):
    help = (
        "Report what makes the project weaker than it could be, where it is set, and what to do. "
        "Exits with 1 if there is a finding of the severity of --fail-on, or a more severe one."
    )

    requires_system_checks = ()  # they report the same

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--format",
            choices=list(FORMATS),
            default="text",
            help="For people, programs, pull requests, or code scanning (default: %(default)s).",
        )
        parser.add_argument(
            "--fail-on",
            choices=[*SEVERITIES, NEVER],
            default="error",
            help="The least severe finding that makes the command exit with 1 (default: %(default)s).",
        )
        parser.add_argument(
            "--no-database",
            action="store_true",
            help="Take the roles from roles.json instead of the database.",
        )

    def handle(self, *, format: str, fail_on: str, no_database: bool, **options: Any) -> None:
        try:
            reported = findings(database=not no_database)
        except ConfigurationError as error:
            raise CommandError(f"{error.message} {error.hint}".strip(), returncode=2) from error
        except (RequestRejected, DatabaseError, InterfaceError) as error:
            message = f"The roles cannot be read from the database: {error}  --no-database reads roles.json."
            raise CommandError(message, returncode=2) from error
        self.stdout.write(FORMATS[format](reported))
        if fail_on != NEVER:
            failing = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
            if any(each.severity in failing for each in reported):
                sys.exit(1)
