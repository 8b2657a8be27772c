"""What Prometheus reads: figures whose labels are of bounded sets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from django_graphgate.access import load_roles
from django_graphgate.audit.append import writer
from django_graphgate.errors import Forbidden
from django_graphgate.ir.anomaly import Anomaly
from django_graphgate.ir.audit_entry import AuditEntry
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.request_record import RequestRecord
from django_graphgate.signals import anomaly_detected
from django_graphgate.telemetry import prometheus
from django_graphgate.telemetry.prometheus import denials
from tests.support.gate.house import EDITOR, ROLES, House, copy_frozen
from tests.support.gate.house import caller as user
from tests.support.shop.fixture import load
from tests.support.telemetry.metrics import labels_of, own_registry, value


@pytest.fixture
def registry() -> Iterator[CollectorRegistry]:
    with own_registry() as made:
        yield made


@pytest.fixture
def house(database: str, settings: Any, tmp_path: Path) -> House:
    """The project in production, on each database, with metrics."""
    load(database)
    load_roles(ROLES)
    made = House(settings, copy_frozen(tmp_path / "config"))
    made.open(METRICS=True)
    return made


# -- what is counted --------------------------------------------------------------------------------


def test_operation_is_counted(registry: CollectorRegistry, house: House) -> None:
    rows = house.rows("Products", user(1))
    house.rows("Products", user(2))
    house.rows("Products", EDITOR)
    of_users = {"operation": "Products", "role": "user"}
    ran = {"surface": "python", "operation_type": "query", "code": "", **of_users}
    assert value(registry, "graphgate_requests_total", **ran) == 2
    assert value(registry, "graphgate_requests_total", **{**ran, "role": "editor"}) == 1
    assert value(registry, "graphgate_request_duration_seconds_count", **of_users) == 2
    assert value(registry, "graphgate_sql_duration_seconds_count", operation="Products") == 3
    assert value(registry, "graphgate_rows_total", **of_users) == 2 * len(rows)
    size = value(registry, "graphgate_response_bytes_total", **of_users)
    assert size == 2 * len(house.ask("Products", user(1)).data or b"")
    assert labels_of(registry, "graphgate_denials_total") == []


def test_refusal_is_counted_by_its_code(registry: CollectorRegistry, house: House) -> None:
    house.code("ForEditors", user(1))
    house.code("MyPurchases")
    for _ in range(3):
        house.code("Nothing", user(1))
    assert value(registry, "graphgate_denials_total", code="FORBIDDEN") == 1
    assert value(registry, "graphgate_denials_total", code="UNAUTHENTICATED") == 1
    assert value(registry, "graphgate_denials_total", code="OPERATION_NOT_ALLOWED") == 3


def test_codes_of_denials() -> None:
    assert Forbidden.code in denials()
    assert {"INVALID_CREDENTIALS", "OPERATION_DISABLED", "CSRF_FAILED"} <= denials()
    assert not {"BAD_REQUEST", "RATE_LIMITED", "INTERNAL_ERROR"} & denials()


def test_release_and_mode_are_said(registry: CollectorRegistry, house: House) -> None:
    house.rows("Products", user(1))
    ((version, mode),) = [(each["version"], each["mode"]) for each in labels_of(registry, "graphgate_info")]
    assert version
    assert mode == "production"


def test_events_that_are_not_written_are_counted(
    registry: CollectorRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    observer = prometheus.observer
    denied, answered = RequestRecord(code="FORBIDDEN"), RequestRecord()
    monkeypatch.setattr(writer, "sizes", lambda: (3, 2))
    observer(denied)
    assert value(registry, "graphgate_audit_pending") == 3
    assert value(registry, "graphgate_audit_dropped_total") == 2
    monkeypatch.setattr(writer, "sizes", lambda: (0, 2))
    observer(answered)
    assert value(registry, "graphgate_audit_pending") == 0
    assert value(registry, "graphgate_audit_dropped_total") == 2


def test_anomaly_is_counted_by_its_name(registry: CollectorRegistry, house: House) -> None:
    house.ask("Products")
    anomaly_detected.send(sender=Anomaly, anomaly=Anomaly(name="many_rows", operation="Products"))
    assert value(registry, "graphgate_anomalies_total", anomaly="many_rows") == 1


def test_writer_says_what_it_could_not_take() -> None:
    made = type(writer)()
    entry = AuditEntry(event="denial")
    made._start_thread = lambda *_: None  # type: ignore[method-assign]
    for _ in range(5):
        made.add(entry, interval=60, maximum=2)
    assert made.sizes() == (2, 3)
    made._start_empty()


# -- attackers ------------------------------------------------------------------------------------------


def test_invented_names_make_no_series(registry: CollectorRegistry, house: House) -> None:
    """Neither names of operations, nor roles, namespaces, addresses or callers."""
    for number in range(30):
        house.ask(f"Invented{number}", user(number))
        house.ask("Products", Identity(user_id=str(number), role=f"role{number}", authenticator="test"))
        house.gate.execute(name="Products", namespace=f"space{number}", identity=user(1))
    labels = labels_of(registry, "graphgate_requests_total")
    assert len(labels) <= 4
    text = str(labels)
    assert "Invented" not in text
    assert "role1" not in text
    assert "space" not in text


def test_number_of_series_is_bounded(registry: CollectorRegistry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prometheus, "_MAX_SERIES", 10)
    observer = prometheus.observer
    for number in range(50):
        observer(RequestRecord(operation=f"Saved{number}", operation_type="query", role="user"))
    labels = labels_of(registry, "graphgate_requests_total")
    assert len(labels) == 11
    rest = {"surface": "graphql", "operation": "", "operation_type": "query", "role": "user", "code": ""}
    assert value(registry, "graphgate_requests_total", **rest) == 40


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a\nb", "\u2028", "é"])
def test_label_is_read_as_it_was_written(registry: CollectorRegistry, name: str) -> None:
    prometheus.observer(RequestRecord(operation=name, role="user"))
    body, _ = prometheus.exposition("")
    families = {family.name: family for family in text_string_to_metric_families(body.decode())}
    (sample,) = [each for each in families["graphgate_rows"].samples if each.name == "graphgate_rows_total"]
    assert sample.labels == {"operation": name, "role": "user"}
