"""A plan that lets a role write everything of an app, less what a test takes away; data as plain objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericRelation
from django.db.models import Model, Q
from django.db.transaction import atomic

from django_graphgate.execution.writes.budget import Budget
from django_graphgate.execution.writes.context import key_of
from django_graphgate.execution.writes.orm import OrmWriter
from django_graphgate.ir.codec import TEXT
from django_graphgate.ir.input_rows import InputRow, Key, Named, Path, RelatedData
from django_graphgate.ir.write import Probe, WritePlan, WriteRelation, WriteShape, WriteTable

APP = "workshop"
ACTIONS = ("insert", "update", "upsert", "delete")


def table_of(model: type[Model]) -> str:
    return f"{model._meta.model_name}s"


MODELS = {table_of(model): model for model in apps.get_app_config(APP).get_models()}


def _relation(name: str, target: type[Model], way: str, field_name: str, **more: Any) -> WriteRelation:
    rights = dict.fromkeys(("insert", "update", "connect", "disconnect"), True)
    many = way != "forward"
    return WriteRelation(
        **{
            "name": name,
            "table": table_of(target),
            "way": way,
            "field": field_name,
            "many": many,
            **rights,
            **more,
        }
    )


def _relations(model: type[Model]) -> Iterator[WriteRelation]:
    for item in model._meta.get_fields():
        target = item.related_model
        if isinstance(item, GenericRelation):
            yield _relation(item.name, target, "generic", item.name)
        elif (
            target is None
            or target not in MODELS.values()
            or getattr(
                item if item.auto_created and not item.concrete else item.remote_field, "parent_link", False
            )
        ):
            continue
        elif item.many_to_many:
            forward = not item.auto_created
            through = (item if forward else item.field).remote_field.through
            name = item.name if forward else item.get_accessor_name()
            if through._meta.auto_created:
                yield _relation(name, target, "many_to_many", name)
                continue
            sides = {part.related_model: part.name for part in through._meta.fields if part.related_model}
            joined = {"through": table_of(through), "near": sides[_base(model)], "far": sides[_base(target)]}
            yield _relation(name, target, "through", "", **joined)
        elif item.auto_created:
            yield _relation(
                item.get_accessor_name(), target, "reverse", item.field.name, many=not item.one_to_one
            )
        else:
            yield _relation(item.name, target, "forward", item.name)
    if model._meta.model_name == "board":
        yield _relation("labels", MODELS["labels"], "array", "label_ids")


def _base(model: type[Model]) -> type[Model]:
    """The model of the app that a join table refers to."""
    return next((parent for parent in model._meta.parents), model._meta.concrete_model)


def shape_of(model: type[Model], action: str) -> WriteShape:
    columns = {part.attname: TEXT for part in model._meta.concrete_fields}
    references = {
        part.attname: table_of(part.related_model)
        for part in model._meta.concrete_fields
        if part.related_model in MODELS.values()
    }
    return WriteShape(
        table=table_of(model),
        model=model._meta.label,
        action=action,
        keys=tuple((part.attname, TEXT) for part in model._meta.pk_fields),
        columns=columns,
        increments=tuple(columns),
        relations={relation.name: relation for relation in _relations(model)},
        references=references,
    )


def plan_of_app() -> WritePlan:
    """Everything is allowed."""
    shapes = [shape_of(model, action) for model in MODELS.values() for action in ACTIONS]
    names = [f"{table}:{rule}" for table in MODELS for rule in (*ACTIONS, "query")]
    tables = {
        table: WriteTable(
            model=model._meta.label,
            keys=tuple((part.attname, TEXT) for part in model._meta.pk_fields),
            named_by={part.attname: TEXT for part in model._meta.concrete_fields},
        )
        for table, model in MODELS.items()
    }
    return WritePlan(
        roots=(), tables=tables, shapes={shape.name: shape for shape in shapes}, probes=dict.fromkeys(names)
    )


@dataclass
class Role:
    """What a role may do: filters of probes as ``Q``, presets, limits of rows."""

    filters: Mapping[str, Q] = field(default_factory=dict)
    presets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    max_affected: Mapping[str, int] = field(default_factory=dict)
    without: Sequence[str] = ()
    """Probes that the plan does not have."""
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    full_clean: Sequence[str] = ()

    def plan(self) -> WritePlan:
        plan = plan_of_app()
        shapes = dict(plan.shapes)
        for name, most in self.max_affected.items():
            shapes[name] = replace(shapes[name], max_affected=most)
        for name, columns in self.columns.items():
            shapes[name] = replace(shapes[name], columns=dict.fromkeys(columns, TEXT))
        probes = {name: probe for name, probe in plan.probes.items() if name not in self.without}
        probes |= {name: Probe(sql=name) for name in self.filters}
        return replace(plan, shapes=shapes, probes=probes)


class Desk:
    """Writes data as a role on a database: one operation, of which each call is a root field.

    What a call has written is undone where it raises.
    """

    def __init__(self, alias: str, role: Role | None = None, *, most: int = 10_000) -> None:
        self.alias, self.role = alias, role or Role()
        self.plan = self.role.plan()
        self.asked: list[str] = []
        self.writer = OrmWriter(
            self.plan,
            alias,
            self._passes,
            Budget(self.plan, most),
            lambda table: table in self.role.full_clean,
            self._put_presets,
        )

    def insert(self, table: str, *data: Mapping[str, Any]) -> Any:
        rows = [self.row(table, "insert", item, ("insert", index)) for index, item in enumerate(data)]
        with atomic(using=self.alias):
            return self.writer.insert(rows)

    def update(self, table: str, keys: Sequence[Any], data: Mapping[str, Any]) -> Any:
        row = self.row(table, "update", data, ("update",))
        with atomic(using=self.alias):
            return self.writer.update(row, [_key(key) for key in keys])

    def upsert(self, table: str, on: Sequence[str], *data: Mapping[str, Any]) -> Any:
        rows = [self.row(table, "upsert", item, ("upsert", index)) for index, item in enumerate(data)]
        with atomic(using=self.alias):
            return self.writer.upsert(rows, tuple(on))

    def delete(self, table: str, *keys: Any) -> Any:
        with atomic(using=self.alias):
            return self.writer.delete(table, [_key(key) for key in keys])

    def finish(self) -> None:
        self.writer.finish()

    def row(self, table: str, action: str, data: Mapping[str, Any], path: Path) -> InputRow:
        shape = self.plan.shape(table, action)
        row = InputRow(shape=shape, path=path, values={})
        for name, value in data.items():
            if name == "increment":
                row.increments = dict(value)
            elif name in shape.relations:
                row.related += self._related(shape.relations[name], action, value, (*path, name))
            else:
                row.values[name] = value
        row.given = frozenset(row.values)
        self._put_presets([row])
        return row

    def _related(self, relation: WriteRelation, action: str, value: Any, path: Path) -> Iterator[RelatedData]:
        items = value if isinstance(value, list) else [value]
        for index, item in enumerate(items):
            place = (*path, index) if isinstance(value, list) else path
            data = dict(item)
            related = RelatedData(relation=relation, path=place)
            related.connect = tuple(_named(data.pop("connect"))) if "connect" in data else ()
            related.disconnect = tuple(_named(data.pop("disconnect"))) if "disconnect" in data else ()
            related.where = next(_named(data.pop("where")), None) if "where" in data else None
            if data:
                related.rows.append(self.row(relation.table, action, data, place))
            yield related

    def _passes(self, name: str, keys: Sequence[Key]) -> list[Key]:
        self.asked.append(name)
        model = MODELS[name.partition(":")[0]]
        rows = model._base_manager.using(self.alias).filter(self.role.filters[name])
        there = {key_of(row) for row in rows}
        return [key for key in keys if key in there]

    def _put_presets(self, rows: list[InputRow]) -> None:
        for row in rows:
            row.values.update(self.role.presets.get(row.shape.name, {}))


def _key(key: Any) -> Key:
    return key if isinstance(key, tuple) else (key,)


def _named(given: Any) -> Iterator[Named]:
    for item in given if isinstance(given, list) else [given]:
        yield {name: tuple(value) if isinstance(value, list) else (value,) for name, value in item.items()}


def fields_of(error: Any) -> list[tuple[Any, ...]]:
    """What an error says is wrong: path and code."""
    return [(tuple(item["path"]), item["code"]) for item in error.extensions["fields"]]
