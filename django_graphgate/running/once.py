"""Actions with an ``Idempotency-Key``, which may be asked for twice and run once: as mutations do.

In a transaction the key is taken and the answer kept by the same transaction.  Without one the key is taken
before the run and the answer kept after it: where a process dies in between, nobody knows what the run has done, and
the key stays taken.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from django.db import transaction

from django_graphgate.execution.binders import Facts
from django_graphgate.execution.run import Answer
from django_graphgate.execution.writes.idempotency import KeyedRequest, claim, keep
from django_graphgate.ir.action import ActionDefinition
from django_graphgate.running.request import ActionRequest, ActionResult

UNFINISHED = (
    "A run with this Idempotency-Key has begun before; it is not known whether it has ended, and how."
)


class Once:
    """The key of one request, if it has one that counts."""

    def __init__(self, request: ActionRequest, definition: ActionDefinition, alias: str) -> None:
        """Raises ``BadRequest`` for a key of an anonymous caller."""
        self._alias = alias
        identity = request.identity
        if definition.auth_name and identity.authenticator == definition.auth_name and identity.is_anonymous:
            # A service that shows the secret of its authenticator, and nothing else, is a caller like any other.
            identity = replace(identity, role=request.role, role_from_request=False)
        self._facts = Facts(identity, request.role, request.headers, {"version": ""})
        self._keyed: KeyedRequest | None = None
        key = request.idempotency_key
        # the gate sees to the keys of operations, and what only reads needs none
        counts = definition.source != "operation" and definition.field != "query"
        if key is not None and not request.dry_run and counts:
            statement = hashlib.sha256(repr(definition).encode()).hexdigest()
            operation = f"action {definition.name}"
            self._keyed = KeyedRequest.of(key, self._facts, operation, request.parameters, statement)

    def claim(self) -> ActionResult | None:
        """Take the key within the open transaction; the result that is kept for it, if there is one.

        Raises ``IdempotencyConflict``.
        """
        if self._keyed is None:
            return None
        kept = claim(self._alias, self._keyed, self._facts)
        return None if kept is None or kept.data is None else ActionResult.replay(kept.data)

    def claim_before(self) -> ActionResult | None:
        """As :meth:`claim`, in a transaction of its own, for a run without one."""
        if self._keyed is None:
            return None
        with transaction.atomic(using=self._alias):
            kept = claim(self._alias, self._keyed, self._facts, without_answer=UNFINISHED)
        return None if kept is None or kept.data is None else ActionResult.replay(kept.data)

    def keep(self, result: ActionResult) -> None:
        """Keep the result of a run that has taken the key."""
        if self._keyed is not None:
            keep(self._alias, self._keyed, Answer(result.output, "", self._facts.role))
