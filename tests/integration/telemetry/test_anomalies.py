"""Signals of anomalies: each one fires when it has to, once, and says nothing that a caller wrote as it came."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import django
import pytest
from django.db import DatabaseError
from django.test import Client

from django_graphgate.access import load_roles
from django_graphgate.audit.append import writer
from django_graphgate.ir.anomaly import Anomaly, Thresholds, threshold_problem
from django_graphgate.ir.request_record import RequestRecord
from django_graphgate.models import OperationOrigin
from django_graphgate.signals import anomaly_detected
from django_graphgate.telemetry import anomalies, baselines
from django_graphgate.telemetry.anomalies import AnomalyWatch
from django_graphgate.telemetry.usage import UsageCounter, usage_counter
from tests.support.clock import MovableClock
from tests.support.telemetry.traffic import DAY, START, known, quiet_day, refusal_of, run_of

DOCS = Path(__file__).parents[3] / "docs" / "anomalies.md"


class Watched:
    """A watch whose clock moves by hand, and what it has signalled."""

    def __init__(self, **thresholds: int) -> None:
        self.clock = MovableClock(START)
        self.watch = AnomalyWatch(Thresholds(**thresholds), now=self.clock.now)
        self.signalled: list[Anomaly] = []

    def receive(self, *, anomaly: Anomaly, **_: Any) -> None:
        self.signalled.append(anomaly)

    def see(self, *records: RequestRecord, every: float = 0.0) -> list[str]:
        for record in records:
            self.clock.forward(every)
            self.watch.notice(record)
        self.watch.look()
        return self.names

    @property
    def names(self) -> list[str]:
        return [anomaly.name for anomaly in self.signalled]


@pytest.fixture
def watched(database: str) -> Iterator[Callable[..., Watched]]:
    made: list[Watched] = []

    def make(**thresholds: int) -> Watched:
        made.append(Watched(**thresholds))
        anomaly_detected.connect(made[-1].receive)
        return made[-1]

    yield make
    for each in made:
        anomaly_detected.disconnect(each.receive)


# -- a day ----------------------------------------------------------------------------------------------------

INJECTED: dict[str, list[RequestRecord]] = {
    "new_origin": [run_of("Orders", origin="198.51.100.9")],
    "refusals": [refusal_of("203.0.3.3") for _ in range(25)],
    "many_rows": [run_of("Products", rows=3_000)],
    "unused_operation": [run_of("Export")],
    "enumeration": [run_of("Order", rows=0, user="7", variables={"id": 9_000 + n}) for n in range(120)],
}


@pytest.mark.parametrize("injected", ["", *INJECTED])
def test_day_is_quiet_but_for_what_is_injected(
    watched: Callable[..., Watched], injected: str, database: str
) -> None:
    for operation in ("Products", "Product", "Orders", "Order", "Search"):
        known(operation)
    known("Export", days_ago=45)
    each = watched()
    requests = 50_000 if not injected and database == "sqlite" else 4_000
    for number, (moment, record) in enumerate(quiet_day(requests)):
        each.clock.moment = moment
        each.watch.notice(record)
        if number == requests // 2:
            each.see(*INJECTED.get(injected, ()), every=0.01)
        if number % 500 == 0:
            each.watch.look()
    each.watch.look()
    assert each.names == ([injected] if injected else [])


# -- each of them ---------------------------------------------------------------------------------------------


def test_new_origin_is_signalled_once_by_one_process(watched: Callable[..., Watched]) -> None:
    known("Orders")
    first, second = watched(), watched()
    first.watch.look()
    second.see(run_of("Orders"))
    assert first.see(run_of("Orders", origin="198.51.100.9")) == ["new_origin"]
    first.see(run_of("Orders", origin="198.51.100.10"))
    second.see(run_of("Orders", origin="198.51.100.11"))
    assert first.names == ["new_origin"], "both receivers hear of it, once"
    assert (first.signalled[0].origin, first.signalled[0].operation) == ("198.51.100.0/24", "Orders")


def test_operation_that_is_new_learns_in_silence(watched: Callable[..., Watched]) -> None:
    each = watched(learning_runs=5, learning_days=2)
    for number in range(10):
        assert each.see(run_of("New", origin=f"198.51.{number}.1")) == [], "not long enough"
    each.clock.forward(3 * DAY)
    assert each.see(run_of("New", origin="192.0.2.1")) == ["new_origin"]
    other = watched(learning_runs=5, learning_days=2)
    known("Seldom", runs=1)
    assert other.see(run_of("Seldom", origin="192.0.2.1")) == [], "not often enough"


def test_operation_for_everybody_has_no_new_origins(watched: Callable[..., Watched]) -> None:
    known("Orders")
    each = watched(origin_networks=40)
    each.see(*(run_of("Orders", origin=f"10.0.{number}.1") for number in range(200)))
    assert each.names == ["new_origin"] * 11
    assert OperationOrigin.objects.count() == 41


def test_networks_of_ipv6_are_of_48_bits(watched: Callable[..., Watched]) -> None:
    known("Orders")
    each = watched()
    each.see(run_of("Orders", origin="2001:db8:1:2::3"), run_of("Orders", origin="2001:db8:1:ffff::4"))
    assert [anomaly.origin for anomaly in each.signalled] == ["2001:db8:1::/48"]


def test_refusals_count_within_a_window_and_for_an_address(watched: Callable[..., Watched]) -> None:
    each = watched(refusals=5, refusal_seconds=60)
    each.see(*(refusal_of("192.0.2.1") for _ in range(10)), every=20)
    each.see(*(refusal_of(f"192.0.2.{number}") for number in range(10, 20)))
    each.see(*(refusal_of("192.0.2.2", code="BAD_USER_INPUT") for _ in range(10)))
    each.see(*(refusal_of("") for _ in range(10)))
    assert each.names == []
    assert each.see(*(refusal_of("2001:db8::1" if n % 2 else "2001:db8::2") for n in range(5))) == [
        "refusals"
    ]
    assert each.signalled[0].origin == "2001:db8::/64"


def test_the_same_is_signalled_again_after_the_cooldown(watched: Callable[..., Watched]) -> None:
    each = watched(refusals=5, cooldown=600)
    burst = [refusal_of("192.0.2.1") for _ in range(5)]
    assert each.see(*burst, *burst) == ["refusals"]
    each.clock.forward(599)
    assert each.see(*burst) == ["refusals"]
    each.clock.forward(2)
    assert each.see(*burst) == ["refusals", "refusals"]


def test_rows_are_compared_with_those_of_the_same_role(watched: Callable[..., Watched]) -> None:
    known("Products")
    each = watched()
    assert each.see(run_of("Products", rows=600, role="auditor")) == [], "it has no average"
    assert each.see(run_of("Products", rows=200)) == [], "ten times as many"
    assert each.see(run_of("Products", rows=600)) == ["many_rows"]
    assert (each.signalled[0].figure, each.signalled[0].usual) == (600, 20)


def test_operation_that_another_process_ran_is_not_unused(watched: Callable[..., Watched]) -> None:
    known("Report", days_ago=1)
    each = watched()
    each.see(run_of("Report"))
    each.clock.forward(40 * DAY)
    baselines.OperationUsage.objects.filter(name="Report").update(
        last_run=baselines.moment_of(each.clock.moment - DAY)
    )
    assert each.see(run_of("Report")) == []
    each.clock.forward(40 * DAY)
    assert each.see(run_of("Report")) == ["unused_operation"]
    assert each.signalled[0].figure == 41


@pytest.mark.parametrize(
    ("variables", "rows", "signalled"),
    [
        ([{"id": n} for n in range(100)], 1, True),
        ([{"productId": str(n)} for n in range(100)], 1, True),
        ([{"ids": list(range(n, n + 50))} for n in (0, 50)], 50, True),
        ([{"order_id": f"guess-{n}"} for n in range(100)], 0, True),
        ([{"id": n * n} for n in range(100)], 1, False),
        ([{"id": n % 50} for n in range(200)], 1, False),
        ([{"limit": n} for n in range(100)], 1, False),
        ([{"paid": n} for n in range(100)], 0, False),
        ([{"id": None}, {"id": True}, {"id": [[1]]}, {"id": {"eq": 1}}] * 50, 1, False),
    ],
    ids=["sequence", "texts", "lists", "misses", "scattered", "the same", "no id", "word", "other types"],
)
def test_enumeration_is_many_ids_that_follow_each_other_or_do_not_exist(
    watched: Callable[..., Watched], variables: list[dict[str, Any]], rows: int, signalled: bool
) -> None:
    each = watched()
    each.see(*(run_of("Product", rows=rows, variables=given) for given in variables))
    assert each.names == (["enumeration"] if signalled else [])


def test_ids_of_two_callers_or_of_hours_are_no_enumeration(watched: Callable[..., Watched]) -> None:
    each = watched()
    each.see(*(run_of("Product", user=str(n % 2), variables={"id": n}) for n in range(150)))
    each.see(*(run_of("Product", user="9", variables={"id": n}) for n in range(150)), every=10)
    assert each.names == []


# -- who is told, and what ------------------------------------------------------------------------------------


def test_log_and_audit_have_it_and_receivers_that_fail_stop_nobody(
    watched: Callable[..., Watched], caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    def fails(**_: Any) -> None:
        raise RuntimeError("no mail server")

    settings.GRAPHGATE = {**settings.GRAPHGATE, "AUDIT_INTERVAL": 1_000}
    anomaly_detected.connect(fails)
    try:
        each = watched(refusals=3)
        with caplog.at_level(logging.WARNING):
            assert each.see(*(refusal_of("192.0.2.1") for _ in range(3))) == ["refusals"]
    finally:
        anomaly_detected.disconnect(fails)
    assert "no mail server" in caplog.text
    sentence = "3 requests from 192.0.2.1 were refused in a short time."
    assert f"graphgate: {sentence}" in caplog.messages
    (entry,) = writer.pending
    assert (entry.event, entry.code, entry.origin) == ("anomaly", "refusals", "192.0.2.1")
    assert entry.detail == sentence


def test_nothing_that_a_caller_wrote_is_shown_as_it_came(
    watched: Callable[..., Watched], caplog: pytest.LogCaptureFixture
) -> None:
    evil = "x\n\r\x1b[31m\u2028WARNING root" * 50
    each = watched(refusals=2)
    each.see(*(run_of("Product", user=evil, rows=0, variables={"id": f"{evil}{n}"}) for n in range(100)))
    each.see(*(refusal_of(f"fe80::1%{evil}") for _ in range(2)))
    assert each.names == ["enumeration", "refusals"]
    for text in [*caplog.messages, *(anomaly.sentence for anomaly in each.signalled)]:
        assert text.isprintable()
        assert len(text) < 300
    assert each.signalled[1].origin == "fe80::/64"


def test_memory_is_bounded(watched: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anomalies, "MAX_PENDING", 10)
    each = watched()
    for _ in range(100):
        each.watch.notice(run_of("Products", variables={"id": "x" * 10_000, "y" * 10_000: 1}))
    assert len(each.watch._pending) == 10
    assert {len(str(sighting.ids)) < 100 for sighting in each.watch._pending} == {True}
    each.watch.look()
    assert each.watch.is_idle


def test_without_its_tables_it_still_counts(
    watched: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    known("Orders")
    each = watched(refusals=3)
    monkeypatch.setattr(baselines, "_stored_operation", Mock(side_effect=DatabaseError("away")))
    assert each.see(run_of("Orders"), run_of("Orders"), *[refusal_of("192.0.2.1")] * 3) == ["refusals"]
    assert caplog.messages.count("graphgate: requests are not compared with what is usual: away") == 1
    monkeypatch.undo()
    assert each.see(run_of("Orders", origin="198.51.100.9")) == ["refusals", "new_origin"]


def test_last_run_is_looked_at_before_it_is_written(watched: Callable[..., Watched]) -> None:
    known("Report", days_ago=50)
    each = watched()
    counter = UsageCounter(3600)
    counter.watch = each.watch
    counter._start_thread = lambda: None  # type: ignore[method-assign]
    counter.observe(run_of("Report"))
    counter.flush()
    assert each.names == ["unused_operation"]


def test_requests_over_http_are_signalled(
    database: str, settings: Any, client: Client, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Ids that are tried one after the other, and what somebody has no business to ask for."""
    settings.ROOT_URLCONF = "tests.support.gate.urls"
    project = {"MODELS": ["shop"], "CONFIG_DIR": tmp_path, "REQUIRE_AUTH": False, "USAGE_INTERVAL": 3600}
    settings.GRAPHGATE = {**project, "PRODUCTION": False, "ANOMALIES": {"ids": 10, "refusals": 5}}
    load_roles([{"name": "anon", "tables": [{"name": "products", "query": {}}]}])
    counter = usage_counter()
    assert counter is not None
    text = "query Product($id: BigInt!) { product(id: $id) { name } }"
    for number in range(12):
        sent = {"query": text, "variables": {"id": number}}
        answer = client.post("/api/graphql", sent, "application/json", REMOTE_ADDR="192.0.2.8")
        assert answer.json()["data"] == {"product": None}
    for _ in range(6):
        sent = {"query": text, "variables": {"id": 1}, "extensions": {"dryRun": True}}
        client.post("/api/graphql", sent, "application/json", REMOTE_ADDR="192.0.2.9")
    counter.flush()
    lines = [record.getMessage() for record in caplog.records if record.name == "django_graphgate.anomalies"]
    assert lines == [
        "graphgate: Product was asked for 10 different ids in a short time from 192.0.2.8.",
        "graphgate: 5 requests from 192.0.2.9 were refused in a short time.",
    ]


# -- settings and documentation -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"refusal": 5}, "There is no threshold 'refusal'. Did you mean 'refusals'?"),
        ({"zzzzzzz": 5}, "There is no threshold 'zzzzzzz'."),
        ({5: 5}, "There is no threshold 5."),
        ({"ids": 10_001}, "The threshold 'ids' must be a number from 1 to 10000."),
        ({"cooldown": True}, "The threshold 'cooldown' must be a number from 1 to 2147483647."),
        ({"cooldown": 1}, ""),
    ],
)
def test_wrong_thresholds_are_named(given: dict[Any, Any], sentence: str) -> None:
    assert threshold_problem(given) == sentence


def test_settings_decide_whether_and_when(settings: Any) -> None:
    settings.GRAPHGATE = {"USAGE_INTERVAL": 3600, "ANOMALIES": {"refusals": 7}}
    counter = usage_counter()
    assert counter is not None
    assert counter.watch is not None
    assert counter.watch._thresholds.refusals == 7
    settings.GRAPHGATE = {"USAGE_INTERVAL": 3600, "ANOMALIES": None}
    counter = usage_counter()
    assert counter is not None
    assert counter.watch is None


def test_documentation_has_all_thresholds() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `(\d+)` \|", DOCS.read_text(), re.MULTILINE)
    assert {name: int(value) for name, value in rows} == asdict(Thresholds())


def test_example_of_the_documentation_mails_the_admins(
    watched: Callable[..., Watched], settings: Any, mailoutbox: list[Any]
) -> None:
    settings.ADMINS = ["ada@example.com"] if django.VERSION >= (6,) else [("Ada", "ada@example.com")]
    if django.VERSION >= (6, 1):
        settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    (example,) = re.findall(r"```python\n(from django.core.mail.*?)```", DOCS.read_text(), re.DOTALL)
    names: dict[str, Any] = {}
    exec(example, names)
    try:
        watched(refusals=2).see(refusal_of("192.0.2.1"), refusal_of("192.0.2.1"))
    finally:
        assert anomaly_detected.disconnect(names["mail_anomaly"])
    (mail,) = mailoutbox
    assert mail.to == ["ada@example.com"]
    assert mail.body == "2 requests from 192.0.2.1 were refused in a short time."
