"""What a mutation of the app ``workshop`` means, as anybody would write it with Django: what the ways of writing are
compared with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Model, Q

from django_graphgate.ir.write import WriteRelation
from tests.support.writes.plans import MODELS, plan_of_app

PLAN = plan_of_app()


def insert(table: str, data: Mapping[str, Any], **link: Any) -> Model:
    """A row with everything that is nested in it."""
    values, related = _split(table, "insert", data)
    for relation, items in related:
        if relation.way == "forward":
            (values[relation.name],) = [row for item in items for row in _new_rows(relation, item)]
    row = MODELS[table].objects.create(**values, **link)
    for relation, items in related:
        for item in items if relation.way != "forward" else ():
            _attach(row, relation, item)
    return row


def update(row: Model, table: str, data: Mapping[str, Any]) -> None:
    """A row and its related rows."""
    data = dict(data)
    increments = data.pop("increment", {})
    values, related = _split(table, "update", data)
    for name, amount in increments.items():
        setattr(row, name, getattr(row, name) + amount)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    for relation, items in related:
        for item in items:
            _update_related(row, relation, dict(item))


def _update_related(row: Any, relation: WriteRelation, item: dict[str, Any]) -> None:
    if "connect" in item:
        if relation.way == "forward":
            (target,) = _named(relation.table, item["connect"])
            setattr(row, relation.name, target)
            row.save()
        else:
            _attach(row, relation, item)
        return
    if "disconnect" in item:
        _detach(row, relation, MODELS[relation.table].objects.filter(**item["disconnect"]))
        return
    where = Q(**item.pop("where", {}))
    if relation.many:
        targets = list(getattr(row, relation.name).filter(where))
    else:
        own = getattr(row, relation.name, None)
        targets = [] if own is None else list(type(own).objects.filter(where, pk=own.pk))
    for target in targets:
        update(target, relation.table, item)


def _detach(row: Any, relation: WriteRelation, named: Any) -> None:
    if relation.way == "forward":
        if getattr(row, relation.name) in list(named):
            setattr(row, relation.name, None)
            row.save()
    elif relation.way in ("reverse", "generic"):
        for target in getattr(row, relation.name).filter(pk__in=named.values("pk")):
            _link(target, relation, None)
            target.save()
    else:
        getattr(row, relation.name).remove(*named)


def _attach(row: Any, relation: WriteRelation, item: Mapping[str, Any]) -> None:
    if relation.way in ("many_to_many", "through"):
        for target in _new_rows(relation, item):
            getattr(row, relation.name).add(target)
    elif "connect" in item:
        for target in _named(relation.table, item["connect"]):
            _link(target, relation, row)
            target.save()
    else:
        insert(relation.table, item, **{_key(relation): row})


def _link(target: Any, relation: WriteRelation, row: Any) -> None:
    setattr(target, _key(relation), row)


def _key(relation: WriteRelation) -> str:
    return "about" if relation.way == "generic" else relation.field


def _new_rows(relation: WriteRelation, item: Mapping[str, Any]) -> list[Model]:
    return _named(relation.table, item["connect"]) if "connect" in item else [insert(relation.table, item)]


def _named(table: str, named: Mapping[str, Any]) -> list[Model]:
    return [MODELS[table].objects.get(**named)]


def _split(
    table: str, action: str, data: Mapping[str, Any]
) -> tuple[dict[str, Any], list[tuple[WriteRelation, list[Any]]]]:
    relations = PLAN.shape(table, action).relations
    values = {name: value for name, value in data.items() if name not in relations}
    related = [
        (relations[name], value if isinstance(value, list) else [value])
        for name, value in data.items()
        if name in relations
    ]
    return values, related


# -- what is there afterwards -----------------------------------------------------------------------

NAMES = {"people": "name"}
UNSTEADY = {"id", "code", "created", "updated"}
"""Columns whose values are others each time."""


def everything() -> dict[str, list[Any]]:
    """All rows of the app; a row that another one refers to goes by its name."""
    return {table: sorted(map(repr, _rows(model))) for table, model in MODELS.items() if _has_table(model)}


def _has_table(model: type[Model]) -> bool:
    return not model._meta.required_db_vendor and not model._meta.proxy


def _rows(model: type[Model]) -> Iterator[dict[str, Any]]:
    for row in model.objects.all():
        yield {
            **{
                field.name: _plain(row, field)
                for field in model._meta.concrete_fields
                if field.name not in UNSTEADY
            },
            **{
                field.name: sorted(map(_name, getattr(row, field.name).all()))
                for field in model._meta.many_to_many
            },
            "about": _name(getattr(row, "about", None)),
        }


def _plain(row: Model, field: Any) -> Any:
    if field.name == "about_id":  # ``about`` has the row's name
        return None
    return _name(getattr(row, field.name)) if field.is_relation else getattr(row, field.name)


def _name(row: Any) -> str:
    names = ("name", "title", "word", "number", "text", "model", "pk")
    return "" if row is None else next(str(getattr(row, name)) for name in names if hasattr(row, name))
