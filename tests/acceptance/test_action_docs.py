"""The pages on actions and webhooks say what is there, and their examples can be read."""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
from typing import Any

import pytest

from django_graphgate.actions import ActionContext, action
from django_graphgate.actions.file import parse_actions
from django_graphgate.actions.registry import scope
from django_graphgate.actions.signature import SCALARS
from django_graphgate.ir.action import ActionDefinition, ActionParameter
from django_graphgate.ir.webhook import WebhookDefinition
from django_graphgate.models import ActionRun
from django_graphgate.signing import SCHEMES
from django_graphgate.webhooks import Delivery
from tests.acceptance.test_docs import PAGES, blocks, section

ACTIONS, WEBHOOKS = PAGES["actions.md"], PAGES["webhooks.md"]
OF_CALLABLES = {"source", "path", "field", "returns"}
"""Entries that graphgate_freeze writes."""
BOUNDS = {"minimum": "min", "maximum": "max", "has_default": "default"}


def names(cls: Any) -> set[str]:
    return {field.name for field in dataclasses.fields(cls)}


def cells(text: str) -> set[str]:
    """Names in the first cells of tables."""
    first = re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE)
    return set(re.findall(r"`(\w+)`", " ".join(first)))


def test_entry_of_an_action_is_documented() -> None:
    assert cells(section(ACTIONS, "Definitions")) == names(ActionDefinition) - OF_CALLABLES


def test_entry_of_a_parameter_is_documented() -> None:
    keys = {BOUNDS.get(name, name) for name in names(ActionParameter)}
    documented = cells(section(ACTIONS, "Parameters"))
    assert documented & {*keys, "min", "max"} == keys


def test_entry_of_a_webhook_is_documented() -> None:
    assert cells(section(WEBHOOKS, "Endpoints")) == names(WebhookDefinition)


def test_argument_of_the_decorator_is_documented() -> None:
    arguments = set(inspect.signature(action).parameters) - {"function"}
    assert arguments <= cells(section(ACTIONS, "Callables"))


def test_attribute_of_the_context_is_documented() -> None:
    assert names(ActionContext) <= cells(section(ACTIONS, "Callables"))


def test_annotation_of_a_parameter_is_documented() -> None:
    table = section(ACTIONS, "Parameters")
    assert [scalar for scalar in SCALARS.values() if f"`{scalar}`" not in table] == []


def test_status_of_a_run_is_documented() -> None:
    text = section(ACTIONS, "In the background")
    assert [status for status in ActionRun.Status.values if f"`{status}`" not in text] == []


def test_member_of_a_delivery_is_documented() -> None:
    text = section(WEBHOOKS, "Handlers")
    assert [name for name in sorted(names(Delivery)) if f"`{name}`" not in text] == []


def test_scheme_and_its_options_are_documented() -> None:
    text = section(WEBHOOKS, "Verifiers")
    assert [name for name in SCHEMES if f"`{name}`" not in text] == []
    options = {option for scheme in SCHEMES.values() for option in scheme.options}
    assert [name for name in sorted(options) if f"`{name}`" not in text] == []


@pytest.mark.parametrize("page", ["actions.md", "webhooks.md"])
def test_definitions_can_be_read(page: str) -> None:
    texts = [json.loads(text) for text in blocks(PAGES[page], "json")]
    definitions = [text for text in texts if not text.keys() & {"data", "errors"}]
    assert definitions
    for content in definitions:
        of_entry = "verifier" in content
        read = parse_actions(
            json.dumps({"webhooks": [{"name": "orders", **content}]} if of_entry else content)
        )
        assert read.actions or read.webhooks
        for webhook in read.webhooks:
            assert webhook.verifier in SCHEMES
            assert set(webhook.options) <= SCHEMES[webhook.verifier].options


def test_callable_can_be_declared() -> None:
    text = blocks(ACTIONS, "python")[0].replace(
        "from shop.models import Order\n", "from tests.support.shop.models import Purchase as Order\n"
    )
    with scope():
        content: dict[str, Any] = {"__name__": "docs"}
        exec(compile(text, "docs", "exec", dont_inherit=True), content)
        from django_graphgate.actions.registry import registered

        definition = registered()["postpone"].definition
    assert [parameter.name for parameter in definition.parameters] == ["order", "day", "reason"]
    assert definition.parameters[2].max_length == 200
    assert definition.returns is not None
