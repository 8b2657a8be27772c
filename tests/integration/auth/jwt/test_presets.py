"""The usual providers: what is filled in, and that tokens of theirs are understood."""

from __future__ import annotations

from typing import Any

import pytest

from django_graphgate.auth.jwt.config.options import JwtOptions, read_options
from django_graphgate.auth.jwt.config.presets import PRESETS
from django_graphgate.errors import InvalidCredentials
from tests.support.auth.jwt.key_server import KeyServer
from tests.support.auth.jwt.tokens import SECRET, authenticator, errors, jwk, public_pem, request, token

TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47"

FILLED: list[tuple[dict[str, Any], str, tuple[str, ...]]] = [
    (
        {"provider": "auth0", "domain": "example.eu.auth0.com", "audience": "https://api.example.com"},
        "https://example.eu.auth0.com/.well-known/jwks.json",
        ("https://example.eu.auth0.com/",),
    ),
    (
        {"provider": "auth0", "issuer": "https://login.example.com/", "audience": "api"},
        "https://login.example.com/.well-known/jwks.json",
        ("https://login.example.com/",),
    ),
    (
        {"provider": "firebase", "audience": "my-project-1"},
        "https://www.googleapis.com/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com",
        ("https://securetoken.google.com/my-project-1",),
    ),
    (
        {"provider": "supabase", "project": "abcdefghijklmnop"},
        "https://abcdefghijklmnop.supabase.co/auth/v1/.well-known/jwks.json",
        ("https://abcdefghijklmnop.supabase.co/auth/v1",),
    ),
    (
        {"provider": "azure", "tenant": TENANT, "audience": "api://x"},
        f"https://login.microsoftonline.com/{TENANT}/discovery/v2.0/keys",
        (f"https://login.microsoftonline.com/{TENANT}/v2.0", f"https://sts.windows.net/{TENANT}/"),
    ),
    (
        {"provider": "entra", "tenant": TENANT, "audience": "api://x"},
        f"https://login.microsoftonline.com/{TENANT}/discovery/v2.0/keys",
        (f"https://login.microsoftonline.com/{TENANT}/v2.0", f"https://sts.windows.net/{TENANT}/"),
    ),
    (
        {
            "provider": "cognito",
            "region": "eu-west-1",
            "user_pool": "eu-west-1_AbCdEfGhI",
            "audience": "client",
        },
        "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI/.well-known/jwks.json",
        (
            "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI",
            "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI",
        ),
    ),
    (
        {
            "provider": "cognito",
            "issuer": "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_A",
            "audience": "client",
        },
        "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_A/.well-known/jwks.json",
        ("https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_A",),
    ),
    (
        {"provider": "clerk", "domain": "happy-cat-1.clerk.accounts.dev"},
        "https://happy-cat-1.clerk.accounts.dev/.well-known/jwks.json",
        ("https://happy-cat-1.clerk.accounts.dev",),
    ),
    (
        {
            "provider": "keycloak",
            "url": "https://sso.example.com/auth",
            "realm": "my-realm",
            "audience": "account",
        },
        "https://sso.example.com/auth/realms/my-realm/protocol/openid-connect/certs",
        ("https://sso.example.com/auth/realms/my-realm",),
    ),
    (
        {"provider": "google", "audience": "1.apps.googleusercontent.com"},
        "https://www.googleapis.com/oauth2/v3/certs",
        ("https://accounts.google.com", "accounts.google.com"),
    ),
    (
        {"provider": "nhost", "subdomain": "abcdef", "region": "eu-central-1"},
        "https://abcdef.auth.eu-central-1.nhost.run/v1/.well-known/jwks.json",
        ("hasura-auth",),
    ),
]


@pytest.mark.parametrize(
    ("given", "url", "issuers"), FILLED, ids=[str(each[0]["provider"]) for each in FILLED]
)
def test_what_a_preset_fills_in(given: dict[str, Any], url: str, issuers: tuple[str, ...]) -> None:
    options, problems = read_options(given)
    assert problems == []
    assert (options.jwks_url, options.issuer) == (url, issuers)
    assert errors(**given) == []
    authenticator(**given)


@pytest.mark.parametrize("provider", ["netlify", "gotrue"])
def test_gotrue_signs_with_a_secret(provider: str) -> None:
    assert errors(provider=provider)
    found = authenticator(provider=provider, secret=SECRET)
    assert found.authenticate(request(token(aud="", app_metadata={"roles": ["admin"]})))
    with pytest.raises(InvalidCredentials):
        found.authenticate(request(token("HS384")))


@pytest.mark.parametrize(
    ("provider", "options"),
    [
        ("auth0", {"domain": "https://example.auth0.com"}),
        ("auth0", {"domain": "example.auth0.com/evil"}),
        ("auth0", {"domain": "example.auth0.com@attacker.example"}),
        ("auth0", {"domain": ".."}),
        ("auth0", {"domain": ["a"]}),
        ("auth0", {}),
        ("firebase", {}),
        ("firebase", {"audience": "a/b"}),
        ("supabase", {"project": "https://x.supabase.co"}),
        ("supabase", {"project": "x.evil.example/"}),
        ("azure", {"tenant": "common", "audience": "a"}),
        ("azure", {"tenant": "organizations", "audience": "a"}),
        ("azure", {"tenant": "contoso.onmicrosoft.com", "audience": "a"}),
        ("azure", {"tenant": TENANT.upper(), "audience": "a"}),
        ("azure", {"tenant": TENANT}),
        ("cognito", {"region": "eu-west-1"}),
        ("cognito", {"region": "eu west", "user_pool": "x"}),
        ("cognito", {"region": "cn-north-1", "user_pool": "cn-north-1_A"}),
        ("clerk", {}),
        ("keycloak", {"url": "https://sso.example.com"}),
        ("keycloak", {"url": "https://sso.example.com/", "realm": "r"}),
        ("keycloak", {"url": "https://sso.example.com", "realm": "../master"}),
        ("keycloak", {"url": "https://sso.example.com", "realm": "a/b"}),
        ("keycloak", {"url": "ftp://sso.example.com", "realm": "r"}),
        ("google", {}),
        ("nhost", {}),
        ("nhost", {"subdomain": "a.b", "region": "x"}),
    ],
)
def test_what_a_preset_misses(provider: str, options: dict[str, Any]) -> None:
    assert errors(provider=provider, **options)


@pytest.mark.parametrize("provider", sorted(PRESETS.keys() - {"magic"}))
def test_with_a_key_of_the_settings_nothing_is_fetched(provider: str) -> None:
    extra = {"audience": "api"} if PRESETS[provider].needs_audience else {}
    algorithms = set(PRESETS[provider].algorithms) or {"RS256"}
    key = {"secret": SECRET} if algorithms == {"HS256"} else {"public_key": public_pem("RS256")}
    options, problems = read_options({"provider": provider, **key, **extra})
    assert problems == []
    assert options.jwks_url is None
    assert (errors(provider=provider, **key, **extra) == []) is (provider != "jwks")


def test_what_settings_give_is_never_replaced() -> None:
    given = {
        "provider": "supabase",
        "project": "abc",
        "issuer": "https://auth.example.com",
        "jwks_url": "https://keys.example.com/",
        "audience": "mine",
        "algorithms": ["ES256"],
    }
    options, _ = read_options(given)
    assert (options.issuer, options.jwks_url, options.audience, options.algorithms) == (
        ("https://auth.example.com",),
        "https://keys.example.com/",
        ("mine",),
        ("ES256",),
    )


def test_the_default_is_no_provider() -> None:
    assert JwtOptions().provider == "none"
    assert not JwtOptions().splits_subject
    assert JwtOptions().audience_claims == ("aud",)


def test_cognitos_access_tokens_name_the_client_elsewhere(server: KeyServer) -> None:
    server.keys = [jwk("RS256")]
    iss = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A"
    found = authenticator(
        provider="cognito",
        region="eu-west-1",
        user_pool="eu-west-1_A",
        audience="client",
        jwks_url=server.url,
        required_claims={"token_use": "access"},
    )

    def made(**changes: Any) -> Any:
        text = token("RS256", header={"kid": "RS256-0"}, iss=iss, **{"token_use": "access", **changes})
        return found.authenticate(request(text))

    assert made(client_id="client")
    assert made(aud="client")
    for changes in (
        {"client_id": "other"},
        {},
        {"aud": "other", "client_id": "client"},
        {"client_id": "client", "token_use": "id"},
    ):
        with pytest.raises(InvalidCredentials):
            made(**changes)


def test_a_session_of_clerk_names_its_origin(server: KeyServer) -> None:
    server.keys = [jwk("RS256")]
    found = authenticator(
        provider="clerk",
        domain="clerk.example.com",
        jwks_url=server.url,
        audience="https://app.example.com",
        cookie="__session",
    )
    good = token(
        "RS256", header={"kid": "RS256-0"}, iss="https://clerk.example.com", azp="https://app.example.com"
    )
    identity = found.authenticate(request(HTTP_COOKIE=f"__session={good}"))
    assert identity is not None
    assert identity.by_cookie
    bad = token(
        "RS256", header={"kid": "RS256-0"}, iss="https://clerk.example.com", azp="https://evil.example.com"
    )
    with pytest.raises(InvalidCredentials):
        found.authenticate(request(HTTP_COOKIE=f"__session={bad}"))


@pytest.mark.parametrize(("status", "signed_in"), [(None, True), ("active", True), ("pending", False)])
def test_a_session_of_clerk_that_is_pending_signs_nobody_in(status: str | None, signed_in: bool) -> None:
    found = authenticator(provider="clerk", domain="clerk.example.com", public_key=public_pem("RS256"))
    text = token("RS256", iss="https://clerk.example.com", sts=status)
    if signed_in:
        assert found.authenticate(request(text))
        return
    with pytest.raises(InvalidCredentials):
        found.authenticate(request(text))


def test_supabases_anonymous_key_is_nobody() -> None:
    found = authenticator(provider="supabase", project="abc", secret=SECRET)
    good = {"iss": "https://abc.supabase.co/auth/v1", "aud": "authenticated"}
    assert found.authenticate(request(token(**good)))
    with pytest.raises(InvalidCredentials):
        found.authenticate(request(token(iss="supabase", role="anon", sub=None)))
    with pytest.raises(InvalidCredentials):
        found.authenticate(request(token(iss="supabase", role="service_role", sub=None)))
