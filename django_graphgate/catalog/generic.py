"""Generic foreign keys and generic relations, where ``django.contrib.contenttypes`` is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from django_graphgate.catalog.columns import Columns
from django_graphgate.catalog.entries import TableEntry
from django_graphgate.catalog.exposed import NOBODY, Model, Names, concrete, split_table
from django_graphgate.catalog.layout import Layout
from django_graphgate.catalog.naming import is_name, type_name_of
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import Column, ContentTypeColumn, Hop, Relation, Union
from django_graphgate.ir.codec import Codec

_KEYS = ("int", "uuid", "text")


@dataclass
class Generic:
    """Makes the unions and generic relations of all tables."""

    names: Names
    columns: Columns
    layout: Callable[[Model], Layout]
    keys: Mapping[Model, Mapping[str, Column]]
    """The key columns of every exposed model."""
    entries: Mapping[str, TableEntry]

    # -- the row that a generic key means -----------------------------------------------------

    def unions(self, model: Model) -> Iterator[Union]:
        """One for each generic foreign key that can mean a row of an exposed table."""
        name = self.names.of[model]
        for one in model._meta.private_fields:
            if not isinstance(one, GenericForeignKey) or not is_name(one.name) or self._hidden(model, one):
                continue
            members = tuple(self._member(model, one, target) for target in self._targets(model, one))
            if members:
                yield Union(
                    name=one.name,
                    type_name=f"{name.type}{type_name_of(one.name)}",
                    members=members,
                    of=self._of(model, one.fk_field),
                )

    def _hidden(self, model: Model, one: Any) -> bool:
        layout = self.layout(model)
        parts = [one, *_fields(model, *_halves(one))]
        return any(self.columns.hides(layout, part) for part in parts)

    def _of(self, model: Model, field_name: str) -> str:
        owner = concrete(model._meta.get_field(field_name).model)
        return "" if owner is model else self.names.exposed(owner) or ""

    def _targets(self, model: Model, one: Any) -> Iterator[Model]:
        """Exposed models with a key that the generic key can hold; those that the settings name, if any."""
        table = self.names.of[model].list
        entry = self.entries[table].columns.get(one.name) if table in self.entries else None
        wanted = entry.related_to if entry else ()
        known = {name.list: target for target, name in self.names.of.items()}
        for name in wanted:
            if name not in known:
                raise ConfigurationError(
                    f"GRAPHGATE['TABLES'], {table}.{one.name}: there is no table {name!r}."
                )
        tables = [
            target for target in self.names.of if target._meta.managed
        ]  # a view's rows are others' rows
        for target in [known[name] for name in wanted] or tables:
            if self._fits(target, model, one.fk_field):
                yield target
            elif wanted:
                raise ConfigurationError(
                    f"GRAPHGATE['TABLES'], {table}.{one.name}: the key of {target._meta.label} does not fit."
                )

    def _fits(self, target: Model, holder: Model, field_name: str) -> bool:
        """The object id can hold the target's key, as it is or as a text."""
        keys = list(self.keys[target].values())
        object_id = self._codec_of(holder, field_name)
        if len(keys) != 1 or object_id is None or keys[0].codec.name not in _KEYS:
            return False
        return object_id.name in (keys[0].codec.name, "text")

    def _text_key(self, target: Model, holder: Model, field_name: str) -> Codec | None:
        """The codec of the key that the object id names as a text; ``None`` where it is the key itself."""
        (key,) = self.keys[target].values()
        object_id = self._codec_of(holder, field_name)
        return None if object_id is None or object_id.name == key.codec.name else key.codec

    def _codec_of(self, holder: Model, field_name: str) -> Codec | None:
        half: Any = holder._meta.get_field(field_name)
        return self.columns.codec(half)

    def _member(self, model: Model, one: Any, target: Model) -> Relation:
        layout = self.layout(model)
        content_type, object_id = (layout.name(half) for half in _fields(model, *_halves(one)))
        ((key, column),) = self.keys[target].items()
        schema, table = split_table(target._meta.db_table)
        hop = Hop(
            db_table=table,
            db_schema=schema,
            table=self.names.exposed(target),
            pairs=((object_id, column.column),),
            content_type=ContentTypeColumn(
                column=content_type,
                models=_content_types(target, proxies=not one.for_concrete_model),
                here=True,
            ),
            key=self._text_key(target, model, one.fk_field),
        )
        return Relation(name=key, target=self.names.of[target].list, many=False, hops=(hop,))

    # -- the rows that point here -------------------------------------------------------------

    def relations(self, model: Model) -> Iterator[tuple[Relation, str]]:
        """One for each generic relation to an exposed model, with the label of what declares it."""
        layout = self.layout(model)
        keys = list(self.keys[model].values())
        for one in model._meta.private_fields:
            target = self.names.exposed(one.related_model) if isinstance(one, GenericRelation) else None
            if target is None or len(keys) != 1 or self.columns.hides(layout, one):
                continue
            holder = concrete(one.related_model)
            there = self.layout(holder)
            halves = _fields(holder, one.content_type_field_name, one.object_id_field_name)
            fits = self._fits(model, holder, one.object_id_field_name)
            if not fits or any(self.columns.hides(there, half) for half in halves):
                continue
            if any(self._hidden(holder, back) for back in _backs(holder, one)):
                continue
            content_type, object_id = (there.name(half) for half in halves)
            schema, table = split_table(holder._meta.db_table)
            content_types = _content_types(model, proxies=not one.for_concrete_model)
            hop = Hop(
                db_table=table,
                db_schema=schema,
                table=target,
                pairs=((keys[0].column, object_id),),
                content_type=ContentTypeColumn(column=content_type, models=content_types, here=False),
                key=self._text_key(model, holder, one.object_id_field_name),
            )
            yield (
                Relation(name=one.name, target=target, many=True, hops=(hop,)),
                f"{model._meta.label}.{one.name}",
            )

    # -- relations of other apps' own content_types, such as tags -----------------------------------------

    def joined(self, model: Model) -> Iterator[tuple[Relation, str]]:
        """Many-to-many fields of no class of Django's whose join table names the row by a key, generic or not."""
        several: Sequence[Any] = model._meta.local_many_to_many  # by its type, of Django's class alone
        for one in several:
            target = self.names.exposed(one.related_model)
            if isinstance(one, models.ManyToManyField) or target is None:
                continue
            label = f"{model._meta.label}.{one.name}"
            if self.columns.hides(self.layout(model), one):
                continue
            hops = self._hops(model, one)
            if hops is None:
                self.columns.refused[label] = f"its class {type(one).__name__} joins in a way of its own"
            else:
                yield Relation(name=one.name, target=target, many=True, hops=hops), label

    def _hops(self, model: Model, one: Any) -> tuple[Hop, Hop] | None:
        through: Any = getattr(one.remote_field, "through", None)
        target = concrete(one.related_model)
        if not (isinstance(through, type) and issubclass(through, models.Model)):
            return None
        join = self.layout(concrete(through))
        fars = _keys_to(through, target)
        near = self._near(model, through, join)
        if near is None or len(fars) != 1 or self.columns.hides(join, fars[0]):
            return None
        schema, table = split_table(target._meta.db_table)
        pairs = tuple(
            (join.name(here), self.layout(target).name(there)) for here, there in fars[0].related_fields
        )
        return near, Hop(db_table=table, db_schema=schema, table=self.names.exposed(target), pairs=pairs)

    def _near(self, model: Model, through: Model, join: Layout) -> Hop | None:
        """The step into the join table, by the only key that leads back."""
        schema, table = split_table(through._meta.db_table)
        name = self.names.exposed(through) or NOBODY
        keys = _keys_to(through, model)
        generic = [one for one in through._meta.private_fields if isinstance(one, GenericForeignKey)]
        if len(keys) + len(generic) != 1:
            return None
        if keys:
            if self.columns.hides(join, keys[0]):
                return None
            layout = self.layout(model)
            pairs = tuple((layout.name(there), join.name(here)) for here, there in keys[0].related_fields)
            return Hop(db_table=table, db_schema=schema, table=name, pairs=pairs)
        field_name = generic[0].fk_field
        if not self._fits(model, through, field_name) or self._hidden(through, generic[0]):
            return None
        content_type, object_id = (join.name(half) for half in _fields(through, *_halves(generic[0])))
        (key,) = self.keys[model].values()
        content_types = _content_types(model, proxies=not generic[0].for_concrete_model)
        named = ContentTypeColumn(column=content_type, models=content_types, here=False)
        pairs = ((key.column, object_id),)
        text_key = self._text_key(model, through, field_name)
        return Hop(
            db_table=table, db_schema=schema, table=name, pairs=pairs, content_type=named, key=text_key
        )


def _keys_to(through: Model, model: Model) -> list[Any]:
    return [
        one
        for one in through._meta.local_fields
        if isinstance(one, models.ForeignKey) and concrete(one.related_model) is model
    ]


def _backs(holder: Model, one: Any) -> list[Any]:
    """The generic foreign keys that a generic relation is the reverse of."""
    halves = (one.content_type_field_name, one.object_id_field_name)
    keys = (back for back in holder._meta.private_fields if isinstance(back, GenericForeignKey))
    return [back for back in keys if _halves(back) == halves]


def _fields(model: Model, *names: str) -> list[Any]:
    try:
        return [model._meta.get_field(name) for name in names]
    except FieldDoesNotExist as error:
        raise ConfigurationError(
            f"A generic relation is not declared as Django wants it: {error}."
        ) from error


def _halves(one: Any) -> tuple[str, str]:
    return one.ct_field, one.fk_field


def _content_types(model: Model, *, proxies: bool) -> tuple[tuple[str, str], ...]:
    """The content types whose objects are rows of a model's table."""
    several: list[type[models.Model]] = [model]
    if proxies:
        several += [one for one in apps.get_models() if one._meta.proxy and concrete(one) is model]
    return tuple((str(one._meta.app_label), str(one._meta.model_name)) for one in several)
