"""Any definition comes back from JSON as it was, and none that differs has the same digest."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.actions.entries import definition_json, read_action, read_callable, read_webhook
from django_graphgate.actions.file import ActionsFile, digest, parse_actions, render
from django_graphgate.ir.action import (
    ActionDefinition,
    ActionParameter,
    ObjectReturn,
    RowReturn,
    ScalarReturn,
)
from django_graphgate.ir.webhook import WebhookDefinition

NAMES = st.from_regex(r"[_a-z][_a-z0-9]{0,8}", fullmatch=True)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
COUNTS = st.none() | st.integers(0, 2**40)
BOUNDS = st.none() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=4,
)


def tuples(items, **options):
    return st.lists(items, max_size=3, **options).map(tuple)


PARAMETERS = st.builds(
    lambda default, **fields: ActionParameter(
        has_default=bool(default), default=next(iter(default), None), **fields
    ),
    name=NAMES,
    type=st.sampled_from(["Int", "String!", "[Date!]!", "[JSON]", "BigInt"]),
    default=tuples(JSON),
    minimum=BOUNDS,
    maximum=BOUNDS,
    min_length=COUNTS,
    max_length=COUNTS,
    pattern=TEXTS,
    choices=tuples(JSON),
    min_items=COUNTS,
    max_items=COUNTS,
    description=TEXTS,
)
LEAVES = st.builds(
    ScalarReturn, type=st.sampled_from(["Int", "JSON"]), many=st.booleans(), nullable=st.booleans()
)
LEAVES |= st.builds(RowReturn, table=NAMES, many=st.booleans(), nullable=st.booleans())
RETURNS = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        ObjectReturn,
        name=NAMES,
        fields=tuples(st.tuples(NAMES, inner), unique_by=lambda field: field[0]),
        many=st.booleans(),
        nullable=st.booleans(),
    ),
    max_leaves=4,
)
COMMON = {
    "name": NAMES,
    "auth_name": TEXTS,
    "roles": tuples(NAMES),
    "public": st.booleans(),
    "parameters": tuples(PARAMETERS, unique_by=lambda parameter: parameter.name),
    "timeout": COUNTS,
    "lock": st.sampled_from(["", "skip", "wait", "fail"]),
    "max_affected": COUNTS,
    "transaction": st.booleans(),
    "background": st.booleans(),
    "database": TEXTS,
    "description": TEXTS,
}
SQL = st.dictionaries(st.sampled_from(["", "postgresql", "sqlite"]), TEXTS, min_size=1)
ACTIONS = st.builds(ActionDefinition, source=st.just("sql"), sql=SQL, **COMMON)
ACTIONS |= st.builds(
    ActionDefinition, source=st.just("operation"), operation=NAMES, namespace=TEXTS, **COMMON
)
CALLABLES = st.builds(
    ActionDefinition,
    source=st.just("callable"),
    path=NAMES,
    field=st.sampled_from(["", "query", "mutation"]),
    returns=st.none() | RETURNS,
    **COMMON,
)
WEBHOOKS = st.builds(
    WebhookDefinition,
    name=NAMES,
    verifier=NAMES,
    secrets=tuples(TEXTS),
    options=st.dictionaries(TEXTS, JSON, max_size=2),
    action=TEXTS,
    operation=TEXTS,
    path=TEXTS,
    role=TEXTS,
    variables=st.dictionaries(NAMES, TEXTS, max_size=2),
    event_id=TEXTS,
    max_body_bytes=COUNTS,
    rate_limit=COUNTS,
    max_attempts=COUNTS,
    timeout=COUNTS,
)


def again(definition):
    return json.loads(json.dumps(definition_json(definition)))


@given(ACTIONS)
def test_action_comes_back(definition):
    assert read_action(again(definition)) == definition


@given(CALLABLES)
def test_callable_comes_back(definition):
    assert read_callable(again(definition)) == definition


@given(WEBHOOKS)
def test_webhook_comes_back(definition):
    assert read_webhook(again(definition)) == definition


@given(
    st.builds(ActionsFile, actions=tuples(ACTIONS), webhooks=tuples(WEBHOOKS), callables=tuples(CALLABLES))
)
def test_file_comes_back_with_its_digest(content):
    assert digest(parse_actions(render(content))) == digest(content)


@given(ACTIONS, ACTIONS)
def test_actions_with_one_digest_are_one(definition, other):
    same = digest(ActionsFile(actions=(definition,))) == digest(ActionsFile(actions=(other,)))
    assert not same or definition == other
