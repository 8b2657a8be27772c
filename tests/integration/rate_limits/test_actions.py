"""Limits of actions: as for operations, and without telling which names exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.clock import moved
from tests.support.running.project import caller, project, run, signed_in  # noqa: F401
from tests.support.views.calling import Caller, error_of


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with moved():
        yield


def limit(settings: Any, *limits: dict[str, Any]) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "RATE_LIMITS": limits}


def test_action(caller: Caller, settings: Any) -> None:  # noqa: F811
    limit(settings, {"rate": "2/m", "by": "operation", "operations": ["count"]})
    answers = [run(caller, "count") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0]["RateLimit"] == '"operation-1";r=1;t=30'
    assert error_of(answers[2]) == (429, "RATE_LIMITED")


@pytest.mark.parametrize("name", ["restock", "off", "nowhere"])
def test_names_are_not_told(caller: Caller, settings: Any, name: str) -> None:  # noqa: F811
    limit(settings, {"rate": "2/m"}, {"rate": "1/m", "by": "operation"})
    answers = [run(caller, "nowhere" if name == "off" else name) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert answers[1]["RateLimit"] == '"user-1";r=0;t=60'


def test_user_is_not_charged_for_others_behind_the_address(caller: Caller, settings: Any) -> None:  # noqa: F811
    limit(settings, {"rate": "1/m"})
    assert [run(caller, "nowhere").status_code for _ in range(2)] == [401, 429]
    signed_in(caller, is_staff=True)
    assert [run(caller, "greet").status_code for _ in range(2)] == [200, 429]
