"""``SET_SESSION_VARIABLES``: triggers and policies know the caller, until the transaction ends."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction

from django_graphgate import checks
from django_graphgate.catalog.variables import configured_variables
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.execution.writes.session_variables import session_variables
from django_graphgate.execution.writes.transaction import begin_write
from django_graphgate.ir.identity import Identity
from django_graphgate.setting_values import setting_problems
from tests.support.routers import routed_to

ADA = Identity(
    user_id="7", user_id_provider="jwt", variables={"tenant": "acme", "groups": ["a", 1], "no": None}
)
VALUES = {"graphgate.user_id": "7", "graphgate.role": "editor"}
OWN = pytest.mark.django_db(transaction=True)


def configure(settings: Any, value: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "SET_SESSION_VARIABLES": value}


def current(name: str = "graphgate.user_id") -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [name])
        (value,) = cursor.fetchone()
        return value


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        (False, {}),
        ({}, {}),
        (True, VALUES),
        (
            {"app.u": "$user_id", "app.p": "$user_id_provider", "app.r": "$user_role", "app.t": "$tenant"},
            {"app.u": "7", "app.p": "jwt", "app.r": "editor", "app.t": "acme"},
        ),
        (
            {"app.g": "$groups", "app.n": "$no", "app.m": "$missing"},
            {"app.g": '["a", 1]', "app.n": "", "app.m": ""},
        ),
    ],
)
def test_values_of_a_caller(settings: Any, setting: Any, expected: dict[str, str]) -> None:
    configure(settings, setting)
    assert session_variables(ADA, "editor") == expected


def test_anonymous_caller_has_the_values_of_another(settings: Any) -> None:
    configure(settings, True)
    expected = {"graphgate.user_id": "", "graphgate.role": "anon"}
    assert session_variables(Identity.anonymous(), "anon") == expected


def test_claim_replaces_what_is_known_of_the_caller(settings: Any) -> None:
    configure(settings, True)
    liar = Identity(user_id="7", variables={"user_id": "1", "user_role": "admin"})
    assert session_variables(liar, "editor") == VALUES


def test_value_that_the_database_cannot_hold_is_an_error(settings: Any) -> None:
    configure(settings, True)
    assert session_variables(Identity(user_id="7\0"), "editor") == {**VALUES, "graphgate.user_id": ""}


@pytest.mark.parametrize(
    "setting",
    ["$user_id", ["graphgate.user_id"], {"search_path": "$user_id"}, {"app.u": "7"}, {"app.u": "$now"},
     {"app.u": 7}, {"app.u'": "$user_id"}, {"app.u": "$user_id", "App.U": "$user_role"}, {1: "$user_id"}, 1],
)  # fmt: skip
def test_setting_of_the_server_is_accepted(settings: Any, setting: Any) -> None:
    (problem,) = setting_problems({"SET_SESSION_VARIABLES": setting})
    assert problem.name == "SET_SESSION_VARIABLES"


def test_claim_that_no_credential_brings_is_accepted(settings: Any) -> None:
    jwt = {"type": "jwt", "secret": "s" * 32, "claims": {"tenant": "org"}}
    settings.GRAPHGATE = {**settings.GRAPHGATE, "AUTH": [jwt]}
    configure(settings, {"app.t": "$tenant", "app.u": "$user_id"})
    assert configured_variables(get_settings()).keys() == {"tenant"}
    configure(settings, {"app.t": "$tenat"})
    with pytest.raises(ConfigurationError, match=r"\$tenat is no fact about the caller, and no claim"):
        configured_variables(get_settings())


def test_header_is_a_claim(settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "HEADER_VARIABLES": {"tenant": "X-Tenant"}}
    configure(settings, {"app.t": "$tenant"})
    with pytest.raises(ConfigurationError):
        configured_variables(get_settings())


def test_database_without_session_variables_is_not_reported(settings: Any) -> None:
    def ids(alias: str) -> list[str | None]:
        with routed_to(alias):
            return [message.id for message in checks.check_session_variables()]

    assert ids("sqlite") == []
    configure(settings, True)
    assert (ids("sqlite"), ids("default")) == (["graphgate.W061"], [])


@OWN
@pytest.mark.parametrize("isolation", ["", "serializable"])
def test_variable_is_missing_or_stays(isolation: Any) -> None:
    seen: list[str | None] = []
    value = "7'; DROP TABLE shop_tag --"
    with begin_write("default", isolation, variables={"graphgate.user_id": value}):
        transaction.on_commit(lambda: seen.append(current()))
        assert current() == value
    assert [*seen, current()] == ["", ""]


@OWN
@pytest.mark.parametrize("end", ["", "error", "rollback", "dry run"])
def test_variable_of_the_project_is_lost(end: str) -> None:
    values = {**VALUES, "graphgate.new": "1"}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('graphgate.user_id', 'theirs', true)")
        try:
            with begin_write("default", dry_run=end == "dry run", variables=values):
                assert (current(), current("graphgate.new")) == ("7", "1")
                if end == "rollback":
                    transaction.set_rollback(True)
                if end == "error":
                    raise LookupError
        except LookupError:
            assert end == "error"
        assert (current(), current("graphgate.new") or "") == ("theirs", "")


@OWN
def test_deferred_trigger_does_not_know_the_caller() -> None:
    """It runs at COMMIT."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE pg_temp.seen (who text);"
            "CREATE FUNCTION pg_temp.look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " UPDATE pg_temp.seen SET who = current_setting('graphgate.user_id'); RETURN NULL; END $$;"
            "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON pg_temp.seen DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION pg_temp.look()"
        )
        with begin_write("default", variables=VALUES):
            cursor.execute("INSERT INTO pg_temp.seen VALUES ('nobody')")
        cursor.execute("SELECT who FROM pg_temp.seen")
        assert cursor.fetchone() == ("7",)
    connection.close()


@pytest.mark.django_db(transaction=True, databases=["sqlite"])
def test_sqlite_has_session_variables() -> None:
    with begin_write("sqlite", variables=VALUES):
        pass
