"""How many Python functions a frozen request calls, in production on SQLite: a measure that no machine changes."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import FrameType
from typing import Any

import pytest

from django_graphgate.ir.identity import Identity
from tests.support.gate.house import ANON, House, caller

MOST = 120


def calls_of(house: House, name: str, identity: Identity, variables: Mapping[str, Any]) -> int:
    """Calls of Python functions during a request that the process has met before."""
    count = 0

    def profile(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    for _ in range(3):
        assert house.ask(name, identity, **variables).data
    gate = house.gate
    sys.setprofile(profile)
    try:
        gate.execute(name=name, identity=identity, variables=variables)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("name", "identity", "variables"),
    [
        ("Products", ANON, {}),
        ("ProductById", caller(1), {"id": 1}),
        ("MyPurchases", caller(1), {}),
    ],
    ids=["anonymous", "with a variable", "with a rule about the caller"],
)
def test_frozen_request_takes_more_calls(
    house: House, settings: Any, name: str, identity: Identity, variables: dict[str, Any]
) -> None:
    # the suite reads each line of the log, which makes lines that a project without a handler does not make
    settings.GRAPHGATE = {**settings.GRAPHGATE, "LOG_REQUESTS": None}
    assert calls_of(house, name, identity, variables) <= MOST
