"""What an attacker sends, one by one.  Every answer is 401, and every answer looks alike.

Cases from RFC 8725 and from published advisories; each names its own.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from django_graphgate.errors import AuthUnavailable
from tests.support.auth.jwt.attacks import HEADER, hs256, refused
from tests.support.auth.jwt.key_server import KeyServer
from tests.support.auth.jwt.tokens import (
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


def test_the_token_that_the_attacks_start_from_is_good() -> None:
    identity = authenticator().authenticate(request(hs256()))
    assert identity is not None
    assert identity.user_id == "7"


# --------------------------------------------------------------------------------------- the algorithm


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
    assert errors(secret="-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQ")  # cut off by a copy
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


# ------------------------------------------------------------------------------------------ the header


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
    assert server.asked == ["/keys"] * (2 if kid.isprintable() and len(kid) <= 256 else 1)


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
