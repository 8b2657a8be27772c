"""Spans and metrics of OpenTelemetry, as a collector receives them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import trace

from django_graphgate.access import load_roles
from django_graphgate.errors import DatabaseUnavailable
from django_graphgate.gate import get_gate
from django_graphgate.statements.call import Call
from django_graphgate.telemetry import otel
from django_graphgate.telemetry.tracing import get_tracing
from tests.integration.views.conftest import ROLES as OPEN
from tests.support.gate.bazaar import Bazaar
from tests.support.gate.house import ANON, ROLES, House, caller, copy_frozen
from tests.support.shop.fixture import load
from tests.support.telemetry.collector import Collector, attributes_of, collecting
from tests.support.views.calling import Caller, data_of
from tests.support.views.fixtures import development  # noqa: F401

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
SERVER, CLIENT, INTERNAL = 2, 3, 1
FAILED = 2


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as running:
        yield running


@pytest.fixture
def house(collector: Collector, database: str, settings: Any, tmp_path: Path) -> House:
    """The project in production, on each database, with spans."""
    load(database)
    load_roles(ROLES)
    made = House(settings, copy_frozen(tmp_path / "config"))
    made.open(OPENTELEMETRY=True)
    made.rows("ProductById", ANON, id=1)
    collector.spans()
    collector.received.clear()
    return made


@pytest.fixture(params=["wsgi", "asgi"])
def client(
    request: pytest.FixtureRequest,
    collector: Collector,
    development: dict[str, Any],  # noqa: F811
    settings: Any,
    db: None,
) -> Caller:
    load_roles(OPEN)
    load("default")
    settings.GRAPHGATE = {**development, "OPENTELEMETRY": True}
    return Caller(str(request.param))


# -- spans ------------------------------------------------------------------------------------------


def test_operation_is_a_span_around_its_statement(house: House, collector: Collector, database: str) -> None:
    house.rows("ProductById", caller(7), id=12345)
    operation, statement = collector.spans()
    assert operation.name == "query ProductById"
    assert operation.kind == SERVER
    assert operation.parent_span_id == b""
    digest = attributes_of(operation).pop("graphgate.digest")
    assert attributes_of(operation) == {
        "graphgate.surface": "python",
        "graphql.operation.name": "ProductById",
        "graphql.operation.type": "query",
        "graphgate.role": "user",
        "graphgate.digest": digest,
    }
    assert statement.kind == CLIENT
    assert (statement.trace_id, statement.parent_span_id) == (operation.trace_id, operation.span_id)
    assert statement.name == "SELECT graphgate:ProductById,user"
    attributes = attributes_of(statement)
    assert attributes["db.system.name"] == ("postgresql" if database == "default" else "sqlite")
    assert attributes["db.operation.name"] == "SELECT"
    assert attributes["db.namespace"]
    text = attributes["db.query.text"]
    assert text.startswith("SELECT /* graphgate:ProductById,user */ CASE WHEN ")
    assert len(text) <= 4096
    assert "12345" not in str(attributes)


def test_refusal_is_in_the_span(house: House, collector: Collector) -> None:
    house.code("ForEditors", caller(1))
    house.code("Invented", caller(1))
    refused, unknown = [span for span in collector.spans() if span.kind == SERVER]
    assert refused.name == "query ForEditors"
    assert attributes_of(refused)["error.type"] == "FORBIDDEN"
    assert refused.status.code != FAILED, "a refusal is no failure of the server"
    assert unknown.name == "GraphQL Operation"
    assert attributes_of(unknown)["error.type"] == "OPERATION_NOT_ALLOWED"
    assert "Invented" not in str(unknown)


def test_failure_is_one_without_its_text(
    house: House, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> Any:
        raise DatabaseUnavailable(detail="password=hunter2")

    monkeypatch.setattr(Call, "run", fail)
    house.code("Products", caller(1))
    (span,) = collector.spans()
    assert span.status.code == FAILED
    assert attributes_of(span)["error.type"] == "DATABASE_UNAVAILABLE"
    assert "hunter2" not in str(span)
    assert not span.events


@pytest.mark.django_db(transaction=True)
def test_error_of_a_statement_does_not_quote_rows(
    collector: Collector, settings: Any, tmp_path: Path
) -> None:
    bazaar = Bazaar("default", "sql", settings, tmp_path)
    bazaar.open(OPENTELEMETRY=True)
    insert = (
        'mutation Add { users(insert: { id: 3, full_name: "hunter2", email: "hunter2@test.com" }) { id } }'
    )
    assert bazaar.ask(insert).errors
    spans = collector.spans()
    (failed,) = [span for span in spans if span.status.code == FAILED]
    assert failed.name.startswith("BATCH SELECT")
    assert attributes_of(failed)["error.type"] == "UniqueViolation"
    assert not failed.events
    assert "hunter2" not in str(spans)


@pytest.mark.django_db(transaction=True)
def test_mutation_in_one_round_trip_is_a_batch(collector: Collector, settings: Any, tmp_path: Path) -> None:
    bazaar = Bazaar("default", "sql", settings, tmp_path)
    bazaar.open(OPENTELEMETRY=True)
    bazaar.data(
        'mutation Add { users(insert: { id: 90, full_name: "hunter2", email: "a@test.com" }) { id } }'
    )
    (batch,) = [span for span in collector.spans() if span.name.startswith("BATCH ")]
    assert batch.name == "BATCH SELECT graphgate:Add,user"
    assert attributes_of(batch)["db.operation.batch.size"] >= 3
    assert "hunter2" not in str(batch)


def test_document_is_sent_when_it_is_asked_for(
    collector: Collector, settings: Any, database: str, tmp_path: Path
) -> None:
    bazaar = Bazaar(database, "sql", settings, tmp_path)
    text = "query Long { users { id } } #" + "x" * 10_000
    for wanted, expected in [(True, None), ("document", text[:4096])]:
        bazaar.open(OPENTELEMETRY=wanted)
        get_gate().execute(text, identity=caller(3))
        operation = next(span for span in collector.spans() if span.name == "query Long")
        assert attributes_of(operation).get("graphql.document") == expected
        collector.received.clear()


def test_nothing_is_traced_without_the_setting(house: House, collector: Collector) -> None:
    house.open()
    assert get_tracing() is None
    house.rows("ProductById", caller(7), id=1)
    assert collector.spans() == []


# -- parents ------------------------------------------------------------------------------------------


def test_parent_is_the_callers(client: Caller, collector: Collector) -> None:
    body = {"query": "query Names { products { name } }"}
    data_of(client.post(body, headers={"traceparent": PARENT}))
    operation = next(span for span in collector.spans() if span.name == "query Names")
    assert operation.trace_id.hex() == PARENT.split("-")[1]
    assert operation.parent_span_id.hex() == PARENT.split("-")[2]
    assert operation.kind == SERVER


@pytest.mark.parametrize(
    "header", ["", "x" * 5000, PARENT.replace("0af7", "zzzz"), "00-" + "0" * 32 + "-1-01"]
)
def test_parent_that_is_none_begins_a_trace(client: Caller, collector: Collector, header: str) -> None:
    data_of(client.post({"query": "query Names { products { name } }"}, headers={"traceparent": header}))
    operation = next(span for span in collector.spans() if span.name == "query Names")
    assert operation.parent_span_id == b""


def test_parent_is_the_projects_own_span(house: House, collector: Collector) -> None:
    """As of an instrumentation of Django's, whatever the caller's header says."""
    with trace.get_tracer("project").start_as_current_span("GET /") as outer:
        get_gate().execute(
            name="ProductById", variables={"id": 1}, headers={"traceparent": PARENT}, identity=caller(7)
        )
    operation = next(span for span in collector.spans() if span.name == "query ProductById")
    assert operation.kind == INTERNAL
    assert int.from_bytes(operation.parent_span_id) == outer.get_span_context().span_id


def test_spans_of_threads_do_not_mix(house: House, collector: Collector, database: str) -> None:
    """Four callers at once, each with a trace of its own."""

    def ask(number: int) -> None:
        headers = {"traceparent": f"00-{number:032x}-{number:016x}-01"}
        get_tracing().answer(  # type: ignore[union-attr]
            otel.RequestRecord(operation=f"A{number}", operation_type="query"),
            headers,
            lambda: get_gate().execute(name="Nothing", identity=ANON),
        )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, range(1, 41)))
    outer = {span.span_id: span for span in collector.spans() if span.name.startswith("query A")}
    inner = [span for span in collector.spans() if span.name == "GraphQL Operation"]
    assert len(outer) == 40 == len({span.parent_span_id for span in inner})
    for span in inner:
        parent = outer[span.parent_span_id]
        assert span.trace_id == parent.trace_id
        assert parent.name == f"query A{int.from_bytes(parent.trace_id)}"


# -- metrics ------------------------------------------------------------------------------------------


def test_durations_are_measured(house: House, collector: Collector) -> None:
    for user in (1, 2, 3):
        house.rows("Products", caller(user))
    house.code("ForEditors", caller(1))
    requests = {
        json.dumps(attributes, sort_keys=True): n
        for attributes, n in collector.points("graphql.server.request.duration")
    }
    ran = {
        "graphgate.surface": "python",
        "graphql.operation.name": "Products",
        "graphql.operation.type": "query",
        "graphgate.role": "user",
    }
    assert requests[json.dumps(ran, sort_keys=True)] == 3
    refused = {**ran, "graphql.operation.name": "ForEditors", "error.type": "FORBIDDEN"}
    assert requests[json.dumps(refused, sort_keys=True)] == 1
    statements = collector.points("db.client.operation.duration")
    assert any(
        attributes["db.query.summary"] == "SELECT graphgate:Products,user" and count == 3
        for attributes, count in statements
    )
    assert not any("db.query.text" in attributes for attributes, _ in statements)


def test_number_of_series_is_bounded(
    house: House, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(otel, "_MAX_SERIES", 5)
    tracing = get_tracing()
    assert tracing is not None
    for number in range(30):
        tracing.observe(otel.RequestRecord(operation=f"Saved{number}", operation_type="query"))
    names = [
        attributes.get("graphql.operation.name")
        for attributes, _ in collector.points("graphql.server.request.duration")
    ]
    assert len([name for name in names if name and name.startswith("Saved")]) <= 5
