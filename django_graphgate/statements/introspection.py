"""The schema for those who ask for it, in development."""

from __future__ import annotations

from django_graphgate.errors import Forbidden
from django_graphgate.messages import Result
from django_graphgate.rules.model import StoredRole
from django_graphgate.statements.call import Call
from django_graphgate.statements.role_views import RoleViews


def introspected(call: Call, views: RoleViews) -> Result:
    """The schema as the caller's role may see it; there is no other way to it.  Raises ``Forbidden``."""
    from django_graphgate.compiler.introspect import introspect

    parsed, role = call.operation.parsed, call.role
    if views.settings.production() or parsed is None or not views.settings.may_introspect(role):
        raise Forbidden("Introspection is not available.")
    schema = views.schema(call.access.roles.get(role) or StoredRole(name=role))
    data = introspect(parsed.normal, schema, call.request.variables, parsed.others)
    return Result(data=data, extensions={"graphgate": {"saved": "no", "reason": "It asks for the schema."}})
