"""SQL under construction: text and parameters as one immutable value.

Text comes from literals of this package, from ``Dialect.identifier``, or from a variable that the
project's own settings write in SQL; everything that a request, a document or a rule brings is a
:class:`Parameter`.  The type checker holds the first half (``LiteralString``), the absence of any
other constructor the second.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, LiteralString

from django_graphgate.ir.codec import Codec

ParameterSource = Literal[
    "variable",
    "constant",
    "caller",
    "header",
    "claim",
    "guard",
    "now",
    "sql",
    "cursor",
    "nonce",
    "given",
    "step",
    "keys",
]
Scalar = str | int | float | bool | None
Constant = Scalar | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that travels beside the text.

    ``source`` says where it comes from: a ``variable`` of the request, a ``constant`` of the
    document, of a rule or of the settings, what is known of the ``caller``, a ``header`` of the request
    (``value`` is the header's name), a ``claim`` of the caller's credential, what the ``guard`` around a
    statement compares with, the time of the request
    (``now``), the rows of a subquery (``sql``; its pieces are ``parts``, and it is never sent
    itself), a key of a ``cursor`` (``name`` is the variable that brings it, ``value`` the key's
    index, ``scope`` the place it must be from), the answer's ``nonce``, whether the variable ``name`` is
    ``given`` by the request (true where that is as ``value`` says), the output of an earlier ``step`` of
    the program (``value`` is its index), or the ``keys`` of the rows that a probe is asked about.  The
    ``scope`` of a rule's constant is its place in the rule, until the statement is written.  ``name`` is the
    variable's name, of a constant only where the settings give a variable no value; ``value`` is a
    constant's JSON value.  ``codec`` is the check and form it has to pass
    (:mod:`django_graphgate.ir.codec`); ``many`` means a list of such values.
    """

    source: ParameterSource
    codec: Codec
    name: str = ""
    value: Constant = None
    many: bool = False
    scope: str = ""
    parts: tuple[str | Parameter, ...] = ()


Part = str | Parameter


class Sql(tuple[Part, ...]):
    """A piece of SQL: text and parameters in reading order.  Immutable, and cheap to make."""

    __slots__ = ()

    def __add__(self, other: Sql) -> Sql:  # type: ignore[override]  # a piece and a piece are a piece
        return Sql((*self, *other))


EMPTY = Sql()


def raw(text: LiteralString) -> Sql:
    """Text from this package's source."""
    return Sql((text,))


def number(value: int) -> Sql:
    """A whole number as text: row caps and lengths, which are part of a statement's shape."""
    return Sql((str(int(value)),))


def parameter(value: Parameter) -> Sql:
    """A bare parameter, to which dialects add the cast, or the subquery that gives its value."""
    return Sql((value,))


@functools.cache
def _texts(template: LiteralString) -> tuple[str, Sequence[str]]:
    """The text before the placeholders, and after each of them.  There are as many templates as this package has."""
    first, *texts = template.split("{}")
    return first, texts


def sql(template: LiteralString, *arguments: Sql) -> Sql:
    """Fill the ``{}`` of a literal template with pieces, in order."""
    first, texts = _texts(template)
    if len(texts) != len(arguments):
        raise ValueError(f"{len(arguments)} arguments for {len(texts)} places: {template}")
    parts: list[Part] = [first] if first else []
    for argument, text in zip(arguments, texts, strict=True):
        if type(argument) is not Sql:  # a plain text would go in as it is
            raise TypeError("only pieces of SQL go into a template")
        parts += argument
        if text:
            parts.append(text)
    return Sql(parts)


def join(separator: LiteralString, pieces: Iterable[Sql]) -> Sql:
    """Pieces with a literal between them; empty pieces are left out."""
    parts: list[Part] = []
    for piece in pieces:
        if type(piece) is not Sql:
            raise TypeError("only pieces of SQL are joined")
        if not piece:
            continue
        if parts:
            parts.append(separator)
        parts += piece
    return Sql(parts)


def flat(piece: Sql) -> Sql:
    """The same piece with neighbouring texts made one, for pieces that are used many times."""
    parts: list[Part] = []
    for part in piece:
        if parts and isinstance(part, str) and isinstance(last := parts[-1], str):
            parts[-1] = last + part
        else:
            parts.append(part)
    return Sql(parts)
