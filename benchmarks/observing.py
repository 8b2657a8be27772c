"""What it costs to observe a request: ``python -m tests.services python -m benchmarks.observing [rounds]``.

A frozen query of a row, on PostgreSQL, as requests in this process, without a server and without middleware; then each
observer on the record that such a request has left, many times.  Shown are medians of microseconds, and their ratio to
the whole request.  The goal is 15 µs for the facts, the log (behind a queue), audit, counters with anomalies, and
metrics together.
"""

from __future__ import annotations

import io
import logging
import logging.handlers
import os
import queue
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest  # noqa: E402
from django.test import RequestFactory, override_settings  # noqa: E402
from django.test.runner import DiscoverRunner  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from django_graphgate.access import load_roles  # noqa: E402
from django_graphgate.ir.request_record import RequestRecord  # noqa: E402
from django_graphgate.telemetry import observe  # noqa: E402
from django_graphgate.telemetry.audited import audit_request  # noqa: E402
from django_graphgate.telemetry.formatter import JSONFormatter  # noqa: E402
from django_graphgate.telemetry.log import RequestLog  # noqa: E402
from django_graphgate.telemetry.prometheus import observer as metrics  # noqa: E402
from django_graphgate.telemetry.usage import usage_counter  # noqa: E402
from django_graphgate.views.records import begin_record  # noqa: E402
from tests.support.gate.house import ROLES, freeze, settings_of, write_config  # noqa: E402
from tests.support.shop.fixture import load  # noqa: E402

GOAL = 15.0
OPERATIONS = {"Row": "query Row @skipAuth { products(limit: 1) { id name price } }"}
BODY = b'{"operationName":"Row"}'
HEADERS = {"HTTP_X_REQUEST_ID": "bench", "HTTP_X_CLIENT": "kiosk", "HTTP_USER_AGENT": "benchmark"}
LOG = logging.getLogger("django_graphgate.requests")
PER_ROUND = 200


def request() -> WSGIRequest:
    environ = (
        RequestFactory().post("/api/v1/graphql", BODY, content_type="application/json", **HEADERS).environ
    )
    return WSGIRequest({**environ, "wsgi.input": io.BytesIO(BODY)})


def median(call: Callable[[], Any], rounds: int, per_round: int = PER_ROUND) -> float:
    """Microseconds of one call."""
    times = []
    for number in range(rounds + 3):
        start = time.perf_counter()
        for _ in range(per_round):
            call()
        if number >= 3:
            times.append((time.perf_counter() - start) / per_round)
    return statistics.median(times) * 1e6


def with_handler(handler: logging.Handler, call: Callable[[], Any], rounds: int) -> float:
    LOG.addHandler(handler)
    try:
        return median(call, rounds)
    finally:
        LOG.removeHandler(handler)


def whole_request(rounds: int) -> tuple[float, RequestRecord]:
    """A request without observers, and the record that it leaves."""
    handler, kept = WSGIHandler(), list[RequestRecord]()
    found, observe.observers = observe.observers, lambda: (kept.append,)  # type: ignore[assignment]
    try:
        response = handler.get_response(request())
        if response.status_code != 200:
            raise RuntimeError(response.content[:500])
        taken = median(lambda: handler.get_response(request()), rounds, 10)
        return taken - median(request, rounds, 10), kept[-1]
    finally:
        observe.observers = found


def costs(record: RequestRecord, rounds: int) -> dict[str, float]:
    waiting = queue.SimpleQueue[Any]()
    log, counter = RequestLog({}), usage_counter()
    assert counter is not None
    to_json = logging.StreamHandler(io.StringIO())
    to_json.setFormatter(JSONFormatter())
    refused = replace(record, status=403, code="FORBIDDEN", origin="192.0.2.1", data=None)
    come = request()
    return {
        "log, to a queue": with_handler(logging.handlers.QueueHandler(waiting), lambda: log(record), rounds),
        "audit": median(lambda: audit_request(record), rounds),
        "counters, anomalies": median(lambda: counter.observe(record), rounds),
        "metrics": median(lambda: metrics(record), rounds),
        "facts of HTTP": median(lambda: begin_record(come, "graphql"), rounds),
        "(log, no handler)": median(lambda: log(record), rounds),
        "(log, JSON to a stream)": with_handler(to_json, lambda: log(record), rounds),
        "(audit of a denial)": median(lambda: audit_request(refused), rounds),
    }


def main(rounds: int) -> int:
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    setup_test_environment(debug=False)  # no thread writes beside what is measured
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "config"
        runner = DiscoverRunner(verbosity=0, interactive=False)
        databases = runner.setup_databases(aliases={"default"})
        stack.callback(runner.teardown_databases, databases)
        load("default")
        write_config(folder, OPERATIONS, ROLES)
        given = settings_of(folder, USAGE_INTERVAL=3600)
        urls = "tests.support.views.urls"
        stack.enter_context(override_settings(GRAPHGATE=given, ROOT_URLCONF=urls, MIDDLEWARE=[], DEBUG=False))
        freeze()
        load_roles(ROLES)
        whole, record = whole_request(rounds)
        taken = costs(record, rounds)
    together = sum(cost for name, cost in taken.items() if not name.startswith("("))
    for name, cost in {"request": whole, **taken, "together": together}.items():
        print(f"{name:26}{cost:9.2f} µs {cost / whole:7.4f}")
    print(f"goal: {GOAL} µs together; {'met' if together <= GOAL else 'NOT MET'}")
    return int(together > GOAL)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 50))
