"""``@requireAuth`` and ``@skipAuth`` in the text of an operation: who may run it, which is not part of what it asks.

Clients send their operations without them, and the allow list says who may run them.  So a text without these
directives means the operation of the list with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal

from django_graphgate.allowlist.digest import Definition, byte_digest, form_of, split_definitions
from django_graphgate.allowlist.lexer import Token
from django_graphgate.allowlist.merge import Named, shown
from django_graphgate.errors import ConfigurationError

_NAMES = frozenset({"requireAuth", "skipAuth"})
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


def states_access(document: str) -> bool:
    """Whether an operation of the document has ``@requireAuth`` or ``@skipAuth``.

    Raises ``DocumentSyntaxError`` for a text that is no executable document.
    """
    return bool(listed_access(document))


def listed_access(document: str) -> Literal["", "require", "skip"]:
    """What the operation of a document says about who may run it; empty where it says nothing.

    Raises as :func:`states_access`.
    """
    operation = next(each for each in split_definitions(document) if each.is_operation)
    names = {operation.tokens[each.start + 1].text for each in _access_directives(operation)}
    if "skipAuth" in names:
        return "skip"
    return "require" if "requireAuth" in names else ""


def with_require_auth(document: str) -> str:
    """The text of a named operation, with ``@requireAuth`` before its selections.  Raises as :func:`states_access`."""
    operation = next(each for each in split_definitions(document) if each.is_operation)
    *_, brace = _head(operation.tokens)
    start = operation.tokens[brace].start
    return f"{document[:start]}@requireAuth {document[start:]}"


def undirected_digest(document: str) -> str:
    """The digest of the document without these directives: the same for all texts that differ in them only.

    Raises as :func:`states_access`.
    """
    definitions = split_definitions(document)
    return byte_digest(form_of([_undirected(each) if each.is_operation else each for each in definitions]))


def refuse_unstated(operations: Iterable[Named]) -> None:
    """Raise ``ConfigurationError`` if there are any: operations without either directive, under ``STRICT_AUTH``."""
    names = [shown(operation) for operation in operations]
    if names:
        raise ConfigurationError(
            f"GRAPHGATE['STRICT_AUTH'] is on, and these operations have neither @requireAuth nor @skipAuth: "
            f"{', '.join(sorted(names))}.",
            hint="Write one of the two behind each operation's name in the allow list, and run graphgate_freeze.",
        )


def _undirected(operation: Definition) -> Definition:
    left_out = {index for each in _access_directives(operation) for index in each}
    kept = (token for index, token in enumerate(operation.tokens) if index not in left_out)
    return replace(operation, tokens=tuple(kept))


def _access_directives(operation: Definition) -> list[range]:
    """The positions of the tokens of each of these directives, with its arguments."""
    tokens, directives = operation.tokens, list[range]()
    for index in _head(tokens):
        if tokens[index].kind == "@" and tokens[index + 1].text in _NAMES:
            with_arguments = tokens[index + 2].kind == "("
            end = _behind_brackets(tokens, index + 2) if with_arguments else index + 2
            directives.append(range(index, end))
    return directives


def _head(tokens: tuple[Token, ...]) -> Iterator[int]:
    """The positions of the tokens before the selections that are in no brackets; last, of the selections' brace."""
    index = 0
    while tokens[index].kind != "{":
        if tokens[index].kind in _OPENING:
            index = _behind_brackets(tokens, index)
        else:
            yield index
            index += 1
    yield index


def _behind_brackets(tokens: tuple[Token, ...], index: int) -> int:
    """The position behind the bracket that closes the one at ``index``; brackets are balanced."""
    depth = 0
    for position in range(index, len(tokens)):
        depth += (tokens[position].kind in _OPENING) - (tokens[position].kind in _CLOSING)
        if depth == 0:
            return position + 1
    return len(tokens)
