"""Which part of a request is ours, and the three answers."""

from __future__ import annotations

import pytest

from django_graphgate.auth.chain import build_chain
from django_graphgate.auth.jwt.authenticator import JwtAuthenticator
from django_graphgate.errors import ConfigurationError, InvalidCredentials
from tests.support.auth.jwt.tokens import SECRET, authenticator, errors, request, token

ANOTHER = "woqafo4NJPEsuuEMDteOvV6cxNbSjxyNDVSqzaOFhFcHbInfwlXITyCZY9"


def test_without_a_credential_it_is_not_ours() -> None:
    found = authenticator(cookie="token")
    assert found.authenticate(request()) is None
    assert found.authenticate(request(HTTP_AUTHORIZATION="")) is None
    assert found.authenticate(request(HTTP_COOKIE="token=; other=x")) is None


@pytest.mark.parametrize(
    "scheme", ["Basic", "Token", "JWT", "Bearerx", "Bear", "Negotiate", "Digest", "Bearer-x"]
)
def test_another_scheme_is_not_ours_whatever_follows(scheme: str) -> None:
    assert authenticator().authenticate(request(token(), scheme=scheme)) is None
    assert authenticator().authenticate(request(HTTP_AUTHORIZATION=scheme)) is None


def test_a_bare_token_without_a_scheme_is_not_ours() -> None:
    assert authenticator().authenticate(request(HTTP_AUTHORIZATION=token())) is None


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "beArer", "Bearer ", "  Bearer"])
def test_the_scheme_may_be_written_in_any_case(scheme: str) -> None:
    assert authenticator().authenticate(request(token(), scheme=scheme))


@pytest.mark.parametrize(
    "value",
    [
        "Bearer",
        "Bearer ",
        "bearer",
        "Bearer x",
        "Bearer null",
        "Bearer undefined",
        "Bearer  a b",
        "Bearer,x",
        "Bearer:x",
        'Bearer "x"',
        "Bearer\tx",
        "Bearer=x",
    ],
)
def test_the_scheme_with_anything_else_is_ours_and_wrong(value: str) -> None:
    with pytest.raises(InvalidCredentials):
        authenticator().authenticate(request(HTTP_AUTHORIZATION=value))


def test_a_good_token_behind_a_strange_separator() -> None:
    for separator in ("\t", "\n", ":", ",", "=", "\u00a0", " \x0b"):
        with pytest.raises(InvalidCredentials):
            authenticator().authenticate(request(HTTP_AUTHORIZATION=f"Bearer{separator}{token()}"))


def test_two_headers_in_one() -> None:
    for value in (
        f"Bearer {token()}, Bearer {token()}",
        f"Bearer {token()},Basic eDp5",
        f"Bearer {token()} x",
    ):
        with pytest.raises(InvalidCredentials):
            authenticator().authenticate(request(HTTP_AUTHORIZATION=value))


def test_the_cookie_is_read_only_when_it_is_named() -> None:
    text = token()
    assert authenticator().authenticate(request(HTTP_COOKIE=f"token={text}")) is None
    found = authenticator(cookie="token")
    identity = found.authenticate(request(HTTP_COOKIE=f"other=1; token={text}"))
    assert identity is not None
    assert (identity.user_id, identity.by_cookie) == ("7", True)
    with pytest.raises(InvalidCredentials):
        found.authenticate(request(HTTP_COOKIE=f"token={text}x"))
    with pytest.raises(InvalidCredentials):
        found.authenticate(request(HTTP_COOKIE="token=Bearer%20" + text))


def test_the_header_goes_before_the_cookie() -> None:
    found = authenticator(cookie="token")
    identity = found.authenticate(request(token(sub="1"), HTTP_COOKIE=f"token={token(sub='2')}"))
    assert identity is not None
    assert (identity.user_id, identity.by_cookie) == ("1", False)
    with pytest.raises(InvalidCredentials):
        found.authenticate(request("wrong", HTTP_COOKIE=f"token={token()}"))
    identity = found.authenticate(request("eDp5", scheme="Basic", HTTP_COOKIE=f"token={token()}"))
    assert identity is not None
    assert identity.by_cookie


def test_a_token_remembered_from_a_cookie_is_none_of_a_cookie_in_a_header() -> None:
    found, text = authenticator(cookie="token"), token()
    answers = [
        found.authenticate(each)
        for each in (
            request(HTTP_COOKIE=f"token={text}"),
            request(text),
            request(HTTP_COOKIE=f"token={text}"),
        )
    ]
    assert [answer is not None and answer.by_cookie for answer in answers] == [True, False, True]


def test_another_header_holds_the_bare_token() -> None:
    found = authenticator(header="X-Goog-Iap-Jwt-Assertion")
    assert found.authenticate(request(HTTP_X_GOOG_IAP_JWT_ASSERTION=token()))
    assert found.authenticate(request(HTTP_X_GOOG_IAP_JWT_ASSERTION=f"Bearer {token()}"))
    assert found.authenticate(request(token())) is None
    with pytest.raises(InvalidCredentials):
        found.authenticate(request(HTTP_X_GOOG_IAP_JWT_ASSERTION="Basic eDp5"))


@pytest.mark.parametrize("value", ["", "a b", "a\nb", 1, ["token"], "a;b", "a=b", "ä"])
def test_places_that_are_none(value: object) -> None:
    assert errors(secret=SECRET, cookie=value)
    assert errors(secret=SECRET, header=value)


def test_the_name_of_a_named_authenticator() -> None:
    found = JwtAuthenticator({"type": "jwt", "secret": SECRET}, name="mobile")
    identity = found.authenticate(request(token()))
    assert identity is not None
    assert identity.authenticator == "mobile"


# ------------------------------------------------------------------------------- several issuers

A = {"secret": SECRET, "issuer": "https://a.example/"}
B = {"secret": ANOTHER, "issuer": ["https://b.example/", "https://c.example/"], "user_id_claim": "uid"}


def test_the_issuer_chooses_whose_keys_a_token_has_to_pass() -> None:
    found = authenticator(jwt=[A, B])
    first = found.authenticate(request(token(iss="https://a.example/")))
    second = found.authenticate(request(token("HS256", ANOTHER, iss="https://c.example/", uid="9")))
    assert first is not None
    assert second is not None
    assert (first.user_id, second.user_id) == ("7", "9")


def test_no_issuer_speaks_for_another() -> None:
    found = authenticator(jwt=[A, B])
    for text in (
        token(iss="https://b.example/", uid="9"),
        token("HS256", ANOTHER, iss="https://a.example/"),
        token(iss="https://x.example/"),
        token(iss=None),
        token(iss=["https://a.example/"]),
        token(iss={}),
        "not.a.token",
        "",
        "A" * 100_000,
    ):
        with pytest.raises(InvalidCredentials):
            found.authenticate(request(text))


def test_one_entry_may_take_the_rest() -> None:
    found = authenticator(jwt=[A, {"secret": ANOTHER}])
    assert found.authenticate(request(token(iss="https://a.example/")))
    assert found.authenticate(request(token("HS256", ANOTHER)))
    assert found.authenticate(request(token("HS256", ANOTHER, iss="https://x.example/")))
    with pytest.raises(InvalidCredentials):
        found.authenticate(request(token("HS256", ANOTHER, iss="https://a.example/")))
    with pytest.raises(InvalidCredentials):
        found.authenticate(request(token()))


def test_lists_of_issuers_that_cannot_be() -> None:
    assert errors(jwt=[]) == ["The list of issuers is empty."]
    assert errors(jwt=[{"secret": SECRET}, {"secret": ANOTHER}]) == [
        "At most one of several issuers may lack 'issuer'."
    ]
    assert errors(jwt=[A, A]) == ["Two entries have the same 'issuer'."]
    assert errors(jwt=[A], audience="x") == ["With several issuers, audience must be set in one of them."]
    assert errors(jwt=["https://a.example/"]) == ["'jwt' is neither a dictionary nor a list of dictionaries."]
    assert errors(jwt="auth0") == ["'jwt' is neither a dictionary nor a list of dictionaries."]


def test_options_may_stand_under_jwt_as_well() -> None:
    found = authenticator(cookie="token", jwt={"provider": "none", "secret": SECRET})
    assert found.authenticate(request(HTTP_COOKIE=f"token={token()}"))
    assert errors(secret=SECRET, jwt={"secret": SECRET}) == ["'secret' is given both beside and under 'jwt'."]
    assert authenticator(jwt={"secret": SECRET}, audience="api").authenticate(request(token(aud="api")))


# --------------------------------------------------------------------------------- misconfigured


def test_with_an_error_in_its_options_it_answers_nobody() -> None:
    found = JwtAuthenticator({"type": "jwt", "secret": SECRET, "audiance": "api"})
    with pytest.raises(ConfigurationError):
        found.authenticate(request(token()))
    assert found.authenticate(request()) is None
    for options in ({}, {"secret": ""}, {"secret": []}, {"jwt": []}, {"provider": "none"}):
        with pytest.raises(ConfigurationError):
            JwtAuthenticator({"type": "jwt", **options}).authenticate(request(token()))


def test_in_a_chain_a_bad_token_ends_it(settings: object) -> None:
    chain = build_chain([{"type": "jwt", "secret": SECRET}, {"type": "jwt", "secret": ANOTHER}])
    assert chain.identify(request(token())).user_id == "7"
    assert chain.identify(request()).is_anonymous
    with pytest.raises(InvalidCredentials):
        chain.identify(request(token("HS256", ANOTHER)))


def test_the_chain_refuses_to_be_built_with_errors() -> None:
    with pytest.raises(ConfigurationError) as caught:
        build_chain([{"type": "jwt", "secret": "short"}])
    assert "16 bytes" in caught.value.message
    assert "short" not in caught.value.message.replace("shorter", "")
