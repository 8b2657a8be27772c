"""Limits on the way of a request: who is charged, for what, and what a refusal tells."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from django_graphgate.audit.append import flush
from django_graphgate.errors import ConfigurationError
from django_graphgate.gate import get_gate
from django_graphgate.ir.codec import INT
from django_graphgate.ir.identity import CallerCheck
from django_graphgate.models import AuditEvent, Role
from django_graphgate.rate_limits import limiter, reports
from tests.support.clock import MovableClock, moved
from tests.support.gate.house import ANON, EDITOR, House, caller

ADA, BOB = caller(1), caller(2)


@pytest.fixture(autouse=True)
def clock() -> Iterator[MovableClock]:
    with moved(1_800_000_000) as movable:
        yield movable


def lines(caplog: Any) -> list[str]:
    """What was logged of limits."""
    loggers = (limiter.logger.name, reports.logger.name)
    return [record.getMessage() for record in caplog.records if record.name in loggers]


def codes(house: House, name: str, identity: Any, times: int) -> list[str]:
    return [house.ask(name, identity).code for _ in range(times)]


def test_user(house: House, clock: MovableClock) -> None:
    house.open(RATE_LIMITS=[{"rate": "2/m"}])
    assert codes(house, "Products", ADA, 3) == ["", "", "RATE_LIMITED"]
    assert codes(house, "Products", BOB, 1) == [""]
    clock.forward(30)
    assert codes(house, "Products", ADA, 2) == ["", "RATE_LIMITED"]


def test_answer_says_what_is_left(house: House) -> None:
    house.open(RATE_LIMITS=[{"rate": "60/m", "burst": 2}, {"rate": "100/m", "by": "role"}])
    headers = [house.ask("Products", ADA).headers for _ in range(3)]
    assert headers[0]["RateLimit-Policy"] == '"user-1";q=2;w=2'
    assert [each["RateLimit"] for each in headers] == [
        '"user-1";r=1;t=1',
        '"user-1";r=0;t=2',
        '"user-1";r=0;t=1',
    ]
    assert [each.get("Retry-After") for each in headers] == [None, None, "1"]


def test_refusal_runs_nothing(house: House, django_assert_num_queries: Any) -> None:
    house.open(RATE_LIMITS=[{"rate": "1/m"}])
    codes(house, "Products", ADA, 1)
    with django_assert_num_queries(0):
        assert house.ask("Products", ADA).status == 429


@pytest.mark.parametrize("name", ["Products", "Nowhere", "ForEditors"])
def test_limit_of_callers_tells_no_names(house: House, name: str) -> None:
    """What exists, what does not and what is for others is counted, and refused, alike."""
    house.open(RATE_LIMITS=[{"rate": "2/m"}])
    codes(house, name, ADA, 2)
    result = house.ask(name, ADA)
    assert (result.code, result.errors[0]["message"]) == ("RATE_LIMITED", "Too many requests.")
    assert result.headers["RateLimit"] == '"user-1";r=0;t=30'


@pytest.mark.parametrize("name", ["Nowhere", "ForEditors"])
def test_limit_of_an_operation_tells_no_names(house: House, name: str) -> None:
    """Whoever may not run it meets no limit of it."""
    house.open(RATE_LIMITS=[{"rate": "1/m", "by": "operation"}])
    assert codes(house, name, ADA, 3) == [house.ask(name, ADA).code] * 3
    assert "RateLimit" not in house.ask(name, ADA).headers


def test_operation(house: House) -> None:
    house.open(RATE_LIMITS=[{"rate": "1/m", "by": "operation", "operations": ["Products"]}])
    assert codes(house, "Products", ADA, 1) + codes(house, "Products", BOB, 1) == ["", "RATE_LIMITED"]
    assert codes(house, "Categories", ADA, 3) == [""] * 3


def test_role(house: House) -> None:
    house.open(RATE_LIMITS=[{"rate": "1/m", "by": "role", "roles": ["user", "editor"]}])
    assert codes(house, "Products", ADA, 1) + codes(house, "Products", BOB, 1) == ["", "RATE_LIMITED"]
    assert codes(house, "Products", EDITOR, 2) == ["", "RATE_LIMITED"]
    assert codes(house, "Products", ANON, 3) == [""] * 3


@pytest.fixture
def user_who_becomes_an_editor(house: House) -> tuple[House, Any]:
    """The process believes that Ada is a ``user``; the database knows that she is an ``editor``."""
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.create_user("ada")
    Role.objects.filter(name="editor").update(match="is_staff")
    limits = [
        {"rate": "1/m", "by": ["user", "role"], "roles": ["user"], "name": "users"},
        {"rate": "2/m", "by": ["user", "role"], "roles": ["editor"], "name": "editors"},
    ]
    house.open(RATE_LIMITS=limits)
    identity = caller(user.pk)
    assert codes(house, "Products", identity, 2) == ["", "RATE_LIMITED"]
    type(user).objects.filter(pk=user.pk).update(is_staff=True)
    return house, identity


def test_limit_of_a_role_that_the_caller_no_longer_has(user_who_becomes_an_editor: tuple[House, Any]) -> None:
    house, ada = user_who_becomes_an_editor
    assert codes(house, "Products", ada, 3) == ["", "", "RATE_LIMITED"]


def test_answer_says_nothing_of_the_limit_of_another_role(
    user_who_becomes_an_editor: tuple[House, Any],
) -> None:
    house, ada = user_who_becomes_an_editor
    headers = house.ask("Products", ada).headers
    assert headers["RateLimit"].startswith('"editors";')
    assert "Retry-After" not in headers


def test_refusal_is_one_event_of_the_audit(house: House) -> None:
    house.open(RATE_LIMITS=[{"rate": "1/m"}])
    codes(house, "Products", ADA, 3)
    flush()
    (event,) = AuditEvent._default_manager.filter(event="rate_limit")
    assert event.data["limit"] == "user-1"


def test_wrong_guess_is_charged_once_and_to_nobody_else(
    user_who_becomes_an_editor: tuple[House, Any], clock: MovableClock
) -> None:
    house, ada = user_who_becomes_an_editor
    clock.forward(60)
    assert house.ask("Products", ada).headers["RateLimit"] == '"editors";r=1;t=30'
    from django.contrib.auth import get_user_model

    get_user_model().objects.filter(pk=int(ada.user_id)).update(is_staff=False)
    assert house.ask("Products", ada).headers["RateLimit"] == '"users";r=0;t=60', "nothing was taken before"


def test_wrong_guess_that_ends_in_a_refusal_takes_nothing(house: House) -> None:
    from django.contrib.auth import get_user_model

    Role.objects.filter(name="editor").update(match="is_staff")
    house.open(RATE_LIMITS=[{"rate": "2/m", "by": "role", "roles": ["editor"]}])
    user = get_user_model().objects.create_user("ada", is_staff=True)
    ada = caller(user.pk)
    assert codes(house, "ForEditors", ada, 1) == [""]
    type(user).objects.filter(pk=user.pk).update(is_staff=False)
    assert codes(house, "ForEditors", ada, 1) == ["FORBIDDEN"]
    type(user).objects.filter(pk=user.pk).update(is_staff=True)
    assert codes(house, "ForEditors", ada, 2) == ["", "RATE_LIMITED"]


def test_token_of_a_user_who_is_not_confirmed_takes_nothing_from_the_user(
    house: House, database: str
) -> None:
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.create_user("ada", is_active=False)
    check = CallerCheck(
        table="auth_user", key_column="id", key_codec=INT, key=str(user.pk), active_column="is_active"
    )
    ada = replace(caller(user.pk), check=check)
    house.open(RATE_LIMITS=[{"rate": "2/m"}])
    assert codes(house, "Products", ada, 4) == ["INVALID_CREDENTIALS"] * 4
    type(user).objects.filter(pk=user.pk).update(is_active=True)
    assert codes(house, "Products", ada, 3) == ["", "", "RATE_LIMITED"]


def test_cost(house: House) -> None:
    house.open(RATE_LIMITS=[{"rate": "60/m", "burst": 100, "unit": "cost"}])
    result = house.ask("Products", ADA)
    assert result.headers["RateLimit"].startswith('"user-1";r=80;'), "20 rows"
    assert codes(house, "Products", ADA, 5) == [""] * 4 + ["RATE_LIMITED"]


def test_cost_that_is_never_there(house: House) -> None:
    house.open(RATE_LIMITS=[{"rate": "1/s", "burst": 19, "unit": "cost"}])
    result = house.ask("Products", ADA)
    assert (result.code, "Retry-After" in result.headers) == ("RATE_LIMITED", False)
    assert "costs more" in result.errors[0]["message"]


def test_limits_hold_at_once_and_refusals_take_nothing(house: House) -> None:
    house.open(RATE_LIMITS=[{"rate": "3/m", "name": "wide"}, {"rate": "1/s", "name": "narrow"}])
    assert codes(house, "Products", ADA, 9) == ["", *["RATE_LIMITED"] * 8]
    assert house.ask("Products", ADA).headers["RateLimit"] == '"narrow";r=0;t=1'


def test_limit_that_is_not_enforced(house: House, caplog: Any) -> None:
    house.open(RATE_LIMITS=[{"rate": "1/m", "enforce": False}])
    with caplog.at_level(logging.WARNING, reports.logger.name):
        results = [house.ask("Products", ADA) for _ in range(4)]
    assert [result.code for result in results] == [""] * 4
    assert all("RateLimit" not in result.headers for result in results)
    (line,) = lines(caplog)
    assert line.startswith(
        "graphgate: RATE_LIMITED (warned): limit user-1 is exceeded, and not enforced by user '1'"
    )


def test_warning_before_the_limit(house: House, caplog: Any) -> None:
    house.open(RATE_LIMITS=[{"rate": "10/m", "warn_at": 0.8}])
    with caplog.at_level(logging.WARNING, reports.logger.name):
        codes(house, "Products", ADA, 7)
        assert lines(caplog) == []
        codes(house, "Products", ADA, 2)
    assert [line.split(" by ")[0] for line in lines(caplog)] == [
        "graphgate: RATE_LIMITED (warned): limit user-1 is used to 80%"
    ]


def test_refusals_fill_no_log(house: House, caplog: Any, clock: MovableClock) -> None:
    house.open(RATE_LIMITS=[{"rate": "1/h"}])
    with caplog.at_level(logging.WARNING, reports.logger.name):
        codes(house, "Products", caller("1\r\nforged"), 50)
        assert len(lines(caplog)) == 1
        assert "'1\\r\\nforged'" in lines(caplog)[0]
        clock.forward(60)
        codes(house, "Products", caller("1\r\nforged"), 1)
    assert len(lines(caplog)) == 2


def test_without_limits_nothing_is_said(house: House) -> None:
    house.open()
    assert not {"RateLimit", "RateLimit-Policy"} & house.ask("Products", ADA).headers.keys()


# -- the cache is down ------------------------------------------------------------------------------

DOWN = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}


def test_cache_is_down_and_requests_pass(house: House, settings: Any, caplog: Any) -> None:
    settings.CACHES = {"default": DOWN}
    house.open(RATE_LIMITS=[{"rate": "1/h"}])
    limiter._log_failure.cache_clear()
    with caplog.at_level(logging.ERROR, limiter.logger.name):
        assert codes(house, "Products", ADA, 3) == [""] * 3
    assert len(lines(caplog)) == 1


def test_cache_is_down_and_requests_are_refused(house: House, settings: Any, clock: MovableClock) -> None:
    settings.CACHES = {"default": DOWN}
    house.open(RATE_LIMITS=[{"rate": "1/h"}], RATE_LIMIT_WITHOUT_CACHE="closed")
    result = house.ask("Products", ADA)
    assert (result.code, result.status, result.headers["Retry-After"]) == ("RATE_LIMIT_UNAVAILABLE", 503, "1")
    clock.forward(2)
    assert codes(house, "Products", ADA, 1) == ["RATE_LIMIT_UNAVAILABLE"]


def test_cache_is_down_and_nothing_would_be_refused(house: House, settings: Any) -> None:
    settings.CACHES = {"default": DOWN}
    house.open(RATE_LIMITS=[{"rate": "1/h", "enforce": False}], RATE_LIMIT_WITHOUT_CACHE="closed")
    assert codes(house, "Products", ADA, 2) == ["", ""]


@pytest.mark.parametrize("alias", ["default", "nowhere"])
def test_cache_that_cannot_count_keeps_the_gate_shut(house: House, settings: Any, alias: str) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    with pytest.raises(ConfigurationError, match="RATE_LIMIT_CACHE"):
        house.open(RATE_LIMITS=[{"rate": "1/h"}], RATE_LIMIT_CACHE=alias)
    get_gate.cache_clear()
