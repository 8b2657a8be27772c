"""The allow lists of the files and of the database brought together, both ways.

The roles are in :mod:`django_graphgate.publishing.sync_roles`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from django.db import router, transaction

from django_graphgate.allowlist.files import (
    allow_list_path,
    listed_namespaces,
    read_allow_list,
    update_allow_list,
)
from django_graphgate.allowlist.listed import AllowList, ListedOperation
from django_graphgate.allowlist.merge import Difference, StoredOperation, compare
from django_graphgate.models import AllowedOperation


def stored_operations() -> list[StoredOperation]:
    """The rows of the database as values."""
    rows = AllowedOperation.objects.using(router.db_for_write(AllowedOperation)).order_by("pk")
    return [
        StoredOperation(
            namespace=row.namespace,
            name=row.name,
            kind=row.kind,
            digest=row.digest,
            document=row.document,
            comment=row.comment,
            roles=tuple(row.roles),
            variables=row.variables,
            byte_digests=tuple(row.byte_digests),
            typename_variant_digests=tuple(row.typename_variant_digests),
            current=row.current,
            retired=row.retired,
        )
        for row in rows
    ]


def folder_lists(folder: Path) -> list[AllowList]:
    """The allow lists that exist; there may be none."""
    return [
        read_allow_list(allow_list_path(folder, name), namespace=name) for name in listed_namespaces(folder)
    ]


def sync_operations(folder: Path, *, dry: bool = False, write_files: bool = True) -> Difference:
    """What differed between the files and the database; unless ``dry``, both hold it all now.

    Without ``write_files`` only the database is changed: what a release ships was frozen as it is, and
    an operation that it dropped must not come back into its list.
    """
    difference = compare(folder_lists(folder), stored_operations())
    if not write_files:
        difference = replace(difference, add_to_file=())
    if difference and not dry:
        write_rows(difference.current_in_database())
        _write_files(folder, difference.add_to_file)
    return difference


def write_rows(operations: Iterable[ListedOperation]) -> None:
    """Make the operations the current ones of their names, in one transaction."""
    alias = router.db_for_write(AllowedOperation)
    with transaction.atomic(using=alias):
        rows = AllowedOperation.objects.using(alias)
        for listed in operations:
            rows.filter(namespace=listed.namespace, name=listed.name, current=True).exclude(
                digest=listed.digest
            ).update(current=False)
            rows.update_or_create(
                namespace=listed.namespace,
                digest=listed.digest,
                defaults={
                    "name": listed.name,
                    "kind": listed.kind,
                    "document": listed.document,
                    "comment": listed.comment,
                    "roles": list(listed.roles),
                    "variables": dict(listed.variables),
                    "current": True,
                    "retired": False,
                },
            )


def _write_files(folder: Path, operations: Iterable[ListedOperation]) -> None:
    by_namespace: dict[str, list[ListedOperation]] = {}
    for listed in operations:
        by_namespace.setdefault(listed.namespace, []).append(listed)
    for namespace, added in by_namespace.items():
        path = allow_list_path(folder, namespace)
        update_allow_list(path, partial(_with_missing, added), namespace=namespace)


def _with_missing(added: Iterable[ListedOperation], before: AllowList) -> AllowList:
    """The list with what it lacks; what another process has written meanwhile stays."""
    return before.with_operations(listed for listed in added if before.get(listed.name) is None)
