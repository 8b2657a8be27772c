"""The relations of a table: what Django's models declare."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models.fields.related import ForeignObject
from django.db.models.fields.reverse_related import ForeignObjectRel, ManyToManyRel, OneToOneRel

from django_graphgate.catalog.columns import Columns
from django_graphgate.catalog.exposed import NOBODY, Model, Names, column_of, concrete, split_table
from django_graphgate.catalog.layout import Layout
from django_graphgate.catalog.naming import is_name
from django_graphgate.catalog.paths import Link
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import Column, Hop, Relation


@dataclass(frozen=True, slots=True)
class Declared:
    """A relation, what declares it, and whether its name was written down by a person."""

    relation: Relation
    by: str
    named: bool = True


@dataclass
class Relations:
    """Makes the relations of all tables, and notes the foreign keys that paths can be made of."""

    names: Names
    columns: Columns
    links: list[Link] = field(default_factory=list[Link])

    def __post_init__(self) -> None:
        self.layout = functools.cache(Layout)

    def of(self, model: Model, columns: Mapping[str, Column]) -> dict[str, Relation]:
        """The relations by API name.  Raises ``ConfigurationError`` where two would share a declared one."""
        found: dict[str, Declared] = {}
        everything = list(self._all(self.layout(model)))
        for one in [*(one for one in everything if one.named), *(one for one in everything if not one.named)]:
            name = one.relation.name
            other = f"the column {name}" if name in columns else found[name].by if name in found else None
            if other is None:
                found[name] = one
            elif one.named:
                raise ConfigurationError(
                    f"{model._meta.label}: {one.by} and {other} would both be called {name!r} in the API.",
                    hint="Give one of them another related_name, or put it on the BLOCKLIST.",
                )
        return {name: found[name].relation for one in everything if (name := one.relation.name) in found}

    def _all(self, layout: Layout) -> Iterator[Declared]:
        for relative in layout.relatives():
            if self.names.hides(relative):
                continue
            for one in (*self._forward(layout, relative), *self._reverse(layout, relative)):
                name = one.relation.name
                if not is_name(name):
                    self.columns.refused[one.by] = f"{name!r} is no GraphQL name"
                elif not self._hides_name(layout, relative, name):
                    yield one

    def _hides_name(self, layout: Layout, relative: Model, name: str) -> bool:
        tables = (*self.names.blocked_as(layout.model), *self.names.blocked_as(relative))
        return self.columns.blocklist.hides_in(dict.fromkeys(tables), name)

    def _of(self, layout: Layout, relative: Model) -> str:
        return "" if relative is layout.model else self.names.exposed(relative) or ""

    # -- declared here ------------------------------------------------------------------------

    def _forward(self, layout: Layout, relative: Model) -> Iterator[Declared]:
        of = self._of(layout, relative)
        for one in (*relative._meta.local_fields, *relative._meta.private_fields):
            if isinstance(one, ForeignObject) and (one.many_to_one or one.one_to_one):
                target = self.names.exposed(one.related_model)
                if target is None or self.columns.hides(layout, one):
                    continue
                hop = self._hop(one.related_model, self._pairs(one, layout))
                text = str(one.help_text or "")
                relation = Relation(
                    name=one.name, target=target, many=False, hops=(hop,), description=text, of=of
                )
                if relative is layout.model:
                    self._link(one, relation)
                yield Declared(relation, _label(one))
        for many in relative._meta.local_many_to_many:
            target = self.names.exposed(many.related_model)
            if target is None or self.columns.hides(layout, many):
                continue
            if hops := self._many_hops(many, layout, forward=True):
                text = str(many.help_text or "")
                relation = Relation(
                    name=many.name, target=target, many=True, hops=hops, description=text, of=of
                )
                yield Declared(relation, _label(many))

    def _link(self, one: Any, relation: Relation) -> None:
        """A foreign key of an exposed table to another: half of a path, unless it is part of the table's key."""
        if one.remote_field.hidden or one.remote_field.parent_link:
            return
        back = tuple((there, here) for here, there in relation.hops[0].pairs)
        self.links.append(
            Link(
                table=self.names.of[concrete(one.model)].list,
                field=one.name,
                target=relation.target,
                into=self._hop(one.model, back),
                out_of=relation.hops[0],
            )
        )

    # -- declared elsewhere -------------------------------------------------------------------

    def _reverse(self, layout: Layout, relative: Model) -> Iterator[Declared]:
        for one in relative._meta.related_objects:
            if concrete(one.model) is not relative or one.hidden:
                continue
            if relative is not layout.model and one.field.remote_field.parent_link:
                continue  # the way from a parent to one of its heirs
            relation = self._reversed(one, layout, relative)
            if relation is not None:
                yield Declared(relation, f"the reverse of {_label(one.field)}", named=bool(one.related_name))

    def _reversed(self, one: ForeignObjectRel, layout: Layout, relative: Model) -> Relation | None:
        child: Any = one.related_model
        target = self.names.exposed(child)
        if target is None or self.columns.hides(self.layout(concrete(child)), one.field):
            return None
        single = isinstance(one, OneToOneRel)
        names = self.names.of[concrete(child)]
        name = one.related_name or (names.object if single else names.list)
        if isinstance(one, ManyToManyRel):
            hops = self._many_hops(one.field, layout, forward=False)
        elif one.field.many_to_one or one.field.one_to_one:
            pairs = self._pairs(one.field, self.layout(concrete(child)), layout)
            hops = (self._hop(child, tuple((there, here) for here, there in pairs)),)
        else:
            return None
        if not hops:
            return None
        return Relation(name=name, target=target, many=not single, hops=hops, of=self._of(layout, relative))

    # -- hops ---------------------------------------------------------------------------------

    def _pairs(self, fk: Any, holder: Layout, target: Layout | None = None) -> tuple[tuple[str, str], ...]:
        """(name in the holder's row, name in the target's row) for each column of a foreign key."""
        target = target or self.layout(concrete(fk.related_model))
        return tuple((holder.name(here), target.name(there)) for here, there in fk.related_fields)

    def _hop(self, model: Any, pairs: tuple[tuple[str, str], ...]) -> Hop:
        schema, table = split_table(model._meta.db_table)
        return Hop(db_table=table, db_schema=schema, table=self.names.exposed(model), pairs=pairs)

    def _many_hops(self, many: Any, layout: Layout, *, forward: bool) -> tuple[Hop, ...]:
        """The way through the join table; none where it is not one that the API can follow."""
        if not isinstance(many, models.ManyToManyField):
            return ()  # an app's own kind of relation; see Generic.joined
        through: Any = many.remote_field.through
        near = through._meta.get_field(many.m2m_field_name())
        far = through._meta.get_field(many.m2m_reverse_field_name())
        if not forward:
            near, far = far, near
        if any(concrete(one.model) is not through for one in (near, far)):
            self.columns.refused[_label(many)] = "its join table inherits its foreign keys"
            return ()
        join = self.layout(concrete(through))
        if not through._meta.auto_created and any(self.columns.hides(join, one) for one in (near, far)):
            return ()
        target = self.layout(concrete(far.related_model))
        schema, table = split_table(through._meta.db_table)
        into = Hop(
            db_table=table,
            db_schema=schema,
            table=None if through._meta.auto_created else self.names.exposed(through) or NOBODY,
            pairs=tuple((layout.name(there), column_of(here)) for here, there in near.related_fields),
        )
        return into, self._hop(far.related_model, self._pairs(far, join, target))


def _label(one: Any) -> str:
    return f"{one.model._meta.label}.{one.name}"
