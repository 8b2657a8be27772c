"""Which tables hold the columns of a model: its own, and those of the parents it inherits from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models.fields.related import ForeignObject

from django_graphgate.catalog.exposed import Field, Model, column_of, concrete, split_table
from django_graphgate.ir.catalog import ParentTable


@dataclass(frozen=True, slots=True)
class ColumnOrigin:
    """A field with a column, the model that defines it, and the column's name in a row of the child model."""

    field: Field
    owner: Model
    name: str


@dataclass
class Layout:
    """The tables that make up a row of one model."""

    model: Model
    parts: list[ParentTable] = field(default_factory=list[ParentTable])
    origins: list[ColumnOrigin] = field(default_factory=list[ColumnOrigin])
    ancestors: list[Model] = field(default_factory=list[Model])

    def __post_init__(self) -> None:
        self.names: dict[tuple[Model, str], str] = {}
        for model_field in own_fields(self.model):
            self._add(model_field, self.model, column_of(model_field))
        self._inherit(self.model, -1)

    def _add(self, model_field: Field, owner: Model, name: str) -> None:
        self.origins.append(ColumnOrigin(model_field, owner, name))
        self.names[owner, column_of(model_field)] = name

    def _inherit(self, child: Model, after: int) -> None:
        for link in parent_links(child):
            parent = concrete(link.related_model)
            if parent in self.ancestors:
                continue
            self.ancestors.append(parent)
            columns: dict[str, str] = {}
            for model_field in own_fields(parent):
                name = self._free(column_of(model_field))
                columns[name] = column_of(model_field)
                self._add(model_field, parent, name)
            schema, table = split_table(parent._meta.db_table)
            self.parts.append(
                ParentTable(
                    db_table=table,
                    db_schema=schema,
                    after=after,
                    pairs=pairs_of(link),
                    columns=columns,
                )
            )
            self._inherit(parent, len(self.parts) - 1)

    def _free(self, column: str) -> str:
        """The column's own name where no other column of the row has it."""
        taken = set(self.names.values())
        if column not in taken:
            return column
        return next(name for number in range(len(taken) + 1) if (name := f"i{number}") not in taken)

    def name(self, model_field: Field) -> str:
        """The name in the row of a field's column."""
        return self.names[concrete(model_field.model), column_of(model_field)]

    def has(self, model_field: Field) -> bool:
        """The field's column is of this row."""
        return (concrete(model_field.model), str(model_field.column)) in self.names

    def relatives(self) -> Iterator[Model]:
        """The model itself, then its parents, near ones first."""
        yield self.model
        yield from self.ancestors


def own_fields(model: Model) -> list[Field]:
    """The fields whose columns are in the model's own table."""
    return [model_field for model_field in concrete(model)._meta.local_concrete_fields if model_field.column]


def parent_links(model: Model) -> list[Any]:
    """The one-to-one fields by which a model inherits from others."""
    return [
        model_field
        for model_field in own_fields(model)
        if isinstance(model_field, models.OneToOneField)
        and model_field.remote_field.parent_link
        and issubclass(model, model_field.related_model)
    ]


def pairs_of(fk: ForeignObject[Any, Any]) -> tuple[tuple[str, str], ...]:
    """(column here, column of the target) for each column of a foreign key."""
    return tuple((column_of(here), column_of(there)) for here, there in fk.related_fields)
