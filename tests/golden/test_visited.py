"""What a statement reads is what a walk over its plan says: of that, rules and the freeze know everything."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from django.apps import apps

from django_graphgate.catalog.exposed import split_table
from django_graphgate.compiler.compile import RolePlan, plan_operation, render_operation
from django_graphgate.compiler.render import filters, rows
from django_graphgate.compiler.render.row_sources import RowAlias, render_source
from django_graphgate.dialects import DIALECTS, dialect
from django_graphgate.errors import RequestRejected
from django_graphgate.exposure.names import Names
from django_graphgate.exposure.writes import places_of_writes
from django_graphgate.ir.catalog import Catalog
from django_graphgate.ir.expressions import KeyPosition
from django_graphgate.ir.places import places_of
from django_graphgate.ir.sql import Sql
from django_graphgate.ir.visit import uses_of
from tests.golden.cases import CASES, Case
from tests.golden.mutation_cases import CASES as MUTATION_CASES
from tests.golden.mutation_cases import MutationCase
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


def planned_of(case: Case | MutationCase) -> RolePlan:
    if isinstance(case, Case):
        view = view_of(case.role or everything(), flags=case.flags)
        return plan_operation(read(case.query, flags=case.flags), view=view, limits=LIMITS)
    return plan_operation(
        read(case.text, flags=case.flags), view=view_of(case.role, flags=case.flags), limits=LIMITS
    )


@pytest.mark.parametrize("vendor", DIALECTS)
@pytest.mark.parametrize("case", [*CASES, *MUTATION_CASES], ids=lambda case: case.name)
def test_statement_reads_what_the_visitor_did_not_see(
    case: Case | MutationCase, vendor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_rows: list[tuple[Any, RowAlias]] = []

    def noted(source: Any, row: RowAlias) -> Sql:
        read_rows.append((source, row))
        return render_source(source, row)

    for module in (filters, rows):
        monkeypatch.setattr(module, "render_source", noted)
    try:
        planned = planned_of(case)
        render_operation(planned, dialect(vendor))
    except RequestRejected:
        return
    catalog = shown_with(case.flags)
    keys = keys_of(catalog)
    seen: dict[str, set[str]] = defaultdict(set)
    for use in uses_of(planned.whole):
        table = catalog.tables[use.table]
        column = {**table.keys, **table.columns}.get(use.column)
        seen[use.table].update(() if column is None else (column.column,))
    for source, row in read_rows:
        table = source.table
        assert table.name in seen
        asked = set(filter(None, row.asked)) - {KeyPosition().name}
        assert asked <= seen[table.name] | keys[table.db_table]


@pytest.mark.parametrize("case", [*CASES, *MUTATION_CASES], ids=lambda case: case.name)
def test_column_that_is_used_has_no_place(case: Case | MutationCase) -> None:
    """What the exposure says of an operation is what rules have been asked about."""
    try:
        planned = planned_of(case)
    except RequestRejected:
        return
    placed = [*places_of(planned.query.fields)]
    if planned.mutation is not None:
        placed += places_of_writes(planned.mutation)
        placed += [place for root in planned.mutation.roots for place in places_of(root.selects)]
    places = {(place.table, place.column, place.usage) for place in placed}
    used = {(use.table, use.column, use.usage) for use in planned.uses if use.column}
    assert used <= places
    beside = {usage for table, column, usage in places - used if column}
    assert beside <= {"joined", "filtered"}, "rows are joined by keys, and named by columns in data"
    assert all(place.path for place in placed)


@pytest.mark.parametrize("case", [*CASES, *MUTATION_CASES], ids=lambda case: case.name)
def test_column_that_is_used_has_no_field_of_a_model(case: Case | MutationCase) -> None:
    """By its names in the API and in the database it is the same field."""
    try:
        planned = planned_of(case)
    except RequestRejected:
        return
    names = Names(shown_with(case.flags))
    for place in places_of(planned.query.fields):
        for named in names.column(place.table, place.column, stored=place.stored):
            model = apps.get_model(named.model)
            if place.column:
                field = model._meta.get_field(named.field)
                again = names.in_database(split_table(model._meta.db_table)[1], field.column)
                assert (named.model, named.field) in {(each.model, each.field) for each in again}
