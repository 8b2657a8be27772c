"""Deliveries that are tried again, by whom and when."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from django_graphgate.errors import ConfigurationError
from django_graphgate.models import WebhookDelivery, WebhookEndpoint
from django_graphgate.webhooks import rows
from django_graphgate.webhooks.retry import retry_delivery, retry_due
from tests.support.clock import MovableClock, moved
from tests.support.routers import routed_to
from tests.support.webhooks import handlers
from tests.support.webhooks.project import Project, endpoint

FOREVER = 7 * 3600
"""Seconds: longer than any delay."""


def stored() -> WebhookDelivery:
    return WebhookDelivery.objects.get()


def seconds_until_due(row: WebhookDelivery, clock: MovableClock) -> float:
    return row.next_attempt_at.timestamp() - clock.now()


def test_failed_delivery_is_tried_when_it_is_due(project: Project) -> None:
    project.define(endpoint("orders", "fail_at_first", event_id="id"))
    with moved() as clock:
        assert project.send({"id": "evt_1"}).status_code == 500
        wait = seconds_until_due(stored(), clock)
        assert 24 <= wait <= 36
        assert retry_due() == Counter()
        clock.forward(wait + 0.001)
        assert retry_due() == Counter(done=1)
    assert handlers.names() == ["evt_1"]
    assert [each.attempt for each in handlers.seen] == [1, 2]
    assert retry_due() == Counter()


def test_delays_grow_and_the_last_attempt_leaves_it_dead(project: Project) -> None:
    project.configure(WEBHOOK_ATTEMPTS=8)
    project.define(endpoint("orders", "fail", event_id="id"))
    delays = []
    with moved() as clock:
        project.send({"id": "evt_1"})
        while stored().status == "failed":
            delays.append(seconds_until_due(stored(), clock))
            clock.forward(delays[-1] + 0.001)
            retry_due()
    means = [30, 120, 480, 1920, 7680, 21600, 21600]
    assert [0.8 <= delay / mean <= 1.2 for delay, mean in zip(delays, means, strict=True)] == [True] * 7
    row = stored()
    assert (row.status, row.attempts, row.next_attempt_at, row.code) == ("dead", 8, None, "INTERNAL_ERROR")
    assert row.ended_at is not None
    assert len(handlers.seen) == 8


def test_delays_differ_by_delivery_and_are_the_same_each_time() -> None:
    several = [WebhookDelivery(attempts=1) for _ in range(20)]
    assert len({rows.delay(row) for row in several}) > 5
    assert [rows.delay(row) for row in several] == [rows.delay(row) for row in several]
    assert rows.delay(WebhookDelivery(attempts=10**6)) <= dt.timedelta(hours=7.2)


def test_moment_where_the_project_has_no_time_zones(settings: Any) -> None:
    settings.USE_TZ = False
    settings.TIME_ZONE = "Asia/Tokyo"
    with moved(86_400):
        assert rows.now() == dt.datetime(1970, 1, 2, 9, 0)  # noqa: DTZ001


def test_endpoint_has_its_own_number_of_attempts(project: Project) -> None:
    project.define(endpoint("orders", "fail", max_attempts=1))
    project.send({"id": "evt_1"})
    assert (stored().status, stored().attempts) == ("dead", 1)
    assert retry_due() == Counter()


def test_sender_may_come_again_with_a_dead_one(project: Project) -> None:
    project.define(endpoint("orders", "fail_at_first", event_id="id", max_attempts=1))
    assert project.send({"id": "evt_1"}).status_code == 500
    assert project.send({"id": "evt_1"}).status_code == 200
    assert (stored().status, handlers.names()) == ("done", ["evt_1"])


def test_delivery_whose_process_died_before_it_began(project: Project) -> None:
    with moved() as clock:
        moment = rows.now()
        rows.store(
            WebhookDelivery(
                endpoint="orders",
                event_id="evt_1",
                body=b"{}",
                content_type="application/json",
                received_at=moment,
                next_attempt_at=moment + rows.GRACE,
            )
        )
        assert retry_due() == Counter()
        clock.forward(61)
        assert retry_due() == Counter(done=1)


def test_delivery_whose_process_died_while_it_ran(project: Project) -> None:
    project.define(endpoint("orders", "fail", event_id="id", timeout=5_000, max_attempts=3))
    with moved() as clock:
        project.send({"id": "evt_1"})
        assert rows.claim(stored(), 5_000) is not None
        clock.forward(64)
        assert retry_due() == Counter()
        project.define(endpoint("orders", event_id="id", max_attempts=3))
        clock.forward(1)
        assert retry_due() == Counter(done=1)
        assert stored().attempts == 3


def test_delivery_that_ends_its_process_each_time(project: Project) -> None:
    """The last attempt is not repeated for ever."""
    project.define(endpoint("orders", "fail", event_id="id", max_attempts=2))
    with moved() as clock:
        project.send({"id": "evt_1"})
        assert rows.claim(stored(), 5_000) is not None
        clock.forward(FOREVER)
        assert retry_due() == Counter(dead=1)
    assert (stored().status, stored().code, stored().attempts) == ("dead", "PROCESS_ENDED", 2)
    assert len(handlers.seen) == 1


@pytest.mark.parametrize("name", ["orders", "gone"])
def test_endpoint_that_is_off_or_gone_waits(project: Project, name: str) -> None:
    project.define(endpoint(name, "fail", event_id="id"))
    with moved() as clock:
        project.send({"id": "evt_1"}, name)
        project.define(endpoint("orders", event_id="id"))
        row = WebhookEndpoint.objects.create(name="orders", enabled=False)
        clock.forward(FOREVER)
        assert retry_due() == Counter()
        row.delete()
        project.define(endpoint(name, event_id="id"))
        assert retry_due() == Counter(done=1)


def test_only_one_endpoint(project: Project) -> None:
    project.define(endpoint("orders", "fail"), endpoint("others", "fail"))
    with moved() as clock:
        project.send({}, "orders")
        project.send({}, "others")
        clock.forward(FOREVER)
        assert retry_due("others") == Counter(failed=1)
        with pytest.raises(ConfigurationError):
            retry_due("nowhere")


def test_by_hand(project: Project) -> None:
    project.define(endpoint("orders", "fail", event_id="id", max_attempts=1))
    project.send({"id": "evt_1"})
    key = stored().pk
    assert retry_delivery(key) == ""
    assert retry_delivery(key, force=True) == "dead"
    project.define(endpoint("orders", event_id="id", max_attempts=1))
    assert retry_delivery(key, force=True) == "done"
    assert handlers.names() == ["evt_1"]
    assert retry_delivery(key, force=True) == "done"
    assert len(handlers.seen) == 3
    assert retry_delivery(uuid.uuid4(), force=True) == ""


def test_by_hand_while_it_runs(project: Project) -> None:
    project.define(endpoint("orders", "fail", event_id="id"))
    project.send({"id": "evt_1"})
    assert rows.claim(stored(), 5_000) is not None
    assert retry_delivery(stored().pk, force=True) == "running"
    assert len(handlers.seen) == 1


def test_old_ones_are_forgotten(project: Project) -> None:
    project.configure(WEBHOOK_DELIVERY_SECONDS=100)
    project.define(endpoint("orders", "fail_unless_paid", max_attempts=1), endpoint("others", "fail"))
    with moved() as clock:
        project.send({"id": "done", "paid": True})
        project.send({"id": "dead", "paid": False})
        project.send({"id": "failed"}, "others")
        clock.forward(99)
        assert rows.forget_old() == 0
        clock.forward(2)
        assert rows.forget_old() == 2
    assert stored().status == "failed"


def test_dead_delivery_that_is_tried_again_is_not_forgotten(project: Project) -> None:
    """It is taken after ``forget_old`` has seen that it is dead, and before it deletes."""
    project.define(endpoint("orders", "fail", max_attempts=1))

    def try_first(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("DELETE"):
            rows.deliveries().update(status="running", ended_at=None)
        return execute(sql, *rest)

    with moved() as clock:
        project.send({})
        assert stored().status == "dead"
        clock.forward(10**8)
        with connections[rows.alias()].execute_wrapper(try_first):
            assert rows.forget_old() == 0
    assert stored().status == "running"


@pytest.mark.django_db(transaction=True, databases=["default", "sqlite"])
@pytest.mark.parametrize("alias", ["default", "sqlite"])
def test_many_threads_try_the_same(alias: str, settings: Any, tmp_path: Path) -> None:
    """Each delivery runs once."""
    with routed_to(alias):
        project = Project(settings, tmp_path)
        project.define(endpoint("orders", "fail", event_id="id"))
        with moved() as clock:
            for number in range(10):
                project.send({"id": f"evt_{number}"})
            handlers.seen.clear()
            project.define(endpoint("orders", event_id="id"))
            clock.forward(FOREVER)
            outcomes: list[Counter[str]] = []

            def work() -> None:
                try:
                    outcomes.append(retry_due())
                finally:
                    connections.close_all()

            threads = [threading.Thread(target=work) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert len(outcomes) == 4
        assert sorted(handlers.names()) == sorted(f"evt_{number}" for number in range(10))
        assert sorted(each.event_id for each in handlers.seen) == sorted(handlers.names())
