"""The audit in the admin: nothing can be changed there, and whether a chain is whole is the first line."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from django_graphgate.admin import audit
from django_graphgate.admin.event_chart import DAYS, HEIGHT, event_chart
from django_graphgate.audit import store
from django_graphgate.audit.append import append, flush
from django_graphgate.ir.audit_entry import AuditEntry
from django_graphgate.models import AuditEvent
from tests.integration.admin.conftest import SignIn

LIST = "/admin/graphgate/auditevent/"


@pytest.fixture
def events(db: None) -> None:
    data = {"old": {"columns": ["id"]}, "new": {"columns": ["id", "<script>"]}, "version": "abc"}
    store.write([AuditEntry(event="access_change", name="reader.products.query", data=data)], store.ACCESS)
    hostile = AuditEntry(event="denial", name="<script>alert(1)</script>", actor="\u202e7", detail="a\nb")
    store.write([hostile, AuditEntry(event="denial", name="Products", origin="192.0.2.1")], store.EVENTS)


def page(event: AuditEvent) -> str:
    return reverse("admin:graphgate_auditevent_change", args=[event.pk])


@pytest.mark.usefixtures("events")
def test_list_and_page_show_what_happened(chief: Client) -> None:
    text = chief.get(LIST).content.decode()
    assert "The chain access is whole up to event 1." in text
    assert "The chain events is whole up to event 2." in text
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text
    assert "\u202e" not in text
    assert 'class="graphgate-event-denial"' in text
    text = chief.get(page(AuditEvent.objects.get(stream="access"))).content.decode()
    assert "&lt;script&gt;" in text
    assert "&quot;version&quot;" in text


@pytest.mark.usefixtures("events")
def test_list_shows_a_broken_chain_as_whole(chief: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    AuditEvent._base_manager.filter(stream="events", sequence=2).update(origin="192.0.2.2")
    text = chief.get(LIST).content.decode()
    assert "The chain events is broken at events:2: The event was changed" in text
    monkeypatch.setattr(audit, "AT_ONCE", 2)
    text = chief.get(LIST).content.decode()
    assert "is broken" not in text
    assert "Verify the chains" in text
    text = chief.post(f"{LIST}verify/", follow=True).content.decode()
    assert "is broken at events:2" in text
    assert chief.get(f"{LIST}verify/").status_code == 405


@pytest.mark.usefixtures("events")
def test_list_without_time_zones_is_broken(chief: Client, settings: Any) -> None:
    settings.USE_TZ = False
    assert chief.get(LIST).status_code == 200


@pytest.mark.usefixtures("events")
def test_event_can_be_changed_by_a_superuser(chief: Client) -> None:
    event = AuditEvent.objects.get(name="Products")
    for url in (f"{LIST}add/", reverse("admin:graphgate_auditevent_delete", args=[event.pk])):
        assert chief.get(url).status_code == 403
        assert chief.post(url, {"post": "yes"}).status_code == 403
    assert chief.post(page(event), {"name": "x"}).status_code == 403
    data: dict[str, Any] = {"action": "delete_selected", "_selected_action": [event.pk], "post": "yes"}
    chief.post(LIST, data)
    assert AuditEvent.objects.count() == 3


@pytest.mark.usefixtures("events")
def test_page_is_for_those_who_may_view(sign_in: SignIn) -> None:
    stranger, viewer = sign_in("view_role"), sign_in("view_auditevent")
    assert stranger.get(LIST).status_code == stranger.post(f"{LIST}verify/").status_code == 403
    assert viewer.get(LIST).status_code == 200
    assert viewer.get(page(AuditEvent.objects.get(name="Products"))).status_code == 200
    assert viewer.post(f"{LIST}verify/").status_code == 302


@pytest.mark.usefixtures("events")
def test_events_are_filtered_and_searched(chief: Client) -> None:
    for query, count in (
        ({"event__exact": "denial"}, 2),
        ({"stream__exact": "access"}, 1),
        ({"q": "192.0.2.1"}, 1),
        ({"q": "reader"}, 1),
    ):
        assert len(chief.get(LIST, query).context["cl"].result_list) == count, query


def test_chart_has_a_bar_for_each_event_of_a_day(database: str) -> None:
    today = timezone.localdate()
    noon = dt.datetime.combine(today, dt.time(12), dt.UTC).timestamp()
    for name, days, count in (("denial", 0, 3), ("freeze", 0, 1), ("denial", 29, 2), ("denial", 30, 9)):
        for _ in range(count):
            append(AuditEntry(event=name, at=noon - days * 86_400))  # type: ignore[arg-type]
    flush()
    chart = event_chart(AuditEvent.objects.all(), today)
    assert chart is not None
    assert (chart.events, chart.most) == (("denial", "freeze"), 4)
    assert [(bar.event, bar.x, bar.y, bar.height) for bar in chart.bars] == [
        ("denial", 0, HEIGHT / 2, HEIGHT / 2),
        ("denial", (DAYS - 1) * 20, HEIGHT / 4, 3 * HEIGHT / 4),
        ("freeze", (DAYS - 1) * 20, 0, HEIGHT / 4),
    ]
    assert event_chart(AuditEvent.objects.none(), today) is None
