"""The database is down: who learns what, and that all is well again afterwards."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection

from tests.support.auth.sessions import new_user, sign_in
from tests.support.views.calling import Caller, error_of

HEALTH = "/api/v1/health"
MONITOR = {"type": "header", "name": "X-Monitor-Key", "value": "k" * 40}
KEY = {"X-Monitor-Key": "k" * 40}


@contextlib.contextmanager
def outage() -> Iterator[None]:
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(HOST="127.0.0.1", PORT="1")
    try:
        yield
    finally:
        connection.settings_dict.update(before)


@pytest.fixture
def outside(transactional_db: None, caller: Caller) -> Caller:
    """A caller outside of any transaction."""
    return caller


def test_operation_answers_503(outside: Caller) -> None:
    with outage():
        response = outside.post({"query": "{ products { id } }"})
        assert error_of(response) == (503, "DATABASE_UNAVAILABLE")
        assert b"127.0.0.1" not in response.content
    assert outside.post({"query": "{ products { id } }"}).status_code == 200


def test_caller_whom_nobody_can_verify_gets_503(outside: Caller) -> None:
    outside.cookies[django_settings.SESSION_COOKIE_NAME] = sign_in(new_user())
    with outage():
        assert error_of(outside.get(query="{ products { id } }")) == (503, "AUTH_UNAVAILABLE")
        assert error_of(outside.get(HEALTH)) == (503, "AUTH_UNAVAILABLE")
    assert outside.get(query="{ products { id } }").status_code == 200


def test_bare_health_does_not_depend_on_it(outside: Caller) -> None:
    with outage():
        assert outside.get(HEALTH).content == b"ok"


def test_monitor_sees_that_it_is_down(outside: Caller, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "NAMED_AUTH": {"monitor": MONITOR}, "HEALTH_AUTH": "monitor"}
    with outage():
        response = outside.get(HEALTH, headers=KEY)
        details = json.loads(response.content)
        assert (response.status_code, details["status"]) == (503, "unavailable")
        assert (details["database"]["answers"], details["operations"]) == (False, None)
    assert outside.get(HEALTH, headers=KEY).status_code == 200
