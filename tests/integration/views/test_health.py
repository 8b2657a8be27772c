"""``health``: little for whoever asks, more for those who run the site."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model

from django_graphgate.access import load_roles
from django_graphgate.gate import get_gate
from django_graphgate.models import AllowedOperation
from tests.support.auth.sessions import new_user, sign_in
from tests.support.views.calling import JSON, Caller, error_of

URL = "/api/v1/health"
MONITOR = {"type": "header", "name": "X-Monitor-Key", "value": "k" * 40}


def signed_in(caller: Caller, **fields: Any) -> Caller:
    caller.cookies[django_settings.SESSION_COOKIE_NAME] = sign_in(new_user(**fields))
    return caller


def test_anybody_learns_that_it_is_up(caller: Caller) -> None:
    response = caller.get(URL)
    assert (response.status_code, response.content) == (200, b"ok")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Cache-Control"] == "no-store"


def test_bare_answer_asks_no_database(caller: Caller, django_assert_num_queries: Any) -> None:
    get_gate()  # which asks for the types of columns when it loads
    with django_assert_num_queries(0):
        assert caller.get(URL).content == b"ok"


@pytest.mark.parametrize("fields", [{}, {"is_staff": False, "is_superuser": True}])
def test_user_who_is_not_staff_learns_no_more(caller: Caller, fields: dict[str, Any]) -> None:
    assert signed_in(caller, **fields).get(URL).content == b"ok"


def test_staff_see_details(caller: Caller) -> None:
    AllowedOperation.objects.create(name="A", digest="a" * 64, document="query A { __typename }")
    AllowedOperation.objects.create(name="B", digest="b" * 64, document="x", current=False)
    response = signed_in(caller, is_staff=True).get(URL)
    details = json.loads(response.content)
    assert (response.status_code, response["Content-Type"]) == (200, JSON)
    assert details["database"].pop("milliseconds") >= 0
    assert details.pop("version")
    assert details == {
        "status": "ok",
        "mode": "development",
        "role": "user",
        "operations": 1,
        "database": {"answers": True},
    }


def test_staff_who_were_switched_off_see_nothing(caller: Caller) -> None:
    """The session is still there; the database says otherwise."""
    user = new_user(is_staff=True)
    caller.cookies[django_settings.SESSION_COOKIE_NAME] = sign_in(user)
    user.is_active = False
    user.save()
    assert caller.get(URL).content == b"ok"


def test_staff_are_not_made_to_ask_by_another_site(caller: Caller) -> None:
    response = signed_in(caller, is_staff=True).get(URL, headers={"Sec-Fetch-Site": "cross-site"})
    assert error_of(response) == (403, "CSRF_FAILED")


def test_session_that_ended_is_nobody(caller: Caller) -> None:
    caller.cookies[django_settings.SESSION_COOKIE_NAME] = "a" * 32
    assert caller.get(URL).content == b"ok"


def test_forged_cookie_is_401(caller: Caller, settings: Any) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    caller.cookies[django_settings.SESSION_COOKIE_NAME] = "forged:cookie:value"
    response = caller.get(URL)
    assert error_of(response) == (401, "INVALID_CREDENTIALS")
    assert response["WWW-Authenticate"]


def test_id_of_staff_from_elsewhere_is_not_staff(caller: Caller, settings: Any) -> None:
    """Another issuer's user 1 is not this site's user 1."""
    user = new_user(is_staff=True)
    settings.DEBUG = True
    settings.GRAPHGATE = {**settings.GRAPHGATE, "CREDS_IN_HEADER": True}
    assert caller.get(URL, headers={"X-User-ID": str(user.pk)}).content == b"ok"


def test_named_authenticator_opens_the_details(caller: Caller, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "NAMED_AUTH": {"monitor": MONITOR}, "HEALTH_AUTH": "monitor"}
    assert caller.get(URL).content == b"ok"
    assert error_of(caller.get(URL, headers={"X-Monitor-Key": "wrong"})) == (401, "INVALID_CREDENTIALS")
    response = caller.get(URL, headers={"X-Monitor-Key": "k" * 40})
    assert json.loads(response.content)["mode"] == "development"


STAFF: Any = {"name": "staff", "match": "is_staff", "tables": []}
AUDITORS: Any = {"name": "auditors", "match": "is_superuser", "tables": []}


def test_staff_do_not_see_their_role(caller: Caller) -> None:
    load_roles([STAFF])
    assert json.loads(signed_in(caller, is_staff=True).get(URL).content)["role"] == "staff"


def test_callers_of_a_role_do_not_see_the_details(caller: Caller, settings: Any) -> None:
    load_roles([AUDITORS])
    signed_in(caller, is_staff=False, is_superuser=True)
    assert caller.get(URL).content == b"ok"
    settings.GRAPHGATE = {**settings.GRAPHGATE, "HEALTH_ROLES": ["auditors"]}
    assert json.loads(caller.get(URL).content)["role"] == "auditors"
    get_user_model().objects.update(is_superuser=False)
    assert caller.get(URL).content == b"ok"
    get_user_model().objects.update(is_superuser=True, is_active=False)
    assert caller.get(URL).content == b"ok"


def test_anonymous_callers_see_the_details(caller: Caller, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "HEALTH_ROLES": ["anon", "auditors"]}
    assert caller.get(URL).content == b"ok"


def test_role_that_the_credential_names_is_believed(caller: Caller, settings: Any) -> None:
    load_roles([AUDITORS])
    settings.DEBUG = True
    more = {"CREDS_IN_HEADER": True, "HEALTH_ROLES": ["auditors"], "ROLE_MUST_MATCH": True}
    settings.GRAPHGATE = {**settings.GRAPHGATE, **more}
    user = new_user(is_superuser=False)
    headers = {"X-User-ID": str(user.pk), "X-User-Role": "auditors"}
    assert caller.get(URL, headers=headers).content == b"ok"
    get_user_model().objects.update(is_superuser=True)
    assert json.loads(caller.get(URL, headers=headers).content)["role"] == "auditors"


def test_match_that_is_not_valid_hides_the_details(caller: Caller) -> None:
    load_roles([{**STAFF, "match": "is_stuff"}])
    details = json.loads(signed_in(caller, is_staff=True).get(URL).content)
    assert (details["status"], details["role"]) == ("ok", None)


def test_unknown_named_authenticator_is_a_misconfigured_gate(caller: Caller, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "HEALTH_AUTH": "nobody"}
    assert error_of(caller.get(URL)) == (500, "GATE_MISCONFIGURED")


def test_gate_that_must_not_start_is_not_healthy(caller: Caller, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "PRODUCTION": True}
    assert error_of(caller.get(URL)) == (500, "GATE_MISCONFIGURED")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_it_is_only_read(caller: Caller, method: str) -> None:
    response = caller.send(method, b"{}", url=URL)
    assert error_of(response) == (405, "METHOD_NOT_ALLOWED")
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_head_and_options(caller: Caller) -> None:
    head, options = caller.get(URL, method="HEAD"), caller.get(URL, method="OPTIONS")
    assert (head.status_code, head.content, head["Content-Length"]) == (200, b"", "2")
    assert (options.status_code, options["Allow"]) == (204, "GET, HEAD, OPTIONS")
