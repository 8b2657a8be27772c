"""Keys between the database's JSON and Django's values."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from django_graphgate.execution.writes.keys import keys_of, keys_text
from django_graphgate.ir.codec import BIGINT, BYTES, DATE, DATETIME, DECIMAL, DURATION, TEXT, TIME, UUID

VALUES = [
    (BIGINT, 2**62),
    (TEXT, 'it\'s "quoted" — ü'),
    (UUID, uuid.UUID(int=7)),
    (DECIMAL, Decimal("12.50")),
    (BYTES, b"\0\xff"),
    (DATE, dt.date(2026, 1, 2)),
    (TIME, dt.time(1, 2, 3, 4)),
    (DATETIME, dt.datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=dt.UTC)),
    (DURATION, dt.timedelta(days=-1, seconds=5, microseconds=7)),
]


@pytest.mark.parametrize(("codec", "value"), VALUES, ids=[str(codec) for codec, _ in VALUES])
def test_key_comes_back(codec, value):
    assert keys_of(keys_text([(value, value)]), [codec, codec]) == [(value, value)]


def test_no_text_is_no_key():
    assert keys_of(None, [BIGINT]) == []
    assert keys_text([]) == "[]"


def test_key_of_another_length_is_refused():
    with pytest.raises(ValueError, match="zip"):
        keys_of("[[1, 2]]", [BIGINT])
