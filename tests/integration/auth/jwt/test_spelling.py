"""Tokens that are written another way than the one: changed, doubled, huge, or no token at all."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import jwt as pyjwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django_graphgate.errors import InvalidCredentials
from tests.support.auth.jwt.attacks import HEADER, hs256, refused
from tests.support.auth.jwt.key_server import KeyServer
from tests.support.auth.jwt.tokens import (
    NOW,
    SECRET,
    authenticator,
    claims,
    decoded,
    encoded,
    jwk,
    public_pem,
    request,
    signed,
    token,
)

# ---------------------------------------------------------------------------------------- the spelling


def test_a_member_that_stands_twice() -> None:
    """Two readers, two tokens: RFC 8725, section 2.4 and RFC 7519, section 4."""
    once = json.dumps(claims())
    refused(hs256(once[:-1] + ', "sub": "1"}'))
    refused(hs256(once[:-1] + ', "\\u0073ub": "1"}'))
    refused(hs256(once[:-1] + ', "a": {"role": "user", "role": "admin"}}'))
    refused(hs256(header='{"alg":"HS256","alg":"HS256"}'))
    refused(hs256(header='{"alg":"none","typ":"JWT","alg":"HS256"}'))


@pytest.mark.parametrize(
    "payload",
    [
        '{"sub":"7","exp":NaN}',
        '{"sub":"7","exp":Infinity}',
        '{"sub":"7","exp":-Infinity}',
        '{"sub":"7","exp":1e999}',
        '{"sub":"7","exp":' + "9" * 5000 + "}",
        '{"sub":"\\ud800","exp":1700000600}',
        '{"sub":"7","exp":1700000600,"\\udc00":1}',
        "[" * 3000,
        '{"a":' * 1500 + "1" + "}" * 1500,
        "[]",
        "null",
        '"7"',
        "",
        "{'sub':'7'}",
        '{"sub":"7","exp":1700000600,}',
        '\ufeff{"sub":"7","exp":1700000600}',
        '{"sub":"7","exp":1700000600} trailing',
    ],
)
def test_claims_that_are_no_json(payload: str) -> None:
    refused(hs256(payload))


@pytest.mark.parametrize(
    "value", ["1e999", "-1e999", "NaN", "Infinity", '["\\ud800"]', '{"a": 1, "a": 2}', "1" * 5000]
)
def test_a_variable_that_no_database_takes(value: str) -> None:
    payload = json.dumps(claims())[:-1] + f', "amount": {value}}}'
    refused(hs256(payload), authenticator(claims={"amount": "amount"}))
    refused(hs256(payload))


def test_claims_in_another_encoding() -> None:
    for encoding in ("utf-16", "utf-32", "utf-8-sig"):
        refused(signed(HEADER, json.dumps(claims()).encode(encoding), "HS256", SECRET))
    refused(signed(HEADER, b'{"sub":"\xff","exp":1700000600}', "HS256", SECRET))
    refused(signed(HEADER, b'{"sub":"\xed\xa0\x80","exp":1700000600}', "HS256", SECRET))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text + "=",
        lambda text: text + "==",
        lambda text: text.replace(".", "=.", 1),
        lambda text: text.replace(".", "..", 1),
        lambda text: text + ".",
        lambda text: "." + text,
        lambda text: text + "." + text,
        lambda text: text + ".AA.AA",
        lambda text: text + "\n",
        lambda text: text[:20] + "\n" + text[20:],
        lambda text: text[:20] + " " + text[20:],
        lambda text: text[:20] + "\x00" + text[20:],
        lambda text: text[:20] + "é" + text[20:],
        lambda text: text[:20] + "%2e" + text[20:],
        lambda text: text + "A",
        lambda text: f'"{text}"',
        lambda text: f"{text},{text}",
        lambda text: f"{text}, Bearer {text}",
        lambda text: json.dumps({"token": text}),
    ],
)
def test_a_good_token_spelled_another_way(change: Callable[[str], str]) -> None:
    """GHSA-hxm8-2xgr-2p9m and kin: there is one way to write a token."""
    refused(change(hs256()))


def test_bits_that_nobody_reads() -> None:
    """The last character of a part holds bits beyond the last byte; each value of them is another text."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    text = hs256()
    same = [
        text[:-1] + each
        for each in alphabet
        if decoded((text[:-1] + each).rsplit(".", 1)[1]) == decoded(text.rsplit(".", 1)[1])
    ]
    assert len(same) > 1
    for other in same:
        if other != text:
            refused(other)


def test_the_standard_alphabet_of_base64() -> None:
    payload = json.dumps(claims(note="~~~???>>>"))
    text = hs256(payload)
    body = text.split(".")[1]
    other = base64.b64encode(payload.encode()).decode().rstrip("=")
    assert other != body
    refused(text.replace(body, other))


def test_the_json_serialisation_and_an_encrypted_token() -> None:
    """CVE-2022-39227: one form read by one reader, the other by another."""
    head, body, signature = hs256().split(".")
    refused(json.dumps({"protected": head, "payload": body, "signature": signature}))
    refused(json.dumps({"payload": body, "signatures": [{"protected": head, "signature": signature}]}))
    refused(f"{head}.{body}.{signature}.{body}.{signature}")
    forged = encoded(json.dumps(claims(sub="1")).encode())
    refused(f'{{"a":"{head}.{forged}.","protected":"{head}","payload":"{body}","signature":"{signature}"}}')
    refused(f"  {head}.{forged}.{signature}")


def test_a_token_in_a_token() -> None:
    refused(signed('{"alg":"HS256","cty":"JWT"}', hs256(), "HS256", SECRET))


# ------------------------------------------------------------------------------------------------ size


def test_a_huge_token_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    good = hs256(json.dumps(claims(note="x" * 5000)))
    assert authenticator().authenticate(request(good))
    huge = hs256(json.dumps(claims(note="x" * 20_000)))
    found = authenticator()
    from django_graphgate.auth.jwt import verifier

    def never(text: str) -> None:
        raise AssertionError(len(text))

    monkeypatch.setattr(verifier, "read_token", never)
    refused(huge, found)
    refused("A" * 10_000_000, found)
    refused("." * 10_000_000, found)


def test_the_longest_token_is_a_setting() -> None:
    text = hs256()
    assert authenticator(max_token_bytes=len(text)).authenticate(request(text)) if len(text) >= 256 else True
    refused(hs256(json.dumps(claims(note="x" * 300))), authenticator(max_token_bytes=256))
    huge = hs256(json.dumps(claims(note="x" * 20_000)))
    assert authenticator(max_token_bytes=100_000).authenticate(request(huge))


# ---------------------------------------------------------------------------------------- byte by byte


@pytest.mark.parametrize("alg", ["HS256", "RS256", "ES256", "EdDSA"])
def test_each_byte_changed_in_turn(alg: str) -> None:
    found = authenticator() if alg == "HS256" else authenticator(public_key=public_pem(alg))
    text = token(alg, header={"kid": "k"})
    assert found.authenticate(request(text))
    for place, character in enumerate(text):
        for other in ("A" if character != "A" else "B", chr(ord(character) ^ 1), " ", "."):
            if other != character:
                refused(text[:place] + other + text[place + 1 :], found)
        refused(text[:place] + text[place + 1 :], found)
    refused(text[:-1], found)


def test_each_byte_changed_in_turn_with_fetched_keys(server: KeyServer) -> None:
    server.keys = [jwk("ES256")]
    found = authenticator(jwks_url=server.url)
    text = token("ES256", header={"kid": "ES256-0"})
    assert found.authenticate(request(text))
    for place, character in enumerate(text):
        refused(text[:place] + ("A" if character != "A" else "B") + text[place + 1 :], found)
    assert len(server.asked) <= 1 + 4
    assert found.authenticate(request(text))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300) | st.text(alphabet="AQez09-_.=", max_size=120))
def test_any_text_is_refused_and_never_an_error(text: str) -> None:
    refused(text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    header=st.dictionaries(
        st.sampled_from(["alg", "typ", "kid", "crit", "b64", "jku", "x"]),
        st.sampled_from(["HS256", "none", "JWT", None, 1, [], {}, "\x00"]),
    ),
    payload=st.dictionaries(
        st.sampled_from(["sub", "exp", "nbf", "iat", "aud", "iss", "x"]),
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(max_size=20)
        | st.lists(st.text(max_size=3), max_size=3)
        | st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    ),
)
def test_whatever_a_signer_signs_is_an_identity_or_a_refusal(header: Any, payload: Any) -> None:
    """A signer of ours may be sloppy, or have been talked into strange claims: never an exception of ours."""
    text = signed(
        json.dumps({"alg": "HS256", **header}), json.dumps({"exp": NOW + 60, **payload}), "HS256", SECRET
    )
    try:
        identity = authenticator().authenticate(request(text))
    except InvalidCredentials:
        return
    assert identity is not None
    assert identity.user_id
    assert identity.user_id == str(payload["sub"])
    assert not isinstance(payload["sub"], (bool, float, list, dict))
    assert payload.get("exp", NOW + 60) > NOW - 30


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_we_take_another_library_takes_as_well(data: st.DataObject) -> None:
    text = list(hs256())
    for _ in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.integers(0, len(text) - 1))
        text[place] = data.draw(st.sampled_from("Aw_=. \n") | st.characters(max_codepoint=255))
    changed = "".join(text)
    try:
        identity = authenticator().authenticate(request(changed))
    except InvalidCredentials:
        return
    assert identity is not None
    found = pyjwt.decode(changed, SECRET, ["HS256"], options={"verify_exp": False, "verify_iat": False})
    assert found["sub"] == identity.user_id
