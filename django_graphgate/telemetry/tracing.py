"""Where spans begin and end, for those who trace; without ``OPENTELEMETRY`` nothing happens here."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.db.backends.base.base import BaseDatabaseWrapper

from django_graphgate.conf import get_settings, on_change
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.request_record import RequestRecord
from django_graphgate.messages import Result

if TYPE_CHECKING:
    from django_graphgate.telemetry.otel import Tracing


@functools.cache
def get_tracing() -> Tracing | None:
    """What traces, as the settings say; nothing does where they cannot be read, which the gate reports."""
    try:
        wanted = get_settings().OPENTELEMETRY
    except ConfigurationError:
        return None
    if not wanted:
        return None
    from django_graphgate.telemetry.otel import Tracing

    return Tracing(with_document=wanted == "document")


on_change(get_tracing.cache_clear)


def traced(record: RequestRecord, headers: Mapping[str, str], answer: Callable[[], Result]) -> Result:
    """The answer, in a span of its own."""
    tracing = get_tracing()
    return answer() if tracing is None else tracing.answer(record, headers, answer)


def traced_statements(connection: BaseDatabaseWrapper, texts: list[str], run: Callable[[], Any]) -> Any:
    """What statements bring that run in one round trip, in a span of their own."""
    tracing = get_tracing()
    return run() if tracing is None else tracing.run(connection, texts, run)
