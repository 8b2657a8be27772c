"""Columns whose values look secret, whatever they are called: a key repeats what it points to."""

from __future__ import annotations

from typing import Any

import pytest

from django_graphgate.rules.model import StoredRule
from tests.support.catalog.asking import api, table

MUSEUM = ["museum"]
RELATED = [{"name": "entries", "columns": [{"name": "by", "related_to": "passes.token"}]}]


@pytest.mark.parametrize(
    ("name", "column", "secret"),
    [
        ("turnstiles", "api_key", True),
        ("turnstiles", "hall", True),  # by its name in the database
        ("turnstiles", "id", False),
        ("sensors", "turnstile_id", True),
        ("readings", "sensor_id", True),  # over two keys
        ("readings", "level", False),
        ("entries", "about_id", True),  # a generic key, which may name a row by a secret
        ("entries", "about_type_id", False),
        ("entries", "by", False),
        ("guides", "room_id", False),
    ],
)
def test_key_shows_what_looks_secret(name: str, column: str, secret: bool) -> None:
    assert table(MUSEUM, name).columns[column].secret is secret


def test_key_of_the_settings_shows_what_looks_secret() -> None:
    assert table(MUSEUM, "entries", tables=RELATED).columns["by"].secret


@pytest.mark.parametrize(
    "models", [["museum.Sensor", "museum.Reading"], ["museum.Sensor", "museum.Turnstile"]]
)
def test_key_to_a_table_that_is_hidden_is_shown(models: list[str]) -> None:
    assert table(models, "sensors").columns["turnstile_id"].secret


@pytest.mark.parametrize(
    "asked",
    [
        "{ sensors { turnstile_id } }",
        '{ sensors(where: { turnstile_id: { starts_with: "a" } }) { id } }',
        "{ sensors(order_by: { turnstile_id: asc }) { id } }",
        "{ sensors(distinct: [turnstile_id]) { id } }",
        '{ turnstiles { id(includeIf: { sensor: { turnstile_id: { gt: "a" } } }) } }',
    ],
)
def test_secret_key_is_reached(asked: str) -> None:
    role: Any = api(MUSEUM, StoredRule(table="sensors"), StoredRule(table="turnstiles"))
    assert role.refusal(asked)[0] == "GRAPHQL_VALIDATION_FAILED"


def test_rule_cannot_name_a_secret_key() -> None:
    role = api(MUSEUM, StoredRule(table="sensors", columns=("id", "turnstile_id")))
    assert "turnstile_id" in role.compiled("{ sensors { turnstile_id } }").sql
