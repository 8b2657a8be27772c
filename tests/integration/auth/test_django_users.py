"""Backends and user models: what the statement may verify, and what only Python can."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.auth.chain import default_chain, problems
from django_graphgate.auth.users.verify import verify_caller
from django_graphgate.errors import AuthUnavailable
from django_graphgate.ir.codec import UUID
from django_graphgate.ir.identity import Identity
from tests.support.auth.sessions import (
    BACKEND,
    ask,
    asking,
    authenticator,
    new_user,
    refused,
    session_of,
    sign_in,
)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["AllowAllUsersModelBackend", "AllowAllUsersRemoteUserBackend"])
def test_backend_that_lets_inactive_users_in_is_followed(settings: Any, name: str) -> None:
    backend = f"django.contrib.auth.backends.{name}"
    settings.AUTHENTICATION_BACKENDS = [backend]
    identity = ask(sign_in(new_user(is_active=False), backend))
    assert identity is not None
    assert identity.check is not None
    assert identity.check.active_column is None
    assert verify_caller(identity, "default")


@pytest.mark.django_db
def test_backend_with_a_rule_of_its_own_is_asked(settings: Any, django_assert_num_queries: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = ["tests.support.auth.backends.Picky"]
    user = new_user()
    cookie = sign_in(user, "tests.support.auth.backends.Picky")
    with django_assert_num_queries(2):
        identity = ask(cookie)
    assert identity == Identity(user_id=str(user.pk), authenticator="django_session", by_cookie=True)
    user.username = "mallory"
    user.save()
    assert "does not know" in refused(cookie)


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["password", "inactive", "deleted"])
def test_asked_backend_notices_changes(settings: Any, change: str) -> None:
    settings.AUTHENTICATION_BACKENDS = ["tests.support.auth.backends.Picky"]
    user = new_user()
    cookie = sign_in(user, "tests.support.auth.backends.Picky")
    if change == "deleted":
        user.delete()
    else:
        type(user).objects.update(
            **{"password": {"password": make_password("x")}, "inactive": {"is_active": False}}[change]
        )
    refused(cookie)


@pytest.mark.django_db
def test_asked_backend_gets_no_malformed_id(settings: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = ["tests.support.auth.backends.Picky"]
    backend = "tests.support.auth.backends.Picky"
    refused(session_of(_auth_user_id="x", _auth_user_backend=backend, _auth_user_hash="a" * 64))
    refused(session_of(_auth_user_id="9" * 50, _auth_user_backend=backend, _auth_user_hash="a" * 64))


@pytest.mark.django_db
def test_backend_that_is_down_is_503_and_says_nothing(settings: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = ["tests.support.auth.backends.Down"]
    cookie = sign_in(new_user(), "tests.support.auth.backends.Down")
    with pytest.raises(AuthUnavailable) as caught:
        ask(cookie)
    assert "secret" not in str(caught.value.as_errors()) + caught.value.detail


@pytest.mark.django_db
def test_option_has_the_backend_asked(django_assert_num_queries: Any) -> None:
    cookie = sign_in(new_user())
    with django_assert_num_queries(2):
        identity = authenticator(verify="separately").authenticate(asking(cookie))
    assert identity is not None
    assert identity.check is None


@pytest.mark.django_db(databases=["default", "sqlite"])
def test_user_table_elsewhere_is_asked_separately(settings: Any) -> None:
    cookie = sign_in(new_user())
    settings.DATABASE_ROUTERS = ["tests.integration.auth.test_django_users.GateElsewhere"]
    identity = ask(cookie)
    assert identity is not None
    assert identity.check is None
    forced = authenticator(verify="statement").authenticate(asking(cookie))
    assert forced is not None
    assert forced.check is not None


class GateElsewhere:
    """Sends graphgate's own tables to another database than the users."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return "sqlite" if model._meta.app_label == "graphgate" else "default"

    db_for_write = db_for_read


def test_user_model_with_names_of_its_own_is_verified_in_the_statement(people: Any) -> None:
    people("Plain")
    user = new_user()
    identity = ask(sign_in(user))
    assert identity is not None
    assert identity.user_id == str(user.pk)
    check = identity.check
    assert check is not None
    assert check.proof is not None
    assert (check.table, check.key_column, check.key_codec) == ("people of the house", "uid", UUID)
    assert (check.proof.column, check.active_column) == ("pw hash", "enabled")


@pytest.mark.parametrize("change", ["password", "is_active", "none"])
def test_uuid_key_is_confirmed_until_something_changes(people: Any, change: str) -> None:
    people("Plain")
    user = new_user()
    identity = ask(sign_in(user))
    assert identity is not None
    type(user).objects.update(
        **{"password": {"password": "x"}, "is_active": {"is_active": False}, "none": {"login": "y"}}[change]
    )
    assert verify_caller(identity, "default") is (change == "none")


def test_text_key_and_model_without_is_active(people: Any) -> None:
    people("Named")
    identity = ask(sign_in(new_user("o'brien")))
    assert identity is not None
    assert identity.user_id == "o'brien"
    assert identity.check is not None
    assert identity.check.active_column is None
    assert verify_caller(identity, "default")
    refused(session_of(_auth_user_id="x" * 21, _auth_user_backend=BACKEND, _auth_user_hash="a" * 64))


@pytest.mark.parametrize(
    ("model", "change"),
    [
        ("OwnHash", {"email": "new@example.com"}),
        ("Hidden", {"deleted": True}),
        ("Computed", {"banned": True}),
        ("Child", {"is_active": False}),
    ],
)
def test_user_model_that_only_python_understands_is_loaded(
    people: Any, model: str, change: dict[str, Any]
) -> None:
    people(model)
    user = new_user()
    cookie = sign_in(user)
    identity = ask(cookie)
    assert identity == Identity(user_id=str(user.pk), authenticator="django_session", by_cookie=True)
    for name, value in change.items():
        setattr(user, name, value)
    user.save()
    refused(cookie)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SESSION_ENGINE": "no.such.engine"}, "session engine 'no.such.engine'"),
        ({"SESSION_ENGINE": "tests.support.auth.sessions"}, "session engine 'tests.support.auth.sessions'"),
        ({"AUTHENTICATION_BACKENDS": ["no.such.Backend"]}, "no.such.Backend"),
        ({"GRAPHGATE": {"AUTH": [{"type": "django_session", "verify": "never"}]}}, "'verify'"),
        ({"GRAPHGATE": {"AUTH": [{"type": "django_session", "verfy": "auto"}]}}, "'verfy'"),
    ],
)
def test_misconfiguration_is_reported(settings: Any, change: dict[str, Any], sentence: str) -> None:
    for name, value in change.items():
        setattr(settings, name, value)
    ((where, problem),) = problems()
    assert (where, problem.level) == ("AUTH[0]", "error")
    assert sentence in problem.message


@pytest.mark.django_db
def test_other_cookie_name_is_followed(settings: Any) -> None:
    settings.SESSION_COOKIE_NAME = "__Host-sid"
    assert default_chain().identify(asking(sign_in(new_user()))).signed_in


@given(secret=st.text(min_size=1), fallback=st.binary(min_size=1), password=st.text())
def test_pads_are_those_of_djangos_hash(secret: str, fallback: bytes, password: str) -> None:
    from django.contrib.auth.models import User
    from django.test import override_settings

    from django_graphgate.auth.users.django_users import session_hash_pads
    from django_graphgate.auth.users.verify import _proves
    from django_graphgate.ir.identity import HmacProof

    with override_settings(SECRET_KEY=secret, SECRET_KEY_FALLBACKS=[fallback]):
        user = User(password=password)
        hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
        pads = session_hash_pads()
        for position, expected in enumerate(hashes):
            proof = HmacProof(column="password", pads=(pads[position],), expected=expected)
            assert _proves(proof, password)
            assert not _proves(proof, password + "x")
