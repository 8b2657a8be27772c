"""Which way a root field of a mutation is written: as SQL, or through models that have code of their own.

It is looked at whenever a mutation runs, as receivers of signals may be connected at any time.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from django.apps import apps
from django.db.models import Field, Manager, Model, signals
from django.db.models.query_utils import DeferredAttribute

from django_graphgate.ir.input_rows import InputRow, RelatedData
from django_graphgate.ir.write import WritePlan, WriteRoot

Preference = Literal["", "orm", "sql"]
"""What ``GRAPHGATE["TABLES"]`` says of a table; ``sql`` passes over code of the model."""

Touch = Literal["save", "delete", "link"]
"""What happens to a model: its rows are saved or deleted, or join rows that Django made by itself are."""

TOUCHES: tuple[Touch, ...] = get_args(Touch)


@dataclass(frozen=True, slots=True)
class Way:
    """As SQL or not, and a sentence that says why."""

    sql: bool
    reason: str


AS_SQL = Way(sql=True, reason="No model that is written has code of its own.")

_METHODS: Mapping[Touch, tuple[str, ...]] = {
    "save": (
        *("__init__", "save", "save_base", "_save_parents", "_save_table", "_do_insert", "_do_update"),
        *("clean", "clean_fields", "full_clean", "validate_unique", "validate_constraints"),
    ),
    "delete": ("delete",),
    "link": (),
}
_SIGNALS: Mapping[Touch, tuple[str, ...]] = {
    "save": ("pre_init", "post_init", "pre_save", "post_save"),
    "delete": ("pre_delete", "post_delete"),
    "link": ("m2m_changed",),
}
_FROM_DJANGO = ("django.db.models.", "django.contrib.")


def way_of(
    root: WriteRoot,
    rows: Sequence[InputRow],
    plan: WritePlan,
    preferred: Mapping[str, Preference],
) -> Way:
    """The way for a root field with its data, which are empty for ``delete``.

    ``preferred`` is by API name of the table; a table without an entry goes by what its model is.
    """
    touched: dict[tuple[str, type[Model], Touch], None] = {}
    if root.action == "delete":
        touched[root.table, _model(plan.tables[root.table].model), "delete"] = None
    for row in rows:
        touched.update(dict.fromkeys(_touched(row, plan)))
    for table, model, touch in touched:
        obstacle = obstacle_of(model, touch, preferred.get(table, ""))
        if obstacle:
            return Way(sql=False, reason=obstacle)
    return AS_SQL


def obstacle_of(model: type[Model], touch: Touch, preference: Preference = "") -> str:
    """Why rows of a model have to be written through it, as a sentence; empty where they need not be."""
    label = model._meta.label
    if preference == "orm":
        return f"GRAPHGATE['TABLES'] sends {label} through its model."
    if touch == "save" and (structure := _structure(model)):
        return structure
    return "" if preference == "sql" else code_of(model, touch)


def code_of(model: type[Model], touch: Touch) -> str:
    """The code of a model that SQL passes over, as a sentence; empty without any."""
    label = model._meta.label
    if method := _own_method(model, touch):
        return f"{label} has {method}() of its own."
    for name in _SIGNALS[touch]:
        if getattr(signals, name).has_listeners(model):
            return f"{label} has receivers of {name}."
    return ""


def global_signals() -> list[str]:
    """The signals whose receivers are for every model, so that no table can be written as SQL."""
    names = [name for names in _SIGNALS.values() for name in names]
    return [name for name in names if getattr(signals, name).has_listeners(_NoModel)]


class _NoModel:
    """A sender that no receiver is for in particular."""


@functools.cache
def _own_method(model: type[Model], touch: Touch) -> str:
    return next((name for name in _METHODS[touch] if getattr(model, name) is not getattr(Model, name)), "")


@functools.cache
def _structure(model: type[Model]) -> str:
    """What of a model SQL cannot do in Django's place, as a sentence."""
    meta = model._meta
    concrete = meta.concrete_model or model
    if concrete._meta.parents:
        return f"{meta.label} has parts in several tables."
    if type(model._base_manager) is not Manager:
        return f"{meta.label} has a base manager of its own."
    for field in meta.concrete_fields:
        if _has_code(field):
            return f"{meta.label}.{field.name} has code of its own that runs when a row is saved."
    return ""


def _has_code(field: Any) -> bool:
    """Whether a field computes what is saved, by a class that is not Django's."""
    pre_save = next(cls for cls in type(field).__mro__ if "pre_save" in vars(cls))
    return (
        not pre_save.__module__.startswith(_FROM_DJANGO)
        or not issubclass(field.descriptor_class, DeferredAttribute)
        or not field.descriptor_class.__module__.startswith(_FROM_DJANGO)
        or not isinstance(field, Field)
    )


def _touched(row: InputRow, plan: WritePlan) -> Iterator[tuple[str, type[Model], Touch]]:
    """The tables that the data of a row write, at any depth."""
    model = _model(row.shape.model)
    yield row.shape.table, model, "save"
    for related in row.related:
        yield from _by_relation(model, related, plan)
        for nested in related.rows:
            yield from _touched(nested, plan)


def _by_relation(
    model: type[Model], related: RelatedData, plan: WritePlan
) -> Iterator[tuple[str, type[Model], Touch]]:
    """What a relation writes beside the rows that its data give: foreign keys, and rows of join tables."""
    relation = related.relation
    linked = bool(related.connect or related.disconnect)
    if relation.way == "many_to_many":
        yield relation.table, getattr(model, relation.field).through, "link"
    elif relation.way in ("reverse", "generic") and linked:
        yield relation.table, _model(plan.tables[relation.table].model), "save"
    elif relation.way == "through":
        join = _model(plan.tables[relation.through].model)
        if related.rows or related.connect:
            yield relation.through, join, "save"
        if related.disconnect:
            yield relation.through, join, "delete"


def _model(label: str) -> type[Model]:
    return apps.get_model(label)
