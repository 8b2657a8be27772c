"""Every authenticator meets its own credential, each byte of it changed, and those of all others."""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import hypothesis
import pytest
import redis
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.test import RequestFactory
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from pymemcache.client.base import Client as MemcachedClient
from rest_framework_simplejwt.tokens import AccessToken

from django_graphgate.auth.base import Authenticator
from django_graphgate.auth.chain import default_chain, problems
from django_graphgate.auth.rails.stores import private_id
from django_graphgate.auth.registry import build
from django_graphgate.errors import InvalidCredentials, TooManyRequests
from tests.integration.auth.conftest import cache_of, forget_folder
from tests.integration.auth.jwt import test_magic
from tests.support.auth.jwt import tokens
from tests.support.auth.rails import ruby
from tests.support.auth.rails.vectors import detecting, of_store, stored
from tests.support.auth.sessions import ENGINES, LOCMEM, new_user, sign_in
from tests.support.leaks import secret

SECRET = secret("the-secret-of-the-tests")
USER_ID = 7
OTHERS = ["A", "B", "!", " ", "%", "\x00", "é"]
"""What a byte is changed to; A and B differ in bits that sloppy base64 decoders ignore."""


@dataclass(frozen=True)
class Credential:
    """Where a genuine credential stands, ``cookie <name>`` or ``header <name>``, and its text."""

    place: str
    text: str
    user_id: str | None = "7"

    def request(self, text: str | None = None) -> HttpRequest:
        kind, name = self.place.split()
        value = self.text if text is None else text
        if kind == "cookie":
            cookies = "; ".join(("first=1", f"{name}={quote(value, safe=':')}", "last=1"))
            return RequestFactory().get("/", HTTP_COOKIE=cookies)
        scheme = "Bearer " if name == "Authorization" else ""
        return RequestFactory().get("/", headers={name: scheme + value})


def django_session(store: str) -> Callable[..., Credential]:
    """Signing in to a store: an engine, and the cache that it uses."""

    def make(settings: Any, request: pytest.FixtureRequest, **others: Any) -> Credential:
        engine, _, kind = store.partition("@")
        settings.SESSION_ENGINE = ENGINES + engine
        if kind:
            settings.CACHES = {"default": LOCMEM, "sessions": cache_of(kind, request)}
            settings.SESSION_CACHE_ALIAS = "sessions"
        return Credential("cookie sessionid", sign_in(User.objects.get(pk=USER_ID)))

    return make


def jwt(place: str) -> Callable[..., Credential]:
    return lambda **others: Credential(place, tokens.token(sub=str(USER_ID), exp=2_000_000_000))


def simplejwt(**others: Any) -> Credential:
    return Credential("header Authorization", str(AccessToken.for_user(User.objects.get(pk=USER_ID))))


def rails(text: Callable[[bytes], str]) -> Callable[..., Credential]:
    session = json.dumps(ruby.session(USER_ID)).encode()
    return lambda **others: Credential("cookie _app_session", text(session))


VECTOR = next(each for each in of_store("redis") if "user_id" in each["expected"])


def rails_redis(redis_url: str, **others: Any) -> Credential:
    lying = stored(VECTOR)
    assert lying is not None
    with redis.Redis.from_url(redis_url) as client:
        client.set(lying[0], lying[1])
    return Credential(
        f"cookie {VECTOR['cookie_name']}", unquote(VECTOR["cookie_value"]), VECTOR["expected"]["user_id"]
    )


SID = secret(secrets.token_hex(16))


def rails_memcached(memcached_address: str, **others: Any) -> Credential:
    host, _, port = memcached_address.partition(":")
    with contextlib.closing(MemcachedClient((host, int(port)), default_noreply=False)) as client:
        client.set(f"rack:session:{private_id(SID)}", ruby.dump(ruby.session(USER_ID)), flags=1)
    return Credential("cookie _mem_session", SID)


def rails_8(**others: Any) -> Credential:
    return Credential("cookie session_id", ruby.sign(ruby.envelope(b"11", pur="cookie.session_id")))


JWT = {"type": "jwt", "secret": tokens.SECRET}
RAILS = {"type": "rails", "cookie": "_app_session", "secret_key_base": ruby.SECRET}
ROW = "SELECT id FROM auth_user WHERE id + 4 = %s"
STORES = [
    "signed_cookies",
    "db",
    "file",
    *(
        f"{engine}@{kind}"
        for engine in ("cache", "cached_db")
        for kind in ("redis", "django-redis", "memcached")
    ),
]
Case = tuple[dict[str, Any], Callable[..., Credential]]
CASES: dict[str, Case] = {
    **{f"session-{store}": ({"type": "django_session"}, django_session(store)) for store in STORES},
    "header": (
        {"type": "header", "name": "X-Key", "value": SECRET, "role": "worker"},
        lambda **others: Credential("header X-Key", SECRET, None),
    ),
    "jwt": (JWT, jwt("header Authorization")),
    "jwt-cookie": ({**JWT, "cookie": "token"}, jwt("cookie token")),
    "jwt-es256": (
        {
            "type": "jwt",
            "public_key": tokens.public_pem("ES256"),
            "public_key_type": "ecdsa",
            "header": "X-Token",
        },
        lambda **others: Credential("header X-Token", tokens.token("ES256", exp=2_000_000_000)),
    ),
    "simplejwt": ({"type": "simplejwt"}, simplejwt),
    "magic": (
        {"type": "jwt", "provider": "magic", "audience": test_magic.CLIENT, "header": "X-Magic"},
        lambda **others: Credential(
            "header X-Magic", test_magic.did_token(ext=2_000_000_000), test_magic.address()
        ),
    ),
    "rails-gcm": ({**RAILS, "cipher": "aes-256-gcm"}, rails(ruby.seal)),
    "rails-cbc": ({**RAILS, "cipher": "aes-256-cbc"}, rails(ruby.encrypt)),
    "rails-signed": ({**RAILS, "jar": "signed"}, rails(ruby.sign)),
    "rails-redis": ({"type": "rails", "cookie": VECTOR["cookie_name"], **detecting(VECTOR)}, rails_redis),
    "rails-memcached": ({"type": "rails", "cookie": "_mem_session"}, rails_memcached),
    "rails-8": ({**RAILS, "cookie": "session_id", "rails8": {"query": ROW}}, rails_8),
}


Made = Callable[[str], tuple[Authenticator, Credential]]


@pytest.fixture
def made(
    settings: Any,
    redis_url: str,
    memcached_address: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    db: None,
) -> Iterator[Made]:
    """The authenticator of a case, sound, and a credential of its own."""
    settings.SESSION_FILE_PATH = str(tmp_path)
    forget_folder()
    urls = {"rails-redis": redis_url, "rails-memcached": f"memcache://{memcached_address}"}
    user = new_user(pk=USER_ID)
    assert user.pk == USER_ID

    def make(case: str) -> tuple[Authenticator, Credential]:
        entry, credential = CASES[case]
        shown = credential(
            settings=settings, memcached_address=memcached_address, redis_url=redis_url, request=request
        )
        authenticator, found = build({**entry, **({"url": urls[case]} if case in urls else {})})
        assert [each for each in found if each.level == "error"] == []
        return authenticator, shown

    yield make
    forget_folder()


every_case = pytest.mark.parametrize("case", CASES)


@every_case
def test_own_credential_is_known(made: Made, case: str) -> None:
    authenticator, credential = made(case)
    identity = authenticator.authenticate(credential.request())
    assert identity is not None
    assert identity.signed_in
    assert identity.user_id == credential.user_id
    assert identity.by_cookie == credential.place.startswith("cookie")


@every_case
def test_own_credential_with_any_byte_changed_is_401(made: Made, case: str) -> None:
    authenticator, credential = made(case)
    taken = []
    for position, byte in enumerate(credential.text):
        for other in {*OTHERS, byte.swapcase(), chr(ord(byte) ^ 1)}:
            changed = credential.text[:position] + other + credential.text[position + 1 :]
            if other != byte and not is_401(authenticator, credential.request(changed)):
                taken.append((position, byte, other))
    assert taken == []


@every_case
def test_own_credential_cut_or_lengthened_is_401(made: Made, case: str) -> None:
    authenticator, credential = made(case)
    text = credential.text
    changed = [text[:length] for length in range(1, len(text))]
    endings = [*OTHERS, "=", ".", "--"]
    endings.remove(" ")  # which servers take off headers
    changed += [text + ending for ending in endings] + ["A" + text, text + text]
    assert [each for each in changed if not is_401(authenticator, credential.request(each))] == []


ALSO_READS = {"jwt-cookie": "header Authorization"}
"""A place that an authenticator looks at beside that of its credential."""

ONE_AND_THE_SAME = [
    {"jwt", "jwt-cookie"},
    {"session-cache@redis", "session-cache@django-redis"},
    *({"session-db", f"session-{each}"} for each in STORES if "cached_db" in each),
]
"""What both understand: cached_db goes on to the table of db, and both Redis caches write alike."""


def are_the_same(case: str, other: str) -> bool:
    return case == other or {case, other} in ONE_AND_THE_SAME or _kinds(case) == _kinds(other) == "cached_db"


def _kinds(case: str) -> str:
    return case.partition("-")[2].partition("@")[0]


@pytest.mark.parametrize(("case", "other"), [(a, b) for a in CASES for b in CASES if not are_the_same(a, b)])
def test_credential_of_another_is_not_mine(made: Made, case: str, other: str) -> None:
    """In the same place it is mine, and wrong."""
    _, foreign = made(other)
    authenticator, own = made(case)
    if foreign.place in {own.place, ALSO_READS.get(case)}:
        assert is_401(authenticator, foreign.request())
    else:
        assert authenticator.authenticate(foreign.request()) is None


def is_401(authenticator: Authenticator, request: HttpRequest) -> bool:
    """Refused, and not taken for another's or for nobody's."""
    try:
        authenticator.authenticate(request)
    except InvalidCredentials:
        return True
    return False


# --------------------------------------------------------------------------------------- in one chain


TOGETHER = ["session-signed_cookies", "rails-gcm", "header", "jwt"]


@pytest.fixture
def together(settings: Any, made: Made) -> dict[str, Credential]:
    """One chain of four kinds, and a credential for each."""
    settings.GRAPHGATE = {"AUTH": [CASES[case][0] for case in TOGETHER]}
    assert [problem for _, problem in problems() if problem.level == "error"] == []
    return {case: made(case)[1] for case in TOGETHER}


@pytest.mark.parametrize("case", TOGETHER)
def test_chain_knows_each_credential(together: dict[str, Credential], case: str) -> None:
    identity = default_chain().identify(together[case].request())
    assert identity.user_id == together[case].user_id
    assert identity.authenticator == CASES[case][0]["type"]


@pytest.mark.parametrize("case", TOGETHER)
def test_chain_refuses_each_wrong_credential(together: dict[str, Credential], case: str) -> None:
    with pytest.raises(InvalidCredentials) as caught:
        default_chain().identify(together[case].request(together[case].text[:-5] + "wrong"))
    assert "WWW-Authenticate" in caught.value.headers


def test_wrong_credential_is_not_excused_by_a_right_one_behind_it(together: dict[str, Credential]) -> None:
    request = together["session-signed_cookies"].request("wrong")
    request.META["HTTP_X_KEY"] = SECRET
    with pytest.raises(InvalidCredentials):
        default_chain().identify(request)


def test_first_of_two_right_credentials_is_the_caller(together: dict[str, Credential]) -> None:
    request = together["session-signed_cookies"].request()
    request.META["HTTP_X_KEY"] = SECRET
    assert default_chain().identify(request).authenticator == "django_session"


WIRE = st.text(alphabet=st.characters(codec="latin-1"))
"""What a server can hand on as the value of a header."""


@given(
    headers=st.dictionaries(
        st.sampled_from(["COOKIE", "AUTHORIZATION", "X_KEY", "X_FORWARDED_FOR"]),
        WIRE | st.sampled_from(["sessionid=", "_app_session=", "Bearer ", "a--b--c", "10.0.0.1, x"]),
    ),
    cookies=st.dictionaries(st.sampled_from(["sessionid", "_app_session"]), st.text()),
    address=WIRE,
)
@hypothesis.settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_request_makes_the_chain_stumble(
    together: dict[str, Credential], headers: dict[str, str], cookies: dict[str, str], address: str
) -> None:
    environment = {f"HTTP_{name}": value for name, value in headers.items()}
    request = RequestFactory().get("/", REMOTE_ADDR=address, **environment)
    request.COOKIES.update(cookies)
    try:
        identity = default_chain().identify(request)
    except (InvalidCredentials, TooManyRequests):
        return
    assert identity.is_anonymous
