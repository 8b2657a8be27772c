"""Secrets in headers: rotation, environment, identity headers, and names that cannot be trusted."""

from __future__ import annotations

from typing import Any

import pytest

from django_graphgate.auth.chain import default_chain, named_authenticator
from django_graphgate.auth.header import HeaderAuthenticator
from django_graphgate.errors import ConfigurationError, InvalidCredentials
from django_graphgate.ir.identity import Identity
from tests.support.auth.sessions import asking

SECRET = "s3cret-of-the-task-queue"
KEY = {"name": "X-Key", "value": SECRET}


def ask(options: dict[str, Any], remote_addr: str = "203.0.113.9", **headers: str) -> Identity | None:
    request = asking(**headers)
    request.META["REMOTE_ADDR"] = remote_addr
    return HeaderAuthenticator({"type": "header", **options}, name="queue").authenticate(request)


def levels(options: dict[str, Any], name: str = "queue") -> list[str]:
    return [each.level for each in HeaderAuthenticator({"type": "header", **options}, name=name).check()]


@pytest.mark.parametrize("options", [KEY, {"header": KEY}, {"header": {"name": "x-key", "value": [SECRET]}}])
def test_right_value_is_known(options: dict[str, Any]) -> None:
    assert levels(options) == []
    assert ask({**options, "role": "worker"}, X_Key=SECRET) == Identity(role="worker", authenticator="queue")


def test_absent_header_is_not_mine() -> None:
    assert ask(KEY) is None
    assert ask(KEY, X_Keys=SECRET) is None


@pytest.mark.parametrize(
    "value",
    ["", " ", SECRET.upper(), SECRET + " ", " " + SECRET, f"{SECRET},{SECRET}", "é", "\u2713", "\udcff"],
)
def test_wrong_value_is_401(value: str) -> None:
    with pytest.raises(InvalidCredentials) as caught:
        ask(KEY, X_Key=value)
    assert SECRET not in caught.value.detail + str(caught.value)


def test_any_changed_byte_is_401() -> None:
    for position in range(len(SECRET)):
        wrong = "b" if SECRET[position] == "a" else "a"
        with pytest.raises(InvalidCredentials):
            ask(KEY, X_Key=SECRET[:position] + wrong + SECRET[position + 1 :])
        with pytest.raises(InvalidCredentials):
            ask(KEY, X_Key=SECRET[:position])


def test_both_secrets_hold_while_they_rotate() -> None:
    options = {"name": "X-Key", "value": [SECRET, "the-former-secret-of-it"]}
    assert ask(options, X_Key=SECRET) == ask(options, X_Key="the-former-secret-of-it") is not None
    with pytest.raises(InvalidCredentials):
        ask(options, X_Key="")


def test_secret_outside_ascii_is_utf8_on_the_wire() -> None:
    secret = "schlüssel-der-warteschlange"
    assert ask({"name": "X-Key", "value": secret}, X_Key=secret.encode().decode("latin-1"))


def test_secret_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUEUE_KEY", SECRET)
    options = {"name": "X-Key", "value": {"env": "QUEUE_KEY"}}
    assert levels(options) == []
    assert ask(options, X_Key=SECRET) is not None


@pytest.mark.parametrize("value", [None, "", "   "])
def test_missing_environment_keeps_the_gate_shut(
    settings: Any, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    monkeypatch.delenv("QUEUE_KEY", raising=False)
    if value is not None:
        monkeypatch.setenv("QUEUE_KEY", value)
    entry = {"type": "header", "name": "X-Key", "value": {"env": "QUEUE_KEY"}}
    settings.GRAPHGATE = {"NAMED_AUTH": {"queue": entry}}
    with pytest.raises(ConfigurationError, match="QUEUE_KEY is missing or empty"):
        named_authenticator("queue")
    for shown in ("", "None", " ", "{'env': 'QUEUE_KEY'}"):
        with pytest.raises(InvalidCredentials):
            ask(entry, X_Key=shown)


@pytest.mark.parametrize(
    "options",
    [
        {"name": "X-Key"},
        {"name": "X-Key", "value": ""},
        {"name": "X-Key", "value": "  "},
        {"name": "X-Key", "value": []},
        {"name": "X-Key", "value": [SECRET, ""]},
        {"name": "X-Key", "value": 12345678901234567890},
        {"name": "X-Key", "value": {"env": ""}},
        {"name": "X-Key", "value": {"env": "HOME", "default": "x"}},
        {"name": "X-Key", "value": {"file": "/etc/key"}},
        {"name": "X-Key", "exists": False},
        {"name": "X-Key", "exists": "yes", "value": SECRET},
        {"name": "X-Key", "exists": True, "value": SECRET},
        {"name": "X_Key", "value": SECRET},
        {"name": "X-Key\r\n", "value": SECRET},
        {"name": "", "value": SECRET},
        {"name": None, "value": SECRET},
        {"value": SECRET},
        {"name": "Cookie", "value": SECRET},
        {"name": "X-Request-ID", "value": SECRET},
        {"name": "X-Key", "value": SECRET + "\n"},
        {"name": "Host", "exists": True},
        {"name": "user-agent", "exists": True},
        {**KEY, "role": ""},
        {**KEY, "role": ["admin"]},
        {**KEY, "rolle": "admin"},
        {"header": {**KEY, "role": "admin"}},
        {**KEY, "user_id_header": "X_User"},
        {**KEY, "user_id_header": "X-User"},
        {**KEY, "role_header": "X-Role"},
    ],
)
def test_unsafe_options_keep_the_gate_shut(settings: Any, options: dict[str, Any]) -> None:
    settings.GRAPHGATE = {"NAMED_AUTH": {"queue": {"type": "header", **options}}}
    with pytest.raises(ConfigurationError) as caught:
        default_chain()
    assert SECRET not in caught.value.message + caught.value.hint


def test_short_secret_and_role_without_rights_are_warnings() -> None:
    assert levels({"name": "X-Key", "value": "short"}) == ["warning"]
    assert levels(KEY, name="") == ["warning"]
    assert levels({**KEY, "role": "worker"}, name="") == []


def test_nobody_is_signed_in_without_a_role() -> None:
    identity = ask(KEY, X_Key=SECRET)
    assert identity == Identity(authenticator="queue")
    assert identity.is_anonymous


# -------------------------------------------------------------------------------------------- exists


def test_header_that_exists_is_enough_when_no_proxy_is_named() -> None:
    options = {"header": {"name": "X-Appengine-Queuename", "exists": True}}
    assert levels(options) == ["warning"]
    assert ask(options, X_Appengine_Queuename="mail") == Identity(authenticator="queue")
    assert ask(options) is None
    assert ask(options, X_Appengine_Queuename=" ") is None


def test_header_that_exists_counts_from_the_named_proxy_alone(settings: Any) -> None:
    settings.GRAPHGATE = {"TRUSTED_PROXIES": ["10.0.0.0/8"]}
    options = {"name": "X-Appengine-Queuename", "exists": True}
    assert levels(options) == []
    assert ask(options, "10.1.2.3", X_Appengine_Queuename="mail") is not None
    for outside in ("203.0.113.9", "", "not an address"):
        with pytest.raises(InvalidCredentials):
            ask(options, outside, X_Appengine_Queuename="mail")


# --------------------------------------------------------------------------------- identity headers


FORWARDED = {**KEY, "user_id_header": "X-User", "role_header": "X-Role", "role": "worker"}


def test_trusted_proxy_says_who_it_is(settings: Any) -> None:
    settings.GRAPHGATE = {"TRUSTED_PROXIES": ["10.0.0.0/8", "fd00::/8", "unix"]}
    assert levels(FORWARDED) == []
    known = Identity(user_id="7", role="admin", authenticator="queue")
    for proxy in ("10.1.2.3", "::ffff:10.1.2.3", "fd00::1", ""):
        assert ask(FORWARDED, proxy, X_Key=SECRET, X_User="7", X_Role="admin") == known
    assert ask(FORWARDED, "10.1.2.3", X_Key=SECRET) == Identity(role="worker", authenticator="queue")


@pytest.mark.parametrize("address", ["203.0.113.9", "", "::1", "11.0.0.1", "10.0.0.1.evil"])
def test_nobody_else_says_who_it_is(settings: Any, address: str) -> None:
    settings.GRAPHGATE = {"TRUSTED_PROXIES": ["10.0.0.0/8"]}
    with pytest.raises(InvalidCredentials):
        ask(FORWARDED, address, X_Key=SECRET, X_User="7", X_Forwarded_For="10.1.2.3")


def test_proxy_without_the_secret_says_nothing(settings: Any) -> None:
    settings.GRAPHGATE = {"TRUSTED_PROXIES": ["10.0.0.0/8"]}
    assert ask(FORWARDED, "10.1.2.3", X_User="7", X_Role="admin") is None
    with pytest.raises(InvalidCredentials):
        ask(FORWARDED, "10.1.2.3", X_Key="wrong", X_User="7")


@pytest.mark.parametrize("header", ["X_User", "X_Role"])
def test_identity_header_that_came_twice_is_401(settings: Any, header: str) -> None:
    settings.GRAPHGATE = {"TRUSTED_PROXIES": ["10.0.0.0/8"]}
    with pytest.raises(InvalidCredentials):
        ask(FORWARDED, "10.1.2.3", X_Key=SECRET, **{header: "7,1"})


def test_forwarded_id_is_checked_like_any_other(settings: Any) -> None:
    settings.GRAPHGATE = {"TRUSTED_PROXIES": ["10.0.0.0/8"], "AUTH": [{"type": "header", **FORWARDED}]}
    request = asking(X_Key=SECRET, X_User="7 OR 1=1")
    request.META["REMOTE_ADDR"] = "10.1.2.3"
    with pytest.raises(InvalidCredentials):
        default_chain().identify(request)


def test_secret_does_not_stay_in_the_authenticator() -> None:
    authenticator = HeaderAuthenticator({"type": "header", **KEY})
    assert SECRET not in repr(vars(authenticator)["_digests"])
    assert SECRET not in repr(authenticator)
