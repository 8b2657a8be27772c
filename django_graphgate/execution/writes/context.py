"""What all parts of the writer share during one mutation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.models import Model, QuerySet

from django_graphgate.execution.writes.budget import Budget
from django_graphgate.execution.writes.errors import errors_of, names_of
from django_graphgate.execution.writes.journal import Journal
from django_graphgate.ir.input_rows import InputRow, Key, Path
from django_graphgate.ir.write import WritePlan, shape_name

FindAgain = Callable[[], list[Key]]
"""The rows that a root field means: those that it names, and that the role may see and write, as they are locked."""

BATCH = 500
"""How many keys or values a query names: SQLite bounds the number of parameters."""


@dataclass(slots=True, kw_only=True)
class Context:
    """One mutation's plan, database and limits."""

    plan: WritePlan
    alias: str
    passes: Callable[[str, Sequence[Key]], list[Key]]
    budget: Budget
    full_clean: Callable[[str], bool]
    put_presets: Callable[[list[InputRow]], None]
    again: FindAgain | None = None
    """Without it the rules alone are asked again."""
    journal: Journal = field(init=False)
    _names: dict[str, frozenset[str]] = field(init=False, default_factory=dict[str, frozenset[str]])

    def __post_init__(self) -> None:
        self.journal = Journal(self.passing, self.existing)

    def model(self, table: str) -> type[Model]:
        """The model of a table (API name)."""
        return apps.get_model(self.plan.tables[table].model)

    def errors_of(self, table: str, path: Path) -> AbstractContextManager[None]:
        """What the models and the database refuse, as errors of the data at ``path``."""
        names = self._names.get(table)
        if names is None:
            names = self._names[table] = names_of(self.plan, table)
        return errors_of(self.alias, self.model(table), path, names)

    def rows(self, model: type[Model]) -> QuerySet[Any]:
        """All rows of a model, whatever its default manager hides: what may be seen is for the probes to say."""
        return model._base_manager.using(self.alias).order_by()

    def passing(self, table: str, rule: str, keys: Sequence[Key]) -> set[Key]:
        """The keys of the rows for which the filter of a rule holds (``query``, or an action).

        Without a rule it is none.
        """
        name = shape_name(table, rule)
        if name not in self.plan.probes:
            return set()
        if self.plan.probes[name] is None or not keys:
            return set(keys)
        return set(self.passes(name, keys))

    def existing(self, table: str, keys: Sequence[Key]) -> set[Key]:
        """The keys of the rows that are there."""
        return set(self.locked(self.model(table), keys))

    def still_within(self, table: str, keys: Sequence[Key], rule: str) -> dict[Key, Model]:
        """Of the rows that a root field means, those that it still means once they are locked, in order.

        Somebody else may have changed them between the look and the lock.
        """
        self.budget.check(len(keys))
        instances = self.locked(self.model(table), keys)
        meant = set(instances)
        if self.again is None:
            for name in ("query", rule):
                meant = self.passing(table, name, list(meant))
        elif connections[self.alias].features.has_select_for_update:  # else nobody writes meanwhile
            meant &= set(self.again())
        return {key: instances[key] for key in keys if key in meant}

    def new(self, row: InputRow) -> Model:
        """An instance of the row's values, not saved; routers and validation see its database."""
        instance: Model = apps.get_model(row.shape.model)(**row.values)
        instance._state.db = self.alias  # noqa: SLF001
        return instance

    def locked(self, model: type[Model], keys: Iterable[Key]) -> dict[Key, Model]:
        """The rows with these keys, as instances, locked; those that are not there are left out."""
        rows = self.rows(model).order_by("pk").select_for_update()
        wanted = [key if len(key) > 1 else next(iter(key)) for key in keys]
        return {key_of(row): row for part in batches(wanted) for row in rows.filter(pk__in=part)}


def key_of(instance: Model) -> Key:
    """The values of its primary key."""
    return tuple(getattr(instance, field.attname) for field in instance._meta.pk_fields)


def batches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The items in parts of at most :data:`BATCH`."""
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))
