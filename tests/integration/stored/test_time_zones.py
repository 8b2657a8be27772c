"""Moments under every combination of ``USE_TZ``, ``DATABASES["TIME_ZONE"]``, type of column and database.

What Django's ORM reads out of the same row is what they mean; the form is that of the scalar.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from tests.support.shop.models import Sample
from tests.support.stored.tables import ask, rows_of, run_sql

MOMENTS = [
    dt.datetime(2021, 1, 9, 16, 37, 1, 500_000, dt.UTC),
    dt.datetime(2021, 7, 9, 23, 59, 59, tzinfo=dt.UTC),
    dt.datetime(1969, 12, 31, 22, 30, tzinfo=dt.UTC),
]


@contextlib.contextmanager
def in_zone(alias: str, zone: str | None) -> Iterator[None]:
    """The connection as it is with ``TIME_ZONE`` in its entry of ``DATABASES``."""
    connection: Any = connections[alias]
    before = connection.settings_dict["TIME_ZONE"]
    try:
        connection.settings_dict["TIME_ZONE"] = zone
        _forget_zone(connection)
        yield
    finally:
        connection.settings_dict["TIME_ZONE"] = before
        _forget_zone(connection)


def _forget_zone(connection: Any) -> None:
    for name in ("timezone", "timezone_name"):
        connection.__dict__.pop(name, None)
    connection.ensure_timezone()


def catalog(alias: str) -> Any:
    from django_graphgate.catalog.build import build_catalog
    from django_graphgate.catalog.stored import fit_catalog

    return fit_catalog(build_catalog(["shop.Sample"]).catalog, [alias]).checked().catalog


COMBINATIONS = [
    (use_tz, zone, local)
    for use_tz in (True, False)
    for zone in (None, "UTC", "Europe/Berlin", "America/St_Johns")
    for local in ("UTC", "Asia/Kolkata")
    if use_tz or zone is None  # Django refuses the others
]


@pytest.mark.parametrize("kind", ["timestamptz", "timestamp"])
@pytest.mark.parametrize(("use_tz", "zone", "local"), COMBINATIONS)
def test_moment_is_not_the_orms(
    database: str, settings: Any, kind: str, use_tz: bool, zone: str | None, local: str
) -> None:
    if database == "sqlite" and kind == "timestamp":
        return  # there is one way to store a moment
    settings.USE_TZ = use_tz
    settings.TIME_ZONE = local
    with in_zone(database, zone):
        if database == "default":
            run_sql(database, f"ALTER TABLE shop_sample ALTER COLUMN moment TYPE {kind}")
        for number, moment in enumerate(MOMENTS, 1):
            given = moment if use_tz else moment.replace(tzinfo=None)
            Sample.objects.using(database).create(id=number, moment=given)
        stored = dict(Sample.objects.using(database).values_list("id", "moment"))
        zone_of = connections[database].timezone
        meant = {
            number: value.replace(tzinfo=zone_of) if zone_of and value.tzinfo is None else value
            for number, value in stored.items()
        }
        rows = rows_of(ask(catalog(database), "{ samples { id moment } }", database), "samples")
        for row in rows:
            text = row["moment"]
            assert text.endswith("+00:00") is use_tz
            assert dt.datetime.fromisoformat(text) == meant[row["id"]]
            for operator, wanted in (
                ("eq", [row["id"]]),
                ("neq", [one for one in (1, 2, 3) if one != row["id"]]),
            ):
                query = f"query ($m: DateTime) {{ samples(where: {{ moment: {{ {operator}: $m }} }}, order_by: {{ id: asc }}) {{ id }} }}"
                found = rows_of(ask(catalog(database), query, database, {"m": text}), "samples")
                assert [one["id"] for one in found] == wanted
            query = "query ($m: [DateTime!]) { samples(where: { moment: { in: $m } }) { id } }"
            found = rows_of(ask(catalog(database), query, database, {"m": [text]}), "samples")
            assert [one["id"] for one in found] == [row["id"]]
        _pages(database, [3, 1, 2])


def _pages(database: str, wanted: list[int]) -> None:
    text = (
        "query ($c: String) { samples(first: 1, after: $c, order_by: { moment: asc }) { id } samples_cursor }"
    )
    cursor, seen = None, list[int]()
    while len(seen) < 5:
        answer = ask(catalog(database), text, database, {"c": cursor})
        seen += [one["id"] for one in rows_of(answer, "samples")]
        cursor = rows_of(answer, "samples_cursor")
        if cursor is None:
            break
    assert seen == wanted
