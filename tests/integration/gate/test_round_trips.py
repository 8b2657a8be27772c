"""How often the database is asked, counted on the wire; docs/round-trips.md holds the same numbers."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from django_graphgate.access import load_roles
from django_graphgate.actions import ActionContext, action, history
from django_graphgate.actions.registry import scope
from django_graphgate.models import Role, TableRule
from tests.support.gate.house import OPERATIONS, ROLES, House, freeze, roles, settings_of, write_config
from tests.support.shop.fixture import load
from tests.support.wire import WireProxy

PAGE = Path(__file__).parents[3] / "docs" / "round-trips.md"
ENGINES = "django.contrib.sessions.backends."


class Counted:
    """A browser in front of the project, and how many round trips its last request took."""

    def __init__(self, wire: WireProxy, settings: Any, house: House) -> None:
        self.wire, self.settings, self.house = wire, settings, house
        self.client = Client()
        self.signed_in = False

    def sign_in(self, engine: str) -> None:
        self.settings.SESSION_ENGINE = ENGINES + engine
        self.signed_in = True
        self.client.force_login(get_user_model().objects.get(username="ada"))

    def match_roles(self) -> None:
        """Somebody is signed in, and the database says in which role."""
        self.sign_in("signed_cookies")
        match = "is_superuser or group('Editors') or perm('shop.change_product')"
        Role.objects.filter(name="editor").update(match=match)

    def request(self, name: str = "Products", status: int = 200, path: str = "") -> int:
        self.wire.reset()
        if path:
            response = self.client.get(path)
        else:
            response = self.post({"operationName": name})
        trips = self.wire.round_trips
        assert response.status_code == status, response.content
        assert (b'"data"' in response.content) == (status == 200)
        return trips

    def send(self, body: dict[str, Any]) -> int:
        """The round trips of a body that is answered."""
        self.wire.reset()
        response = self.post(body)
        assert response.status_code == 200, response.content
        return self.wire.round_trips

    def post(self, body: dict[str, Any]) -> Any:
        return self.client.post("/api/graphql", json.dumps(body), content_type="application/json")

    def warm(self, name: str = "Products", path: str = "") -> int:
        """As :meth:`request`, when process and connection have met the operation before."""
        status = 401 if name == "Deep" and not self.signed_in else 200
        self.request(name, status, path)
        return self.request(name, status, path)


@pytest.fixture
def counted(wire: WireProxy, settings: Any, config: Path, redis_url: str) -> Iterator[Counted]:
    settings.ROOT_URLCONF = "tests.support.gate.urls"
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url}
    }
    load("default")
    load_roles(ROLES)
    get_user_model().objects.create_user("ada", password="x")
    house = House(settings, config)
    house.open()
    yield Counted(wire, settings, house)
    for each in connections.all():
        each.settings_dict["ATOMIC_REQUESTS"] = False


SITUATIONS: dict[str, Callable[[Counted], int]] = {}
Situation = Callable[[Counted], int]


def situation(text: str) -> Callable[[Situation], Situation]:
    def add(function: Situation) -> Situation:
        SITUATIONS[text] = function
        return function

    return add


@situation("a query, nobody signed in")
def anonymous(counted: Counted) -> int:
    return counted.warm()


@situation("a query over five tables, signed in, session in a signed cookie")
def signed_cookies(counted: Counted) -> int:
    counted.sign_in("signed_cookies")
    return counted.warm("Deep")


@situation("a query, signed in, session in a cache")
def cache_session(counted: Counted) -> int:
    counted.sign_in("cache")
    return counted.warm()


@situation("a query, signed in, session in a cache before the database (`cached_db`)")
def cached_db_session(counted: Counted) -> int:
    counted.sign_in("cached_db")
    return counted.warm()


@situation("a query, signed in, session in the database")
def db_session(counted: Counted) -> int:
    counted.sign_in("db")
    return counted.warm()


@situation("a query with `PREPARED_STATEMENTS = False`")
def not_prepared(counted: Counted) -> int:
    counted.house.open(PREPARED_STATEMENTS=False)
    return counted.warm()


@situation("the first run of a statement on a connection, which prepares it")
def preparing(counted: Counted) -> int:
    counted.warm("Products")
    return counted.request("Categories")


@situation("the same on a connection that has no room for another: at first it is not prepared")
def no_place(counted: Counted) -> int:
    counted.house.open(PREPARED_MAX=1)
    counted.warm("Products")
    return counted.request("Categories")


@situation("a run after which it has been used more often than another, so that it is prepared in its place")
def takes_a_place(counted: Counted) -> int:
    no_place(counted)
    assert counted.warm("Categories") == 1
    return counted.request("Categories")


@situation("the first query on a new connection: set up, prepared, run")
def new_connection(counted: Counted) -> int:
    counted.warm()
    connection.close()
    return counted.request()


@situation("a query in a transaction of your own (`ATOMIC_REQUESTS` around your view)")
def own_transaction(counted: Counted) -> int:
    counted.warm()
    connection.settings_dict["ATOMIC_REQUESTS"] = True
    return counted.warm(path="/own")


@situation("a query through the gate's own URL with `ATOMIC_REQUESTS`")
def atomic_requests(counted: Counted) -> int:
    connection.settings_dict["ATOMIC_REQUESTS"] = True
    return counted.warm()


@situation("a query in a different database than the rules: one in each")
def other_database(counted: Counted) -> int:
    load("sqlite")
    counted.settings.DATABASE_ROUTERS = ["tests.integration.gate.test_round_trips.Elsewhere"]
    counted.request()
    with CaptureQueriesContext(connections["sqlite"]) as elsewhere:
        here = counted.request()
    return here + len(elsewhere)


@situation("the same, signed in: the caller is verified where the rules are")
def other_database_signed_in(counted: Counted) -> int:
    counted.sign_in("signed_cookies")
    return other_database(counted)


@situation("a query, signed in, with roles that the user's row, groups or permissions give (`match`)")
def dynamic_role(counted: Counted) -> int:
    counted.match_roles()
    return counted.warm("Deep")


@situation("the same, right after the user's role has changed: the role was assumed wrongly")
def changed_role(counted: Counted) -> int:
    dynamic_role(counted)
    get_user_model().objects.update(is_superuser=True)
    counted.warm("Deep")
    get_user_model().objects.update(is_superuser=False)
    return counted.request("Deep")


@situation("the first query of such a user in a process that assumes `user`, who may not run it")
def unknown_role(counted: Counted) -> int:
    counted.match_roles()
    get_user_model().objects.update(is_superuser=True)
    counted.warm("ForEditors")
    get_user_model().objects.create_superuser("bob", password="x")
    counted.client.force_login(get_user_model().objects.get(username="bob"))
    return counted.request("ForEditors")


MUTATIONS = {
    "AddTree": """mutation AddTree {
      category(insert: { name: "root", children: [{ name: "a" }, { name: "b" }, { name: "c" }] }) {
        id
        children { name }
      }
    }""",
    "Rename": 'mutation Rename { tag(id: 1, update: { slug: "renamed" }) { id slug } }',
    "AddAndDelete": """mutation AddAndDelete {
      category(insert: { name: "short-lived" }) { id }
      categories(where: { name: { eq: "short-lived" } }, delete: true) { name }
    }""",
}


def written(counted: Counted, name: str, way: str) -> int:
    """A mutation of a signed-in caller, written as SQL or through the models."""
    content = roles()
    (user,) = (role for role in content["roles"] if role["name"] == "user")
    for table in user["tables"]:
        if table["name"] == "categories":
            table |= {"insert": {"columns": ["name", "parent_id"]}, "delete": {}}
        if table["name"] == "tags":
            table["update"] = {"columns": ["slug"]}
    write_config(counted.house.folder, {**OPERATIONS, **MUTATIONS}, content)
    (counted.house.folder / "allow.lock").unlink()
    tables = [{"name": table, "write": way} for table in ("categories", "tags")]
    counted.settings.GRAPHGATE = settings_of(counted.house.folder, TABLES=tables)
    freeze()
    load_roles(content)
    counted.sign_in("signed_cookies")
    return counted.warm(name)


@situation("a mutation, signed in: a row with three nested ones, written as SQL")
def insert_as_sql(counted: Counted) -> int:
    return written(counted, "AddTree", "sql")


@situation("a mutation, signed in: one row changed, written as SQL")
def update_as_sql(counted: Counted) -> int:
    return written(counted, "Rename", "sql")


@situation("the same row with three nested ones, written through its model")
def insert_through_models(counted: Counted) -> int:
    return written(counted, "AddTree", "orm")


@situation("the same row changed, written through its model")
def update_through_models(counted: Counted) -> int:
    return written(counted, "Rename", "orm")


@situation("a mutation of two root fields: a row inserted, and deleted")
def insert_and_delete(counted: Counted) -> int:
    return written(counted, "AddAndDelete", "sql")


def called(counted: Counted, field: str) -> int:
    """An operation that calls a function of the project, which itself asks for nothing."""

    def answer_of(context: ActionContext) -> int:
        return 42

    with scope():
        action(name="answer", roles=["user"], field=field)(answer_of)
        write_config(counted.house.folder, {**OPERATIONS, "Answer": f"{field} Answer {{ answer }}"})
        (counted.house.folder / "allow.lock").unlink()
        counted.settings.GRAPHGATE = settings_of(counted.house.folder)
        freeze()
        counted.sign_in("signed_cookies")
        history._ended = itertools.count(1)  # one run of twenty also removes expired ones
        return counted.warm("Answer")


@situation("a mutation that calls an action, without what the action itself asks")
def mutation_with_a_call(counted: Counted) -> int:
    return called(counted, "mutation")


@situation("a query that calls an action, likewise")
def query_with_a_call(counted: Counted) -> int:
    return called(counted, "query")


@situation("the next query of a process after somebody changed a rule")
def after_a_change(counted: Counted) -> int:
    counted.warm()
    TableRule.objects.filter(role__name="user").update(limit=7)
    return counted.request()


@situation("the first query of a process")
def first_of_a_process(counted: Counted) -> int:
    counted.warm()
    counted.house.open(DEFAULT_LIMIT=20)
    return counted.request()


@situation("a query open to anybody, with the cookie of a user who was deleted or has changed the password")
def ended_session(counted: Counted) -> int:
    counted.warm()
    counted.sign_in("signed_cookies")
    counted.warm()
    get_user_model().objects.update(is_active=False)
    return counted.request()


@situation("a name or text that is not on the list")
def not_listed(counted: Counted) -> int:
    counted.warm()
    return counted.request("Nothing", status=403)


@situation("a refusal of a listed operation: not signed in, not allowed, switched off")
def refused(counted: Counted) -> int:
    return counted.warm("Deep")


@situation("development: the text of a named operation that is recorded")
def development_text(counted: Counted) -> int:
    in_development(counted)
    counted.send({"query": OPERATIONS["Products"]})
    return counted.send({"query": OPERATIONS["Products"]})


@situation("development: its name, or its digest")
def development_name(counted: Counted) -> int:
    in_development(counted)
    return counted.warm()


def in_development(counted: Counted) -> None:
    """Recorded, and sent once more: the recording itself counts as a change of access."""
    counted.house.open(PRODUCTION=False)
    for _ in range(2):
        counted.send({"query": OPERATIONS["Products"]})


class Elsewhere:
    """The shop is in another database than the rules."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return "sqlite" if model._meta.app_label == "shop" else "default"


@pytest.mark.django_db(transaction=True, databases=["default", "sqlite"])
@pytest.mark.parametrize("name", SITUATIONS, ids=lambda name: SITUATIONS[name].__name__)
def test_round_trips_differ_from_the_page(counted: Counted, name: str) -> None:
    assert SITUATIONS[name](counted) == documented()[name]


def documented() -> dict[str, int]:
    """The rows of the page's table."""
    rows = re.findall(r"^\| (.+?) +\| +(\d+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    return {text: int(number) for text, number in rows}


def test_the_page_lists_other_situations_than_are_counted() -> None:
    assert list(documented()) == list(SITUATIONS)


@pytest.mark.django_db(transaction=True)
def test_what_somebody_dropped_costs_more_than_a_round_trip(counted: Counted) -> None:
    counted.warm()
    with connection.cursor() as cursor:
        cursor.execute("DISCARD ALL")
    assert (counted.request(), counted.request()) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_five_tables_role_and_caller_take_more_than_one_statement(counted: Counted) -> None:
    counted.sign_in("signed_cookies")
    counted.warm("Deep")
    messages = counted.wire.messages
    assert (messages["E"], messages["S"], messages["Q"], messages["P"]) == (2, 1, 0, 0), "settings, statement"
    with CaptureQueriesContext(connection) as seen:
        counted.request("Deep")
    (statement,) = seen
    tables = ("shop_category", "shop_product", "shop_customer", "shop_purchase", "shop_tag", "auth_user")
    assert all(table in statement["sql"] for table in (*tables, "graphgate_gatestate"))
