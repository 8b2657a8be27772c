"""What ``roles.json`` says beyond rules: order, match, parents, named filters, columns with a filter."""

from __future__ import annotations

import itertools
import json
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from django_graphgate.access import dump_roles, load_roles
from django_graphgate.access.live import load_access, read_version
from django_graphgate.access.reading import read_roles, stored_roles
from django_graphgate.compiler.plan.role_rules import build_rules
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import Catalog
from django_graphgate.models import NamedFilter, Role, TableRule
from django_graphgate.publishing.role_differences import role_differences
from tests.support.shop.running import LIMITS

OWN = "{ owner_id: { eq: $user_id } }"
WHOLE: dict[str, Any] = {
    "filters": {"own": OWN, "shown": {"public": {"eq": True}}},
    "roles": [
        {"name": "zoe", "match": "is_superuser", "tables": []},
        {
            "name": "user",
            "extends": "anon",
            "tables": [
                {
                    "name": "*",
                    "query": {"filters": [{"if_column": "company_id", "filter": "own"}], "limit": 5},
                },
                {"name": "countries", "read_only": True, "query": {}},
                {
                    "name": "trips",
                    "query": {"columns": ["id", {"name": "note", "if": "own"}], "filters": ["own"]},
                    "insert": {"columns": ["note"], "presets": {"owner_id": "$user_id", "tags": [1, None]}},
                    "update": {"block": True},
                    "upsert": {"filters": ["own"], "max_affected": 0},
                    "delete": {"filters": ["own"], "max_affected": 3},
                },
            ],
        },
        {"name": "anon", "tables": [{"name": "trips", "query": {"columns": ["id"], "filters": ["shown"]}}]},
        {"name": "editor", "match": "group('Editors')", "extends": "user", "tables": []},
    ],
}


def roles(*entries: dict[str, Any], **top: Any) -> dict[str, Any]:
    return {**top, "roles": list(entries)}


def test_content_comes_back_changed(database: str) -> None:
    load_roles(WHOLE)
    assert dump_roles() == WHOLE
    version = read_version(database)
    load_roles(json.loads(json.dumps(dump_roles())))
    assert read_version(database) == version


def test_gate_has_other_roles_than_the_file_says(database: str) -> None:
    load_roles(WHOLE)
    access = load_access(database)
    assert access.order == ("zoe", "user", "anon", "editor")
    stored = {role.name: role for role in stored_roles(WHOLE)}
    assert list(stored) == list(access.order)
    assert {name: role.fingerprint() for name, role in stored.items()} == dict(access.fingerprints)
    editor = access.roles["editor"]
    assert (editor.match, editor.extends, editor.problem) == ("group('Editors')", "user", "")
    trips = next(rule for rule in editor.rules if rule.table == "trips")
    assert (trips.columns, trips.column_filters, trips.filters) == (("id", "note"), (("note", OWN),), (OWN,))


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_parent_must_be_written_first(database: str, order: tuple[int, ...]) -> None:
    line = [{"name": "a"}, {"name": "b", "extends": "a"}, {"name": "c", "extends": "b"}]
    load_roles(roles(*(line[place] for place in order)))
    assert dict(Role.objects.values_list("name", "extends__name")) == {"a": None, "b": "a", "c": "b"}


def test_parent_and_child_cannot_go_together(database: str) -> None:
    load_roles(WHOLE)
    load_roles(roles({"name": "user"}))
    assert list(Role.objects.values_list("name", "extends")) == [("user", None)]
    assert not NamedFilter.objects.exists()


def test_parent_cannot_become_the_child(database: str) -> None:
    load_roles(roles({"name": "a"}, {"name": "b", "extends": "a"}))
    load_roles(roles({"name": "b"}, {"name": "a", "extends": "b"}))
    assert dict(Role.objects.values_list("name", "extends__name")) == {"a": "b", "b": None}


def test_order_of_matches_is_no_change(database: str) -> None:
    first, second, plain = ({"name": name, "match": name} for name in ("a", "b", ""))
    plain = {"name": "plain"}
    load_roles(roles(first, second, plain))
    load_roles(roles(second, plain, first))
    assert load_access(database).order == ("b", "plain", "a")


def test_order_of_roles_without_a_match_is_a_change(database: str) -> None:
    load_roles(roles({"name": "a"}, {"name": "b", "match": "x"}))
    before = read_version(database)
    load_roles(roles({"name": "b", "match": "x"}, {"name": "a"}))
    assert read_version(database) == before


@pytest.mark.parametrize(
    "changed", ["filters", "match", "extends", "if", "presets", "max_affected", "read_only"]
)
def test_change_is_not_loaded(database: str, changed: str) -> None:
    load_roles(WHOLE)
    other = json.loads(json.dumps(WHOLE))
    if changed == "filters":
        other["filters"]["own"] = "{ owner_id: { eq: 1 } }"
    elif changed == "if":
        other["roles"][1]["tables"][2]["query"]["columns"][1]["if"] = "shown"
    elif changed == "presets":
        other["roles"][1]["tables"][2]["insert"]["presets"]["owner_id"] = "$user_role"
    elif changed == "max_affected":
        other["roles"][1]["tables"][2]["delete"]["max_affected"] = 4
    elif changed == "read_only":
        other["roles"][1]["tables"][1].pop("read_only")
    else:
        other["roles"][3][changed] = {"match": "is_staff", "extends": "anon"}[changed]
    before = read_version(database)
    load_roles(other)
    assert read_version(database) != before
    assert dump_roles() == other


NAMES = st.sampled_from(["id", "note", "owner_id"])
FILTERS = st.lists(st.sampled_from([OWN, {"note": {"eq": "$user_id"}}, "false"]), max_size=2)
VALUES = st.sampled_from(["$user_id", "now", "sql:SELECT 1", None, False, 0, 1.5, "", [1, None], {"a": {}}])
SAID: dict[str, Any] = {
    "block": st.booleans(),
    "columns": st.none() | st.lists(NAMES, max_size=3),
    "filters": FILTERS,
    "presets": st.dictionaries(NAMES, VALUES, max_size=2),
    "max_affected": st.none() | st.integers(0, 3),
    "limit": st.none() | st.integers(0, 3),
}
KEYS_OF = {
    "query": ("block", "columns", "filters", "limit"),
    "delete": ("block", "filters", "max_affected"),
    **dict.fromkeys(
        ("insert", "update", "upsert"), ("block", "columns", "filters", "presets", "max_affected")
    ),
}
RULES = {
    action: st.fixed_dictionaries({}, optional={key: SAID[key] for key in keys})
    for action, keys in KEYS_OF.items()
}
TABLE = st.fixed_dictionaries({"name": st.just("trips")}, optional={**RULES, "read_only": st.booleans()})


@hypothesis.settings(suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture], max_examples=30)
@hypothesis.given(table=TABLE)
def test_dump_means_something_else_than_what_was_loaded(database: str, table: dict[str, Any]) -> None:
    content = roles({"name": "user", "tables": [table]})
    load_roles(content)
    dumped = dump_roles()
    assert stored_roles(dumped) == stored_roles(content)
    assert json.loads(json.dumps(dumped)) == dumped
    assert list(load_access(database).roles.values()) == stored_roles(content)
    assert not list(role_differences(content, dumped))


TRIPS: dict[str, Any] = {"name": "trips", "query": {}}


@pytest.mark.parametrize(
    ("content", "reported"),
    [
        (roles({"name": "a", "extends": "b"}), "not a role"),
        (roles({"name": "a", "extends": "a"}), "circle"),
        (roles({"name": "a", "extends": "b"}, {"name": "b", "extends": "a"}), "circle"),
        (roles({"name": "a", "extends": 1}), "extends"),
        (roles({"name": "a", "extends": ["b"]}), "extends"),
        (roles({"name": "a", "match": None}), "match"),
        (roles({"name": "a", "match": {"id": 1}}), "match"),
        (roles({"name": "a", "tables": [{"name": "trips", "query": {"filters": ["own"]}}]}), "own"),
        (roles(filters=[]), "filters"),
        (roles(filters={"a b": OWN}), "named filter"),
        (roles(filters={"false": OWN}), "name"),
        (roles(filters={"own": 1}), "filter"),
        (roles(filters={"own": None}), "filter"),
        (roles(filters={"own": ["x"]}), "filter"),
        (roles(filters={"own": OWN, "mine": "own"}), "another"),
        (roles(filter={}), "filter"),
        (roles(roles_query="SELECT 1"), "ROLES_QUERY"),
        *(
            (roles({"name": "a", "tables": [{**TRIPS, action: rule}]}), f"{action} of trips.*{reported}")
            for action in ("insert", "update", "upsert", "delete")
            for rule, reported in (
                ({"limit": 1}, "limit"),
                ({"columns": [{"name": "note", "if": OWN}]}, "filter" if action != "delete" else "columns"),
                ({"presets": "x"}, "presets"),
                ({"presets": [{"a": 1}, {"a": 2}]}, "two presets" if action != "delete" else "presets"),
                ({"max_affected": -1}, "max_affected"),
                ({"max_affected": True}, "max_affected"),
                ({"max_affected": "1"}, "max_affected"),
                ({"read_only": True}, "read_only"),
            )
        ),
        (roles({"name": "a", "tables": [{**TRIPS, "delete": {"columns": []}}]}), "columns"),
        (roles({"name": "a", "tables": [{**TRIPS, "read_only": 1}]}), "read_only"),
        (roles({"name": "a", "tables": [{"name": "trips", "query": {"max_affected": 1}}]}), "max_affected"),
        (roles({"name": "a", "tables": [{"name": "trips", "query": {"presets": {"a": 1}}}]}), "presets"),
        *(
            (roles({"name": "a", "tables": [{"name": "trips", "query": query}]}), reported)
            for query, reported in (
                ({"columns": [{"name": "note"}]}, "column with a filter"),
                ({"columns": [{"if": OWN}]}, "column with a filter"),
                ({"columns": [{"name": 1, "if": OWN}]}, "column with a filter"),
                ({"columns": [{"name": "*", "if": OWN}]}, "column with a filter"),
                ({"columns": [{"name": "note", "if": None}]}, "filter"),
                ({"columns": [{"name": "note", "if": OWN, "else": 1}]}, "else"),
                ({"columns": ["note", {"name": "note", "if": OWN}]}, "twice"),
                ({"columns": [{"name": "note", "if": OWN}, {"name": "note", "if": "false"}]}, "twice"),
                ({"filters": False}, "list"),
                ({"filters": [False]}, "filter"),
            )
        ),
        *(
            (roles({"name": "a", "tables": [{"name": "*", "query": {"filters": filters}}]}), "if_column")
            for filters in (
                OWN,
                [OWN],
                [{}],
                [{"if_column": "x"}],
                [{"filter": OWN}],
                {"if_column": 1, "filter": OWN},
            )
        ),
        (roles({"name": "a", "tables": [{"name": "**"}]}), "name"),
        (roles({"name": "*"}), "name"),
    ],
    ids=lambda value: repr(value)[:70],
)
def test_what_no_role_can_run_is_loaded(database: str, content: Any, reported: str) -> None:
    load_roles(WHOLE)
    before = read_version(database)
    with pytest.raises(ConfigurationError, match=reported):
        load_roles(content)
    assert read_version(database) == before
    assert dump_roles() == WHOLE


def test_presets_as_a_list_are_refused(database: str) -> None:
    """GraphJin writes them so."""
    rule = {"presets": [{"owner_id": "$user_id"}, {"created_at": "now"}]}
    load_roles(roles({"name": "a", "tables": [{"name": "trips", "insert": rule}]}))
    written = {"presets": {"owner_id": "$user_id", "created_at": "now"}}
    assert dump_roles()["roles"][0]["tables"] == [{"name": "trips", "insert": written}]
    (stored,) = load_access(database).roles["a"].rules
    assert dict(stored.presets) == written["presets"]


def test_read_only_table_forgets_what_its_rules_said(database: str) -> None:
    rule = {"presets": {"note": "x"}}
    load_roles(roles({"name": "a", "tables": [{"name": "trips", "read_only": True, "insert": rule}]}))
    actions = ("update", "upsert", "delete")
    written = {
        "name": "trips",
        "insert": {"block": True, **rule},
        **{key: {"block": True} for key in actions},
    }
    assert dump_roles()["roles"][0]["tables"] == [written]
    assert all(rule.block for rule in load_access(database).roles["a"].rules)


def test_graphjins_shape_is_refused(database: str) -> None:
    graphjin = [
        {"name": "anon", "tables": [{"name": "products", "query": {"limit": 10, "columns": ["id"]}}]},
        {"name": "user", "tables": [{"name": "me", "query": {"filters": ["{ id: { eq: $user_id } }"]}}]},
        {"name": "admin", "match": "users.id = 1", "tables": [{"name": "users", "query": {"filters": []}}]},
    ]
    load_roles(graphjin)
    assert [role["name"] for role in read_roles(dump_roles())["roles"]] == ["anon", "user", "admin"]


@pytest.mark.parametrize(
    "stored",
    [
        {"columns": {"id": True}},
        {"columns": [1]},
        {"columns": [{"name": "id"}]},
        {"columns": "id"},
        {"filters": 0},
        {"filters": False},
        {"filters": [1]},
        {"filters": ["gone"]},
        {"table": "*", "filters": [OWN]},
    ],
    ids=repr,
)
def test_other_program_writes_what_opens_a_table(database: str, stored: dict[str, Any]) -> None:
    """The role and its children can run nothing; other roles are as they were."""
    load_roles(roles({"name": "b", "extends": "a"}, {"name": "a"}, {"name": "c", "tables": [TRIPS]}))
    TableRule.objects.create(role=Role.objects.get(name="a"), **{"table": "trips", **stored})
    access = load_access(database)
    assert [bool(access.roles[name].problem) for name in "abc"] == [True, True, False]
    assert not access.roles["a"].rules + access.roles["b"].rules
    load_roles(roles({"name": "a"}))
    assert not load_access(database).roles["a"].problem, "a file mends what cannot be read"


def test_filter_is_removed_behind_the_role(database: str) -> None:
    load_roles(WHOLE)
    before = read_version(database)
    NamedFilter.objects.filter(name="own").delete()
    assert read_version(database) != before
    assert "own" in load_access(database).roles["user"].problem
    assert not load_access(database).roles["anon"].problem


def test_circle_is_made_behind_the_form(database: str) -> None:
    load_roles(WHOLE)
    Role.objects.filter(name="anon").update(extends=Role.objects.get(name="editor"))
    problems = {name: bool(role.problem) for name, role in load_access(database).roles.items()}
    assert problems == {"zoe": False, "user": True, "anon": True, "editor": True}


def test_problem_is_no_obstacle(database: str) -> None:
    load_roles(roles({"name": "a", "tables": [TRIPS]}, {"name": "b", "extends": "a"}))
    Role.objects.filter(name="a").update(extends=Role.objects.get(name="b"))
    for role in load_access(database).roles.values():
        with pytest.raises(ConfigurationError, match="circle"):
            build_rules(role, Catalog(tables={}), default_limit=1, limits=LIMITS)


def test_block_of_a_write_is_lost_or_opens_the_query(database: str) -> None:
    """As GraphJin's users write it; nothing is written yet, so there is nothing else to say."""
    load_roles(roles({"name": "a", "tables": [{"name": "trips", "delete": {"block": True}}]}))
    assert dump_roles()["roles"][0]["tables"] == [{"name": "trips", "delete": {"block": True}}]
    (rule,) = stored_roles(dump_roles())[0].rules
    assert (rule.action, rule.block) == ("delete", True)
