"""File and database brought together, both ways: the allow lists and the roles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from django.db import router, transaction

from django_graphgate.access.data import dump_roles, load_roles
from django_graphgate.access.reading import read_roles, stored_roles
from django_graphgate.allowlist.files import (
    allow_list_path,
    listed_namespaces,
    read_allow_list,
    update_allow_list,
)
from django_graphgate.allowlist.listed import AllowList, ListedOperation
from django_graphgate.allowlist.merge import Difference, StoredOperation, compare
from django_graphgate.allowlist.storage import read_text, write_text
from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.plan.role_rules import build_rules
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.models import AllowedOperation
from django_graphgate.rules.model import StoredRole
from django_graphgate.statements.limits import limits_of

ROLES_FILE = "roles.json"


# -- operations -----------------------------------------------------------------------------------


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


# -- roles ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RolesDifference:
    """Whether file and database hold the same roles, and what was done about it."""

    done: str = ""
    """``loaded`` (file → database), ``written`` (database → file), or empty."""
    differ: bool = False


def read_roles_file(folder: Path) -> Mapping[str, Any] | None:
    """The content of ``roles.json``; ``None`` where there is none; raises ``ConfigurationError``."""
    path = folder / ROLES_FILE
    try:
        text = read_text(path)
    except FileNotFoundError:
        return None
    try:
        content = json.loads(text)
    except ValueError as error:
        raise ConfigurationError(f"{path} is not JSON: {error}.") from error
    if not isinstance(content, Mapping):
        raise ConfigurationError(f"{path} must hold an object with the entry roles.")
    read_roles(content)
    return content


def render_roles(content: Mapping[str, Any]) -> str:
    """The text of ``roles.json``, made for ``git diff``."""
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def sync_roles(folder: Path, *, prefer: str = "", dry: bool = False) -> RolesDifference:
    """Bring roles together: an empty side takes the other; where both differ, ``prefer`` decides.

    ``prefer`` is ``"file"``, ``"database"`` or empty, which changes nothing and says that they differ.
    Raises ``ConfigurationError`` for a rule of the file that cannot be understood, and loads nothing.
    """
    in_file = read_roles_file(folder)
    in_database = dump_roles()
    if in_file is None:
        if in_database["roles"] and not dry:
            write_text(folder / ROLES_FILE, render_roles(in_database))
        return RolesDifference(done="written" if in_database["roles"] else "")
    if stored_roles(in_file) == stored_roles(in_database):
        return RolesDifference()
    if prefer == "database":
        if not dry:
            write_text(folder / ROLES_FILE, render_roles(in_database))
        return RolesDifference(done="written", differ=True)
    if prefer == "file" or not in_database["roles"]:
        check_rules(stored_roles(in_file))
        if not dry:
            load_roles(in_file)
        return RolesDifference(done="loaded", differ=True)
    return RolesDifference(differ=True)


def check_rules(roles: Sequence[StoredRole]) -> None:
    """Raise ``ConfigurationError`` for a rule that cannot be understood over the models."""
    settings, catalog = get_settings(), get_catalog()
    for role in roles:
        build_rules(role, catalog, default_limit=settings.DEFAULT_LIMIT, limits=limits_of(settings))
