"""Production: the operations of the files, read once when the gate loads."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Any

from django_graphgate.allowlist.access_directives import refuse_unstated
from django_graphgate.allowlist.files import listed_namespaces
from django_graphgate.allowlist.frozen import frozen_operations
from django_graphgate.allowlist.index import OperationIndex
from django_graphgate.allowlist.lockfile.read import read_lock
from django_graphgate.allowlist.lockfile.values import LockedVersion
from django_graphgate.errors import BadRequest, ConfigurationError, OperationNotAllowed
from django_graphgate.messages import GateRequest
from django_graphgate.statements.operation_store import NOTHING_NAMED
from django_graphgate.statements.resolved_operation import ResolvedOperation


class ProductionOperations:
    """What a release may run.  Raises ``ConfigurationError`` when a file is missing or broken."""

    def __init__(self, folder: Path, *, max_tokens: int, match_by_name: bool) -> None:
        self.lock = read_lock(folder / "allow.lock")
        operations = frozen_operations(folder, self.lock)
        self.namespaces = frozenset(listed_namespaces(folder))
        self.match_by_name = match_by_name
        self._index = OperationIndex(operations, max_tokens=max_tokens)
        self._resolved: dict[int, ResolvedOperation] = {}

    def __len__(self) -> int:
        return len(self._index)

    def __iter__(self) -> Iterator[ResolvedOperation]:
        """The current operations."""
        return map(self._resolve, self._index)

    def check_authenticators(self, named: Container[str]) -> None:
        """Raise ``ConfigurationError`` for an operation that asks for an authenticator which is not there."""
        for version in self._index:
            auth = version.access.auth
            if auth is not None and auth not in named:
                raise ConfigurationError(
                    f"Operation {version.name} is for callers of {auth!r}, which NAMED_AUTH does not have.",
                    hint="Add it to GRAPHGATE['NAMED_AUTH'].",
                )

    def check_stated(self) -> None:
        """Raise ``ConfigurationError`` for operations that do not say who may run them."""
        refuse_unstated(version for version in self._index if not version.access.is_stated)

    def find(self, request: GateRequest) -> ResolvedOperation:
        """The operation meant: one look-up by name, or what the index makes of the rest."""
        version: LockedVersion | None
        if request.by_name:
            if request.name is None:
                raise BadRequest(NOTHING_NAMED)
            version = self._index.get(request.namespace, request.name)
            if version is None:
                raise OperationNotAllowed(detail=f"name={request.name!r:.100}")
        else:
            version = self._index.resolve(
                request.namespace,
                name=request.name,
                digest=request.digest,
                document_id=request.document_id,
                text=request.text,
                match_by_name=self.match_by_name,
            )
        return self._resolved.get(id(version)) or self._resolve(version)

    def close(self, operation: ResolvedOperation, variables: Mapping[str, Any]) -> ResolvedOperation:
        """The operation itself: none that was frozen has an open shape."""
        del variables
        return operation

    def _resolve(self, version: LockedVersion) -> ResolvedOperation:
        """The same value for each request that means the version."""
        resolved = self._resolved.get(id(version))
        if resolved is None:
            resolved = self._resolved[id(version)] = ResolvedOperation(
                namespace=version.namespace,
                name=version.name,
                kind=version.kind,  # type: ignore[arg-type]  # one of OPERATION_KINDS, checked by the reader
                digest=version.digest,
                access=version.access,
                locked=version,
                typename_variant_of=version.typename_variant_of,
            )
        return resolved
