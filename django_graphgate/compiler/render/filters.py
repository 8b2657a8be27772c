"""Filters and correlations of a plan → SQL conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from django_graphgate.compiler.render.expressions import json_text, may_see_any_row, render_expression
from django_graphgate.compiler.render.row_sources import (
    Fresh,
    RowAlias,
    join_table,
    joined_mark,
    render_source,
)
from django_graphgate.dialects import Dialect
from django_graphgate.errors import Unsupported
from django_graphgate.ir.catalog import ContentTypeColumn, Hop, Relation
from django_graphgate.ir.codec import JSON, TEXT, Codec
from django_graphgate.ir.expressions import Expression
from django_graphgate.ir.masked import Masked
from django_graphgate.ir.plan import TRUE, And, Compare, Exists, Filter, Given, Known, Not, Or
from django_graphgate.ir.row_sources import TableRows
from django_graphgate.ir.sql import EMPTY, Parameter, Sql, join, parameter, raw, sql
from django_graphgate.ir.visit import all_of, columns_of


def _joined(where: Filter, row: RowAlias) -> list[Sql]:
    """The parts that a filter looks at are the row's own.  Others of theirs belong to rows of another table."""
    if row.table is None:
        return []
    used = columns_of(where)
    parts = [index for index, part in enumerate(row.table.parts) if not used.isdisjoint(part.columns)]
    return [row.column(joined_mark(row.table, index)) for index in parts]


def render_filter(where: Filter, row: RowAlias, fresh: Fresh) -> Sql:
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
    return _compare(where, row, fresh)


@render_expression.register
def masked_value(expression: Masked, row: RowAlias, fresh: Fresh) -> Sql:
    """The value where its filter holds: nothing that is done with it looks at another row's."""
    condition = render_filter(expression.where, row, fresh)
    value = render_expression(expression.expression, row, fresh)
    return row.dialect.masked(condition, value, expression.collation) if condition else value


@json_text.register
def masked_json_text(expression: Masked, row: RowAlias, fresh: Fresh) -> Sql:
    condition = render_filter(expression.where, row, fresh)
    text = json_text(expression.expression, row, fresh)
    return sql("CASE WHEN {} THEN {} ELSE 'null' END", condition, text) if condition else text


def render_narrowed(
    rule: Filter, where: Filter, row: RowAlias, fresh: Fresh, reached: Callable[[], Iterable[Sql]]
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
        return render_filter(all_of(rule, where), row, fresh)
    before = [condition for condition in reached() if condition]
    if rule != TRUE:
        before.append(render_filter(rule, row, fresh))
    before += _joined(all_of(*unsafe), row)
    if not before:
        return render_filter(where, row, fresh)
    outside = render_filter(all_of(rule, *safe), row, fresh)
    inside = render_filter(all_of(*unsafe), row, fresh)
    if not inside:  # an alternative that always holds
        return outside
    return _both([outside, sql("CASE WHEN {} THEN {} END", join(" AND ", before), inside)])


def _parted(where: Filter, dialect: Dialect) -> tuple[list[Filter], list[Filter]]:
    """What of a filter may look at any row, and what may not.  Only what AND joins can be parted."""
    if isinstance(where, And):
        parts = [_parted(item, dialect) for item in where.items]
        return [part for safe, _ in parts for part in safe], [part for _, unsafe in parts for part in unsafe]
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
    if any(value.source == "sql" for value in where.parameters):  # which runs once a row asks for it
        return False
    return all(may_see_any_row(expression, where.operator, dialect) for expression in where.expressions)


def _both(items: list[Sql]) -> Sql:
    kept = [item for item in items if item]
    if len(kept) < 2:
        return kept[0] if kept else EMPTY
    return sql("({})", join(" AND ", kept))


def _either(items: list[Sql]) -> Sql:
    if not items:
        return raw("1 = 0")
    if any(not item for item in items):
        return EMPTY
    return items[0] if len(items) == 1 else sql("({})", join(" OR ", items))


def _compare(where: Compare, row: RowAlias, fresh: Fresh) -> Sql:
    dialect = row.dialect
    column = render_expression(where.expression, row, fresh)
    operator, value = where.operator, where.value
    if isinstance(value, Expression):
        other = _as_left(where.expression, value, render_expression(value, row, fresh), dialect)
        return _compare_with(operator, column, other, value.codec, dialect)
    if operator != "is_null" and not all(column.comparable for column in where.expression.columns):
        raise Unsupported(
            f"{where.expression.name} is not stored as JSON, and cannot be filtered by what is in it."
        )
    if operator != "is_null" and where.expression.codec.name in ("json", "array"):
        return _compare_whole(operator, value, column, where.expression.codec, dialect)
    if isinstance(value, tuple):
        return _member_of(operator, column, value)
    operand = parameter(value)
    if operator in ("in", "nin"):
        subquery = value.source == "sql"
        holds = sql("{} IN {}", column, operand) if subquery else dialect.member(column, operand, value.codec)
        return sql("NOT ({})", holds) if operator == "nin" else sql("({})", holds)
    if operator == "is_null":
        return _is_null(column, value)
    if value.codec.name in ("like", "pattern", "regex"):
        column = dialect.as_text(column, where.expression.codec)
    return _compare_with(operator, column, operand, value.codec, dialect)


def _compare_with(operator: str, column: Sql, operand: Sql, codec: Codec, dialect: Dialect) -> Sql:
    """One value against another."""
    if operator in ("distinct", "not_distinct"):
        holds = dialect.same(column, operand)
        return sql("NOT ({})", holds) if operator == "distinct" else sql("({})", holds)
    return sql("({})", dialect.compare(operator, column, operand, codec))


def _as_left(left: Expression, right: Expression, value: Sql, dialect: Dialect) -> Sql:
    """The value on the right; a text as the left side's column takes it, in type and collation."""
    if left.codec.name != "text":
        return value
    here, there = ((side.codec, side.collation) for side in (left, right))
    return value if here == there else dialect.text_as(value, *here)


def _compare_whole(
    operator: str, value: Parameter | tuple[Parameter, ...], column: Sql, codec: Codec, dialect: Dialect
) -> Sql:
    """A JSON or array column.  ``nin`` and ``distinct`` are the negations of what they deny."""
    if isinstance(value, tuple):
        operand = dialect.array([parameter(item) for item in value])
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


def _exists(where: Exists, row: RowAlias, fresh: Fresh) -> Sql:
    hops = any(hop_filter != TRUE for hop_filter in where.hop_filters)
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
    name = render_source(TableRows(where.target), target)
    return sql("EXISTS (SELECT 1 FROM {} AS {} WHERE {})", name, target.alias, join(" AND ", terms))


def correlation(
    relation: Relation, parent: RowAlias, target: RowAlias, filters: tuple[Filter, ...], fresh: Fresh
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
    name = join_table(first, between)
    return sql("EXISTS (SELECT 1 FROM {} AS {} WHERE {})", name, between.alias, join(" AND ", terms))


def _pairs(hop: Hop, here: RowAlias, there: RowAlias, fresh: Fresh) -> Sql:
    terms = [_pair(hop, here.column(h), there.column(t), here.dialect) for h, t in hop.pairs]
    if hop.content_type is not None:
        terms.append(_has_content_type(hop.content_type, here if hop.content_type.here else there, fresh))
    return join(" AND ", terms)


def _pair(hop: Hop, here: Sql, there: Sql, dialect: Dialect) -> Sql:
    """Equal keys, or one that is in an array; where one side of a generic key is a text, it is read as a key."""
    if hop.array:
        return dialect.is_among(there, here) if hop.array == "here" else dialect.is_among(here, there)
    if hop.key and hop.content_type is not None:
        if hop.content_type.here:
            here = dialect.key_from_text(hop.key, here)
        else:
            here = dialect.key_as_text(hop.key, here)
    return sql("{} = {}", there, here)


def _has_content_type(content_type: ContentTypeColumn, row: RowAlias, fresh: Fresh) -> Sql:
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
        for app, model in content_type.models
    ]
    return sql(
        "{} IN (SELECT {} FROM {} AS {} WHERE {})",
        row.column(content_type.column),
        types.column("id"),
        types.dialect.identifier("django_content_type"),
        types.alias,
        join(" OR ", alternatives),
    )
