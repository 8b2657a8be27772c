"""An action that is a saved operation: the gate answers it, as for any request of the caller."""

from __future__ import annotations

import json
from typing import Any

from django_graphgate.errors import RequestRejected
from django_graphgate.gate import get_gate
from django_graphgate.ir.action import ActionDefinition
from django_graphgate.messages import GateRequest, Result
from django_graphgate.running.request import ActionRequest, ActionResult


def run_operation(request: ActionRequest, definition: ActionDefinition) -> ActionResult:
    """The operation's data, and the errors of fields beside them: what a mutation has written stays.

    Raises ``RequestRejected`` with the code, the status and all errors of the operation where there are no data, and
    also for a delivery, whose transaction undoes what was done in part.
    """
    result = get_gate().handle(
        GateRequest(
            name=definition.operation,
            namespace=definition.namespace,
            variables=request.parameters,
            headers=request.headers,
            dry_run=request.dry_run,
            idempotency_key=request.idempotency_key,
            counted=True,
            http=request.http,
        ),
        request.identity,
    )
    if result.data is None or (result.errors and request.delivery is not None):
        raise _refused(result)
    return ActionResult(
        value=json.loads(result.data),
        has_value=True,
        errors=result.errors,
        replayed="Idempotency-Replayed" in result.headers,
    )


def _refused(result: Result) -> RequestRejected:
    refusals = [_refusal(error, result) for error in result.errors]
    return refusals[0].with_others(refusals[1:])


def _refusal(error: dict[str, Any], result: Result) -> RequestRejected:
    """An error of the gate as the exception that it was."""
    extensions = dict(error.get("extensions", {}))
    members = {"code": extensions.pop("code"), "status": result.status}
    error_type: type[RequestRejected] = type("OperationRefused", (RequestRejected,), members)
    refusal = error_type(
        error["message"],
        path=error.get("path", ()),
        extensions=extensions,
        headers=result.headers,
        detail=result.detail,
    )
    refusal.cookies = result.cookies
    return refusal
