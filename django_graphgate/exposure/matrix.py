"""What is exposed to whom, from the files of the configuration folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django_graphgate.access.reading import stored_roles
from django_graphgate.actions.definitions import Definitions, written_definitions
from django_graphgate.actions.file import ACTIONS_FILE, digest
from django_graphgate.allowlist.access_directives import undirected_digest
from django_graphgate.allowlist.files import allow_list_path, written_list_digest
from django_graphgate.allowlist.listed import AllowList, ListedOperation, list_operation
from django_graphgate.allowlist.lockfile.values import Lock, versions_before
from django_graphgate.conf import Settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.exposure.actions import exposure_of_definitions
from django_graphgate.exposure.entry import Exposed
from django_graphgate.exposure.operations import OperationReader
from django_graphgate.exposure.roles import exposure_of_roles
from django_graphgate.publishing.compile_all import OperationCompiler, Progress
from django_graphgate.publishing.freeze import old_lock, read_lists
from django_graphgate.publishing.freeze_actions import read_with_callables
from django_graphgate.publishing.sync_roles import ROLES_FILE, read_roles_file
from django_graphgate.rules.model import StoredRole
from django_graphgate.statements.frozen_statements import fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What the configuration folder holds."""

    lists: Sequence[AllowList]
    roles: Sequence[StoredRole]
    definitions: Definitions
    lock: Lock | None


def exposure_of_files(settings: Settings, folder: Path) -> tuple[Exposed, ...]:
    """What all operations and actions of the folder do for each role, sorted; no database is asked.

    Raises ``ConfigurationError`` for files that are missing, broken, or do not fit the models.
    """
    return exposure_of(settings, read_folder(folder))


def read_folder(
    folder: Path, roles: Sequence[StoredRole] | None = None, *, discard_lock: bool = False
) -> Frozen:
    """The files of a folder; ``roles`` take the place of its ``roles.json``.

    ``discard_lock`` makes a lock that cannot be read none.  Raises ``ConfigurationError``.
    """
    if roles is None:
        content = read_roles_file(folder)
        if content is None:
            raise ConfigurationError(
                f"{folder / ROLES_FILE} is missing.", hint="Run graphgate_sync to write it."
            )
        roles = stored_roles(content)
    definitions = written_definitions(folder)
    return Frozen(
        lists=read_lists(folder, may_be_missing=bool(definitions.actions or definitions.webhooks)),
        roles=roles,
        definitions=definitions,
        lock=old_lock(folder, discard=discard_lock),
    )


def exposure_of(settings: Settings, frozen: Frozen, progress: Progress | None = None) -> tuple[Exposed, ...]:
    """The exposure, sorted; the same files have the same.  Raises ``ConfigurationError``."""
    reader = OperationReader.of(OperationCompiler(settings, frozen.roles, ()))
    operations = sorted(set(_of_operations(frozen, reader, progress)))
    by_operation: dict[tuple[str, str], list[Exposed]] = {}
    for entry in operations:
        by_operation.setdefault((entry.namespace, entry.operation), []).append(entry)
    actions = exposure_of_definitions(frozen.definitions, by_operation, reader)
    roles = exposure_of_roles(settings, reader, operations)
    return tuple(sorted({*operations, *actions, *roles}))


def _of_operations(frozen: Frozen, reader: OperationReader, progress: Progress | None) -> Iterator[Exposed]:
    operations = [operation for allow_list in frozen.lists for operation in allow_list]
    for done, listed in enumerate(operations, 1):
        yield from reader.read(listed)
        for old in _served_besides(listed, frozen.lock):
            yield from reader.read(old, old=True)
        if progress is not None:
            progress(done, len(operations))


def _served_besides(listed: ListedOperation, lock: Lock | None) -> Iterator[ListedOperation]:
    """The old versions of an operation that clients still get by their digests.

    Those that differ in who may run them alone are served as the current one.
    """
    earlier = {(each.namespace, each.name): each for each in (lock.operations if lock else ())}
    now = undirected_digest(listed.document)
    for version in versions_before(earlier.get((listed.namespace, listed.name)), listed.digest):
        document = version.body.document
        if (
            document
            and not version.retired
            and not version.typename_variant_of
            and undirected_digest(document) != now
        ):
            yield list_operation(document, namespace=version.namespace, comment="")


# -- whether the lock says the same -----------------------------------------------------------------


def staleness(settings: Settings, folder: Path, frozen: Frozen) -> list[str]:
    """Why ``allow.lock`` is not what a freeze of these files would write, in sentences."""
    if frozen.lock is None:
        return ["allow.lock is missing: old versions that are still served are not known."]
    marks = frozen.lock.fingerprint
    sentences = [f"The lock was frozen with other {what}." for what in _differing(settings, marks)]
    rules = {role.name: role.fingerprint() for role in frozen.roles}
    if marks.get("roles") != rules:
        sentences.append(
            f"The lock was frozen under other rules: {', '.join(_changed(marks.get('roles'), rules))}."
        )
    for allow_list in frozen.lists:
        path = allow_list_path(folder, allow_list.namespace)
        if path.exists() and frozen.lock.lists.get(allow_list.namespace) != written_list_digest(
            path, allow_list
        ):
            sentences.append(f"{path.name} is not the one that was frozen.")
    if digest(read_with_callables(folder)) != marks.get("actions", ""):
        sentences.append(f"{ACTIONS_FILE}, or a function of the project, is not the one that was frozen.")
    return sentences


def _differing(settings: Settings, marks: Mapping[str, Any]) -> Iterable[str]:
    own = fingerprint(settings)
    if marks.get("models") != own.pop("models"):
        yield "models"
    if any(marks.get(name) != value for name, value in own.items()):
        yield "settings, or by another release"


def _changed(before: Any, after: Mapping[str, str]) -> list[str]:
    old: Mapping[str, str] = before if isinstance(before, Mapping) else {}
    return sorted(name for name in {*old, *after} if old.get(name) != after.get(name))
