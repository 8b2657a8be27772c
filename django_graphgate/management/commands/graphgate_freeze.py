"""``manage.py graphgate_freeze``."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.utils import DatabaseError, InterfaceError

from django_graphgate.access.reading import stored_roles
from django_graphgate.actions.file import ACTIONS_FILE, ActionsFile
from django_graphgate.allowlist.files import (
    allow_list_path,
    is_written,
    update_allow_list,
    written_list_digest,
)
from django_graphgate.allowlist.listed import AllowList
from django_graphgate.allowlist.lockfile.read import read_lock
from django_graphgate.allowlist.lockfile.values import Lock
from django_graphgate.allowlist.lockfile.write import render_lock
from django_graphgate.allowlist.merge import StoredOperation, shown
from django_graphgate.allowlist.storage import write_text
from django_graphgate.audit.actor import acting_command, current_actor
from django_graphgate.audit.append import append
from django_graphgate.conf import get_settings
from django_graphgate.dialects import DIALECTS, Dialect
from django_graphgate.errors import ConfigurationError
from django_graphgate.exposure.actions import sql_lines
from django_graphgate.exposure.matrix import exposure_of, read_folder
from django_graphgate.exposure.policy import check_policy
from django_graphgate.exposure.policy_file import POLICY_FILE
from django_graphgate.ir.audit_entry import AuditEntry
from django_graphgate.management.progress import Bar
from django_graphgate.publishing.changes import (
    changes_of_writes,
    exposure_changes,
    operation_changes,
    version_changes,
)
from django_graphgate.publishing.freeze import (
    Frozen,
    freeze,
    known_versions,
    old_lock,
    read_lists,
)
from django_graphgate.publishing.freeze_actions import (
    action_changes,
    freeze_actions,
    guard_changes,
    read_with_callables,
    write_actions,
)
from django_graphgate.publishing.freeze_actions import is_written as is_frozen
from django_graphgate.publishing.process_pool import processors
from django_graphgate.publishing.sync import stored_operations
from django_graphgate.publishing.sync_roles import ROLES_FILE, read_roles_file, refuse_broken
from django_graphgate.publishing.verify import faults, to_verify
from django_graphgate.publishing.verify_actions import tried_actions

TITLES = {
    "operations": "Operations",
    "versions": "Old versions",
    "exposure": "Visible",
    "writable": "Writable",
    "actions": "Actions",
    "callable": "Callable",
    "sql": "SQL of actions that are new or changed",
    "problems": "Problems",
    "policy": "Against policy.toml",
    "unlisted": "Recorded, but not frozen",
    "stale": "Not up to date",
}
"""The parts of the report that are lines, as they are headed."""


_TOLD = ("wrote", "operations", "versions", "exposure", "writable", "actions", "callable")
"""What the audit keeps of a report."""


class Command(BaseCommand):
    help = (
        "Freeze the allow list: check every operation against models and rules for every role, report what changed "
        "and what became visible or writable to whom, and write allow.lock. Needs no database."
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
        parser.add_argument(
            "--discard-lock", action="store_true", help="Ignore an allow.lock that cannot be read."
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument(
            "--jobs",
            type=int,
            default=processors(),
            help="Processes that compile at the same time, on Linux (default: one per processor).",
        )

    @acting_command("graphgate_freeze")
    def handle(self, *, check: bool, verify: bool, format: str, **options: Any) -> None:
        folder = get_settings().config_dir()
        report: dict[str, Any] = {}
        try:
            before = old_lock(folder, discard=options["discard_lock"])
            content = read_with_callables(folder)
            frozen = self._freeze(folder, _dialects(options["dialect"]), before, options["jobs"], content)
            frozen = freeze_actions(frozen, content, get_settings())
            report = {**_report(before, frozen), "unlisted": _unlisted(frozen)}
            report["sql"] = _sql(content, report["actions"])
            fault = _broken_policy(folder, frozen, report, discard_lock=options["discard_lock"])
            fault = fault or self._finish(folder, frozen, content, report, check=check)
            if verify and not frozen.problems:
                fault = self._verify(frozen.lock, options["database"], report) or fault
                fault = _verify_actions(content, options["database"], report) or fault
        except ConfigurationError as error:
            fault = f"{error.message} {error.hint}".strip()
        if format == "json":
            self.stdout.write(json.dumps({**report, "fault": fault}, indent=2, ensure_ascii=False))
        else:
            self._show(report)
        if fault:
            raise CommandError(fault)

    def _freeze(
        self, folder: Path, dialects: list[Dialect], before: Lock | None, jobs: int, actions: ActionsFile
    ) -> Frozen:
        content = read_roles_file(folder)
        if content is None:
            raise ConfigurationError(
                f"{folder / ROLES_FILE} is missing.", hint="Run graphgate_sync to write it from the database."
            )
        roles = stored_roles(content)
        refuse_broken(roles, ROLES_FILE)
        return freeze(
            read_lists(folder, may_be_missing=bool(actions)),
            roles,
            dialects,
            get_settings(),
            before=before,
            known=known_versions(_stored()),
            progress=Bar(self.stderr, "operations").show,
            jobs=jobs,
        )

    def _finish(
        self, folder: Path, frozen: Frozen, content: ActionsFile, report: dict[str, Any], *, check: bool
    ) -> str:
        """Write or compare the files; what is wrong, or an empty text."""
        if frozen.problems:
            return f"Nothing was frozen: {len(frozen.problems)} operations or actions cannot run."
        if not check:
            report["wrote"] = [*write_actions(folder, content), *_write(folder, frozen)]
            if report["wrote"]:
                _tell(folder, report)
            return ""
        stale = [] if is_frozen(folder, content) else [str(folder / ACTIONS_FILE)]
        report["stale"] = [*_stale(folder, frozen), *stale]
        if report["stale"]:
            return "The frozen files are out of date. Run graphgate_freeze."
        if report["unlisted"]:
            return "Recorded operations are missing from the lists. Run graphgate_sync to add them, or retire them."
        return ""

    def _verify(self, lock: Lock, database: str, report: dict[str, Any]) -> str:
        bar, tried = Bar(self.stderr, "statements"), to_verify(lock, database)
        verified: list[dict[str, Any]] = []
        for (version, locked), fault in zip(tried, faults(tried, database), strict=True):
            verified.append(
                {
                    "operation": shown(version),
                    "digest": version.digest,
                    "roles": list(locked.roles),
                    "fault": fault,
                }
            )
            bar.show(len(verified), len(tried))
        report["verified"] = verified
        wrong = sum(bool(line["fault"]) for line in verified)
        return f"{wrong} of {len(verified)} statements cannot be prepared on {database}." if wrong else ""

    def _show(self, report: dict[str, Any]) -> None:
        for part, title in TITLES.items():
            if report.get(part):
                self.stdout.write(f"{title}:")
                for line in report[part]:
                    self.stdout.write(f"  {line}")
        if "statements" in report:
            self.stdout.write(f"{report['frozen']} operations, {report['statements']} statements.")
        if "wrote" in report:
            self.stdout.write(
                f"Wrote {', '.join(report['wrote'])}" if report["wrote"] else "Nothing to write."
            )
        if report.get("stale") == []:
            self.stdout.write("The frozen files are up to date.")
        for statement in report.get("verified", ()):
            roles = ", ".join(statement["roles"])
            self.stdout.write(f"  {statement['operation']} as {roles}: {statement['fault'] or 'prepared'}")
        for statement in report.get("verified_actions", ()):
            where = f"action {statement['action']}, statement {statement['number']}"
            self.stdout.write(f"  {where}: {statement['fault'] or 'prepared'}")


def _broken_policy(folder: Path, frozen: Frozen, report: dict[str, Any], *, discard_lock: bool) -> str:
    """What is wrong under the policy of the folder, where it has one."""
    path = folder / POLICY_FILE
    if frozen.problems or not os.path.lexists(path):
        return ""
    settings = get_settings()
    exposed = exposure_of(settings, read_folder(folder, discard_lock=discard_lock))
    report["policy"] = check_policy(path, settings, folder, exposed).lines()
    broken = len(report["policy"])
    return (
        f"Nothing was frozen: {POLICY_FILE} is violated {broken} time{'s' * (broken > 1)}." if broken else ""
    )


def _verify_actions(content: ActionsFile, database: str, report: dict[str, Any]) -> str:
    tried = [asdict(each) for each in tried_actions(content.actions, database)]
    report["verified_actions"] = tried
    wrong = sum(bool(each["fault"]) for each in tried)
    return f"{wrong} of {len(tried)} statements of actions cannot be prepared on {database}." if wrong else ""


def _report(before: Lock | None, frozen: Frozen) -> dict[str, Any]:
    return {
        "operations": operation_changes(before, frozen.lock),
        "versions": version_changes(before, frozen.lock),
        "exposure": exposure_changes(before, frozen.lock),
        "writable": changes_of_writes(before, frozen.lock),
        "actions": action_changes(before, frozen.lock),
        "callable": guard_changes(before, frozen.lock),
        "refused": {name: roles for name, roles in frozen.refused.items() if roles},
        "problems": frozen.problems,
        "frozen": len(frozen.lock.operations),
        "statements": sum(len(operation.current.body.statements) for operation in frozen.lock.operations),
    }


def _sql(content: ActionsFile, changes: Sequence[str]) -> list[str]:
    """What the SQL of new and changed actions reads and writes."""
    changed = {line[2:].partition(":")[0] for line in changes if line[0] in "+~"}
    return sql_lines([each for each in content.actions if each.name in changed], get_settings())


def _tell(folder: Path, report: Mapping[str, Any]) -> None:
    """The audit keeps it, if there is a database."""
    actor = current_actor()
    append(
        AuditEntry(
            event="freeze",
            name=hashlib.sha256((folder / "allow.lock").read_bytes()).hexdigest(),
            actor=actor.name,
            via=actor.via,
            detail=f"{report['frozen']} operations, {report['statements']} statements",
            data={part: report[part] for part in _TOLD if report[part]},
        )
    )


def _write(folder: Path, frozen: Frozen) -> list[str]:
    """Write the files that differ; the names of those that were changed."""
    wrote: list[str] = []
    digests: dict[str, str] = {}
    for allow_list in frozen.lists:
        path, now = allow_list_path(folder, allow_list.namespace), allow_list
        if not is_written(path, allow_list):
            now = update_allow_list(path, _as_it_is, namespace=allow_list.namespace)
            wrote.append(str(path))
        if now == allow_list:  # else it holds what is not frozen, which must be seen when the gate loads
            digests[allow_list.namespace] = written_list_digest(path, allow_list)
    if write_text(folder / "allow.lock", render_lock(replace(frozen.lock, lists=digests))):
        wrote.append(str(folder / "allow.lock"))
    return wrote


def _as_it_is(now: AllowList) -> AllowList:
    """Keep operations that were recorded meanwhile; they are not frozen."""
    return now


def _stale(folder: Path, frozen: Frozen) -> list[str]:
    """The files that a freeze would change; raises ``ConfigurationError`` for a lock that cannot be read."""
    lock = folder / "allow.lock"
    # The metadata of operations may have changed since: lists are then read when the gate loads.
    wanted = render_lock(replace(frozen.lock, lists=read_lock(lock).lists))
    paths = [(allow_list_path(folder, each.namespace), each) for each in frozen.lists]
    stale = [str(path) for path, each in paths if not is_written(path, each)]
    if lock.read_text(encoding="utf-8") != wanted:
        stale.append(str(lock))
    return stale


def _dialects(names: str) -> list[Dialect]:
    unknown = [name for name in names.split(",") if name not in DIALECTS]
    if unknown:
        raise CommandError(f"Unknown dialect {unknown[0]!r}; there are {', '.join(DIALECTS)}.")
    return [DIALECTS[name] for name in sorted(set(names.split(",")))]


def _stored() -> list[StoredOperation]:
    """The operations of the database, if there is one."""
    try:
        return stored_operations()
    except (DatabaseError, InterfaceError):
        return []


def _unlisted(frozen: Frozen) -> list[str]:
    """Recorded operations that are in no list: production would refuse them."""
    if get_settings().production():
        return []
    listed = {(operation.namespace, operation.name) for each in frozen.lists for operation in each}
    return [
        f"{shown(operation)}: it was recorded, but is missing from {allow_list_path(Path(), operation.namespace)}"
        for operation in _stored()
        if operation.current and not operation.retired and (operation.namespace, operation.name) not in listed
    ]
