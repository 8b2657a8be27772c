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
from django_graphgate.catalog.exposed import Model, Names, column_of, concrete, split_table
from django_graphgate.catalog.layout import Layout
from django_graphgate.catalog.naming import is_name
from django_graphgate.catalog.paths import Link
from django_graphgate.catalog.writes import way_of_key, way_of_many
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import NOBODY, Column, Hop, Relation


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
        by_name: dict[str, Declared] = {}
        everything = list(self._all(self.layout(model)))
        for declaration in [
            *(declaration for declaration in everything if declaration.named),
            *(declaration for declaration in everything if not declaration.named),
        ]:
            name = declaration.relation.name
            other = f"the column {name}" if name in columns else by_name[name].by if name in by_name else None
            if other is None:
                by_name[name] = declaration
            elif declaration.named:
                raise ConfigurationError(
                    f"{model._meta.label}: {declaration.by} and {other} would both be called {name!r} in the API.",
                    hint="Give one of them another related_name, or put it on the BLOCKLIST.",
                )
        return {
            name: by_name[name].relation
            for declaration in everything
            if (name := declaration.relation.name) in by_name
        }

    def _all(self, layout: Layout) -> Iterator[Declared]:
        for relative in layout.relatives():
            if self.names.hides(relative):
                continue
            for declaration in (*self._forward(layout, relative), *self._reverse(layout, relative)):
                name = declaration.relation.name
                if not is_name(name):
                    self.columns.refused[declaration.by] = f"{name!r} is not a GraphQL name"
                elif not self._hides_name(layout, relative, name):
                    yield declaration

    def _hides_name(self, layout: Layout, relative: Model, name: str) -> bool:
        tables = (*self.names.blocked_as(layout.model), *self.names.blocked_as(relative))
        return self.columns.blocklist.hides_in(dict.fromkeys(tables), name)

    def _of(self, layout: Layout, relative: Model) -> str:
        return "" if relative is layout.model else self.names.exposed(relative) or ""

    # -- declared here ------------------------------------------------------------------------

    def _forward(self, layout: Layout, relative: Model) -> Iterator[Declared]:
        of = self._of(layout, relative)
        for foreign_key in (*relative._meta.local_fields, *relative._meta.private_fields):
            if isinstance(foreign_key, ForeignObject) and (foreign_key.many_to_one or foreign_key.one_to_one):
                target = self.names.exposed(foreign_key.related_model)
                if target is None or self.columns.hides(layout, foreign_key):
                    continue
                hop = self._hop(foreign_key.related_model, self._pairs(foreign_key, layout))
                text = str(foreign_key.help_text or "")
                relation = Relation(
                    name=foreign_key.name, target=target, many=False, hops=(hop,), description=text, of=of
                )
                relation = way_of_key(relation, foreign_key, "forward")
                if relative is layout.model:
                    self._link(foreign_key, relation)
                yield Declared(relation, _label(foreign_key))
        for many in relative._meta.local_many_to_many:
            target = self.names.exposed(many.related_model)
            if target is None or self.columns.hides(layout, many):
                continue
            if hops := self._many_hops(many, layout, forward=True):
                text = str(many.help_text or "")
                relation = Relation(
                    name=many.name, target=target, many=True, hops=hops, description=text, of=of
                )
                yield Declared(way_of_many(relation, many, many.name), _label(many))

    def _link(self, foreign_key: Any, relation: Relation) -> None:
        """A foreign key of an exposed table to another: half of a path, unless it is part of the table's key."""
        if foreign_key.remote_field.hidden or foreign_key.remote_field.parent_link:
            return
        back = tuple((there, here) for here, there in relation.hops[0].pairs)
        self.links.append(
            Link(
                table=self.names.of[concrete(foreign_key.model)].list,
                field=foreign_key.name,
                target=relation.target,
                into=self._hop(foreign_key.model, back),
                out_of=relation.hops[0],
            )
        )

    # -- declared elsewhere -------------------------------------------------------------------

    def _reverse(self, layout: Layout, relative: Model) -> Iterator[Declared]:
        for reverse in relative._meta.related_objects:
            if concrete(reverse.model) is not relative or reverse.hidden:
                continue
            if relative is not layout.model and reverse.field.remote_field.parent_link:
                continue  # from a parent to one of its child models
            relation = self._reversed(reverse, layout, relative)
            if relation is not None:
                yield Declared(
                    relation, f"the reverse of {_label(reverse.field)}", named=bool(reverse.related_name)
                )

    def _reversed(self, reverse: ForeignObjectRel, layout: Layout, relative: Model) -> Relation | None:
        child: Any = reverse.related_model
        target = self.names.exposed(child)
        if target is None or self.columns.hides(self.layout(concrete(child)), reverse.field):
            return None
        single = isinstance(reverse, OneToOneRel)
        names = self.names.of[concrete(child)]
        name = reverse.related_name or (names.object if single else names.list)
        if isinstance(reverse, ManyToManyRel):
            hops = self._many_hops(reverse.field, layout, forward=False)
        elif reverse.field.many_to_one or reverse.field.one_to_one:
            pairs = self._pairs(reverse.field, self.layout(concrete(child)), layout)
            hops = (self._hop(child, tuple((there, here) for here, there in pairs)),)
        else:
            return None
        if not hops:
            return None
        relation = Relation(
            name=name, target=target, many=not single, hops=hops, of=self._of(layout, relative)
        )
        if isinstance(reverse, ManyToManyRel):
            return way_of_many(relation, reverse.field, str(reverse.get_accessor_name()), forward=False)
        return way_of_key(relation, reverse.field, "reverse")

    # -- hops ---------------------------------------------------------------------------------

    def _pairs(self, fk: Any, holder: Layout, target: Layout | None = None) -> tuple[tuple[str, str], ...]:
        """(name in the holder's row, name in the target's row) for each column of a foreign key."""
        target = target or self.layout(concrete(fk.related_model))
        return tuple((holder.name(here), target.name(there)) for here, there in fk.related_fields)

    def _hop(self, model: Any, pairs: tuple[tuple[str, str], ...]) -> Hop:
        schema, table = split_table(model._meta.db_table)
        return Hop(db_table=table, db_schema=schema, table=self.names.exposed(model), pairs=pairs)

    def _many_hops(self, many: Any, layout: Layout, *, forward: bool) -> tuple[Hop, ...]:
        """The hops through the join table; none if the API cannot follow it."""
        if not isinstance(many, models.ManyToManyField):
            return ()  # an app's own type of relation; see Generic.joined
        through: Any = many.remote_field.through
        near = through._meta.get_field(many.m2m_field_name())
        far = through._meta.get_field(many.m2m_reverse_field_name())
        if not forward:
            near, far = far, near
        if any(concrete(foreign_key.model) is not through for foreign_key in (near, far)):
            self.columns.refused[_label(many)] = "its join table inherits its foreign keys"
            return ()
        join = self.layout(concrete(through))
        if not through._meta.auto_created and any(
            self.columns.hides(join, foreign_key) for foreign_key in (near, far)
        ):
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


def _label(model_field: Any) -> str:
    return f"{model_field.model._meta.label}.{model_field.name}"
