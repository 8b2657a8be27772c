"""The page of audit events, as a person sees it, under a strict content security policy."""

from __future__ import annotations

import time

import pytest

from django_graphgate.audit import store
from django_graphgate.ir.audit_entry import AuditEntry
from django_graphgate.models import AuditEvent
from tests.acceptance.admin.conftest import DESKTOP, PHONE, Open, picture

pytestmark = pytest.mark.slow

LIST = "/admin/graphgate/auditevent/"


def events() -> None:
    now = time.time()
    old = {"columns": ["id", "name"], "filters": []}
    new = {"columns": ["id", "name", "price"], "filters": ["{ is_public: { eq: true } }"]}
    change = AuditEntry(
        event="access_change",
        name="reader.products.query",
        actor="ada (7)",
        via="admin",
        detail="table rule changed",
        data={"old": old, "new": new, "version": "0" * 32},
    )
    store.write([change], store.ACCESS)
    denials = [
        AuditEntry(
            event=name,  # type: ignore[arg-type]
            name="Products",
            actor="12",
            via="http",
            role="user",
            origin="192.0.2.1",
            code="FORBIDDEN",
            at=now - day * 86_400,
        )
        for name, days in (("denial", 29), ("anomaly", 11), ("action", 17), ("sign_in_failure", 5))
        for day in range(days)
    ]
    store.write(denials, store.EVENTS)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_page_is_not_drawn(open_page: Open, size: dict[str, int]) -> None:
    events()
    page = open_page(size)
    page.goto(LIST)
    assert "The chain events is whole up to event 62." in page.inner_text(".graphgate-chains")
    bar = page.locator(".graphgate-chart rect").first
    assert bar.evaluate("each => getComputedStyle(each).fill") != "rgb(0, 0, 0)"
    assert bar.bounding_box() is not None
    picture(page, f"audit-{size['width']}")
    page.goto(f"{LIST}{AuditEvent.objects.get(stream='access').pk}/change/")
    assert "price" in page.inner_text(".graphgate-changes")
    picture(page, f"audit-event-{size['width']}")
