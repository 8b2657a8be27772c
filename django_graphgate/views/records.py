"""What an HTTP request and its response say for those who observe."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse

from django_graphgate.auth.http.proxies import client_address
from django_graphgate.ir.request_record import RequestRecord
from django_graphgate.messages import Result
from django_graphgate.telemetry.observe import observe

logger = logging.getLogger("django_graphgate")


def observe_http(
    request: HttpRequest,
    response: HttpResponse,
    answered: Iterable[tuple[RequestRecord, Result]],
) -> None:
    """End the record of each operation of an HTTP request, and have it observed; never raises."""
    try:
        for record, result in answered:
            record.origin = client_address(request) or ""
            record.method = request.method or ""
            if result.reference:
                record.reference, record.detail = result.reference, result.detail
            record.end(status=response.status_code, code=result.code, response_bytes=len(response.content))
            observe(record)
    except Exception:  # the request is answered, even where the settings cannot be read
        logger.exception("graphgate: a request could not be observed")
