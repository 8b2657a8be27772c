"""A collector of OpenTelemetry in this process: what the real exporter sends by OTLP over HTTP, decoded."""

from __future__ import annotations

import contextlib
import gzip
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from opentelemetry import metrics, trace
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from django_graphgate.telemetry.observe import observers
from django_graphgate.telemetry.tracing import get_tracing


@dataclass
class Collector:
    """Its requests, and the providers of a project that send to it."""

    tracers: TracerProvider
    meters: MeterProvider
    received: list[tuple[str, bytes]] = field(default_factory=list)

    def spans(self) -> list[Any]:
        """Those that have ended so far, in the order of their beginnings."""
        self.tracers.force_flush()
        requests = [
            ExportTraceServiceRequest.FromString(body) for path, body in self.received if "traces" in path
        ]
        spans = [
            span
            for request in requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]
        return sorted(spans, key=lambda span: span.start_time_unix_nano)

    def points(self, name: str) -> list[tuple[Mapping[str, Any], int]]:
        """Attributes and count of each series of a histogram, as they are now."""
        self.received.clear()
        self.meters.force_flush()
        requests = [
            ExportMetricsServiceRequest.FromString(body) for path, body in self.received if "metrics" in path
        ]
        return [
            (attributes_of(point), point.count)
            for request in requests
            for resource in request.resource_metrics
            for scope in resource.scope_metrics
            for metric in scope.metrics
            for point in metric.histogram.data_points
            if metric.name == name
        ]


def attributes_of(item: Any) -> dict[str, Any]:
    return {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in item.attributes}


@contextlib.contextmanager
def collecting() -> Iterator[Collector]:
    """A collector that the providers of the process send to."""
    received: list[tuple[str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            packed = self.headers.get("Content-Encoding") == "gzip"
            received.append((self.path, gzip.decompress(body) if packed else body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """The tests read nothing of it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    tracers = TracerProvider()
    tracers.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{url}/v1/traces")))
    reader = PeriodicExportingMetricReader(OTLPMetricExporter(f"{url}/v1/metrics"), 3_600_000)
    meters = MeterProvider([reader])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trace, "get_tracer_provider", lambda: tracers)
        patch.setattr(metrics, "get_meter_provider", lambda: meters)
        patch.setattr("opentelemetry.metrics._internal.get_meter_provider", lambda: meters)
        _forget()
        try:
            yield Collector(tracers, meters, received)
        finally:
            _forget()
            tracers.shutdown()
            meters.shutdown()
            server.shutdown()
            thread.join()
            server.server_close()


def _forget() -> None:
    get_tracing.cache_clear()
    observers.cache_clear()
