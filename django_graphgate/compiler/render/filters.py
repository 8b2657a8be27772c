"""Filters and correlations of a plan → SQL conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from django_graphgate.dialects import Dialect
from django_graphgate.errors import Unsupported
from django_graphgate.ir.catalog import Hop, Kind, ReadAs, Relation, Table
from django_graphgate.ir.codec import JSON, TEXT
from django_graphgate.ir.plan import TRUE, And, Compare, Exists, Filter, Given, Known, Not, Or
from django_graphgate.ir.sql import EMPTY, Parameter, Sql, flat, join, parameter, raw, sql
from django_graphgate.ir.visit import both, columns_of


@dataclass(frozen=True, slots=True)
class Row:
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


Fresh = Callable[[], Row]


def table_name(table: Table | Hop, dialect: Dialect) -> Sql:
    """The quoted name of a table, with its schema where it has one."""
    return dialect.identifier(table.db_schema, table.db_table)


def source(table: Table, row: Row) -> Sql:
    """What stands after FROM for a row, once all that is asked of it is known.

    Columns that the row inherits are joined to it inside, and those that store another type than the
    catalogue says are converted there; the servers see through the subquery.
    """
    plain = {one: table.casts[one].column if one in table.casts else one for one in row.asked}
    wanted = [one for one in row.asked if any(plain[one] in part.columns for part in table.parts)]
    if not wanted and not any(one in table.casts for one in row.asked):
        return table_name(table, row.dialect)
    name = row.dialect.identifier
    aliases = [name(f"p{index}") for index in range(len(table.parts))]
    marks = {
        mark: index for index in range(len(table.parts)) if (mark := joined_mark(table, index)) in row.asked
    }
    needed = {
        index for index, part in enumerate(table.parts) if any(plain[one] in part.columns for one in wanted)
    }
    for index in range(len(table.parts) - 1, -1, -1):
        if index in needed and table.parts[index].after >= 0:
            needed.add(table.parts[index].after)
    joins: list[Sql] = []
    listed = [
        _read(table.casts, one, sql("r.{}", name(plain[one])), row.dialect)
        for one in row.asked
        if one not in wanted and one not in marks
    ]
    conditions: dict[int, Sql] = {}
    for index in sorted(needed):
        part, alias = table.parts[index], aliases[index]
        before = raw("r") if part.after < 0 else aliases[part.after]
        on = join(" AND ", (sql("{}.{} = {}.{}", alias, name(t), before, name(h)) for h, t in part.pairs))
        joins.append(sql(" JOIN {} AS {} ON {}", name(part.db_schema, part.db_table), alias, on))
        conditions[index] = join(" AND ", [conditions.get(part.after, EMPTY), on])
        listed += [
            sql(
                "{} AS {}",
                _as(table.casts, one, sql("{}.{}", alias, name(part.columns[plain[one]])), row.dialect),
                name(one),
            )
            for one in wanted
            if plain[one] in part.columns
        ]
    listed += [sql("({}) AS {}", conditions[index], name(mark)) for mark, index in marks.items()]
    return sql(
        "(SELECT {} FROM {} AS r{})", join(", ", listed), table_name(table, row.dialect), join("", joins)
    )


def _join_table(hop: Hop, row: Row) -> Sql:
    """What stands after FROM for a row of a join table, once all that is asked of it is known."""
    if not any(one in hop.casts for one in row.asked):
        return table_name(hop, row.dialect)
    listed = [
        _read(hop.casts, one, sql("r.{}", row.dialect.identifier(one)), row.dialect) for one in row.asked
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
    taken = {one.column for one in table.columns.values()}.union(*(part.columns for part in table.parts))
    name = f"joined{index}"
    while name in taken:
        name += "#"
    return name


def _joined(where: Filter, row: Row) -> list[Sql]:
    """The parts that a filter looks at are the row's own.  Others of theirs belong to rows of another table."""
    if row.table is None:
        return []
    used = columns_of(where)
    parts = [index for index, part in enumerate(row.table.parts) if not used.isdisjoint(part.columns)]
    return [row.column(joined_mark(row.table, index)) for index in parts]


def render_filter(where: Filter, row: Row, fresh: Fresh) -> Sql:
    """A condition over one row; the empty text when it is always true."""
    if isinstance(where, And):
        return _both([render_filter(item, row, fresh) for item in where.items])
    if isinstance(where, Or):
        return _either([render_filter(item, row, fresh) for item in where.items])
    if isinstance(where, Not):
        inside = render_filter(where.item, row, fresh)
        return sql("NOT ({})", inside) if inside else raw("1 = 0")
    if isinstance(where, Exists):
        return _exists(where, row, fresh)
    if isinstance(where, Given):
        return row.dialect.truth(parameter(where.parameter))
    if isinstance(where, Known):
        return row.dialect.known(parameter(where.parameter), many=where.parameter.many)
    return _compare(where, row)


def render_narrowed(
    rule: Filter, where: Filter, row: Row, fresh: Fresh, reached: Callable[[], Iterable[Sql]]
) -> Sql:
    """A rule and a request's filter over one row.  The request's looks at no row that the rule hides.

    Servers evaluate what AND joins in an order of their own, and a condition that raises an error, or takes
    long, for a row tells of it.  So what may do that (``Dialect.any_row``) is written once more behind all
    that has to hold for the row to be seen: ``rule AND safe AND CASE WHEN reached AND rule THEN unsafe END``.
    The rest stays outside, where indices serve it.  ``reached`` are the conditions, besides the rule, under
    which the row is one that the role gets to.
    """
    safe, unsafe = _parted(where, row.dialect)
    if not unsafe:
        return render_filter(both(rule, where), row, fresh)
    before = [one for one in reached() if one]
    if rule != TRUE:
        before.append(render_filter(rule, row, fresh))
    before += _joined(both(*unsafe), row)
    if not before:
        return render_filter(where, row, fresh)
    outside = render_filter(both(rule, *safe), row, fresh)
    inside = render_filter(both(*unsafe), row, fresh)
    return _both([outside, sql("CASE WHEN {} THEN {} END", join(" AND ", before), inside)])


def _parted(where: Filter, dialect: Dialect) -> tuple[list[Filter], list[Filter]]:
    """What of a filter may look at any row, and what may not.  Only what AND joins can be parted."""
    if isinstance(where, And):
        parts = [_parted(item, dialect) for item in where.items]
        return [one for safe, _ in parts for one in safe], [one for _, unsafe in parts for one in unsafe]
    return ([where], []) if _is_safe(where, dialect) else ([], [where])


def _is_safe(where: Filter, dialect: Dialect) -> bool:
    """Whatever row it looks at, it raises no error and takes no longer.  A rule is not the caller's to choose."""
    if isinstance(where, And | Or):
        return all(_is_safe(item, dialect) for item in where.items)
    if isinstance(where, Not):
        return _is_safe(where.item, dialect)
    if isinstance(where, Exists):
        return _is_safe(where.where, dialect)
    if isinstance(where, Known | Given):
        return True
    values = where.value if isinstance(where.value, tuple) else (where.value,)
    subquery = any(value.source == "sql" for value in values)  # which runs once a row asks for it
    return not subquery and dialect.may_see_any_row(where.operator, where.column)


def _both(items: list[Sql]) -> Sql:
    found = [item for item in items if item]
    if len(found) < 2:
        return found[0] if found else EMPTY
    return sql("({})", join(" AND ", found))


def _either(items: list[Sql]) -> Sql:
    if not items:
        return raw("1 = 0")
    if any(not item for item in items):
        return EMPTY
    return items[0] if len(items) == 1 else sql("({})", join(" OR ", items))


def _compare(where: Compare, row: Row) -> Sql:
    dialect = row.dialect
    column = row.column(where.column.column)
    operator, value = where.operator, where.value
    if not where.column.comparable and operator != "is_null":
        raise Unsupported(
            f"{where.column.name} is not stored as JSON, and cannot be filtered by what is in it."
        )
    if operator != "is_null" and where.column.codec.name in ("json", "array"):
        return _compare_whole(where, column, dialect)
    if isinstance(value, tuple):
        return _member_of(operator, column, value)
    operand = parameter(value)
    if operator in ("in", "nin"):
        subquery = value.source == "sql"
        found = sql("{} IN {}", column, operand) if subquery else dialect.member(column, operand, value.codec)
        return sql("NOT ({})", found) if operator == "nin" else sql("({})", found)
    if operator == "is_null":
        return _is_null(column, value)
    if operator in ("distinct", "not_distinct"):
        found = dialect.same(column, operand)
        return sql("NOT ({})", found) if operator == "distinct" else sql("({})", found)
    if value.codec.name in ("like", "pattern", "regex"):
        column = dialect.as_text(column, where.column.codec)
    return sql("({})", dialect.compare(operator, column, operand, value.codec))


def _compare_whole(where: Compare, column: Sql, dialect: Dialect) -> Sql:
    """A JSON or array column.  ``nin`` and ``distinct`` are the negations of what they deny."""
    operator, value, codec = where.operator, where.value, where.column.codec
    if isinstance(value, tuple):
        operand = dialect.array([parameter(one) for one in value])
    else:
        operand = parameter(value)

    def holds(name: str) -> Sql:
        if codec == JSON:
            return dialect.json_compare(name, column, operand)
        return dialect.array_compare(name, column, operand, codec)

    if operator == "nin":
        return sql("NOT ({})", holds("in"))
    if operator not in ("distinct", "not_distinct"):
        return sql("({})", holds(operator))
    same = sql("coalesce({}, {} IS NULL AND {} IS NULL)", holds("eq"), column, operand)
    return sql("NOT {}", same) if operator == "distinct" else same


def _member_of(operator: str, column: Sql, values: tuple[Parameter, ...]) -> Sql:
    """``in`` and ``nin`` with a list written in the document: of values, variables among them."""
    if not values:
        return raw("1 = 0") if operator == "in" else EMPTY
    listed = join(", ", (parameter(value) for value in values))
    return sql("{} IN ({})", column, listed) if operator == "in" else sql("{} NOT IN ({})", column, listed)


def _is_null(column: Sql, value: Parameter) -> Sql:
    if value.source == "constant":
        if value.value is None:
            return raw("1 = 0")
        return column + (raw(" IS NULL") if value.value else raw(" IS NOT NULL"))
    return sql("({} IS NULL) = {}", column, parameter(value))


def _exists(where: Exists, row: Row, fresh: Fresh) -> Sql:
    hops = any(one != TRUE for one in where.hop_filters)
    target = replace(fresh(), table=where.target, narrowed=row.narrowed or hops or where.rule != TRUE)

    def correlated() -> Sql:
        return correlation(where.relation, row, target, where.hop_filters, fresh)

    terms = [
        correlated(),
        render_narrowed(
            *(where.rule, where.where, target, fresh),
            reached=lambda: [correlated()] if row.narrowed or hops else [],
        ),
    ]
    name = source(where.target, target)
    return sql("EXISTS (SELECT 1 FROM {} AS {} WHERE {})", name, target.alias, join(" AND ", terms))


def correlation(
    relation: Relation, parent: Row, target: Row, filters: tuple[Filter, ...], fresh: Fresh
) -> Sql:
    """How a row of the target hangs on the parent's row: equal keys, or a row of the join table between.

    The join table is asked by EXISTS, so a far row counts once however often it is joined.
    """
    hops = relation.hops
    if len(hops) == 1:
        return _pairs(hops[0], parent, target, fresh)
    first, last = hops
    between = fresh()
    terms = [
        _pairs(first, parent, between, fresh),
        _pairs(last, between, target, fresh),
        render_filter(filters[0] if filters else TRUE, between, fresh),
    ]
    name = _join_table(first, between)
    return sql("EXISTS (SELECT 1 FROM {} AS {} WHERE {})", name, between.alias, join(" AND ", terms))


def _pairs(hop: Hop, here: Row, there: Row, fresh: Fresh) -> Sql:
    terms = [_pair(hop, here.column(h), there.column(t), here.dialect) for h, t in hop.pairs]
    if hop.kind is not None:
        terms.append(_is_of_kind(hop.kind, here if hop.kind.here else there, fresh))
    return join(" AND ", terms)


def _pair(hop: Hop, here: Sql, there: Sql, dialect: Dialect) -> Sql:
    """Equal keys; where one side of a generic key is a text, it is read as the other side's key."""
    if hop.key and hop.kind is not None:
        if hop.kind.here:
            here = dialect.key_from_text(hop.key, here)
        else:
            here = dialect.key_as_text(hop.key, here)
    return sql("{} = {}", there, here)


def _is_of_kind(kind: Kind, row: Row, fresh: Fresh) -> Sql:
    """The content type that the row names is one of these models'."""
    types = fresh()
    alternatives = [
        sql(
            "({} = {} AND {} = {})",
            types.column("app_label"),
            parameter(Parameter(source="constant", codec=TEXT, value=app)),
            types.column("model"),
            parameter(Parameter(source="constant", codec=TEXT, value=model)),
        )
        for app, model in kind.models
    ]
    return sql(
        "{} IN (SELECT {} FROM {} AS {} WHERE {})",
        row.column(kind.column),
        types.column("id"),
        types.dialect.identifier("django_content_type"),
        types.alias,
        join(" OR ", alternatives),
    )
