"""What the ``data`` of an answer looks like: the fields of its objects and their types.

From it clients, OpenAPI and tools can be described without compiling the operation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldShape:
    """One key of an object, which has the order of the document."""

    name: str
    type: str
    """As GraphQL writes it: ``[Product!]``."""
    may_be_absent: bool = False
    """``@include`` or ``@skip`` decides with a variable whether the key is there."""
    objects: tuple[ObjectShape, ...] = ()
    """What its objects look like: none for a scalar, one for an object type, several for a union."""

    @property
    def nullable(self) -> bool:
        return not self.type.endswith("!")

    @property
    def many(self) -> bool:
        """The value is a list."""
        return self.type.startswith("[")

    def to_json(self) -> Any:
        """A JSON value that :meth:`from_json` reads back, short for what most fields are."""
        if not self.objects and not self.may_be_absent:
            return [self.name, self.type]
        objects = [shape.to_json() for shape in self.objects]
        return [self.name, self.type, self.may_be_absent, *objects]

    @classmethod
    def from_json(cls, value: Any) -> FieldShape:
        """Raises ``ValueError``, ``KeyError`` or ``TypeError`` for a malformed value."""
        name, type_text, *rest = value
        return cls(
            name=str(name),
            type=str(type_text),
            may_be_absent=bool(rest and rest[0]),
            objects=tuple(map(ObjectShape.from_json, rest[1:])),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectShape:
    """The objects of one GraphQL type at one place of an answer."""

    type: str
    fields: tuple[FieldShape, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """A JSON value that :meth:`from_json` reads back."""
        return {"type": self.type, "fields": [field.to_json() for field in self.fields]}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> ObjectShape:
        """Raises ``ValueError``, ``KeyError`` or ``TypeError`` for a malformed value."""
        return cls(type=str(value["type"]), fields=tuple(map(FieldShape.from_json, value["fields"])))
