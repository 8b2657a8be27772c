"""What the freeze tells about changed rules: to whom something became visible."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError

from django_graphgate.allowlist.lockfile.read import read_lock
from django_graphgate.publishing.exposure import changes
from tests.support.gate.house import ROLES, copy_frozen, freeze, roles, rule, settings_of, write_config


@pytest.fixture
def folder(db: None, tmp_path: Path, settings: Any) -> Path:
    found = copy_frozen(tmp_path / "config")
    settings.GRAPHGATE = settings_of(found)
    return found


def reported(folder: Path, content: dict[str, Any]) -> list[str]:
    """The lines about visibility, when the roles are changed to ``content`` after the freeze."""
    (folder / "roles.json").write_text(json.dumps(content))
    with pytest.raises(CommandError, match="Run graphgate_freeze"):
        freeze("--check")
    text = freeze()
    assert "Visible" not in freeze(), "it is reported once"
    found = re.search(r"^Visible:\n((?:  .*\n)*)", text, re.MULTILINE)
    return [] if found is None else [line.strip() for line in found[1].splitlines()]


def test_check_passes_what_was_not_frozen(folder: Path) -> None:
    assert "up to date" in freeze("--check")
    content = roles()
    rule(content, "user", "customers")["filters"] = ["{ is_active: { neq: true } }"]
    assert reported(folder, content) == [
        "! user · customers: now visible: rows where { is_active: { neq: true } };"
        " before: rows where { is_active: { eq: true } }"
    ]


def test_new_columns_and_rows_are_not_reported(folder: Path) -> None:
    content = roles()
    rule(content, "anon", "products")["filters"] = []
    rule(content, "user", "customers")["columns"] = ["id", "name", "email"]
    rule(content, "editor", "customers")["columns"] = ["id", "name"]
    rule(content, "editor", "tags")["limit"] = 2
    assert reported(folder, content) == [
        "! anon · products: now visible: all rows; before: rows where { is_public: { eq: true } }",
        "- editor · customers: columns no longer visible: email, id",  # with the whole operation
        "! editor · tags: rows per list: 2; before: the default",
        "+ user · customers: columns now visible: email, id",
    ]


def test_changed_rule_that_no_operation_meets_is_not_reported(folder: Path) -> None:
    content = roles()
    content["roles"][0]["tables"].append({"name": "profiles", "query": {}})
    assert reported(folder, content) == [
        "~ anon: its rules changed, and no operation shows it more or less than before"
    ]


def test_table_that_is_only_filtered_or_ordered_by_is_not_reported(folder: Path) -> None:
    """Whether such rows exist is in the answer, so a wider filter on them shows more."""
    looking = {
        "InExists": "query InExists { products(where: { purchases: {} }) { id } }",
        "InOrder": "query InOrder { products(order_by: { owner: { name: asc } }) { id } }",
        "InCondition": "query InCondition { products { name(includeIf: { tags: { id: { eq: 1 } } }) } }",
    }
    (folder / "allow.lock").unlink()
    write_config(folder, looking, ROLES)
    freeze()
    content = roles()
    for table in ("purchases", "customers", "tags"):
        rule(content, "user", table)["filters"] = ["{ id: { gt: 1 } }"]
    assert [line.partition(";")[0] for line in reported(folder, content)] == [
        f"! user · {table}: now visible: rows where {{ id: {{ gt: 1 }} }}"
        for table in ("customers", "purchases", "tags")
    ]


INDIRECT = {
    "where": 'query Op { customers(where: { email: { starts_with: "a" } }) { id } }',
    "relation": 'query Op { products(where: { owner: { email: { like: "a%" } } }) { id } customers { id } }',
    "condition": 'query Op { customers { id(includeIf: { email: { gt: "m" } }) } }',
    "negated": 'query Op { customers(where: { not: { or: [{ email: { gt: "m" } }] } }) { id } }',
    "variable": "query Op($v: String) { customers(where: { email: { eq: $v } }) { id } }",
    "order_by": "query Op { customers(order_by: { email: desc }) { id } }",
    "order_by_relation": "query Op { products(order_by: { owner: { email: asc } }) { id } customers { id } }",
    "in_order": 'query Op { customers(order_by: { email: [["a", "b"], "asc"] }) { id } }',
    "distinct": "query Op { customers(distinct: [email]) { id } }",
    "nested": 'query Op { products { owner { id(includeIf: { email: { eq: "a" } }) } } customers { id } }',
}
"""Ways to read a customer's email without being shown it, by asking often."""


@pytest.mark.parametrize("way", INDIRECT)
def test_column_that_can_be_asked_about_is_not_reported(folder: Path, way: str) -> None:
    (folder / "allow.lock").unlink()
    plain = {"Op": "query Op { products { id owner { id } } customers { id } }"}
    write_config(folder, plain, ROLES)
    freeze()
    write_config(folder, {"Op": INDIRECT[way]}, ROLES)
    text = freeze()
    expected = {
        "in_order": "ordered by",
        "order_by": "ordered by",
        "order_by_relation": "ordered by",
        "distinct": "made distinct by",
    }
    assert f"+ editor · customers: rows now {expected.get(way, 'filtered by')}: email" in text


def test_filter_of_a_rule_is_reported_as_the_callers(folder: Path) -> None:
    """Which rows there are is the rule's choice, so its columns cannot be read by asking."""
    exposure = read_lock(folder / "allow.lock").fingerprint["exposure"]
    assert exposure["user"]["customers"]["filters"] == ["{ is_active: { eq: true } }"]
    assert "is_active" not in exposure["user"]["customers"].get("filtered", [])


def test_what_is_shown_as_well_is_reported_once() -> None:
    shown = {"columns": ["id", "email"], "filtered": ["email"], "filters": [], "limit": None}
    hidden = {**shown, "columns": ["id"]}
    assert list(changes({"a": {"t": shown}}, {"a": {"t": hidden}})) == [
        "+ a · t: rows now filtered by: email",
        "- a · t: columns no longer visible: email",
    ]
    assert list(changes({"a": {"t": hidden}}, {"a": {"t": shown}})) == ["+ a · t: columns now visible: email"]
    plain = {**hidden, "filtered": []}
    assert list(changes({"a": {"t": hidden}}, {"a": {"t": plain}})) == [
        "- a · t: rows no longer filtered by: email"
    ]
    assert list(changes({}, {"a": {"t": hidden}})) == [
        "+ a · t: now visible: id; filtered by: email; all rows"
    ]


def test_lost_table_and_new_role_are_not_reported() -> None:
    entry = {"columns": ["id"], "filters": [], "limit": None}
    assert list(changes({"a": {"t": entry}}, {"b": {"t": {**entry, "columns": []}}})) == [
        "- a · t: no longer visible",
        "+ b · t: now visible: that rows exist; all rows",
    ]
