"""An operation on its way for a caller."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django_graphgate.access.live import LiveAccess, read_version
from django_graphgate.auth.users.verify import verify_caller
from django_graphgate.execution.run import Answer, Runnable
from django_graphgate.ir.identity import Identity
from django_graphgate.messages import GateRequest
from django_graphgate.statements.resolved_operation import ResolvedOperation


@dataclass(slots=True)
class Call:
    """What is known of a request when its operation is, and what the steps find out."""

    request: GateRequest
    operation: ResolvedOperation
    identity: Identity
    rules_alias: str
    """The database of roles, rules and switches."""
    access: LiveAccess
    role: str = ""
    """The role that the caller has, most likely."""

    def run(self, runnable: Runnable, database: str) -> Answer:
        """One round trip; where the rules are in another database, that one is asked first."""
        identity, version = self.identity, self.access.version
        here = database == self.rules_alias
        if not here:
            if (now := read_version(self.rules_alias)) != version:
                return Answer(None, now, None)
            if not verify_caller(identity, self.rules_alias):
                return Answer(None, version, None)
            identity = replace(identity, check=None)
        request = self.request
        return runnable.run(
            database,
            request.variables,
            identity,
            version,
            self.role,
            state_here=here,
            headers=request.headers,
        )
