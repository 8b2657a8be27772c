"""``graphgate_token``: what it makes is taken by the gate, and it makes nothing that it must not."""

from __future__ import annotations

import io
import json
import logging
import shlex
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import RequestFactory

from django_graphgate.access import load_roles
from django_graphgate.auth.chain import default_chain, named_authenticator
from django_graphgate.auth.users.verify import verify_caller
from django_graphgate.errors import InvalidCredentials
from django_graphgate.ir.identity import Identity
from tests.support.auth.jwt.tokens import public_pem
from tests.support.auth.sessions import new_user
from tests.support.leaks import secret

SECRET = "the secret of tokens in tests of the command, long enough"
KEY = "O14TVhrXtq45pKJJsxGkeiv7vsO3jiS2J6q0xqLy91dNILvQ"
ENTRIES: dict[str, dict[str, Any]] = {
    "django_session": {"type": "django_session"},
    "jwt": {
        "type": "jwt",
        "secret": SECRET,
        "issuer": "https://issuer.example",
        "audience": "api",
        "role_claim": "realm.role",
        "required_claims": {"email_verified": True},
    },
    "simplejwt": {"type": "simplejwt"},
    "rails": {"type": "rails", "cookie": "_app_session", "secret_key_base": SECRET},
    "header": {"type": "header", "name": "X-Service-Key", "value": KEY, "role": "service"},
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def development(settings: Any, tmp_path: Path) -> None:
    settings.GRAPHGATE = {"AUTH": list(ENTRIES.values()), "PRODUCTION": False, "CONFIG_DIR": tmp_path}


def made(*arguments: str) -> dict[str, str]:
    out = io.StringIO()
    call_command("graphgate_token", *arguments, "--format", "json", stdout=out, stderr=io.StringIO())
    found: dict[str, str] = json.loads(out.getvalue())
    secret(found["value"])
    return found


def shown(credential: dict[str, str]) -> Any:
    """A request that shows it."""
    request = RequestFactory().get("/", headers={credential["header"]: credential["value"]})
    if credential["header"] == "Cookie":
        request.META["HTTP_COOKIE"] = credential["value"]
    return request


def refusal(*arguments: str) -> str:
    with pytest.raises(CommandError) as caught:
        made(*arguments)
    return str(caught.value)


@pytest.mark.parametrize("kind", ["django_session", "jwt", "simplejwt", "rails"])
@pytest.mark.parametrize("by", ["name", "key"])
def test_credential_is_taken_for_the_user(kind: str, by: str, settings: Any) -> None:
    user = new_user()
    settings.GRAPHGATE = {"AUTH": [ENTRIES[kind]], "PRODUCTION": False}
    credential = made("ada" if by == "name" else str(user.pk), "--type", kind)
    identity = default_chain().identify(shown(credential))
    assert (identity.user_id, identity.authenticator) == (str(user.pk), kind)
    assert verify_caller(identity, "default")


def test_header_is_taken_for_its_service() -> None:
    new_user()
    identity = default_chain().identify(shown(made("ada", "--type", "header")))
    assert identity == Identity(role="service", authenticator="header")


def test_first_that_can_be_made_is_made(settings: Any) -> None:
    user = new_user()
    settings.GRAPHGATE = {
        "AUTH": [{"type": "jwt", "public_key": public_pem("RS256")}, ENTRIES["jwt"]],
        "PRODUCTION": False,
    }
    assert made("ada")["type"] == "jwt"
    settings.GRAPHGATE = {"AUTH": list(ENTRIES.values()), "PRODUCTION": False}
    assert made(str(user.pk))["type"] == "django_session"


def test_named_authenticator_takes_its_own(settings: Any) -> None:
    new_user()
    settings.GRAPHGATE = {
        "NAMED_AUTH": {"mobile": {**ENTRIES["jwt"], "header": "X-Mobile"}},
        "PRODUCTION": False,
    }
    credential = made("ada", "--name", "mobile")
    assert credential["header"] == "X-Mobile"
    assert named_authenticator("mobile").identify(shown(credential)).authenticator == "mobile"


def test_role_is_in_the_token() -> None:
    new_user()
    identity = default_chain().identify(shown(made("ada", "--type", "jwt", "--role", "editor")))
    assert identity.role == "editor"


@pytest.mark.parametrize("kind", ["jwt", "simplejwt", "rails"])
def test_credential_ends(kind: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    new_user()
    settings.GRAPHGATE = {"AUTH": [ENTRIES[kind]], "PRODUCTION": False}
    credential = made("ada", "--type", kind, "--expires", "1")
    if kind == "simplejwt":  # reads the clock of its package
        time.sleep(1.1)
    else:
        from django_graphgate.auth import clock

        later = clock.now() + 100
        monkeypatch.setattr(clock, "now", lambda: later)
    if kind == "rails":  # a cookie that has ended is nobody's
        assert not default_chain().identify(shown(credential)).signed_in
        return
    with pytest.raises(InvalidCredentials):
        default_chain().identify(shown(credential))


def test_curl_line_is_complete() -> None:
    new_user()
    out = io.StringIO()
    call_command("graphgate_token", "ada", "--type", "django_session", "--format", "curl", stdout=out)
    words = shlex.split(out.getvalue())
    assert words[:2] == ["curl", "http://localhost:8000/api/v1/graphql"]
    assert "Origin: http://localhost:8000" in words
    assert any(word.startswith("Cookie: sessionid=") for word in words)


# ------------------------------------------------------------------------------------------ refusals


def test_public_key_signs_nothing(settings: Any) -> None:
    new_user()
    settings.GRAPHGATE = {"AUTH": [{"type": "jwt", "public_key": public_pem("RS256")}], "PRODUCTION": False}
    assert "only their issuer can sign" in refusal("ada", "--type", "jwt")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"url": "redis://localhost:1"}, "sign in there"),
        ({"devise": {"table": "users"}}, "sign in there"),
        ({"cipher": "aes-256-cbc"}, "AES-GCM"),
    ],
)
def test_rails_session_that_is_not_ours_to_make(settings: Any, options: dict[str, Any], reason: str) -> None:
    new_user()
    settings.GRAPHGATE = {"AUTH": [{**ENTRIES["rails"], **options}], "PRODUCTION": False}
    assert reason in refusal("ada", "--type", "rails")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["bob"], "There is no user 'bob'."),
        (["ada", "--name", "nobody"], "NAMED_AUTH has no 'nobody'."),
        (["ada", "--type", "django_session", "--role", "admin"], "carries no role"),
        (["ada", "--type", "header", "--role", "admin"], " only."),
        (["ada", "--expires", "0"], "a positive number of seconds"),
    ],
)
def test_what_cannot_be_made_is_said(arguments: list[str], reason: str) -> None:
    new_user()
    assert reason in refusal(*arguments)


def test_type_without_an_authenticator_is_said(settings: Any) -> None:
    new_user()
    settings.GRAPHGATE = {"AUTH": [ENTRIES["jwt"]], "PRODUCTION": False}
    assert "no authenticator of type 'rails'" in refusal("ada", "--type", "rails")


def test_production_makes_none_unless_it_is_forced(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    new_user()
    settings.GRAPHGATE = {"AUTH": [ENTRIES["jwt"]], "PRODUCTION": True}
    assert "--force" in refusal("ada")
    with caplog.at_level(logging.INFO, "django_graphgate"):
        credential = made("ada", "--force")
    (record,) = [one for one in caplog.records if "graphgate_token" in one.getMessage()]
    assert record.levelno == logging.WARNING
    assert credential["value"].partition(" ")[2] not in caplog.text
    assert default_chain().identify(shown(credential)).authenticator == "jwt"


@pytest.mark.parametrize("kind", ["django_session", "jwt", "simplejwt", "rails"])
def test_no_key_is_printed(kind: str, settings: Any) -> None:
    new_user()
    text = json.dumps(made("ada", "--type", kind))
    assert [secret for secret in (SECRET, KEY, settings.SECRET_KEY) if secret in text] == []


# ------------------------------------------------------------------------------------------ roles


STAFF: Any = {"name": "staff", "match": "is_staff", "tables": []}


def said(*arguments: str) -> str:
    """What people read besides the credential."""
    err = io.StringIO()
    call_command("graphgate_token", *arguments, stdout=io.StringIO(), stderr=err)
    return err.getvalue()


@pytest.mark.parametrize("kind", ["django_session", "jwt", "simplejwt", "rails"])
def test_role_is_not_the_one_that_the_user_has_now(kind: str, settings: Any) -> None:
    user = new_user()
    load_roles([STAFF])
    settings.GRAPHGATE = {**settings.GRAPHGATE, "AUTH": [ENTRIES[kind]]}
    assert (made("ada")["role"], said("ada")) == ("user", "Its role is user now.\n")
    type(user).objects.filter(pk=user.pk).update(is_staff=True)
    assert (made("ada")["role"], said("ada")) == ("staff", "Its role is staff now.\n")


def test_role_of_a_token_is_not_the_named_one() -> None:
    new_user(is_staff=True)
    load_roles([STAFF, {"name": "editor", "tables": []}])
    assert made("ada", "--type", "jwt", "--role", "editor")["role"] == "editor"


@pytest.mark.parametrize("must", [False, True])
def test_nobody_is_warned_of_a_role_that_does_not_match(settings: Any, *, must: bool) -> None:
    new_user()
    load_roles([STAFF])
    settings.GRAPHGATE = {**settings.GRAPHGATE, "ROLE_MUST_MATCH": must}
    sentence = said("ada", "--type", "jwt", "--role", "staff")
    assert sentence.startswith("Requests with it are refused with FORBIDDEN" if must else "Its role is staff")
    role = made("ada", "--type", "jwt", "--role", "staff")["role"]
    assert role == (None if must else "staff")


def test_role_that_does_not_exist_is_not_said() -> None:
    new_user()
    assert "FORBIDDEN: role 'ghost' is not configured." in said("ada", "--type", "jwt", "--role", "ghost")


def test_role_by_a_named_authenticator_is_not_its_own(settings: Any) -> None:
    new_user()
    load_roles([{"name": "mobile", "tables": []}])
    entry = {**ENTRIES["jwt"], "header": "X-Mobile"}
    settings.GRAPHGATE = {**settings.GRAPHGATE, "NAMED_AUTH": {"mobile": entry}}
    assert made("ada", "--name", "mobile", "--role", "mobile")["role"] == "mobile"


def test_credential_is_not_made_where_the_gate_cannot_load() -> None:
    new_user()
    load_roles([{**STAFF, "match": "is_stuff"}])
    assert "Which role it has is not known: The match of role staff is not valid" in said("ada")
    assert made("ada")["role"] is None
