"""``webhooks/<name>``: what other services send.

Every name answers alike until a signature has been verified: method, encoding and length are judged before the name is.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from django_graphgate.errors import MethodNotAllowed, UnsupportedMediaType
from django_graphgate.views.negotiation import JSON
from django_graphgate.views.requests import check_request, read_body
from django_graphgate.views.responses import plain, refused, respond
from django_graphgate.views.statuses import PROFILES
from django_graphgate.webhooks.receive import body_limit, receive


def webhook(request: HttpRequest, name: str) -> HttpResponse:
    """Take a delivery; never raises, whatever the request or the settings are.

    200 where it is done, 202 where a worker is going to handle it.  Refusals have the shape of all errors: 401
    ``DELIVERY_REFUSED``, 405, 409 while it is running, 413, 415 for a compressed body, 429, 500 ``DELIVERY_FAILED``
    where the handler failed.
    """
    try:
        _check(request)
        body = read_body(request, body_limit())
        answer = receive(request, name, body)
        return plain(request, answer.body, JSON, answer.status)
    except Exception as error:  # noqa: BLE001  what nobody expected is one neutral line
        return respond(request, refused(error), JSON, PROFILES["legacy"])


def _check(request: HttpRequest) -> None:
    if request.method != "POST":
        raise MethodNotAllowed(headers={"Allow": "POST"})
    check_request(request)
    if request.META.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() not in ("", "identity"):
        raise UnsupportedMediaType("The body must not be compressed.")
