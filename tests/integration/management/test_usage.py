"""``graphgate_usage``: what is used, how quickly, by whom, and what is not."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from django_graphgate.models import AllowedOperation, OperationUsage
from django_graphgate.telemetry.histogram import bucket_of
from django_graphgate.telemetry.report import usage_of
from django_graphgate.telemetry.usage import UsageCounter


def shown(*arguments: str) -> str:
    out = io.StringIO()
    call_command("graphgate_usage", *arguments, stdout=out)
    return out.getvalue()


def loaded(*arguments: str) -> Any:
    return json.loads(shown(*arguments, "--format", "json"))


@pytest.fixture(autouse=True)
def counted(database: str) -> None:
    """Two versions of an operation for one role, one of them for another, and another operation."""
    counter = UsageCounter(3600)
    for number in range(100):
        counter.count(
            ("", "Products", "a" * 64, "user"),
            0.010 if number < 90 else 0.500,
            failed=number < 5,
            rows=10,
            response_bytes=100,
            client=("ios", "1.0"),
        )
    counter.count(("", "Products", "b" * 64, "user"), 0.010, failed=False, rows=10, client=("=evil()", "2"))
    counter.count(("", "Products", "b" * 64, "anon"), 0.010, failed=False)
    counter.count(("mobile", "Orders", "c" * 64, "user"), 0.010, failed=False)
    counter.flush()


def listed(name: str, days_ago: int = 100, **fields: Any) -> None:
    operation = AllowedOperation.objects.create(
        name=name, digest=name.lower().ljust(64, "0"), document=f"query {name} {{ a }}", **fields
    )
    created = timezone.now() - timedelta(days=days_ago)
    AllowedOperation.objects.filter(pk=operation.pk).update(created_at=created)


def test_versions_of_an_operation_are_one_line_for_each_role() -> None:
    rows = loaded()["operations"]
    assert [(row["namespace"], row["name"], row["role"], row["runs"]) for row in rows] == [
        ("", "Products", "anon", 1),
        ("", "Products", "user", 101),
        ("mobile", "Orders", "user", 1),
    ]
    products = rows[1]
    assert (products["failures"], products["rows"], products["response_bytes"]) == (5, 1010, 10_000)
    assert products["p50_ms"] == pytest.approx(10, rel=0.19)
    assert products["p95_ms"] == pytest.approx(500, rel=0.19)
    assert datetime.fromisoformat(products["last_run"]).tzinfo


def test_one_operation_is_shown_with_its_clients() -> None:
    report = loaded("--operation", "Products")
    assert {row["name"] for row in report["operations"]} == {"Products"}
    assert [(client["name"], client["version"], client["runs"]) for client in report["clients"]] == [
        ("ios", "1.0", 100),
        ("=evil()", "2", 1),
    ]
    assert "ios" in shown("--operation", "Products")


def test_operation_that_never_ran_is_named() -> None:
    with pytest.raises(CommandError, match="No operation 'Invented' has run"):
        shown("--operation", "Invented")


def test_operations_that_nobody_runs_are_shown() -> None:
    listed("Products")
    listed("Never")
    listed("Long")
    listed("New", days_ago=1)
    listed("Retired", retired=True)
    listed("Off", enabled=False)
    listed("Old", current=False)
    last = datetime.now(UTC) - timedelta(days=40)
    OperationUsage.objects.create(name="Long", digest="d" * 64, role="user", last_run=last)
    assert [row["name"] for row in loaded("--unused-days", "30")["unused"]] == ["Long", "Never"]
    assert [row["name"] for row in loaded("--unused-days", "60")["unused"]] == ["Never"]
    assert shown("--unused-days", "30", "--operation", "Products") == "None.\n"
    with pytest.raises(CommandError, match="from 0 to 36500"):
        shown("--unused-days", "-1")


def test_text_and_csv_have_the_same_lines() -> None:
    rows = list(csv.DictReader(io.StringIO(shown("--format", "csv"))))
    assert [row["runs"] for row in rows] == ["1", "101", "1"]
    lines = shown().splitlines()
    assert lines[0].split() == [part for key in rows[0] for part in key.split("_")]
    assert len(lines) == 4


def test_spreadsheet_has_no_formula() -> None:
    OperationUsage.objects.filter(name="Orders").update(name="=Orders")
    assert "'=Orders" in shown("--format", "csv")


def test_nothing_counted_is_said() -> None:
    OperationUsage.objects.all().delete()
    assert shown() == "None.\n"
    assert loaded() == {"operations": []}


def test_use_is_read_from_python() -> None:
    by_role = usage_of("Products")
    assert set(by_role) == {"anon", "user"}
    assert by_role["user"].latency[bucket_of(0.010)] == 91
    assert by_role["user"].failed_percent == pytest.approx(100 * 5 / 101)
    assert usage_of("Products", "mobile") == {}
