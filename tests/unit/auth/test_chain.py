"""The order of authenticators, what ends the chain, and settings that the gate refuses to load."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import pytest
from django.http import HttpRequest

from django_graphgate.auth.base import Authenticator, Problem
from django_graphgate.auth.chain import build_chain, default_chain, named_authenticator, problems
from django_graphgate.errors import AuthUnavailable, ConfigurationError, InvalidCredentials
from django_graphgate.ir.identity import Identity
from tests.support.auth.sessions import asking

HERE = "tests.unit.auth.test_chain."


class Spoken(Authenticator):
    """Does what the header ``X-<option>`` says."""

    asked: ClassVar[list[str]] = []

    def authenticate(self, request: HttpRequest) -> Identity | None:
        self.asked.append(self.options["header"])
        said = request.headers.get(self.options["header"])
        if said == "wrong":
            raise InvalidCredentials(detail="said so")
        if said == "down":
            raise AuthUnavailable
        if said is None:
            return None
        return Identity(user_id=said or None, role=request.headers.get("X-Role"), authenticator=self.name)


class Complaining(Spoken):
    def check(self) -> list[Problem]:
        level = self.options["level"]
        return [Problem("It is too easy to guess.", hint="Make it longer.", level=level)]


class Broken(Spoken):
    def __init__(self, options: Any, *, name: str = "") -> None:
        raise ConfigurationError("It needs a url.", hint="Set 'url'.")


def spoken(header: str) -> dict[str, str]:
    return {"type": HERE + "Spoken", "header": header}


@pytest.fixture(autouse=True)
def two(settings: Any) -> None:
    Spoken.asked.clear()
    settings.GRAPHGATE = {
        "AUTH": [spoken("X-First"), spoken("X-Second")],
        "NAMED_AUTH": {"queue": spoken("X-Queue")},
    }


def test_nobody_is_anonymous() -> None:
    assert default_chain().identify(asking()) is Identity.anonymous()
    assert default_chain().authenticate(asking()) is None
    assert Spoken.asked == ["X-First", "X-Second"] * 2


def test_first_answer_ends_the_chain() -> None:
    assert default_chain().identify(asking(X_First="1", X_Second="2")).user_id == "1"
    assert Spoken.asked == ["X-First"]
    assert default_chain().identify(asking(X_Second="2")).user_id == "2"


async def identified_later() -> Identity:
    return await default_chain().aidentify(asking(X_First="1"))


def test_chain_works_in_asynchronous_code() -> None:
    from asgiref.sync import async_to_sync

    assert async_to_sync(identified_later)().user_id == "1"


@pytest.mark.parametrize(("said", "error"), [("wrong", InvalidCredentials), ("down", AuthUnavailable)])
def test_wrong_credential_falls_through_to_nobody(said: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        default_chain().identify(asking(X_First=said, X_Second="2"))
    assert Spoken.asked == ["X-First"]


def test_401_names_the_schemes_of_its_chain(settings: Any) -> None:
    settings.GRAPHGATE = {"AUTH": [{"type": "django_session"}, spoken("X-First"), spoken("X-Second")]}
    with pytest.raises(InvalidCredentials) as caught:
        default_chain().identify(asking(X_First="wrong"))
    assert caught.value.headers == {"WWW-Authenticate": 'Cookie realm="graphgate", Custom realm="graphgate"'}


# ------------------------------------------------------------------------------------ what they may say


@pytest.mark.parametrize("user_id", ["abc", "007", "2147483648", "1.0", "1;", "1 "])
def test_id_that_is_no_key_is_401_and_no_database_error(user_id: str) -> None:
    with pytest.raises(InvalidCredentials, match="not valid") as caught:
        default_chain().identify(asking(X_First=user_id))
    assert user_id not in str(caught.value.as_errors())


def test_ids_from_elsewhere_are_text_when_the_settings_say_so(settings: Any) -> None:
    settings.GRAPHGATE = {"AUTH": [spoken("X-First")], "USER_ID_TYPE": "text"}
    assert default_chain().identify(asking(X_First="auth0|abc")).user_id == "auth0|abc"
    settings.GRAPHGATE = {"AUTH": [spoken("X-First")], "USER_ID_TYPE": "uuid"}
    written = asking(X_First="6F9619FF8B86D011B42D00C04FC964FF")
    assert default_chain().identify(written).user_id == "6f9619ff-8b86-d011-b42d-00c04fc964ff"


@pytest.mark.parametrize("role", ["a\x00b", "x" * 101, "\udcff"])
def test_malformed_role_is_401(role: str) -> None:
    request = asking(X_First="1")
    request.META["HTTP_X_ROLE"] = role
    with pytest.raises(InvalidCredentials):
        default_chain().identify(request)


# --------------------------------------------------------------------------------------------- names


def test_named_authenticator_stands_alone() -> None:
    queue = named_authenticator("queue")
    assert queue.authenticate(asking(X_First="1")) is None
    identity = queue.authenticate(asking(X_Queue="1"))
    assert identity is not None
    assert identity.authenticator == "queue"


def test_unknown_name_is_reported() -> None:
    with pytest.raises(ConfigurationError) as caught:
        named_authenticator("queu")
    assert (caught.value.message, caught.value.hint) == (
        "GRAPHGATE['NAMED_AUTH'] has no 'queu'.",
        "It has queue.",
    )


@pytest.mark.parametrize(
    ("entry", "sentence", "hint"),
    [
        (
            {"type": "djangosession"},
            "There is no authenticator type 'djangosession'.",
            "Did you mean 'django_session'?",
        ),
        ({"type": "ldap"}, "There is no authenticator type 'ldap'.", "It is one of django_session, header"),
        ({}, "An authenticator needs a 'type'.", "It is one of"),
        ("django_session", 'An authenticator must be a dictionary such as {"type": "django_session"}.', ""),
        ({"type": "no.such.Thing"}, "The authenticator 'no.such.Thing' cannot be loaded", ""),
        ({"type": HERE + "Nothing"}, f"The authenticator '{HERE}Nothing' cannot be loaded", ""),
        ({"type": "decimal.Decimal"}, "decimal.Decimal is not a subclass of", ""),
        ({"type": HERE + "Broken"}, "It needs a url.", "Set 'url'."),
        ({"type": HERE + "Complaining", "level": "error"}, "It is too easy to guess.", "Make it longer."),
    ],
)
def test_unsafe_entry_keeps_the_gate_shut(settings: Any, entry: Any, sentence: str, hint: str) -> None:
    for given, where in (({"AUTH": [entry]}, "AUTH[0]"), ({"NAMED_AUTH": {"x": entry}}, "NAMED_AUTH['x']")):
        settings.GRAPHGATE = given
        ((found, problem),) = problems()
        assert (found, problem.level) == (where, "error")
        assert problem.message.startswith(sentence)
        assert problem.hint.startswith(hint)
        with pytest.raises(ConfigurationError) as caught:
            default_chain()
        assert caught.value.message.startswith(f"GRAPHGATE {where}: {sentence}")
    with pytest.raises(ConfigurationError):
        build_chain([entry])


def test_missing_extra_is_named(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "django_graphgate.auth.jwt.authenticator", None)
    settings.GRAPHGATE = {"AUTH": [{"type": "jwt"}]}
    ((_, problem),) = problems()
    assert problem.hint == "Is the extra installed?  pip install 'django-graphgate[jwt]'"


def test_warning_is_reported_and_the_gate_opens(settings: Any) -> None:
    settings.GRAPHGATE = {"AUTH": [{"type": HERE + "Complaining", "header": "X-First", "level": "warning"}]}
    assert [(where, problem.level) for where, problem in problems()] == [("AUTH[0]", "warning")]
    assert default_chain().identify(asking(X_First="1")).user_id == "1"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"USER_ID_TYPE": "number"}, "GRAPHGATE['USER_ID_TYPE'] is 'number'."),
        ({"TRUSTED_PROXIES": ["10.0.0.1/8"]}, "GRAPHGATE['TRUSTED_PROXIES'] has '10.0.0.1/8'"),
        ({"TRUSTED_PROXIES": ["proxy.example"]}, "GRAPHGATE['TRUSTED_PROXIES'] has 'proxy.example'"),
        (
            {"AUTH_FAILURE_LIMIT": -1},
            "GRAPHGATE['AUTH_FAILURE_LIMIT'] must be a number of failures, or None.",
        ),
        (
            {"AUTH_FAILURE_LIMIT": True},
            "GRAPHGATE['AUTH_FAILURE_LIMIT'] must be a number of failures, or None.",
        ),
        ({"AUTH_FAILURE_WINDOW": 0}, "GRAPHGATE['AUTH_FAILURE_WINDOW'] must be a number of seconds."),
        ({"AUTH_FAILURE_WINDOW": None}, "GRAPHGATE['AUTH_FAILURE_WINDOW'] must be a number of seconds."),
        ({"TRUSTED_PROXY": ["10.0.0.0/8"]}, "GRAPHGATE has no entry 'TRUSTED_PROXY'."),
    ],
)
def test_wrong_setting_keeps_the_gate_shut(settings: Any, given: dict[str, Any], sentence: str) -> None:
    settings.GRAPHGATE = given
    assert [problem.message[: len(sentence)] for _, problem in problems()] == [sentence]
    with pytest.raises(ConfigurationError):
        default_chain()


def test_changed_settings_build_the_chain_again(settings: Any) -> None:
    assert default_chain() is default_chain()
    before = default_chain()
    settings.GRAPHGATE = {"AUTH": []}
    assert default_chain() is not before
    assert default_chain().identify(asking(X_First="1")).is_anonymous


# -------------------------------------------------------------------------------- development headers


DEVELOPMENT = {"X_User_ID": "5", "X_User_ID_Provider": "google", "X_User_Role": "admin"}


def test_headers_say_nothing_unless_switched_on(settings: Any) -> None:
    settings.DEBUG = True
    assert default_chain().identify(asking(**DEVELOPMENT)).is_anonymous


def test_headers_come_first_in_development(settings: Any) -> None:
    settings.DEBUG = True
    settings.GRAPHGATE = {"AUTH": [spoken("X-First")], "CREDS_IN_HEADER": True}
    assert default_chain().identify(asking(**DEVELOPMENT, X_First="1")) == Identity(
        user_id="5", user_id_provider="google", role="admin", authenticator="development"
    )
    nobody = default_chain().identify(asking(X_User_Role="admin"))
    assert (nobody.role, nobody.signed_in) == ("admin", False)
    assert default_chain().identify(asking(X_First="1")).user_id == "1"
    assert [(where, problem.level) for where, problem in problems()] == [("CREDS_IN_HEADER", "warning")]
    with pytest.raises(InvalidCredentials):
        default_chain().identify(asking(X_User_ID="abc"))


@pytest.mark.parametrize(
    ("debug", "production"), [(False, None), (False, False), (True, True), (False, True)]
)
def test_headers_keep_the_gate_shut_elsewhere(settings: Any, debug: bool, production: bool | None) -> None:
    settings.DEBUG = debug
    settings.GRAPHGATE = {"CREDS_IN_HEADER": True, "PRODUCTION": production}
    with pytest.raises(ConfigurationError, match="CREDS_IN_HEADER"):
        default_chain()
    with pytest.raises(ConfigurationError, match="CREDS_IN_HEADER"):
        named_authenticator("queue")


def test_headers_stop_working_when_debug_goes_off_under_a_running_chain(settings: Any) -> None:
    settings.DEBUG = True
    settings.GRAPHGATE = {"AUTH": [], "CREDS_IN_HEADER": True}
    chain = default_chain()
    settings.DEBUG = False
    assert chain.identify(asking(**DEVELOPMENT)).is_anonymous


class Impostor(Spoken):
    """Names itself another authenticator."""

    def authenticate(self, request: HttpRequest) -> Identity | None:
        identity = super().authenticate(request)
        return None if identity is None else replace(identity, authenticator="django_session")


def test_authenticator_that_names_itself_another_is_believed(settings: Any) -> None:
    """Operations ask who it was that knew the caller."""
    impostor = {"type": HERE + "Impostor", "header": "X-First", "name": "partner"}
    settings.GRAPHGATE = {"AUTH": [impostor], "NAMED_AUTH": {"queue": {**impostor, "name": ""}}}
    identity = default_chain().identify(asking(X_First="1"))
    assert (identity.user_id, identity.authenticator) == ("1", default_chain().authenticators[0].name)
    assert identity.authenticator != "django_session"
    assert named_authenticator("queue").identify(asking(X_First="1")).authenticator == "queue"
