"""The rows of a selector → SQL: filter, order, distinct, pages; what :mod:`render` wraps as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django_graphgate.compiler.render.expressions import may_see_any_row, render_expression
from django_graphgate.compiler.render.filters import (
    correlation,
    render_filter,
    render_narrowed,
)
from django_graphgate.compiler.render.row_sources import Fresh, RowAlias, render_source
from django_graphgate.dialects import Dialect
from django_graphgate.ir.codec import TEXT
from django_graphgate.ir.plan import TRUE, Order, Select
from django_graphgate.ir.row_sources import TableRows
from django_graphgate.ir.sql import EMPTY, Parameter, Sql, join, number, parameter, raw, sql

_MAX_ROWS = 2**31 - 2
"""One row more than that still has a number of 32 bits."""


@dataclass
class Rows:
    """Builds the base of one selector: the rows it takes, with the columns that are needed.

    ``columns`` are the database's names of these.  With ``peek`` a row more is looked at, and each row
    says how many were: whether a page follows.  ``unordered`` rows are only counted.
    """

    select: Select
    row: RowAlias
    parent: RowAlias | None
    dialect: Dialect
    fresh: Fresh
    columns: Sequence[str] = ()
    peek: bool = False
    unordered: bool = False

    def __post_init__(self) -> None:
        select = self.select
        around = select.relation is not None and self.parent is not None and self.parent.narrowed
        self.on_the_way = around or any(where != TRUE for where in select.hop_filters)
        narrowed = self.on_the_way or select.rule != TRUE
        self.row = replace(self.row, table=select.table, narrowed=narrowed)
        self.joins: list[Sql] = []
        self.keys = [] if self.unordered else [self._key(key) for key in self.select.order]

    def render(self, conditions: Sequence[Sql], *, with_keys: bool) -> Sql:
        """The SELECT.  ``with_keys`` adds the ordering's keys as o0, o1 …, for cursors."""
        ranked = bool(self.select.distinct)
        page = self.select.page
        sorts = not self.dialect.keeps_subquery_order and not self.select.single
        with_keys = with_keys or ranked or self.peek or page.backward or page.either_way or sorts
        listed = [self.row.column(name) if name else raw("1") for name in self.columns]
        if with_keys:
            listed += [
                sql("{} AS {}", key, self.dialect.identifier(self.own(f"o{index}")))
                for index, key in enumerate(self.keys)
            ]
        if ranked:
            listed.append(self._rank())
        beyond = () if ranked else self._behind_the_rule(self._beyond(self.keys))
        text = self._from(join(", ", listed), [*conditions, *self._where(), *beyond])
        if ranked:
            return self._first_of_each(text)
        return self._limited(text, self.keys)

    def total(self, conditions: Sequence[Sql]) -> Sql:
        """How many rows there are on all pages: a number."""
        groups = [render_expression(group, self.row, self.fresh) for group in self.select.distinct]
        where = [*conditions, *self._where()]
        if not groups:
            return sql("({})", self._from(raw("count(*)"), where))
        rows = self._from(sql("DISTINCT {}", join(", ", groups)), where)
        return sql("(SELECT count(*) FROM ({}) AS {})", rows, self.fresh().alias)

    def outside(self, conditions: Sequence[Sql], *, backward: bool) -> Sql:
        """A row is on the other side of the position that a page of that direction starts from: a condition."""
        page = self.select.page
        values = page.before if backward else page.after
        if not values:
            return raw("1 = 0")
        order = [key.reversed() if backward else key for key in self.select.order]
        where = [*conditions, *self._where()]
        if not self.select.distinct:
            outside = sql("{} IS NOT TRUE", self._side(self.keys, values, order))
            return sql("EXISTS ({})", self._from(raw("1"), [*where, *self._behind_the_rule([outside])]))
        keys = [
            sql("{} AS {}", key, self.dialect.identifier(self.own(f"o{index}")))
            for index, key in enumerate(self.keys)
        ]
        ranked, rows = self._from(join(", ", [*keys, self._rank()]), where), self.fresh()
        first = sql("{} = 1", rows.computed(self.own("rank")))
        outside = sql("{} IS NOT TRUE", self._side(self._named_keys(rows), values, order))
        outside = join(" AND ", self._behind([first], [outside]))
        return sql("EXISTS (SELECT 1 FROM ({}) AS {} WHERE {} AND {})", ranked, rows.alias, first, outside)

    def size(self) -> int | Sql:
        """How many rows a full page has: a number where neither the request nor a rule decides."""
        page = self.select.page
        cap, bounds = self._bounds(page.limit or page.last)
        maximum = min(cap or 0, _MAX_ROWS)
        if not bounds:
            return maximum
        numbers = [parameter(bound) for bound in bounds]
        if page.limit is not None and page.last is not None:
            numbers[0] = sql("coalesce({}, {})", numbers[0], parameter(page.last))
        if page.rule_limit not in bounds:
            numbers.append(number(maximum))
        return numbers[0] if len(numbers) == 1 else self.dialect.least(*numbers)

    def backward(self) -> bool | Sql:
        """The page is of the last rows: a condition where the request decides."""
        page = self.select.page
        if not page.either_way:
            return page.backward
        given = [] if page.last is None else [sql("{} IS NOT NULL", parameter(page.last))]
        if page.before:
            absent = [value for value in (page.first, *page.after[-1:]) if value is not None]
            alone = join("", (sql(" AND {} IS NULL", parameter(value)) for value in absent))
            given.append(sql("{} IS NOT NULL{}", parameter(page.before[-1]), alone))
        return given[0] if len(given) == 1 else sql("({} OR {})", *given)

    def own(self, name: str) -> str:
        """What the rows call something that is computed beside their columns, in which it is no name."""
        while name in self.columns:
            name += "#"
        return name

    def order(self) -> Sql:
        """What an aggregate over the rows has to sort them by; empty where it meets them in their order."""
        return EMPTY if self.dialect.keeps_subquery_order else self._order(self._named_keys(self.row))

    # -- parts --------------------------------------------------------------------------------

    def _from(self, listed: Sql, conditions: Sequence[Sql]) -> Sql:
        rows = render_source(self.select.source, self.row)  # after all that asks the row for columns
        text = sql("SELECT {} FROM {} AS {}", listed, rows, self.row.alias) + join("", self.joins)
        where = join(" AND ", [condition for condition in conditions if condition])
        return text + (raw(" WHERE ") + where if where else EMPTY)

    def _sorted(self, keys: Sequence[Sql], *, backward: bool = False) -> Sql:
        order = self._order(keys, backward=backward)
        return raw(" ORDER BY ") + order if order else EMPTY

    def _named_keys(self, rows: RowAlias) -> list[Sql]:
        return [rows.computed(self.own(f"o{index}")) for index in range(len(self.keys))]

    def _where(self) -> Iterable[Sql]:
        select = self.select
        if select.relation is not None:
            yield self._correlated()
        yield render_narrowed(select.rule, select.where, self.row, self.fresh, self._reached)

    def _correlated(self) -> Sql:
        select = self.select
        if self.parent is None or select.relation is None:
            raise AssertionError("a relation needs a row to start from")
        return correlation(select.relation, self.parent, self.row, select.hop_filters, self.fresh)

    def _reached(self) -> Iterator[Sql]:
        """What has to hold, besides the rule, for a row to be one that the role gets to."""
        for need in dict.fromkeys(self.select.needs):
            yield self.dialect.known(parameter(need), many=need.many)
        if self.on_the_way:
            yield self._correlated()

    def _key(self, key: Order) -> Sql:
        """The expression of one key; what it follows is joined, and rows without one stay."""
        rows = [self.row]
        conditions: list[Sql] = []
        for step in key.path:
            target = self.fresh()
            terms = [
                correlation(step.relation, rows[-1], target, (), self.fresh),
                render_filter(step.where, target, self.fresh),
            ]
            conditions.append(join(" AND ", terms))
            rows.append(target)
        value = render_expression(key.expression, rows[-1], self.fresh)
        for step, target, condition in zip(key.path, rows[1:], conditions, strict=True):
            table = render_source(TableRows(step.target), target)
            self.joins.append(sql(" LEFT JOIN {} AS {} ON {}", table, target.alias, condition))
        if key.chosen is not None:
            wanted = Parameter(source="constant", codec=TEXT, value=key.chosen.name)
            chosen = sql("{} = {}", parameter(key.chosen.parameter), parameter(wanted))
            return sql("CASE WHEN {} THEN {} END", chosen, value)
        if key.listed is None:
            return value
        if isinstance(key.listed, Parameter):
            return self._position_in_list(key, value, key.listed)
        positions = [
            sql(
                "WHEN {} THEN {}",
                self.dialect.compare("eq", value, parameter(item), item.codec),
                number(index),
            )
            for index, item in enumerate(key.listed)
        ]
        return sql("CASE {} END", join(" ", positions))

    def _position_in_list(self, key: Order, value: Sql, values: Parameter) -> Sql:
        """A join looks a value up where the server may compare it for any row; else the list is gone through."""
        if not self._may_see_any_row(key):
            return self.dialect.list_position(value, parameter(values), values.codec)
        positions = self.fresh()
        rows = self.dialect.list_positions(parameter(values), values.codec)
        condition = self.dialect.looked_up(value, positions.computed("v"))
        self.joins.append(sql(" LEFT JOIN ({}) AS {} ON {}", rows, positions.alias, condition))
        return positions.computed("n")

    # -- ordering -----------------------------------------------------------------------------

    def _order(self, keys: Sequence[Sql], *, backward: bool = False) -> Sql:
        wanted = [key.reversed() if backward else key for key in self.select.order]
        return join(
            ", ",
            (
                self.dialect.order_key(
                    text, descending=key.descending, nulls_first=key.nulls_first, nullable=key.nullable
                )
                for key, text in zip(wanted, keys, strict=True)
            ),
        )

    def _rank(self) -> Sql:
        groups = join(
            ", ", (render_expression(group, self.row, self.fresh) for group in self.select.distinct)
        )
        name = self.dialect.identifier(self.own("rank"))
        return sql("row_number() OVER (PARTITION BY {}{}) AS {}", groups, self._sorted(self.keys), name)

    def _first_of_each(self, text: Sql) -> Sql:
        """``DISTINCT ON`` on every server: the first row of each group, in the whole ordering."""
        rows = self.fresh()
        keys = self._named_keys(rows)
        first = sql("{} = 1", rows.computed(self.own("rank")))
        terms = [first, *self._behind([first], self._beyond(keys))]
        outer = sql("SELECT * FROM ({}) AS {} WHERE {}", text, rows.alias, join(" AND ", terms))
        return self._limited(outer, keys)

    # -- pages --------------------------------------------------------------------------------

    def _bounds(self, asked: Parameter | None) -> tuple[int | None, Sequence[Parameter]]:
        """The number of rows in the text, and the parameters around it that make them fewer."""
        page = self.select.page
        if page.rule_limit is None or self.dialect.prepares:
            return page.cap, [bound for bound in (asked, page.rule_limit) if bound is not None]
        maximum = page.rule_limit.value if isinstance(page.rule_limit.value, int) else 0
        return min(page.cap or 0, maximum), [] if asked is None else [asked]

    def _first(self, bounds: Sequence[Parameter]) -> Sql:
        if len(bounds) == 1:
            return self.dialect.limit(bounds[0], None)
        return sql(" LIMIT {}", self.dialect.least(*(parameter(bound) for bound in bounds)))

    def _limited(self, text: Sql, keys: Sequence[Sql]) -> Sql:
        """The cap is in the text, where the server plans with it; the request's number around it."""
        page = self.select.page
        if page.either_way:
            text = self._either(text, keys, page.last or page.limit)
        else:
            text = self._page(text, keys, page.limit, backward=page.backward)
            if not page.backward:
                return text
        rows = self.fresh()
        return sql("SELECT * FROM ({}) AS {}", text, rows.alias) + self._sorted(self._named_keys(rows))

    def _either(self, text: Sql, keys: Sequence[Sql], last: Parameter | None) -> Sql:
        """The page of one direction or the other; the server leaves out the one that the request does not ask for."""
        condition = self.backward()
        if isinstance(condition, bool):
            raise AssertionError("only the request turns a page")  # noqa: TRY004 - ours, not the caller's
        forward = self._page(text, keys, self.select.page.limit, backward=False)
        backward = self._page(text, keys, last, backward=True)
        some, others = self.fresh(), self.fresh()
        return sql(
            "SELECT * FROM ({}) AS {} WHERE {} IS NOT TRUE UNION ALL SELECT * FROM ({}) AS {} WHERE {}",
            *(forward, some.alias, sql("({})", condition)),
            *(backward, others.alias, condition),
        )

    def _page(self, text: Sql, keys: Sequence[Sql], asked: Parameter | None, *, backward: bool) -> Sql:
        """So many rows from an end, in that direction."""
        offset = self.select.page.offset
        cap, bounds = self._bounds(asked)
        text += self._sorted(keys, backward=backward)
        if self.peek:
            return self._counted(text, min(cap or 0, _MAX_ROWS), backward=backward)
        if self.select.single:
            return text + self.dialect.limit(1 if cap is None else min(cap, 1), offset)
        text += self.dialect.limit(cap, offset)
        again = backward or not self.dialect.keeps_subquery_order
        return self._all_of(text, again=again, backward=backward) + self._first(bounds) if bounds else text

    def _all_of(self, text: Sql, *, again: bool, backward: bool) -> Sql:
        """The rows of a SELECT, sorted ``again`` where an ordering around them makes SQLite drop theirs."""
        rows = self.fresh()
        text = sql("SELECT * FROM ({}) AS {}", text, rows.alias)
        return text + self._sorted(self._named_keys(rows), backward=backward) if again else text

    def _counted(self, text: Sql, maximum: int, *, backward: bool) -> Sql:
        """A row more than a page has, counted, and the page of them; of an empty page that row alone."""
        page, size = self.select.page, self.size()
        text += self.dialect.limit(maximum + 1, page.offset)
        if isinstance(size, Sql):
            text = self._all_of(text, again=True, backward=backward) + sql(" LIMIT {} + 1", size)
            shown = self.dialect.greatest(size, raw("1"))
        else:
            shown = number(max(size, 1))
        rows, name = self.fresh(), self.dialect.identifier(self.own("m"))
        counted = sql("SELECT *, count(*) OVER () AS {} FROM ({}) AS {}", name, text, rows.alias)
        return counted + self._sorted(self._named_keys(rows), backward=backward) + sql(" LIMIT {}", shown)

    def _beyond(self, keys: Sequence[Sql]) -> list[Sql]:
        """The rows after, and before, the positions that cursors name."""
        page = self.select.page
        terms: list[Sql] = []
        for values, order in (
            (page.after, self.select.order),
            (page.before, [key.reversed() for key in self.select.order]),
        ):
            if values:
                terms += [*self._from_here(keys[0], values[0], order[0]), self._side(keys, values, order)]
        return terms

    def _behind_the_rule(self, terms: list[Sql]) -> list[Sql]:
        """Comparisons with a position, of rows that the role gets to: :func:`render_narrowed` says why."""

        def seen() -> Iterator[Sql]:
            yield from self._reached()
            yield render_filter(self.select.rule, self.row, self.fresh)

        return self._behind(seen(), terms)

    def _behind(self, conditions: Iterable[Sql], terms: list[Sql]) -> list[Sql]:
        """Where a key's comparison may not look at any row, it comes after what the row has to be."""
        if not terms or all(self._may_see_any_row(key) for key in self.select.order):
            return terms
        before = join(" AND ", (condition for condition in conditions if condition))
        return [sql("CASE WHEN {} THEN {} END", before, join(" AND ", terms))] if before else terms

    def _may_see_any_row(self, key: Order) -> bool:
        return may_see_any_row(key.expression, "eq", self.dialect)

    def _from_here(self, key: Sql, value: Parameter, order: Order) -> Iterator[Sql]:
        """The first key alone: with it an index is read from the position, and not from its beginning."""
        end = None if order.nullable else self.dialect.end(order.codec, highest=order.descending)
        if end is not None and not self.select.distinct:
            bound = sql("coalesce({}, {})", parameter(value), end)
            yield sql("{} <= {}", key, bound) if order.descending else sql("{} >= {}", key, bound)

    def _side(self, keys: Sequence[Sql], values: Sequence[Parameter], order: Sequence[Order]) -> Sql:
        """Rows that come after a position: some key is beyond it, and all keys before that are equal.

        The last key is of the primary key and never NULL in a cursor: without a cursor it is NULL.
        """
        alternatives: list[Sql] = []
        equal: list[Sql] = []
        for text, value, key in zip(keys, values, order, strict=True):
            alternatives.append(join(" AND ", [*equal, self._after(text, parameter(value), key)]))
            equal.append(self._equal(text, parameter(value), key))
        absent = sql("{} IS NULL", parameter(values[-1]))
        return sql("({} OR {})", absent, join(" OR ", (sql("({})", condition) for condition in alternatives)))

    def _equal(self, key: Sql, value: Sql, order: Order) -> Sql:
        return sql("({})", self.dialect.same(key, value)) if order.nullable else sql("{} = {}", key, value)

    def _after(self, key: Sql, value: Sql, order: Order) -> Sql:
        beyond = sql("{} < {}", key, value) if order.descending else sql("{} > {}", key, value)
        if not order.nullable:
            return beyond
        if order.nulls_come_first:
            return sql("({} OR ({} IS NULL AND {} IS NOT NULL))", beyond, value, key)
        return sql("({} OR ({} IS NULL AND {} IS NOT NULL))", beyond, key, value)
