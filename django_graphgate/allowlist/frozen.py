"""What a release may run: the operations that the lists hold, as the lock has them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django_graphgate.allowlist.files import (
    allow_list_path,
    listed_namespaces,
    read_allow_list,
    stored_list_digest,
)
from django_graphgate.allowlist.listed import AllowList
from django_graphgate.allowlist.lockfile.values import Lock, LockedOperation
from django_graphgate.errors import ConfigurationError


def frozen_operations(folder: Path, lock: Lock) -> list[LockedOperation]:
    """The operations of the lists in a folder; the lists decide what exists.

    A list that is byte for byte the one that was frozen is not parsed.  Raises ``ConfigurationError`` when a list
    is missing or damaged, or holds an operation that was not frozen in this version.
    """
    namespaces = listed_namespaces(folder)
    if not namespaces:
        raise ConfigurationError(
            f"{folder} holds no allow.list.", hint="Run graphgate_freeze, and ship what it writes."
        )
    by_namespace: dict[str, dict[str, LockedOperation]] = {}
    for operation in lock.operations:
        by_namespace.setdefault(operation.namespace, {})[operation.name] = operation
    operations: list[LockedOperation] = []
    for namespace in namespaces:
        path, locked = allow_list_path(folder, namespace), by_namespace.get(namespace, {})
        if namespace in lock.lists and lock.lists[namespace] == stored_list_digest(path):
            operations.extend(locked.values())
        else:
            allow_list = read_allow_list(path, namespace=namespace, strict=True)
            operations.extend(_of_list(allow_list, locked))
    return operations


def _of_list(allow_list: AllowList, locked: dict[str, LockedOperation]) -> Iterator[LockedOperation]:
    for listed in allow_list:
        operation = locked.get(listed.name)
        if operation is None or operation.current.digest != listed.digest:
            raise ConfigurationError(
                f"Operation {listed.name} of the allow list is not in allow.lock, or is there in another version.",
                hint="Run graphgate_freeze, and ship both files.",
            )
        yield operation
