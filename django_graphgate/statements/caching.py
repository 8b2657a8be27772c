"""What ``@cacheControl`` comes to for one answer."""

from __future__ import annotations

from django_graphgate.auth.chain import knows_deciding_headers
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.statement import Statement
from django_graphgate.statements.resolved_operation import ResolvedOperation


def cache_headers(
    statement: Statement, operation: ResolvedOperation, identity: Identity, *, header_decides: bool = False
) -> dict[str, str]:
    """``@cacheControl``: shared caches may keep only what anybody may ask, and gets the same answer to.

    Not all caches heed ``Vary``, so neither a header's variable, nor a header that chooses the operation's
    namespace (``header_decides``), nor a credential may have decided anything.
    """
    if statement.max_age is None:
        return {}
    nobody = identity.user_id is None and identity.role is None and not identity.authenticator
    by_headers = header_decides or any(parameter.source == "header" for parameter in statement.parameters)
    public = statement.cache_publicly and operation.access.skip_auth and nobody and not by_headers
    public = public and operation.access.auth is None and knows_deciding_headers()
    return {"Cache-Control": f"{'public' if public else 'private'}, max-age={statement.max_age}"}
