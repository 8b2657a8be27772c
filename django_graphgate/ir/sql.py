"""SQL under construction: text and parameters as one immutable value.

Text comes from literals of this package or from ``Dialect.identifier``; everything that a request,
a document or a rule brings is a :class:`Parameter`.  The type checker holds the first half
(``LiteralString``), the absence of any other constructor the second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, LiteralString

Source = Literal["variable", "constant", "caller", "cursor", "nonce"]
Scalar = str | int | float | bool | None
Constant = Scalar | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that travels beside the text.

    ``source`` says where it comes from: a ``variable`` of the request, a ``constant`` of the
    document or of a rule, what is known of the ``caller``, a key of a ``cursor`` (``name`` is the
    variable that brings it, ``value`` the key's index, ``scope`` the place it must be from), or the
    answer's ``nonce``.  ``name`` is the variable's name; ``value`` is a constant's JSON value.  ``codec`` names the check and form it has to pass
    (:mod:`django_graphgate.ir.scalars`); ``many`` means a list of such values.
    """

    source: Source
    codec: str
    name: str = ""
    value: Constant = None
    many: bool = False
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL: text and parameters in reading order."""

    parts: tuple[str | Parameter, ...] = ()

    def __add__(self, other: Sql) -> Sql:
        return Sql(self.parts + other.parts)

    def __bool__(self) -> bool:
        return bool(self.parts)

    def __iter__(self) -> Iterator[str | Parameter]:
        return iter(self.parts)


EMPTY = Sql()


def raw(text: LiteralString) -> Sql:
    """Text that stands in this package's source."""
    return Sql((text,))


def number(value: int) -> Sql:
    """A whole number as text: row caps and lengths, which are part of a statement's shape."""
    return Sql((str(int(value)),))


def parameter(value: Parameter) -> Sql:
    """A bare parameter; dialects add the cast."""
    return Sql((value,))


def sql(template: LiteralString, *arguments: Sql) -> Sql:
    """Fill the ``{}`` of a literal template with pieces, in order."""
    texts = template.split("{}")
    if len(texts) != len(arguments) + 1:
        raise ValueError(f"{len(arguments)} arguments for {len(texts) - 1} places: {template}")
    parts: list[str | Parameter] = [texts[0]] if texts[0] else []
    for argument, text in zip(arguments, texts[1:], strict=True):
        parts.extend(argument.parts)
        if text:
            parts.append(text)
    return Sql(tuple(parts))


def join(separator: LiteralString, pieces: Iterable[Sql]) -> Sql:
    """Pieces with a literal between them; empty pieces are left out."""
    parts: list[str | Parameter] = []
    for piece in pieces:
        if not piece:
            continue
        if parts:
            parts.append(separator)
        parts.extend(piece.parts)
    return Sql(tuple(parts))
