"""Django models → ``ir.catalog``.  Read :func:`build_catalog`."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps

from django_graphgate.catalog.columns import Columns
from django_graphgate.catalog.configured import (
    add_aliases,
    add_orderings,
    add_related,
    add_schemas,
    hide_repeated,
)
from django_graphgate.catalog.entries import TableEntry, read_entries
from django_graphgate.catalog.exposed import Blocklist, Model, Names, exposed_models, split_table
from django_graphgate.catalog.fields import Forms
from django_graphgate.catalog.managers import CannotFollow, hidden_by
from django_graphgate.catalog.paths import add_paths
from django_graphgate.catalog.relations import Relations
from django_graphgate.catalog.writes import add_writes
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import Catalog, Column, Hop, Relation, Table, Union
from django_graphgate.ir.plan import TRUE, Filter

FOLLOWING = (
    "Set 'manager' in its entry of GRAPHGATE['TABLES'] to one with plain lookups, or to False for all rows."
)


@dataclass(frozen=True)
class Built:
    """A catalogue, and what the project has that is not in it."""

    catalog: Catalog
    refused: Mapping[str, str] = field(default_factory=dict[str, str])
    """``app.Model.field`` → why the API cannot show it."""
    idle_blocks: tuple[str, ...] = ()
    """Entries of the blocklist that hide nothing."""
    unfollowed: Mapping[str, str] = field(default_factory=dict[str, str])
    """``app.Model`` → why its default manager cannot be followed: such a model is not shown."""
    taken: Mapping[str, str] = field(default_factory=dict[str, str])
    """Names of tables and types, with what has them."""


def build_catalog(
    entries: Sequence[str],
    blocklist: Iterable[str] = (),
    tables: Iterable[Mapping[str, Any]] = (),
    forms: Forms = Forms(),  # noqa: B008 - a frozen value
    *,
    relay: bool = False,
) -> Built:
    """The catalogue of the models that are listed, and of no others.

    ``blocklist``, ``tables`` and ``relay`` are the settings of these names, ``forms`` comes from others.  Raises
    ``ConfigurationError`` if they name something that does not exist, or if two things would share a name.
    """
    blocked = tuple(blocklist)
    with _uncollected():
        builder = _Builder(exposed_models(entries), blocked, read_entries(tables), forms, relay=relay)
        tables_by_name = builder.tables()
        builder.note_blocked()
        tables_by_name, links = add_related(hide_repeated(tables_by_name), builder.entries)
        tables_by_name = add_paths(tables_by_name, (*builder.relations.links, *links))
        tables_by_name = add_orderings(tables_by_name, builder.entries)
        tables_by_name = add_schemas(
            add_aliases(tables_by_name, builder.entries, builder.names), builder.entries
        )
        tables_by_name = add_writes(tables_by_name)
    idle = tuple(entry for entry in blocked if entry.lower() not in builder.blocklist.used)
    refused = dict(sorted(builder.columns.refused.items()))
    catalog = Catalog(tables=tables_by_name, relay=relay)
    return Built(catalog, refused, idle, builder.unfollowed, builder.names.taken)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Without Python's garbage collector, which would scan again and again what stays alive: a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Builder:
    def __init__(
        self,
        models: Sequence[Model],
        blocked: Sequence[str],
        entries: Sequence[TableEntry],
        forms: Forms,
        *,
        relay: bool,
    ) -> None:
        self.entries = entries
        self.blocklist = Blocklist.of(blocked, entries)
        self.names = Names(models, entries, self.blocklist, relay)
        by_name = {entry.name: entry for entry in entries}
        self.columns = Columns(self.names, self.blocklist, by_name, forms)
        self.relations = Relations(self.names, self.columns)
        self.layout = self.relations.layout
        self._drop_keyless()
        self.unfollowed: dict[str, str] = {}
        self.rows = self._rows(by_name)
        self.generic = self._generic(by_name)

    def _drop_keyless(self) -> None:
        """A model whose key is hidden is not shown: its rows could not be distinguished."""
        self.keys = {model: self.columns.keys(self.layout(model)) for model in self.names.of}
        for model, keys in self.keys.items():
            if not keys:
                self.columns.refused.setdefault(model._meta.label, "its primary key is not in the API")
                del self.names.of[model]
        self.keys = {model: keys for model, keys in self.keys.items() if keys}

    def _rows(self, entries: Mapping[str, TableEntry]) -> dict[Model, Filter]:
        """The rows that default managers return.  A model whose manager cannot be followed is not shown."""
        filters: dict[Model, Filter] = {}
        for model, name in list(self.names.of.items()):
            entry = entries.get(name.list)
            try:
                filters[model] = hidden_by(
                    model, self.layout(model), None if entry is None else entry.manager
                )
            except CannotFollow as error:
                if entry is not None:
                    raise ConfigurationError(
                        f"GRAPHGATE['TABLES'], {name.list}: its manager may hide rows, and {error}.",
                        hint=FOLLOWING,
                    ) from error
                self.unfollowed[model._meta.label] = str(error)
                del self.names.of[model], self.keys[model]
        return filters

    def _generic(self, entries: Mapping[str, TableEntry]) -> Any:
        if not apps.is_installed("django.contrib.contenttypes"):
            return None
        from django_graphgate.catalog.generic import Generic

        return Generic(self.names, self.columns, self.layout, self.keys, entries)

    def note_blocked(self) -> None:
        """An entry of the blocklist for a field of a table that is hidden as a whole is not a mistake."""
        for model in self.names.models:
            if model not in self.names.of:
                for model_field in model._meta.get_fields():
                    names = (
                        model_field.name,
                        getattr(model_field, "attname", ""),
                        getattr(model_field, "column", None) or "",
                    )
                    self.blocklist.hides_in(self.names.blocked_as(model), *names)

    def tables(self) -> dict[str, Table]:
        """The tables of the models, with the relations that they declare."""
        return {name.list: self._table(model) for model, name in self.names.of.items()}

    def _table(self, model: Model) -> Table:
        name, layout = self.names.of[model], self.layout(model)
        columns = self.columns.of(layout)
        schema, table = split_table(model._meta.db_table)
        unions = {union.name: union for union in self._unions(model)}
        keys = self.keys[model]
        return Table(
            name=name.list,
            object_name=name.object,
            type_name=name.type,
            db_table=table,
            db_schema=schema,
            model=model._meta.label,
            primary_key=tuple(keys),
            keys=keys,
            columns=columns,
            left_out=frozenset(origin.field.attname for origin in layout.origins).difference(columns),
            relations=self._declared(model, columns, unions),
            unions=unions,
            parts=tuple(layout.parts),
            parents=dict(self._parents(model)),
            rows=None if self.rows[model] == TRUE else self.rows[model],
            description=str(model._meta.verbose_name),
        )

    def _unions(self, model: Model) -> Iterator[Union]:
        for union in self.generic.unions(model) if self.generic else ():
            self.names.claim_name(f"{model._meta.label}.{union.name}", union.type_name)
            yield union

    def _declared(
        self, model: Model, columns: Mapping[str, Column], unions: Mapping[str, Union]
    ) -> dict[str, Relation]:
        relations = self.relations.of(model, columns)
        generic = (*self.generic.relations(model), *self.generic.joined(model)) if self.generic else ()
        for relation, label in generic:
            if relation.name in columns or relation.name in relations:
                raise ConfigurationError(f"{label}: the name {relation.name!r} is taken in the API.")
            relations[relation.name] = relation
        return {name: relation for name, relation in relations.items() if name not in unions}

    def _parents(self, model: Model) -> Iterator[tuple[str, Relation]]:
        """The relations from a row to the rows that it inherits from, by key, where these are exposed."""
        layout = self.layout(model)
        for parent in layout.ancestors:
            name = self.names.exposed(parent)
            if name is None:
                continue
            pairs = tuple(
                (layout.name(key_field), str(key_field.column)) for key_field in parent._meta.pk_fields
            )
            schema, table = split_table(parent._meta.db_table)
            hop = Hop(db_table=table, db_schema=schema, table=name, pairs=pairs)
            yield name, Relation(name=name, target=name, many=False, hops=(hop,))
