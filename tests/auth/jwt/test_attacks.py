"""What an attacker sends, one by one.  Every answer is 401, and every answer looks alike.

Cases from RFC 8725 and from published advisories; each names its own.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django_graphgate.auth.jwt.authenticator import JwtAuthenticator
from django_graphgate.auth.jwt.refusals import EXPIRED, NOT_VALID
from django_graphgate.errors import AuthUnavailable, InvalidCredentials
from tests.auth.jwt.key_server import KeyServer
from tests.auth.jwt.tokens import (
    NOW,
    SECRET,
    authenticator,
    certificate,
    claims,
    decoded,
    encoded,
    errors,
    jwk,
    private_key,
    private_pem,
    public_pem,
    request,
    signed,
    token,
)

HEADER = '{"alg":"HS256","typ":"JWT"}'


def refused(text: str, found: JwtAuthenticator | None = None) -> InvalidCredentials:
    """The refusal, which says nothing but that the token is not valid."""
    with pytest.raises(InvalidCredentials) as caught:
        (found or authenticator()).authenticate(request(text))
    error = caught.value
    assert (error.code, error.status) == ("INVALID_CREDENTIALS", 401)
    assert error.message in {NOT_VALID, EXPIRED}
    assert error.headers["WWW-Authenticate"].startswith('Bearer realm="api", error="invalid_token"')
    assert SECRET not in error.detail + repr(error)
    assert len(error.detail) < 300
    assert "\n" not in error.detail
    return error


def hs256(payload: str | None = None, header: str = HEADER) -> str:
    return signed(header, json.dumps(claims()) if payload is None else payload, "HS256", SECRET)


def test_the_token_that_the_attacks_start_from_is_good() -> None:
    identity = authenticator().authenticate(request(hs256()))
    assert identity is not None
    assert identity.user_id == "7"


# ------------------------------------------------------------------------------------ the algorithm


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE", "", "HS256 ", "hs256", "HS1", "HS256,RS256"])
def test_an_algorithm_that_is_none_of_ours(alg: str) -> None:
    """CVE-2018-1000531, CVE-2021-22160, CVE-2022-23540: ``none`` in any spelling."""
    head = encoded(json.dumps({"alg": alg, "typ": "JWT"}).encode())
    body = encoded(json.dumps(claims()).encode())
    good = hs256().rsplit(".", 1)[1]
    mac = hmac.new(SECRET.encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    for signature in ("", good, encoded(mac), "AA"):
        refused(f"{head}.{body}.{signature}")
        refused(f"{head}.{body}.{signature}", authenticator(public_key=public_pem("RS256")))


def test_no_signature_at_all() -> None:
    """CVE-2020-28042: an empty or missing third part."""
    head, body, _ = hs256().split(".")
    for text in (f"{head}.{body}.", f"{head}.{body}", f"{head}.{body}..", f"{head}..", "..", "."):
        refused(text)


@pytest.mark.parametrize("alg", [None, 256, ["HS256"], {"HS256": 1}, True])
def test_an_algorithm_that_is_no_text(alg: Any) -> None:
    head = json.dumps({"alg": alg, "typ": "JWT"})
    refused(hs256(header=head))
    refused(hs256(header='{"typ":"JWT"}'))


def public_forms(alg: str) -> list[bytes]:
    """Every way in which a public key may have come to the server, and to the attacker."""
    key = private_key(alg).public_key()
    pem = public_pem(alg).encode()
    forms = [pem, pem.strip(), pem.replace(b"\n", b"\r\n"), pem.rstrip(b"\n") + b"\n\n", b"\n " + pem]
    forms.append(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    forms.append(key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH))
    forms.append(json.dumps(jwk(alg)).encode())
    if alg == "RS256":
        forms.append(key.public_bytes(Encoding.PEM, PublicFormat.PKCS1))
    return forms


@pytest.mark.parametrize("alg", ["RS256", "ES256", "EdDSA"])
@pytest.mark.parametrize("hmac_alg", ["HS256", "HS384", "HS512"])
def test_a_public_key_as_the_secret_of_an_hmac(alg: str, hmac_alg: str) -> None:
    """CVE-2015-9235, CVE-2016-10555, CVE-2017-11424, CVE-2022-29217, CVE-2023-48223, CVE-2024-33663,
    CVE-2024-54150, CVE-2026-34950."""
    found = authenticator(public_key=public_pem(alg))
    for form in public_forms(alg):
        refused(signed(json.dumps({"alg": hmac_alg}), json.dumps(claims()), hmac_alg, form), found)


@pytest.mark.parametrize("alg", ["RS256", "ES256", "EdDSA"])
def test_a_fetched_public_key_as_the_secret_of_an_hmac(server: KeyServer, alg: str) -> None:
    server.keys = [jwk(alg, kid="k")]
    found = authenticator(jwks_url=server.url)
    for form in public_forms(alg):
        refused(signed('{"alg":"HS256","kid":"k"}', json.dumps(claims()), "HS256", form), found)
    assert server.asked == []


@pytest.mark.parametrize("alg", ["RS256", "ES256", "EdDSA"])
def test_a_public_key_in_the_place_of_the_secret_is_no_setting(alg: str) -> None:
    """CVE-2022-29217, CVE-2026-34950, CVE-2026-48526: the setting itself would be the hole."""
    forms = [form for form in public_forms(alg) if not form.startswith(b"0")]
    assert all(errors(secret=form) for form in forms)
    assert errors(secret=certificate())
    assert errors(secret=private_pem(alg))


def test_a_symmetric_key_in_a_fetched_set_is_left_alone(server: KeyServer) -> None:
    server.keys = [{"kty": "oct", "k": encoded(SECRET.encode()), "kid": "k", "alg": "HS256"}, jwk("RS256")]
    found = authenticator(jwks_url=server.url)
    refused(token("HS256", header={"kid": "k"}), found)
    assert found.authenticate(request(token("RS256", header={"kid": "RS256-0"})))


def test_a_fetched_key_without_an_algorithm_has_that_of_its_type(server: KeyServer) -> None:
    """CVE-2026-22817: where the key names none, the token's must not be taken instead."""
    server.keys = [jwk("RS256", alg=None, use=None, kid="k")]
    found = authenticator(jwks_url=server.url)
    for form in public_forms("RS256"):
        refused(signed('{"alg":"HS256","kid":"k"}', json.dumps(claims()), "HS256", form), found)
    assert found.authenticate(request(token("RS256", header={"kid": "k"})))


def test_a_token_that_names_one_algorithm_and_is_signed_with_another(server: KeyServer) -> None:
    """CVE-2026-48523: the list of algorithms holds for what verifies, not for what the header says."""
    server.keys = [jwk("RS512", kid="k")]
    found = authenticator(jwks_url=server.url, algorithms=["RS256"])
    text = signed('{"alg":"RS256","kid":"k"}', json.dumps(claims()), "RS512", private_key("RS512"))
    with pytest.raises(AuthUnavailable):  # the set holds no key for RS256 at all
        found.authenticate(request(text))
    server.keys = [jwk("RS512", kid="k"), jwk("RS256", 1, kid="other")]
    refused(text, authenticator(jwks_url=server.url, algorithms=["RS256"]))
    both = signed('{"alg":"RS256","kid":"k"}', json.dumps(claims()), "RS512", private_key("RS512"))
    refused(both, authenticator(public_key=public_pem("RS256")))


def test_the_algorithm_of_one_key_with_another_key(server: KeyServer) -> None:
    """RFC 8725, section 3.1: what a key is for is a property of the key."""
    server.keys = [jwk("RS256", alg="PS256", kid="a"), jwk("ES256", kid="b")]
    found = authenticator(jwks_url=server.url)
    refused(token("RS256", header={"kid": "a"}), found)
    assert found.authenticate(request(token("PS256", header={"kid": "a"})))


def test_an_elliptic_signature_of_nothing() -> None:
    """CVE-2022-21449 (psychic signatures): r and s are 0, the order of the curve, or missing."""
    found = authenticator(public_key=public_pem("ES256"))
    message = token("ES256").rpartition(".")[0]
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    for r, s in ((0, 0), (0, 1), (1, 0), (order, order), (order, 1), (1, 1)):
        refused(f"{message}.{encoded(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}", found)
    for length in (1, 63, 65, 72, 128):
        refused(f"{message}.{encoded(bytes(length))}", found)


def test_an_elliptic_signature_in_der() -> None:
    """Two spellings of one signature would be two tokens."""
    from jwt.utils import raw_to_der_signature

    text = token("ES256")
    message, _, signature = text.rpartition(".")
    der = raw_to_der_signature(decoded(signature), private_key("ES256").curve)
    refused(f"{message}.{encoded(der)}", authenticator(public_key=public_pem("ES256")))


# ------------------------------------------------------------------------------------- the header


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("jwk", jwk("RS256", 1)),
        ("jku", "https://attacker.example/keys"),
        ("x5u", "https://attacker.example/certificate"),
        ("x5c", [certificate(1).replace("\n", "")]),
    ],
)
def test_a_key_that_the_token_brings_along(server: KeyServer, name: str, value: Any) -> None:
    """CVE-2018-0114 and its kin (RFC 8725, section 3.10): keys come from the settings alone."""
    if isinstance(value, str):
        value = server.url
        server.keys = [jwk("RS256", 1, kid="a")]
    found = authenticator(public_key=public_pem("RS256"))
    refused(token("RS256", number=1, header={name: value, "kid": "a"}), found)
    assert server.asked == []
    # A provider may send them; they change nothing.
    assert found.authenticate(request(token("RS256", header={name: value})))


@pytest.mark.parametrize(
    "kid",
    [
        "../../../../../../dev/null",
        "/etc/passwd",
        "x' UNION SELECT 'secret' -- ",
        "key; sleep 10",
        "http://attacker.example/",
        "{{7*7}}",
        "RS256-0\u0000",
        "RS256-0 ",
        "rs256-0",
        "k" * 257,
        "\ud800",
        "a\nInjected: log line",
    ],
)
def test_a_kid_that_is_more_than_a_name(server: KeyServer, kid: str) -> None:
    server.keys = [jwk("RS256")]
    found = authenticator(jwks_url=server.url)
    assert found.authenticate(request(token("RS256", header={"kid": "RS256-0"})))
    refused(token("RS256", header={"kid": kid}), found)
    assert set(server.asked) == {"/keys"}


@pytest.mark.parametrize("kid", [None, 1, ["RS256-0"], {"a": 1}, True])
def test_a_kid_that_is_no_text(kid: Any) -> None:
    refused(signed(json.dumps({"alg": "HS256", "kid": kid}), json.dumps(claims()), "HS256", SECRET))


@pytest.mark.parametrize(
    "members",
    [
        {"crit": ["exp"], "exp": 1},
        {"crit": ["b64"], "b64": False},
        {"crit": ["http://example.com/unknown"]},
        {"crit": []},
        {"crit": "exp"},
        {"crit": None},
        {"b64": False},
        {"b64": True},
        {"zip": "DEF"},
        {"enc": "A256GCM"},
    ],
)
def test_a_header_that_asks_for_more_than_we_do(members: dict[str, Any]) -> None:
    """CVE-2025-59420, CVE-2026-32597: an unknown critical extension is no detail."""
    refused(hs256(header=json.dumps({"alg": "HS256", **members})))


@pytest.mark.parametrize(
    "kind", ["logout+jwt", "dpop+jwt", "secevent+jwt", "JWE", "JOSE", "", 1, None, ["JWT"]]
)
def test_a_token_of_another_kind(kind: Any) -> None:
    """RFC 8725, section 3.11: a logout token is signed with the same key, and names a user."""
    refused(hs256(header=json.dumps({"alg": "HS256", "typ": kind})))


@pytest.mark.parametrize("kind", ["JWT", "jwt", "at+jwt", "application/at+jwt"])
def test_kinds_of_access_tokens(kind: str) -> None:
    assert authenticator().authenticate(request(hs256(header=json.dumps({"alg": "HS256", "typ": kind}))))


@pytest.mark.parametrize(
    "header", ["[]", "null", '"HS256"', "1", "", "{", '{"alg":"HS256"} {}', "\ufeff" + HEADER]
)
def test_a_header_that_is_no_object(header: str) -> None:
    refused(hs256(header=header))


# ------------------------------------------------------------------------------------ the spelling


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


# ------------------------------------------------------------------------------------------- size


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


# ---------------------------------------------------------------------------------- byte by byte


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
