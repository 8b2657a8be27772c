"""``ROLES_QUERY`` as the name of a saved operation: the rows of its selector."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.apps import apps

from django_graphgate.allowlist.files import allow_list_path, listed_operation
from django_graphgate.compiler.compile import RoleView, plan_operation, read_operation
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.ir.catalog import Catalog, Column
from django_graphgate.ir.expressions import ColumnRef
from django_graphgate.ir.limits import Limits
from django_graphgate.ir.plan import Filter, Page, Select
from django_graphgate.ir.presence import ALWAYS
from django_graphgate.ir.row_sources import TableRows
from django_graphgate.ir.visit import (
    all_of,
    equated_in,
    leaves_in,
    parameters_of,
    referenced_tables,
    selects_in,
)
from django_graphgate.matching.row import DatabaseNeeded, RolesRow, check_database, is_fact
from django_graphgate.models import AllowedOperation
from django_graphgate.rules.model import StoredRole, StoredRule
from django_graphgate.rules.needs import with_facts

_MOST = 2**31 - 1
_LIMITS = Limits(
    tokens=5_000,
    depth=12,
    fields=1_000,
    aliases=100,
    directives=100,
    root_fields=1,
    filter_terms=200,
    rows=_MOST,
)
_NAME = "ROLES_QUERY"
"""The name of the role under which the operation is planned; it may read everything."""


def operation_row(name: str, catalog: Catalog, alias: str | None) -> RolesRow:
    """The rows that an operation's only selector finds, whatever roles may read; its fields are their columns.

    The operation is taken from the allow list; in development also from the database ``alias``.  Raises
    ``ConfigurationError`` for an operation that is not saved, and for one whose rows a condition alone does not find.
    """
    document = _document(name, alias)
    try:
        operation = read_operation(document, name, catalog=catalog, limits=_LIMITS)
        planned = plan_operation(operation, view=_view(catalog), limits=_LIMITS)
    except RequestRejected as error:
        raise _refused(name, error.message) from error
    select = next(iter(selects_in(planned.query.fields)), None)
    if select is None or not isinstance(select.source, TableRows):
        raise _refused(name, "It has to select a table.")
    for table in referenced_tables(planned.query):
        check_database(apps.get_model(catalog.tables[table].model))
    where = all_of(select.rule, select.where)
    parameters = list(parameters_of(where))
    if any(value.source in ("variable", "now", "given") or value.name == "user_role" for value in parameters):
        raise _refused(name, "Its filter may use $user_id, $user_id_provider and configured variables only.")
    if not any(is_fact(value) for value in parameters):
        raise _refused(name, "It finds the same rows for every caller.")
    by_key = select.single and _is_by_key(where, select)
    if select.single != by_key or select.page != Page(cap=_MOST) or select.distinct:
        raise _refused(
            name, "It has to select all rows of its filter: a list without limit, or a row by its key."
        )
    columns = dict(_columns(select))
    names = (select.key, select.table.name, select.table.object_name, select.table.db_table)
    return RolesRow(
        source=select.table,
        where=with_facts(where),
        single=by_key,
        columns=columns,
        tables=dict.fromkeys(names, columns),
    )


def _refused(name: str, why: str) -> ConfigurationError:
    return ConfigurationError(
        f"GRAPHGATE['ROLES_QUERY'] is the operation {name}, which cannot decide roles.", hint=why
    )


def _document(name: str, alias: str | None) -> str:
    """The text of the saved operation: that of the list, else, in development, of the database.

    In production who may edit recorded operations must not decide who has which role.
    """
    listed = listed_operation(allow_list_path(get_settings().config_dir()), name, namespace="")
    if listed is not None:
        return listed.document
    if get_settings().production():
        raise ConfigurationError(
            f"GRAPHGATE['ROLES_QUERY'] is {name!r}, which is not in the allow list.",
            hint="Write a SELECT with $user_id, or the name of an operation of the allow list.",
        )
    if alias is None:
        raise DatabaseNeeded(f"GRAPHGATE['ROLES_QUERY'] is {name!r}, which is not in the allow list.")
    saved = AllowedOperation.objects.using(alias).filter(namespace="", name=name, current=True)
    document = saved.values_list("document", flat=True).first()
    if document is None:
        raise ConfigurationError(
            f"GRAPHGATE['ROLES_QUERY'] is {name!r}, and no operation of this name is saved.",
            hint="Write a SELECT with $user_id, or the name of an operation of the allow list.",
        )
    return document


def _view(catalog: Catalog) -> RoleView:
    rules = tuple(
        StoredRule(table=table.name, columns=tuple(table.columns), limit=_MOST)
        for table in catalog.tables.values()
    )
    return RoleView.build(StoredRole(name=_NAME, rules=rules), catalog, default_limit=_MOST, limits=_LIMITS)


def _is_by_key(where: Filter, select: Select) -> bool:
    """The filter is a comparison with the key, which finds one row."""
    keys = {ColumnRef(column) for column in select.table.keys.values()}
    return any(keys == {expression} for expression in equated_in(where))


def _columns(select: Select) -> Iterator[tuple[str, Column | str]]:
    for leaf in leaves_in(select.fields):
        column = leaf.expression.plain_column
        if column is None or leaf.presence != ALWAYS or leaf.shown:
            yield leaf.key, "it is not a column as it is stored"
        else:
            yield leaf.key, replace(column, name=leaf.key)
