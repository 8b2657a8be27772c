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
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import Catalog, Column, Hop, Relation, Table, Union
from django_graphgate.ir.plan import TRUE, Filter

FOLLOWING = (
    "Its entry in GRAPHGATE['TABLES'] may have a 'manager': one with plain lookups, or False for all rows."
)


@dataclass(frozen=True)
class Built:
    """A catalogue, and what of the project is not in it."""

    catalog: Catalog
    refused: Mapping[str, str] = field(default_factory=dict[str, str])
    """``app.Model.field`` → why the API cannot show it."""
    idle_blocks: tuple[str, ...] = ()
    """Entries of the blocklist that hide nothing."""
    unfollowed: Mapping[str, str] = field(default_factory=dict[str, str])
    """``app.Model`` → what of its default manager cannot be followed: such a model is not shown."""


def build_catalog(
    entries: Sequence[str],
    blocklist: Iterable[str] = (),
    tables: Iterable[Mapping[str, Any]] = (),
    forms: Forms = Forms(),  # noqa: B008 - a frozen value
    *,
    relay: bool = False,
) -> Built:
    """The catalogue of the models that are listed; nobody else's model is in it.

    ``blocklist``, ``tables`` and ``relay`` are the settings of these names, ``forms`` what others say.  Raises
    ``ConfigurationError`` for what they name and is not there, and where two things would share a name.
    """
    blocked = tuple(blocklist)
    with _uncollected():
        builder = _Builder(exposed_models(entries), blocked, read_entries(tables), forms, relay=relay)
        found = builder.tables()
        builder.note_blocked()
        found, links = add_related(hide_repeated(found), builder.entries)
        found = add_paths(found, (*builder.relations.links, *links))
        found = add_orderings(found, builder.entries)
        found = add_schemas(add_aliases(found, builder.entries, builder.names), builder.entries)
    idle = tuple(one for one in blocked if one.lower() not in builder.blocklist.used)
    refused = dict(sorted(builder.columns.refused.items()))
    return Built(Catalog(tables=found, relay=relay), refused, idle, builder.unfollowed)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Without Python's collector, which would look over and over at what all stays: a third of the time."""
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
        by_name = {one.name: one for one in entries}
        self.columns = Columns(self.names, self.blocklist, by_name, forms)
        self.relations = Relations(self.names, self.columns)
        self.layout = self.relations.layout
        self._drop_keyless()
        self.unfollowed: dict[str, str] = {}
        self.rows = self._rows(by_name)
        self.generic = self._generic(by_name)

    def _drop_keyless(self) -> None:
        """Without its key no row can be told from another: such a model is not shown."""
        self.keys = {model: self.columns.keys(self.layout(model)) for model in self.names.of}
        for model, keys in self.keys.items():
            if not keys:
                self.columns.refused.setdefault(model._meta.label, "its primary key is not in the API")
                del self.names.of[model]
        self.keys = {model: keys for model, keys in self.keys.items() if keys}

    def _rows(self, entries: Mapping[str, TableEntry]) -> dict[Model, Filter]:
        """What default managers leave of the rows.  A model whose manager cannot be followed is not shown."""
        found: dict[Model, Filter] = {}
        for model, name in list(self.names.of.items()):
            entry = entries.get(name.list)
            try:
                found[model] = hidden_by(model, self.layout(model), None if entry is None else entry.manager)
            except CannotFollow as error:
                if entry is not None:
                    raise ConfigurationError(
                        f"GRAPHGATE['TABLES'], {name.list}: its manager may hide rows, and {error}.",
                        hint=FOLLOWING,
                    ) from error
                self.unfollowed[model._meta.label] = str(error)
                del self.names.of[model], self.keys[model]
        return found

    def _generic(self, entries: Mapping[str, TableEntry]) -> Any:
        if not apps.is_installed("django.contrib.contenttypes"):
            return None
        from django_graphgate.catalog.generic import Generic

        return Generic(self.names, self.columns, self.layout, self.keys, entries)

    def note_blocked(self) -> None:
        """What the blocklist names inside of tables that it hides as a whole is no mistake."""
        for model in self.names.models:
            if model not in self.names.of:
                for one in model._meta.get_fields():
                    names = (one.name, getattr(one, "attname", ""), getattr(one, "column", None) or "")
                    self.blocklist.hides_in(self.names.blocked_as(model), *names)

    def tables(self) -> dict[str, Table]:
        """The tables of the models, with the relations that they declare."""
        return {name.list: self._table(model) for model, name in self.names.of.items()}

    def _table(self, model: Model) -> Table:
        name, layout = self.names.of[model], self.layout(model)
        columns = self.columns.of(layout)
        schema, table = split_table(model._meta.db_table)
        unions = {one.name: one for one in self._unions(model)}
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
            relations=self._declared(model, columns, unions),
            unions=unions,
            parts=tuple(layout.parts),
            parents=dict(self._parents(model)),
            rows=None if self.rows[model] == TRUE else self.rows[model],
            description=str(model._meta.verbose_name),
        )

    def _unions(self, model: Model) -> Iterator[Union]:
        for one in self.generic.unions(model) if self.generic else ():
            self.names.claim_one(f"{model._meta.label}.{one.name}", one.type_name)
            yield one

    def _declared(
        self, model: Model, columns: Mapping[str, Column], unions: Mapping[str, Union]
    ) -> dict[str, Relation]:
        found = self.relations.of(model, columns)
        generic = (*self.generic.relations(model), *self.generic.joined(model)) if self.generic else ()
        for one, label in generic:
            if one.name in columns or one.name in found:
                raise ConfigurationError(f"{label}: the name {one.name!r} is taken in the API.")
            found[one.name] = one
        return {name: one for name, one in found.items() if name not in unions}

    def _parents(self, model: Model) -> Iterator[tuple[str, Relation]]:
        """The way from a row to the rows that it inherits from, by key, where these are exposed."""
        layout = self.layout(model)
        for parent in layout.ancestors:
            name = self.names.exposed(parent)
            if name is None:
                continue
            pairs = tuple((layout.name(one), str(one.column)) for one in parent._meta.pk_fields)
            schema, table = split_table(parent._meta.db_table)
            hop = Hop(db_table=table, db_schema=schema, table=name, pairs=pairs)
            yield name, Relation(name=name, target=name, many=False, hops=(hop,))
