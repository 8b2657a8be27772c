"""Each statement says for which operation and role it runs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from django_graphgate.access import load_roles
from django_graphgate.gate import get_gate
from django_graphgate.models import Role
from tests.integration.gate.test_mutations import DATA
from tests.integration.gate.test_mutations import ROLES as WRITERS
from tests.integration.gate.test_mutations import USER as WRITER
from tests.support.gate.bazaar import Bazaar, roles
from tests.support.gate.house import EDITOR, House, caller, freeze, settings_of, write_config
from tests.support.shop.fixture import load
from tests.support.wire import WireProxy

INSERT = """mutation Add {
  products(insert: { id: 50, name: "100%", price: 1, owner: { connect: { id: 3 } } }) { id name owner { id } }
}"""
ADD = "mutation AddMany($data: [ProductInsert!]!) { products(insert: $data) { name } }"


@contextlib.contextmanager
def sent_to(alias: str) -> Iterator[list[str]]:
    """The statements that reach the database; Django's own log has those of SQLite as the ORM made them."""
    sent: list[str] = []
    raw = connections[alias].connection
    traced: list[str] = []
    if connections[alias].vendor == "sqlite":
        raw.set_trace_callback(traced.append)
    with CaptureQueriesContext(connections[alias]) as queries:
        yield sent
    if connections[alias].vendor == "sqlite":
        raw.set_trace_callback(None)
    texts = traced or [query["sql"] for query in queries]
    sent += [text for text in texts if text.startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"))]


def test_query_says_its_operation_and_role(database: str, house: House) -> None:
    for name, identity, comment in [
        ("Products", caller(1), "/* graphgate:Products,user */"),
        ("Products", EDITOR, "/* graphgate:Products,editor */"),
        ("Mails", EDITOR, "/* graphgate:Mails,editor */"),
    ]:
        house.ask(name, identity)
        with sent_to(database) as sent:
            house.rows(name, identity)
        (text,) = [text for text in sent if "graphgate_gatestate" in text]
        assert text.startswith(f"SELECT {comment} CASE WHEN ")
        assert text.count("/*") == 1


def test_comment_can_be_left_out(database: str, house: House) -> None:
    house.open(SQL_COMMENTS=False)
    with sent_to(database) as sent:
        house.rows("Products", caller(1))
    assert "/*" not in "".join(sent)


def test_mutation_says_its_name_in_each_statement(bazaar: Bazaar) -> None:
    bazaar.data(INSERT)
    with sent_to(bazaar.database) as sent:
        data = bazaar.data(INSERT.replace("50", "51"))
    assert data == {"products": [{"id": 51, "name": "100%", "owner": {"id": 3}}]}
    written = [text for text in sent if "bazaar_" in text]
    assert any("INSERT" in text for text in written)
    assert all("/* graphgate:Add,user */" in text[:40] for text in written), written


@pytest.mark.parametrize("role", ["sales & more", "100%", "*/ SELECT 1; --"])
@pytest.mark.parametrize("way", ["orm", "sql"])
def test_name_of_a_role_is_escaped(database: str, way: str, role: str, settings: Any, tmp_path: Path) -> None:
    """A percent sign is none of the ORM's placeholders."""
    Bazaar(database, way, settings, tmp_path)
    load_roles([{**rules, "name": "writer"} for rules in roles()])
    Role.objects.filter(name="writer").update(name=role)
    with sent_to(database) as sent:
        result = get_gate().execute(INSERT, identity=caller(3, role))
    assert not result.errors
    assert any("/* graphgate:Add," in text for text in sent)


def test_namespace_comes_before_the_name(database: str, settings: Any, tmp_path: Path) -> None:
    bazaar = Bazaar(database, "sql", settings, tmp_path)
    bazaar.open(NAMESPACES={"ops": {}})
    with sent_to(database) as sent:
        result = get_gate().execute("query List { products { id } }", identity=caller(3), namespace="ops")
    assert not result.errors
    assert any(text.startswith("SELECT /* graphgate:ops/List,user */ ") for text in sent)


def test_operation_without_a_name_says_the_role(database: str, settings: Any, tmp_path: Path) -> None:
    bazaar = Bazaar(database, "sql", settings, tmp_path)
    with sent_to(database) as sent:
        bazaar.data("{ products { id } }")
    assert any(text.startswith("SELECT /* graphgate:,user */ ") for text in sent)


@pytest.mark.django_db(transaction=True)
def test_server_is_told_in_one_round_trip(wire: WireProxy, settings: Any, tmp_path: Path) -> None:
    """A mutation in one round trip, as the server sees it: no more messages, and the names in its statements."""
    load("default")
    write_config(tmp_path / "config", {"AddMany": ADD}, WRITERS)
    settings.GRAPHGATE = settings_of(tmp_path / "config")
    freeze()
    load_roles(WRITERS)
    for number in range(3):
        wire.reset()
        result = get_gate().execute(
            name="AddMany", variables={"data": [{**DATA, "name": f"n{number}"}]}, identity=WRITER
        )
        assert not result.errors
    assert wire.round_trips == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement FROM pg_prepared_statements WHERE statement ~ '^(SELECT|INSERT|WITH)'"
        )
        ours = [text for (text,) in cursor.fetchall() if "graphgate_settings" not in text]
    assert sum("/* graphgate:AddMany," in text for text in ours) >= 3


def test_same_names_are_prepared_once(database: str, house: House) -> None:
    """The text does not depend on the request: neither on values nor on the caller."""
    texts = set()
    for user in (1, 2, 3):
        with CaptureQueriesContext(connections[database]) as queries:
            house.rows("ProductById", caller(user), id=user)
        texts |= {query["sql"] for query in queries if "/* graphgate:" in query["sql"]}
    assert len(texts) == 1
