"""Roles of file and database brought together: what differs is said, and nothing broken is taken over."""

from __future__ import annotations

import copy
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from django_graphgate.access import dump_roles, load_roles
from django_graphgate.access.live import read_version, state_alias
from django_graphgate.models import NamedFilter, Role, TableRule
from django_graphgate.publishing.role_differences import role_differences
from tests.support.gate.house import settings_of

OWN = "{ customer_id: { eq: $user_id } }"
CONTENT: dict[str, Any] = {
    "filters": {"own": OWN},
    "roles": [
        {"name": "anon", "tables": [{"name": "tags", "query": {"columns": ["id", "slug"], "limit": 5}}]},
        {"name": "staff", "match": "is_staff", "tables": []},
        {"name": "boss", "match": "is_superuser", "extends": "staff", "tables": []},
        {
            "name": "user",
            "extends": "anon",
            "tables": [
                {"name": "customers", "query": {}},
                {"name": "purchases", "query": {"filters": ["own"]}},
            ],
        },
    ],
}


@pytest.fixture
def folder(database: str, tmp_path: Path, settings: Any) -> Path:
    settings.GRAPHGATE = {**settings_of(tmp_path), "PRODUCTION": False}
    return tmp_path


def write(folder: Path, content: Any, **options: Any) -> str:
    text = content if isinstance(content, str) else json.dumps(content, **options)
    (folder / "roles.json").write_text(text)
    return text


def sync(**options: Any) -> str:
    said = io.StringIO()
    call_command("graphgate_sync", stdout=said, **options)
    return said.getvalue()


def refused(**options: Any) -> tuple[str, str]:
    said = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("graphgate_sync", stdout=said, **options)
    assert caught.value.returncode == 1
    return said.getvalue(), str(caught.value)


def changed(**roles: Any) -> dict[str, Any]:
    content = copy.deepcopy(CONTENT)
    for role in content["roles"]:
        role.update(roles.get(role["name"], {}))
    return content


def test_same_roles_are_written_again_in_another_format(folder: Path) -> None:
    text = write(folder, CONTENT, indent=7)
    sync()
    assert "hold the same" in sync()
    assert "hold the same" in sync(roles="database")
    assert "hold the same" in sync(roles="file", check=True)
    assert (folder / "roles.json").read_text() == text
    shuffled = copy.deepcopy(CONTENT)
    shuffled["roles"][3]["tables"].reverse()
    shuffled["roles"].insert(0, shuffled["roles"].pop(3))
    shuffled["roles"][1]["tables"][0]["query"]["columns"].reverse()
    text = write(folder, shuffled)
    assert "hold the same" in sync()
    assert (folder / "roles.json").read_text() == text


DIFFERENCES: list[tuple[Any, str]] = [
    (changed(user={"extends": "staff"}), "user extends: staff in the file, anon in the database"),
    (changed(user={"extends": None}), "user extends: none in the file, anon in the database"),
    (changed(boss={"match": "id = 1"}), "boss match: id = 1 in the file, is_superuser in the database"),
    ({**CONTENT, "roles": [*CONTENT["roles"], {"name": "new"}]}, "new: only in the file"),
    ({**CONTENT, "roles": CONTENT["roles"][:3]}, "user: only in the database"),
    (
        changed(user={"tables": CONTENT["roles"][3]["tables"][1:]}),
        "user customers query: only in the database",
    ),
    (
        {**CONTENT, "roles": [CONTENT["roles"][place] for place in (0, 2, 1, 3)]},
        "roles are tried in the order boss, staff in the file, staff, boss in the database",
    ),
    (
        {**CONTENT, "filters": {"own": "false"}},
        f"filter own: false in the file, {OWN} in the database",
    ),
    ({**CONTENT, "filters": {"own": OWN, "none": "false"}}, "filter none: only in the file"),
    *(
        (changed(anon={"tables": [{"name": "tags", "query": query}]}), f"anon tags query {said}")
        for query, said in (
            (
                {"columns": ["id", {"name": "slug", "if": "false"}], "limit": 5},
                'columns: only in the file: {"name": "slug", "if": "false"}; only in the database: slug',
            ),
            ({"columns": ["id"], "limit": 5}, "columns: only in the database: slug"),
            (
                {"limit": 5},
                'columns: all that do not look secret in the file, ["id", "slug"] in the database',
            ),
            ({"columns": ["id", "slug"]}, "limit: none in the file, 5 in the database"),
            ({"columns": ["id", "slug"], "limit": 0}, "limit: 0 in the file, 5 in the database"),
            (
                {"columns": ["id", "slug"], "limit": 5, "block": True},
                "block: true in the file, false in the database",
            ),
            (
                {"columns": ["id", "slug"], "limit": 5, "filters": ["false"]},
                'filters: ["false"] in the file, none in the database',
            ),
        )
    ),
]


ONE_IN_JSON, TRUE_IN_JSON = (
    changed(anon={"tables": [{"name": "tags", "query": {"filters": [{"slug": {"eq": value}}]}}]})
    for value in (1, True)
)


def test_true_is_taken_for_one(database: str) -> None:
    """As Python does; neither is the same filter in JSON."""
    load_roles(ONE_IN_JSON)
    assert role_differences(dump_roles(), TRUE_IN_JSON)
    load_roles(TRUE_IN_JSON)
    assert not role_differences(dump_roles(), TRUE_IN_JSON)
    assert role_differences(dump_roles(), ONE_IN_JSON)


@pytest.mark.parametrize(("content", "said"), DIFFERENCES, ids=[said[:50] for _, said in DIFFERENCES])
def test_difference_is_not_named(folder: Path, content: Any, said: str) -> None:
    load_roles(CONTENT)
    before = read_version(state_alias())
    write(folder, content)
    for options in ({}, {"check": True}):
        report, why = refused(**options)
        assert f"roles: {said}" in report.splitlines()
        assert "--roles file" in why
    assert read_version(state_alias()) == before
    report, _ = refused(check=True, roles="file")
    assert f"roles: {said}" in report.splitlines()
    sync(roles="file")
    assert not role_differences(dump_roles(), content)


def test_json_has_no_differences(folder: Path) -> None:
    load_roles(CONTENT)
    write(folder, changed(boss={"match": "id = 1"}, anon={"tables": []}))
    report, _ = refused(check=True, format="json")
    content = json.loads(report)
    assert content["roles"] == "differ"
    assert content["differences"] == [
        {
            "role": "anon",
            "table": "tags",
            "action": "query",
            "what": "rule",
            "file": None,
            "database": {
                "block": False,
                "columns": ["id", "slug"],
                "filters": [],
                "limit": 5,
                "presets": {},
                "max_affected": None,
            },
        },
        {"role": "boss", "what": "match", "file": "id = 1", "database": "is_superuser"},
    ]
    sync(roles="database")
    assert json.loads(sync(format="json")) == {
        "operations": [],
        "actions": [],
        "roles": "same",
        "differences": [],
        "idle_rules": [],
    }


BROKEN: list[tuple[Any, str]] = [
    (changed(user={"tables": [{"name": "tags", "query": {"columns": ["slugg"]}}]}), "Role user"),
    (changed(user={"tables": [{"name": "tags", "query": {"filters": ["mine"]}}]}), "Role user"),
    (changed(anon={"extends": "user"}), "circle"),
    (changed(anon={"extends": "ghost"}), "ghost"),
    (changed(boss={"match": "no_such_column = 1"}), "Role boss"),
    (changed(boss={"match": "is_staff; DROP TABLE x"}), "Role boss"),
    (changed(user={"match": "is_staff"}), "Role user"),
    (changed(user={"tables": [{"name": "*", "query": {"block": True}}]}), "Role user"),
    (
        changed(
            user={"tables": [{"name": "customers", "query": {"columns": [{"name": "id", "if": "false"}]}}]}
        ),
        "user",
    ),
]


@pytest.mark.parametrize(("content", "said"), BROKEN, ids=lambda value: repr(value)[-60:])
@pytest.mark.parametrize("options", [{}, {"roles": "file"}, {"check": True}])
def test_role_that_can_run_nothing_is_loaded(folder: Path, content: Any, said: str, options: Any) -> None:
    write(folder, content)
    _, why = refused(**options)
    assert said in why
    assert not Role.objects.exists()


def test_every_broken_role_is_not_named(folder: Path) -> None:
    content = changed(
        user={"tables": [{"name": "tags", "query": {"columns": ["slugg"]}}]}, boss={"match": "no_such_column"}
    )
    write(folder, content)
    _, why = refused()
    assert "Role user" in why
    assert "Role boss" in why
    assert "Role anon" not in why


@pytest.mark.parametrize("file", [None, CONTENT])
def test_broken_role_of_the_database_is_written(folder: Path, file: Any) -> None:
    load_roles(CONTENT)
    TableRule.objects.filter(table="customers").update(columns=["nobody"])
    text = None if file is None else write(folder, file)
    _, why = refused(roles="database")
    assert "Role user of the database can run nothing" in why
    assert text == ((folder / "roles.json").read_text() if file else None)


@pytest.mark.parametrize("broken", ["columns", "extends", "filter"])
def test_file_cannot_mend_the_database(folder: Path, broken: str) -> None:
    load_roles(CONTENT)
    write(folder, CONTENT)
    if broken == "columns":
        TableRule.objects.filter(table="customers").update(columns={"id": 1})
    elif broken == "extends":
        Role.objects.filter(name="anon").update(extends=Role.objects.get(name="user"))
    else:
        NamedFilter.objects.all().delete()
    refused()
    sync(roles="file")
    assert dump_roles() == CONTENT


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"roles": [], "roles": []}',
        '{"roles": [{"name": "a", "tables": [{"name": "tags", "query": {"filters": [], "filters": ["false"]}}]}]}',
        '{"roles": NaN}',
        '{"roles": [{"name": "a", "tables": [{"name": "tags", "query": {"limit": 1e400}}]}]}',
        "null",
        "[]",
        "",
        json.dumps({"roles": [{"name": "a", "tables": [{"name": "tags", "query": {"filters": [["x"]]}}]}]}),
        '{"roles": [{"name": "a", "tables": [{"name": "tags", "query": {"filters": [%s]}}]}]}'
        % ('{"not":' * 500 + "{}" + "}" * 500),
        '{"roles": [{"name": "a", "tables": [{"name": "tags", "query": {"filters": ["%s"]}}]}]}'
        % ("{a:" * 20_000),
        r'{"roles": [{"name": "a", "description": "\u0000"}]}',
        r'{"roles": [{"name": "a", "description": "\ud800"}]}',
        r'{"roles": [], "filters": {"unused": "{ name: { eq: \u0000 } }"}}',
        r'{"roles": [], "filters": {"unused": {"name": {"eq": "\ud800"}}}}',
        r'{"roles": [{"name": "a", "tables": [{"name": "gone", "query": {"columns": ["\u0000"]}}]}]}',
        r'{"roles": [{"name": "a", "tables": [{"name": "gone", "query": {"filters": ["\udfff"]}}]}]}',
        '{"roles": [{"name": "a", "tables": [{"name": "gone", "query": {"filters": [{"id": %s}]}}]}]}'
        % ("9" * 5_000),
        r'{"roles": [{"name": "a", "match": "id = \ud800"}]}',
        r'{"roles": [{"name": "\ud800"}]}',
        r'{"roles": [{"\ud800": 1}]}',
    ],
    ids=lambda text: text[:60],
)
def test_hostile_file_is_loaded_or_a_traceback(folder: Path, text: str) -> None:
    load_roles(CONTENT)
    write(folder, text)
    refused(roles="file")
    assert dump_roles() == CONTENT


def test_inherited_mistake_is_reported_of_each_child(folder: Path) -> None:
    content = changed(anon={"tables": [{"name": "tags", "query": {"columns": ["slugg"]}}]})
    content["roles"].append({"name": "child", "extends": "user", "tables": []})
    write(folder, content)
    _, why = refused()
    (line,) = why.splitlines()
    assert line.startswith(
        f"Role anon of {folder / 'roles.json'} can run nothing, nor can user, child, which"
    )
    assert "It has: id, slug." in line
    content["roles"][3]["tables"] = [
        {"name": "tags", "query": {}},
        {"name": "customers", "query": {"columns": ["x"]}},
    ]
    write(folder, content)
    _, why = refused()
    assert [line.split()[1] for line in why.splitlines()] == ["anon", "user"], (
        "each with a mistake of its own"
    )


def test_rule_of_a_table_that_is_not_there_is_passed_over_in_silence(folder: Path) -> None:
    write(folder, changed(anon={"tables": [{"name": "tag", "query": {}}]}))
    errors = io.StringIO()
    sync(stderr=errors)
    assert (
        "Role anon has a rule for 'tag', which is not a table of the API. Did you mean 'tags'?"
        in errors.getvalue()
    )
    report = json.loads(sync(format="json"))
    assert len(report["idle_rules"]) == 1
