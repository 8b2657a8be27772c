"""What a mutation writes, as JSON: a part of its statement in ``allow.lock``.

What is as it is by default is left out.  Whatever is read back may have been changed by hand, so each name that
decides something is checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, cast, get_args

from django_graphgate.ir.codec import Codec
from django_graphgate.ir.parameter_json import parameter_json, read_parameter
from django_graphgate.ir.presence import ALWAYS, Condition, Presence
from django_graphgate.ir.return_json import read_return, return_json
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.write import (
    CALL,
    Action,
    Data,
    DataList,
    DataObject,
    DataValue,
    DataVariable,
    Isolation,
    Probe,
    Way,
    WritePlan,
    WriteRelation,
    WriteRoot,
    WriteShape,
    WriteTable,
)

Entry = dict[str, Any]
T = TypeVar("T")


def plan_json(plan: WritePlan) -> Entry:
    """A JSON value that :func:`read_plan` reads back, equal for equal plans."""
    return {"roots": [_root_json(root) for root in plan.roots]} | _short(
        tables={name: _table_json(table) for name, table in sorted(plan.tables.items())},
        shapes=[_shape_json(shape) for _, shape in sorted(plan.shapes.items())],
        probes={name: probe and _probe_json(probe) for name, probe in sorted(plan.probes.items())},
        reads=plan.reads,
        isolation=plan.isolation,
        max_affected=plan.max_affected,
    )


def read_plan(value: Mapping[str, Any]) -> WritePlan:
    """Raises ``KeyError``, ``TypeError`` or ``ValueError`` for a malformed value."""
    shapes = [_read_shape(shape) for shape in value.get("shapes", ())]
    return WritePlan(
        roots=tuple(_read_root(root) for root in value["roots"]),
        tables={str(name): _read_table(table) for name, table in value.get("tables", {}).items()},
        shapes={shape.name: shape for shape in shapes},
        probes={
            str(name): None if probe is None else _read_probe(probe)
            for name, probe in value.get("probes", {}).items()
        },
        reads=bool(value.get("reads", False)),
        isolation=cast("Isolation", _among(get_args(Isolation), value.get("isolation", ""))),
        max_affected=_number(value.get("max_affected")),
    )


def _short(**entries: Any) -> Entry:
    """The entries that say something."""
    return {
        name: value
        for name, value in entries.items()
        if value is not None and value is not False and value not in ("", [], {})
    }


def _among(names: tuple[str, ...], value: Any) -> str:
    if value not in names:
        raise ValueError(f"unknown name {value!r:.100}")
    return str(value)


def _number(value: Any) -> int | None:
    return None if value is None else int(value)


def _optional(value: Any, read: Callable[[Any], T]) -> T | None:
    return None if value is None else read(value)


# -- texts ------------------------------------------------------------------------------------------


def _probe_json(probe: Probe) -> Entry:
    return {"sql": probe.sql, "parameters": [parameter_json(each) for each in probe.parameters]}


def _read_probe(value: Mapping[str, Any]) -> Probe:
    return Probe(
        sql=str(value["sql"]), parameters=tuple(read_parameter(each) for each in value["parameters"])
    )


# -- root fields ------------------------------------------------------------------------------------


def _root_json(root: WriteRoot) -> Entry:
    return (
        {"key": root.key, "action": root.action, "table": root.table}
        | _short(
            many=root.many,
            data=None if root.data is None else _data_json(root.data),
            on=list(root.on),
            find=root.find and _probe_json(root.find),
            read=root.read and _probe_json(root.read),
            returns=root.returns and return_json(root.returns),
            with_related=root.with_related,
        )
        | ({} if root.presence == ALWAYS else {"presence": _presence_json(root.presence)})
    )


def _read_root(value: Mapping[str, Any]) -> WriteRoot:
    return WriteRoot(
        key=str(value["key"]),
        action="call" if value["action"] == CALL else _action(value["action"]),
        table=str(value["table"]),
        many=bool(value.get("many", False)),
        data=_optional(value.get("data"), _read_data),
        on=tuple(map(str, value.get("on", ()))),
        find=_optional(value.get("find"), _read_probe),
        read=_optional(value.get("read"), _read_probe),
        returns=_optional(value.get("returns"), read_return),
        with_related=bool(value.get("with_related", False)),
        presence=_read_presence(value["presence"]) if "presence" in value else ALWAYS,
    )


def _action(value: Any) -> Action:
    return cast("Action", _among(get_args(Action), value))


def _presence_json(presence: Presence) -> list[list[Any]]:
    return [[[parameter_json(each.parameter), each.when] for each in several] for several in presence]


def _read_presence(value: Any) -> Presence:
    return tuple(
        tuple(Condition(read_parameter(parameter), bool(when)) for parameter, when in several)
        for several in value
    )


# -- data -------------------------------------------------------------------------------------------


def _data_json(data: Data) -> Entry:
    if isinstance(data, DataValue):
        return {"value": parameter_json(data.parameter)}
    if isinstance(data, DataVariable):
        return {"variable": data.name}
    if isinstance(data, DataObject):
        return {"object": [[name, _data_json(value)] for name, value in data.fields]}
    return {"list": [_data_json(item) for item in data.items]}


def _read_data(value: Mapping[str, Any]) -> Data:
    ((form, content),) = value.items()
    if form == "value":
        return DataValue(read_parameter(content))
    if form == "variable":
        return DataVariable(str(content))
    if form == "object":
        return DataObject(tuple((str(name), _read_data(inner)) for name, inner in content))
    if form == "list":
        return DataList(tuple(_read_data(item) for item in content))
    raise ValueError(f"unknown data {form!r:.100}")


# -- shapes -----------------------------------------------------------------------------------------


def _table_json(table: WriteTable) -> Entry:
    return {"model": table.model, "keys": _keys_json(table.keys)} | _short(
        named_by={name: str(codec) for name, codec in sorted(table.named_by.items())},
    )


def _read_table(value: Mapping[str, Any]) -> WriteTable:
    return WriteTable(
        model=str(value["model"]),
        keys=_read_keys(value["keys"]),
        named_by=dict(_read_keys(value.get("named_by", {}).items())),
    )


def _keys_json(keys: Iterable[tuple[str, Codec]]) -> list[list[str]]:
    return [[name, str(codec)] for name, codec in keys]


def _read_keys(value: Any) -> tuple[tuple[str, Codec], ...]:
    return tuple((str(name), Codec.parse(str(codec))) for name, codec in value)


def _shape_json(shape: WriteShape) -> Entry:
    required: Entry = {
        "table": shape.table,
        "model": shape.model,
        "action": shape.action,
        "keys": _keys_json(shape.keys),
    }
    return required | _short(
        columns={name: str(codec) for name, codec in sorted(shape.columns.items())},
        increments=list(shape.increments),
        presets=[[name, _preset_json(preset)] for name, preset in shape.presets],
        relations=[_relation_json(relation) for _, relation in sorted(shape.relations.items())],
        synonyms=dict(sorted(shape.synonyms.items())),
        references=dict(sorted(shape.references.items())),
        max_affected=shape.max_affected,
    )


def _read_shape(value: Mapping[str, Any]) -> WriteShape:
    relations = [_read_relation(relation) for relation in value.get("relations", ())]
    return WriteShape(
        table=str(value["table"]),
        model=str(value["model"]),
        action=_action(value["action"]),
        keys=_read_keys(value["keys"]),
        columns=dict(_read_keys(value.get("columns", {}).items())),
        increments=tuple(map(str, value.get("increments", ()))),
        presets=tuple((str(name), _read_preset(preset)) for name, preset in value.get("presets", ())),
        relations={relation.name: relation for relation in relations},
        synonyms={str(name): str(meant) for name, meant in value.get("synonyms", {}).items()},
        references={str(name): str(table) for name, table in value.get("references", {}).items()},
        max_affected=_number(value.get("max_affected")),
    )


def _preset_json(preset: Parameter | Probe) -> Entry:
    return _probe_json(preset) if isinstance(preset, Probe) else parameter_json(preset)


def _read_preset(value: Mapping[str, Any]) -> Parameter | Probe:
    return _read_probe(value) if "sql" in value else read_parameter(value)


_FLAGS = ("many", "insert", "update", "connect", "disconnect")
_NAMES = ("name", "table", "field", "through", "near", "far")


def _relation_json(relation: WriteRelation) -> Entry:
    return _short(way=relation.way, **{name: getattr(relation, name) for name in (*_NAMES, *_FLAGS)})


def _read_relation(value: Mapping[str, Any]) -> WriteRelation:
    names: dict[str, Any] = {name: str(value.get(name, "")) for name in _NAMES}
    flags: dict[str, Any] = {"many": False, **{name: bool(value.get(name, False)) for name in _FLAGS}}
    return WriteRelation(way=cast("Way", _among(get_args(Way), value["way"])), **names, **flags)
