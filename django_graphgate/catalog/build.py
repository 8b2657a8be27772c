"""Django models → ``ir.catalog``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from django.apps import apps
from django.db import models
from django.db.models.fields.related import ForeignObject
from django.db.models.fields.reverse_related import ForeignObjectRel, ManyToManyRel, OneToOneRel

from django_graphgate.catalog.fields import codec_of
from django_graphgate.catalog.naming import is_name, looks_secret, plural_and_singular
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import Catalog, Column, Hop, Relation, Table

Model = type[models.Model]


@dataclass(frozen=True)
class Built:
    """A catalogue, and the fields that are not in it because nobody said how to read them."""

    catalog: Catalog
    refused: tuple[str, ...] = ()
    """``app.Model.field`` of fields with conversions of their own."""


def exposed_models(entries: Iterable[str]) -> list[Model]:
    """The models that ``GRAPHGATE["MODELS"]`` names, in the order of the apps, each once."""
    wanted: dict[Model, None] = {}
    for entry in entries:
        label, _, name = entry.partition(".")
        try:
            config = apps.get_app_config(label)
            found = (
                [config.get_model(name)] if name else [m for m in config.get_models() if not m._meta.proxy]
            )
        except LookupError as error:
            raise ConfigurationError(
                f"GRAPHGATE['MODELS'] names {entry!r}, which is no installed app or model.",
                hint="Use an app's label or app_label.ModelName.",
            ) from error
        if found and found[0]._meta.proxy:
            raise ConfigurationError(
                f"GRAPHGATE['MODELS'] names {entry!r}, which is a proxy: its table belongs to another model.",
                hint=f"Use {found[0]._meta.concrete_model._meta.label}.",
            )
        wanted.update((model, None) for model in found)
    return list(wanted)


def build_catalog(entries: Sequence[str], blocklist: Iterable[str] = ()) -> Built:
    """The catalogue of the models that are listed; nobody else's model is in it."""
    builder = _Builder(exposed_models(entries), frozenset(blocklist))
    tables = {table.name: table for table in builder.tables()}
    return Built(Catalog(tables=tables), tuple(builder.refused))


@dataclass
class _Builder:
    models: list[Model]
    blocked: frozenset[str]
    names: dict[Model, tuple[str, str]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        taken: dict[str, Model] = {}
        for model in self.models:
            stem = _stem(model)
            names = plural_and_singular(stem)
            if names[0] in self.blocked:
                continue
            for name in (*names, model.__name__):
                other = taken.setdefault(name, model)
                if other is not model:
                    raise ConfigurationError(
                        f"{model._meta.label} and {other._meta.label} would both be called {name!r} in the API.",
                        hint="List only one of them in GRAPHGATE['MODELS'].",
                    )
            if not is_name(names[0]):
                raise ConfigurationError(f"The table of {model._meta.label} gives no API name: {names[0]!r}.")
            self.names[model] = names

    def tables(self) -> Iterator[Table]:
        for model, (name, single) in self.names.items():
            yield self._table(model, name, single)

    def _table(self, model: Model, name: str, single: str) -> Table:
        meta = model._meta
        columns: dict[str, Column] = {}
        keys: dict[str, Column] = {}
        key_fields = {one.attname for one in meta.pk_fields}
        for one in _own_fields(model):
            column = self._column(model, one)
            if column is None:
                continue
            if one.attname in key_fields:
                keys[column.name] = column
            if not self._is_blocked(name, column.name):
                columns[column.name] = column
        relations = {
            one.name: one
            for one in self._relations(model)
            if one.name not in columns and is_name(one.name) and not self._is_blocked(name, one.name)
        }
        relations = {key: _with_object_name(one, {*columns, *relations}) for key, one in relations.items()}
        schema, table = _split(meta.db_table)
        return Table(
            name=name,
            object_name=single,
            type_name=model.__name__,
            db_table=table,
            db_schema=schema,
            model=meta.label,
            primary_key=tuple(keys),
            keys=keys,
            columns=columns,
            relations=relations,
            description=str(meta.verbose_name),
        )

    def _is_blocked(self, table: str, column: str) -> bool:
        return column in self.blocked or f"{table}.{column}" in self.blocked

    # -- columns ------------------------------------------------------------------------------

    def _column(self, model: Model, one: models.Field[Any, Any]) -> Column | None:
        codec = codec_of(one)
        if codec is None:
            self.refused.append(f"{model._meta.label}.{one.name}")
            return None
        name = one.attname
        if not is_name(name):
            return None
        return Column(
            name=name,
            column=cast("str", one.column),
            codec=codec,
            nullable=one.null or (not model._meta.managed and not one.primary_key),
            secret=looks_secret(name),
            description=str(one.help_text or ""),
        )

    # -- relations ----------------------------------------------------------------------------

    def _relations(self, model: Model) -> Iterator[Relation]:
        for one in _own_fields(model):
            if isinstance(one, models.ForeignKey) and (target := self._exposed(one.related_model)):
                yield Relation(
                    name=one.name,
                    target=target,
                    many=False,
                    hops=(self._hop(one.related_model, _pairs(one)),),
                    description=str(one.help_text or ""),
                )
        for many in model._meta.local_many_to_many:
            if target := self._exposed(many.related_model):
                hops = self._many_hops(many, forward=True)
                yield Relation(
                    name=many.name, target=target, many=True, hops=hops, description=str(many.help_text)
                )
        for reverse in model._meta.related_objects:
            if reverse.model._meta.concrete_model is model:  # those of a parent hang on the parent's columns
                yield from self._reverse(reverse)

    def _reverse(self, one: ForeignObjectRel) -> Iterator[Relation]:
        child = self._exposed(one.related_model)
        if child is None or one.hidden:
            return
        single = isinstance(one, OneToOneRel)
        name = one.related_name or self.names[cast("Model", one.related_model)][1 if single else 0]
        if isinstance(one, ManyToManyRel):
            hops = self._many_hops(one.field, forward=False)
        else:
            pairs = tuple((there, here) for here, there in _pairs(cast("ForeignObject[Any, Any]", one.field)))
            hops = (self._hop(one.related_model, pairs),)
        yield Relation(name=name, target=child, many=not single, hops=hops)

    def _exposed(self, model: Any) -> str | None:
        names = self.names.get(model._meta.concrete_model)  # a relation may name a proxy
        return None if names is None else names[0]

    def _hop(self, model: Any, pairs: tuple[tuple[str, str], ...]) -> Hop:
        schema, table = _split(model._meta.db_table)
        return Hop(db_table=table, db_schema=schema, table=self._exposed(model), pairs=pairs)

    def _many_hops(self, many: Any, *, forward: bool) -> tuple[Hop, Hop]:
        through = many.remote_field.through
        near = _join_key(through, many.m2m_field_name())
        far = _join_key(through, many.m2m_reverse_field_name())
        if not forward:
            near, far = far, near
        schema, table = _split(through._meta.db_table)
        name = None if through._meta.auto_created else self._exposed(through) or _NOBODY
        into = Hop(
            db_table=table, db_schema=schema, table=name, pairs=((near.target_field.column, near.column),)
        )
        target = far.related_model
        schema, table = _split(target._meta.db_table)
        return into, Hop(
            db_table=table,
            db_schema=schema,
            table=self._exposed(target),
            pairs=((far.column, far.target_field.column),),
        )


_NOBODY = "(not exposed)"
"""The name of a join model that nobody listed: no rule can be for it, so nobody passes."""


def _with_object_name(relation: Relation, taken: set[str]) -> Relation:
    """A list relation also has an object selector, unless something else has its name."""
    name = plural_and_singular(relation.name)[1]
    return replace(relation, object_name=name) if relation.many and name not in taken else relation


def _pairs(fk: ForeignObject[Any, Any]) -> tuple[tuple[str, str], ...]:
    """(column here, column of the target) for each column of a foreign key."""
    return tuple((here.column, there.column) for here, there in fk.related_fields)


def _join_key(through: Any, name: str) -> Any:
    return through._meta.get_field(name)


def _own_fields(model: Model) -> list[models.Field[Any, Any]]:
    """The fields whose columns stand in the model's own table."""
    concrete = model._meta.concrete_model or model
    return [one for one in concrete._meta.local_concrete_fields if one.column]


def _stem(model: Model) -> str:
    """The table's name, or the model's where a table is called what no GraphQL name can be."""
    table = _split(model._meta.db_table)[1]
    stem = table.removeprefix(f"{model._meta.app_label}_").lower()
    return stem if is_name(stem) else model.__name__.lower()


def _split(db_table: str) -> tuple[str, str]:
    """Django users write ``schema"."table`` into ``db_table``."""
    schema, dot, table = db_table.strip('"').partition('"."')
    return (schema, table) if dot else ("", db_table.strip('"'))
