"""Production: the operations of the files, read once when the gate loads."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Any

from django_graphgate.allowlist.files import allow_list_path, listed_namespaces, read_allow_list
from django_graphgate.allowlist.index import Operation, OperationIndex
from django_graphgate.allowlist.lockfile import read_lock
from django_graphgate.errors import BadRequest, ConfigurationError, OperationNotAllowed
from django_graphgate.ir.operation import Access
from django_graphgate.messages import GateRequest
from django_graphgate.statements.operation_store import NOTHING_NAMED
from django_graphgate.statements.resolved_operation import ResolvedOperation


class ProductionOperations:
    """What a release may run.  Raises ``ConfigurationError`` when a file is missing or broken."""

    def __init__(self, folder: Path, *, max_tokens: int, match_by_name: bool) -> None:
        self.lock = read_lock(folder / "allow.lock")
        namespaces = listed_namespaces(folder)
        if not namespaces:
            raise ConfigurationError(
                f"{folder} holds no allow.list.", hint="Run graphgate_freeze, and ship what it writes."
            )
        lists = [
            read_allow_list(allow_list_path(folder, name), namespace=name, strict=True) for name in namespaces
        ]
        self.namespaces = frozenset(namespaces)
        self.match_by_name = match_by_name
        self._index = OperationIndex(lists, self.lock, max_tokens=max_tokens)
        self._resolved: dict[Operation, ResolvedOperation] = {}
        _check_complete(self._index)

    def __len__(self) -> int:
        return len(self._index)

    def __iter__(self) -> Iterator[ResolvedOperation]:
        """The current operations."""
        return map(self._resolve, self._index)

    def check_authenticators(self, named: Container[str]) -> None:
        """Raise ``ConfigurationError`` for an operation that asks for an authenticator which is not there."""
        for operation in self._index:
            auth = None if operation.locked is None else operation.locked.auth_name
            if auth is not None and auth not in named:
                raise ConfigurationError(
                    f"Operation {operation.name} is for callers of {auth!r}, which NAMED_AUTH does not have.",
                    hint="Add it to GRAPHGATE['NAMED_AUTH'].",
                )

    def find(self, request: GateRequest) -> ResolvedOperation:
        """The operation meant: one look-up by name, or what the index makes of the rest."""
        if request.by_name:
            if request.name is None:
                raise BadRequest(NOTHING_NAMED)
            operation = self._index.get(request.namespace, request.name)
            if operation is None:
                raise OperationNotAllowed(detail=f"name={request.name!r:.100}")
        else:
            operation = self._index.resolve(
                request.namespace,
                name=request.name,
                digest=request.digest,
                document_id=request.document_id,
                text=request.text,
                match_by_name=self.match_by_name,
            )
        return self._resolved.get(operation) or self._resolve(operation)

    def close(self, operation: ResolvedOperation, variables: Mapping[str, Any]) -> ResolvedOperation:
        """The operation itself: none that was frozen has an open shape."""
        del variables
        return operation

    def _resolve(self, operation: Operation) -> ResolvedOperation:
        resolved = self._resolved.get(operation)
        if resolved is None:
            resolved = self._resolved[operation] = _resolved(operation)
        return resolved


def _check_complete(index: OperationIndex) -> None:
    """Each listed operation was frozen in the version that the list holds."""
    for operation in index:
        if operation.locked is None:
            raise ConfigurationError(
                f"Operation {operation.name} of the allow list is not in allow.lock, or is there in another version.",
                hint="Run graphgate_freeze, and ship both files.",
            )


def _resolved(operation: Operation) -> ResolvedOperation:
    locked = operation.locked
    if locked is None:
        raise ConfigurationError(f"Operation {operation.name} was never frozen.")
    return ResolvedOperation(
        namespace=operation.namespace,
        name=operation.name,
        kind=operation.kind,  # type: ignore[arg-type]  # one of OPERATION_KINDS, checked by the reader
        digest=operation.digest,
        text=operation.document,
        access=Access(
            skip_auth=locked.skip_auth,
            require_auth=locked.require_auth,
            roles=locked.auth_roles,
            auth=locked.auth_name,
        ),
        locked=locked,
        typename_variant_of=locked.twin_of,
    )
