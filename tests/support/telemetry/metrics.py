"""A registry of a test's own, in place of the process', which counts what other tests do."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping

import pytest
from prometheus_client import CollectorRegistry

from django_graphgate.telemetry import prometheus
from django_graphgate.telemetry.observe import observers
from django_graphgate.telemetry.prometheus import PrometheusObserver


@contextlib.contextmanager
def own_registry() -> Iterator[CollectorRegistry]:
    """What the requests of the block count in, where ``METRICS`` is on."""
    made = CollectorRegistry()
    observer = PrometheusObserver(made)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prometheus, "REGISTRY", made)
        patch.setattr(prometheus, "observer", observer)
        observers.cache_clear()
        yield made
    observers.cache_clear()


def value(registry: CollectorRegistry, name: str, /, **labels: str) -> float | None:
    return registry.get_sample_value(name, labels)


def labels_of(registry: CollectorRegistry, name: str) -> list[Mapping[str, str]]:
    """The labels of each series."""
    return [
        sample.labels for family in registry.collect() for sample in family.samples if sample.name == name
    ]
