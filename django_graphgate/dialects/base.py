"""How one SQL server spells what the renderer asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, LiteralString

from django_graphgate.dialects.triggers import Triggers
from django_graphgate.errors import Unsupported
from django_graphgate.ir.catalog import Column
from django_graphgate.ir.codec import TEXT, Codec
from django_graphgate.ir.field_errors import FieldErrorType
from django_graphgate.ir.scalars import Value
from django_graphgate.ir.sql import EMPTY, Parameter, Part, Sql, join, number, parameter, raw, sql

_KEY = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")


@lru_cache(maxsize=20_000)
def _identifier(quote: str, parts: tuple[str, ...]) -> Sql:
    for part in parts:
        if "\0" in part:
            raise ValueError("a NUL character in a name")
    return Sql((".".join(quote + part.replace(quote, quote * 2) + quote for part in parts if part),))


@lru_cache(maxsize=20_000)
def _literal(prefix: LiteralString, name: str, suffix: LiteralString) -> Sql:
    if not _KEY.fullmatch(name):
        raise ValueError(f"not a GraphQL name: {name!r}")
    return Sql(("'" + prefix + name + suffix + "'",))


Encoder = Callable[[Value], Any]


@dataclass(frozen=True, slots=True)
class AdvisoryLock:
    """Queries that take the lock with a number of 64 bits, in Django's notation; the first value says if they did."""

    try_transaction: str
    """Until the transaction ends."""
    try_session: str
    """Until it is released, or the connection ends."""
    release: str


class Dialect:
    """The common form.  A subclass overrides a leaf where its server differs or is measurably faster."""

    name: ClassVar[str] = ""
    """As Django's ``connection.vendor`` calls the server."""

    parser: ClassVar[str] = ""
    """What sqlglot calls its SQL."""

    quoted: ClassVar[re.Pattern[str]] = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*\"""")
    """What SQL quotes: texts, names, bodies of functions."""

    nests_comments: ClassVar[bool] = False
    """A comment may have another one inside."""

    advisory_lock: ClassVar[AdvisoryLock | None] = None
    """Locks that are the server's own, and that end with their holder's connection at the latest."""

    quote: ClassVar[str] = '"'

    has_lateral_join: ClassVar[bool] = True
    """Without it, selectors inside a row become correlated subqueries."""

    has_arrays: ClassVar[bool] = False
    """Columns may hold lists, and a list can be sent as one array."""

    lacking: ClassVar[frozenset[str]] = frozenset()
    """Operators of the language that the database does not have."""

    share_lock: ClassVar[Sql] = Sql()
    """The end of a subquery whose rows nobody may change until the transaction ends; empty where nobody can."""

    fence: ClassVar[Sql] = Sql()
    """The end of a subquery that the server must compute once and not merge into the query around it."""

    prepares: ClassVar[bool] = True
    """The server keeps what it prepared, so that texts that many roles share are worth a level more."""

    plans_for_values: ClassVar[bool] = True
    """The server can plan a statement for the values of one run of it."""

    explain: ClassVar[str] = "EXPLAIN"
    """In front of a statement: how it would be run, as rows of text."""

    explain_analyze: ClassVar[str] = ""
    """The same for a statement that is run; empty where the server does not say more."""

    read_only: ClassVar[str] = ""
    """The statement after which a transaction writes nothing; empty where there is none."""

    numbers_parameters: ClassVar[bool] = True
    """A placeholder names its parameter by a number; otherwise placeholders take the parameters in order."""

    keeps_subquery_order: ClassVar[bool] = True
    """An aggregate meets the rows of a sorted subquery in the subquery's order, and so does a LIMIT around it."""

    nulls_sort_high: ClassVar[bool] = True
    """NULLs come last ascending and first descending without being asked."""

    first_position: ClassVar[int] = 1
    """The first place in a list, as :meth:`list_position` counts."""

    column_types_query: ClassVar[str] = ""
    """What the columns of tables really store; empty where any column holds values of any type.

    Its parameter is the list of the tables' quoted names.  A row has the table's number from 1, the column, and
    its type: as the server writes it, and by its short name (:mod:`django_graphgate.dialects.stored_types`).
    """

    type_of_code_query: ClassVar[str] = ""
    """The short name of a type, by the code that a cursor's description gives."""

    decimal_digits: ClassVar[int | None] = None
    """How many digits the database keeps of a decimal number; ``None`` for all of them."""

    triggers: ClassVar[Triggers]
    """Those that renew the rules' version."""

    any_row: ClassVar[Mapping[str, Mapping[str, bool]]] = {}
    """Operators, by family of columns (``plain``, ``json``, ``array``), that may look at rows which a rule hides.

    They may where they never raise an error, and take no longer for one value than for another: either
    would reveal the row to the caller.  The others are evaluated only where the rule holds.  Every operator
    is listed here: an operator that is not cannot be used.
    """

    plain_collations: ClassVar[frozenset[str]] = frozenset()
    """Collations besides the database's own under which no operator raises an error."""

    comparisons: ClassVar[Mapping[str, LiteralString]] = {
        "eq": "{} = {}",
        "neq": "{} <> {}",
        "gt": "{} > {}",
        "gte": "{} >= {}",
        "lt": "{} < {}",
        "lte": "{} <= {}",
    }

    def in_zone(self, zone: str) -> Dialect:
        """The dialect of a database that keeps moments in this time zone; the server may see to that itself."""
        return self

    def identifier(self, *parts: str) -> Sql:
        """A quoted, possibly qualified name; empty parts are left out.  The only way for names into text."""
        return _identifier(self.quote, parts)

    def key(self, prefix: LiteralString, name: str, suffix: LiteralString) -> Sql:
        """A text literal around a response key, such as ``'{"id":'``.  GraphQL names need no escaping."""
        return _literal(prefix, name, suffix)

    # -- parameters ---------------------------------------------------------------------------

    def placeholder(self, index: int, parameter: Parameter) -> str:
        """The text for parameter ``index`` (from 1), with the cast that its codec needs."""
        raise NotImplementedError

    def untyped_placeholder(self, index: int) -> str:
        """The text for parameter ``index`` (from 1), of the type that the text around it asks for."""
        return f"${index}"

    def null(self, parameter: Parameter) -> str:
        """NULL of the type that the parameter's placeholder has."""
        return "NULL"

    def number(self, piece: Sql, start: int = 1) -> tuple[str, tuple[Parameter, ...]]:
        """The text with placeholders numbered from ``start``, and the parameters in that order.

        Equal parameters share a number; without numbers each placeholder has its own parameter.
        """
        numbers: dict[Parameter, int] = {}
        parameters: list[Parameter] = []
        texts: list[str] = []
        for part in self._written(piece):
            if isinstance(part, str):
                texts.append(part)
                continue
            number = numbers.get(part) if self.numbers_parameters else None
            if number is None:
                number = numbers[part] = len(parameters) + start
                parameters.append(part)
            texts.append(self.placeholder(number, part))
        return "".join(texts), tuple(parameters)

    def _written(self, piece: Sql) -> Iterator[Part]:
        """The parts of a piece, and instead of a variable that is a subquery, the subquery."""
        for part in piece:
            if isinstance(part, Parameter) and part.source == "sql":
                rows = Sql(part.parts)
                yield from sql("({})", rows if part.many else self.single(rows, part.codec))
            else:
                yield part

    def single(self, rows: Sql, codec: Codec) -> Sql:
        """A subquery of the settings as one value of the codec, NULL if it is not one; several rows are an error."""
        raise NotImplementedError

    def encoder(self, codec: Codec) -> Encoder:
        """Gives a checked value, which is not ``None``, as the driver takes it."""
        raise NotImplementedError

    def list_encoder(self, codec: Codec) -> Encoder:
        """Gives a list of checked values, of which some may be ``None``, as one driver value."""
        raise NotImplementedError

    # -- JSON text ----------------------------------------------------------------------------

    def concat(self, pieces: Sequence[Sql]) -> Sql:
        """One text out of pieces of which none is NULL."""
        raise NotImplementedError

    def json_scalar(self, codec: Codec, value: Sql, *, nullable: bool, quoted: bool = False) -> Sql:
        """The canonical JSON text of a column's value; never NULL.  ``quoted``: a number as a JSON string."""
        raise NotImplementedError

    def converted(self, codec: Codec, stored: str, value: Sql) -> Sql:
        """A column that stores another type than the codec's, as a value of the codec; NULL if it is not one."""
        return value

    def json_stored(
        self, codec: Codec, stored: str, value: Sql, plain: Sql, *, nullable: bool, quoted: bool = False
    ) -> Sql:
        """:meth:`json_scalar` of a :meth:`converted` value; ``plain`` is what is stored."""
        return self.json_scalar(codec, value, nullable=nullable, quoted=quoted)

    def json_count(self, value: Sql) -> Sql:
        """The JSON text of a whole number that the statement itself counts."""
        raise NotImplementedError

    def json_enum(self, codec: Codec, value: Sql, *, nullable: bool) -> Sql:
        """A text that is one of an enum's names; what is stored beside them has no form."""
        listed = join(", ", (self.key("", name, "") for name in codec.names))
        null = sql(" WHEN {} IS NULL THEN 'null'", value) if nullable else EMPTY
        quoted = self.concat([raw("'\"'"), value, raw("'\"'")])
        return sql("CASE WHEN {} IN ({}) THEN {}{} ELSE {} END", value, listed, quoted, null, self.fault("e"))

    def file_url(self, prefix: Sql, name: Sql) -> Sql:
        """The URL of a file: the name behind the prefix, quoted as Django's storages do; NULL without a name."""
        raise NotImplementedError

    def fault(self, error_type: FieldErrorType) -> Sql:
        """The mark of a value that cannot be written (:mod:`django_graphgate.ir.field_errors`)."""
        raise NotImplementedError

    def json_items(self, item: Sql, order: Sql = EMPTY) -> Sql:
        """An aggregate: all rows' ``item`` with commas between them; NULL without rows.

        ``order`` are the keys to sort the rows by.  It is empty where the rows' own order is kept
        (:attr:`keeps_subquery_order`).
        """
        raise NotImplementedError

    def json_list(self, items: Sql) -> Sql:
        """The JSON list around :meth:`json_items`; ``[]`` for NULL."""
        raise NotImplementedError

    # -- comparing ----------------------------------------------------------------------------

    def may_see_any_row(self, operator: str, column: Column) -> bool:
        """The operator may look at the column of rows that a rule hides: see :attr:`any_row`."""
        family = column.codec.name
        family = family if family in self.any_row else "plain"
        return self.any_row[family][operator] and (
            operator == "is_null" or not column.collation or column.collation in self.plain_collations
        )

    def known(self, value: Sql, *, many: bool) -> Sql:
        """A parameter is not NULL; a list of them has no NULL."""
        raise NotImplementedError

    def readable_pattern(self, operator: str, value: Sql) -> Sql | None:
        """True, or an error where the server cannot read the operator's pattern, whatever the rows hold.

        ``None`` where no pattern that has passed its codec is unreadable.
        """
        return None

    def compare(self, operator: str, column: Sql, value: Sql, codec: Codec) -> Sql:
        """A comparison of a column with one value; unknown (NULL) where either is NULL."""
        template = self.comparisons.get(operator)
        if template is None:
            raise Unsupported(f"The operator {operator} is not supported on {self.name}.")
        return sql(template, column, value)

    def json_compare(self, operator: str, column: Sql, value: Sql) -> Sql:
        """A JSON column against a value or an array of them; unknown (NULL) where either is NULL."""
        raise NotImplementedError

    def array_compare(self, operator: str, column: Sql, value: Sql, codec: Codec) -> Sql:
        """An array column, of the codec, against an array; unknown (NULL) where either is NULL."""
        raise Unsupported(f"Array columns are not supported on {self.name}.")

    def array(self, items: Sequence[Sql]) -> Sql:
        """Values as one array."""
        raise Unsupported(f"Array columns are not supported on {self.name}.")

    def as_text(self, column: Sql, codec: Codec) -> Sql:
        """A column of the scalar String for comparing with patterns, where its own type is another."""
        return column

    def text_as(self, value: Sql, codec: Codec, collation: str) -> Sql:
        """A text to be compared as one on its left, of this codec and collation (empty: the database's own)."""
        raise NotImplementedError

    def member(self, column: Sql, values: Sql, codec: Codec) -> Sql:
        """The column is one of the values of a list parameter; a NULL in the list never matches."""
        raise NotImplementedError

    def same(self, column: Sql, value: Sql) -> Sql:
        """Equal, where two NULLs are equal too."""
        raise NotImplementedError

    def masked(self, condition: Sql, value: Sql, collation: str) -> Sql:
        """The value where the condition holds, else NULL, to be compared by the collation that the value has."""
        return sql("CASE WHEN {} THEN {} END", condition, value)

    def truth(self, value: Sql) -> Sql:
        """A boolean parameter as a condition."""
        return value

    # -- rows ---------------------------------------------------------------------------------

    def order_key(self, column: Sql, *, descending: bool, nulls_first: bool | None, nullable: bool) -> Sql:
        """One key of ORDER BY: NULLs last ascending, first descending, unless asked otherwise."""
        direction = raw(" DESC") if descending else raw("")
        wanted = descending if nulls_first is None else nulls_first
        if not nullable or wanted == (descending if self.nulls_sort_high else not descending):
            return column + direction
        return column + direction + (raw(" NULLS FIRST") if wanted else raw(" NULLS LAST"))

    def limit(self, limit: int | Parameter | None, offset: Parameter | None) -> Sql:
        """The end of a SELECT that takes only some rows; a parameter that is NULL takes all, or skips none."""
        pieces: list[Sql] = []
        if limit is not None:
            pieces.append(raw(" LIMIT ") + (number(limit) if isinstance(limit, int) else parameter(limit)))
        if offset is not None:
            pieces.append(raw(" OFFSET ") + parameter(offset))
        return join("", pieces)

    def least(self, first: Sql, second: Sql) -> Sql:
        """The smaller of two numbers; NULL counts as no bound."""
        return sql("least({}, {})", first, second)

    def greatest(self, first: Sql, second: Sql) -> Sql:
        """The larger of two numbers."""
        return sql("greatest({}, {})", first, second)

    def cursor_key(self, codec: Codec, value: Sql, *, nullable: bool) -> Sql:
        """The JSON text of a key of an ordering; never NULL, and ``null`` for NULL alone.

        Unlike :meth:`json_scalar` it keeps what decides over the place of a row: infinities, digits beyond
        those of the column, and whatever else has no canonical form.
        """
        return self.json_scalar(TEXT if codec.name == "enum" else codec, value, nullable=nullable)

    def end(self, codec: Codec, *, highest: bool) -> Sql | None:
        """A value that no value of the codec is below, or none above; ``None`` where the server has none."""
        return None

    def list_position(self, column: Sql, values: Sql, codec: Codec) -> Sql:
        """The place of a value in a list parameter, from :attr:`first_position`; NULL when it is not in it."""
        raise NotImplementedError

    def list_positions(self, values: Sql, codec: Codec) -> Sql:
        """The values of a list parameter (``v``) with their first places (``n``), one row each: a SELECT."""
        raise NotImplementedError

    def listed_keys(self, keys: Sql, codecs: Sequence[Codec]) -> Sql:
        """The keys of a JSON text as rows of ``k0``, ``k1`` … in their order (``n``): a SELECT.

        Each key is a list of as many values as there are codecs, in the forms of :meth:`json_scalar`.
        """
        raise NotImplementedError

    def is_among(self, item: Sql, items: Sql) -> Sql:
        """A condition: an array column holds the value."""
        raise Unsupported("This database has no arrays, so no relation can lead along one.")

    def lock_rows(self, alias: Sql) -> Sql:
        """The end of a SELECT whose rows of this alias nobody else may change until the transaction ends."""
        return EMPTY

    def looked_up(self, column: Sql, value: Sql) -> Sql:
        """The row of :meth:`list_positions` that holds the column's value."""
        return sql("{} = {}", value, column)

    def key_from_text(self, codec: Codec, text: Sql) -> Sql:
        """The key of that codec that a text column names, as Django writes it; NULL where it names none."""
        raise NotImplementedError

    def key_as_text(self, codec: Codec, key: Sql) -> Sql:
        """The text that Django writes for a key."""
        raise NotImplementedError

    def json_text(self, text: Sql) -> Sql:
        """A text as a JSON string."""
        raise NotImplementedError

    # -- the caller ---------------------------------------------------------------------------

    def hmac_matches(self, column: Sql, pads: Sequence[tuple[Sql, Sql]], expected: Sql) -> Sql:
        """HMAC-SHA256 of the column under any of the (inner, outer) pads equals ``expected``, in hexadecimal."""
        raise NotImplementedError

    def prefix_matches(self, column: Sql, length: Sql, expected: Sql) -> Sql:
        """The first ``length`` characters of the column equal ``expected``."""
        return sql("substr({}, 1, {}) = {}", column, length, expected)

    @property
    def functions(self) -> Mapping[str, tuple[int, Any]]:
        """SQL functions the execution has to register on a connection: name → (arguments, callable)."""
        return {}


def escape_like(text: str) -> str:
    """The text itself as a pattern: ``%``, ``_`` and the escape character lose their meaning."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def like_encoder(codec: Codec) -> Encoder:
    """Makes the pattern that a text means at the position of a ``like`` codec."""
    before, after = {"prefix": ("", "%"), "suffix": ("%", ""), "infix": ("%", "%")}[codec.names[0]]
    return lambda text: before + escape_like(text) + after


def as_it_is(value: Value) -> Value:
    """The encoder of values that the driver takes as they are."""
    return value
