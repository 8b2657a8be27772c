"""Development: any text runs, under the rules; names and digests mean what was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import router

from django_graphgate.allowlist.digest import byte_digest, lexical_digest
from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.compile import Operation, close_operation, read_operation
from django_graphgate.compiler.introspect import is_introspection
from django_graphgate.compiler.normalise.types import shapes
from django_graphgate.errors import BadRequest, OperationNotAllowed
from django_graphgate.ir.limits import Limits
from django_graphgate.lru_cache import LRUCache
from django_graphgate.models import AllowedOperation
from django_graphgate.statements.resolved_operation import ResolvedOperation

_MOST_TEXTS = 1_000
_MOST_CHARACTERS = 1_000_000
"""Of all texts that are kept parsed, which takes some 75 bytes of memory for each character."""


class DevelopmentOperations:
    """Parses what it is given; keeps the last parsed operations."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._parsed: LRUCache[tuple[str, str | None], ResolvedOperation] = LRUCache(
            _MOST_TEXTS, _MOST_CHARACTERS, lambda key, _: len(key[0])
        )

    def find(
        self,
        namespace: str,
        *,
        text: str | None,
        name: str | None,
        digest: str | None,
        document_id: str | None,
    ) -> ResolvedOperation:
        """The operation meant; raises what the compiler raises, or ``OperationNotAllowed``."""
        wanted = digest if document_id is None else document_id.removeprefix("sha256:")
        if text is None:
            return self._recorded(namespace, name, wanted)
        if wanted is not None and wanted not in (byte_digest(text), lexical_digest(text)):
            raise BadRequest("The digest is not that of the text.")
        key = (text, name)
        found = self._parsed.get(key)
        if found is None or found.namespace != namespace:
            found = _meant(namespace, read_operation(text, name, catalog=get_catalog(), limits=self.limits))
            self._parsed.put(key, found)
        return found

    def close(self, meant: ResolvedOperation, variables: Mapping[str, Any]) -> ResolvedOperation:
        """The operation with the shapes that the variables bring; never kept, as the next one brings others.

        Raises ``VariableInvalid``, or what the compiler raises.
        """
        closed = close_operation(meant.operation, variables, catalog=get_catalog(), limits=self.limits)
        return replace(_meant(meant.namespace, closed), open_shape=True)

    def _recorded(self, namespace: str, name: str | None, digest: str | None) -> ResolvedOperation:
        rows = AllowedOperation.objects.using(router.db_for_write(AllowedOperation)).filter(
            namespace=namespace
        )
        if name is not None:
            rows = rows.filter(name=name)
        if digest is None and name is None:
            raise BadRequest("A request names an operation: by text, name or digest.")
        if digest is None:
            row = rows.filter(current=True).first()
        else:
            row = next((one for one in rows if digest == one.digest or digest in one.byte_digests), None)
        if row is None:
            raise OperationNotAllowed("No operation of that name or digest is recorded.")
        return _meant(
            namespace, read_operation(row.document, None, catalog=get_catalog(), limits=self.limits)
        )


def _meant(namespace: str, operation: Operation) -> ResolvedOperation:
    info = operation.info
    return ResolvedOperation(
        namespace=namespace,
        name=info.name,
        kind=info.kind,
        digest=lexical_digest(info.text),
        text=info.text,
        access=info.access,
        operation=operation,
        introspects=is_introspection(operation.normal.operation),
        open_shape=bool(shapes(operation.normal.operation, get_catalog())),
    )
