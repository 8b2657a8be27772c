"""No request that starts after a change of access sees what was before it, or writes under it, in any process.

Four servers answer without pause while rules, switches and roles are changed in five ways.  The state
after each change can be seen in the answers, so each answer is held against the states that were in
force between the start and the end of its request.  Half of the requests write a row: none appears while
their role is gone.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client
from django.urls import path

from django_graphgate.access import load_roles
from django_graphgate.allowlist.listed import list_operation
from django_graphgate.models import AllowedOperation, Role, TableRule
from tests.support.gate.house import copy_frozen, freeze, settings_of, write_config
from tests.support.routers import current, routed_to
from tests.support.shop.models import Category, Tag
from tests.support.views.serving import Server, environment_of, started

LONG = os.environ.get("GRAPHGATE_PROFILE") == "long"
CHANGES = 1_000 if LONG else 120
SERVERS = 4
HALF = SERVERS // 2
KINDS = [("gunicorn", "default"), ("uvicorn", "sqlite")]
if LONG:
    KINDS += [("gunicorn", "sqlite"), ("uvicorn", "default")]
APPLICATIONS = {
    "gunicorn": ["--threads=2", "--keep-alive=600", "tests.support.views.wsgi:application"],
    "uvicorn": ["--log-level=warning", "--timeout-keep-alive=600", "tests.support.views.asgi:application"],
}
SETTINGS = {
    "PRODUCTION": True,
    "USAGE_INTERVAL": None,
    "AUTH": [
        {
            "type": "header",
            "name": "X-Proxy",
            "exists": True,
            "user_id_header": "X-Proxy-User",
            "role_header": "X-Proxy-Role",
        }
    ],
    "TRUSTED_PROXIES": ["127.0.0.1/32"],
}
ALL_COLUMNS = {"columns-mode": "plain"}
"""What the page of such a rule sends besides."""
OPERATION = "query Last { tags(order_by: { id: desc }, limit: 1) { id } }"
MUTATION = 'mutation Mark { category(insert: { name: "mark" }) { name } }'

urlpatterns = [path("admin/", admin.site.urls)]


def now() -> float:
    """A clock that all threads and processes of this machine share."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)


class Caller:
    """Asks one server for the operation, on one connection, with the role ``reader``."""

    def __init__(self, server: Server) -> None:
        self._connection = server.connect()

    def send(self, name: str = "Last") -> None:
        body = json.dumps({"operationName": name})
        headers = {"Content-Type": "application/json", "X-Proxy": "1", "X-Proxy-User": "1"}
        self._connection.request("POST", "/api/v1/graphql", body, {**headers, "X-Proxy-Role": "reader"})

    def receive(self) -> str:
        """The number of the last row that is seen, the name of one that is written, or the code of the refusal."""
        answer = json.loads(self._connection.getresponse().read())
        if "errors" in answer:
            return str(answer["errors"][0]["extensions"]["code"])
        if "category" in answer["data"]:
            return str(answer["data"]["category"]["name"])
        return str(answer["data"]["tags"][0]["id"])

    def close(self) -> None:
        self._connection.close()


@contextlib.contextmanager
def callers(kind: str, alias: str, folder: Path) -> Iterator[list[Caller]]:
    """A caller for each of the servers."""
    at = connections[alias].settings_dict
    database = {key: at[key] for key in ("ENGINE", "OPTIONS")} | {"NAME": str(at["NAME"])}
    environment = environment_of(folder, SETTINGS, **database, CONN_MAX_AGE=None)
    with started(kind, APPLICATIONS[kind], folder, environment, SERVERS) as servers:
        found = [Caller(server) for server in servers]
        try:
            yield found
        finally:
            for caller in found:
                caller.close()


@dataclass(frozen=True)
class State:
    """What is in force: which rows the role sees, whether the operation is on, what the role is called."""

    last: int = 0
    enabled: bool = True
    name: str = "reader"

    def expected(self, name: str = "Last") -> str:
        """What a caller with the role ``reader`` is answered; the switch is that of the query."""
        if name == "Mark":
            return "mark" if self.name == "reader" else "FORBIDDEN"
        if not self.enabled:
            return "OPERATION_DISABLED"
        return str(self.last) if self.name == "reader" else "FORBIDDEN"

    @property
    def filters(self) -> list[str]:
        return [f"{{ id: {{ lte: {self.last} }} }}"]


@dataclass
class Changed:
    """When a change began and when it was done, and the state that it led to."""

    state: State
    began: float
    done: float


@dataclass
class Asked:
    started: float
    ended: float
    answer: str
    name: str = "Last"


@dataclass
class Project:
    """The rows that are changed, and each way to change them."""

    alias: str
    folder: Path
    admin: Client
    role: int
    rule: int
    operation: int
    states: list[Changed] = field(default_factory=list)

    def by_update(self, before: State, after: State) -> None:
        if before.last != after.last:
            TableRule.objects.filter(pk=self.rule).update(filters=after.filters)
        if before.enabled != after.enabled:
            AllowedOperation.objects.filter(pk=self.operation).update(enabled=after.enabled)
        if before.name != after.name:
            Role.objects.filter(pk=self.role).update(name=after.name)

    def by_bulk_create(self, before: State, after: State) -> None:
        with transaction.atomic(using=self.alias):
            if before.last != after.last:
                TableRule.objects.filter(pk=self.rule).delete()
                rule = TableRule(pk=self.rule, role_id=self.role, table="tags", filters=after.filters)
                TableRule.objects.bulk_create([rule])
            if before.enabled != after.enabled:
                (row,) = AllowedOperation.objects.filter(pk=self.operation)
                row.enabled = after.enabled
                AllowedOperation.objects.filter(pk=self.operation).delete()
                AllowedOperation.objects.bulk_create([row])
            if before.name != after.name:
                Role.objects.bulk_create(
                    [Role(pk=self.role, name=after.name)],
                    update_conflicts=True,
                    unique_fields=["id"],
                    update_fields=["name"],
                )

    def by_raw_sql(self, before: State, after: State) -> None:
        with connections[self.alias].cursor() as cursor:
            if before.last != after.last:
                values = [json.dumps(after.filters), self.rule]
                cursor.execute("UPDATE graphgate_tablerule SET filters = %s WHERE id = %s", values)
            if before.enabled != after.enabled:
                values = [after.enabled, self.operation]
                cursor.execute("UPDATE graphgate_allowedoperation SET enabled = %s WHERE id = %s", values)
            if before.name != after.name:
                cursor.execute("UPDATE graphgate_role SET name = %s", [after.name])

    def by_loaddata(self, before: State, after: State) -> None:
        (row,) = AllowedOperation.objects.filter(pk=self.operation).values()
        fields = {
            key: str(value) if key.endswith("_at") else value for key, value in row.items() if key != "id"
        }
        content = [
            {"model": "graphgate.role", "pk": self.role, "fields": {"name": after.name}},
            {
                "model": "graphgate.tablerule",
                "pk": self.rule,
                "fields": {"role": self.role, "table": "tags", "filters": after.filters},
            },
            {
                "model": "graphgate.allowedoperation",
                "pk": self.operation,
                "fields": {**fields, "enabled": after.enabled},
            },
        ]
        fixture = self.folder / "change.json"
        fixture.write_text(json.dumps(content))
        call_command("loaddata", str(fixture), database=self.alias, verbosity=0)

    def by_admin(self, before: State, after: State) -> None:
        """On the pages of the package, where somebody says yes to what stops working."""
        if before.enabled != after.enabled:
            page = f"/admin/graphgate/allowedoperation/{self.operation}/change/"
            self._save(page, enabled="on" if after.enabled else None)
        if before.name != after.name:
            self._save(f"/admin/graphgate/role/{self.role}/change/", name=after.name)
        if before.last != after.last:
            self._save(
                f"/admin/graphgate/tablerule/{self.rule}/change/", filters=after.filters, **ALL_COLUMNS
            )

    def _save(self, page: str, **changes: Any) -> None:
        """Fill the form as it stands, with these changes, and save it."""
        form = self.admin.get(page).context["adminform"].form
        data = {
            field.html_name: "on" if (value := field.value()) is True else value
            for field in form
            if field.value() not in (None, False, "")
        }
        data = {name: value for name, value in (data | changes).items() if value is not None}
        response = self.admin.post(page, data)
        if response.status_code == 200 and "impact" in (response.context or {}):
            sent: dict[str, list[str]] = {}
            for name, value in response.context["sent"]:
                sent.setdefault(name, []).append(value)
            response = self.admin.post(page, sent)
        assert response.status_code == 302, response.context["errors"]


WAYS = ("by_admin", "by_update", "by_bulk_create", "by_loaddata", "by_raw_sql")


def next_state(before: State, number: int) -> State:
    """Wider rows, narrower rows, off and on, gone and there again: one thing at a time, in every way."""
    kind = (number - 1) // (2 * len(WAYS)) % 4
    if kind == 2:
        return replace(before, enabled=not before.enabled)
    if kind == 3:
        return replace(before, name="reader" if before.name == "gone" else "gone")
    return replace(before, last=number if kind == 0 else 2 * CHANGES - number)


@pytest.fixture(params=KINDS, ids=["-".join(kind) for kind in KINDS])
def kind(request: pytest.FixtureRequest) -> Iterator[str]:
    """The kind of the servers; the database is the one that goes with it."""
    kind, alias = request.param
    with routed_to(alias):
        yield kind


def wait_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite, a transaction of Django's that begins with reading fails where another one writes before it does."""
    database = connections[current()]
    if database.vendor == "sqlite":
        monkeypatch.setitem(database.settings_dict["OPTIONS"], "transaction_mode", "IMMEDIATE")
        database.close()


@pytest.fixture
def project(
    kind: str, transactional_db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Project:
    settings.ROOT_URLCONF = "tests.acceptance.gate.test_consistency"
    wait_to_write(monkeypatch)
    Tag.objects.bulk_create([Tag(pk=number, slug=f"tag-{number}") for number in range(2 * CHANGES + 1)])
    folder = copy_frozen(tmp_path / "config")
    tables = [
        {"name": "tags", "query": {"filters": State().filters}},
        {"name": "categories", "query": {}, "insert": {"columns": ["name"]}},
    ]
    content = {"roles": [{"name": "reader", "tables": tables}]}
    write_config(folder, {"Last": OPERATION, "Mark": MUTATION}, content)
    (folder / "allow.lock").unlink()
    settings.GRAPHGATE = settings_of(folder)
    freeze()
    load_roles(content)
    listed = list_operation(OPERATION)
    row = AllowedOperation.objects.create(name="Last", digest=listed.digest, document=listed.document)
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("root", password="x"))
    role, rule = Role.objects.get(), TableRule.objects.get(table="tags")
    return Project(current(), folder, client, role.pk, rule.pk, row.pk)


def ask_on(caller: Caller, asked: list[Asked], stop: threading.Event) -> None:
    """One request after the other, reading and writing in turn."""
    for name in itertools.cycle(("Last", "Mark")):
        if stop.is_set():
            return
        started = now()
        caller.send(name)
        answer = caller.receive()
        asked.append(Asked(started, now(), answer, name))
        stop.wait(0.002)  # two processors are shared with whoever makes the changes


def wrong(asked: list[Asked], states: list[Changed]) -> list[str]:
    """Answers that no state between start and end of their request explains."""
    found = []
    for one in asked:
        first = max(index for index, change in enumerate(states) if change.done <= one.started)
        last = max(index for index, change in enumerate(states) if change.began <= one.ended)
        allowed = {change.state.expected(one.name) for change in states[first : last + 1]}
        if one.answer not in allowed:
            found.append(f"{one.answer}, not one of {sorted(allowed)} (changes {first} to {last})")
    return found


def change(project: Project, states: list[Changed], number: int) -> tuple[str, str]:
    """Make one change; what was changed, and the way it was."""
    before = states[-1].state
    after, way = next_state(before, number), WAYS[number % len(WAYS)]
    began = now()
    getattr(project, way)(before, after)
    states.append(Changed(after, began, now()))
    (what,) = (name for name in ("last", "enabled", "name") if getattr(before, name) != getattr(after, name))
    return what, way


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.django_db(transaction=True, databases=["default", "sqlite"])
def test_request_sees_what_was_before_a_change(project: Project, kind: str) -> None:
    states = [Changed(State(), 0.0, 0.0)]
    asked: list[list[Asked]] = [[] for _ in range(SERVERS)]
    changes: Counter[tuple[str, str]] = Counter()
    stop = threading.Event()
    with callers(kind, project.alias, project.folder) as found:
        # Half of the servers are asked without pause; the others exactly once after each change.
        threads = [
            threading.Thread(target=ask_on, args=(caller, asked[index], stop), daemon=True)
            for index, caller in enumerate(found[:HALF])
        ]
        for thread in threads:
            thread.start()
        try:
            for number in range(1, CHANGES + 1):
                changes[change(project, states, number)] += 1
                rows = written()
                names = [("Last", "Mark")[(number + index) % 2] for index in range(SERVERS)]
                for index, caller in enumerate(found[HALF:], HALF):
                    caller.send(names[index])
                for index, caller in enumerate(found[HALF:], HALF):
                    asked[index].append(Asked(states[-1].done, now(), caller.receive(), names[index]))
                assert written() == rows or states[-1].state.name == "reader", "a revoked caller has written"
        finally:
            stop.set()
            for thread in threads:
                thread.join(60)
    for each in asked:
        assert not wrong(each, states)
    check_that_much_happened(changes, asked)


def written() -> int:
    """How many rows the mutation has written so far."""
    return Category.objects.filter(name="mark").count()


def check_that_much_happened(changes: Counter[tuple[str, str]], asked: list[list[Asked]]) -> None:
    """Each thing was changed as often in each way, and all servers were asked while it was."""
    for what, share in (("last", 2), ("enabled", 4), ("name", 4)):
        assert [changes[what, way] for way in WAYS] == [CHANGES // share // len(WAYS)] * len(WAYS)
    assert all(len(each) == CHANGES for each in asked[HALF:])
    assert all(len(each) > CHANGES / 4 for each in asked[:HALF]), "they did not run all the time"
    kinds = {one.answer for each in asked[HALF:] for one in each}
    assert {"OPERATION_DISABLED", "FORBIDDEN", "mark"} < kinds
    assert len(kinds) > CHANGES / 8
    assert written() == sum(one.answer == "mark" for each in asked for one in each)


def test_check_accepts_a_stale_answer() -> None:
    """The check itself: a state that a change had ended before the request began is noticed."""
    states = [Changed(State(), 0, 0), Changed(State(1), 10, 11), Changed(State(2), 20, 21)]
    assert not wrong(
        [Asked(5, 6, "0"), Asked(5, 10.5, "1"), Asked(11, 20.5, "2"), Asked(22, 23, "2")], states
    )
    assert len(wrong([Asked(12, 13, "0"), Asked(5, 6, "1"), Asked(22, 23, "1")], states)) == 3
