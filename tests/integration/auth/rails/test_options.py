"""Settings that are wrong are named, and the gate does not answer with them."""

from __future__ import annotations

import sys
from urllib.parse import quote

import pytest
from django.test import RequestFactory

from django_graphgate.auth.base import Problem
from django_graphgate.auth.chain import build_chain
from django_graphgate.auth.rails.authenticator import RailsSessionAuthenticator
from django_graphgate.auth.registry import build
from django_graphgate.errors import ConfigurationError, InvalidCredentials
from tests.support.auth.rails.asking import ask
from tests.support.auth.rails.ruby import SECRET, dump, seal, session

GOOD = {"type": "rails", "cookie": "_app_session", "secret_key_base": SECRET}


def problems(entry: dict[str, object]) -> list[Problem]:
    return list(RailsSessionAuthenticator(entry).check())


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"version": "5.2"},
        {"version": 5.2},
        {"version": 8},
        {"version": "7.1.5.2"},
        {"url": "redis://localhost:6379", "password": "", "max_idle": 80, "max_active": 12000},
        {"url": "redis://:secret@localhost/0"},
        {"url": "rediss://localhost:6380/0/session"},
        {"url": "unix:///run/redis.sock"},
        {"url": "memcache://127.0.0.1"},
        {"url": "memcache://one:11211,two"},
        {"url": "memcached://[::1]:11211"},
        {"salt": "a", "sign_salt": "b", "auth_salt": "c", "signed_salt": "d"},
        {"namespace": ["a", "b:"], "scope": "admin_user", "timeout_in": 1800},
        {"serializer": "hybrid", "cipher": "aes-256-gcm", "jar": "encrypted", "digest": "sha1"},
        {"secret_token": SECRET},
    ],
)
def test_options_that_are_right(options):
    assert problems({**GOOD, **options}) == []
    nested = {**GOOD, **options}
    entry = {"type": nested.pop("type"), "cookie": nested.pop("cookie"), "rails": nested}
    assert problems(entry) == []
    asked, found = build(entry, name="beside")
    assert (asked.name, found) == ("beside", [])


def test_store_needs_no_secret():
    assert problems({"type": "rails", "cookie": "s", "rails": {"url": "redis://localhost"}}) == []


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        ({"secret_key_bas": "x"}, "There is no option 'secret_key_bas'.", "Did you mean 'secret_key_base'?"),
        ({"rails": {"slat": "x"}}, "There is no option 'slat'.", "Did you mean 'salt'?"),
        ({"rails": "x"}, "The option 'rails' must be a dictionary.", ""),
        ({"cookie": None}, "The option 'cookie' must be the name of the session cookie.", ""),
        ({"cookie": "a b"}, "The option 'cookie' must be the name of the session cookie.", ""),
        ({"cookie": "a;b"}, "The option 'cookie' must be the name of the session cookie.", ""),
        ({"cookie": 5}, "The option 'cookie' must be the name of the session cookie.", ""),
        ({"secret_key_base": None}, "Rails cookies need the option 'secret_key_base'.", ""),
        ({"secret_key_base": ""}, "Rails cookies need the option 'secret_key_base'.", ""),
        ({"secret_key_base": []}, "The list of values is empty.", ""),
        ({"secret_key_base": [SECRET, " "]}, "A value is empty.", ""),
        ({"secret_key_base": 5}, "A value must be a text", ""),
        ({"secret_key_base": {"env": "NO_SUCH_SECRET"}}, "NO_SUCH_SECRET is missing or empty", ""),
        ({"secret_key_base": "short"}, "A secret is shorter than", ""),
        ({"version": "2.3"}, "The option 'version' names no version of Rails", "From 3 to 8"),
        ({"version": "9"}, "The option 'version' names no version of Rails", ""),
        ({"version": "edge"}, "The option 'version' names no version of Rails", ""),
        ({"version": True}, "The option 'version' names no version of Rails", ""),
        ({"url": "postgres://localhost"}, "neither Redis nor memcached", "redis://host:6379/0"),
        ({"url": "localhost:6379"}, "neither Redis nor memcached", ""),
        ({"url": 5}, "The option 'url' must be a text.", ""),
        ({"url": "redis://localhost/session"}, "begins with the number of a database", ""),
        ({"url": "redis://localhost:port"}, "is not a port number", ""),
        ({"url": "redis://localhost:99999"}, "is not a port number", ""),
        ({"url": "memcache://localhost:port"}, "is not a port number", ""),
        ({"url": "memcache://"}, "names no host", ""),
        ({"url": "memcache://localhost", "password": "x"}, "Passwords are not supported for memcached", ""),
        ({"max_active": 0}, "The option 'max_active' must be a whole number over 0.", ""),
        ({"max_active": 0.5}, "The option 'max_active' must be a whole number over 0.", ""),
        ({"max_idle": "80"}, "The option 'max_idle' must be a whole number over 0.", ""),
        ({"timeout_in": -1}, "The option 'timeout_in' must be a number over 0.", ""),
        ({"timeout_in": float("nan")}, "The option 'timeout_in' must be a number over 0.", ""),
        ({"timeout_in": True}, "The option 'timeout_in' must be a number over 0.", ""),
        ({"timeout": float("inf")}, "The option 'timeout' must be a number over 0.", ""),
        ({"scope": "User"}, "The option 'scope' must be the name of a Devise scope", ""),
        ({"scope": ["user"]}, "The option 'scope' must be a text.", ""),
        ({"namespace": "a b"}, "A namespace must be at most", ""),
        ({"namespace": "a\r\n"}, "A namespace must be at most", ""),
        ({"namespace": 5}, "The option 'namespace' must be a text or a list of texts.", ""),
        ({"salt": 5}, "The option 'salt' must be a text or a list of texts.", ""),
        ({"salt": ["a", "b"], "sign_salt": ["a", "b", "c"]}, "are lists of different lengths", ""),
        ({"jar": "sealed"}, "The option 'jar' must be one of encrypted, signed.", ""),
        ({"cipher": "aes-256-gmc"}, "The option 'cipher' must be one of", "Did you mean 'aes-256-gcm'?"),
        ({"serializer": "yaml"}, "The option 'serializer' must be one of", ""),
        ({"digest": "MD5"}, "The option 'digest' must be one of", ""),
        ({"key_digest": "MD5"}, "The option 'key_digest' must be one of", ""),
        ({"devise": "app.User"}, "The option 'devise' must be a dictionary.", ""),
        ({"devise": {"modle": "auth.User"}}, "There is no option 'modle'.", "Did you mean 'model'?"),
        ({"rails8": {"qeury": "x"}}, "There is no option 'qeury'.", "Did you mean 'query'?"),
    ],
)
def test_options_that_are_wrong(options, message, hint):
    found = [problem for problem in problems({**GOOD, **options}) if message in problem.message]
    assert len(found) == 1, problems({**GOOD, **options})
    assert hint in found[0].hint


def test_no_answer_with_wrong_settings():
    asked = RailsSessionAuthenticator({**GOOD, "secret_key_bas": "x"})
    with pytest.raises(ConfigurationError, match="secret_key_bas"):
        ask(asked, seal(dump(session())))
    asked = RailsSessionAuthenticator({**GOOD, "url": "ftp://localhost"})
    with pytest.raises(ConfigurationError):
        ask(asked, "f" * 32)


@pytest.mark.parametrize(
    ("package", "options"),
    [
        ("redis", {"url": "redis://localhost"}),
        ("pymemcache", {"url": "memcache://localhost"}),
        ("cryptography", {}),
        ("msgpack", {}),
    ],
)
def test_package_that_is_missing_is_named(package, options, monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    (problem,) = problems({**GOOD, **options})
    assert f"the package {package}" in problem.message
    assert "pip install django-graphgate[" in problem.hint


def test_rails_stands_in_the_chain_of_authenticators():
    chain = build_chain([{"type": "django_session"}, GOOD])
    header = quote(seal(dump(session(7))), safe="")
    request = RequestFactory().get("/", HTTP_COOKIE=f"_app_session={header}")
    assert chain.identify(request).user_id == "7"
    assert chain.identify(RequestFactory().get("/")).is_anonymous
    with pytest.raises(InvalidCredentials):
        chain.identify(RequestFactory().get("/", HTTP_COOKIE="_app_session=x"))


def test_secrets_are_in_no_problem():
    entry = {**GOOD, "secret_key_base": ["hidden"], "password": ["hidden"], "url": "x://user:hidden@host"}
    assert problems(entry)
    assert "hidden" not in repr(problems(entry))
