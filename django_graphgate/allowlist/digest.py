"""What identifies an operation: digests of its exact text and of its lexical form.

The **lexical form** of a document is the source text of its tokens, joined by single spaces: first
the operations in written order, then the fragments sorted by name (fragments of one name keep
their written order).  White space, commas and comments between tokens are gone.  Everything else
counts as it is written: names, aliases, the order of fields and arguments, numbers (``1.0`` is not
``1.00``) and strings with their escapes.  Only the line ends inside block strings become line
feeds, which the specification holds to be the same, so that a checkout with other line ends keeps
its digests.

The form is GraphQL itself, with the same tokens as the document.  So two documents have one form
only if they have the same tokens, and the form of a form is that form.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django_graphgate.allowlist.lexer import Token, syntax_error, tokenize
from django_graphgate.errors import DocumentInvalid, OperationNotFound

OPERATION_KINDS = frozenset({"query", "mutation", "subscription"})
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_LINE_END = re.compile(r"\r\n?")
_COMMENT = re.compile(r"#[^\n\r]*")


@dataclass(frozen=True, slots=True)
class Definition:
    """One operation or fragment of a document, found by its tokens alone.

    ``kind`` is ``query``, ``mutation``, ``subscription`` or ``fragment``; ``name`` is ``None`` for
    an unnamed operation; ``text`` is the source from the first to the last token; ``comments`` are
    the comment lines since the definition before, with their ``#``; ``start`` and ``end`` are
    positions in the document.
    """

    kind: str
    name: str | None
    text: str
    start: int
    end: int
    comments: tuple[str, ...]
    tokens: tuple[Token, ...]

    @property
    def is_operation(self) -> bool:
        return self.kind != "fragment"

    def spreads(self) -> frozenset[str]:
        """Names of the fragments that the definition spreads."""
        pairs = itertools.pairwise(self.tokens)
        return frozenset(
            name.text
            for dots, name in pairs
            if dots.kind == "..." and name.kind == "Name" and name.text != "on"
        )


def byte_digest(text: str) -> str:
    """sha256 of the exact UTF-8 bytes, in lower-case hexadecimal: the id that clients compute.

    Raises ``DocumentSyntaxError`` for a text that has no UTF-8, as it holds half a character.
    """
    try:
        return hashlib.sha256(text.encode()).hexdigest()
    except UnicodeEncodeError as error:
        raise syntax_error(text, error.start, "Invalid character.") from error


def lexical_digest(text: str, *, max_tokens: int | None = None, max_bytes: int | None = None) -> str:
    """sha256 of the lexical form, in lower-case hexadecimal.  Raises as :func:`lexical_form`."""
    return byte_digest(lexical_form(text, max_tokens=max_tokens, max_bytes=max_bytes))


def text_digests(text: str) -> tuple[str, ...]:
    """What a text is known by: sha256 of its bytes, and of its lexical form where that is another."""
    return tuple(dict.fromkeys((byte_digest(text), lexical_digest(text))))


def lexical_form(text: str, *, max_tokens: int | None = None, max_bytes: int | None = None) -> str:
    """The document without what does not count, as the head of this module says.

    Raises ``DocumentSyntaxError`` for a text that is no executable document, ``LimitExceeded`` for
    one that is too long.
    """
    return form_of(split_definitions(text, max_tokens=max_tokens, max_bytes=max_bytes))


def form_of(definitions: Sequence[Definition]) -> str:
    """The lexical form of a document given as its definitions."""
    operations = [d for d in definitions if d.is_operation]
    fragments = sorted((d for d in definitions if not d.is_operation), key=lambda d: d.name or "")
    return " ".join(_lexeme(token) for d in (*operations, *fragments) for token in d.tokens)


def operation_names(
    text: str, *, max_tokens: int | None = None, max_bytes: int | None = None
) -> list[tuple[str, str | None]]:
    """``(kind, name)`` of every operation of a document in written order."""
    definitions = split_definitions(text, max_tokens=max_tokens, max_bytes=max_bytes)
    return [(d.kind, d.name) for d in definitions if d.is_operation]


def split_definitions(
    text: str, *, max_tokens: int | None = None, max_bytes: int | None = None
) -> tuple[Definition, ...]:
    """The definitions of an executable document in written order.

    Looks at heads and at the nesting of brackets only: a document that passes here may still be
    wrong inside its selections.  Every document that is valid passes.
    """
    tokens = tokenize(text, max_tokens=max_tokens, max_bytes=max_bytes)
    if not tokens:
        raise syntax_error(text, len(text), "Expected an operation, found the end of the document.")
    definitions: list[Definition] = []
    first, before = 0, 0
    while first < len(tokens):
        keyword, name, last = _definition(text, tokens, first)
        start, end = tokens[first].start, tokens[last].end
        comments = tuple(_COMMENT.findall(text, before, start))
        own = tuple(tokens[first : last + 1])
        definitions.append(Definition(keyword, name, text[start:end], start, end, comments, own))
        first, before = last + 1, end
    return tuple(definitions)


def select_operation(definitions: Sequence[Definition], name: str | None = None) -> tuple[Definition, ...]:
    """One operation with the fragments it uses, directly or through others, sorted by name.

    ``name`` chooses among several operations; without it there must be one.  Raises
    ``OperationNotFound`` when the choice is not clear, ``DocumentInvalid`` when a fragment is
    missing or defined twice.
    """
    operations = [d for d in definitions if d.is_operation and (name is None or d.name == name)]
    if len(operations) != 1:
        raise OperationNotFound
    fragments: dict[str, Definition] = {}
    for definition in definitions:
        if not definition.is_operation and definition.name is not None:
            if definition.name in fragments:
                raise DocumentInvalid(f"There can be only one fragment named '{definition.name}'.")
            fragments[definition.name] = definition
    used = _reachable(operations[0], fragments)
    return (operations[0], *(fragments[key] for key in sorted(used)))


def _reachable(operation: Definition, fragments: dict[str, Definition]) -> set[str]:
    used: set[str] = set()
    waiting: list[str] = sorted(operation.spreads())
    while waiting:
        name = waiting.pop()
        if name in used:
            continue
        if name not in fragments:
            raise DocumentInvalid(f"Unknown fragment '{name}'.")
        used.add(name)
        waiting.extend(fragments[name].spreads() - used)
    return used


def unused_fragments(definitions: Iterable[Definition]) -> list[Definition]:
    """Fragments that no operation uses, directly or through others."""
    every = list(definitions)
    fragments = {d.name: d for d in every if not d.is_operation and d.name is not None}
    used: set[str] = set()
    waiting = [name for d in every if d.is_operation for name in d.spreads()]
    while waiting:
        name = waiting.pop()
        if name in fragments and name not in used:
            used.add(name)
            waiting.extend(fragments[name].spreads())
    return [d for d in every if not d.is_operation and d.name not in used]


def with_line_feeds(text: str) -> str:
    """The text with ``\\r\\n`` and ``\\r`` written as ``\\n``."""
    return _LINE_END.sub("\n", text) if "\r" in text else text


def _lexeme(token: Token) -> str:
    return with_line_feeds(token.text) if token.kind == "BlockString" else token.text


def _definition(text: str, tokens: Sequence[Token], first: int) -> tuple[str, str | None, int]:
    """Kind, name and index of the last token of the definition that begins at ``first``."""
    if tokens[first].kind == "{":
        return "query", None, _closing(text, tokens, first)
    described = tokens[first].kind in {"String", "BlockString"}
    index = first + 1 if described else first
    keyword = _name(text, tokens, index, "a query, mutation, subscription or fragment")
    name: str | None = None
    if keyword == "fragment":
        name = _name(text, tokens, index + 1, "the fragment's name")
        condition = _name(text, tokens, index + 2, "'on'")
        _name(text, tokens, index + 3, "the fragment's type")
        if name == "on" or condition != "on":
            raise syntax_error(text, tokens[index].start, "A fragment reads 'fragment Name on Type'.")
        index += 4
    elif keyword not in OPERATION_KINDS:
        raise syntax_error(
            text, tokens[index].start, f"Unexpected {_short(keyword)}, expected an operation or fragment."
        )
    elif index + 1 < len(tokens) and tokens[index + 1].kind == "Name":
        name, index = tokens[index + 1].text, index + 2
    else:
        index += 1
    if keyword != "fragment" and _kind(tokens, index) == "(":
        index = _closing(text, tokens, index) + 1
    return keyword, name, _closing(text, tokens, _after_directives(text, tokens, index))


def _after_directives(text: str, tokens: Sequence[Token], index: int) -> int:
    while _kind(tokens, index) == "@":
        _name(text, tokens, index + 1, "a directive's name")
        index += 2
        if _kind(tokens, index) == "(":
            index = _closing(text, tokens, index) + 1
    if _kind(tokens, index) != "{":
        raise _unexpected(text, tokens, index, "'{'")
    return index


def _closing(text: str, tokens: Sequence[Token], index: int) -> int:
    """The index of the bracket that closes the one at ``index``; brackets inside must nest."""
    expected: list[str] = []
    for position in range(index, len(tokens)):
        bracket = tokens[position].kind
        if bracket in _CLOSING:
            expected.append(_CLOSING[bracket])
        elif bracket in {")", "]", "}"}:
            if expected.pop() != bracket:
                raise _unexpected(text, tokens, position, "another closing bracket")
            if not expected:
                return position
    raise _unexpected(text, tokens, len(tokens), f"'{expected[-1]}'")


def _kind(tokens: Sequence[Token], index: int) -> str | None:
    return tokens[index].kind if index < len(tokens) else None


def _name(text: str, tokens: Sequence[Token], index: int, expected: str) -> str:
    if _kind(tokens, index) != "Name":
        raise _unexpected(text, tokens, index, expected)
    return tokens[index].text


def _unexpected(text: str, tokens: Sequence[Token], index: int, expected: str) -> Exception:
    if index >= len(tokens):
        return syntax_error(text, len(text), f"Expected {expected}, found the end of the document.")
    return syntax_error(
        text, tokens[index].start, f"Expected {expected}, found {_short(tokens[index].text)}."
    )


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")
