"""Codecs: which values a place takes, and in which form, as frozen values.

A codec is written as text, ``name`` or ``name:argument:argument``, where it is stored in a file or a setting;
:meth:`Codec.parse` is the only reader of that text.  :mod:`django_graphgate.ir.scalars` has the checks.

=============================  =============  ==================================================
codec                          scalar         Python value
=============================  =============  ==================================================
``int:<min>:<max>``            Int, BigInt    ``int`` within the bounds
``float``                      Float          finite ``float``
``decimal:<digits>:<places>``  Decimal        finite ``Decimal`` of at most 1,000 digits
``bool``                       Boolean        ``bool``
``text``                       String         ``str`` without NUL and lone surrogates
``like:<position>``            String         the same, to be escaped for use inside a pattern
``pattern``                    String         a LIKE pattern
``regex``                      String         a regular expression of the database, not too long
``uuid``                       UUID           ``uuid.UUID``
``date`` ``time``              Date, Time     ``date``; ``time`` without offset
``datetime``                   DateTime       aware ``datetime`` in UTC
``datetime_naive``             DateTime       naive ``datetime``
``datetime_any``               DateTime       either; a declared variable, before its column is known
``duration``                   Duration       ``timedelta``
``bytes``                      Bytes          ``bytes``, base64 in JSON
``json``                       JSON           JSON text
``json_text``                  JSON           the same out of JSON text: a value in a document
``inet``                       String         canonical text of an address
``enum:<name>:<name>``         an enum        ``str``, one of the names
``array:<codec>``              list           ``list`` of values of the codec; ``text:varchar`` is a text
                                              in an array column of that type
=============================  =============  ==================================================
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

INT32 = (-(2**31), 2**31 - 1)
INT64 = (-(2**63), 2**63 - 1)

_SCALARS: Mapping[str, str] = {
    "float": "Float",
    "decimal": "Decimal",
    "bool": "Boolean",
    "text": "String",
    "like": "String",
    "pattern": "String",
    "regex": "String",
    "uuid": "UUID",
    "date": "Date",
    "time": "Time",
    "datetime": "DateTime",
    "datetime_naive": "DateTime",
    "datetime_any": "DateTime",
    "duration": "Duration",
    "bytes": "Bytes",
    "json": "JSON",
    "json_text": "JSON",
    "inet": "String",
    "enum": "String",
}

SCALARS = frozenset({"Int", "BigInt", *_SCALARS.values()})

NAMES = frozenset({"int", *_SCALARS})
"""The names of all codecs but arrays."""

_WITH_NUMBERS: Mapping[str, frozenset[int]] = {"int": frozenset({2}), "decimal": frozenset({0, 2})}
"""How many numbers may follow the name."""
_WITH_NAMES = frozenset({"text", "like", "enum"})


@dataclass(frozen=True, slots=True, repr=False)
class Codec:
    """The name of a check and form, with what it depends on."""

    name: str
    numbers: tuple[int, ...] = ()
    """The bounds of an ``int``, both included; the digits and places of a ``decimal``."""
    names: tuple[str, ...] = ()
    """The names of an ``enum``; the position of a ``like``; the column type of a ``text``, where it matters."""
    item: Codec | None = None
    """The codec of an array's items."""

    @property
    def scalar(self) -> str:
        """The GraphQL scalar that its values are written as; in brackets, that of an array's items."""
        if self.item is not None:
            return f"[{self.item.scalar}]"
        if self.name == "int":
            return "Int" if self.numbers[0] >= INT32[0] and self.numbers[1] <= INT32[1] else "BigInt"
        return _SCALARS[self.name]

    @staticmethod
    @functools.lru_cache(maxsize=10_000)
    def parse(text: str) -> Codec:
        """The codec that a text of a file or a setting names; raises ``ValueError`` for any other text."""
        name, separator, rest = text.partition(":")
        if name == "array":
            return array_codec(Codec.parse(rest))
        arguments = rest.split(":") if separator else []
        if name in _WITH_NUMBERS:
            numbers = tuple(map(int, arguments))
            if len(numbers) in _WITH_NUMBERS[name]:
                return Codec(name, numbers)
        elif name in NAMES and (not arguments or name in _WITH_NAMES):
            return Codec(name, names=tuple(arguments))
        raise ValueError(f"unknown codec {text!r:.100}")

    def __str__(self) -> str:
        """The text that :meth:`parse` reads back."""
        if self.item is not None:
            return f"{self.name}:{self.item}"
        return ":".join((self.name, *map(str, self.numbers), *self.names))

    def __repr__(self) -> str:
        return f"<Codec {self}>"


def int_codec(lowest: int, highest: int) -> Codec:
    """The codec of whole numbers within bounds, both included."""
    return Codec("int", (lowest, highest))


def amount_codec(codec: Codec) -> Codec:
    """The codec of what ``increment`` adds: also less than nothing, where the column itself has no such value."""
    if codec.name == "int":
        return int_codec(*INT64)
    return codec if codec.name == "decimal" else Codec("float")


def enum_codec(names: Iterable[str]) -> Codec:
    """The codec of texts that are one of some GraphQL names."""
    return Codec("enum", names=tuple(names))


def array_codec(item: Codec) -> Codec:
    """The codec of lists whose items are of the codec."""
    return Codec("array", item=item)


INT = int_codec(*INT32)
BIGINT = int_codec(*INT64)
COUNT = int_codec(0, INT32[1])
"""Numbers of rows: a negative one would mean *all* to some servers."""
FLOAT = Codec("float")
DECIMAL = Codec("decimal")
BOOL = Codec("bool")
TEXT = Codec("text")
VARCHAR = Codec("text", names=("varchar",))
CITEXT = Codec("text", names=("citext",))
PATTERN = Codec("pattern")
REGEX = Codec("regex")
UUID = Codec("uuid")
DATE = Codec("date")
TIME = Codec("time")
DATETIME = Codec("datetime")
DATETIME_NAIVE = Codec("datetime_naive")
DATETIME_ANY = Codec("datetime_any")
DURATION = Codec("duration")
BYTES = Codec("bytes")
JSON = Codec("json")
JSON_TEXT = Codec("json_text")
INET = Codec("inet")

DECLARED: Mapping[str, Codec] = {
    "Int": INT,
    "BigInt": BIGINT,
    "Float": FLOAT,
    "Decimal": DECIMAL,
    "Boolean": BOOL,
    "String": TEXT,
    "ID": BIGINT,
    "UUID": UUID,
    "Date": DATE,
    "Time": TIME,
    "DateTime": DATETIME_ANY,
    "Duration": DURATION,
    "Bytes": BYTES,
    "JSON": JSON,
}
"""The codecs of what requests give, by the scalars of the types that documents and actions declare."""
