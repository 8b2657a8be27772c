"""Every request that has ended passes here, once: :func:`observe` hands it to all who observe."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Sequence

from django_graphgate.conf import get_settings, on_change
from django_graphgate.ir.request_record import RequestRecord
from django_graphgate.messages import Result
from django_graphgate.telemetry.audited import audit_request
from django_graphgate.telemetry.log import request_log
from django_graphgate.telemetry.tracing import get_tracing
from django_graphgate.telemetry.usage import usage_counter

logger = logging.getLogger("django_graphgate")

Observer = Callable[[RequestRecord], None]


def observe_result(record: RequestRecord, result: Result, *, status: int, response_bytes: int) -> None:
    """End a record with its result, and have it observed: the one place where a record learns how it ended."""
    record.end(
        status=status,
        code=result.code,
        detail=result.detail,
        reference=result.reference,
        response_bytes=response_bytes,
    )
    observe(record)


def observe(record: RequestRecord) -> None:
    """Have the log, the audit, counters, signals, metrics and traces know of a request that has ended; never raises.

    It is called after the answer is made, in the request's thread: an observer only adds to memory.
    """
    for observer in observers():
        try:
            observer(record)
        except Exception:  # the request is answered, whatever an observer makes of it
            logger.exception("graphgate: a request could not be observed")


@functools.cache
def observers() -> Sequence[Observer]:
    """Who observes, as the settings say."""
    counter = usage_counter()
    wanted: list[Observer | None] = [
        request_log(),
        audit_request,
        None if counter is None else counter.observe,
    ]
    wanted.append(_metrics() if get_settings().METRICS else None)
    tracing = get_tracing()
    wanted.append(None if tracing is None else tracing.observe)
    return tuple(observer for observer in wanted if observer is not None)


on_change(observers.cache_clear)


def _metrics() -> Observer | None:
    """The others observe, whatever is wrong here: ``PROMETHEUS_MULTIPROC_DIR`` may name no folder."""
    try:
        from django_graphgate.telemetry import prometheus
    except Exception:
        logger.exception("graphgate: requests are not counted for Prometheus")
        return None
    return prometheus.observer
