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
from django_graphgate.catalog.exposed import Model, Names, concrete, split_table
from django_graphgate.catalog.layout import Layout
from django_graphgate.catalog.naming import is_name, type_name_of
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import NOBODY, Column, ContentTypeColumn, Hop, Relation, Union
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
        for generic_key in model._meta.private_fields:
            if (
                not isinstance(generic_key, GenericForeignKey)
                or not is_name(generic_key.name)
                or self._hidden(model, generic_key)
            ):
                continue
            members = tuple(
                self._member(model, generic_key, target) for target in self._targets(model, generic_key)
            )
            if members:
                yield Union(
                    name=generic_key.name,
                    type_name=f"{name.type}{type_name_of(generic_key.name)}",
                    members=members,
                    of=self._of(model, generic_key.fk_field),
                )

    def _hidden(self, model: Model, generic_key: Any) -> bool:
        layout = self.layout(model)
        parts = [generic_key, *_fields(model, *_halves(generic_key))]
        return any(self.columns.hides(layout, part) for part in parts)

    def _of(self, model: Model, field_name: str) -> str:
        owner = concrete(model._meta.get_field(field_name).model)
        return "" if owner is model else self.names.exposed(owner) or ""

    def _targets(self, model: Model, generic_key: Any) -> Iterator[Model]:
        """Exposed models with a key that the generic key can hold; those that the settings name, if any."""
        table = self.names.of[model].list
        entry = self.entries[table].columns.get(generic_key.name) if table in self.entries else None
        wanted = entry.related_to if entry else ()
        known = {name.list: target for target, name in self.names.of.items()}
        for name in wanted:
            if name not in known:
                raise ConfigurationError(
                    f"GRAPHGATE['TABLES'], {table}.{generic_key.name}: there is no table {name!r}."
                )
        tables = [
            target for target in self.names.of if target._meta.managed
        ]  # a view's rows are others' rows
        for target in [known[name] for name in wanted] or tables:
            if self._fits(target, model, generic_key.fk_field):
                yield target
            elif wanted:
                raise ConfigurationError(
                    f"GRAPHGATE['TABLES'], {table}.{generic_key.name}: the key of {target._meta.label} does not fit."
                )

    def _fits(self, target: Model, holder: Model, field_name: str) -> bool:
        """Whether the object id can hold the target's key, as it is or as a text."""
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

    def _member(self, model: Model, generic_key: Any, target: Model) -> Relation:
        layout = self.layout(model)
        content_type, object_id = (layout.name(half) for half in _fields(model, *_halves(generic_key)))
        ((key, column),) = self.keys[target].items()
        schema, table = split_table(target._meta.db_table)
        hop = Hop(
            db_table=table,
            db_schema=schema,
            table=self.names.exposed(target),
            pairs=((object_id, column.column),),
            content_type=ContentTypeColumn(
                column=content_type,
                models=_content_types(target, proxies=not generic_key.for_concrete_model),
                here=True,
            ),
            key=self._text_key(target, model, generic_key.fk_field),
        )
        return Relation(name=key, target=self.names.of[target].list, many=False, hops=(hop,))

    # -- the rows that point here -------------------------------------------------------------

    def relations(self, model: Model) -> Iterator[tuple[Relation, str]]:
        """One for each generic relation to an exposed model, with the label of what declares it."""
        layout = self.layout(model)
        keys = list(self.keys[model].values())
        for generic in model._meta.private_fields:
            target = (
                self.names.exposed(generic.related_model) if isinstance(generic, GenericRelation) else None
            )
            if target is None or len(keys) != 1 or self.columns.hides(layout, generic):
                continue
            holder = concrete(generic.related_model)
            there = self.layout(holder)
            halves = _fields(holder, generic.content_type_field_name, generic.object_id_field_name)
            fits = self._fits(model, holder, generic.object_id_field_name)
            if not fits or any(self.columns.hides(there, half) for half in halves):
                continue
            if any(self._hidden(holder, back) for back in _backs(holder, generic)):
                continue
            content_type, object_id = (there.name(half) for half in halves)
            schema, table = split_table(holder._meta.db_table)
            content_types = _content_types(model, proxies=not generic.for_concrete_model)
            hop = Hop(
                db_table=table,
                db_schema=schema,
                table=target,
                pairs=((keys[0].column, object_id),),
                content_type=ContentTypeColumn(column=content_type, models=content_types, here=False),
                key=self._text_key(model, holder, generic.object_id_field_name),
            )
            yield (
                Relation(
                    name=generic.name,
                    target=target,
                    many=True,
                    hops=(hop,),
                    way="generic",
                    field=generic.name,
                ),
                f"{model._meta.label}.{generic.name}",
            )

    # -- relations of other apps' own types, such as tags -----------------------------------------

    def joined(self, model: Model) -> Iterator[tuple[Relation, str]]:
        """Many-to-many fields of other apps' classes whose join table points to the row by a key, generic or not."""
        several: Sequence[Any] = model._meta.local_many_to_many  # by its type, of Django's class alone
        for many_to_many in several:
            target = self.names.exposed(many_to_many.related_model)
            if isinstance(many_to_many, models.ManyToManyField) or target is None:
                continue
            label = f"{model._meta.label}.{many_to_many.name}"
            if self.columns.hides(self.layout(model), many_to_many):
                continue
            hops = self._hops(model, many_to_many)
            if hops is None:
                self.columns.refused[label] = (
                    f"its class {type(many_to_many).__name__} joins in a way of its own"
                )
            else:
                yield Relation(name=many_to_many.name, target=target, many=True, hops=hops), label

    def _hops(self, model: Model, many_to_many: Any) -> tuple[Hop, Hop] | None:
        through: Any = getattr(many_to_many.remote_field, "through", None)
        target = concrete(many_to_many.related_model)
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
        generic = [
            private_field
            for private_field in through._meta.private_fields
            if isinstance(private_field, GenericForeignKey)
        ]
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
        foreign_key
        for foreign_key in through._meta.local_fields
        if isinstance(foreign_key, models.ForeignKey) and concrete(foreign_key.related_model) is model
    ]


def _backs(holder: Model, generic: Any) -> list[Any]:
    """The generic foreign keys that a generic relation is the reverse of."""
    halves = (generic.content_type_field_name, generic.object_id_field_name)
    keys = (back for back in holder._meta.private_fields if isinstance(back, GenericForeignKey))
    return [back for back in keys if _halves(back) == halves]


def _fields(model: Model, *names: str) -> list[Any]:
    try:
        return [model._meta.get_field(name) for name in names]
    except FieldDoesNotExist as error:
        raise ConfigurationError(
            f"A generic relation is not declared as Django wants it: {error}."
        ) from error


def _halves(generic_key: Any) -> tuple[str, str]:
    return generic_key.ct_field, generic_key.fk_field


def _content_types(model: Model, *, proxies: bool) -> tuple[tuple[str, str], ...]:
    """The content types whose objects are rows of a model's table."""
    several: list[type[models.Model]] = [model]
    if proxies:
        several += [
            listed for listed in apps.get_models() if listed._meta.proxy and concrete(listed) is model
        ]
    return tuple((str(listed._meta.app_label), str(listed._meta.model_name)) for listed in several)
