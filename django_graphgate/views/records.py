"""What an HTTP request and its response say for those who observe.

All of it is the caller's word but the address: what is not of its form is left out, what is too long is cut.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse

from django_graphgate.auth.http.proxies import client_address
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.request_record import RequestRecord, Surface
from django_graphgate.messages import Result
from django_graphgate.telemetry.observe import observe_result

logger = logging.getLogger("django_graphgate")

REQUEST_ID = "X-Request-ID"

_REQUEST_ID = re.compile(r"[A-Za-z0-9._~+/=-]{1,128}")
_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_LONGEST_NAME = 100
_LONGEST_USER_AGENT = 300


def begin_record(request: HttpRequest, surface: Surface) -> RequestRecord:
    """The record of a request that has just come in; never raises."""
    get = request.META.get
    asked, trace = get("HTTP_X_REQUEST_ID", ""), get("HTTP_TRACEPARENT", "")
    return RequestRecord(
        surface=surface,
        origin=_origin(request),
        method=request.method or "",
        request_id=asked if _REQUEST_ID.fullmatch(asked) else os.urandom(16).hex(),
        traceparent=trace if _TRACEPARENT.fullmatch(trace) else "",
        client_name=_name(get("HTTP_APOLLOGRAPHQL_CLIENT_NAME") or get("HTTP_X_CLIENT", "")),
        client_version=_name(get("HTTP_APOLLOGRAPHQL_CLIENT_VERSION") or get("HTTP_X_CLIENT_VERSION", "")),
        user_agent=get("HTTP_USER_AGENT", "")[:_LONGEST_USER_AGENT],
    )


def share(request: RequestRecord, record: RequestRecord) -> None:
    """Give the record of an operation the facts that all operations of a request share."""
    record.surface, record.started = request.surface, request.started
    record.origin, record.method = request.origin, request.method
    record.request_id, record.traceparent = request.request_id, request.traceparent
    record.client_name, record.client_version = request.client_name, request.client_version
    record.user_agent, record.identity = request.user_agent, request.identity


def observe_http(
    response: HttpResponse, records: Sequence[RequestRecord], results: Sequence[Result]
) -> HttpResponse:
    """The response, with the id of its request; each record ends, and is observed.  Never raises."""
    try:
        response[REQUEST_ID] = records[0].request_id
        single = len(records) == 1
        for record, result in zip(records, results, strict=True):
            observe_result(
                record,
                result,
                status=response.status_code if single else result.status,
                response_bytes=len(response.content if single else result.body()),
            )
    except Exception:  # the request is answered, whatever is wrong with its record
        logger.exception("graphgate: a request could not be observed")
    return response


def _origin(request: HttpRequest) -> str:
    try:
        return client_address(request) or ""
    except ConfigurationError:  # which the gate reports, too
        return ""


def _name(text: str) -> str:
    """A client's name or version; empty where it has characters that cannot be read."""
    return text[:_LONGEST_NAME] if text.isprintable() else ""
