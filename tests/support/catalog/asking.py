"""Asks over any catalogue: of these models, with these settings, for a role with these rules."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.db import connections

from django_graphgate.catalog.build import Built, build_catalog
from django_graphgate.catalog.fields import Forms
from django_graphgate.compiler.compile import RoleView, compile_operation, read_operation
from django_graphgate.dialects import dialect
from django_graphgate.errors import RequestRejected
from django_graphgate.execution.connection import dialect_of
from django_graphgate.ir.catalog import Catalog, Table
from django_graphgate.ir.statement import Statement
from django_graphgate.rules.model import StoredRole, StoredRule
from tests.support.shop.running import LIMITS, run


@dataclass
class Api:
    """A catalogue and one role."""

    catalog: Catalog
    role: StoredRole

    def compiled(self, text: str, vendor: str = "postgresql") -> Statement:
        view = RoleView.build(self.role, self.catalog, default_limit=20, limits=LIMITS)
        operation = read_operation(text, None, catalog=self.catalog, limits=LIMITS)
        return compile_operation(operation, view=view, dialect=dialect(vendor), limits=LIMITS)

    def ask(
        self, text: str, alias: str, variables: Mapping[str, Any] | None = None, user: str | None = None
    ) -> Any:
        """The answer's data."""
        return self.run(self.compiled(text, dialect_of(alias).name), alias, variables, user)

    def run(
        self,
        statement: Statement,
        alias: str,
        variables: Mapping[str, Any] | None = None,
        user: str | None = None,
    ) -> Any:
        """The data of an answer to a statement that is compiled already."""
        return json.loads(run(statement, alias, variables, user))

    def refusal(self, text: str) -> tuple[str, str]:
        """Code and sentence of the error that a document is refused with."""
        try:
            self.compiled(text)
        except RequestRejected as error:
            return error.code, error.message
        raise AssertionError(f"nobody refused {text}")

    def strict(self, text: str) -> str:
        """The canonical text on one line."""
        operation = read_operation(text, None, catalog=self.catalog, limits=LIMITS)
        return " ".join(operation.info.text.split())


def built(
    models: Sequence[str],
    *,
    tables: Iterable[Mapping[str, Any]] = (),
    blocklist: Iterable[str] = (),
    forms: Forms = Forms(),  # noqa: B008 - a frozen value
    camel_case: bool = False,
    relay: bool = False,
) -> Built:
    catalogue = build_catalog(models, blocklist, tables, forms, relay=relay)
    return replace(catalogue, catalog=replace(catalogue.catalog, camel_case=camel_case))


def table(models: Sequence[str], name: str, **settings: Any) -> Table:
    return built(models, **settings).catalog.tables[name]


def api(models: Sequence[str], *rules: StoredRule, **settings: Any) -> Api:
    """Without rules, a role that may read whatever does not look secret."""
    catalog = built(models, **settings).catalog
    everything = [StoredRule(table=name) for name in catalog.tables]
    return Api(catalog, StoredRole(name="role", rules=tuple(rules or everything)))


@contextmanager
def views(alias: str) -> Iterator[None]:
    """The tables and views that Django does not make itself, for the time of a test's transaction."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE VIEW museum_attendance AS SELECT what_id AS exhibit_id, count(*) AS visits, "
            "max(stars) AS best FROM museum_visit GROUP BY what_id"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP VIEW museum_attendance")
