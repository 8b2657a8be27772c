"""An operation on its way for a caller."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django_graphgate.auth.http.proxies import client_address
from django_graphgate.execution.comments import comment_of
from django_graphgate.execution.run import Answer, RequestFacts, Runnable
from django_graphgate.messages import GateRequest
from django_graphgate.statements.caller import Caller
from django_graphgate.statements.resolved_operation import ResolvedOperation


@dataclass(slots=True, kw_only=True)
class Call(Caller):
    """What is known of a request when its operation is, and what the steps find out."""

    request: GateRequest
    operation: ResolvedOperation
    was_sent: bool = field(init=False, default=False)
    """A database has been sent the statement for the role that is assumed: what it refuses, it refuses in this role."""

    def assume(self) -> None:
        """As :meth:`Caller.assume`; nothing has been sent under the new assumption."""
        self.was_sent = False
        Caller.assume(self)

    def run(self, runnable: Runnable, database: str) -> Answer:
        """One round trip; where the rules are in another database, that one is asked first."""
        self.was_sent = True
        identity, version = self.identity, self.access.version
        here = database == self.rules_alias
        if not here:
            verified = self.verify()
            if (verified.version, verified.role) != (version, self.role):
                return verified
            identity = replace(identity, check=None)
        return runnable.run(
            database,
            self.request.variables,
            identity,
            version,
            self.role,
            roles=self.source if here else None,
            state_here=here,
            request=RequestFacts(
                headers=self.headers,
                dry_run=self.request.dry_run,
                idempotency_key=self.request.idempotency_key,
                http=self.request.http,
                origin=self._origin(runnable),
                comment=comment_of(self.operation.namespace, self.operation.name, self.role),
            ),
        )

    def _origin(self, runnable: Runnable) -> str:
        """The caller's address, where the operation calls actions, whose runs say it."""
        writes, http = runnable.statement.writes, self.request.http
        return (
            (client_address(http) or "") if writes is not None and writes.calls and http is not None else ""
        )
