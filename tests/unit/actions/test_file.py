"""``actions.json``: what is read, what is refused, and that writing and reading are inverse."""

from __future__ import annotations

import json

import pytest

from django_graphgate.actions.file import ActionsFile, digest, parse_actions, read_actions, render, write
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.action import (
    ActionDefinition,
    ActionParameter,
    ObjectReturn,
    RowReturn,
    ScalarReturn,
)
from django_graphgate.ir.webhook import WebhookDefinition

CONTENT = {
    "actions": [
        {
            "name": "refresh",
            "sql": {"postgresql": "REFRESH MATERIALIZED VIEW v", "sqlite": "DELETE FROM v"},
            "auth_name": "cron",
            "lock": "skip",
            "transaction": False,
        },
        {
            "name": "close_day",
            "sql": "UPDATE t SET a = 1 WHERE day < $before",
            "roles": ["editor"],
            "parameters": [{"name": "before", "type": "Date!", "min": "2020-01-01", "default": None}],
            "max_affected": 500,
        },
        {"name": "publish", "operation": "PublishReviews", "roles": ["editor"]},
    ],
    "webhooks": [
        {
            "name": "payments",
            "verifier": "stripe",
            "secrets": ["STRIPE"],
            "action": "close_day",
            "role": "payments",
            "variables": {"before": "data.day"},
            "options": {"tolerance": 300},
        }
    ],
}


def test_definitions():
    content = parse_actions(json.dumps(CONTENT))
    refresh, close, publish = content.actions
    assert refresh.sql["sqlite"] == "DELETE FROM v"
    assert (refresh.source, refresh.lock, refresh.transaction, refresh.is_guarded) == (
        "sql",
        "skip",
        False,
        True,
    )
    assert close.sql == {"": "UPDATE t SET a = 1 WHERE day < $before"}
    assert close.parameters == (
        ActionParameter(name="before", type="Date!", minimum="2020-01-01", has_default=True, default=None),
    )
    assert (publish.source, publish.operation) == ("operation", "PublishReviews")
    assert content.webhooks == (
        WebhookDefinition(
            name="payments",
            verifier="stripe",
            secrets=("STRIPE",),
            action="close_day",
            role="payments",
            variables={"before": "data.day"},
            options={"tolerance": 300},
        ),
    )


def test_written_file_is_read_back(tmp_path):
    callable_ = ActionDefinition(
        name="rebook",
        source="callable",
        path="shop.actions.rebook",
        public=True,
        field="mutation",
        parameters=(ActionParameter(name="a", type="[Int!]!", choices=(1, 2), min_items=1, maximum=3),),
        returns=ObjectReturn(
            name="Receipt",
            many=True,
            fields=(
                ("order", RowReturn(table="orders")),
                ("total", ScalarReturn(type="Decimal", nullable=False)),
            ),
        ),
    )
    content = parse_actions(json.dumps(CONTENT))
    content = ActionsFile(actions=content.actions, webhooks=content.webhooks, callables=(callable_,))
    assert write(tmp_path, content)
    assert not write(tmp_path, content)
    again = read_actions(tmp_path)
    assert again.callables == (callable_,)
    assert set(again.actions) == set(content.actions)
    assert render(again) == render(content)
    assert digest(again) == digest(content) != ""


def test_missing_file_is_empty(tmp_path):
    content = read_actions(tmp_path)
    assert not content
    assert digest(content) == ""


def test_digest_looks_at_content_only():
    turned = {**CONTENT, "actions": CONTENT["actions"][::-1]}
    same = digest(parse_actions(json.dumps(turned, indent=7)))
    other = {**CONTENT, "actions": CONTENT["actions"][1:]}
    assert same == digest(parse_actions(json.dumps(CONTENT)))
    assert same != digest(parse_actions(json.dumps(other)))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("[]", "must hold an object"),
        ('{"acts": []}', "must hold an object"),
        ('{"actions": {}}', "actions is not a list"),
        ('{"actions": [], "actions": []}', "same key twice"),
        ('{"actions": [3]}', "An object is expected"),
        ('{"actions": [{"sql": "x"}]}', "A name holds"),
        ('{"actions": [{"name": "a.b"}]}', "A name holds"),
        ('{"actions": [{"name": "a\\n"}]}', "A name holds"),
        ('{"actions": [{"name": "a", "lock": "maybe"}]}', "One of skip, wait, fail"),
        ('{"actions": [{"name": "a", "lock": ["skip"]}]}', "One of skip, wait, fail"),
        ('{"actions": [{"name": "a", "roles": "user"}]}', "A list of texts"),
        ('{"actions": [{"name": "a", "public": 1}]}', "true or false"),
        ('{"actions": [{"name": "a", "timeout": true}]}', "A whole number"),
        ('{"actions": [{"name": "a", "timeout": -1}]}', "A whole number"),
        ('{"actions": [{"name": "a", "sql": {"sqlite": 3}}]}', "An object of texts"),
        ('{"actions": [{"name": "a", "path": "os.system"}]}', "no entry 'path'"),
        ('{"actions": [{"name": "a", "source": "callable"}]}', "no entry 'source'"),
        ('{"actions": [{"name": "a", "parameters": {}}]}', "A list is expected"),
        ('{"actions": [{"name": "a", "parameters": [{"name": "p"}]}]}', "not a type"),
        ('{"actions": [{"name": "a", "parameters": [{"name": "p", "type": "Int]"}]}]}', "not a type"),
        ('{"actions": [{"name": "a", "parameters": [{"name": "p", "type": "users!"}]}]}', "not a type"),
        (
            '{"actions": [{"name": "a", "parameters": [{"name": "p", "type": "Int"}, {"name": "p", "type": "Int"}]}]}',
            "p is there twice",
        ),
        ('{"actions": [{"name": "\\ud800"}]}', "cannot be stored"),
        ('{"webhooks": [{"name": "a", "options": []}]}', "An object is expected"),
        ('{"callables": [{"name": "a", "sql": "DROP"}]}', "no entry 'sql'"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_other_content_is_refused(content, sentence):
    with pytest.raises(ConfigurationError, match=sentence):
        parse_actions(content)


def test_file_of_elsewhere_is_not_read(tmp_path):
    """A link out of the folder, a folder, a file of another encoding: none of them is the project's file."""
    elsewhere, config = tmp_path / "elsewhere.json", tmp_path / "config"
    elsewhere.write_text("{}")
    config.mkdir()
    path = config / "actions.json"
    path.symlink_to(elsewhere)
    with pytest.raises(ConfigurationError, match="symbolic link out of its folder"):
        read_actions(config)
    with pytest.raises(ConfigurationError, match="symbolic link"):
        write(config, ActionsFile())
    path.unlink()
    path.write_bytes(b'{"actions": [{"name": "\xff"}]}')
    with pytest.raises(ConfigurationError, match="not UTF-8"):
        read_actions(config)
    path.unlink()
    path.mkdir()
    with pytest.raises(ConfigurationError, match="regular file"):
        read_actions(config)


def test_unknown_key_comes_with_a_near_one():
    with pytest.raises(ConfigurationError, match="auth_nam") as caught:
        parse_actions('{"actions": [{"name": "a", "auth_nam": "x"}]}')
    assert "auth_name" in caught.value.hint
