"""What ``check()`` says about options, and that nothing secret stands in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from django_graphgate.auth.jwt.authenticator import JwtAuthenticator
from django_graphgate.auth.jwt.config.options import NAMES, read_options
from tests.support.auth.jwt.tokens import (
    SECRET,
    authenticator,
    certificate,
    errors,
    private_key,
    private_pem,
    public_pem,
    request,
    token,
    warnings,
)

GOOD: dict[str, Any] = {"secret": SECRET}


def test_good_options_give_neither_errors_nor_warnings() -> None:
    assert (errors(**GOOD), warnings(**GOOD)) == ([], [])
    full = {"jwks_url": "https://issuer.example/keys", "issuer": "https://issuer.example/", "audience": "api"}
    assert (errors(**full), warnings(**full)) == ([], [])


def test_an_unknown_option_names_the_nearest_one() -> None:
    (problem,) = JwtAuthenticator({"type": "jwt", **GOOD, "audiance": "api"}).check()
    assert (problem.message, problem.hint, problem.level) == (
        "There is no option 'audiance'.",
        "Did you mean 'audience'?",
        "error",
    )
    assert errors(jwt={**GOOD, "jwks_uri": "x"}) == ["There is no option 'jwks_uri'."]


def test_without_any_key_there_is_an_error() -> None:
    assert errors() == ["There is no key to verify tokens with."]
    assert errors(provider="none") == ["There is no key to verify tokens with."]
    assert errors(provider="other", issuer="x") == ["There is no key to verify tokens with."]
    assert errors(provider="jwks") == ["The provider 'jwks' needs a 'jwks_url'."]
    for empty in ("", [], [""], " ", None, 1, {"env": ""}, {"env": "GRAPHGATE_TEST_NOT_SET"}, {"x": "y"}):
        assert errors(secret=empty), empty
    for empty in ("", [], [""], 1):
        assert errors(public_key=empty)
        assert errors(public_key_file=empty)


@pytest.mark.parametrize("header", ["Cookie", "cookie", "COOKIE"])
def test_all_cookies_are_no_place_of_a_token(header: str) -> None:
    assert errors(header=header, **GOOD) == ["'header' is Cookie, which holds all cookies."]
    assert errors(header="X-Cookie", **GOOD) == []


def test_an_unknown_provider() -> None:
    assert errors(provider="auth1", **GOOD) == ["There is no provider 'auth1'."]
    assert errors(provider=None, **GOOD) == ["There is no provider None."]
    assert errors(provider=7, **GOOD) == ["There is no provider 7."]


@pytest.mark.parametrize(("length", "level"), [(15, "error"), (16, "warning"), (31, "warning"), (32, None)])
def test_short_secrets(length: int, level: str | None) -> None:
    found = JwtAuthenticator({"type": "jwt", "secret": "x" * length}).check()
    assert [problem.level for problem in found] == ([level] if level else [])


def test_a_secret_shorter_than_the_hash_that_is_asked_for() -> None:
    assert warnings(secret="x" * 63, algorithms=["HS512"]) == [
        "A secret is shorter than the 64 bytes of its hash (RFC 7518, section 3.2)."
    ]
    assert warnings(secret="x" * 64, algorithms=["HS512"]) == []
    assert warnings(secret="x" * 47, algorithms=["HS256", "HS384"]) != []


def test_a_secret_may_be_bytes_or_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = bytes(range(128, 192))
    assert authenticator(secret=raw).authenticate(request(token("HS512", raw)))
    monkeypatch.setenv("GRAPHGATE_TEST_SECRET", SECRET)
    assert authenticator(secret={"env": "GRAPHGATE_TEST_SECRET"}).authenticate(request(token()))
    assert authenticator(secret=[raw, {"env": "GRAPHGATE_TEST_SECRET"}]).authenticate(request(token()))


def test_a_private_key_where_the_public_one_belongs() -> None:
    for alg in ("RS256", "ES256", "EdDSA"):
        assert errors(public_key=private_pem(alg)) == ["A private key is given instead of a public one."]


@pytest.mark.parametrize(
    "text",
    [
        "not a key",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPL1I9oiq+B8crkmuV4YViiUnhdLjCp3hvy1bNGuGfNL",
        '{"kty": "RSA"}',
        "é",
    ],
)
def test_a_text_that_is_no_public_key(text: str) -> None:
    assert errors(public_key=text) == ["A public key is not a PEM text that can be read."]


def test_an_expired_certificate_is_no_key() -> None:
    assert errors(public_key=certificate(days=-1)) == ["A certificate is not valid at this time."]


@pytest.mark.parametrize(
    ("kind", "alg"),
    [("rsa", "ES256"), ("ecdsa", "RS256"), ("ecdsa", "EdDSA"), ("eddsa", "ES256"), ("rsa", "EdDSA")],
)
def test_a_key_that_contradicts_its_type(kind: str, alg: str) -> None:
    assert errors(public_key=public_pem(alg), public_key_type=kind) == [
        f"'public_key_type' is {kind}, but a key is of another type."
    ]


@pytest.mark.parametrize(
    ("kind", "alg"), [("rsa", "RS256"), ("ecdsa", "ES256"), ("ecdsa", "ES384"), ("eddsa", "EdDSA")]
)
def test_a_key_that_is_of_its_type(kind: str, alg: str) -> None:
    assert errors(public_key=public_pem(alg), public_key_type=kind) == []


@pytest.mark.parametrize("kind", ["RSA", "hmac", "ec", "x", ""])
def test_a_type_of_keys_that_is_none(kind: str) -> None:
    assert errors(public_key=public_pem("RS256"), public_key_type=kind)


def test_keys_of_types_that_sign_no_tokens() -> None:
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa, x25519
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    keys: list[Any] = [
        dsa.generate_private_key(1024),
        x25519.X25519PrivateKey.generate(),
        ec.generate_private_key(ec.BrainpoolP256R1()),
        rsa.generate_private_key(65537, 1024),
    ]
    for key in keys:
        pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (message,) = errors(public_key=pem)
        assert "signs no tokens" in message or "1024 bits" in message


def test_keys_in_files(tmp_path: Path) -> None:
    for number, text in enumerate([public_pem("RS256"), certificate(5)]):
        (tmp_path / f"{number}.pem").write_text(text)
    files = [tmp_path / "0.pem", str(tmp_path / "1.pem")]
    found = authenticator(public_key_file=files)
    assert found.authenticate(request(token("RS256")))
    assert found.authenticate(request(token("RS256", number=5)))
    missing = tmp_path / "missing.pem"
    assert errors(public_key_file=str(missing)) == [
        f"The key file {missing} cannot be read: FileNotFoundError."
    ]
    (tmp_path / "private.pem").write_text(private_pem("RS256"))
    assert errors(public_key_file=str(tmp_path / "private.pem")) == [
        "A private key is given instead of a public one."
    ]
    (tmp_path / "der").write_bytes(b"0\x82\x01\xff")
    assert errors(public_key_file=str(tmp_path / "der"))


def test_algorithms_that_no_key_has() -> None:
    assert errors(secret=SECRET, algorithms=["RS256"])
    assert errors(public_key=public_pem("RS256"), algorithms=["HS256"])
    assert errors(public_key=public_pem("RS256"), algorithms=["ES256"])
    assert errors(jwks_url="https://x.example/", algorithms=["HS256"], audience="a", issuer="i")
    assert errors(secret=SECRET, algorithms=[])


def test_a_url_of_keys_beside_a_key() -> None:
    assert errors(jwks_url="https://x.example/", secret=SECRET, audience="a", issuer="i") == [
        "There are both a 'jwks_url' and a key in the settings."
    ]


def test_fetched_keys_without_an_audience_or_issuer() -> None:
    assert warnings(jwks_url="https://x.example/keys") == [
        "Without 'audience' a token that the issuer made for another application is accepted.",
        "'issuer' is not set.",
    ]
    given = {
        "google": {},
        "azure": {"tenant": "72f988bf-86f1-41af-91ab-2d7cd011db47"},
        "firebase": {"issuer": "i"},
    }
    for provider, options in given.items():
        message = f"Without 'audience' the token of any application at {provider} is accepted."
        assert errors(provider=provider, **options) == [message]


def test_other_things_worth_a_warning() -> None:
    assert warnings(**GOOD, require_exp=False) == ["Tokens that never expire are accepted."]
    assert warnings(jwks_url="http://keys:80/", allow_http=True, audience="a", issuer="i") == [
        "'jwks_url' is fetched without TLS."
    ]
    assert warnings(provider="auth0", issuer="https://x.auth0.com", secret=SECRET) == [
        "Auth0's issuers end with a slash."
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("leeway", -1),
        ("leeway", 601),
        ("leeway", "30"),
        ("leeway", True),
        ("leeway", float("nan")),
        ("require_exp", "yes"),
        ("require_exp", 0),
        ("issuer", ""),
        ("issuer", []),
        ("issuer", 1),
        ("issuer", [None]),
        ("issuer", {"a": "b"}),
        ("audience", ""),
        ("audience", [""]),
        ("audience", True),
        ("algorithms", "none"),
        ("algorithms", [1]),
        ("jwks_refresh", 0),
        ("jwks_min_refresh", -5),
        ("jwks_timeout", 0),
        ("jwks_timeout", 100),
        ("jwks_burst", 0),
        ("jwks_burst", 1.5),
        ("jwks_burst_interval", 0),
        ("jwks_max_stale", -1),
        ("allow_http", 1),
        ("jwks_url", 5),
        ("user_id_claim", ""),
        ("user_id_claim", []),
        ("user_id_claim", 1),
        ("user_id_claim", ["a", ""]),
        ("role_claim", ""),
        ("role_claim", {"a": 1}),
        ("roles", []),
        ("roles", {}),
        ("roles", {"a": 1}),
        ("roles", ["a", 2]),
        ("roles", {"": "a"}),
        ("claims", []),
        ("claims", {"a b": "x"}),
        ("claims", {"a": ""}),
        ("claims", {"a": {}}),
        ("claims", {1: "x"}),
        ("claims", {"a": {"default": 1}}),
        ("claims", {"a": {"path": "x", "defaults": 1}}),
        ("required_claims", []),
        ("required_claims", {"a": []}),
        ("required_claims", {"a": None}),
        ("required_claims", {"": 1}),
        ("required_claims", {"a": {"b": 1}}),
        ("required_claims", {"a": [["x"]]}),
        ("max_token_bytes", 0),
        ("max_token_bytes", 1.5),
        ("token_cache", -1),
        ("token_cache", "many"),
    ],
)
def test_values_that_no_option_takes(name: str, value: Any) -> None:
    assert any(repr(name) in message or "roles" in message for message in errors(**{**GOOD, name: value}))


def test_roles_need_a_place_in_the_token() -> None:
    assert errors(**GOOD, roles=["a"]) == ["'roles' needs a 'role_claim'."]
    assert errors(**GOOD, user_id_claim=None) == ["Tokens without a user need a 'role_claim'."]


def test_nothing_secret_is_shown() -> None:
    found = authenticator()
    options, _ = read_options({"secret": [SECRET, "s3cret-of-the-tests"], "public_key": public_pem("RS256")})
    text = repr(options) + repr(found.__dict__) + repr(found._verifiers[0].__dict__)
    text = text.replace(repr(found.options), "")
    assert SECRET not in text
    assert "s3cret" not in text
    for problem in JwtAuthenticator({"type": "jwt", "secret": "s3cret", "public_key": "s3cret"}).check():
        assert "s3cret" not in problem.message + problem.hint
    key = authenticator(public_key=public_pem("RS256"))._verifiers[0].source.current(0).keys[0]  # type: ignore[attr-defined]
    assert str(private_key("RS256").private_numbers().d) not in repr(key)


def test_every_option_is_described() -> None:
    from django_graphgate.auth.jwt.config import options, presets

    text = (options.__doc__ or "") + (presets.__doc__ or "")
    assert [name for name in sorted(NAMES) if f"``{name}``" not in text] == []
