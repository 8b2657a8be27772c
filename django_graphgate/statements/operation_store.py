"""Where operations are looked up: one protocol, a store for development and one for production."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from django_graphgate.messages import GateRequest
from django_graphgate.statements.resolved_operation import ResolvedOperation

NOTHING_NAMED = "A request names an operation: by text, name or digest."


class OperationStore(Protocol):
    """The operations that a request may mean."""

    def find(self, request: GateRequest) -> ResolvedOperation:
        """The operation that all that the request gives (text, name, digest, document id) means.

        Raises ``OperationNotAllowed`` where nothing is meant, or not one and the same operation;
        ``OperationRetired`` for a version that is no longer served; ``BadRequest`` where nothing is given.
        Development runs any text, and raises what the compiler raises: ``OperationNotFound`` where the text
        does not hold exactly one operation of the name.
        """
        ...

    def close(self, operation: ResolvedOperation, variables: Mapping[str, Any]) -> ResolvedOperation:
        """An operation of open shape with the shapes that the variables bring."""
        ...

    def __iter__(self) -> Iterator[ResolvedOperation]:
        """The current operations, sorted by namespace and name."""
        ...

    def __len__(self) -> int:
        """How many current operations there are."""
        ...
