"""Rows in a statement: their aliases, and what they are taken from (after FROM)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache, singledispatch

from django_graphgate.dialects import Dialect
from django_graphgate.ir.catalog import Hop, ReadAs, Table
from django_graphgate.ir.expressions import KeyPosition
from django_graphgate.ir.row_sources import ItemText, RowSource, TableRows, WrittenRows
from django_graphgate.ir.sql import EMPTY, Parameter, Sql, flat, join, parameter, raw, sql


@dataclass(frozen=True, slots=True)
class RowAlias:
    """A table's alias in the statement, and how its columns are written."""

    alias: Sql
    dialect: Dialect
    asked: dict[str, None] = field(default_factory=dict[str, None], compare=False)
    """The columns that the statement uses: where some are inherited, their tables are joined."""
    table: Table | None = None
    """The table, where a filter of the request looks at its rows."""
    narrowed: bool = False
    """A rule hides rows of its table, or of one that it hangs on."""

    def column(self, name: str) -> Sql:
        """A column of the row by its name in the row: that of the database, where it is not inherited."""
        self.asked[name] = None
        return self.computed(name)

    def computed(self, name: str) -> Sql:
        """What the statement itself computes beside the columns."""
        return _dotted(self.alias, self.dialect.identifier(name))


@lru_cache(maxsize=20_000)
def _dotted(alias: Sql, name: Sql) -> Sql:
    """Statements have the same few aliases, and the columns of the catalogue."""
    return flat(sql("{}.{}", alias, name))


Fresh = Callable[[], RowAlias]


def table_name(table: Table | Hop, dialect: Dialect) -> Sql:
    """The quoted name of a table, with its schema where it has one."""
    return dialect.identifier(table.db_schema, table.db_table)


def item_alias(number_of: int, dialect: Dialect) -> Sql:
    """The alias of the items of a :class:`~django_graphgate.ir.plan.Returned`, unique in its statement."""
    return dialect.identifier(f"i{number_of}")


def step_text(value: Parameter | ItemText, dialect: Dialect) -> Sql:
    """A text that an earlier step has brought: as a parameter, or within one."""
    if isinstance(value, Parameter):
        return parameter(value)
    return _dotted(item_alias(value.item, dialect), dialect.identifier(f"k{value.column}"))


@singledispatch
def render_source(source: RowSource, row: RowAlias) -> Sql:
    """What a row is taken from, after FROM, once all that is asked of it is known."""
    raise AssertionError(f"nothing says how {type(source).__name__} is written, for {row.alias}")


@render_source.register
def table_rows(source: TableRows, row: RowAlias) -> Sql:
    """The table.

    Columns that the row inherits are joined to it inside, and those that store another type than the
    catalogue says are converted there; the servers see through the subquery.
    """
    table = source.table
    plain = {asked: table.casts[asked].column if asked in table.casts else asked for asked in row.asked}
    wanted = [asked for asked in row.asked if any(plain[asked] in part.columns for part in table.parts)]
    if not wanted and not any(asked in table.casts for asked in row.asked):
        return table_name(table, row.dialect)
    name = row.dialect.identifier
    aliases = [name(f"p{index}") for index in range(len(table.parts))]
    marks = {
        mark: index for index in range(len(table.parts)) if (mark := joined_mark(table, index)) in row.asked
    }
    joins: list[Sql] = []
    listed = [
        _read(table.casts, asked, sql("r.{}", name(plain[asked])), row.dialect)
        for asked in row.asked
        if asked not in wanted and asked not in marks
    ]
    conditions: dict[int, Sql] = {}
    for index in _needed_parts(table, {plain[asked] for asked in wanted}):
        part, alias = table.parts[index], aliases[index]
        before = raw("r") if part.after < 0 else aliases[part.after]
        on = join(" AND ", (sql("{}.{} = {}.{}", alias, name(t), before, name(h)) for h, t in part.pairs))
        joins.append(sql(" JOIN {} AS {} ON {}", name(part.db_schema, part.db_table), alias, on))
        conditions[index] = join(" AND ", [conditions.get(part.after, EMPTY), on])
        listed += [
            sql(
                "{} AS {}",
                _as(table.casts, asked, sql("{}.{}", alias, name(part.columns[plain[asked]])), row.dialect),
                name(asked),
            )
            for asked in wanted
            if plain[asked] in part.columns
        ]
    listed += [sql("({}) AS {}", conditions[index], name(mark)) for mark, index in marks.items()]
    return sql(
        "(SELECT {} FROM {} AS r{})", join(", ", listed), table_name(table, row.dialect), join("", joins)
    )


@render_source.register
def written_rows(source: WrittenRows, row: RowAlias) -> Sql:
    """The rows of the table whose keys are listed, each looked up by its key, with their places in the list."""
    name, position = row.dialect.identifier, KeyPosition().name
    rows = RowAlias(name("w"), row.dialect)
    listed = [
        sql("k.n AS {}", name(asked)) if asked == position else rows.column(asked) for asked in row.asked
    ]
    columns = [source.table.keys[key] for key in source.table.primary_key]
    same = [
        sql("{} = {}", rows.column(column.column), sql("k.{}", name(f"k{index}")))
        for index, column in enumerate(columns)
    ]
    return sql(
        "(SELECT {} FROM ({}) AS k CROSS JOIN {} AS {} WHERE {})",
        join(", ", listed),
        row.dialect.listed_keys(step_text(source.keys, row.dialect), [column.codec for column in columns]),
        table_rows(TableRows(source.table), rows),
        rows.alias,
        join(" AND ", same),
    )


def _needed_parts(table: Table, names: AbstractSet[str]) -> Sequence[int]:
    """The parent tables that hold these names of a row, and those on the way to them, the nearer first."""
    needed = {index for index, part in enumerate(table.parts) if not names.isdisjoint(part.columns)}
    for index in range(len(table.parts) - 1, -1, -1):
        if index in needed and table.parts[index].after >= 0:
            needed.add(table.parts[index].after)
    return sorted(needed)


def join_table(hop: Hop, row: RowAlias) -> Sql:
    """What comes after FROM for a row of a join table, once all that is asked of it is known."""
    if not any(asked in hop.casts for asked in row.asked):
        return table_name(hop, row.dialect)
    listed = [
        _read(hop.casts, asked, sql("r.{}", row.dialect.identifier(asked)), row.dialect)
        for asked in row.asked
    ]
    return sql("(SELECT {} FROM {} AS r)", join(", ", listed), table_name(hop, row.dialect))


def _read(casts: Mapping[str, ReadAs], name: str, column: Sql, dialect: Dialect) -> Sql:
    """A column of the table itself in the list of a subquery."""
    if name not in casts:
        return column
    return sql("{} AS {}", _as(casts, name, column, dialect), dialect.identifier(name))


def _as(casts: Mapping[str, ReadAs], name: str, column: Sql, dialect: Dialect) -> Sql:
    """What the row has under a name, out of the column that it is stored in."""
    cast = casts.get(name)
    return column if cast is None or not cast.codec else dialect.converted(cast.codec, cast.stored, column)


def joined_mark(table: Table, index: int) -> str:
    """The name under which a row says that one of its parts is joined to it; no column has it."""
    taken = {column.column for column in table.columns.values()}.union(
        *(part.columns for part in table.parts)
    )
    name = f"joined{index}"
    while name in taken:
        name += "#"
    return name
