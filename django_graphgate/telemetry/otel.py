"""Spans and metrics of OpenTelemetry (extra ``otel``), by its semantic conventions for GraphQL and databases.

They go to the providers that the project has configured; without any, the API does nothing.  Nothing of a caller is in
them but the document, where the settings ask for it: no variables' values, no values of a statement, no user.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from opentelemetry import metrics, trace
from opentelemetry.context import Context
from opentelemetry.propagate import extract
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from django_graphgate.ir.request_record import RequestRecord
from django_graphgate.messages import Result
from django_graphgate.version import VERSION

_NAME = "django_graphgate"
_LONGEST_TEXT = 4_096
"""Characters of a statement or a document."""

_MAX_SERIES = 10_000
"""As of Prometheus: in development every name that somebody saves is an operation."""

_COMMENT = re.compile(r"/\* (graphgate:\S*) \*/")

_Attributes = dict[str, str | int]


class Tracing:
    """The tracer and the instruments of this process."""

    def __init__(self, *, with_document: bool) -> None:
        self._with_document = with_document
        self._tracer = trace.get_tracer(_NAME, VERSION)
        meter = metrics.get_meter(_NAME, VERSION)
        self._requests = meter.create_histogram(
            "graphql.server.request.duration", "s", "Time until the answer was made."
        )
        self._statements = meter.create_histogram(
            "db.client.operation.duration", "s", "Time that a database took."
        )
        self._series: dict[tuple[str, ...], _Attributes] = {}

    # -- requests -----------------------------------------------------------------------------

    def answer(
        self, record: RequestRecord, headers: Mapping[str, str], answer: Callable[[], Result]
    ) -> Result:
        """The answer, in a span whose parent is the project's own, or the caller's where there is none."""
        inside = trace.get_current_span().get_span_context().is_valid
        parent: Context | None = None if inside else extract(headers)
        with self._tracer.start_as_current_span(
            "GraphQL Operation",
            context=parent,
            kind=SpanKind.INTERNAL if inside else SpanKind.SERVER,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            result = answer()
            if span.is_recording():
                self._describe(span, record, result)
        return result

    def _describe(self, span: Span, record: RequestRecord, result: Result) -> None:
        attributes = attributes_of(record, result.code)
        span.set_attributes(attributes)
        if record.operation or record.operation_type:
            name = f"{record.namespace}/{record.operation}" if record.namespace else record.operation
            span.update_name(f"{record.operation_type or record.surface} {name}".strip())
        if record.digest:
            span.set_attribute("graphgate.digest", record.digest)
        if self._with_document and record.text is not None:
            span.set_attribute("graphql.document", record.text[:_LONGEST_TEXT])
        if result.status >= 500:
            span.set_status(Status(StatusCode.ERROR, result.code))

    def observe(self, record: RequestRecord) -> None:
        """Measure a request that has ended."""
        key = (
            record.surface,
            record.namespace,
            record.operation,
            record.operation_type,
            record.role,
            record.code,
        )
        attributes = self._series.get(key)
        if attributes is None:
            attributes = attributes_of(record, record.code)
            if len(self._series) < _MAX_SERIES:
                self._series[key] = attributes
            else:
                attributes.pop("graphql.operation.name", None)
        self._requests.record(record.seconds, attributes)

    # -- statements ---------------------------------------------------------------------------

    def run(self, connection: BaseDatabaseWrapper, texts: list[str], run: Callable[[], Any]) -> Any:
        """What statements bring that run in one round trip, in a span of their own."""
        attributes, start = statement_attributes(connection, texts), time.perf_counter()
        with self._tracer.start_as_current_span(
            str(attributes["db.query.summary"]),
            kind=SpanKind.CLIENT,
            attributes={**attributes, "db.query.text": "; ".join(texts)[:_LONGEST_TEXT]},
            record_exception=False,  # it may quote a row
            set_status_on_exception=False,
        ) as span:
            try:
                return run()
            except Exception as error:
                attributes["error.type"] = type(error).__qualname__
                span.set_attribute("error.type", attributes["error.type"])
                span.set_status(Status(StatusCode.ERROR))
                raise
            finally:
                self._statements.record(time.perf_counter() - start, attributes)


def attributes_of(record: RequestRecord, code: str) -> _Attributes:
    """What a span and a measurement say of a request: all of it of sets that the project decides."""
    of_graphql = record.surface in ("graphql", "python")
    attributes: _Attributes = {
        "graphgate.surface": record.surface,
        "graphql.operation.name" if of_graphql else "graphgate.name": record.operation,
        "graphql.operation.type": record.operation_type,
        "graphgate.namespace": record.namespace,
        "graphgate.role": record.role,
        "error.type": code,
    }
    return {name: value for name, value in attributes.items() if value != ""}


def statement_attributes(connection: BaseDatabaseWrapper, texts: list[str]) -> _Attributes:
    """What a span and a measurement say of statements."""
    first = texts[0]
    operation = first.split(None, 1)[0].upper()[:20] if first else ""
    if len(texts) > 1:
        operation = f"BATCH {operation}"
    comment = _COMMENT.search(first)
    settings = connection.settings_dict
    attributes: _Attributes = {
        "db.system.name": connection.vendor,
        "db.namespace": str(settings.get("NAME") or ""),
        "db.operation.name": operation,
        "db.query.summary": f"{operation} {comment[1]}" if comment else operation,
        "server.address": str(settings.get("HOST") or ""),
        "db.operation.batch.size": len(texts) if len(texts) > 1 else "",
    }
    if str(settings.get("PORT") or "").isdecimal():
        attributes["server.port"] = int(settings["PORT"])
    return {name: value for name, value in attributes.items() if value != ""}
