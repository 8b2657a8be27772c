"""Development: a named operation that ran is saved to the database, and the file follows.

What was never seen before becomes the current version of its name.  A version that is known stays
what it is, so that a client which still sends an old text does not undo an edit of the file.  Where
the file was changed by hand or by a merge, the file wins; what ran is kept as an old version.

An operation that does not say who may run it is recorded with ``@requireAuth``.  Where the file says otherwise
of the same text, a person did, and it stays.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db import DatabaseError, InterfaceError, router, transaction
from django.db.models import QuerySet

from django_graphgate.allowlist.access_directives import states_access, undirected_digest
from django_graphgate.allowlist.digest import text_digests
from django_graphgate.allowlist.files import allow_list_path, listed_operation, update_allow_list
from django_graphgate.allowlist.listed import AllowList, ListedOperation, list_operation
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.models import AllowedOperation

logger = logging.getLogger(__name__)

_MAX_TEXTS = 50
"""How many texts an operation is known by; older ones are forgotten first."""

_OF_EACH_RUN = ["roles", "byte_digests", "typename_variant_digests", "updated_at"]
"""Fields to which a run adds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """An operation that ran: its canonical text, and the text that the client sent, if it sent one."""

    namespace: str
    name: str
    text: str
    digest: str
    """sha256 of the canonical text's lexical form."""
    undirected: str
    """Where the gate has added ``@requireAuth`` to the canonical text: the digest without it; else empty."""
    sent: str | None
    sent_digests: tuple[str, ...]
    """What the text that was sent is known by, besides ``digest``."""
    role: str
    variables: Mapping[str, Any]


def record(folder: Path, recording: Recording) -> dict[str, Any]:
    """Save it; what became of it, for the developer: ``{"saved": "new" | "changed" | "known" | "no", …}``.

    Never raises: a file or database that cannot be written is reported, and costs the saving, not the answer.
    """
    try:
        return _Recorder(folder, recording).save()
    except (ConfigurationError, RequestRejected) as error:
        logger.warning("graphgate: not saved: %s", error.message)
        return {"saved": "no", "reason": error.message}
    except OSError as error:
        logger.warning("graphgate: not saved: %s", error)
        return {"saved": "no", "reason": f"The file could not be written: {error.strerror}."}
    except (DatabaseError, InterfaceError) as error:
        logger.warning("graphgate: not saved: %s", error)
        return {"saved": "no", "reason": "The database could not be written: the log says why."}


def _variant_digests(sent: str | None) -> tuple[str, ...]:
    """What the text is known by that a caching client makes of the one that was sent."""
    # only development records
    from django_graphgate.compiler.normalise.typename_variant import typename_variant

    variant = None if sent is None else typename_variant(sent)
    return () if variant is None else tuple(sorted(text_digests(variant)))


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
    def __init__(self, folder: Path, recording: Recording) -> None:
        self.recording = recording
        self.path = allow_list_path(folder, recording.namespace)
        self.alias = router.db_for_write(AllowedOperation)
        self.report: dict[str, Any] = {}

    @cached_property
    def listed(self) -> ListedOperation:
        """The operation as the file lists it, for one that is not known yet."""
        return list_operation(
            self.recording.text,
            namespace=self.recording.namespace,
            comment="",
            roles=(self.recording.role,),
            variables=_plain(self.recording.variables),
        )

    def save(self) -> dict[str, Any]:
        if self._nothing_new():
            return {"saved": "known", "name": self.recording.name}
        # The file is written before the rows are committed: a death in between leaves what the file says,
        # which wins, and never an operation that counts as known and that no file lists.
        with transaction.atomic(using=self.alias):
            update_allow_list(self.path, self._under_lock, namespace=self.recording.namespace)
        return self.report

    def _nothing_new(self) -> bool:
        """The row has all of it, and the file lists the name: the common case, without a lock."""
        recording = self.recording
        return any(
            recording.role in row.roles
            and set(recording.sent_digests) <= set(row.byte_digests)
            and (not row.current or self._in_file())
            for row in self._rows().order_by("-current")
            if row.digest == recording.digest or (row.current and recording.undirected in row.byte_digests)
        )

    def _in_file(self) -> bool:
        name, namespace = self.recording.name, self.recording.namespace
        return listed_operation(self.path, name, namespace=namespace) is not None

    def _rows(self) -> QuerySet[AllowedOperation]:
        rows = AllowedOperation.objects.using(self.alias)
        return rows.filter(namespace=self.recording.namespace, name=self.recording.name)

    def _under_lock(self, before: AllowList) -> AllowList:
        """Decide and write the database while no other process writes the file."""
        in_file = before.get(self.listed.name)
        # A write comes first: SQLite lets nobody write who has read what another changed meanwhile.
        AllowedOperation.objects.using(self.alias).filter(pk=-1).update(current=False)
        if in_file is not None and self._is_listed_without(in_file):
            if states_access(in_file.document):
                self.listed = self._as_in(in_file)
            else:
                in_file = self._with_require_auth(in_file)
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

    def _is_listed_without(self, in_file: ListedOperation) -> bool:
        """Whether the file has the very operation, and nothing but ``@requireAuth`` was added to it here."""
        undirected = self.recording.undirected
        return bool(undirected) and undirected == undirected_digest(in_file.document)

    def _as_in(self, in_file: ListedOperation) -> ListedOperation:
        """What a person wrote about who may run it is what is recorded."""
        return replace(self.listed, document=in_file.document, digest=in_file.digest)

    def _with_require_auth(self, in_file: ListedOperation) -> ListedOperation:
        """The operation of a list that says nothing, and its row, with the directive: it is no new version."""
        if not self._rows().filter(digest=self.listed.digest).exists():
            self._rows().filter(digest=in_file.digest).update(
                digest=self.listed.digest, document=self.listed.document
            )
        return replace(in_file, document=self.listed.document, digest=self.listed.digest)

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
        self.report = {"saved": "changed" if changed else "new", "name": self.listed.name}
        if not becomes_current:
            self.report = {
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
        sent_as = [*row.byte_digests, *self.recording.sent_digests]
        variants = [*row.typename_variant_digests, *_variant_digests(self.recording.sent)]
        row.roles = sorted({*row.roles, *self.listed.roles})
        row.byte_digests = list(dict.fromkeys(sent_as))[-_MAX_TEXTS:]
        row.typename_variant_digests = list(dict.fromkeys(variants))[-_MAX_TEXTS:]
        row.save(using=self.alias, update_fields=_OF_EACH_RUN)
        self.report = self.report or {"saved": "known", "name": self.listed.name}

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
