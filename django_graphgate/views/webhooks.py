"""``webhooks/<name>``: what other services send.

Every name answers alike until a signature has been verified: method, encoding and length are judged before the name is.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from django_graphgate.errors import MethodNotAllowed, UnsupportedMediaType
from django_graphgate.messages import Result
from django_graphgate.telemetry.tracing import traced
from django_graphgate.views.negotiation import JSON
from django_graphgate.views.records import begin_record, observe_http
from django_graphgate.views.requests import check_request, read_body
from django_graphgate.views.responses import plain, refused, respond
from django_graphgate.views.statuses import PROFILES
from django_graphgate.webhooks.receive import body_limit, known_name, receive


def webhook(request: HttpRequest, name: str) -> HttpResponse:
    """Take a delivery; never raises, whatever the request or the settings are.

    200 where it is done, 202 where a worker is going to handle it.  Refusals have the shape of all errors: 401
    ``DELIVERY_REFUSED``, 405, 409 while it is running, 413, 415 for a compressed body, 429, 500 ``DELIVERY_FAILED``
    where the handler failed.
    """
    record, outcome = begin_record(request, "webhook"), None

    def answered() -> Result:
        nonlocal outcome
        try:
            _check(request)
            body = read_body(request, body_limit())
            record.operation = known_name(name)
            answer = receive(request, name, body)
            return Result(data=answer.body, status=answer.status)
        except Exception as error:  # noqa: BLE001  what nobody expected is one neutral line
            outcome = refused(error)
            return outcome.results[0]

    result = traced(record, request.headers, answered)
    if outcome is None:
        response = plain(request, result.data or b"", JSON, result.status)
    else:
        response = respond(request, outcome, JSON, PROFILES["legacy"])
    return observe_http(response, [record], [result])


def _check(request: HttpRequest) -> None:
    if request.method != "POST":
        raise MethodNotAllowed(headers={"Allow": "POST"})
    check_request(request)
    if request.META.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() not in ("", "identity"):
        raise UnsupportedMediaType("The body must not be compressed.")
