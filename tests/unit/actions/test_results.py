"""The JSON forms of what actions give."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import ipaddress
import json
import math
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.test import override_settings

from django_graphgate.actions.results import NotJsonError, json_form
from django_graphgate.models import Role


class Size(enum.IntEnum):
    LARGE = 3


class Colour(enum.StrEnum):
    RED = "red"


@dataclasses.dataclass
class Receipt:
    total: Decimal
    role: Role


ZONE = dt.timezone(dt.timedelta(hours=2))


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (None, None),
        (True, True),
        (2**63, 2**63),
        (1.5, 1.5),
        (math.nan, None),
        (-math.inf, None),
        (Decimal("1.50"), 1.5),
        (Decimal("12345678901234567.89"), "12345678901234567.89"),
        (Decimal("1E+400"), "1" + "0" * 400),
        (Decimal("NaN"), None),
        (dt.date(2026, 2, 3), "2026-02-03"),
        (dt.time(4, 5), "04:05:00"),
        (dt.datetime(2026, 2, 3, 4, 5, 6, 7), "2026-02-03T04:05:06.000007"),  # noqa: DTZ001
        (dt.datetime(2026, 2, 3, 4, 5, 6, 500_000), "2026-02-03T04:05:06.5"),  # noqa: DTZ001
        (dt.time(4, 5, 6, 120_000), "04:05:06.12"),
        (dt.time(4, 5, 6, 100_010), "04:05:06.10001"),
        (dt.datetime(2026, 2, 3, 1, tzinfo=ZONE), "2026-02-02T23:00:00+00:00"),
        (dt.timedelta(days=1, hours=2, microseconds=30), "P1DT02H00M00.00003S"),
        (-dt.timedelta(seconds=90), "-P0DT00H01M30S"),
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (ipaddress.ip_address("::1"), "::1"),
        (ipaddress.ip_interface("10.0.0.1/8"), "10.0.0.1/8"),
        (b"\0\1", "AAE="),
        (memoryview(b"a"), "YQ=="),
        (Size.LARGE, 3),
        (Colour.RED, "red"),
        ({1: (Decimal(1),), "b": {"c": [None]}}, {"1": [1.0], "b": {"c": [None]}}),
        (frozenset({1}), [1]),
        (Role(pk=7), 7),
        ([Receipt(Decimal("2.5"), Role(pk=3))], [{"total": 2.5, "role": 3}]),
    ],
)
def test_value_has_the_form_of_the_gate(value: Any, form: Any) -> None:
    written = json_form(value)
    assert (type(written), written) == (type(form), form)
    json.dumps(written, allow_nan=False)


@override_settings(GRAPHGATE={"DECIMAL_AS_STRING": True})
def test_decimal_is_a_text_where_the_settings_say_so() -> None:
    assert json_form(Decimal("1.50")) == "1.50"


@pytest.mark.parametrize("value", [object(), 1j, Receipt, lambda: None])
def test_value_without_a_form_is_refused(value: Any) -> None:
    with pytest.raises(NotJsonError):
        json_form({"a": [value]})
