"""``ROLES_QUERY`` as SQL: what its rows are called, and of which types they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connections

from django_graphgate.catalog.exposed import split_table
from django_graphgate.catalog.fields import codec_of
from django_graphgate.catalog.fields import codec_of_type as codec_of_field_type
from django_graphgate.catalog.subqueries import columns_of, first_line
from django_graphgate.dialects.stored_types import codec_of_type
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import Catalog, Column
from django_graphgate.ir.codec import Codec
from django_graphgate.ir.select_text import select_pieces
from django_graphgate.ir.sql import Parameter, Part, Sql
from django_graphgate.matching.row import DatabaseNeeded, RolesRow, is_fact
from django_graphgate.matching.select_types import Output, SelectTypes, select_types, tables_in
from django_graphgate.matching.variables import NotAllowed, variable

_SUBJECT = "GRAPHGATE['ROLES_QUERY']"
_UNKNOWN = "its type is not known, so write CAST(… AS …) in GRAPHGATE['ROLES_QUERY']"
_REPEATED = "GRAPHGATE['ROLES_QUERY'] selects two columns of this name, so give one of them an alias"


def query_row(text: str, catalog: Catalog, alias: str | None) -> RolesRow:
    """The rows of a SELECT that mentions the caller.

    ``alias`` is the database that says what the models do not; without it, :class:`DatabaseNeeded` is raised
    where that is needed.  Raises ``ConfigurationError`` for anything else than one SELECT of the caller's rows.
    """
    text = text.strip().removesuffix(";").rstrip()
    try:
        types, names = _read(text, alias)
        parameters = iter(
            [
                variable(name, codec or types.compared.get(f"{_PLACE}{index}"), catalog)
                for index, (name, codec) in enumerate(names)
            ]
        )
    except NotAllowed as error:
        raise error.as_error(_SUBJECT) from error
    pieces = tuple(select_pieces(text, lambda *_: next(parameters), _refused))
    if not any(isinstance(piece, Parameter) and is_fact(piece) for piece in pieces):
        raise ConfigurationError(
            f"{_SUBJECT} finds the same rows for every caller.",
            hint="Compare the key of your users with $user_id in it.",
        )
    outputs = _outputs(types, pieces, alias)
    columns = dict(_columns(outputs))
    own = {
        table: {
            output.name: columns[output.name] for output in outputs if output.table == table and output.name
        }
        for table in dict.fromkeys(output.table for output in outputs if output.table)
    }
    tables = Counter(types.aliases.values())
    own |= {
        table: own[alias]
        for alias, table in types.aliases.items()
        if alias in own and tables[table] == 1 and table not in own
    }
    return RolesRow(source=Sql(pieces), single=False, columns=columns, tables=own)


_PLACE = "gg_variable_"
"""Each use of a variable has a name of its own while types are looked for: it is compared with a column."""


def _refused(hint: str) -> ConfigurationError:
    return ConfigurationError(f"{_SUBJECT} is not a SELECT of rows of the caller.", hint=hint)


def _read(text: str, alias: str | None) -> tuple[SelectTypes, list[tuple[str, Codec | None]]]:
    """The types in a text, and its variables in order: their names, and the codecs that it states."""
    names: list[tuple[str, Codec | None]] = []

    def place(name: str, codec: Codec | None) -> str:
        names.append((name, codec))
        return f"${_PLACE}{len(names) - 1}"

    numbered = "".join(str(piece) for piece in select_pieces(text, place, _refused))
    try:
        tables = tables_in(numbered)
    except ValueError as error:
        raise _refused(f"It {str(error).removeprefix('it ')}.") from error
    schema = dict(_of_models(tables))
    if alias is not None:
        schema |= _of_database(tables - schema.keys(), alias)
    return select_types(numbered, schema), names


def _of_models(tables: set[str]) -> Iterator[tuple[str, dict[str, Codec | None]]]:
    """The tables of the project's models."""
    for model in apps.get_models(include_auto_created=True):
        table = split_table(model._meta.db_table)[1]
        if table in tables and not model._meta.proxy:
            yield table, {str(field.column): codec_of(field) for field in model._meta.local_concrete_fields}


def _of_database(tables: set[str], alias: str) -> dict[str, dict[str, Codec | None]]:
    """The tables that no model has, as the database describes them."""
    connection: Any = connections[alias]
    schema: dict[str, dict[str, Codec | None]] = {}
    with connection.cursor() as cursor:
        there = (
            set(connection.introspection.table_names(cursor, include_views=True)) if tables else set[str]()
        )
        for table in there.intersection(tables):
            schema[table] = {
                column.name: codec_of_field_type(
                    str(connection.introspection.get_field_type(column.type_code, column))
                )
                for column in connection.introspection.get_table_description(cursor, table)
            }
    return schema


def _outputs(types: SelectTypes, pieces: tuple[Part, ...], alias: str | None) -> Sequence[Output]:
    """The columns of the rows; the database has the last word."""
    if alias is None:
        if types.outputs is None:
            raise DatabaseNeeded(
                f"{_SUBJECT} selects columns that no model has.", hint="Only a database knows their types."
            )
        return types.outputs
    try:
        described = columns_of(pieces, alias)
    except DatabaseError as error:
        raise ConfigurationError(f"{_SUBJECT}: the database says: {first_line(error)}.") from error
    known = types.outputs or [Output(name, "", None) for name, _ in described]
    if len(known) != len(described):
        known = [Output(name, "", None) for name, _ in described]
    return [
        Output(output.name or name, output.table, _settled(output.codec, stored))
        for (name, stored), output in zip(described, known, strict=True)
    ]


def _settled(codec: Codec | None, stored: str) -> Codec | None:
    """The codec of what the database really stores; that of the model where both are of one kind."""
    real = codec_of_type(stored) if stored else codec
    return codec if codec is not None and real is not None and codec.name == real.name else real


def _columns(outputs: Sequence[Output]) -> Iterator[tuple[str, Column | str]]:
    names = Counter(output.name for output in outputs)
    for output in outputs:
        name, codec = output.name, output.codec
        if names[name] > 1:
            yield name, _REPEATED
        elif codec is None:
            yield name, _UNKNOWN
        elif name:
            yield name, Column(name=name, column=name, codec=codec, nullable=True)
