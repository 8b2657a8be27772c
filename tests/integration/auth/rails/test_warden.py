"""Who is signed in is read from every known layout of the login, and from no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.auth.rails.failures import SessionInvalid
from django_graphgate.auth.rails.login.warden import Login, login_of, user_id_text
from tests.support.auth.rails.asking import authenticator, user
from tests.support.auth.rails.ruby import dump, seal, session
from tests.support.clock import moved

SALT = "$2a$12$" + "s" * 22
UUID = "9517b843-aaaa-4bbb-8ccc-6434627d18f0"


def login(key: object, scope: str = "user") -> Login | None:
    return login_of({f"warden.user.{scope}.key": key}, scope)


@pytest.mark.parametrize(
    ("key", "user_id", "salt"),
    [
        ([[7], SALT], "7", SALT),
        ([[7], None], "7", None),
        ([[7], ""], "7", ""),
        ([[-5], SALT], "-5", SALT),
        ([[2**63], SALT], str(2**63), SALT),
        ([[10**26 + 177], SALT], "100000000000000000000000177", SALT),
        ([[UUID], SALT], UUID, SALT),
        ([["m-0001"], SALT], "m-0001", SALT),
        ([["é"], SALT], "é", SALT),
        (["User", [7], SALT], "7", SALT),
        (["Admin::User", [UUID], SALT], UUID, SALT),
        (["User", [7]], "7", None),
        (["User", 7], "7", None),
        (["User", UUID, SALT], UUID, SALT),
        (7, "7", None),
        (UUID, UUID, None),
    ],
)
def test_layout(key, user_id, salt):
    assert login(key) == Login(user_id, salt)


@pytest.mark.parametrize(
    "key",
    [
        [],
        [[], SALT],
        [[None], SALT],
        [None, SALT],
        [[[7]], SALT],
        [[1, 2], SALT],
        [[7]],
        [[7], SALT, SALT],
        [[7], 5],
        [[7], [SALT]],
        [[True], SALT],
        [[1.5], SALT],
        [[{"id": 1}], SALT],
        [[""], SALT],
        [[b"\xff"], SALT],
        [["a\0b"], SALT],
        [["a\nb"], SALT],
        [["\ud800"], SALT],
        [["a" * 256], SALT],
        [[1 << 257], SALT],
        ["User"],
        ["User", []],
        ["User", "abc"],
        ["User", None, SALT],
        ["User", [1, 2], SALT],
        ["User", [7], SALT, 1],
        ["user", [7], SALT],
        [7, SALT],
        [UUID, SALT],
        ["", [7], SALT],
        {},
        {"id": 7},
        True,
        False,
        1.5,
        "",
        b"\xff",
    ],
)
def test_other_layouts(key):
    with pytest.raises(SessionInvalid) as caught:
        login(key)
    assert caught.value.reason == "malformed"


def test_nobody():
    assert login_of({}, "user") is None
    assert login(None) is None
    assert login_of({"warden.user.admin.key": [[1], SALT]}, "user") is None
    assert login_of({"user_id": 7, "warden.user.key": 7, "Warden.user.user.key": 7}, "user") is None


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text() | st.floats(), st.lists))
def test_any_login_is_text_or_refused(key):
    try:
        found = login(key)
    except SessionInvalid:
        return
    assert found is None or (found.user_id and found.user_id == user_id_text(found.user_id))


# ------------------------------------------------------------------------------------- in the whole


def test_scope_of_the_settings():
    both = {**session(7), "warden.user.admin_user.key": [[3], SALT]}
    assert user(authenticator(), seal(dump(both))) == "7"
    assert user(authenticator(scope="admin_user"), seal(dump(both))) == "3"
    assert user(authenticator(scope="member"), seal(dump(both))) is None


def test_visitor_is_nobody():
    assert user(authenticator(), seal(dump({"session_id": "f" * 32}))) is None
    assert user(authenticator(), seal(dump({}))) is None


@pytest.mark.parametrize("content", [None, True, 5, "text", [], [["warden.user.user.key", 7]]])
def test_session_that_is_no_object(content):
    with pytest.raises(SessionInvalid):
        user(authenticator(), seal(dump(content)))


# -------------------------------------------------------------------------------------- Timeoutable


def silent(last: object) -> str:
    return seal(dump({**session(), "warden.user.user.session": {"last_request_at": last}}))


@pytest.mark.parametrize("last", [1_000_000, 1_000_000.0, "1970-01-12T13:46:40Z", "1970-01-12 13:46:40 UTC"])
def test_silent_user_is_forgotten(last):
    asked = authenticator(timeout_in=1800)
    with moved(1_000_000 + 1799) as time:
        assert user(asked, silent(last)) == "7"
        time.forward(1)
        with pytest.raises(SessionInvalid) as caught:
            user(asked, silent(last))
    assert caught.value.reason == "expired"


@pytest.mark.parametrize("last", [None, "soon", True, [], {}, "1970-01-12T13:46:40"])
def test_login_without_a_time_is_refused_when_there_is_a_timeout(last):
    with pytest.raises(SessionInvalid) as caught:
        user(authenticator(timeout_in=1800), silent(last))
    assert caught.value.reason == "malformed"
    for beside in ({}, {"warden.user.user.session": None}, {"warden.user.user.session": [1]}):
        with pytest.raises(SessionInvalid):
            user(authenticator(timeout_in=1800), seal(dump({**session(), **beside})))


def test_time_is_not_looked_at_without_a_timeout():
    assert user(authenticator(), silent(0)) == "7"
