"""A catalogue over a table that a test makes, with the codecs that it wants, and what is asked of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connections

from django_graphgate.catalog.stored import Fitted, fit_catalog
from django_graphgate.compiler.compile import RoleView, compile_operation, read_operation
from django_graphgate.execution.connection import dialect_of
from django_graphgate.execution.run import Answer, Runnable
from django_graphgate.ir.catalog import Catalog, Column, Table
from django_graphgate.ir.codec import BIGINT, Codec
from django_graphgate.ir.identity import Identity
from django_graphgate.rules.model import StoredRole, StoredRule
from tests.support.shop.running import LIMITS

TABLE = "stored_values"
KEY = Column(name="id", column="id", codec=BIGINT)


def run_sql(alias: str, *texts: str) -> None:
    with connections[alias].cursor() as cursor:
        for text in texts:
            cursor.execute(text)


def catalog_of(codecs: Mapping[str, Codec], key: Column = KEY) -> Catalog:
    columns = {
        name: Column(name=name, column=name, codec=codec, nullable=True) for name, codec in codecs.items()
    }
    table = Table(
        name="rows",
        object_name="row",
        type_name="Row",
        db_table=TABLE,
        model="shop.Sample",
        primary_key=(key.name,),
        keys={key.name: key},
        columns={key.name: key, **columns},
    )
    return Catalog(tables={"rows": table})


def fitted(codecs: Mapping[str, Codec], key: Column = KEY) -> Fitted:
    return fit_catalog(catalog_of(codecs, key))


def ask(catalog: Catalog, text: str, alias: str, variables: Mapping[str, Any] | None = None) -> Answer:
    rules = tuple(StoredRule(table=one.name, columns=tuple(one.columns)) for one in catalog.tables.values())
    view = RoleView.build(StoredRole(name="role", rules=rules), catalog, default_limit=500, limits=LIMITS)
    dialect = dialect_of(alias)
    operation = read_operation(text, None, catalog=catalog, limits=LIMITS)
    statement = compile_operation(operation, view=view, dialect=dialect, limits=LIMITS)
    runnable = Runnable(statement, dialect, "digest")
    return runnable.run(alias, variables or {}, Identity.anonymous(), "v", "r", state_here=False)


def strict(data: bytes) -> Any:
    """What a careful client reads: no NaN, no key twice, nothing but UTF-8."""
    return json.loads(data.decode(), parse_constant=_refuse, object_pairs_hook=_once)


def _refuse(text: str) -> None:
    raise AssertionError(f"{text} is no JSON")


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    listed = list(pairs)
    found = dict(listed)
    assert len(found) == len(listed), listed
    return found


def rows_of(answer: Answer, name: str = "rows") -> list[dict[str, Any]]:
    assert answer.data is not None
    found: list[dict[str, Any]] = strict(answer.data)[name]
    return found


def paths(answer: Answer) -> set[tuple[str | int, ...]]:
    return {one.path for one in answer.faults}
