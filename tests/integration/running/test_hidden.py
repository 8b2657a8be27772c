"""No answer tells whether an action exists that is not the caller's, and neither do many answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.db import connections

from django_graphgate.access.live import state_alias
from django_graphgate.auth.http import throttle
from django_graphgate.models import Action
from django_graphgate.running.authorise import find_action
from tests.support.running.project import ACTIONS, CRON_HEADERS, PARTNER_HEADERS, run, signed_in
from tests.support.views.calling import Caller, error_of, headers_of

NAMES = [
    "restock",
    "rename",
    "greet",
    "both",
    "off",
    "nothing",
    "runs",
    "restock ",
    "Restock",
    "restock/",
    "x" * 300,
]
"""Of others, switched off, and of nobody."""
ODD = [
    "",
    "/",
    "../restock",
    "a/../restock",
    "restock\x00",
    "réstock",
    "restock%2F",
    ".",
    "restock?x",
    "\uff52estock",
]


@pytest.fixture(autouse=True)
def switch_off(project: dict[str, Any]) -> None:
    """Everybody might run it otherwise."""
    Action.objects.create(name="off", source="sql", enabled=False)


def nobody(_: Caller) -> dict[str, str]:
    return {}


def other_service(_: Caller) -> dict[str, str]:
    return PARTNER_HEADERS


def wrong_secret(_: Caller) -> dict[str, str]:
    return {"X-Cron-Key": "wrong", "X-Partner-Key": "wrong"}


def user(caller: Caller) -> dict[str, str]:
    signed_in(caller)
    return {}


def user_with_other_service(caller: Caller) -> dict[str, str]:
    signed_in(caller)
    return PARTNER_HEADERS


def user_of_other_site(caller: Caller) -> dict[str, str]:
    signed_in(caller, is_staff=True)
    return {"Origin": "https://evil.example"}


def ended(caller: Caller) -> dict[str, str]:
    signed_in(caller)
    get_user_model().objects.update(is_active=False)
    return {}


def evicted(caller: Caller) -> dict[str, str]:
    caller.cookies[django_settings.SESSION_COOKIE_NAME] = "a" * 32
    return {}


CALLERS = [
    nobody,
    other_service,
    wrong_secret,
    user,
    user_with_other_service,
    user_of_other_site,
    ended,
    evicted,
]


def seen(response: Any) -> tuple[Any, ...]:
    """All of an answer."""
    cookies = sorted(morsel.OutputString() for morsel in response.cookies.values())
    return response.status_code, headers_of(response), response.content, response.reason_phrase, cookies


@pytest.mark.parametrize("who", CALLERS)
def test_answers_are_the_same(caller: Caller, who: Callable[[Caller], dict[str, str]]) -> None:
    headers = who(caller)
    answers = {name: seen(run(caller, quote(name, safe="/"), **headers)) for name in NAMES}
    assert {name: answer for name, answer in answers.items() if answer != answers["nothing"]} == {}
    assert answers["nothing"][0] in (401, 403)


@pytest.mark.parametrize("who", [nobody, user])
@pytest.mark.parametrize("name", ODD)
def test_odd_names_are_names_of_nothing(caller: Caller, who: Any, name: str) -> None:
    headers = who(caller)
    expected = seen(run(caller, "nothing", **headers))
    assert seen(run(caller, quote(name, safe="/"), **headers)) == expected


@pytest.mark.parametrize(("who", "code"), [(nobody, "UNAUTHENTICATED"), (user, "FORBIDDEN")])
def test_codes(caller: Caller, who: Any, code: str) -> None:
    headers = who(caller)
    response = run(caller, "nothing", **headers)
    assert error_of(response)[1] == code
    assert ("WWW-Authenticate" in response) == (code == "UNAUTHENTICATED")


@pytest.mark.parametrize("who", [ended, evicted])
def test_cookie_of_an_ended_session_is_dropped(caller: Caller, who: Any) -> None:
    who(caller)
    for name in NAMES:
        response = run(caller, quote(name))
        assert response.status_code == 401
        assert response.cookies[django_settings.SESSION_COOKIE_NAME].value == ""


@pytest.mark.parametrize("name", ["restock", "rename", "nothing"])
def test_guesses_are_counted_whatever_the_name_is(caller: Caller, settings: Any, name: str) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "AUTH_FAILURE_LIMIT": 3}
    throttle.forget_failures()
    statuses = [run(caller, name, **{"X-Cron-Key": f"guess {number}"}).status_code for number in range(6)]
    assert statuses == [401, 401, 401, 429, 429, 429]
    refused = run(caller, name, **{"X-Cron-Key": "guess 7"})
    assert error_of(refused) == (429, "RATE_LIMITED")
    assert int(refused["Retry-After"]) > 0
    assert run(caller, name).status_code == 401  # without a guess
    assert run(caller, "restock", **CRON_HEADERS).status_code == 200  # nobody is locked out


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"])
def test_methods_tell_nothing(caller: Caller, method: str) -> None:
    answers = {
        name: seen(caller.send(method, url=ACTIONS + quote(name), headers=headers))
        for name in ("restock", "count", "off", "nothing")
        for headers in ({}, CRON_HEADERS)
    }
    assert len({repr(answer) for answer in answers.values()}) == 1
    status, headers = answers["restock"][:2]
    assert status == (204 if method == "OPTIONS" else 405)
    assert headers["Allow"] == "POST, OPTIONS"


def test_unreadable_requests_tell_nothing(caller: Caller) -> None:
    """They are refused before anybody looks for the name."""
    for body, content_type in ((b"{", "application/json"), (b"a=1", "application/x-www-form-urlencoded")):
        answers = {
            repr(seen(caller.send("POST", body, url=ACTIONS + name, content_type=content_type)))
            for name in ("restock", "count", "nothing")
        }
        assert len(answers) == 1


def test_broken_rules_are_no_question_of_names(caller: Caller) -> None:
    """Every name is answered as an operation is."""
    from django_graphgate.models import Role

    signed_in(caller)
    Role.objects.filter(name="staff").update(match="is_nonsense(")
    assert {run(caller, name).status_code for name in ("rename", "nothing", "count")} == {500}


@pytest.mark.parametrize("who", [nobody, other_service, wrong_secret, user])
def test_gate_that_does_not_load_is_no_question_of_names(caller: Caller, settings: Any, who: Any) -> None:
    headers = who(caller)
    settings.GRAPHGATE = {**settings.GRAPHGATE, "MODELS": ["nothing.Nothing"]}
    answers = {repr(seen(run(caller, name, **headers))) for name in ("restock", "rename", "count", "nothing")}
    assert len(answers) == 1
    assert error_of(run(caller, "restock", **CRON_HEADERS)) == (500, "GATE_MISCONFIGURED")
    status = caller.get(
        f"/api/v1/actions/runs/{uuid4()}", headers=CRON_HEADERS
    )  # of a run that there never was
    assert error_of(status) == (500, "GATE_MISCONFIGURED")


@pytest.mark.parametrize("name", ["restock", "nothing", "\x00"])
def test_database_is_asked_whatever_the_name_is(
    project: dict[str, Any], name: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1, connection=connections[state_alias()]):
        assert (find_action(name) is None) is (name != "restock")
