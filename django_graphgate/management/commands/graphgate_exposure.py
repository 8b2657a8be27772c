"""``manage.py graphgate_exposure``."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.exposure import diff
from django_graphgate.exposure.entry import HOWS, Exposed
from django_graphgate.exposure.junit import exposure_as_junit
from django_graphgate.exposure.matrix import exposure_of, read_folder, staleness
from django_graphgate.exposure.places import Places
from django_graphgate.exposure.policy import PolicyReport, check_policy
from django_graphgate.exposure.report import FORMATS, printable
from django_graphgate.exposure.sarif import exposure_as_sarif
from django_graphgate.exposure.selection import Selection
from django_graphgate.management.progress import Bar


class Command(BaseCommand):
    help = (
        "Report which role reads and writes which column, how, by which operation or action, and where in it; or what "
        "of that changed. Looks at the files of the configuration folder, and needs no database."
    )

    requires_system_checks = ()  # the checks of production need a frozen list, and a database

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--format",
            choices=[*FORMATS, "sarif", "junit"],
            default="table",
            help="Default: %(default)s.",
        )
        for name, what in (
            ("role", "this role"),
            ("operation", "this operation, action or webhook"),
            ("table", "this table: its API name, or the model's label"),
            ("column", "this column: email, customers.email, or shop.Customer.email"),
        ):
            parser.add_argument(f"--{name}", action="append", help=f"Only {what}; may be repeated.")
        parser.add_argument("--how", action="append", choices=HOWS, help="Only this way; may be repeated.")
        parser.add_argument(
            "--diff",
            type=Path,
            metavar="OLD",
            help="Report what became visible or hidden since OLD: a file that --format json wrote, or a folder of "
            "configuration files.",
        )
        parser.add_argument(
            "--policy",
            type=Path,
            metavar="FILE",
            help="Report what breaks the policy of this file, such as config/policy.toml, and exit with 1 where "
            "anything does. Looks at everything that is exposed.",
        )
        parser.add_argument(
            "--check",
            action="store_true",
            help="Exit with 1 where allow.lock does not fit the files, and with --diff where anything became visible.",
        )

    def handle(self, *, format: str, check: bool, **options: Any) -> None:
        settings = get_settings()
        refuse_together(format, options)
        report: PolicyReport | None = None
        try:
            folder = settings.config_dir()
            frozen = read_folder(folder)
            warnings = staleness(settings, folder, frozen)
            selection = Selection.of(options)
            exposed = exposure_of(settings, frozen, Bar(self.stderr, "operations").show)
            entries = selection.of_entries(exposed)
            if options["policy"] is not None:
                report = check_policy(options["policy"], settings, folder, exposed)
            old = options["diff"]
            before = None if old is None else selection.of_entries(diff.read_exposure(old, settings))
        except (ConfigurationError, RequestRejected) as error:
            hint = error.hint if isinstance(error, ConfigurationError) else ""
            raise CommandError(f"{error.message} {hint}".strip(), returncode=2) from error
        for sentence in warnings:
            self.stderr.write(printable(sentence))
        if report is not None:
            self._show_policy(report, format)
            sys.exit(1 if report.violations or (check and warnings) else 0)
        more = self._show(entries, before, format)
        if check and (warnings or more):
            sys.exit(1)

    def _show(self, entries: list[Exposed], before: list[Exposed] | None, format: str) -> bool:
        """Write the report; whether anything became visible."""
        if before is None:
            self.stdout.write(_rendered(entries, format))
            return False
        lines = diff.changes(before, entries)
        self.stdout.write(diff.as_json(lines) if format == "json" else printable_lines(diff.as_text(lines)))
        return any(line.reveals for line in lines)

    def _show_policy(self, report: PolicyReport, format: str) -> None:
        if format != "table":
            self.stdout.write(report.render(format))
            return
        for line in report.lines():
            self.stdout.write(printable(line))
        count = len(report.violations)
        self.stdout.write(f"{count} violation{'s' * (count != 1)} of {printable(str(report.policy.path))}.")


def _rendered(entries: list[Exposed], format: str) -> str:
    if format == "sarif":
        places = Places(get_settings().config_dir())
        return json.dumps(exposure_as_sarif(entries, places), indent=2, ensure_ascii=False)
    return exposure_as_junit(entries) if format == "junit" else FORMATS[format](entries)


def refuse_together(format: str, options: Mapping[str, Any]) -> None:
    """Raise ``CommandError`` for options that mean nothing with or without a policy."""
    if options["policy"] is None:
        if format not in FORMATS and options["diff"] is not None:
            raise CommandError(f"--diff has no --format {format}.", returncode=2)
        return
    given = [name for name in ("role", "operation", "table", "column", "how", "diff") if options[name]]
    if given:
        raise CommandError(f"--policy looks at everything; leave out --{given[0]}.", returncode=2)
    if format in ("csv", "markdown"):
        raise CommandError(
            f"A policy has no --format {format}; there are table, json, sarif, junit.", returncode=2
        )


def printable_lines(text: str) -> str:
    """A text whose lines stay lines."""
    return "\n".join(map(printable, text.split("\n")))
