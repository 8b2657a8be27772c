"""A mutation as the statements of one round trip, which is one transaction.

::

    guard            gives up unless the rules' version, the role and the caller are as assumed; locks what it looks at
    for each root    which rows it means, their data written, the rows asked whether they fit the rules
    answer           gives up unless the guard still holds

A statement that gives up, or fails, undoes those before it.  Then the mutation runs again, step by step, and says
precisely what is wrong.  The keys of written rows are kept in settings of the transaction between the statements.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.utils import DatabaseError, InterfaceError, OperationalError

from django_graphgate.execution.comments import with_comment
from django_graphgate.execution.connection import fetch_rows
from django_graphgate.execution.drivers import driver_of
from django_graphgate.execution.drivers.base import Row
from django_graphgate.execution.writes.context import Context
from django_graphgate.execution.writes.keys import keys_text
from django_graphgate.execution.writes.sql_insert import fits
from django_graphgate.execution.writes.sql_levels import (
    Columns,
    Level,
    Levels,
    NotInOneTripError,
    columns_of,
    foreign_key_of,
)
from django_graphgate.execution.writes.sql_text import or_give_up, type_of, written_by
from django_graphgate.execution.writes.transaction import raise_for_caller
from django_graphgate.ir.input_rows import InputRow
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.write import Probe, WriteRoot, shape_name

Statement = tuple[str, list[Any]]
"""A text, and the values of its parameters."""


@dataclass(slots=True)
class Trip:
    """The statements between the guard and the answer."""

    context: Context
    bound: Callable[[Probe], list[Any]]
    """The values of the parameters of a text of the plan."""
    statements: list[Statement] = field(default_factory=list[Statement])
    checks: list[Statement] = field(default_factory=list[Statement])
    """Of all root fields so far: a later one may have moved a row of an earlier one."""
    updates: bool = False
    """How many rows are written is only known to the database."""

    def write(self, number: int, root: WriteRoot, rows: Sequence[InputRow]) -> None:
        """Add what writes a root field; raises :class:`NotInOneTripError`."""
        if root.with_related:
            raise NotInOneTripError
        if root.action == "insert":
            checks = list(self._insert(number, rows))
        else:
            checks = list(self._update(number, root, rows))
            self.updates = True
        self.statements += checks
        self.checks += checks

    def finish(self, roots: int) -> list[Statement]:
        """All statements; raises :class:`NotInOneTripError`."""
        if roots > 1 and self.updates:
            raise NotInOneTripError
        return self.statements + (self.checks if roots > 1 else [])

    # -- insert ---------------------------------------------------------------------------------------

    def _insert(self, number: int, rows: Sequence[InputRow]) -> Iterator[Statement]:
        if not rows or not fits(self.context, rows):
            raise NotInOneTripError
        self.statements += self._references(rows)
        tree = Levels(self.context)
        own = tree.insert(rows)
        by_rule: dict[str, list[int]] = {}
        for index, level in enumerate(tree.levels):
            rule = shape_name(level.table, "query" if level.action == "connect" else "insert")
            if level.table and self._probe(rule) is not None:
                by_rule.setdefault(rule, []).append(index)
        names = {rule: f"graphgate.r{number}_{index}" for index, rule in enumerate(by_rule)}
        settings: list[tuple[str, tuple[int, ...]]] = [(key_setting(number), (own,))]
        settings += [(names[rule], tuple(indexes)) for rule, indexes in by_rule.items()]
        connection = connections[self.context.alias]
        driver = driver_of(connection.vendor)
        self.statements.append(written_by(tree.levels, tuple(settings), connection, driver))
        for rule, name in names.items():
            yield self._all_pass(rule, name)

    def _references(self, rows: Sequence[InputRow]) -> Iterator[Statement]:
        """Foreign keys that the data give are keys of rows that the role may see."""
        wanted: dict[str, dict[Any, None]] = {}
        for row in _all_rows(rows):
            for column, table in row.shape.references.items():
                value = row.values.get(column) if column in row.given else None
                if value is not None:
                    foreign_key_of(apps.get_model(row.shape.model), column)
                    wanted.setdefault(shape_name(table, "query"), {})[value] = None
        for rule, values in wanted.items():
            probe = self._probe(rule)
            if probe is not None:  # else the constraint of the foreign key is enough
                text = reading(probe.sql, probe.parameters, "")
                bound = self._bound(probe, keys_text([(value,) for value in values]))
                count = f"${len(bound) + 1}::int"
                condition = f"json_array_length(coalesce(({text})::json, '[]')) = {count}"
                yield _unless(condition), [*bound, len(values)]

    # -- update ---------------------------------------------------------------------------------------

    def _update(self, number: int, root: WriteRoot, rows: Sequence[InputRow]) -> Iterator[Statement]:
        (row,) = rows if len(rows) == 1 else (None,)
        if root.action != "update" or row is None or root.find is None:
            raise NotInOneTripError
        if row.related or row.increments or not row.values or self.context.full_clean(row.shape.table):
            raise NotInOneTripError
        model: Any = apps.get_model(row.shape.model)
        if len(model._meta.pk_fields) != 1:
            raise NotInOneTripError
        self.statements += self._references(rows)
        name = key_setting(number)
        bound = self.bound(root.find)
        self.statements.append((_set(name, root.find.sql), bound))
        self.statements.append((_set(name, _still_in(name, root.find.sql)), bound))
        most = 1 if not root.many else self._rows_left(row)
        self.statements.append((_unless(f"json_array_length(current_setting('{name}')::json) <= {most}"), []))
        self.statements.append(self._set_columns(model, row, name))
        rule = shape_name(row.shape.table, "update")
        if self._probe(rule) is not None:
            yield self._all_pass(rule, name)

    def _rows_left(self, row: InputRow) -> int:
        """How many rows an update may write."""
        budget, own = self.context.budget, row.shape.max_affected
        return max(0, min(budget.left, budget.left if own is None else own))

    def _set_columns(self, model: Any, row: InputRow, name: str) -> Statement:
        connection = connections[self.context.alias]
        columns = _changed(model, row, connection)
        texts = driver_of(connection.vendor).texts(connection, columns.rows[0])
        quote = connection.ops.quote_name
        assigned = ", ".join(
            f"{quote(item.column)} = ${place}::{type_of(item, connection.alias)}"
            for place, item in enumerate(columns.fields, 1)
        )
        key = model._meta.pk
        listed = f"json_array_elements(current_setting('{name}')::json) AS a (v)"
        keys = f"SELECT (v ->> 0)::{type_of(key, connection.alias)} FROM {listed}"  # noqa: S608  names are quoted
        table = quote(model._meta.db_table)
        text = f"UPDATE {table} SET {assigned} WHERE {quote(key.column)} IN ({keys})"  # noqa: S608
        return text, list(texts)

    # -- probes ---------------------------------------------------------------------------------------

    def _probe(self, rule: str) -> Probe | None:
        probes = self.context.plan.probes
        if rule not in probes:
            raise NotInOneTripError  # nothing passes
        return probes[rule]

    def _bound(self, probe: Probe, keys: str | None) -> list[Any]:
        values = zip(probe.parameters, self.bound(probe), strict=True)
        return [keys if parameter.source == "keys" else value for parameter, value in values]

    def _all_pass(self, rule: str, name: str) -> Statement:
        """Gives up unless all rows whose keys are in a setting pass a probe."""
        probe = self._probe(rule)
        if probe is None:
            raise NotInOneTripError
        text = reading(probe.sql, probe.parameters, name)
        keys = f"json_array_length(current_setting('{name}')::json)"
        return _unless(f"json_array_length(coalesce(({text})::json, '[]')) = {keys}"), self._bound(
            probe, None
        )


def one_trip(alias: str, statements: Sequence[Statement], comment: str = "") -> Row | None:
    """Run guard, statements and answer; the answer's row, or ``None`` where one gave up or failed.

    Raises what :func:`~.transaction.begin_write` raises where the connection is lost or another write is in the way.
    """
    (guard, values), *others, (answer, last) = statements
    texts = [(guarded_or_nothing(guard), values), *others, (guarded_or_nothing(answer), last)]
    try:
        return fetch_rows(alias, [(with_comment(text, comment), bound) for text, bound in texts])[-1]
    except (OperationalError, InterfaceError) as error:
        raise_for_caller(driver_of(connections[alias].vendor), error, at_commit=True)
    except DatabaseError:
        return None


def key_setting(number: int) -> str:
    """Where the keys of a root field are."""
    return f"graphgate.k{number}"


@functools.lru_cache(maxsize=1_000)
def reading(text: str, parameters: tuple[Parameter, ...], name: str, count: int = 0) -> str:
    """A text whose keys come from a setting where the parameter is NULL.

    Without a name it is unchanged; with ``count``, the parameters of the source ``step`` below it are keys, too, each
    of the root field that it numbers.
    """
    for place, parameter in enumerate(parameters, 1):
        setting = name if parameter.source == "keys" else ""
        if parameter.source == "step" and isinstance(parameter.value, int) and parameter.value < count:
            setting = key_setting(parameter.value)
        if setting:
            given = f"nullif(current_setting('{setting}', true), '')"
            text = re.sub(rf"\${place}::(\w+)", rf"coalesce(${place}::\1, {given})", text)
    return text


def guarded_or_nothing(text: str) -> str:
    """A guarded text that gives up where its guard does not hold."""
    return f"SELECT d, v, r, {or_give_up('d IS NOT NULL')} FROM ({text}) AS whole (d, v, r)"  # noqa: S608


def _unless(condition: str) -> str:
    """A text that gives up unless the condition holds; also where it is NULL."""
    return f"SELECT {or_give_up(condition)}"


def _still_in(name: str, text: str) -> str:
    """The keys in a setting that a text still yields, now that their rows are locked."""
    now = f"SELECT b.v::text FROM json_array_elements(coalesce(({text})::json, '[]')) AS b (v)"  # noqa: S608
    listed = f"json_array_elements(current_setting('{name}')::json) WITH ORDINALITY AS a (v, n)"
    return f"SELECT json_agg(a.v ORDER BY a.n) FROM {listed} WHERE a.v::text IN ({now})"  # noqa: S608


def _set(name: str, text: str) -> str:
    return f"SELECT set_config('{name}', coalesce(({text})::text, '[]'), true)"


def _changed(model: Any, row: InputRow, connection: Any) -> Columns:
    """What an update writes: what the data give, and what fields write by themselves."""
    level = Level(row.shape.table, model, "insert", rows=[dict(row.values)])
    everything = columns_of(level, connection)
    wanted = [
        (item, value)
        for item, value in zip(everything.fields, everything.rows[0], strict=True)
        if item.attname in row.values or getattr(item, "auto_now", False)
    ]
    return Columns(tuple(item for item, _ in wanted), [[value for _, value in wanted]])


def _all_rows(rows: Iterable[InputRow]) -> Iterator[InputRow]:
    for row in rows:
        yield row
        for related in row.related:
            yield from _all_rows(related.rows)
