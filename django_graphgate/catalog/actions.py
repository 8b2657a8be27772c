"""The callables of the project that are root fields of the schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NoReturn

from django.apps import apps
from django.db.models import Model

from django_graphgate.actions.registry import registered
from django_graphgate.catalog.exposed import concrete
from django_graphgate.catalog.naming import RESERVED_TYPES
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.action import ActionDefinition, ObjectReturn, Return, RowReturn
from django_graphgate.ir.action_types import enum_name, enum_names, objects_in
from django_graphgate.ir.catalog import Catalog, Table

_BESIDE = ("_cursor", "_connection")
"""Suffixes of the fields beside those of a table."""

_NO_FIELD = "Give it another name, or declare @action(field=None): then it can be called by its URL only."


def action_fields(catalog: Catalog, taken: Mapping[str, str]) -> Mapping[str, ActionDefinition]:
    """The actions with a field, by name, and their returned rows with the API names of their tables.

    ``taken`` are the names of the tables and their types.  Raises ``ConfigurationError`` for names that the schema
    has already, and for rows of tables that it does not have.
    """
    by_model = {table.model: table for table in reversed([*catalog.tables.values()]) if not table.alias_of}
    actions: dict[str, ActionDefinition] = {}
    types: dict[str, object] = {**dict.fromkeys(RESERVED_TYPES, "GraphQL itself"), **taken}
    for name, each in registered().items():
        action = each.definition
        if action.returns is None or not _has_field(action):
            continue
        _check(action, catalog, taken)
        returns = _of_tables(action.returns, action, catalog, by_model)
        actions[name] = replace(action, returns=returns)
        for type_name, content in _types(actions[name]):
            if types.setdefault(type_name, content) != content:
                _fail(action, f"the name {type_name!r} of a type is taken in the schema")
    return actions


def _has_field(action: ActionDefinition) -> bool:
    """Not what is for callers of an authenticator of its own, or runs elsewhere than in the operation's transaction."""
    runs_elsewhere = action.background or action.database or not action.transaction
    return bool(action.field and action.is_guarded and not action.auth_name and not runs_elsewhere)


def _check(action: ActionDefinition, catalog: Catalog, taken: Mapping[str, str]) -> None:
    if action.name.startswith("__"):
        _fail(action, "names with two underscores in front belong to introspection")
    beside = {action.name.removesuffix(suffix) for suffix in _BESIDE}
    if owner := taken.get(action.name, next(iter(beside & catalog.tables.keys()), "")):
        _fail(action, f"the name in the schema is that of {owner}")
    if action.field == "query" and action.lock:
        _fail(action, "a field of queries writes nothing, and takes no lock")


def _types(action: ActionDefinition) -> Iterator[tuple[str, object]]:
    """The types that an action adds to the schema: the same object may be returned by several."""
    if action.returns is not None:
        for returned in objects_in(action.returns):
            yield returned.name, returned.fields
    for parameter in action.parameters:
        if names := enum_names(parameter):
            yield enum_name(action, parameter), names


def _of_tables(
    returns: Return, action: ActionDefinition, catalog: Catalog, by_model: Mapping[str, Table]
) -> Return:
    """The return with the tables of its rows."""
    if isinstance(returns, ObjectReturn):
        members = ((name, _of_tables(each, action, catalog, by_model)) for name, each in returns.fields)
        return replace(returns, fields=tuple(members))
    if not isinstance(returns, RowReturn):
        return returns
    if returns.table:
        table = catalog.tables.get(returns.table)
    else:  # rows of a proxy are those of its table
        model: type[Model] = apps.get_model(returns.model)
        table = by_model.get(concrete(model)._meta.label)
    if table is None:
        _fail(action, f"it returns rows of {returns.table or returns.model}, which the API does not have")
    return replace(returns, table=table.name, model=table.model)


def _fail(action: ActionDefinition, sentence: str) -> NoReturn:
    raise ConfigurationError(f"{action.path}, action {action.name}: {sentence}.", hint=_NO_FIELD)
