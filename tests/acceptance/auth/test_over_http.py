"""Every kind of credential against running servers: right, wrong, in pieces, doubled, and in the wrong place.

How many products come back says as whom the caller was taken: see ``SEES``.
"""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
import redis
from django.contrib.sessions.backends.db import SessionStore
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from django_graphgate.access import load_roles
from django_graphgate.auth.rails.stores import private_id
from tests.support.auth.jwt import tokens
from tests.support.auth.rails import ruby
from tests.support.auth.sessions import new_user, sign_in
from tests.support.leaks import secret
from tests.support.shop import fixture
from tests.support.views.serving import Server, serving

pytestmark = [pytest.mark.slow, pytest.mark.versions]

SEES = {"anon": 1, "user": 2, "service": 3}
KEY, QUEUE = secret("k3y-of-the-service-in-these-tests"), secret("k3y-of-the-queue-in-these-tests")
OURS, THEIRS = "http://127.0.0.1", "http://evil.example"
NAMES = "query Names { products { name } }"
PATIENCE = 15
"""Seconds that a client waits; servers that ask servers that hang have to answer long before."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str:
        errors = json.loads(self.body).get("errors") or [{}]
        return str(errors[0].get("extensions", {}).get("code", ""))

    @property
    def caller(self) -> str:
        """As whom the caller was taken."""
        found = len(json.loads(self.body)["data"]["products"])
        return next(name for name, number in SEES.items() if number == found)

    @property
    def is_401(self) -> bool:
        return (
            self.status == 401
            and self.code == "INVALID_CREDENTIALS"
            and "www-authenticate" in self.headers
            and "max-age=0;"
            in self.headers.get("set-cookie", "max-age=0;").lower()  # Django takes malformed ones away
        )

    @property
    def is_refused_by_the_server(self) -> bool:
        """Before Django: a header that is too long or malformed."""
        return self.status in {400, 431}


@contextlib.contextmanager
def silent() -> Iterator[int]:
    """The port of a server that accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        yield listening.getsockname()[1]


@pytest.fixture(scope="module", params=["gunicorn", "uvicorn"])
def running(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    tmp_path_factory: pytest.TempPathFactory,
    worker_id: str,
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp(f"auth-{request.param}")
    with silent() as port, serving(request.param, folder, settings_of(store_url(worker_id), port)) as server:
        yield server


def store_url(worker_id: str) -> str:
    from django.conf import settings

    number = int(worker_id.removeprefix("gw")) + 1 if worker_id.startswith("gw") else 0
    return f"{settings.REDIS_URL.rpartition('/')[0]}/{number}"


def settings_of(redis_url: str, silent_port: int) -> dict[str, Any]:
    issuers = [
        {"secret": tokens.SECRET, "issuer": "https://shared.example/"},
        {"public_key": tokens.public_pem("RS256"), "issuer": "https://rsa.example/"},
        {"provider": "simplejwt"},
    ]
    bearer = {"type": "jwt", "jwks_timeout": 0.3, "issuer": "https://hangs.example/"}
    return {
        "PRODUCTION": False,
        "REQUIRE_AUTH": False,
        "AUTH_FAILURE_LIMIT": None,
        "AUTH": [
            {"type": "django_session"},
            {"type": "rails", "cookie": "_app_session", "secret_key_base": ruby.SECRET},
            {"type": "rails", "cookie": "_shop_session", "url": redis_url},
            {"type": "jwt", "cookie": "token", "jwt": issuers},
            {"type": "header", "name": "X-Service-Key", "value": KEY, "role": "service"},
        ],
        "NAMED_AUTH": {
            "queue": {"type": "header", "name": "X-Queue-Key", "value": QUEUE},
            "down": {"type": "rails", "cookie": "_down_session", "url": "redis://127.0.0.1:1/0"},
            "hangs": {
                "type": "rails",
                "cookie": "_hang_session",
                "url": f"redis://127.0.0.1:{silent_port}/0",
                "timeout": 0.3,
            },
            "memcached": {
                "type": "rails",
                "cookie": "_mem_session",
                "url": f"memcache://127.0.0.1:{silent_port}",
                "timeout": 0.3,
            },
            "issuer": {
                **bearer,
                "header": "X-Hang-Token",
                "jwks_url": f"http://127.0.0.1:{silent_port}/keys",
            },
        },
    }


@pytest.fixture
def server(running: Server, transactional_db: None) -> Server:
    fixture.load()
    tables = {name: [{"name": "products", "query": {"limit": number}}] for name, number in SEES.items()}
    load_roles({"roles": [{"name": name, "tables": found} for name, found in tables.items()]})
    return running


def post(server: Server, *lines: bytes | str, query: str = NAMES, kind: str = "application/json") -> Answer:
    """The answer to an operation with these very header lines."""
    body = json.dumps({"query": query}).encode()
    return send(server, "POST /api/v1/graphql", f"Content-Type: {kind}", *lines, body=body)


def send(server: Server, request: str, *lines: bytes | str, body: bytes = b"") -> Answer:
    head = [f"{request} HTTP/1.1", f"Host: 127.0.0.1:{server.port}", "Connection: close"]
    raw = [line.encode("latin-1") if isinstance(line, str) else line for line in (*head, *lines)]
    raw.append(f"Content-Length: {len(body)}".encode())
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as client:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            client.sendall(b"\r\n".join(raw) + b"\r\n\r\n" + body)
        received = b""
        with contextlib.suppress(ConnectionResetError):
            while piece := client.recv(65536):
                received += piece
    top, _, content = received.partition(b"\r\n\r\n")
    first, *fields = top.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (each.partition(":") for each in fields)}
    if headers.get("transfer-encoding") == "chunked":
        content = content.partition(b"\r\n")[2].rpartition(b"\r\n0")[0]
    return Answer(int(first.split()[1]), headers, content)


# ------------------------------------------------------------------------------------- the credentials


@dataclass(frozen=True)
class Shown:
    """A genuine credential, and how a request shows it."""

    name: str
    text: str
    cookie: str | None = None
    header: str = "Authorization: Bearer "
    caller: str = "user"

    def line(self, text: str | bytes | None = None) -> bytes:
        value = self.text if text is None else text
        raw = value.encode("latin-1") if isinstance(value, str) else value
        return (
            f"Cookie: first=1; {self.cookie}=".encode() + raw if self.cookie else self.header.encode() + raw
        )

    @property
    def proof(self) -> list[str]:
        """What a page of this site says of itself."""
        return ["Sec-Fetch-Site: same-origin"] if self.cookie else []


def shared(**claims: Any) -> str:
    now = int(time.time())
    return tokens.token(
        **{"iss": "https://shared.example/", "iat": now, "exp": now + 600, "sub": "7", **claims}
    )


def rsa(**claims: Any) -> str:
    now = int(time.time())
    return tokens.token("RS256", **{"iss": "https://rsa.example/", "iat": now, "exp": now + 600, **claims})


SID = "0123456789abcdef" * 2


@pytest.fixture
def credentials(server: Server, worker_id: str) -> dict[str, Shown]:
    user = new_user(pk=7)
    with redis.Redis.from_url(store_url(worker_id)) as client:
        client.set(f"session:{private_id(SID)}", json.dumps(ruby.session(7)))
    cookie = quote(ruby.seal(json.dumps(ruby.session(7)).encode()), safe="")
    found = [
        Shown("session", sign_in(user), cookie="sessionid"),
        Shown("rails", cookie, cookie="_app_session"),
        Shown("rails store", secret(SID), cookie="_shop_session"),
        Shown("jwt", shared()),
        Shown("jwt rsa", rsa()),
        Shown("jwt cookie", shared(jti="c"), cookie="token"),
        Shown("simplejwt", secret(str(AccessToken.for_user(user)))),
        Shown("header", KEY, header="X-Service-Key: ", caller="service"),
    ]
    return {each.name: each for each in found}


def test_right_credential_is_its_caller(server: Server, credentials: dict[str, Shown]) -> None:
    assert post(server).caller == "anon"
    taken = {name: post(server, each.line(), *each.proof) for name, each in credentials.items()}
    assert {name: answer.caller for name, answer in taken.items()} == {
        name: each.caller for name, each in credentials.items()
    }
    assert [name for name, answer in taken.items() if "set-cookie" in answer.headers] == []


BY_ID = {"session", "rails store"}
"""Cookies that hold the id of a session and no signature."""


def is_nobody(name: str, answer: Answer) -> bool:
    return name in BY_ID and answer.status == 200 and answer.caller == "anon"


def variants(text: str) -> list[str | bytes]:
    """What somebody makes of a credential who has not got it."""
    raw = text.encode()
    return [
        text[:-1] + ("A" if text[-1] != "A" else "B"),
        text[:-1],
        text[: len(text) // 2],
        text + text,
        text[::-1],
        text.swapcase(),
        f"{text}, {text}",
        f"{text},",
        f'"{text[:-1]}"',
        "A" * 6000,
        "null",
        "undefined",
        "%00" + text,
        text + "%00",
        text + "%",
        text + "%C0%AF",
        text + "%u0000",
        raw + b"\xff\xfe",
        "ä".encode() + raw,
        raw.replace(raw[:1], b"%%%02x" % raw[0], 1) + b"%0d%0aX-Service-Key:%20" + KEY.encode(),
        "../../" + text,
        "' OR '1'='1",
        "*",
    ]


def test_wrong_credential_is_401_and_never_nobody(server: Server, credentials: dict[str, Shown]) -> None:
    """But an id of a session, which proves nothing: one that names none is nobody's."""
    taken = []
    for name, each in credentials.items():
        for variant in variants(each.text):
            answer = post(server, each.line(variant), *each.proof)
            if not (answer.is_401 or answer.is_refused_by_the_server or is_nobody(name, answer)):
                taken.append(repr((name, variant, answer)))
    assert not taken, "\n".join(taken)


def test_huge_credential_is_refused(server: Server, credentials: dict[str, Shown]) -> None:
    for each in credentials.values():
        for length in (20_000, 300_000):
            answer = post(server, each.line(each.text + "A" * length), *each.proof)
            refused = answer.is_401 or answer.is_refused_by_the_server
            assert refused or is_nobody(each.name, answer), (each.name, length, answer.status)


def test_credential_of_another_kind_in_the_same_place_is_401(
    server: Server, credentials: dict[str, Shown]
) -> None:
    foreign = {
        "refresh token": str(RefreshToken()),
        "csrf token": "a" * 64,
        **{each.name: each.text for each in credentials.values()},
    }
    taken = []
    for each in credentials.values():
        for name, text in foreign.items():
            if name != each.name and not {name.split()[0], each.name.split()[0]} <= {"jwt", "simplejwt"}:
                answer = post(server, each.line(text), *each.proof)
                if not (answer.is_401 or is_nobody(each.name, answer)):
                    taken.append((each.name, name, answer.status, answer.body))
    assert taken == []


def test_wrong_credential_before_a_right_one_is_401(server: Server, credentials: dict[str, Shown]) -> None:
    """The chain ends at the first credential that is its own; the order is that of the settings.

    An id that names no session is as if it were not there.
    """
    order = ["session", "rails", "rails store", "jwt", "header"]
    for index, first in enumerate(order):
        for second in order[index + 1 :]:
            one, two = credentials[first], credentials[second]
            wrong = one.text[:-1] + ("0" if one.text[-1] != "0" else "1")
            lines = merged(one.line(wrong), two.line())
            answer = post(server, *lines, "Sec-Fetch-Site: same-origin")
            if first in BY_ID:
                assert answer.caller == two.caller, (first, second)
            else:
                assert answer.is_401, (first, second)
            lines = merged(one.line(), two.line("wrong"))
            assert post(server, *lines, "Sec-Fetch-Site: same-origin").caller == one.caller, (first, second)


def merged(*lines: bytes) -> list[bytes]:
    """Header lines as a browser sends them, with all cookies in one."""
    cookies = [line.removeprefix(b"Cookie: ") for line in lines if line.startswith(b"Cookie: ")]
    others = [line for line in lines if not line.startswith(b"Cookie: ")]
    return ([b"Cookie: " + b"; ".join(cookies)] if cookies else []) + others


def test_doubled_credential_is_nobody_else(server: Server, credentials: dict[str, Shown]) -> None:
    """Two headers, two cookies in one, two cookie headers: its caller, or refused."""
    for each in credentials.values():
        for pair in ((each.text, "wrong-credential"), ("wrong-credential", each.text)):
            lines = [each.line(text) for text in pair]
            sent = [lines] + ([merged(*lines)] if each.cookie else [])
            for doubled in sent:
                answer = post(server, *doubled, *each.proof)
                refused = answer.is_401 or answer.is_refused_by_the_server or is_nobody(each.name, answer)
                assert refused or answer.caller == each.caller, (each.name, pair, answer)
                if not each.cookie:
                    assert answer.status != 200, (each.name, pair)


def test_header_with_underscores_is_no_credential(server: Server, credentials: dict[str, Shown]) -> None:
    assert post(server, f"X_Service_Key: {KEY}").caller in {"anon", "service"}
    assert post(server, f"X_Service_Key: {KEY}", "X-Service-Key: wrong").status in {400, 401}


# ------------------------------------------------------------------------------------- requests by cookie


def test_other_site_cannot_use_a_cookie(server: Server, credentials: dict[str, Shown]) -> None:
    theirs = [
        [],
        [f"Origin: {THEIRS}"],
        ["Origin: null"],
        [f"Origin: {THEIRS}", "Sec-Fetch-Site: same-origin"],
        [f"Origin: {OURS}"],  # another port is another site
        ["Sec-Fetch-Site: cross-site"],
        ["Sec-Fetch-Site: same-site"],
        [f"Referer: {THEIRS}/"],
        ["X-CSRFToken: " + "a" * 64],
        ["X-Other: 1"],
    ]
    for each in credentials.values():
        for lines in theirs:
            answer = post(server, each.line(), *lines)
            if each.cookie:
                assert (answer.status, answer.code) == (403, "CSRF_FAILED"), (each.name, lines)
            else:
                assert answer.caller == each.caller, (each.name, lines)
        for kind in ("text/plain", "application/x-www-form-urlencoded"):
            assert post(server, each.line(), *each.proof, kind=kind).status == 415
        ours = f"{OURS}:{server.port}"
        assert post(server, each.line(), f"Origin: {ours}").caller == each.caller, each.name


def test_header_beside_a_cookie_is_no_proof(server: Server, credentials: dict[str, Shown]) -> None:
    for each in credentials.values():
        if each.cookie:
            answer = post(server, each.line(), "Authorization: Basic YTpi", f"Origin: {THEIRS}")
            assert (answer.status, answer.code) == (403, "CSRF_FAILED"), each.name


def test_other_site_cannot_read_with_a_cookie(server: Server, credentials: dict[str, Shown]) -> None:
    path = f"GET /api/v1/graphql?query={quote(NAMES)}"
    for each in credentials.values():
        if each.cookie:
            answer = send(server, path, each.line(), "Sec-Fetch-Site: cross-site")
            assert (answer.status, answer.code) == (403, "CSRF_FAILED"), each.name
            assert send(server, path, each.line(), "Sec-Fetch-Site: same-origin").caller == "user"


# ------------------------------------------------------------------------------- sessions and tokens


def test_session_of_nobody_stays_nobody_and_is_not_signed_in(server: Server) -> None:
    """Whoever plants a session of his own gains nothing: nothing is written into it, no cookie is set."""
    session = SessionStore()
    session["cart"] = [1]
    session.save()
    answer = post(server, f"Cookie: sessionid={session.session_key}", "Sec-Fetch-Site: same-origin")
    assert answer.caller == "anon"
    assert "set-cookie" not in answer.headers
    assert dict(SessionStore(session.session_key).load()) == {"cart": [1]}


@pytest.mark.parametrize("planted", ["a" * 32, "session-of-the-attacker", ""])
def test_unknown_session_is_never_created(server: Server, planted: str) -> None:
    answer = post(server, f"Cookie: sessionid={planted}", "Sec-Fetch-Site: same-origin")
    assert answer.caller == "anon"
    assert not SessionStore().exists(planted)


def test_private_id_of_a_rails_session_is_no_cookie(server: Server, credentials: dict[str, Shown]) -> None:
    store = credentials["rails store"]
    for text in (private_id(SID), quote(private_id(SID), safe=""), f"session:{private_id(SID)}"):
        assert is_nobody("rails store", post(server, store.line(text), *store.proof))


def test_forged_tokens_are_401(server: Server, credentials: dict[str, Shown]) -> None:
    now = int(time.time())
    claims = {"iss": "https://rsa.example/", "sub": "7", "iat": now, "exp": now + 600}
    pem = tokens.public_pem("RS256")
    evil = {"kty": "oct", "k": tokens.encoded(b"evil"), "kid": "e", "alg": "HS256"}
    forged = {
        "none": ".".join(
            [tokens.encoded(b'{"alg":"none"}'), tokens.encoded(json.dumps(claims).encode()), ""]
        ),
        "none with a signature": shared().replace(shared().split(".")[0], tokens.encoded(b'{"alg":"nOnE"}')),
        "public key as secret": tokens.token(
            "HS256", pem.encode(), iss="https://rsa.example/", iat=now, exp=now + 600
        ),
        "public key as secret, stripped": tokens.token(
            "HS256", pem.strip().encode(), iss="https://rsa.example/", iat=now, exp=now + 600
        ),
        "empty secret": tokens.token("HS256", b"", iss="https://shared.example/", iat=now, exp=now + 600),
        "one issuer for another": shared(iss="https://rsa.example/"),
        "key of another": tokens.token("RS256", number=1, iss="https://rsa.example/", iat=now, exp=now + 600),
        "expired": shared(exp=now - 31),
        "not yet": shared(nbf=now + 60),
        "without an end": shared(exp=None),
        "unknown issuer": shared(iss="https://evil.example/"),
        "no user": shared(sub=""),
        "user that is no key": shared(sub="7; DROP TABLE users"),
        "user beyond all keys": shared(sub=str(2**80)),
    }
    for member in ({"kid": "../../../../dev/null"}, {"kid": "' UNION SELECT 'k"}, {"kid": ["a"]}):
        forged[str(member)] = tokens.token(
            "HS256", b"", header=member, iss="https://shared.example/", iat=now, exp=now + 600
        )
    for member in (
        {"jku": f"{THEIRS}/keys"},
        {"x5u": f"{THEIRS}/cert"},
        {"jwk": evil},
        {"x5c": ["MIIB"]},
        {"crit": ["exp"]},
        {"b64": False, "crit": ["b64"]},
        {"typ": "logout+jwt"},
        {"zip": "DEF"},
    ):
        key = b"evil" if not {"crit", "typ", "zip"} & member.keys() else None
        forged[str(member)] = tokens.token(
            "HS256", key, header=member, iss="https://shared.example/", iat=now, exp=now + 600
        )
    taken = {
        name: answer.status
        for name, text in forged.items()
        for answer in (post(server, b"Authorization: Bearer " + text.encode()),)
        if not answer.is_401
    }
    assert taken == {}


# --------------------------------------------------------------------------------- named, and outages


def test_named_authenticator_takes_its_own_alone(server: Server, credentials: dict[str, Shown]) -> None:
    query = 'query ForQueue @requireAuth(auth: "queue") { products { name } }'
    assert post(server, f"X-Queue-Key: {QUEUE}", query=query).status == 200
    assert post(server, f"X-Queue-Key: {KEY}", query=query).is_401
    for each in credentials.values():
        answer = post(server, each.line(), *each.proof, query=query)
        assert (answer.status, answer.code) == (401, "UNAUTHENTICATED"), each.name
        assert 'ApiKey realm="graphgate"' in answer.headers["www-authenticate"]
    assert post(server, f"X-Queue-Key: {QUEUE}").caller == "anon"


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("down", f"Cookie: _down_session={SID}"),
        ("hangs", f"Cookie: _hang_session={SID}"),
        ("memcached", f"Cookie: _mem_session={SID}"),
        ("issuer", "X-Hang-Token: " + tokens.token("RS256", exp=2_000_000_000, iss="https://hangs.example/")),
    ],
    ids=["redis down", "redis hangs", "memcached hangs", "issuer hangs"],
)
def test_store_that_does_not_answer_is_503_and_delays_nobody_else(
    server: Server, name: str, line: str
) -> None:
    query = f'query Q @requireAuth(auth: "{name}") {{ products {{ name }} }}'
    answer = post(server, line, "Sec-Fetch-Site: same-origin", query=query)
    assert (answer.status, answer.code) == (503, "AUTH_UNAVAILABLE")
    assert post(server).caller == "anon"
