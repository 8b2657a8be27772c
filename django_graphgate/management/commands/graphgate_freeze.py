"""``manage.py graphgate_freeze``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.utils import DatabaseError, InterfaceError

from django_graphgate.allowlist.file import render_allow_list
from django_graphgate.allowlist.files import allow_list_path
from django_graphgate.allowlist.lock import Lock, read_lock, render_lock
from django_graphgate.allowlist.storage import write_text
from django_graphgate.conf import get_settings
from django_graphgate.dialects import DIALECTS, Dialect
from django_graphgate.errors import ConfigurationError
from django_graphgate.publishing.freeze import (
    Frozen,
    Sent,
    Texts,
    exposure_changes,
    freeze,
    old_lock,
    operation_changes,
    read_lists,
)
from django_graphgate.publishing.sync import (
    ROLES_FILE,
    read_roles_file,
    render_roles,
    stored_operations,
    stored_roles,
)
from django_graphgate.publishing.verify import verify


class Command(BaseCommand):
    help = (
        "Freeze the allow list: check every operation against models and rules for every role, tell what changed "
        "and what became visible to whom, and write allow.lock. Needs no database."
    )

    requires_system_checks = ()  # the checks of production fail without what this command writes

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Write nothing; exit 1 when the lock is stale."
        )
        parser.add_argument(
            "--dialect",
            default=",".join(DIALECTS),
            help="Comma-separated databases to compile for (default: %(default)s).",
        )
        parser.add_argument(
            "--verify", action="store_true", help="Prepare every frozen statement on a real database."
        )
        parser.add_argument("--database", default="default", help="The database for --verify.")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(
        self, *, check: bool, dialect: str, verify: bool, database: str, format: str, **options: Any
    ) -> None:
        folder = get_settings().config_dir()
        try:
            before = old_lock(folder)
            if before is None and (folder / "allow.lock").exists():
                self.stderr.write(
                    "The old allow.lock cannot be read: older versions of operations, and the texts by which "
                    "clients know them, are not carried over. To keep them, restore it from version control."
                )
            frozen = self._freeze(folder, _dialects(dialect), before)
            self._tell(frozen, before, as_json=format == "json")
            if frozen.problems:
                raise CommandError(f"Nothing was frozen: {len(frozen.problems)} operations cannot run.")
            if check:
                self._check(folder, frozen)
            else:
                self._write(folder, frozen)
            if verify:
                self._verify(frozen.lock, database)
        except ConfigurationError as error:
            raise CommandError(f"{error.message} {error.hint}".strip()) from error

    def _freeze(self, folder: Path, dialects: list[Dialect], before: Lock | None) -> Frozen:
        content = read_roles_file(folder)
        if content is None:
            raise ConfigurationError(
                f"{folder / ROLES_FILE} is missing.", hint="Run graphgate_sync to write it from the database."
            )
        return freeze(
            read_lists(folder),
            stored_roles(content),
            dialects,
            get_settings(),
            before=before,
            texts=_known_texts(),
            progress=self._progress if self.stderr.isatty() else None,
        )

    def _progress(self, done: int, of: int) -> None:
        self.stderr.write(f"\r{done + 1}/{of} operations", ending="" if done + 1 < of else "\n")

    def _tell(self, frozen: Frozen, before: Lock | None, *, as_json: bool) -> None:
        operations, exposure = operation_changes(before, frozen.lock), exposure_changes(before, frozen)
        if as_json:
            report = {
                "operations": operations,
                "exposure": exposure,
                "refused": {name: roles for name, roles in frozen.refused.items() if roles},
                "problems": frozen.problems,
            }
            self.stdout.write(json.dumps(report, indent=2, ensure_ascii=False))
            return
        for title, lines in (
            ("Operations", operations),
            ("Visible", exposure),
            ("Problems", frozen.problems),
        ):
            if lines:
                self.stdout.write(f"{title}:")
                for line in lines:
                    self.stdout.write(f"  {line}")
        statements = sum(len(one.current.statements) for one in frozen.lock.operations)
        self.stdout.write(f"{frozen.operations} operations, {statements} statements.")

    def _check(self, folder: Path, frozen: Frozen) -> None:
        path = folder / "allow.lock"
        try:
            read_lock(path)
            same = path.read_text(encoding="utf-8") == render_lock(frozen.lock)
        except ConfigurationError as error:
            raise CommandError(f"{error.message} {error.hint}".strip()) from error
        stale = [
            each.namespace or "allow.list"
            for each in frozen.lists
            if (file := allow_list_path(folder, each.namespace)).is_file()
            and file.read_text(encoding="utf-8") != render_allow_list(each)
        ]
        if not same or stale:
            raise CommandError("What is frozen is not what the files say now. Run graphgate_freeze.")
        self.stdout.write("What is frozen is up to date.")

    def _write(self, folder: Path, frozen: Frozen) -> None:
        for each in frozen.lists:
            path = allow_list_path(folder, each.namespace)
            if path.is_file():
                write_text(path, render_allow_list(each))
        content = read_roles_file(folder)
        if content is not None:
            write_text(folder / ROLES_FILE, render_roles(content))
        changed = write_text(folder / "allow.lock", render_lock(frozen.lock))
        self.stdout.write(f"{'Wrote' if changed else 'Unchanged:'} {folder / 'allow.lock'}")

    def _verify(self, lock: Lock, database: str) -> None:
        faults = 0
        for name, roles, fault in verify(lock, database):
            faults += bool(fault)
            self.stdout.write(f"  {name} as {roles}: {fault or 'prepared'}")
        if faults:
            raise CommandError(f"{faults} statements cannot be prepared on {database}.")


def _dialects(names: str) -> list[Dialect]:
    unknown = [name for name in names.split(",") if name not in DIALECTS]
    if unknown:
        raise CommandError(f"Unknown dialect {unknown[0]!r}; there are {', '.join(DIALECTS)}.")
    return [DIALECTS[name] for name in sorted(set(names.split(",")))]


def _known_texts() -> Texts:
    """Digests of texts that operations were sent as, where there is a database that knows them."""
    try:
        return {
            (row.namespace, row.digest): Sent(row.byte_digests, row.twin_digests)
            for row in stored_operations()
        }
    except (DatabaseError, InterfaceError):
        return {}
