"""The use of operations, as a person sees it."""

from __future__ import annotations

import random

import pytest

from django_graphgate.models import AllowedOperation
from django_graphgate.telemetry.usage import UsageCounter
from tests.acceptance.admin.conftest import Open, picture

pytestmark = pytest.mark.slow


def test_person_sees_what_is_used_and_how_quickly(open_page: Open) -> None:
    draw, counter = random.Random(1), UsageCounter(3600)
    operations = [
        AllowedOperation.objects.create(
            name=name, digest=name.lower().ljust(64, "0"), document=f"query {name} {{ a }}", roles=["user"]
        )
        for name in ("AirportDetail", "Products", "Unused")
    ]
    for _ in range(2_000):
        operation, role = draw.choice(operations[:2]), draw.choice(["anon", "user"])
        counter.count(
            ("", operation.name, operation.digest, role),
            draw.lognormvariate(-4.5, 0.7),
            failed=draw.random() < 0.01,
            rows=draw.randrange(40),
            response_bytes=900,
            client=(draw.choice(["ios", "web", "android"]), "1.0"),
        )
    counter.flush()
    page = open_page()
    page.goto("/admin/graphgate/allowedoperation/")
    picture(page, "usage_list")
    page.get_by_role("link", name="AirportDetail").click()
    chart = page.get_by_role("img", name="Histogram of times")
    chart.wait_for()
    assert chart.locator("rect").count() > 10
    box = chart.bounding_box()
    assert box is not None
    assert box["height"] == 80
    assert page.get_by_text("android").count() == 1
    picture(page, "usage_page")
