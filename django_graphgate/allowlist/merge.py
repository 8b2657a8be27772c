"""The lists in files against the rows in the database: what each lacks, and who wins.

* Only in the file (a colleague's merge): it is read into the database, never removed.
* Only in the database: it is added to the file, unless it was retired.
* The same operation, with other comments, roles, variables or white space: the file wins.
* Another text under one name: the file wins, and the database keeps its own as an old version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django_graphgate.allowlist.listed import AllowList, ListedOperation, list_operation
from django_graphgate.errors import ConfigurationError, RequestRejected

Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredOperation:
    """A row of the database: one version of an operation.

    ``retired`` on a current version means that it was taken off the list.
    """

    namespace: str
    name: str
    kind: str
    digest: str
    document: str
    comment: str = ""
    roles: tuple[str, ...] = ()
    variables: Mapping[str, Any] = field(default_factory=dict, hash=False)
    byte_digests: tuple[str, ...] = ()
    typename_variant_digests: tuple[str, ...] = ()
    current: bool = True
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """An operation whose text differs: the one in the file wins, the stored one becomes an old version."""

    listed: ListedOperation
    stored: StoredOperation


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What has to be done so that files and database say the same.  False when nothing has to be.

    All parts are sorted by namespace and name.  ``conflicts`` need the operation of the file made
    current in the database.  ``problems`` are sentences about rows that no file can hold; they stay
    as they are.
    """

    add_to_database: tuple[ListedOperation, ...] = ()
    update_in_database: tuple[ListedOperation, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    add_to_file: tuple[ListedOperation, ...] = ()
    problems: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(
            self.add_to_database
            or self.update_in_database
            or self.conflicts
            or self.add_to_file
            or self.problems
        )

    def current_in_database(self) -> tuple[ListedOperation, ...]:
        """All operations that have to be written to the database as the current ones of their names."""
        return (*self.add_to_database, *self.update_in_database, *(c.listed for c in self.conflicts))

    def describe(self) -> str:
        """A line for each thing to do; empty when there is nothing."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        for listed in self.add_to_database:
            yield f"+ {shown(listed)}: only in the file, read into the database"
        for listed in self.add_to_file:
            yield f"+ {shown(listed)}: only in the database, added to the file"
        for listed in self.update_in_database:
            yield f"~ {shown(listed)}: the operation's metadata is taken from the file"
        for conflict in self.conflicts:
            listed, stored = conflict.listed, conflict.stored
            yield (
                f"! {shown(listed)}: the file wins with {listed.digest[:12]}, "
                f"{stored.digest[:12]} of the database is kept as an old version"
            )
        for problem in self.problems:
            yield f"? {problem}"


def compare(lists: Iterable[AllowList], rows: Iterable[StoredOperation]) -> Difference:
    """What differs between the files and the database.  Neither is changed.

    ``lists`` are all that there are, one per namespace: a namespace without one counts as empty.
    """
    listed = {(o.namespace, o.name): o for allow_list in lists for o in allow_list}
    stored = {(row.namespace, row.name): row for row in rows if row.current}
    conflicts = []
    changed = []
    for key in sorted(listed.keys() & stored.keys()):
        if listed[key].digest != stored[key].digest:
            conflicts.append(Conflict(listed=listed[key], stored=stored[key]))
        elif stored[key].retired or not _same_around(listed[key], stored[key]):
            changed.append(listed[key])
    addable, problems = _listable(stored[key] for key in sorted(stored.keys() - listed.keys()))
    return Difference(
        add_to_database=tuple(listed[key] for key in sorted(listed.keys() - stored.keys())),
        update_in_database=tuple(changed),
        conflicts=tuple(conflicts),
        add_to_file=tuple(addable),
        problems=tuple(problems),
    )


class Named(Protocol):
    """Something that has an operation's name."""

    @property
    def namespace(self) -> str: ...
    @property
    def name(self) -> str: ...


def shown(operation: Named) -> str:
    """The operation's name as a person reads it."""
    return f"{operation.namespace}/{operation.name}" if operation.namespace else operation.name


def _same_around(listed: ListedOperation, stored: StoredOperation) -> bool:
    return (listed.kind, listed.document, listed.comment, listed.roles, listed.variables) == (
        stored.kind,
        stored.document,
        stored.comment,
        tuple(sorted(set(stored.roles))),
        stored.variables,
    )


def _listable(rows: Iterable[StoredOperation]) -> tuple[list[ListedOperation], list[str]]:
    operations: list[ListedOperation] = []
    problems: list[str] = []
    for row in rows:
        if row.retired:
            continue
        try:
            listed = list_operation(
                row.document,
                namespace=row.namespace,
                comment=row.comment,
                roles=row.roles,
                variables=row.variables,
            )
        except (ConfigurationError, RequestRejected) as error:
            problems.append(f"{shown(row)!r:.200}: {error}")
            continue
        if (listed.name, listed.kind, listed.digest) == (row.name, row.kind, row.digest):
            operations.append(listed)
        else:
            problems.append(
                f"{shown(row)!r:.200}: the stored name, kind or digest does not fit the stored text"
            )
    return operations, problems
