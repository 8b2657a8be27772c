"""Development: any text runs, under the rules; names and digests mean what was recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import router
from django.db.models import QuerySet

from django_graphgate.allowlist.access_directives import (
    states_access,
    undirected_digest,
    with_require_auth,
)
from django_graphgate.allowlist.digest import lexical_digest, text_digests
from django_graphgate.allowlist.files import allow_list_path, listed_operation
from django_graphgate.allowlist.index import digest_of
from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.compile import Operation, close_operation, read_operation
from django_graphgate.compiler.introspect import asks_for_schema
from django_graphgate.compiler.normalise.types import shapes
from django_graphgate.errors import BadRequest, ConfigurationError, OperationNotAllowed, OperationRetired
from django_graphgate.ir.limits import Limits
from django_graphgate.lru_cache import LRUCache
from django_graphgate.messages import GateRequest
from django_graphgate.models import AllowedOperation
from django_graphgate.statements.operation_store import NOTHING_NAMED
from django_graphgate.statements.resolved_operation import ResolvedOperation

_MAX_TEXTS = 1_000
_MAX_CHARACTERS = 1_000_000
"""Of all texts that are kept parsed, which takes some 75 bytes of memory for each character."""


class DevelopmentOperations:
    """Parses what it is given; keeps the last parsed operations."""

    def __init__(self, limits: Limits, folder: Path, *, require_auth: bool) -> None:
        """``folder`` holds the lists.  ``require_auth``: what does not say who may run it is for signed-in callers."""
        self.limits = limits
        self.folder = folder
        self.require_auth = require_auth
        self._parsed: LRUCache[tuple[str, str, str | None], ResolvedOperation] = LRUCache(
            _MAX_TEXTS, _MAX_CHARACTERS, lambda key, _: len(key[1])
        )

    def __len__(self) -> int:
        return _recorded().filter(current=True).count()

    def __iter__(self) -> Iterator[ResolvedOperation]:
        """The current operations that were recorded."""
        rows = _recorded().filter(current=True).order_by("namespace", "name")
        return (self._read(row.namespace, row.document, None) for row in rows)

    def find(self, request: GateRequest) -> ResolvedOperation:
        """The operation of the text, or the recorded one; also raises what the compiler raises."""
        digests = [
            digest for digest in (request.digest, digest_of(request.document_id)) if digest is not None
        ]
        if request.text is None:
            document = _document(request.namespace, request.name, digests)
            return self._read(request.namespace, document, None)
        operation = self._read(request.namespace, request.text, request.name)
        if not {operation.digest, *operation.text_digests}.issuperset(digests):
            raise OperationNotAllowed(detail="the digest is not that of the text")
        return self._as_listed(operation) if operation.undirected else operation

    def _as_listed(self, operation: ResolvedOperation) -> ResolvedOperation:
        """The same operation, for those callers that a person wrote into the list."""
        path = allow_list_path(self.folder, operation.namespace)
        try:
            listed = listed_operation(path, operation.name, namespace=operation.namespace)
        except (ConfigurationError, OSError):  # recording says so
            return operation
        if listed is None or listed.digest == operation.digest or not states_access(listed.document):
            return operation
        if undirected_digest(listed.document) != operation.undirected:
            return operation
        same = self._read(operation.namespace, listed.document, None)
        sent = {*operation.text_digests, *same.text_digests} - {same.digest}
        return replace(same, text_digests=tuple(sorted(sent)))

    def close(self, operation: ResolvedOperation, variables: Mapping[str, Any]) -> ResolvedOperation:
        """The operation with the shapes that the variables bring; never kept, as the next one brings others.

        Raises ``VariableInvalid``, or what the compiler raises.
        """
        if operation.parsed is None:
            return operation
        closed = close_operation(operation.parsed, variables, catalog=get_catalog(), limits=self.limits)
        return replace(self._resolved(operation.namespace, closed), open_shape=True)

    def _read(self, namespace: str, text: str, name: str | None) -> ResolvedOperation:
        key = (namespace, text, name)
        operation = self._parsed.get(key)
        if operation is None:
            parsed = read_operation(text, name, catalog=get_catalog(), limits=self.limits)
            operation = self._resolved(namespace, parsed, text)
            self._parsed.put(key, operation)
        return operation

    def _resolved(self, namespace: str, operation: Operation, text: str = "") -> ResolvedOperation:
        info = operation.info
        undirected = lexical_digest(info.text)
        adds = self.require_auth and bool(info.name) and not info.access.is_stated
        listed_text = with_require_auth(info.text) if adds else info.text
        digest = lexical_digest(listed_text) if adds else undirected
        sent = {undirected, *text_digests(text)} if text else set[str]()
        return ResolvedOperation(
            namespace=namespace,
            name=info.name,
            kind=info.kind,
            digest=digest,
            undirected=undirected if adds else "",
            text=listed_text,
            access=info.access,
            parsed=operation,
            text_digests=tuple(sorted(sent - {digest})),
            introspects=asks_for_schema(operation.normal.operation),
            open_shape=bool(shapes(operation.normal.operation, get_catalog())),
        )


def _recorded() -> QuerySet[AllowedOperation]:
    return AllowedOperation.objects.using(router.db_for_write(AllowedOperation))


def _document(namespace: str, name: str | None, digests: list[str]) -> str:
    """The text of the recorded operation that a name and digests mean; in the current version for a name alone."""
    if name is None and not digests:
        raise BadRequest(NOTHING_NAMED)
    rows = _recorded().filter(namespace=namespace)
    if name is not None:
        rows = rows.filter(name=name)
    if not digests:
        rows = rows.filter(current=True)
    matches = {
        row.name: row
        for row in rows.order_by("current", "created_at")
        if {row.digest, *row.byte_digests}.issuperset(digests)
    }
    if len(matches) != 1:
        raise OperationNotAllowed("No operation of that name or digest is recorded.")
    (row,) = matches.values()
    if row.retired:
        raise OperationRetired(detail=f"{row.name} {row.digest}")
    return row.document
