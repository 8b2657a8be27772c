"""No request that starts after a change of access sees what was before it, in any process.

Four processes answer without pause while rules, switches and roles are changed in five ways.  The
state after each change can be told from the answers, so each answer is held against the states that
were in force between the start and the end of its request.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin import AdminSite
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client
from django.urls import path

from django_graphgate.access import load_roles
from django_graphgate.allowlist.listed import list_operation
from django_graphgate.models import AllowedOperation, Role, TableRule
from tests.gate.house import copy_frozen, freeze, settings_of, write_config
from tests.gate.workers import Worker, code_of, now, workers
from tests.shop.models import Tag

CHANGES = 1_000 if os.environ.get("GRAPHGATE_PROFILE") == "long" else 100
PROCESSES = 4
OPERATION = "query Last { tags(order_by: { id: desc }, limit: 1) { id } }"

site = AdminSite(name="admin")
for model in (Role, TableRule, AllowedOperation):
    site.register(model)
urlpatterns = [path("admin/", site.urls)]


@dataclass(frozen=True)
class State:
    """What is in force: which rows the role sees, whether the operation is on, what the role is called."""

    last: int = 0
    enabled: bool = True
    name: str = "reader"

    def expected(self) -> str:
        """What a caller with the role ``reader`` is answered."""
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
                cursor.execute("UPDATE graphgate_tablerule SET filters = %s", [json.dumps(after.filters)])
            if before.enabled != after.enabled:
                cursor.execute("UPDATE graphgate_allowedoperation SET enabled = %s", [after.enabled])
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
        if before.last != after.last:
            self._post("tablerule", self.rule, filters=json.dumps(after.filters))
        if before.enabled != after.enabled:
            self._post("allowedoperation", self.operation, enabled="on" if after.enabled else None)
        if before.name != after.name:
            self._post("role", self.role, name=after.name)

    def _post(self, model: str, key: int, **changes: str | None) -> None:
        """Fill the form as it stands, with these changes, and save it."""
        url = f"/admin/graphgate/{model}/{key}/change/"
        form = self.admin.get(url).context["adminform"].form
        data: dict[str, str] = {}
        for name, each in form.fields.items():
            value = form.get_initial_for_field(each, name)
            shown = each.prepare_value(value)
            if shown is True:
                data[name] = "on"
            elif shown not in (None, False):
                data[name] = str(shown)
        data.update({name: value for name, value in changes.items() if value is not None})
        for name in [name for name, value in changes.items() if value is None]:
            data.pop(name, None)
        response = self.admin.post(url, data)
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


@pytest.fixture
def project(database: str, tmp_path: Path, settings: Any) -> Project:
    settings.ROOT_URLCONF = "tests.gate.test_consistency"
    Tag.objects.bulk_create([Tag(pk=number, slug=f"tag-{number}") for number in range(2 * CHANGES + 1)])
    folder = copy_frozen(tmp_path / "config")
    content = {
        "roles": [{"name": "reader", "tables": [{"name": "tags", "query": {"filters": State().filters}}]}]
    }
    write_config(folder, {"Last": OPERATION}, content)
    (folder / "allow.lock").unlink()
    settings.GRAPHGATE = settings_of(folder)
    freeze()
    load_roles(content)
    listed = list_operation(OPERATION)
    row = AllowedOperation.objects.create(name="Last", digest=listed.digest, document=listed.document)
    admin = Client()
    admin.force_login(get_user_model().objects.create_superuser("root", password="x"))
    role = Role.objects.get()
    return Project(database, folder, admin, role.pk, TableRule.objects.get().pk, row.pk)


def ask_on(worker: Worker, asked: list[Asked], stop: threading.Event) -> None:
    """One request after the other."""
    while not stop.is_set():
        started = now()
        answer = worker.ask(name="Last", user_id="1", role="reader")
        code = code_of(answer)
        asked.append(Asked(started, now(), code or str(answer["data"]["tags"][0]["id"])))
        stop.wait(0.002)  # two processors are shared with whoever makes the changes


def wrong(asked: list[Asked], states: list[Changed]) -> list[str]:
    """Answers that no state between start and end of their request explains."""
    found = []
    for one in asked:
        first = max(index for index, change in enumerate(states) if change.done <= one.started)
        last = max(index for index, change in enumerate(states) if change.began <= one.ended)
        allowed = {change.state.expected() for change in states[first : last + 1]}
        if one.answer not in allowed:
            found.append(f"{one.answer}, not one of {sorted(allowed)} (changes {first} to {last})")
    return found


@pytest.mark.timeout(1200)
@pytest.mark.django_db(transaction=True)
def test_request_sees_what_was_before_a_change(project: Project) -> None:
    state = State()
    states = [Changed(state, 0.0, 0.0)]
    asked: list[list[Asked]] = [[] for _ in range(PROCESSES)]
    after: list[list[Asked]] = [[] for _ in range(PROCESSES)]
    stop = threading.Event()
    with workers(PROCESSES, project.alias, project.folder) as processes:
        # Half of the processes answer without pause; the others exactly once after each change.
        busy, waiting = processes[: PROCESSES // 2], processes[PROCESSES // 2 :]
        threads = [
            threading.Thread(target=ask_on, args=(worker, asked[index], stop), daemon=True)
            for index, worker in enumerate(busy)
        ]
        for thread in threads:
            thread.start()
        try:
            for number in range(1, CHANGES + 1):
                before, state = state, next_state(state, number)
                way: Callable[[State, State], None] = getattr(project, WAYS[number % len(WAYS)])
                began = now()
                way(before, state)
                states.append(Changed(state, began, now()))
                for worker in waiting:
                    worker.send(name="Last", user_id="1", role="reader")
                for index, worker in enumerate(waiting):
                    answer = worker.receive()
                    seen = code_of(answer) or str(answer["data"]["tags"][0]["id"])
                    after[index].append(Asked(states[-1].done, now(), seen))
        finally:
            stop.set()
            for thread in threads:
                thread.join(60)
    for index in range(PROCESSES):
        assert not wrong(asked[index], states)
        assert not wrong(after[index], states)
    assert all(len(each) == CHANGES for each in after[: PROCESSES - len(busy)])
    assert all(len(each) > CHANGES / 4 for each in asked[: len(busy)]), "they did not run all the time"
    kinds = {one.answer for each in after for one in each}
    assert {"OPERATION_DISABLED", "FORBIDDEN"} < kinds
    assert len(kinds) > CHANGES / 4


def test_check_accepts_a_stale_answer() -> None:
    """The check itself: a state that a change had ended before the request began is told."""
    states = [Changed(State(), 0, 0), Changed(State(1), 10, 11), Changed(State(2), 20, 21)]
    assert not wrong(
        [Asked(5, 6, "0"), Asked(5, 10.5, "1"), Asked(11, 20.5, "2"), Asked(22, 23, "2")], states
    )
    assert len(wrong([Asked(12, 13, "0"), Asked(5, 6, "1"), Asked(22, 23, "1")], states)) == 3
