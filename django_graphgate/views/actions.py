"""The URLs of actions: ``POST actions/<name>`` runs one, ``GET actions/runs/<id>`` reads what became of a run.

What is read of a request, and how it is refused, does not depend on whether the action exists.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from django_graphgate.auth.chain import default_chain
from django_graphgate.conf import get_settings
from django_graphgate.errors import (
    BadRequest,
    Forbidden,
    MethodNotAllowed,
    NotAcceptable,
    RequestRejected,
    UnsupportedMediaType,
)
from django_graphgate.gate import get_gate
from django_graphgate.ir.action import ActionDefinition
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.request_record import RequestRecord
from django_graphgate.messages import Result
from django_graphgate.refusals import failed, refused, rejection_of
from django_graphgate.running.authorise import authorise, find_action
from django_graphgate.running.background import enqueue, read_run
from django_graphgate.running.run import ActionRequest, run_action
from django_graphgate.telemetry.tracing import traced
from django_graphgate.views.negotiation import JSON, acceptable, check_content_type
from django_graphgate.views.records import begin_record, observe_http
from django_graphgate.views.requests import check_request, idempotency_key, parsed_body, read_body
from django_graphgate.views.responses import Outcome, options, respond
from django_graphgate.views.statuses import PROFILES

RUN_METHODS = ("POST", "OPTIONS")
STATUS_METHODS = ("GET", "HEAD", "OPTIONS")
DRY_RUN = "X-GraphGate-Dry-Run"


def run_named_action(request: HttpRequest, name: str) -> HttpResponse:
    """Run the action for a caller whom its definition admits.

    The body is the JSON object of its parameters; without a body there are none.  ``Idempotency-Key`` and
    ``X-GraphGate-Dry-Run: true`` are as for mutations.  Answers ``{"data": {"status", "count",
    "milliseconds", "run"}}`` with ``rows`` or ``value``; 202 and a ``Location`` where a worker runs it.
    """
    return _answered(request, RUN_METHODS, lambda record: _run(request, name, record))


def action_status(request: HttpRequest, run: str) -> HttpResponse:
    """What became of a run in the background, for the caller who asked for it."""
    return _answered(request, STATUS_METHODS, lambda _record: _status(request, run))


def _answered(
    request: HttpRequest, methods: tuple[str, ...], answer: Callable[[RequestRecord], Result]
) -> HttpResponse:
    if request.method == "OPTIONS":
        return options(methods)
    record = begin_record(request, "action")

    def checked() -> Result:
        try:
            if request.method not in methods:
                raise MethodNotAllowed(headers={"Allow": ", ".join(methods)})
            check_request(request)
            if JSON not in acceptable(request.META.get("HTTP_ACCEPT"), JSON):
                raise NotAcceptable
            return answer(record)
        except Exception as error:  # noqa: BLE001  what nobody expected is one neutral line
            record.identity = getattr(error, "identity", None) or record.identity
            return _refused(error)

    result = traced(record, request.headers, checked)
    if record.charge is not None:
        result = get_gate().limiter.beside(record, result)
    response = respond(request, Outcome((result,), "http"), JSON, PROFILES["legacy"])
    return observe_http(response, [record], [result])


def _refused(error: Exception) -> Result:
    rejection = rejection_of(error)
    if rejection is None:
        return failed(error)
    result = refused(rejection, default_chain().challenge if rejection.status == 401 else "")
    # Here no GraphQL client reads the body of 200 alone.
    return replace(result, status=422) if result.status == 200 else result


def _run(request: HttpRequest, name: str, record: RequestRecord) -> Result:
    """Nothing is looked up by the name before the request has been read as a whole."""
    parameters, key, dry_run = _parameters(request), idempotency_key(request), _dry_run(request)
    limiter = get_gate().limiter
    limiter.count_request(record, None)
    definition = find_action(name)
    record.operation = "" if definition is None else definition.name
    try:
        identity, role = record.identity, record.role = authorise(definition, request)
    except RequestRejected:
        limiter.count_request(record, Identity.anonymous())
        raise
    assert definition is not None
    limiter.count_request(record, identity)
    limiter.count_run(record, identity, role, 1)
    if dry_run and role not in get_settings().DRY_RUN_ROLES:
        raise Forbidden("Dry runs are not for you.", detail=f"{role} is not in DRY_RUN_ROLES")
    asked = ActionRequest(
        name=definition.name,
        parameters=parameters,
        identity=identity,
        role=role,
        via="http",
        headers=request.headers,
        dry_run=dry_run,
        idempotency_key=key,
        http=request,
        origin=record.origin,
    )
    if definition.background:
        return _accepted(asked, definition)
    record.variables = parameters
    result = run_action(asked, definition)
    headers = {"Idempotency-Replayed": "true"} if result.replayed else {}
    return Result(data=_json(result.as_json()), headers=headers)


def _accepted(asked: ActionRequest, definition: ActionDefinition) -> Result:
    """The URL, of the mount that was asked, is made before anything is queued."""
    run_id, match = uuid4(), None if asked.http is None else asked.http.resolver_match
    mount = None if match is None else match.namespace
    url = reverse("graphgate:action_status", args=[run_id], current_app=mount)
    enqueue(replace(asked, run_id=run_id), definition)
    data = {"status": "queued", "run": str(run_id), "url": url}
    return Result(data=_json(data), status=202, headers={"Location": url})


def _status(request: HttpRequest, run: str) -> Result:
    return Result(data=_json(read_run(run, request)))


def _parameters(request: HttpRequest) -> dict[str, Any]:
    """The parameters of the body.

    Where nothing is sent there need be no media type, except from browsers: a page of another site can make
    them send such a request without asking.
    """
    body = read_body(request)
    if not body and request.content_type in ("", "text/plain"):  # as wsgiref completes it
        if "HTTP_ORIGIN" in request.META or "HTTP_SEC_FETCH_SITE" in request.META:
            sentence = "Browsers have to send Content-Type: application/json, also without a body."
            raise UnsupportedMediaType(sentence, headers={"Accept": JSON})
        return {}
    check_content_type(request)
    parameters: Any = parsed_body(body) if body else {}
    if not isinstance(parameters, dict):
        raise BadRequest("The body must be the JSON object of the parameters.")
    return cast("dict[str, Any]", parameters)


def _dry_run(request: HttpRequest) -> bool:
    """Only two values are read, so that nothing is written by mistake."""
    asked = request.headers.get(DRY_RUN, "false")
    if asked not in ("true", "false"):
        raise BadRequest(f"{DRY_RUN} must be true or false.")
    return asked == "true"


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
