"""A strict reader of Ruby's Marshal format 4.8, as sessions use it.

The format is Ruby's ``marshal.c``.  What comes out is built of ``None``, ``bool``, ``int``,
``float``, ``str``, ``bytes``, ``list``, ``dict``, ``datetime`` and, where the caller expects one,
:class:`CacheEntry`; nothing else, whatever the bytes say.  Objects of a handful of named Ruby
classes are read as the plain value they hold; any other class ends the reading.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

from django_graphgate.auth.rails.failures import SessionInvalid, malformed
from django_graphgate.auth.rails.formats.ruby_classes import (
    CACHE_ENTRY,
    DUMPED,
    LOADED,
    OBJECTS,
    SUBCLASSES,
    CacheEntry,
    Value,
    is_usable_key,
)

SIGNATURE = b"\x04\x08"

MAX_BYTES = 1 << 20
"""Longest dump that is read."""

MAX_DEPTH = 100
"""Deepest nesting, also the default of Ruby's JSON parser."""

MAX_VALUES = 100_000
"""The largest number of values in one dump."""

_FLOAT = re.compile(rb"-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?")
_SPECIAL_FLOATS = {b"inf": math.inf, b"-inf": -math.inf, b"nan": math.nan}
_ENCODINGS = {"ISO-8859-1": "latin-1", "ISO-8859-15": "iso8859-15", "Windows-1252": "cp1252"}


def _text(raw: bytes, variables: Mapping[str, Value]) -> str | bytes:
    """A string in the encoding its instance variables name; bytes where it is not text."""
    encoding = _ENCODINGS.get(str(variables.get("encoding")), "")
    if not encoding:
        encoding = "utf-8" if variables.get("E") is True else "ascii"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return raw


def _unsupported(what: str) -> SessionInvalid:
    return SessionInvalid("unsupported_object", what)


class _Unfinished:
    """A placeholder in the link table for a value that is still being read."""


_UNFINISHED = _Unfinished()


class _Reader:
    __slots__ = ("data", "depth", "ending", "entries", "links", "position", "symbols", "values")

    def __init__(self, data: bytes, *, entries: bool) -> None:
        self.data = data
        self.position = len(SIGNATURE)
        self.depth = 0
        self.values = 0
        self.symbols: list[str] = []
        self.links: list[Value] = []
        self.entries = entries
        self.ending = b""
        """What follows a string in UTF-8 once its variable's name has been read: one variable, ``E``, true."""

    # ------------------------------------------------------------------------------------- bytes

    def take(self, count: int) -> bytes:
        end = self.position + count
        if count < 0 or end > len(self.data):
            raise malformed("the dump is cut off")
        piece = self.data[self.position : end]
        self.position = end
        return piece

    def byte(self) -> int:
        try:
            byte = self.data[self.position]
        except IndexError as error:
            raise malformed("the dump is cut off") from error
        self.position += 1
        return byte

    def number(self) -> int:
        """A length or Fixnum: one byte, or up to four with their count in front."""
        head = self.byte()
        if 4 < head < 128:
            return head - 5
        if 128 <= head < 252:  # a negative byte, below -4
            return head - 251
        if head < 5:
            return int.from_bytes(self.take(head), "little")
        return int.from_bytes(self.take(256 - head), "little") - (1 << 8 * (256 - head))

    def count(self, size: int = 1) -> int:
        """A number of items of at least ``size`` bytes each: never more than the dump can hold."""
        number = self.number()
        if not 0 <= number * size <= len(self.data) - self.position:
            raise malformed("a length that the dump cannot hold")
        return number

    def string(self) -> bytes:
        return self.take(self.count())

    # ------------------------------------------------------------------------------------- links

    def reserve(self) -> int:
        self.links.append(_UNFINISHED)
        return len(self.links) - 1

    def remember(self, value: Value) -> Value:
        self.links.append(value)
        return value

    # ------------------------------------------------------------------------------------ values

    def value(self, *, variables: bool = False) -> Value:
        """The next value; ``variables`` says that its instance variables follow it."""
        self.values += 1
        if self.values > MAX_VALUES:
            raise SessionInvalid("too_large", "too many values")
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise malformed("nested too deeply")
        type_byte = self.byte()
        read = (_VARIABLE if variables else _TYPES).get(type_byte)
        if read is None:
            raise _unsupported(f"type {chr(type_byte)!r}{' with variables' if variables else ''}")
        value = read(self)
        self.depth -= 1
        return value

    def with_variables(self) -> Value:
        text = self.plain_text()
        return self.value(variables=True) if text is None else text

    def plain_text(self) -> str | None:
        """Reads a short string in UTF-8, which most of a session is, at once; ``None`` for all else."""
        data, start = self.data, self.position
        head = data[start : start + 2]
        if not self.ending or len(head) < 2 or head[0] != ord('"') or not 5 < head[1] < 128:
            return None
        end = start + head[1] - 3
        if data[end : end + 4] != self.ending:
            return None
        if self.values + 2 > MAX_VALUES or self.depth + 2 > MAX_DEPTH:
            return None
        try:
            text = data[start + 2 : end].decode()
        except UnicodeDecodeError:
            return None
        self.values += 2
        self.position = end + 4
        self.links.append(text)
        return text

    def nothing(self) -> None:
        return None

    def true(self) -> bool:
        return True

    def false(self) -> bool:
        return False

    def bignum(self) -> int:
        sign = self.take(1)
        number = int.from_bytes(self.take(2 * self.count(2)), "little")
        if sign not in {b"+", b"-"}:
            raise malformed("a Bignum without a sign")
        return int(self.remember(number if sign == b"+" else -number))

    def floating(self) -> float:
        # Ruby 1.8 appended the mantissa's last bits after a NUL.
        text = self.string().split(b"\0", 1)[0]
        if text in _SPECIAL_FLOATS:
            return float(self.remember(_SPECIAL_FLOATS[text]))
        if not _FLOAT.fullmatch(text):
            raise malformed("a Float that is not a number")
        return float(self.remember(float(text)))

    def symbol(self) -> str:
        self.symbols.append(self.string().decode("utf-8", "replace"))
        if self.symbols[-1] == "E" and not self.ending and len(self.symbols) < 123:
            number = len(self.symbols) - 1
            self.ending = b"\x06;%cT" % (number + 5 if number else 0)
        return self.symbols[-1]

    def symbol_with_variables(self) -> str:
        symbol = self.symbol()
        self.variables()
        return symbol

    def symbol_link(self) -> str:
        number = self.number()
        if not 0 <= number < len(self.symbols):
            raise malformed("a link to no symbol")
        return self.symbols[number]

    def name(self) -> str:
        """A symbol where only a symbol is allowed: a class or a variable."""
        type_byte = self.byte()
        if type_byte == ord(";"):
            return self.symbol_link()
        if type_byte == ord(":"):
            return self.symbol()
        if type_byte == ord("I") and self.byte() == ord(":"):
            return self.symbol_with_variables()
        raise malformed("a name that is not a symbol")

    def link(self) -> Value:
        number = self.number()
        if not 0 <= number < len(self.links) or self.links[number] is _UNFINISHED:
            raise malformed("a link to no value")
        return self.links[number]

    def variables(self) -> dict[str, Value]:
        return {self.name(): self.value() for _ in range(self.count(2))}

    def bare_text(self) -> str | bytes:
        raw = self.string()
        text = _text(raw, {})
        self.remember(text)
        return text

    def text(self) -> str | bytes:
        slot = self.reserve()
        raw = self.string()
        text = _text(raw, self.variables())
        self.links[slot] = text
        return text

    def array(self) -> list[Value]:
        slot = self.reserve()
        items = [self.value() for _ in range(self.count())]
        self.links[slot] = items
        return items

    def mapping(self, *, default: bool = False) -> dict[Value, Value]:
        slot = self.reserve()
        pairs: dict[Value, Value] = {}
        for _ in range(self.count(2)):
            key, value = self.value(), self.value()
            if is_usable_key(key):
                pairs[key] = value
        if default:
            self.value()
        self.links[slot] = pairs
        return pairs

    def mapping_with_default(self) -> dict[Value, Value]:
        return self.mapping(default=True)

    def followed(self, read: Callable[[_Reader], Value]) -> Value:
        value = read(self)
        self.variables()
        return value

    def subclass(self, *, variables: bool = False) -> Value:
        kinds = SUBCLASSES.get(self.name(), b"")
        if self.data[self.position : self.position + 1] not in kinds or not kinds:
            raise _unsupported("a subclass of a built-in class")
        return self.value(variables=variables)

    def instance(self) -> Value:
        name = self.name()
        make = OBJECTS.get(name)
        if name == CACHE_ENTRY and self.entries and self.depth == 1:
            make = CacheEntry
        if make is None:
            raise _unsupported("an object of another class")
        slot = self.reserve()
        value = make(self.variables())
        self.links[slot] = value
        return value

    def dumped(self) -> Value:
        return self.remember(self.dumped_value())

    def dumped_with_variables(self) -> Value:
        # Ruby numbers such an object after its variables.
        value = self.dumped_value()
        self.variables()
        return self.remember(value)

    def dumped_value(self) -> Value:
        make = DUMPED.get(self.name())
        if make is None:
            raise _unsupported("an object with _load")
        return make(self.string())

    def loaded(self) -> Value:
        make = LOADED.get(self.name())
        if make is None:
            raise _unsupported("an object with marshal_load")
        slot = self.reserve()
        value = make(self.value())
        self.links[slot] = value
        return value


_TYPES: Mapping[int, Callable[[_Reader], Value]] = {
    ord("0"): _Reader.nothing,
    ord("T"): _Reader.true,
    ord("F"): _Reader.false,
    ord("i"): _Reader.number,
    ord("l"): _Reader.bignum,
    ord("f"): _Reader.floating,
    ord(":"): _Reader.symbol,
    ord(";"): _Reader.symbol_link,
    ord("@"): _Reader.link,
    ord('"'): _Reader.bare_text,
    ord("["): _Reader.array,
    ord("{"): _Reader.mapping,
    ord("}"): _Reader.mapping_with_default,
    ord("C"): _Reader.subclass,
    ord("I"): _Reader.with_variables,
    ord("o"): _Reader.instance,
    ord("u"): _Reader.dumped,
    ord("U"): _Reader.loaded,
}

_VARIABLE: Mapping[int, Callable[[_Reader], Value]] = {
    ord('"'): _Reader.text,
    ord(":"): _Reader.symbol_with_variables,
    ord("C"): lambda reader: reader.subclass(variables=True),
    ord("["): lambda reader: reader.followed(_Reader.array),
    ord("{"): lambda reader: reader.followed(_Reader.mapping),
    ord("}"): lambda reader: reader.followed(_Reader.mapping_with_default),
    ord("u"): _Reader.dumped_with_variables,
}


def load(data: bytes, *, entries: bool = False) -> Value:
    """The value of a dump; raises :class:`SessionInvalid` for anything but a whole, plain one.

    ``entries`` allows an ``ActiveSupport::Cache::Entry`` as the outermost value.
    """
    if len(data) > MAX_BYTES:
        raise SessionInvalid("too_large", "the dump is too long")
    if not data.startswith(SIGNATURE):
        raise malformed("not Marshal 4.8")
    reader = _Reader(data, entries=entries)
    try:
        value = reader.value()
    except RecursionError as error:  # called from deep inside another stack
        raise malformed("nested too deeply") from error
    if reader.position != len(data):
        raise malformed("bytes after the dump")
    return value
