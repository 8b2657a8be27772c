"""Which operation a request means: look-ups in dictionaries that are built once.

Nothing here touches a file or a database, so a hostile id is a key that is not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django_graphgate.allowlist.digest import (
    Definition,
    byte_digest,
    form_of,
    select_operation,
    split_definitions,
)
from django_graphgate.allowlist.listed import AllowList, ListedOperation
from django_graphgate.allowlist.lockfile import Lock, LockedOperation, LockedVersion
from django_graphgate.errors import (
    ConfigurationError,
    OperationNotAllowed,
    OperationNotFound,
    OperationRetired,
    RequestRejected,
)

_DOCUMENT_ID = re.compile(r"sha256:([0-9a-f]{64})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Operation:
    """One version of an operation that a request may mean.

    ``locked`` is what the freeze has compiled for exactly this version; ``None`` when there is
    nothing that fits, and it must be compiled anew.  Compared by identity: there is one per index.
    """

    namespace: str
    name: str
    kind: str
    digest: str
    document: str
    current: bool = True
    retired: bool = False
    locked: LockedVersion | None = None


class OperationIndex:
    """The operations of the allow lists, found by name, digest, id or text.

    The lists decide what exists.  Of the lock, only entries that belong to a listed operation in
    its listed version count; with them come the byte digests and the old versions.  ``max_tokens``
    and ``max_bytes`` bound the texts that are looked at.  Raises ``ConfigurationError`` when there
    are two lists of one namespace.
    """

    def __init__(
        self,
        lists: Iterable[AllowList],
        lock: Lock | None = None,
        *,
        max_tokens: int | None = None,
        max_bytes: int | None = None,
    ) -> None:
        self._limits = {"max_tokens": max_tokens, "max_bytes": max_bytes}
        self._by_name: dict[tuple[str, str], Operation] = {}
        self._by_digest: dict[tuple[str, str], tuple[Operation, ...]] = {}
        entries = {(o.namespace, o.name): o for o in lock.operations} if lock is not None else {}
        seen: set[str] = set()
        for allow_list in lists:
            if allow_list.namespace in seen:
                raise ConfigurationError(
                    f"There are two allow lists of the namespace {allow_list.namespace!r}."
                )
            seen.add(allow_list.namespace)
            for listed in allow_list:
                self._add(listed, entries.get((listed.namespace, listed.name)))

    def __iter__(self) -> Iterator[Operation]:
        """The current operations, sorted by namespace and name."""
        return (operation for _, operation in sorted(self._by_name.items()))

    def __len__(self) -> int:
        return len(self._by_name)

    def get(self, namespace: str, name: str) -> Operation | None:
        """The current operation of a name."""
        return self._by_name.get((namespace, name))

    def resolve(
        self,
        namespace: str,
        *,
        name: str | None = None,
        digest: str | None = None,
        document_id: str | None = None,
        text: str | None = None,
        match_by_name: bool = False,
    ) -> Operation:
        """The operation that a request means.

        * ``name`` alone is the current version; beside anything else it must be the operation's name.
        * ``digest`` is 64 lower-case hexadecimal digits: of the lexical form, or of a text that the
          operation was recorded with.  ``document_id`` is the same after ``sha256:``.
        * ``text`` is known when its digest is; white space, commas and comments do not matter.  Of a
          text with several operations, ``name`` chooses one.  With ``match_by_name`` an unknown text
          means the current operation of its kind and name, whose frozen text runs.
        * Given together, all must mean the same operation.

        Raises ``OperationRetired`` for a version that is no longer served, ``OperationNotFound`` for a text
        that does not hold exactly one operation of the name, and ``OperationNotAllowed`` for everything else
        that is not on the list.
        """
        ids = [given for given in (digest, digest_of(document_id)) if given is not None]
        candidates: Sequence[Operation] | None = None
        if text is not None:
            candidates = self._with_text(namespace, text, name)
            if candidates and ids:  # the digest of the very text that was sent adds nothing to it
                ids = [given for given in ids if given != byte_digest(text)]
            if not candidates and match_by_name:
                candidates = self._named_like(namespace, text, name, ids)
                ids = []
        for given in ids:
            found = self._with_digest(namespace, given)
            candidates = found if candidates is None else [o for o in found if o in candidates]
        if candidates is None:
            candidates = self._current(namespace, name)
        matching = [o for o in candidates if name is None or o.name == name]
        if len(matching) != 1:
            if text is not None:
                self._refuse_unclear(text, name)
            raise _not_allowed(name=name, digest=digest, document_id=document_id)
        return _served(matching[0])

    def _add(self, listed: ListedOperation, entry: LockedOperation | None) -> None:
        locked = entry.current if entry is not None and entry.current.digest == listed.digest else None
        current = Operation(
            namespace=listed.namespace,
            name=listed.name,
            kind=listed.kind,
            digest=listed.digest,
            document=listed.document,
            locked=locked,
        )
        self._by_name[listed.namespace, listed.name] = current
        self._register(current)
        if entry is None or locked is None:
            return
        for version in entry.versions:
            self._register(
                Operation(
                    namespace=listed.namespace,
                    name=listed.name,
                    kind=version.kind,
                    digest=version.digest,
                    document=version.document,
                    current=False,
                    retired=version.retired,
                    locked=version,
                )
            )

    def _register(self, operation: Operation) -> None:
        """Several operations of one document share its byte digest; of one name the first counts."""
        texts = operation.locked.byte_digests if operation.locked is not None else ()
        for digest in (operation.digest, *texts):
            key = (operation.namespace, digest)
            others = self._by_digest.get(key, ())
            if all(other.name != operation.name for other in others):
                self._by_digest[key] = (*others, operation)

    def _current(self, namespace: str, name: str | None) -> Sequence[Operation]:
        found = self._by_name.get((namespace, name)) if isinstance(name, str) else None
        return () if found is None else (found,)

    def _with_digest(self, namespace: str, digest: object) -> Sequence[Operation]:
        return self._by_digest.get((namespace, digest), ()) if isinstance(digest, str) else ()

    def _with_text(self, namespace: str, text: str, name: str | None) -> Sequence[Operation]:
        """By its bytes, which is cheap; else by its tokens; else one operation of it by its tokens."""
        try:
            found = self._with_digest(namespace, byte_digest(text))
            if found:
                return found
            definitions = self._definitions(text)
            found = self._with_digest(namespace, byte_digest(form_of(definitions)))
            if found or name is None:
                return found
            selected = select_operation(definitions, name)
        except RequestRejected:
            return ()
        return self._with_digest(namespace, byte_digest(form_of(selected)))

    def _named_like(
        self, namespace: str, text: str, name: str | None, ids: Sequence[str]
    ) -> Sequence[Operation]:
        """The current operation of the kind and name that an unknown text has; ids must be its own."""
        try:
            definitions = self._definitions(text)
            if not set(ids) <= {byte_digest(text), byte_digest(form_of(definitions))}:
                return ()
            operation = select_operation(definitions, name)[0]
        except RequestRejected:
            return ()
        return [o for o in self._current(namespace, operation.name) if o.kind == operation.kind]

    def _refuse_unclear(self, text: str, name: str | None) -> None:
        """Raise ``OperationNotFound`` for a text that does not hold exactly one operation of the name."""
        try:
            select_operation(self._definitions(text), name)
        except OperationNotFound:
            raise
        except RequestRejected:
            return

    def _definitions(self, text: str) -> tuple[Definition, ...]:
        return split_definitions(text, **self._limits)


def digest_of(document_id: object) -> str | None:
    """The digest of a document id; one that nothing has for an id of another form."""
    if document_id is None:
        return None
    match = _DOCUMENT_ID.fullmatch(document_id) if isinstance(document_id, str) else None
    return "" if match is None else match.group(1)


def _served(operation: Operation) -> Operation:
    if operation.retired:
        raise OperationRetired(detail=f"{operation.name} {operation.digest}")
    return operation


def _not_allowed(**given: object) -> OperationNotAllowed:
    shown = (f"{key}={value!r:.100}" for key, value in given.items() if value is not None)
    return OperationNotAllowed(detail=" ".join(shown))
