"""A kind of value and a source of rows that only tests have: what one adds for them is in this file."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import pytest

from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.render.expressions import render_expression
from django_graphgate.compiler.render.row_sources import Fresh, RowAlias, render_source
from django_graphgate.compiler.render.statement import render
from django_graphgate.errors import Forbidden
from django_graphgate.execution.connection import dialect_of
from django_graphgate.ir.catalog import Column, Table
from django_graphgate.ir.codec import JSON, TEXT, Codec
from django_graphgate.ir.expressions import ColumnRef, Expression
from django_graphgate.ir.plan import Compare, Leaf, Order, Query, Select
from django_graphgate.ir.row_sources import RowSource, TableRows
from django_graphgate.ir.sql import Parameter, Sql, join, parameter, sql
from django_graphgate.ir.statement import Statement, Step, VariableSpec
from django_graphgate.ir.visit import uses_of
from django_graphgate.rules.apply import apply_rules
from django_graphgate.rules.model import StoredRole, StoredRule
from tests.support.shop.running import ALIASES, run, shop, view_of  # noqa: F401

NAME = Parameter(source="variable", codec=TEXT, name="q")
ROWS = Parameter(source="variable", codec=JSON, name="rows")
ROLE = StoredRole(
    name="narrow", rules=(StoredRule(table="tags", columns=("slug",), filters=("{ id: { lt: 4 } }",)),)
)


@dataclass(frozen=True, slots=True)
class Upper(Expression):
    """A text in capitals."""

    column: Column

    @property
    def name(self) -> str:
        return f"upper_{self.column.name}"

    @property
    def codec(self) -> Codec:
        return TEXT

    @property
    def nullable(self) -> bool:
        return self.column.nullable

    @property
    def columns(self) -> tuple[Column, ...]:
        return (self.column,)


@render_expression.register
def _upper(expression: Upper, row: RowAlias, _: Fresh) -> Sql:
    return sql("upper({})", row.column(expression.column.column))


@dataclass(frozen=True, slots=True)
class JsonRows(RowSource):
    """The objects of a JSON list, as rows of tags."""

    rows: Parameter

    @property
    def tables(self) -> tuple[str, ...]:
        return ()


@render_source.register
def _json_rows(source: JsonRows, row: RowAlias) -> Sql:
    name = row.dialect.identifier
    if row.dialect.name == "postgresql":
        columns = sql('"id" int8, "slug" text')
        return sql("(SELECT * FROM jsonb_to_recordset({}) AS x ({}))", parameter(source.rows), columns)
    columns = join(", ", (sql("value ->> {} AS {}", Sql((f"'{each}'",)), name(each)) for each in row.asked))
    return sql("(SELECT {} FROM json_each({}))", columns, parameter(source.rows))


def tags() -> Table:
    return get_catalog().tables["tags"]


def query(source: RowSource, **changes: object) -> Query:
    """``{ tags { slug } }`` in capitals, from a source."""
    upper = Upper(tags().columns["slug"])
    select = Select(
        key="tags",
        path="tags",
        table=tags(),
        source=source,
        single=False,
        fields=(Leaf(key="slug", expression=upper),),
        order=(Order(upper, descending=True), Order(ColumnRef(tags().keys["id"]), implied=True)),
    )
    return Query(fields=(replace(select, **changes),))


def answer(planned: Query, alias: str, **variables: object) -> list[str]:
    dialect = dialect_of(alias)
    rendered = render(planned, dialect)
    specs = [VariableSpec(name=name, codec=JSON if name == "rows" else TEXT) for name in variables]
    step = Step(sql=rendered.text, parameters=rendered.parameters)
    statement = Statement(dialect=dialect.name, steps=(step,), variables=tuple(specs))
    return [row["slug"] for row in json.loads(run(statement, alias, variables))["tags"]]


@pytest.mark.parametrize("alias", ALIASES)
@pytest.mark.django_db(databases=ALIASES)
def test_expression_of_tests_is_not_shown_and_ordered_by(shop: None, alias: str) -> None:  # noqa: F811
    upper = Upper(tags().columns["slug"])
    rows = TableRows(tags())
    assert answer(query(rows), alias) == ["UNUSED", "SALE", "RARE", "NEW"]
    assert answer(query(rows, distinct=(upper,), where=Compare(upper, "gt", NAME)), alias, q="RARE") == [
        "UNUSED",
        "SALE",
    ]


@pytest.mark.parametrize("alias", ALIASES)
def test_expression_of_tests_looks_at_a_hidden_row(alias: str) -> None:
    """What is computed may not be compared for any row: rules come first, and it needs the columns."""
    upper = Upper(tags().columns["slug"])
    filtered = query(TableRows(tags()), where=Compare(upper, "gt", NAME))
    rules = view_of(ROLE).rules
    narrowed = apply_rules(filtered, rules)
    assert "CASE WHEN" in render(narrowed, dialect_of(alias)).text.partition("WHERE")[2]
    hidden = Upper(tags().keys["id"])
    with pytest.raises(Forbidden):
        apply_rules(query(TableRows(tags()), distinct=(hidden,)), rules)
    with pytest.raises(Forbidden):
        apply_rules(query(TableRows(tags()), order=(Order(hidden),)), rules)


@pytest.mark.parametrize("alias", ALIASES)
@pytest.mark.django_db(databases=ALIASES)
def test_source_of_tests_gives_no_rows(alias: str) -> None:
    rows = [{"id": 2, "slug": "b"}, {"id": 1, "slug": "a"}]
    planned = apply_rules(query(JsonRows(ROWS)), view_of(ROLE).rules)
    assert answer(planned, alias, rows=[*rows, {"id": 9, "slug": "hidden"}]) == ["B", "A"]


def test_source_of_tests_reads_a_table_unseen() -> None:
    """The table's own rules hold even where its rows come from elsewhere."""
    assert {use.table for use in uses_of(query(JsonRows(ROWS)))} == {"tags"}
    rules = view_of(StoredRole(name="nobody", rules=(StoredRule(table="products"),))).rules
    with pytest.raises(Forbidden):
        apply_rules(query(JsonRows(ROWS)), rules)
