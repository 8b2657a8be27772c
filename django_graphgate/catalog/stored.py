"""The real types of the columns of the exposed tables, and the catalogue that fits them.

A model says what its columns should be; views, unmanaged models, old migrations and ``TABLES`` say it,
too, and any of them may be wrong.  PostgreSQL is asked, once per database, when the gate loads.  SQLite
has values of any type in any column, which its forms see to one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps import apps
from django.db import connections, router

from django_graphgate.catalog.subqueries import try_subqueries
from django_graphgate.dialects import dialect
from django_graphgate.dialects.stored_types import cast_of, family, type_of
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import Catalog, Column, Hop, ReadAs, Relation, Table

TableName = tuple[str, str]
"""Schema, or nothing, and name of a table in the database."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The type of a column: by its short name, and as the server writes it."""

    name: str
    shown: str


Types = Mapping[TableName, Mapping[str, Stored]]


def read_types(
    connection: Any, query: str, tables: Iterable[TableName]
) -> dict[TableName, dict[str, Stored]]:
    """The real types of all columns of these tables: one query."""
    wanted = list(tables)
    quote = connection.ops.quote_name
    names = [".".join(quote(part) for part in table if part) for table in wanted]
    types: dict[TableName, dict[str, Stored]] = {}
    with connection.cursor() as cursor:
        cursor.execute(query, [names])
        for index, column, shown, short in cursor.fetchall():
            types.setdefault(wanted[index - 1], {})[column] = Stored(short, shown)
    return types


@dataclass(frozen=True)
class Fitted:
    """A catalogue that fits the databases, and the problems where none does."""

    catalog: Catalog
    models: frozenset[str] = frozenset()
    """Labels of the models whose statements differ from the frozen ones: a freeze asks no database."""
    problems: tuple[str, ...] = ()

    def checked(self) -> Fitted:
        """Raises ``ConfigurationError`` where columns cannot be read as what the catalogue says."""
        if self.problems:
            raise ConfigurationError(
                self.problems[0],
                hint="Correct the model or the setting: see docs/catalogue.md, What columns really store.",
            )
        return self


def fit_catalog(catalog: Catalog, aliases: Iterable[str] | None = None) -> Fitted:
    """The catalogue for the columns that there are, in the databases that Django's routers read from.

    Only those of ``aliases`` are asked, where they are given.
    """
    by_alias: dict[str, list[Table]] = {}
    for table in catalog.tables.values():
        alias = str(router.db_for_read(apps.get_model(table.model)))
        if aliases is None or alias in aliases:
            by_alias.setdefault(alias, []).append(table)
    variables, problems = try_subqueries(catalog.variables, by_alias)
    tables, models = dict(catalog.tables), set[str]()
    for alias, several in by_alias.items():
        query = dialect(connections[alias].vendor).column_types_query
        if not query:
            continue
        types = read_types(connections[alias], query, dict.fromkeys(_names(several)))
        fitting = _Fitting(types)
        tables.update({table.name: fitting.table(table) for table in several})
        fitted = {table.name: _with_joins(tables[table.name], tables) for table in several}
        tables.update(fitted)
        models |= {table.model for table in fitted.values() if table is not catalog.tables[table.name]}
        problems += fitting.problems
        problems += dict.fromkeys(
            problem for table in fitted.values() for problem in _apart(table, tables, types)
        )
    return Fitted(replace(catalog, tables=tables, variables=variables), frozenset(models), tuple(problems))


def _names(tables: Iterable[Table]) -> Iterator[TableName]:
    """All tables that rows are made of."""
    for table in tables:
        yield table.db_schema, table.db_table
        yield from ((part.db_schema, part.db_table) for part in table.parts)
        yield from ((hop.db_schema, hop.db_table) for relation in _relations(table) for hop in relation.hops)


def _relations(table: Table) -> Iterator[Relation]:
    yield from table.relations.values()
    for union in table.unions.values():
        yield from union.members


def _stored(table: Table, name: str, types: Types) -> Stored | None:
    """The type of a column by its name in the row; ``None`` where the database does not say."""
    for part in table.parts:
        if name in part.columns:
            return types.get((part.db_schema, part.db_table), {}).get(part.columns[name])
    return types.get((table.db_schema, table.db_table), {}).get(name)


@dataclass
class _Fitting:
    """Goes through tables, and notes what cannot be read."""

    types: Types
    problems: list[str] = field(default_factory=list[str])

    def table(self, table: Table) -> Table:
        """The table itself if it fits, else a copy that does."""
        casts: dict[str, ReadAs] = {}
        columns = {name: self._column(column, table, casts) for name, column in table.columns.items()}
        keys = {name: self._column(column, table, casts) for name, column in table.keys.items()}
        for name, column in keys.items():
            if column.plain and not table.keys[name].nullable:
                self._refuse(table, table.keys[name], "a primary key needs a value in every row")
        if columns == table.columns and keys == table.keys:
            return table
        return replace(table, columns=columns, keys=keys, casts=casts)

    def _column(self, column: Column, table: Table, casts: dict[str, ReadAs]) -> Column:
        stored = _stored(table, column.column, self.types)
        if stored is None:
            return column
        try:
            cast = cast_of(column.codec, stored.name)
        except ValueError:
            self._refuse(table, column, "the one cannot be read as the other")
            return column
        if cast is None:
            return column
        if cast.codec:
            return replace(column, codec=cast.codec)
        if cast.value != "{0}":
            casts[column.column] = ReadAs(column=column.column, codec=column.codec, stored=stored.name)
        plain = ""
        if cast.partial or cast.form:
            plain = self._plain(column.column, table, casts)
            casts[plain] = ReadAs(column=column.column)
        return replace(
            column,
            stored=stored.name,
            plain=plain,
            comparable=cast.comparable,
            key_codec=cast.key_codec,
            nullable=column.nullable or cast.partial or bool(cast.form),
        )

    def _plain(self, column: str, table: Table, casts: Mapping[str, ReadAs]) -> str:
        """A short name that is unused in the row."""
        for name, cast in casts.items():
            if cast.column == column and not cast.codec:
                return name
        taken = {*casts, *(other.column for other in table.columns.values())}
        name = f"#{len(casts)}"
        while name in taken:
            name += "#"
        return name

    def _refuse(self, table: Table, column: Column, why: str) -> None:
        stored = _stored(table, column.column, self.types)
        shown = stored.shown if stored else ""
        self.problems.append(
            f"{table.name}.{column.name} is stored as {shown}, and its type in the API is {column.codec}: {why}."
        )


def _with_joins(table: Table, tables: Mapping[str, Table]) -> Table:
    """The table with casts in those of its relations that lead through a table with casts."""
    casts = {name: other.casts for name, other in tables.items() if other.casts}
    changed: dict[str, Relation] = {}
    for name, relation in table.relations.items():
        if len(relation.hops) > 1 and any(hop.table in casts for hop in relation.hops):
            hops = (replace(hop, casts=casts.get(hop.table or "", {})) for hop in relation.hops)
            changed[name] = replace(relation, hops=tuple(hops))
    return replace(table, relations={**table.relations, **changed}) if changed else table


def _apart(table: Table, tables: Mapping[str, Table], types: Types) -> Iterator[str]:
    """Relations whose ends cannot be compared."""
    for relation in _relations(table):
        here: Table | Hop = table
        for hop in relation.hops:
            last = hop is relation.hops[-1]
            there = tables[relation.target] if last and relation.target in tables else hop
            for left, right in () if hop.key else hop.pairs:
                ends = _family(here, left, types), _family(there, right, types)
                if hop.array:  # the items of one side are compared with the other
                    ends = family(ends[0].removeprefix("[]")), family(ends[1].removeprefix("[]"))
                if "" not in ends and ends[0] != ends[1]:
                    yield (
                        f"{table.name}.{relation.name}: {left} ({ends[0]}) and {right} ({ends[1]}) of {hop.db_table}"
                        " cannot be compared."
                    )
            here = hop


def _family(of: Table | Hop, name: str, types: Types) -> str:
    """The family of types that an end of a relation is compared as; empty if unknown."""
    if isinstance(of, Table):
        if (cast := of.casts.get(name)) is not None:
            return family(type_of(cast.codec))
        stored = _stored(of, name, types)
    else:
        if (cast := of.casts.get(name)) is not None:
            return family(type_of(cast.codec))
        stored = types.get((of.db_schema, of.db_table), {}).get(name)
    return "" if stored is None else family(stored.name)
