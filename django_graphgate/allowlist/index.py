"""Which operation a request means: look-ups in dictionaries that are built once.

Nothing here touches a file or a database, so a hostile id is a key that is not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from django_graphgate.allowlist.digest import (
    Definition,
    byte_digest,
    form_of,
    select_operation,
    split_definitions,
)
from django_graphgate.allowlist.lockfile.values import LockedOperation, LockedVersion
from django_graphgate.errors import OperationNotAllowed, OperationRetired, RequestRejected

_DOCUMENT_ID = re.compile(r"sha256:([0-9a-f]{64})", re.ASCII)


class OperationIndex:
    """The operations that may run, found by name, digest, id or text.

    ``max_tokens`` and ``max_bytes`` bound the texts that are looked at.
    """

    def __init__(
        self,
        operations: Iterable[LockedOperation],
        *,
        max_tokens: int | None = None,
        max_bytes: int | None = None,
    ) -> None:
        self._limits = {"max_tokens": max_tokens, "max_bytes": max_bytes}
        self._by_name: dict[tuple[str, str], LockedVersion] = {}
        self._by_digest: dict[tuple[str, str], tuple[LockedVersion, ...]] = {}
        for operation in operations:
            self._by_name[operation.namespace, operation.name] = operation.current
            for version in operation.every_version:
                self._register(version)

    def __iter__(self) -> Iterator[LockedVersion]:
        """The current versions, sorted by namespace and name."""
        return (self._by_name[key] for key in sorted(self._by_name))

    def __len__(self) -> int:
        return len(self._by_name)

    def get(self, namespace: str, name: str) -> LockedVersion | None:
        """The current version of a name."""
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
    ) -> LockedVersion:
        """The operation that a request means.

        * ``name`` alone is the current version; beside anything else it must be the operation's name.
        * ``digest`` is 64 lower-case hexadecimal digits: of the lexical form, or of a text that the
          operation was recorded with.  ``document_id`` is the same after ``sha256:``.
        * ``text`` is known when its digest is; white space, commas and comments do not matter.  Of a
          text with several operations, ``name`` chooses one.  With ``match_by_name`` an unknown text
          means the current operation of its kind and name, whose frozen text runs.
        * Given together, all must mean the same operation.

        Raises ``OperationRetired`` for a version that is no longer served, and ``OperationNotAllowed`` for
        everything else that is not on the list.
        """
        ids = [given for given in (digest, digest_of(document_id)) if given is not None]
        candidates: Sequence[LockedVersion] | None = None
        if text is not None:
            candidates = self._with_text(namespace, text, name)
            if candidates and ids:  # the digest of the very text that was sent adds nothing to it
                ids = [given for given in ids if given != byte_digest(text)]
            if not candidates and match_by_name:
                candidates = self._named_like(namespace, text, name, ids)
                ids = []
        for given in ids:
            same = self._with_digest(namespace, given)
            candidates = (
                same if candidates is None else [version for version in same if version in candidates]
            )
        if candidates is None:
            candidates = self._current(namespace, name)
        matching = [version for version in candidates if name is None or version.name == name]
        if len(matching) != 1:
            raise _not_allowed(name=name, digest=digest, document_id=document_id)
        return _served(matching[0])

    def _register(self, version: LockedVersion) -> None:
        """Several operations of one document share its byte digest; of one name the first counts."""
        for digest in (version.digest, *version.byte_digests):
            key = (version.namespace, digest)
            others = self._by_digest.get(key, ())
            if all(other.name != version.name for other in others):
                self._by_digest[key] = (*others, version)

    def _current(self, namespace: str, name: str | None) -> Sequence[LockedVersion]:
        current = self._by_name.get((namespace, name)) if isinstance(name, str) else None
        return () if current is None else (current,)

    def _with_digest(self, namespace: str, digest: object) -> Sequence[LockedVersion]:
        return self._by_digest.get((namespace, digest), ()) if isinstance(digest, str) else ()

    def _with_text(self, namespace: str, text: str, name: str | None) -> Sequence[LockedVersion]:
        """By its bytes, which is cheap; else by its tokens; else one operation of it by its tokens."""
        try:
            versions = self._with_digest(namespace, byte_digest(text))
            if versions:
                return versions
            definitions = self._definitions(text)
            versions = self._with_digest(namespace, byte_digest(form_of(definitions)))
            if versions or name is None:
                return versions
            selected = select_operation(definitions, name)
        except RequestRejected:
            return ()
        return self._with_digest(namespace, byte_digest(form_of(selected)))

    def _named_like(
        self, namespace: str, text: str, name: str | None, ids: Sequence[str]
    ) -> Sequence[LockedVersion]:
        """The current operation of the kind and name that an unknown text has; ids must be its own."""
        try:
            definitions = self._definitions(text)
            if not set(ids) <= {byte_digest(text), byte_digest(form_of(definitions))}:
                return ()
            operation = select_operation(definitions, name)[0]
        except RequestRejected:
            return ()
        return [
            version for version in self._current(namespace, operation.name) if version.kind == operation.kind
        ]

    def _definitions(self, text: str) -> tuple[Definition, ...]:
        return split_definitions(text, **self._limits)


def digest_of(document_id: object) -> str | None:
    """The digest of a document id; one that nothing has for an id of another form."""
    if document_id is None:
        return None
    match = _DOCUMENT_ID.fullmatch(document_id) if isinstance(document_id, str) else None
    return "" if match is None else match.group(1)


def _served(version: LockedVersion) -> LockedVersion:
    if version.retired:
        raise OperationRetired(detail=f"{version.name} {version.digest}")
    return version


def _not_allowed(**given: object) -> OperationNotAllowed:
    shown = (f"{key}={value!r:.100}" for key, value in given.items() if value is not None)
    return OperationNotAllowed(detail=" ".join(shown))
