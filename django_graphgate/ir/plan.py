"""The plan: what an operation wants, in words of the catalogue.  It knows neither GraphQL nor SQL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from django_graphgate.ir.catalog import Relation, Table
from django_graphgate.ir.codec import BOOL, COUNT, Codec
from django_graphgate.ir.expressions import Expression
from django_graphgate.ir.presence import ALWAYS, Presence
from django_graphgate.ir.row_sources import ItemText, RowSource
from django_graphgate.ir.sql import Parameter

Operator = Literal[
    "eq", "neq", "gt", "gte", "lt", "lte", "in", "nin",
    "like", "nlike", "ilike", "nilike",
    "starts_with", "istarts_with", "ends_with", "iends_with", "contains_text", "icontains_text",
    "similar", "nsimilar", "regex", "nregex", "iregex", "niregex",
    "contains", "contained_in", "has_in_common", "has_key", "has_key_any", "has_key_all",
    "is_null", "distinct", "not_distinct",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class And:
    """Every item holds; with no item, true."""

    items: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class Or:
    """Some item holds; with no item, false."""

    items: tuple[Filter, ...] = ()


TRUE: And = And()
FALSE: Or = Or()


@dataclass(frozen=True, slots=True)
class Not:
    item: Filter


@dataclass(frozen=True, slots=True)
class Compare:
    """An expression against a value, a list, or another expression of the same row.

    A tuple is a list that contains variables."""

    expression: Expression
    operator: Operator
    value: Parameter | tuple[Parameter, ...] | Expression

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """What it looks at of the row, on both sides."""
        if isinstance(self.value, Expression):
            return self.expression, self.value
        return (self.expression,)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The values that it compares with."""
        if isinstance(self.value, Expression):
            return ()
        return self.value if isinstance(self.value, tuple) else (self.value,)


@dataclass(frozen=True, slots=True)
class Given:
    """The request gives a variable, or (``when`` false) does not; the same for every row."""

    name: str
    when: bool

    @property
    def parameter(self) -> Parameter:
        """The flag that says it."""
        return Parameter(source="given", codec=BOOL, name=self.name, value=self.when)


@dataclass(frozen=True, slots=True)
class Known:
    """A fact about the caller is there: it is not NULL, and where it is a list, has no NULL."""

    parameter: Parameter


@dataclass(frozen=True, slots=True)
class Exists:
    """A row along ``relation`` for which ``where`` holds.

    ``rule`` and ``hop_filters`` are filled in when rules are applied: which rows of the target, and of the
    tables on the way to it, the role may see.  They stay apart from ``where``, which looks at no other row.
    """

    relation: Relation
    target: Table
    where: Filter
    hop_filters: tuple[Filter, ...] = ()
    rule: Filter = TRUE


Predicate = Compare | Known | Given | Exists
"""What is said of a row; the rest of a filter joins and negates that."""

Filter = And | Or | Not | Predicate


@dataclass(frozen=True, slots=True)
class NullCondition:
    """A condition under which a field has its value; else the key stays, with ``null``.

    Either a boolean of the request that has to be ``when``, or a filter over the row around the
    field that has to hold (``when``) or must not.
    """

    when: bool
    parameter: Parameter | None = None
    row: Filter | None = None


@dataclass(frozen=True, slots=True)
class RelationStep:
    """One to-one relation that an ordering follows, with what the role may see of its target."""

    relation: Relation
    target: Table
    where: Filter = TRUE


@dataclass(frozen=True, slots=True)
class Choice:
    """Holds where the request calls the ordering ``name``."""

    parameter: Parameter
    name: str


@dataclass(frozen=True, slots=True)
class Order:
    """One key of an ordering: an expression over the row itself or over a row along ``path``."""

    expression: Expression
    descending: bool = False
    nulls_first: bool | None = None
    """``None``: last ascending, first descending."""
    implied: bool = False
    """A tie-break that nobody asked for: the primary key."""
    path: tuple[RelationStep, ...] = ()
    listed: Parameter | tuple[Parameter, ...] | None = None
    """Order by the place of the value in this list; what is not in it counts as NULL.

    A tuple is a list that contains variables."""
    chosen: Choice | None = None
    """The ordering that it belongs to, where the request chooses one by name; in the others it counts as NULL."""

    @property
    def nullable(self) -> bool:
        return (
            self.expression.nullable or bool(self.path) or self.listed is not None or self.chosen is not None
        )

    @property
    def is_plain(self) -> bool:
        """A column of the row itself, whatever the request says."""
        if self.expression.plain_column is None or self.path:
            return False
        return self.listed is None and self.chosen is None

    @property
    def nulls_come_first(self) -> bool:
        return self.descending if self.nulls_first is None else self.nulls_first

    @property
    def codec(self) -> Codec:
        """The codec of the key's values: of the expression, or of a place in a list."""
        return self.expression.key_codec if self.listed is None else COUNT

    def reversed(self) -> Order:
        """The key that sorts the other way round."""
        return replace(self, descending=not self.descending, nulls_first=not self.nulls_come_first)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """How many rows, and from where.  ``cap`` is written in the statement's text.

    ``rule_limit`` is the limit that a rule sets for a role, where the text need not have it: ``cap`` is then a
    round number that is no smaller, the same for many roles.
    ``after`` and ``before`` are, where given, one parameter for each key of the ordering.
    ``backward`` takes the last rows before a place, and hands them on in forward order.  With ``last``
    the request decides: backward where that number is given, or where ``before`` alone is.  With ``turns``
    it also decides: backward where there is a place in ``before`` and neither ``first`` nor one in ``after``.
    """

    cap: int | None = None
    rule_limit: Parameter | None = None
    limit: Parameter | None = None
    offset: Parameter | None = None
    after: tuple[Parameter, ...] = ()
    before: tuple[Parameter, ...] = ()
    backward: bool = False
    first: Parameter | None = None
    """The ``limit`` that a request gives as ``first``, where ``before`` beside it may be alone."""
    last: Parameter | None = None
    turns: bool = False

    @property
    def either_way(self) -> bool:
        """The request decides in which direction the page is read."""
        return self.turns or self.last is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """An expression over the row under a response key."""

    key: str
    expression: Expression
    presence: Presence = ALWAYS
    shown: tuple[NullCondition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A constant text under a response key: ``__typename``."""

    key: str
    text: str
    presence: Presence = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Null:
    """``null`` under a response key: the document itself hides the field from the role."""

    key: str
    presence: Presence = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    """A selector that the role's rule blocks: ``null``, and an error at its path."""

    key: str
    table: str
    presence: Presence = ALWAYS
    shown: tuple[NullCondition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where the page of the list selector under ``of`` ends, for the next request; ``null`` at the end."""

    key: str
    of: str
    presence: Presence = ALWAYS


PageFieldName = Literal[
    "cursor", "totalCount", "hasNextPage", "hasPreviousPage", "startCursor", "endCursor"
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PageField:
    """What a connection says of its page under a response key; ``cursor``: of one of its rows."""

    key: str
    what: PageFieldName
    presence: Presence = ALWAYS
    shown: tuple[NullCondition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionLevel:
    """A level of a connection under a response key: its ``edges``, the row of an edge (``node``), its ``pageInfo``."""

    key: str
    level: Literal["edges", "node", "pageInfo"]
    fields: tuple[Field, ...]
    presence: Presence = ALWAYS
    shown: tuple[NullCondition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Select:
    """Rows of a table, or the first of them, as JSON under ``key``.

    ``relation`` correlates it with the row of the selector around it; ``None`` at the root.
    ``rule`` is filled in when rules are applied: which rows the role may see.  It stays apart from ``where``,
    the request's own filter, which looks at no other row.
    ``needs`` are facts about the caller without which the selector is ``null``.
    Of a ``connection``, the fields are not of its rows: the ``node`` inside its ``edges`` has those.
    """

    key: str
    path: str
    """The response path, ``city.airports``."""
    table: Table
    source: RowSource
    single: bool
    fields: tuple[Field, ...]
    relation: Relation | None = None
    where: Filter = TRUE
    rule: Filter = TRUE
    hop_filters: tuple[Filter, ...] = ()
    order: tuple[Order, ...] = ()
    distinct: tuple[Expression, ...] = ()
    page: Page = Page()
    needs: tuple[Parameter, ...] = ()
    presence: Presence = ALWAYS
    shown: tuple[NullCondition, ...] = ()
    connection: bool = False
    capped: bool = True
    """The rule's limit holds; of rows that a mutation has written, all are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnionSelect:
    """The row that a generic key means, as JSON: of the one table among ``choices`` in which it is."""

    key: str
    choices: tuple[Select, ...]
    presence: Presence = ALWAYS
    shown: tuple[NullCondition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """A place of a key that has several: the first of its occurrences that is present gives the place.

    The field itself is among the others, once, and takes no position.
    """

    key: str
    presence: Presence


@dataclass(frozen=True, slots=True, kw_only=True)
class StepText:
    """A JSON text under a response key that an earlier step has brought: rows that are no longer there, or what an
    action returns.  ``null`` for NULL."""

    key: str
    parameter: Parameter | ItemText
    presence: Presence = ALWAYS
    shown: tuple[NullCondition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """Objects that an action returns, or the one, under a response key; ``null`` where ``items`` is NULL.

    ``items`` is a JSON text: a list of items, each a list of as many texts as there are ``columns``.  The fields take
    these as :class:`~django_graphgate.ir.row_sources.ItemText` of ``number``.
    """

    key: str
    items: Parameter | ItemText
    number: int
    columns: int
    many: bool
    fields: tuple[Field, ...]
    presence: Presence = ALWAYS
    shown: tuple[NullCondition, ...] = ()


Field = (
    Leaf
    | Text
    | Null
    | Denied
    | Cursor
    | PageField
    | ConnectionLevel
    | Select
    | UnionSelect
    | StepText
    | Returned
    | Again
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A whole operation: its root fields in written order."""

    fields: tuple[Field, ...]
