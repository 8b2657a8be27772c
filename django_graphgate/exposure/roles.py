"""What decides whether a caller has a role, and which rows the role sees: it reads columns for every operation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.contrib.auth import get_user_model
from sqlglot import Dialect, exp
from sqlglot.errors import SqlglotError

from django_graphgate.conf import Settings
from django_graphgate.dialects import DIALECTS
from django_graphgate.errors import ConfigurationError
from django_graphgate.exposure.entry import UNKNOWN, Exposed, How
from django_graphgate.exposure.names import Named
from django_graphgate.exposure.operations import OperationReader
from django_graphgate.ir.places import places_in
from django_graphgate.ir.plan import Filter
from django_graphgate.ir.select_text import select_pieces
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.visit import parameters_of

_MEMBERSHIPS = {"group": ("groups", "name"), "perm": ("user_permissions", "codename")}
"""What the functions of a ``match`` look at: a field of the user model, and a field of what it leads to."""


def exposure_of_roles(
    settings: Settings, reader: OperationReader, operations: Sequence[Exposed]
) -> Iterator[Exposed]:
    """What the filters, masks and presets of rules read, and what decides who has the role."""
    for role in reader.roles:
        seed = Exposed(role=role.name, operation="", source="role", table="", how="filtered")
        yield from _rules(reader, seed)
        if role.match.strip():
            yield from _query(settings, reader, replace(seed, path="ROLES_QUERY"), operations)
            if settings.ROLES_QUERY is None:
                yield from _match(role.match, reader, replace(seed, path="match"))


def _rules(reader: OperationReader, seed: Exposed) -> Iterator[Exposed]:
    rules = reader.compiler.views[seed.role].rules
    for table, query in rules.queries.items():
        yield from _filter(query.filter, table, f"rule {table}", reader, seed)
        for column, mask in query.masks.items():
            yield from _filter(mask, table, f"rule {table}.{column}", reader, seed)
    for (table, action), write in rules.writes.items():
        if not write.block:
            yield from _filter(write.filter, table, f"rule {table} {action}", reader, seed)
            for column, preset in write.presets.items():
                path = f"rule {table} {action}.{column}"
                yield from reader.of_selects([preset], replace(seed, path=path))


def _filter(
    where: Filter, table: str, path: str, reader: OperationReader, seed: Exposed
) -> Iterator[Exposed]:
    for place in places_in(where, table, path):
        if place.column:
            yield from (replace(each, filtered_by=()) for each in reader.entries(place, seed))
    yield from reader.of_selects(parameters_of(where), replace(seed, path=path))


def _query(
    settings: Settings, reader: OperationReader, seed: Exposed, operations: Sequence[Exposed]
) -> Iterator[Exposed]:
    text = (settings.ROLES_QUERY or "").strip().removesuffix(";").rstrip()
    if not text:
        return
    if not text.isidentifier():
        yield from reader.of_sql(_without_variables(text), DIALECTS.values(), seed)
        return
    of_operation = [
        each for each in operations if each.operation == text and not each.namespace and not each.digest
    ]
    for each in of_operation:
        how: How = "filtered" if each.how in ("shown", "returned") else each.how
        path = f"ROLES_QUERY: {each.path}"
        yield replace(each, role=seed.role, operation="", source="role", how=how, path=path)
    if not of_operation:
        yield replace(seed, table=UNKNOWN, column=UNKNOWN)


def _without_variables(text: str) -> str:
    try:
        pieces = select_pieces(text, lambda *_: "NULL", ConfigurationError)
        return "".join(piece if not isinstance(piece, Parameter) else "NULL" for piece in pieces)
    except ConfigurationError:
        return ""  # no statement: unknown


def _match(text: str, reader: OperationReader, seed: Exposed) -> Iterator[Exposed]:
    """The columns of the user's row, of groups and of permissions."""
    users: Any = get_user_model()
    try:
        tree: Any = Dialect.get_or_raise("postgres").parse(text)[0]
    except (SqlglotError, ValueError, RecursionError, IndexError):
        yield replace(seed, table=UNKNOWN, column=UNKNOWN)
        return
    fields = {
        name.lower(): field for field in users._meta.concrete_fields for name in (field.attname, field.column)
    }
    for column in tree.find_all(exp.Column):
        if (field := fields.get(column.name.lower())) is not None:
            yield from _of_field(field, reader, seed)
    for function in tree.find_all(exp.Anonymous):
        relation, name = _MEMBERSHIPS.get(str(function.this).lower(), ("", ""))
        if relation and (related := users._meta.get_field(relation).related_model) is not None:
            yield from _of_field(related._meta.get_field(name), reader, seed)


def _of_field(field: Any, reader: OperationReader, seed: Exposed) -> Iterator[Exposed]:
    meta = field.model._meta
    table = reader.names.by_model.get(meta.label)
    named = Named(
        table.name if table else meta.db_table, str(field.attname), str(meta.label), str(field.name)
    )
    yield replace(reader.named(named, seed), filtered_by=())
