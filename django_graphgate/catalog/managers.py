"""Rows that a model's default manager hides, as a filter of the table.

A manager is called once, when the catalogue is built, in a thread of its own: what it derives from the request
that happens to come first (a tenant, a user) must not become everybody's filter.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Literal

from django.db import connections
from django.db.models import Manager, QuerySet
from django.db.models.expressions import Col, Value
from django.db.models.sql.constants import LOUTER
from django.db.models.sql.where import AND, OR, NothingNode, WhereNode

from django_graphgate.catalog.exposed import Model, concrete
from django_graphgate.catalog.fields import codec_of
from django_graphgate.catalog.layout import Layout
from django_graphgate.ir.bad_value import BadValue
from django_graphgate.ir.catalog import Column
from django_graphgate.ir.codec import BOOL
from django_graphgate.ir.expressions import ColumnRef
from django_graphgate.ir.plan import FALSE, TRUE, Compare, Filter, Not, Operator, Or
from django_graphgate.ir.scalars import coerce
from django_graphgate.ir.sql import Parameter, Scalar
from django_graphgate.ir.visit import all_of

Chosen = str | Literal[False] | None
"""Another manager's name; ``False`` for all rows; ``None`` for the default manager."""

_LOOKUPS: dict[str, Operator] = {
    "exact": "eq",
    "gt": "gt",
    "gte": "gte",
    "lt": "lt",
    "lte": "lte",
}
_CONSTANTS = frozenset({"int", "float", "decimal", "bool", "text", "uuid"})
"""Codecs of columns whose constants can be followed: a date or a time was probably computed from today's."""


class CannotFollow(Exception):
    """A manager's queryset does more than plain lookups; the text says what."""


def hidden_by(model: Model, layout: Layout, chosen: Chosen) -> Filter:
    """The filter for the rows that the manager returns; raises :class:`CannotFollow`."""
    if chosen is False:
        return TRUE
    manager = _manager(model, chosen)
    if type(manager).get_queryset is Manager.get_queryset and manager._queryset_class is QuerySet:  # noqa: SLF001
        return TRUE
    queryset = _alone(manager.get_queryset)
    if not isinstance(queryset, QuerySet):
        raise CannotFollow("its get_queryset() returns no QuerySet")
    query = queryset.query
    if query.model is None or concrete(query.model) is not concrete(model):
        raise CannotFollow("its get_queryset() is of another model")
    for what in _beyond_lookups(query):
        raise CannotFollow(f"its queryset has {what}")
    return _Reader(model, layout, query).filter(query.where)


def _manager(model: Model, name: Chosen) -> Any:
    if not isinstance(name, str):
        return model._default_manager
    manager = getattr(model, name, None)
    if not isinstance(manager, Manager):
        raise CannotFollow(f"the model has no manager {name!r}")
    return manager


def _alone(ask: Callable[[], Any]) -> Any:
    """The answer of a function that sees no request, context or transaction of its caller."""
    answers: list[Any] = []
    errors: list[Exception] = []

    def run() -> None:
        try:
            answers.append(ask())
        except Exception as error:  # noqa: BLE001  managers are the project's own
            errors.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    for error in errors:
        raise CannotFollow(f"its get_queryset() fails: {type(error).__name__}") from error
    return answers[0]


def _beyond_lookups(query: Any) -> Iterator[str]:
    """The parts of a query that select rows besides its ``where``."""
    if query.is_sliced:
        yield "a slice"
    if query.combinator:
        yield f"a {query.combinator}"
    if query.distinct_fields:
        yield "distinct fields"
    if query.extra or query.extra_tables:
        yield "extra()"


class _Reader:
    """Reads the ``where`` of one queryset."""

    def __init__(self, model: Model, layout: Layout, query: Any) -> None:
        self.model, self.layout, self.query = model, layout, query
        self.aliases = self._own_aliases()

    def _own_aliases(self) -> set[str]:
        """The aliases of the model's own table and of those it inherits from, by its own parents."""
        aliases: set[str] = set()
        for alias, table in self.query.alias_map.items():
            join: Any = getattr(table, "join_field", None)
            parent = getattr(table, "parent_alias", None)
            if parent is None:
                aliases.add(alias)
                continue
            link = getattr(getattr(join, "remote_field", None), "parent_link", False)
            if parent in aliases and link and issubclass(self.model, join.related_model):
                aliases.add(alias)
            elif self.query.alias_refcount.get(alias) and table.join_type != LOUTER:
                raise CannotFollow(f"its queryset joins {table.table_name}")
        return aliases

    def filter(self, node: Any) -> Filter:
        if isinstance(node, NothingNode):
            return FALSE
        if not isinstance(node, WhereNode):
            return self._lookup(node)
        items = tuple(self.filter(child) for child in node.children)
        if node.connector not in (AND, OR):
            raise CannotFollow(f"its queryset has a condition with {node.connector}")
        inside = all_of(*items) if node.connector == AND or not items else Or(items)
        return Not(inside) if node.negated else inside

    def _lookup(self, node: Any) -> Filter:
        name, left = getattr(node, "lookup_name", ""), getattr(node, "lhs", None)
        own = type(node).__module__.startswith("django.db.models.")
        if not own or not isinstance(left, Col) or getattr(node, "bilateral_transforms", None):
            raise CannotFollow(
                f"its queryset has a condition that is not a plain lookup ({type(node).__name__})"
            )
        column = self._column(left)
        if name == "isnull" and isinstance(node.rhs, bool):
            return Compare(
                ColumnRef(column), "is_null", Parameter(source="constant", codec=BOOL, value=node.rhs)
            )
        if column.codec.name not in _CONSTANTS:
            raise CannotFollow(
                f"its queryset compares {left.target.name} with a value that depends on when it is evaluated"
            )
        if name == "in" and isinstance(node.rhs, list | tuple | set | frozenset):
            values = [_constant(column, item) for item in node.rhs if item is not None]
            listed = Parameter(
                source="constant", codec=column.codec, value=tuple(sorted(values, key=repr)), many=True
            )
            return Compare(ColumnRef(column), "in", listed) if values else FALSE
        if name == "range" and isinstance(node.rhs, list | tuple) and len(node.rhs) == 2:
            low, high = node.rhs
            return all_of(self._compare(column, "gte", low), self._compare(column, "lte", high))
        if name not in _LOOKUPS:
            raise CannotFollow(f"its queryset has the lookup {name!r}")
        return self._compare(column, _LOOKUPS[name], node.rhs)

    @staticmethod
    def _compare(column: Column, operator: Operator, value: Any) -> Filter:
        constant = Parameter(source="constant", codec=column.codec, value=_constant(column, value))
        return Compare(ColumnRef(column), operator, constant)

    def _column(self, left: Any) -> Column:
        field = left.target
        if left.alias not in self.aliases or not self.layout.has(field):
            raise CannotFollow(
                f"its queryset looks at another table ({field.model._meta.label}.{field.name})"
            )
        codec = codec_of(field)
        if codec is None:
            raise CannotFollow(f"its queryset compares {field.name}, which has a conversion of its own")
        return Column(name=field.attname, column=self.layout.name(field), codec=codec, nullable=field.null)


def _constant(column: Column, value: Any) -> Scalar:
    """The JSON value of a constant; raises for what no column of the codec takes."""
    if isinstance(value, Value):
        value = value.value
    if isinstance(value, uuid.UUID | Decimal | str):  # of a class of its own, as TextChoices have
        value = str(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        value = int(value)
    try:
        if value is None or not isinstance(value, str | int | float | bool):
            raise BadValue("a constant is expected")
        coerce(column.codec, value)
    except BadValue:
        raise CannotFollow(
            f"its queryset compares {column.name} with something other than a constant"
        ) from None
    return value
