"""What goes wrong is answered with a code, heals by itself, and tells outsiders nothing."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import close_old_connections, connection, connections, transaction
from django.db.backends.base import base
from django.test import Client

from django_graphgate.access import load_roles
from django_graphgate.ir.identity import Identity
from django_graphgate.messages import GateRequest
from tests.support.gate.house import ANON, EDITOR, OPERATIONS, ROLES, House, caller, only_code
from tests.support.shop.fixture import load
from tests.support.wire import WireProxy

QUOTED = re.compile(r"\bselect\b|\bfrom\b .*\bwhere\b|shop_product|LINE \d+:", re.IGNORECASE)


@pytest.fixture
def remote(wire: WireProxy, settings: Any, config: Any) -> Iterator[House]:
    """The project with a database behind a wire that can be cut."""
    load("default")
    load_roles(ROLES)
    house = House(settings, config)
    house.open()
    yield house
    close_old_connections()


def down() -> None:
    """Nothing listens where the database was."""
    connection.close()
    connection.settings_dict.update(PORT="1")


# -- the database -------------------------------------------------------------------------------------


def test_connection_that_broke_fails_more_than_one_request(remote: House, wire: WireProxy) -> None:
    assert remote.rows("Products")
    for _ in range(3):
        wire.cut()
        result = remote.ask("Products")
        assert (only_code(result), result.status) == ("DATABASE_UNAVAILABLE", 503)
        close_old_connections()  # as Django does at the end of each request
        assert remote.rows("Products")


def test_terminated_backend_fails_more_than_one_request(remote: House) -> None:
    remote.rows("Products")
    pid = connection.connection.info.backend_pid
    with closing(connections.create_connection("default")) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    assert remote.code("Products") == "DATABASE_UNAVAILABLE"
    close_old_connections()
    assert remote.rows("Products")


@pytest.mark.parametrize("warm", [True, False])
@pytest.mark.parametrize("name", ["Products", "Deep", "ForEditors"])
def test_outage_is_an_unexpected_error(remote: House, warm: bool, name: str) -> None:
    """Also where only the rules' version is asked: before a refusal, at the first request."""
    if warm:
        remote.ask(name)
    port = connection.settings_dict["PORT"]
    down()
    result = remote.ask(name)
    assert (only_code(result), result.status) == ("DATABASE_UNAVAILABLE", 503)
    connection.settings_dict.update(PORT=port)
    assert remote.ask(name).status == (200 if name == "Products" else 401)


def test_outage_in_development_is_an_unexpected_error(remote: House) -> None:
    remote.open(PRODUCTION=False)
    down()
    assert remote.code("Products") == "DATABASE_UNAVAILABLE", "the name is looked up in the database"
    assert only_code(remote.gate.execute("query @skipAuth { products { id } }")) == "DATABASE_UNAVAILABLE"


def test_outage_serves_from_memory(remote: House) -> None:
    remote.rows("Products")
    down()
    assert remote.ask("Products").data is None


def test_slow_operation_is_not_stopped(remote: House) -> None:
    remote.open(STATEMENT_TIMEOUT=100)
    remote.rows("Products")
    with closing(connections.create_connection("default")) as other, other.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE shop_product IN ACCESS EXCLUSIVE MODE")
        result = remote.ask("Products")
        cursor.execute("ROLLBACK")
    assert (only_code(result), result.status) == ("STATEMENT_TIMEOUT", 503)
    assert remote.rows("Products"), "the connection goes on"


@pytest.mark.parametrize("warm", [True, False])
def test_server_that_django_refuses_is_an_unexpected_error(
    remote: House, warm: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """The log names the setting; a caller learns nothing of it."""
    if warm:
        remote.rows("Products")
    connection.close()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(connection.features, "minimum_database_version", (99,))
        patched.setattr(base, "RAN_DB_VERSION_CHECK", set())
        result = remote.ask("Products")
    connection.close()
    assert (only_code(result), result.status) == ("GATE_MISCONFIGURED", 500)
    assert "DATABASES" in caplog.text
    assert "99" not in json.dumps(result.errors)


# -- what nobody expected -----------------------------------------------------------------------------


@pytest.fixture
def broken(house: House, database: str) -> House:
    """A column that the statements use is gone: the models and the database do not agree."""
    house.rows("Products")
    with connections[database].cursor() as cursor:
        cursor.execute("ALTER TABLE shop_product RENAME COLUMN name TO other")
    return house


def test_unexpected_error_leaks(broken: House, database: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with transaction.atomic(using=database):
        result = broken.ask("Products")
        transaction.set_rollback(True, using=database)
    (error,) = result.errors
    reference = error["extensions"].pop("id")
    assert error == {"message": "Something went wrong.", "extensions": {"code": "INTERNAL_ERROR"}}
    assert (result.status, result.data) == (500, None)
    assert reference in caplog.text
    assert "Traceback" in caplog.text
    assert "name" in caplog.text, "which column it is"
    assert not QUOTED.search(_without_source(caplog.text)), "SQL in the log"


def _without_source(text: str) -> str:
    """Without the lines of Python that tracebacks quote."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("    "))


def test_mistake_in_development_is_hidden_from_its_developer(
    broken: House, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The statement is one that no other test has prepared: of those, the server does not quote the text."""
    broken.open(PRODUCTION=False)
    with transaction.atomic(using=database):
        assert (
            only_code(broken.gate.execute("query @skipAuth { products { unlike_others: name } }"))
            == "INTERNAL_ERROR"
        )
        transaction.set_rollback(True, using=database)
    if database == "default":
        assert "LINE 1" in caplog.text


SECRETS = ("hunter2", "ada@example.com", "sessionid", "Lamp")


def test_log_or_response_tells_what_is_nobodys_business(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="django_graphgate")
    hostile: list[tuple[GateRequest, Identity]] = [
        (GateRequest(name=name, variables={"id": "hunter2", "name": "hunter2"}), identity)
        for name in OPERATIONS
        for identity in (ANON, caller(1), EDITOR, caller("hunter2"), caller(1, "nobody"))
    ]
    hostile.append(
        (GateRequest(text='query Products { products(where: {name: {eq: "hunter2"}}) { id } }'), ANON)
    )
    for request, identity in hostile:
        result = house.gate.handle(request, identity)
        assert not QUOTED.search(json.dumps(result.errors))
        assert "hunter2" not in json.dumps(result.errors).replace('(\\"hunter2\\")', "")
    assert caplog.text
    assert not QUOTED.search(caplog.text)
    for secret in SECRETS:
        assert secret not in caplog.text


def test_what_a_refusal_says_depends_on_why(house: House) -> None:
    """A role that is not configured, one that may not, a table that is blocked: all the same."""
    refusals = [
        house.ask("Mails", caller(1)),
        house.ask("Mails", caller(1, "nobody")),
        house.ask("ForEditors", caller(1)),
        house.ask("Deep", caller(1, "anon")),
    ]
    assert len({json.dumps(refusal.errors) for refusal in refusals}) == 1
    assert {refusal.status for refusal in refusals} == {403}


def test_every_refusal_has_the_one_shape(house: House) -> None:
    for name in [*OPERATIONS, "Nothing"]:
        for identity in (ANON, caller(1), EDITOR, caller("x")):
            result = house.ask(name, identity)
            if not result.errors:
                continue
            assert result.data is None
            assert b'"data"' not in result.body()
            for error in result.errors:
                assert set(error) <= {"message", "path", "locations", "extensions"}
                assert isinstance(error["extensions"]["code"], str)
            assert result.status in {400, 401, 403}


def test_wrong_user_is_distinguished_from_a_wrong_password(house: House, settings: Any) -> None:
    """Through HTTP: a session that has expired and one of a user who is gone look the same."""
    settings.ROOT_URLCONF = "tests.support.gate.urls"
    user = get_user_model().objects.create_user("ada", password="hunter2")
    gone, unknown = Client(), Client()
    gone.force_login(user)
    user.delete()
    unknown.cookies["sessionid"] = "a" * 32
    answers = [
        client.post(
            "/api/graphql", json.dumps({"operationName": "MyPurchases"}), content_type="application/json"
        )
        for client in (gone, unknown)
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].content == answers[1].content
