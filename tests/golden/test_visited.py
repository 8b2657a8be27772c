"""What a statement reads is what a walk over its plan says: of that, rules and the freeze know everything."""

from __future__ import annotations

from collections import defaultdict

import pytest

from django_graphgate.compiler.compile import plan_operation
from django_graphgate.compiler.render import filters, rows
from django_graphgate.compiler.render.row_sources import RowAlias, render_source
from django_graphgate.compiler.render.statement import render
from django_graphgate.dialects import DIALECTS, dialect
from django_graphgate.errors import RequestRejected
from django_graphgate.ir.catalog import Catalog
from django_graphgate.ir.row_sources import TableRows
from django_graphgate.ir.sql import Sql
from django_graphgate.ir.visit import uses_of
from tests.golden.cases import CASES, Case
from tests.support.shop.running import LIMITS, everything, read, shown_with, view_of


def keys_of(catalog: Catalog) -> dict[str, set[str]]:
    """The columns that relations hang on, and primary keys, by the database's name of the table."""
    keys: dict[str, set[str]] = defaultdict(set)
    for table in catalog.tables.values():
        keys[table.db_table].update(column.column for column in table.keys.values())
        for relation in (*table.relations.values(), *table.parents.values()):
            here = table.db_table
            for hop in relation.hops:
                keys[here].update(near for near, _ in hop.pairs)
                keys[hop.db_table].update(far for _, far in hop.pairs)
                here = hop.db_table
    return keys


@pytest.mark.parametrize("vendor", DIALECTS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_statement_reads_what_the_visitor_did_not_see(
    case: Case, vendor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_rows: list[tuple[TableRows, RowAlias]] = []

    def noted(source: TableRows, row: RowAlias) -> Sql:
        read_rows.append((source, row))
        return render_source(source, row)

    for module in (filters, rows):
        monkeypatch.setattr(module, "render_source", noted)
    view = view_of(case.role or everything(), flags=case.flags)
    try:
        query = plan_operation(read(case.query, flags=case.flags), view=view, limits=LIMITS).query
        render(query, dialect(vendor))
    except RequestRejected:
        return
    catalog = shown_with(case.flags)
    keys = keys_of(catalog)
    seen: dict[str, set[str]] = defaultdict(set)
    for use in uses_of(query):
        table = catalog.tables[use.table]
        column = {**table.keys, **table.columns}.get(use.column)
        seen[use.table].update(() if column is None else (column.column,))
    for source, row in read_rows:
        table = source.table
        assert table.name in seen
        assert set(filter(None, row.asked)) <= seen[table.name] | keys[table.db_table]
