"""What an operation's own statement finds out about the caller, through the gate."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from django_graphgate import get_gate
from django_graphgate.ir.identity import Identity
from tests.support.auth.sessions import ask, new_user, sign_in


@pytest.fixture(autouse=True)
def sessions(settings: Any) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.DEBUG = True


def answered(identity: Identity | None) -> tuple[int, list[str]]:
    assert identity is not None
    assert identity.check is not None
    result = get_gate().execute("{ __typename }", identity=identity)
    return result.status, [error["extensions"]["code"] for error in result.errors]


RIGHT, WRONG = (200, []), (401, ["INVALID_CREDENTIALS"])


@pytest.mark.django_db
def test_session_that_holds_is_answered(database: str) -> None:
    assert answered(ask(sign_in(new_user()))) == RIGHT


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["password", "inactive", "deleted"])
def test_session_that_ended_is_401(database: str, change: str) -> None:
    user = new_user()
    identity = ask(sign_in(user))
    assert answered(identity) == RIGHT
    if change == "deleted":
        user.delete()
    elif change == "inactive":
        type(user).objects.update(is_active=False)
    else:
        user.set_password("another")
        user.save()
    assert answered(identity) == WRONG


@pytest.mark.django_db
def test_any_secret_of_the_settings_confirms(database: str, settings: Any) -> None:
    cookie = sign_in(new_user())
    settings.SECRET_KEY_FALLBACKS = ["an unrelated secret", settings.SECRET_KEY]
    settings.SECRET_KEY = "KyotD5QkWvUXLYwNyt8gpAJsRUA8Uxk0hSQY4QaiuRDhW0uPMTAr3FMciyuJk"
    assert answered(ask(cookie)) == RIGHT


@pytest.mark.django_db
@pytest.mark.parametrize("stored", ["", "päßwörd-✓", "x" * 128, "'; --", "\\x00"])
def test_stored_password_of_any_text_is_hashed_alike(database: str, stored: str) -> None:
    user = new_user()
    user.password = stored
    user.save()
    assert answered(ask(sign_in(user))) == RIGHT
    user.password = stored[1:] + "y"
    user.save()
    assert answered(ask(sign_in(user))) == RIGHT


@pytest.mark.django_db
def test_statement_without_a_check_answers_whom_it_should_check(database: str) -> None:
    user = new_user()
    identity = ask(sign_in(user))
    assert identity is not None
    user.set_password("another")
    user.save()
    assert get_gate().execute("{ __typename }", identity=replace(identity, check=None)).status == 200
    assert answered(identity) == WRONG


@pytest.mark.parametrize("model", ["Plain", "Named"])
def test_names_of_the_projects_own_reach_the_statement(people: Any, model: str) -> None:
    people(model)
    user = new_user("o'brien")
    identity = ask(sign_in(user))
    assert answered(identity) == RIGHT
    user.set_password("another")
    user.save()
    assert answered(identity) == WRONG
