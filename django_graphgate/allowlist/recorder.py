"""Development: a named operation that ran is saved to the database, and the file follows.

What was never seen before becomes the current version of its name.  A version that is known stays
what it is, so that a client which still sends an old text does not undo an edit of the file.  Where
the file was changed by hand or by a merge, the file wins; what ran is kept as an old version.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import DatabaseError, InterfaceError, router, transaction

from django_graphgate.allowlist.digest import byte_digest, lexical_digest
from django_graphgate.allowlist.files import allow_list_path, listed_operation, update_allow_list
from django_graphgate.allowlist.listed import AllowList, ListedOperation, list_operation
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.models import AllowedOperation

logger = logging.getLogger(__name__)

_MOST_TEXTS = 50
"""How many texts an operation is known by; older ones are forgotten first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """An operation that ran: its canonical text, and the text that the client sent, if it sent one."""

    namespace: str
    text: str
    sent: str | None
    role: str
    variables: Mapping[str, Any]


def record(folder: Path, recording: Recording) -> dict[str, Any]:
    """Save it; what became of it, for the developer: ``{"saved": "new" | "changed" | "known" | "no", …}``.

    Never raises: a file or database that cannot be written is told, and costs the saving, not the answer.
    """
    try:
        listed = list_operation(
            recording.text,
            namespace=recording.namespace,
            comment="",
            roles=(recording.role,),
            variables=_plain(recording.variables),
        )
        return _Recorder(folder, listed, _texts(recording.sent, listed.digest), recording.sent).save()
    except (ConfigurationError, RequestRejected) as error:
        logger.warning("graphgate: not saved: %s", error.message)
        return {"saved": "no", "reason": error.message}
    except OSError as error:
        logger.warning("graphgate: not saved: %s", error)
        return {"saved": "no", "reason": f"The file could not be written: {error.strerror}."}
    except (DatabaseError, InterfaceError) as error:
        logger.warning("graphgate: not saved: %s", error)
        return {"saved": "no", "reason": "The database could not be written: the log says why."}


def _texts(sent: str | None, digest: str = "") -> tuple[str, ...]:
    """sha256 of a text as it was sent: of its bytes, and of its lexical form."""
    return () if sent is None else tuple(sorted({byte_digest(sent), lexical_digest(sent)} - {digest}))


def _variants(sent: str | None) -> tuple[str, ...]:
    """The same of the text that a caching client makes of it."""
    from django_graphgate.compiler.normalise.typename_variant import (
        typename_variant,
    )  # only development records

    return () if sent is None else _texts(typename_variant(sent))


def _plain(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Example variables as the file can hold them; numbers with many digits as text."""
    return {str(key): _plain_value(value) for key, value in variables.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _plain(value)
    if isinstance(value, list | tuple):
        return [_plain_value(item) for item in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    return (
        float(value) if float(str(value)) == float(value) and str(float(value)) == str(value) else str(value)
    )


class _Recorder:
    def __init__(
        self, folder: Path, listed: ListedOperation, texts: tuple[str, ...], sent: str | None
    ) -> None:
        self.folder = folder
        self.listed = listed
        self.texts = texts
        self.sent = sent
        self.alias = router.db_for_write(AllowedOperation)
        self.told: dict[str, Any] = {}

    def save(self) -> dict[str, Any]:
        if self._nothing_new():
            return {"saved": "known", "name": self.listed.name}
        path = allow_list_path(self.folder, self.listed.namespace)
        # The file is written before the rows are committed: a death in between leaves what the file says,
        # which wins, and never an operation that counts as known and that no file lists.
        with transaction.atomic(using=self.alias):
            update_allow_list(path, self._under_lock, namespace=self.listed.namespace)
        return self.told

    def _nothing_new(self) -> bool:
        """The row has all of it, and the file lists the name: the common case, without a lock."""
        row = self._rows().filter(digest=self.listed.digest).first()
        return (
            row is not None
            and set(self.listed.roles) <= set(row.roles)
            and set(self.texts) <= set(row.byte_digests)
            and (not row.current or self._in_file())
        )

    def _in_file(self) -> bool:
        path = allow_list_path(self.folder, self.listed.namespace)
        return listed_operation(path, self.listed.name, namespace=self.listed.namespace) is not None

    def _rows(self) -> Any:
        rows = AllowedOperation.objects.using(self.alias)
        return rows.filter(namespace=self.listed.namespace, name=self.listed.name)

    def _under_lock(self, before: AllowList) -> AllowList:
        """Decide and write the database while no other process writes the file."""
        in_file = before.get(self.listed.name)
        # A write comes first: SQLite lets nobody write who has read what another changed meanwhile.
        AllowedOperation.objects.using(self.alias).filter(pk=-1).update(current=False)
        if in_file is not None:
            self._read_in(in_file)
        row = self._rows().filter(digest=self.listed.digest).first()
        current = self._rows().filter(current=True).first()
        wins = in_file is not None and current is not None and current.digest != in_file.digest
        if row is None:
            row = self._add(becomes_current=not wins)
        self._widen(row)
        if wins and in_file is not None:
            self._make_current(in_file.digest)
        if in_file is not None and in_file.digest != row.digest and (wins or not row.current):
            return before
        return before.with_operations([self._for_file(row, in_file)])

    def _read_in(self, in_file: ListedOperation) -> None:
        """What a hand or a merge wrote into the file is known from now on."""
        AllowedOperation.objects.using(self.alias).get_or_create(
            namespace=in_file.namespace,
            digest=in_file.digest,
            defaults={
                "name": in_file.name,
                "kind": in_file.kind,
                "document": in_file.document,
                "comment": in_file.comment,
                "roles": list(in_file.roles),
                "variables": dict(in_file.variables),
                "current": not self._rows().filter(current=True).exists(),
            },
        )

    def _add(self, *, becomes_current: bool) -> AllowedOperation:
        changed = self._rows().exists()
        if becomes_current:
            self._rows().filter(current=True).update(current=False)
        self.told = {"saved": "changed" if changed else "new", "name": self.listed.name}
        if not becomes_current:
            self.told = {
                "saved": "no",
                "name": self.listed.name,
                "reason": "The file holds another text of this name and wins; this one is kept as an old version.",
            }
        row: AllowedOperation = AllowedOperation.objects.using(self.alias).create(
            namespace=self.listed.namespace,
            name=self.listed.name,
            digest=self.listed.digest,
            kind=self.listed.kind,
            document=self.listed.document,
            variables=dict(self.listed.variables),
            current=becomes_current,
        )
        return row

    def _widen(self, row: AllowedOperation) -> None:
        """Add the role and the texts of this run."""
        row.roles = sorted({*row.roles, *self.listed.roles})
        row.byte_digests = list(dict.fromkeys([*row.byte_digests, *self.texts]))[-_MOST_TEXTS:]
        row.twin_digests = list(dict.fromkeys([*row.twin_digests, *_variants(self.sent)]))[-_MOST_TEXTS:]
        row.save(using=self.alias, update_fields=["roles", "byte_digests", "twin_digests", "updated_at"])
        self.told = self.told or {"saved": "known", "name": self.listed.name}

    def _make_current(self, digest: str) -> None:
        self._rows().filter(current=True).update(current=False)
        self._rows().filter(digest=digest).update(current=True)

    def _for_file(self, row: AllowedOperation, in_file: ListedOperation | None) -> ListedOperation:
        return list_operation(
            self.listed.document,
            namespace=self.listed.namespace,
            comment=in_file.comment if in_file is not None else row.comment,
            roles=sorted({*row.roles, *(in_file.roles if in_file is not None else ())}),
            variables=in_file.variables
            if in_file is not None and in_file.variables and in_file.digest == row.digest
            else row.variables,
        )
