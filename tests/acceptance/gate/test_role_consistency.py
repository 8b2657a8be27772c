"""No request that starts after a change of a user's rights or of the roles sees what was before it, in any process.

Four servers answer for one user without pause while the user's row, groups and permissions are changed, and the
roles' order, matches, inheritance, named filters and rules.  The answer shows which role the user had, which rows
and which cells, so each is held against the states that were in force between start and end of its request.
Half of the requests write a row, as two of the roles may.
"""

from __future__ import annotations

import io
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connections

from django_graphgate.access import load_roles
from django_graphgate.models import NamedFilter, Role
from tests.acceptance.gate.test_consistency import (
    CHANGES,
    HALF,
    KINDS,
    MUTATION,
    SERVERS,
    Asked,
    Caller,
    Changed,
    ask_on,
    callers,
    now,
    wait_to_write,
    wrong,
)
from tests.support.gate.house import copy_frozen, freeze, settings_of, write_config
from tests.support.routers import current, routed_to
from tests.support.shop.models import Tag

OPERATION = "query Last { tags(order_by: { id: desc }, limit: 1) { id slug } }"
TAGS = {"user": 10, "staff": 20, "editors": 30, "changers": 40}
"""The last row that each role sees, less the one more that the wildcard's bound allows."""


@dataclass(frozen=True)
class State:
    """What the user is, and what the roles say."""

    is_staff: bool = False
    in_group: bool = False
    permitted: bool = False
    active: bool = True
    editors_first: bool = False
    staff_matches: bool = True
    staff_exists: bool = True
    inherits: bool = True
    bound: int = 0
    slug_shown: bool = True

    @property
    def role(self) -> str:
        if not self.active:
            return "anon"
        held = {
            "staff": self.is_staff and self.staff_matches and self.staff_exists,
            "editors": self.in_group,
            "changers": self.permitted,
        }
        order = ("editors", "staff", "changers") if self.editors_first else ("staff", "editors", "changers")
        return next((role for role in order if held[role]), "user")

    def expected(self, name: str = "Last") -> str:
        if name == "Mark":
            return "mark" if self.role in ("staff", "editors") else "FORBIDDEN"
        if self.role == "anon" or (self.role == "changers" and not self.inherits):
            return "FORBIDDEN"
        by_wildcard = self.role in ("user", "changers")
        last = TAGS["user" if by_wildcard else self.role] + self.bound
        return f"{last} {f'tag-{last}' if self.slug_shown or by_wildcard else None}"


class Reader(Caller):
    """Asks as the user, whose role the database decides."""

    def __init__(self, caller: Caller, user: str) -> None:
        self._connection = caller._connection
        self._user = user

    def send(self, name: str = "Last") -> None:
        headers = {"Content-Type": "application/json", "X-Proxy": "1", "X-Proxy-User": self._user}
        self._connection.request("POST", "/api/v1/graphql", json.dumps({"operationName": name}), headers)

    def receive(self) -> str:
        answer = json.loads(self._connection.getresponse().read())
        if "errors" in answer:
            return str(answer["errors"][0]["extensions"]["code"])
        if "category" in answer["data"]:
            return str(answer["data"]["category"]["name"])
        ((row),) = answer["data"]["tags"]
        return f"{row['id']} {row['slug']}"


def filters_of(name: str, state: State) -> list[Any]:
    """``user`` has its rows by the rule for every table with a slug, the others by a rule for tags."""
    where = f"{{ id: {{ lte: {TAGS[name] + state.bound} }} }}"
    return [{"if_column": "slug", "filter": where}] if name == "user" else [where]


def content_of(state: State) -> dict[str, Any]:
    """``roles.json`` for a state of the roles."""

    def role(name: str, match: str, table: dict[str, Any] | None, extends: str = "") -> dict[str, Any]:
        marks = {"name": "categories", "query": {}, "insert": {"columns": ["name"]}}
        tables = [] if table is None else [{"name": "tags", "query": table}, marks]
        entry: dict[str, Any] = {"name": name, "tables": tables}
        return entry | ({"match": match} if match else {}) | ({"extends": extends} if extends else {})

    def rows(name: str) -> dict[str, Any]:
        columns = ["id", {"name": "slug", "if": "shown"}]
        return {"columns": columns, "filters": filters_of(name, state)}

    editors = role("editors", "group('Editors')", rows("editors"))
    staff = role("staff", "is_staff" if state.staff_matches else "is_staff and id = 0", rows("staff"))
    changers = role(
        "changers", "perm('shop.change_tag')", None, extends="user" if state.inherits else "empty"
    )
    ordered = [editors, staff] if state.editors_first else [staff, editors]
    if not state.staff_exists:
        ordered.remove(staff)
    every = {"name": "*", "query": {"filters": filters_of("user", state)}}
    shown = "{ id: { gt: 0 } }" if state.slug_shown else "{ id: { lt: 0 } }"
    others = [role("empty", "", None), {"name": "user", "tables": [every]}]
    return {"filters": {"shown": shown}, "roles": [*ordered, changers, *others]}


@dataclass
class Project:
    """The rows that are changed, and the ways to change them."""

    alias: str
    folder: Path
    user: Any
    group: Any
    others: Any
    """A group that the user is always in."""
    permission: Any
    states: list[Changed] = field(default_factory=list)

    def change(self, after: State, number: int) -> str:
        """Make what the state says true, in one of the ways."""
        before = self.states[-1].state if self.states else State()
        (what,) = (
            name for name in State.__dataclass_fields__ if getattr(before, name) != getattr(after, name)
        )
        way: Callable[[State, int], None] = getattr(self, f"_{what}", self._roles)
        way(after, number)
        return what

    def _is_staff(self, after: State, number: int) -> None:
        if number % 2:
            type(self.user).objects.filter(pk=self.user.pk).update(is_staff=after.is_staff)
        else:
            with connections[self.alias].cursor() as cursor:
                cursor.execute("UPDATE auth_user SET is_staff = %s", [after.is_staff])

    def _active(self, after: State, _: int) -> None:
        self.user.is_active = after.active
        self.user.save(update_fields=["is_active"])

    def _in_group(self, after: State, number: int) -> None:
        """The membership comes and goes, or the group's name; another case of letters is another group."""
        groups = Group.objects.filter(pk=self.group.pk)
        if after.in_group:
            self.group.user_set.add(self.user)
            groups.update(name="Editors")
        elif number % 2:
            groups.update(name="editors")
        else:
            self.group.user_set.remove(self.user)

    def _permitted(self, after: State, number: int) -> None:
        holder = self.user.user_permissions if number % 2 else self.others.permissions
        if after.permitted:
            holder.add(self.permission)
        else:
            self.user.user_permissions.clear()
            self.others.permissions.clear()

    def _editors_first(self, after: State, _: int) -> None:
        for name, position in (("editors", not after.editors_first), ("staff", after.editors_first)):
            Role.objects.filter(name=name).update(position=int(position))

    def _inherits(self, after: State, _: int) -> None:
        parent = Role.objects.get(name="user" if after.inherits else "empty")
        Role.objects.filter(name="changers").update(extends=parent)

    def _slug_shown(self, after: State, number: int) -> None:
        if number % 2:
            NamedFilter.objects.update(filter=content_of(after)["filters"]["shown"])
        else:
            self._roles(after, number)

    def _bound(self, after: State, number: int) -> None:
        if number % 2:
            for role in Role.objects.filter(name__in=TAGS).exclude(name="changers"):
                with connections[self.alias].cursor() as cursor:
                    cursor.execute(
                        "UPDATE graphgate_tablerule SET filters = %s"
                        """ WHERE role_id = %s AND "table" <> 'categories'""",
                        [json.dumps(filters_of(role.name, after)), role.pk],
                    )
        else:
            self._roles(after, number)

    def _roles(self, after: State, _: int) -> None:
        (self.folder / "roles.json").write_text(json.dumps(content_of(after)))
        call_command("graphgate_sync", "--roles", "file", stdout=io.StringIO())


WHAT = (
    "is_staff",
    "in_group",
    "permitted",
    "editors_first",
    "staff_matches",
    "staff_exists",
    "bound",
    "slug_shown",
    "inherits",
    "active",
)
"""One thing at a time; each comes again with every other combination of the rest."""


def next_state(before: State, number: int) -> State:
    what = WHAT[number % len(WHAT)] if number % 4 else ("is_staff", "in_group", "permitted")[number // 4 % 3]
    value = getattr(before, what)
    return replace(before, **{what: 1 - value if what == "bound" else not value})


@pytest.fixture(params=KINDS, ids=["-".join(kind) for kind in KINDS])
def kind(request: pytest.FixtureRequest) -> Iterator[str]:
    """The type of the servers; the database is the one that goes with it."""
    server, alias = request.param
    with routed_to(alias):
        yield server


@pytest.fixture
def project(
    kind: str, transactional_db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Project:
    wait_to_write(monkeypatch)
    Tag.objects.bulk_create([Tag(pk=number, slug=f"tag-{number}") for number in range(100)])
    folder = copy_frozen(tmp_path / "config")
    content = content_of(State())
    write_config(folder, {"Last": OPERATION, "Mark": MUTATION}, content)
    (folder / "allow.lock").unlink()
    settings.GRAPHGATE = settings_of(folder)
    freeze()
    load_roles(content)
    user = get_user_model().objects.create_user("ada", password="x")
    group, others = Group.objects.create(name="editors"), Group.objects.create(name="Others")
    user.groups.add(others)
    permission = Permission.objects.get(content_type__app_label="shop", codename="change_tag")
    return Project(current(), folder, user, group, others, permission, [Changed(State(), 0.0, 0.0)])


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.django_db(transaction=True, databases=["default", "sqlite"])
def test_request_sees_a_role_from_before_a_change(project: Project, kind: str) -> None:
    states = project.states
    asked: list[list[Asked]] = [[] for _ in range(SERVERS)]
    changed: Counter[str] = Counter()
    stop = threading.Event()
    with callers(kind, project.alias, project.folder) as servers:
        readers = [Reader(caller, str(project.user.pk)) for caller in servers]
        threads = [
            threading.Thread(target=ask_on, args=(reader, asked[index], stop), daemon=True)
            for index, reader in enumerate(readers[:HALF])
        ]
        for thread in threads:
            thread.start()
        try:
            for number in range(1, CHANGES + 1):
                after, began = next_state(states[-1].state, number), now()
                changed[project.change(after, number)] += 1
                states.append(Changed(after, began, now()))
                names = [("Last", "Mark")[(number + index) % 2] for index in range(SERVERS)]
                for index, reader in enumerate(readers[HALF:], HALF):
                    reader.send(names[index])
                for index, reader in enumerate(readers[HALF:], HALF):
                    asked[index].append(Asked(states[-1].done, now(), reader.receive(), names[index]))
        finally:
            stop.set()
            for thread in threads:
                thread.join(60)
    for each in asked:
        assert not wrong(each, states)
    assert {one.answer for each in asked for one in each if one.name == "Mark"} == {"mark", "FORBIDDEN"}
    assert set(changed) == set(WHAT)
    assert all(len(each) == CHANGES for each in asked[HALF:])
    assert all(len(each) > CHANGES / 4 for each in asked[:HALF]), "they did not run all the time"
    assert {change.state.role for change in states} == {"anon", "user", "staff", "editors", "changers"}
