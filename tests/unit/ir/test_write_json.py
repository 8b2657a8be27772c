"""Plans of mutations in files."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.ir.action import ObjectReturn, RowReturn, ScalarReturn
from django_graphgate.ir.codec import BIGINT, BOOL, TEXT, Codec, enum_codec
from django_graphgate.ir.presence import ALWAYS, Condition
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.write import (
    DataList,
    DataObject,
    DataValue,
    DataVariable,
    Probe,
    WritePlan,
    WriteRelation,
    WriteRoot,
    WriteShape,
    WriteTable,
)
from django_graphgate.ir.write_json import plan_json, read_plan

names = st.sampled_from(["a", "b", "products", "owner_id", "key"])
texts = st.text(max_size=5)
codecs = st.sampled_from([BIGINT, TEXT, BOOL, Codec("decimal", (10, 2)), enum_codec(["a", "b"])])
parameters = st.one_of(
    st.builds(
        Parameter, source=st.just("constant"), codec=codecs, value=st.one_of(st.none(), st.integers(), texts)
    ),
    st.builds(
        Parameter, source=st.sampled_from(["variable", "caller", "now", "keys"]), codec=codecs, name=names
    ),
    st.builds(Parameter, source=st.just("step"), codec=codecs, value=st.integers(0, 9)),
)
data = st.recursive(
    st.one_of(st.builds(DataValue, parameters), st.builds(DataVariable, names)),
    lambda inner: st.one_of(
        st.builds(DataObject, st.lists(st.tuples(names, inner), max_size=3).map(tuple)),
        st.builds(DataList, st.lists(inner, max_size=3).map(tuple)),
    ),
    max_leaves=5,
)
probes = st.builds(Probe, sql=texts, parameters=st.lists(parameters, max_size=2).map(tuple))
keys = st.lists(st.tuples(names, codecs), max_size=2).map(tuple)
columns = st.dictionaries(names, codecs, max_size=2)
actions = st.sampled_from(["insert", "update", "upsert", "delete"])
conditions = st.builds(Condition, parameters, st.booleans())
presences = st.one_of(
    st.just(ALWAYS), st.just(()), st.lists(st.lists(conditions, max_size=2).map(tuple), max_size=2).map(tuple)
)
relations = st.builds(
    WriteRelation,
    way=st.sampled_from(["forward", "reverse", "many_to_many", "through", "generic", "array"]),
    **dict.fromkeys(("name", "table", "field", "through", "near", "far"), texts),
    **{name: st.booleans() for name in ("many", "insert", "update", "connect", "disconnect")},
)
shapes = st.builds(
    WriteShape,
    table=names,
    model=texts,
    action=actions,
    keys=keys,
    columns=columns,
    increments=st.lists(names).map(tuple),
    presets=st.lists(st.tuples(names, st.one_of(parameters, probes)), max_size=2).map(tuple),
    relations=st.lists(relations, max_size=2).map(
        lambda each: {relation.name: relation for relation in each}
    ),
    synonyms=st.dictionaries(names, names, max_size=2),
    references=st.dictionaries(names, names, max_size=2),
    max_affected=st.one_of(st.none(), st.integers(0, 5)),
)
flags = {"many": st.booleans(), "nullable": st.booleans()}
returned = st.recursive(
    st.one_of(
        st.builds(ScalarReturn, type=names, **flags), st.builds(RowReturn, table=names, model=texts, **flags)
    ),
    lambda inner: st.builds(
        ObjectReturn, name=names, fields=st.lists(st.tuples(names, inner), max_size=2).map(tuple), **flags
    ),
    max_leaves=4,
)
roots = st.builds(
    WriteRoot,
    key=names,
    action=st.one_of(actions, st.just("call")),
    table=names,
    many=st.booleans(),
    returns=st.one_of(st.none(), returned),
    data=st.one_of(st.none(), data),
    on=st.lists(names).map(tuple),
    find=st.one_of(st.none(), probes),
    read=st.one_of(st.none(), probes),
    with_related=st.booleans(),
    presence=presences,
)
plans = st.builds(
    WritePlan,
    roots=st.lists(roots, max_size=2).map(tuple),
    tables=st.dictionaries(
        names, st.builds(WriteTable, model=texts, keys=keys, named_by=columns), max_size=2
    ),
    shapes=st.lists(shapes, max_size=2).map(lambda each: {shape.name: shape for shape in each}),
    probes=st.dictionaries(names, st.one_of(st.none(), probes), max_size=2),
    reads=st.booleans(),
    isolation=st.sampled_from(["", "read committed", "repeatable read", "serializable"]),
    max_affected=st.one_of(st.none(), st.integers(0, 5)),
)


@given(plans)
def test_plan_changes_in_a_file(plan):
    text = json.dumps(plan_json(plan))
    read = read_plan(json.loads(text))
    assert read == plan
    assert json.dumps(plan_json(read)) == text


@given(st.permutations(["a", "b", "c"]))
def test_order_of_names_is_in_the_file(order):
    made = [
        WriteShape(table=name, model="m", action="insert", keys=(), columns=dict.fromkeys(order, TEXT))
        for name in order
    ]
    plan = WritePlan(
        roots=(),
        tables={name: WriteTable(model=name, keys=()) for name in order},
        shapes={shape.name: shape for shape in made},
        probes=dict.fromkeys(order),
    )
    assert list(plan_json(plan)["tables"]) == ["a", "b", "c"]
    assert [each["table"] for each in plan_json(plan)["shapes"]] == ["a", "b", "c"]
    assert list(plan_json(plan)["shapes"][0]["columns"]) == ["a", "b", "c"]
    assert list(plan_json(plan)["probes"]) == ["a", "b", "c"]


def test_field_is_not_in_the_file():
    """Whoever adds a field to these classes adds it to their JSON, and to the strategies above."""
    drawn = {
        WritePlan: {"roots", "tables", "shapes", "probes", "reads", "isolation", "max_affected"},
        WriteTable: {"model", "keys", "named_by"},
        Probe: {"sql", "parameters"},
        WriteRoot: {
            *("key", "action", "table", "many", "data", "on", "find", "read", "returns"),
            *("with_related", "presence"),
        },
        WriteShape: {
            *("table", "model", "action", "keys", "columns", "increments", "presets", "relations"),
            *("synonyms", "references", "max_affected"),
        },
        WriteRelation: {
            *("name", "table", "way", "field", "many", "insert", "update", "connect", "disconnect"),
            *("through", "near", "far"),
        },
    }
    assert {cls: {field.name for field in fields(cls)} for cls in drawn} == drawn


ROOT = {"key": "a", "action": "insert", "table": "t"}
SHAPE = {"table": "t", "model": "m", "action": "insert", "keys": []}


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"roots": [{**ROOT, "action": "drop"}]},
        {"roots": [{**ROOT, "data": {"code": "x"}}]},
        {"roots": [{**ROOT, "data": {}}]},
        {"roots": [{**ROOT, "data": {"value": {"source": "guess", "codec": "text"}}}]},
        {"roots": [{"key": "a"}]},
        {"roots": [], "isolation": "none"},
        {"roots": [], "shapes": [{**SHAPE, "action": "query"}]},
        {"roots": [], "shapes": [{**SHAPE, "relations": [{"way": "sideways"}]}]},
        {"roots": [], "shapes": [{**SHAPE, "columns": {"a": "thing"}}]},
        {"roots": [], "probes": {"t:query": {}}},
        {"roots": [], "max_affected": "many"},
    ],
)
def test_broken_file_is_a_plan(broken):
    with pytest.raises((KeyError, TypeError, ValueError)):
        read_plan(broken)
