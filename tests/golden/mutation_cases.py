"""The cases of mutations: a folder each, ``golden/mutations/<case>/``.

``mutation.graphql``  the document
``case.json``         optional: ``role`` (of ``mutations/roles.json``; without one everything may be written),
                      ``user_id``, ``settings``, ``databases`` (where not every database has what it needs)
``variables.json``    optional: what the request gives
``<dialect>.sql``     optional: the texts that the database is asked; ``--update-golden`` writes those that are there
``result.json``       the ``data`` of every database's answer, or
``error.json``        ``code`` and ``message`` of the first error, of every database, and its ``fields``
``rows.json``         the rows that are other ones afterwards, by model: ``added``, ``changed``, ``removed``; without
                      the file nothing is written
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections, models, transaction
from django.test import override_settings
from django.utils import timezone

from django_graphgate.errors import RequestRejected
from django_graphgate.execution.connection import dialect_of
from django_graphgate.execution.writes.choice import Preference
from django_graphgate.execution.writes.program import TableSettings, runnable_of
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.statement import Statement
from django_graphgate.rules.model import StoredRole
from tests.golden.cases import laid_out, parameter_line
from tests.support.routers import routed_to
from tests.support.shop.exact import loads
from tests.support.shop.models import (
    Bundle,
    Category,
    Customer,
    Odd,
    Palette,
    Product,
    Profile,
    Purchase,
    Sample,
    Sheep,
    Shelf,
    Tag,
    Voucher,
)
from tests.support.shop.running import DIGEST, compiled, opened, role_of
from tests.support.shop.writing import writer

FOLDER = Path(__file__).parent / "mutations"
ROLES: dict[str, dict[str, Any]] = {
    role["name"]: role for role in json.loads((FOLDER / "roles.json").read_text("utf-8"))["roles"]
}
OPTIONS = {"role", "user_id", "settings", "databases"}
MODELS: tuple[type[models.Model], ...] = (
    *(
        Category,
        Tag,
        Customer,
        Profile,
        Product,
        Bundle,
        Purchase,
        Voucher,
        Shelf,
        Sheep,
        Odd,
        Sample,
        Palette,
    ),
    *(Product.tags.through, Product.related.through),
)
Rows = dict[str, dict[str, dict[str, Any]]]
"""Model → key → row."""


@dataclass(frozen=True)
class MutationCase:
    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    def read_json(self, name: str) -> Any:
        file = self.path / name
        return json.loads(file.read_text("utf-8")) if file.exists() else {}

    @cached_property
    def text(self) -> str:
        return (self.path / "mutation.graphql").read_text("utf-8")

    @cached_property
    def options(self) -> dict[str, Any]:
        options: dict[str, Any] = self.read_json("case.json")
        assert set(options) <= OPTIONS, f"{self.name}: unknown options {set(options) - OPTIONS}"
        return options

    @property
    def databases(self) -> list[str]:
        return list(self.options.get("databases", ("default", "sqlite")))

    @property
    def role(self) -> StoredRole:
        return role_of(ROLES[self.options["role"]]) if "role" in self.options else writer()

    @property
    def flags(self) -> tuple[str, ...]:
        return tuple(self.options.get("settings", ()))

    def statement(self, vendor: str) -> Statement:
        return compiled(self.text, self.role, vendor, flags=self.flags)

    def answer(self, alias: str, ways: Mapping[str, Preference] | None = None) -> Any:
        """The data of the answer; raises ``RequestRejected``."""
        flags = {flag.upper(): True for flag in self.flags}
        with override_settings(GRAPHGATE={**settings.GRAPHGATE, **flags}):
            return self._answer(alias, ways or {})

    def _answer(self, alias: str, ways: Mapping[str, Preference]) -> Any:
        statement = self.statement(dialect_of(alias).name)
        tables = TableSettings(ways=ways)
        runnable = runnable_of(statement, dialect_of(alias), DIGEST, tables=tables)
        user_id = self.options.get("user_id")
        identity = Identity.anonymous() if user_id is None else Identity(user_id=user_id)
        answer = runnable.run(
            alias, self.read_json("variables.json"), identity, "version", "role", state_here=False
        )
        assert answer.data is not None
        return opened(statement, loads(answer.data))

    def outcome(
        self, alias: str, ways: Mapping[str, Preference] | None = None
    ) -> tuple[Any, RequestRejected | None, Any]:
        """The data or the error, and what became of the rows; nothing stays."""
        with routed_to(alias), transaction.atomic(using=alias):
            _number_from_the_last_row(alias)
            before = rows_of(alias)
            try:
                data, error = self.answer(alias, ways), None
            except RequestRejected as refusal:
                data, error = None, refusal
            changes = difference_of(before, rows_of(alias))
            transaction.set_rollback(True, using=alias)
        return data, error, changes


CASES = [MutationCase(path.parent) for path in sorted(FOLDER.rglob("mutation.graphql"))]


def _number_from_the_last_row(alias: str) -> None:
    """New rows get the same keys whatever ran before."""
    with connections[alias].cursor() as cursor:
        for statement in connections[alias].ops.sequence_reset_sql(no_style(), _models_in(alias)):
            cursor.execute(statement)


# ------------------------------------------------------------------------------------------------ rows


def _models_in(alias: str) -> list[type[models.Model]]:
    vendor = connections[alias].vendor
    return [model for model in MODELS if model._meta.required_db_vendor in (None, vendor)]


def rows_of(alias: str) -> Rows:
    """What the tables hold, as JSON has it."""
    rows: Rows = {}
    for model in _models_in(alias):
        for row in model._base_manager.using(alias).values(
            *(f.attname for f in model._meta.local_concrete_fields)
        ):
            if model._meta.auto_created:  # whose keys nobody sees, and the fixture does not give
                del row["id"]
            keys = (
                row.values() if model._meta.auto_created else (row[f.attname] for f in model._meta.pk_fields)
            )
            key = json.dumps(list(keys), default=str)
            rows.setdefault(model._meta.label, {})[key] = {name: _value(value) for name, value in row.items()}
    return rows


def _value(value: Any) -> Any:
    """The value in JSON; what is made anew in each run goes by a name."""
    if isinstance(value, uuid.UUID) and value.version == 4:
        return "(random)"
    if isinstance(value, dt.datetime) and abs(value - timezone.now()) < dt.timedelta(minutes=5):
        return "(now)"
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def difference_of(before: Rows, after: Rows) -> dict[str, Any]:
    """By model: rows that are new, those that changed (their key, and what is another value now), those that are gone."""
    changes: dict[str, Any] = {}
    for label in sorted({*before, *after}):
        old, new = before.get(label, {}), after.get(label, {})
        entry = {
            "added": [new[key] for key in new if key not in old],
            "changed": [
                {"key": json.loads(key), **dict(_changed(old[key], new[key]))}
                for key in new
                if key in old and new[key] != old[key]
            ],
            "removed": [json.loads(key) for key in old if key not in new],
        }
        for rows in entry.values():
            rows.sort(key=lambda row: json.dumps(row, sort_keys=True, default=str))
        if any(entry.values()):
            changes[label] = {name: rows for name, rows in entry.items() if rows}
    return changes


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((name, value) for name, value in new.items() if old[name] != value)


# ------------------------------------------------------------------------------------------- SQL for people


def golden_texts(statement: Statement) -> str:
    """The texts that the database is asked, as the golden file holds them."""
    plan = statement.writes
    assert plan is not None
    texts = [(f"rows of {root.key}", root.find) for root in plan.roots if root.find]
    texts += [(f"answer of {root.key}", root.read) for root in plan.roots if root.read]
    texts += [(f"which pass {name}", probe) for name, probe in sorted(plan.probes.items()) if probe]
    lines: list[str] = []
    for title, probe in (*texts, ("answer", statement.steps[-1])):
        lines += [f"-- {title}", laid_out(probe.sql)]
        lines += [parameter_line(index, each) for index, each in enumerate(probe.parameters, 1)]
        lines.append("")
    return "\n".join(lines)
