"""What the claims must say, and what they become."""

from __future__ import annotations

import json
from typing import Any

import pytest

from django_graphgate.auth.jwt.refusals import EXPIRED, NOT_VALID
from django_graphgate.errors import InvalidCredentials
from django_graphgate.ir.identity import Identity
from tests.support.auth.jwt.tokens import NOW, SECRET, authenticator, claims, request, signed, token
from tests.support.clock import MovableClock


def identity(text: str, **options: Any) -> Identity:
    found = authenticator(**options).authenticate(request(text))
    assert found is not None
    return found


def refused(text: str, sentence: str = NOT_VALID, **options: Any) -> None:
    with pytest.raises(InvalidCredentials) as caught:
        authenticator(**options).authenticate(request(text))
    assert caught.value.message == sentence


# ----------------------------------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"exp": NOW - 31}, EXPIRED),
        ({"exp": NOW - 30}, EXPIRED),
        ({"exp": NOW - 29.5}, None),
        ({"exp": int(NOW) - 29}, None),
        ({"nbf": NOW + 31}, NOT_VALID),
        ({"nbf": NOW + 30}, None),
        ({"iat": NOW + 31}, NOT_VALID),
        ({"iat": NOW + 30}, None),
        ({"iat": None}, None),
        ({"nbf": NOW - 1, "iat": NOW + 31}, NOT_VALID),
        ({"exp": 0}, EXPIRED),
    ],
)
def test_clocks_may_differ_by_thirty_seconds_and_no_more(
    changes: dict[str, Any], sentence: str | None
) -> None:
    if sentence is None:
        assert identity(token(**changes)).user_id == "7"
    else:
        refused(token(**changes), sentence)


def test_the_leeway_is_a_setting(time: MovableClock) -> None:
    text = token(exp=NOW, iat=None)
    refused(text, EXPIRED, leeway=0)
    assert identity(text, leeway=1)
    time.forward(-0.001)
    assert identity(text, leeway=0)


@pytest.mark.parametrize("name", ["exp", "nbf", "iat"])
@pytest.mark.parametrize("value", ["1800000000", True, [1800000000], {}, -1, 1e300, 10**400, 253402300800])
def test_a_date_that_is_none(name: str, value: Any) -> None:
    refused(token(**{name: value}))


@pytest.mark.parametrize("name", ["exp", "nbf", "iat"])
def test_a_date_that_is_null(name: str) -> None:
    payload = json.dumps({**claims(), name: None})
    refused(signed('{"alg":"HS256"}', payload, "HS256", SECRET))


def test_a_token_without_an_end_is_refused_unless_settings_take_it(time: MovableClock) -> None:
    text = token(exp=None)
    refused(text)
    found = authenticator(require_exp=False)
    for _ in range(2):
        assert found.authenticate(request(text))
        time.forward(10 * 365 * 86400)
    refused(token(exp=NOW), EXPIRED, require_exp=False)


# ------------------------------------------------------------------------------ issuer and audience


@pytest.mark.parametrize(
    "iss",
    [
        None,
        "",
        "https://issuer.example",
        "https://issuer.example/x",
        "https://ISSUER.example/",
        "issuer",
        "https://issuer.example/ ",
        ["https://issuer.example/"],
        {"https://issuer.example/": 1},
        1,
        True,
    ],
)
def test_another_issuer(iss: Any) -> None:
    """CVE-2024-53861: a part of the issuer's name is not the issuer."""
    good = "https://issuer.example/"
    assert identity(token(iss=good), issuer=good)
    refused(token(iss=iss), issuer=good)
    refused(token(iss=iss), issuer=[good, "https://second.example/"])


def test_one_of_several_issuers() -> None:
    issuers = ["https://a.example/", "https://b.example/"]
    assert identity(token(iss=issuers[1]), issuer=issuers)


@pytest.mark.parametrize(
    "aud",
    [
        None,
        "",
        "other",
        "apiapi",
        "ap",
        "API",
        [],
        ["other"],
        [["api"]],
        {"api": 1},
        ["api", 1],
        1,
        True,
        [None],
    ],
)
def test_another_audience(aud: Any) -> None:
    """CVE-2020-26160: an empty list or a list of something else is no audience."""
    refused(token(aud=aud), audience="api")
    refused(token(aud=aud), audience=["api", "web"])


@pytest.mark.parametrize("aud", ["api", ["api"], ["x", "api"], ["web", "x"], "web"])
def test_one_of_the_audiences_is_enough(aud: Any) -> None:
    assert identity(token(aud=aud), audience=["api", "web"])


@pytest.mark.parametrize(
    ("wanted", "value", "good"),
    [
        ("access", "access", True),
        (["access", "id"], "id", True),
        ("access", "refresh", False),
        ("access", None, False),
        ("access", ["access"], False),
        (True, True, True),
        (True, 1, False),
        (True, "true", False),
        (1, True, False),
        (1, 1.0, False),
    ],
)
def test_required_claims(wanted: Any, value: Any, good: bool) -> None:
    if good:
        assert identity(token(token_use=value), required_claims={"token_use": wanted})
    else:
        refused(token(token_use=value), required_claims={"token_use": wanted})


def test_a_required_claim_may_stand_deep() -> None:
    assert identity(token(firebase={"tenant": "t1"}), required_claims={"firebase.tenant": "t1"})
    refused(token(firebase={"tenant": "t2"}), required_claims={"firebase.tenant": "t1"})
    refused(token(firebase="tenant"), required_claims={"firebase.tenant": "t1"})


# ---------------------------------------------------------------------------------------- the user


@pytest.mark.parametrize(
    ("sub", "user_id"),
    [
        ("7", "7"),
        (7, "7"),
        (0, "0"),
        (-1, "-1"),
        ("auth0|5f7c", "auth0|5f7c"),
        ("Ünal", "Ünal"),
        ("a b", "a b"),
        ("x" * 255, "x" * 255),
        (2**63, str(2**63)),
    ],
)
def test_texts_and_whole_numbers_are_users(sub: Any, user_id: str) -> None:
    found = identity(token(sub=sub))
    assert (found.user_id, found.user_id_provider, found.role) == (user_id, None, None)
    assert found.authenticator == "jwt"
    assert not found.by_cookie
    assert found.signed_in


@pytest.mark.parametrize(
    "sub",
    [
        None,
        "",
        " ",
        "\t",
        " 7",
        "7 ",
        "7\n",
        "\u00a07",
        "a\x00b",
        "\x00",
        "a\x1fb",
        "\u200b7",
        "\u202e7",
        True,
        False,
        7.0,
        1.5,
        [7],
        ["7"],
        {"id": 7},
        "x" * 256,
        10**30,
        -(10**30),
    ],
)
def test_what_is_no_user(sub: Any) -> None:
    refused(token(sub=sub))


def test_a_null_is_no_user() -> None:
    refused(signed('{"alg":"HS256"}', json.dumps({**claims(), "sub": None}), "HS256", SECRET))


def test_the_claim_with_the_user_is_a_setting() -> None:
    assert identity(token(uid=8), user_id_claim="uid").user_id == "8"
    assert identity(token(user={"id": "u8"}), user_id_claim="user.id").user_id == "u8"
    namespace = "https://hasura.io/jwt/claims"
    text = token(**{namespace: {"x-hasura-user-id": "42"}})
    assert identity(text, user_id_claim=[namespace, "x-hasura-user-id"]).user_id == "42"
    refused(token(), user_id_claim="uid")


def test_auth0_splits_the_subject() -> None:
    def found(sub: str) -> tuple[str | None, str | None]:
        result = identity(token(sub=sub), provider="auth0", secret=SECRET)
        return result.user_id_provider, result.user_id

    assert found("auth0|5f7c8ec7c33c6c004bbafe82") == ("auth0", "5f7c8ec7c33c6c004bbafe82")
    assert found("google-oauth2|113") == ("google-oauth2", "113")
    assert found("oauth2|slack|T1-U2") == ("oauth2", "slack|T1-U2")
    assert found("abc@clients") == (None, "abc@clients")
    for sub in ("auth0|", "|5f", "|", "a|\n"):
        refused(token(sub=sub), provider="auth0", secret=SECRET)


# -------------------------------------------------------------------------------- role and variables


def test_a_token_never_names_a_role_unless_settings_say_where() -> None:
    text = token(role="admin", roles=["admin"], **{"https://example.com/role": "admin"})
    assert identity(text).role is None
    assert identity(text, role_claim="role").role == "admin"


@pytest.mark.parametrize(
    "path",
    [
        "https://example.com/role",
        ["https://example.com/role"],
        "app.meta.role",
        ["app", "meta", "role"],
        "realm_access.roles.0",
        ["https://example.com/", "role"],
    ],
)
def test_where_a_role_may_stand(path: Any) -> None:
    text = token(
        app={"meta": {"role": "editor"}},
        realm_access={"roles": ["editor", "other"]},
        **{"https://example.com/role": "editor", "https://example.com/": {"role": "editor"}},
    )
    assert identity(text, role_claim=path).role == "editor"


def test_a_literal_name_goes_before_a_path_and_a_list_is_never_literal() -> None:
    text = token(a={"b": "path"}, **{"a.b": "literal"})
    assert identity(text, role_claim="a.b").role == "literal"
    assert identity(text, role_claim=["a", "b"]).role == "path"


def test_without_the_claim_there_is_no_role() -> None:
    assert identity(token(), role_claim="role").role is None
    assert identity(token(a={"b": 1}), role_claim="a.c").role is None
    assert identity(token(a=["x"]), role_claim="a.1").role is None
    assert identity(token(a=["x"]), role_claim="a.-1").role is None
    assert identity(token(a=["x"]), role_claim="a.²").role is None
    assert identity(token(a="x"), role_claim="a.0").role is None
    assert (
        identity(
            signed('{"alg":"HS256"}', json.dumps({**claims(), "role": None}), "HS256", SECRET),
            role_claim="role",
        ).role
        is None
    )


@pytest.mark.parametrize("role", [1, True, ["admin"], {"admin": 1}, ""])
def test_a_role_that_is_no_text(role: Any) -> None:
    refused(token(role=role), role_claim="role")


def test_the_first_configured_role_that_the_token_holds() -> None:
    options: dict[str, Any] = {"role_claim": "groups", "roles": ["admin", "editor"]}
    assert identity(token(groups=["editor", "admin"]), **options).role == "admin"
    assert identity(token(groups=["editor", "x"]), **options).role == "editor"
    assert identity(token(groups="editor"), **options).role == "editor"
    assert identity(token(groups=["x", 1, None, {}]), **options).role is None
    assert identity(token(groups=7), **options).role is None
    renamed = {"role_claim": "groups", "roles": {"Task.Write": "editor"}}
    assert identity(token(groups=["Task.Write"]), **renamed).role == "editor"
    assert identity(token(groups=["editor"]), **renamed).role is None


def test_a_service_without_a_user() -> None:
    options: dict[str, Any] = {"user_id_claim": None, "role_claim": "role", "roles": ["service"]}
    found = identity(token(sub=None, role="service"), **options)
    assert (found.user_id, found.role, found.signed_in) == (None, "service", False)
    assert identity(token(role="service"), **options).user_id is None
    refused(token(sub=None), **options)
    refused(token(sub=None, role="admin"), **options)


def test_claims_become_variables() -> None:
    options: dict[str, Any] = {
        "claims": {
            "tenant": "app_metadata.tenant",
            "mail": {"path": "email", "default": None},
            "groups": {"path": "https://example.com/groups", "default": ["none"]},
        }
    }
    text = token(app_metadata={"tenant": 3}, email="a@example.com", **{"https://example.com/groups": ["a"]})
    assert dict(identity(text, **options).variables) == {
        "tenant": 3,
        "mail": "a@example.com",
        "groups": ["a"],
    }
    assert dict(identity(token(app_metadata={"tenant": 3}), **options).variables) == {
        "tenant": 3,
        "mail": None,
        "groups": ["none"],
    }
    refused(token(), **options)
    assert authenticator(**options).variables == {"tenant", "mail", "groups"}


def test_a_request_cannot_change_what_is_remembered() -> None:
    options: dict[str, Any] = {"claims": {"a": "a", "b": {"path": "b", "default": []}}}
    found, text = authenticator(**options), token(a=[{"x": 1}])
    for _ in range(3):
        result = found.authenticate(request(text))
        assert result is not None
        assert dict(result.variables) == {"a": [{"x": 1}], "b": []}
        result.variables["a"][0]["x"] = 2
        result.variables["a"].append(3)
        result.variables["b"].append(4)
