"""Production: the operations of the files, read once when the gate loads."""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import Path

from django_graphgate.allowlist.files import allow_list_path, listed_namespaces, read_allow_list
from django_graphgate.allowlist.index import Operation, OperationIndex
from django_graphgate.allowlist.lockfile import read_lock
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.operation import Access
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
        self._meant = {id(one): _meant(one) for one in self._index}
        _check_complete(self._index)

    def __len__(self) -> int:
        return len(self._index)

    def __iter__(self) -> Iterator[ResolvedOperation]:
        """The current operations."""
        return (self._meant[id(one)] for one in self._index)

    def check_authenticators(self, named: Container[str]) -> None:
        """Raise ``ConfigurationError`` for an operation that asks for an authenticator which is not there."""
        for one in self:
            if one.access.auth is not None and one.access.auth not in named:
                raise ConfigurationError(
                    f"Operation {one.name} is for callers of {one.access.auth!r}, which NAMED_AUTH does not have.",
                    hint="Add it to GRAPHGATE['NAMED_AUTH'].",
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
        """The operation meant; raises ``OperationNotAllowed`` or ``OperationRetired``."""
        found = self._index.resolve(
            namespace,
            name=name,
            digest=digest,
            document_id=document_id,
            text=text,
            match_by_name=self.match_by_name,
        )
        known = self._meant.get(id(found))
        if known is None:  # an old version
            known = self._meant[id(found)] = _meant(found)
        return known


def _check_complete(index: OperationIndex) -> None:
    """Each listed operation was frozen in the version that the list holds."""
    for one in index:
        if one.locked is None:
            raise ConfigurationError(
                f"Operation {one.name} of the allow list is not in allow.lock, or is there in another version.",
                hint="Run graphgate_freeze, and ship both files.",
            )


def _meant(found: Operation) -> ResolvedOperation:
    locked = found.locked
    if locked is None:
        raise ConfigurationError(f"Operation {found.name} was never frozen.")
    return ResolvedOperation(
        namespace=found.namespace,
        name=found.name,
        kind=found.kind,  # type: ignore[arg-type]  # one of OPERATION_KINDS, checked by the reader
        digest=found.digest,
        text=found.document,
        access=Access(
            skip_auth=locked.skip_auth,
            require_auth=locked.require_auth,
            roles=locked.auth_roles,
            auth=locked.auth_name,
        ),
        locked=locked,
        twin_of=locked.twin_of,
    )
