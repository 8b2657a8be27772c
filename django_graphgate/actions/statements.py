"""The SQL of an action: its statements, and where its parameters are in them."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django_graphgate.dialects import Dialect
from django_graphgate.errors import ConfigurationError

CALLER = frozenset({"user_id", "user_id_provider", "user_role"})
"""Parameters that every action has: facts about its caller."""

_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*(?![\w$])")

_OF_TRANSACTIONS = frozenset(
    {"ABORT", "BEGIN", "COMMIT", "END", "RELEASE", "ROLLBACK", "SAVEPOINT", "START", "PREPARE TRANSACTION"}
)
"""How statements begin that would end the action's transaction, or begin another one."""


@dataclass(frozen=True, slots=True)
class ActionStatement:
    """One statement: texts, and between them the names of parameters."""

    texts: tuple[str, ...]
    names: tuple[str, ...] = ()
    writes_in_with: bool = False
    """Rows are written in a ``WITH``: no server says how many these are."""

    def __str__(self) -> str:
        return (
            "".join(f"{text}${name}" for text, name in zip(self.texts, self.names, strict=False))
            + self.texts[-1]
        )


@functools.lru_cache(maxsize=1_000)
def statements_of(text: str, dialect: Dialect) -> tuple[ActionStatement, ...]:
    """The statements of a text, split where a semicolon ends one.

    ``$name`` is a parameter except in strings, quoted names, comments and bodies between dollars.

    Raises ``ConfigurationError`` for a text that cannot be read, that has no statement, or that has a statement about
    transactions: an action has one, or none.
    """
    statements = tuple(_statement(text, tokens) for tokens in _split(_tokens(text, dialect)) if tokens)
    if not statements:
        raise ConfigurationError("The SQL of an action has no statement.")
    for statement in statements:
        begin = " ".join(re.findall(r"\w+", statement.texts[0])[:2]).upper()
        if begin in _OF_TRANSACTIONS or begin.partition(" ")[0] in _OF_TRANSACTIONS:
            raise ConfigurationError(
                f"The SQL of an action cannot contain {begin.partition(' ')[0]}.",
                hint='All statements of an action run in one transaction; with "transaction": false in none.',
            )
    return statements


def names_in(text: str, dialect: Dialect) -> frozenset[str]:
    """The names of the parameters in a text."""
    return frozenset(name for statement in statements_of(text, dialect) for name in statement.names)


def _tokens(text: str, dialect: Dialect) -> list[Any]:
    from sqlglot import Dialect as Reader  # which takes a while to load
    from sqlglot.errors import SqlglotError

    try:
        return list(Reader.get_or_raise(dialect.sqlglot_name).tokenize(text))
    except SqlglotError as error:
        raise ConfigurationError(f"The SQL of an action cannot be read: {error}") from error


def _split(tokens: list[Any]) -> Iterator[list[Any]]:
    """The tokens of each statement; a semicolon within the body of a trigger or a function ends none."""
    statement: list[Any] = []
    depth = 0
    for token in tokens:
        word = token.text.upper()
        if word == ";" and token.token_type.name == "SEMICOLON" and not depth:
            yield statement
            statement = []
            continue
        statement.append(token)
        if statement[0].text.upper() != "CREATE" or token.token_type.name in _QUOTED:
            continue
        if word == "BEGIN" or (word == "CASE" and depth):
            depth += 1
        elif word == "END" and depth:
            depth -= 1
    yield statement


_WRITES = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE"})

_QUOTED = frozenset(
    {"STRING", "IDENTIFIER", "HEREDOC_STRING", "NATIONAL_STRING", "BYTE_STRING", "UNICODE_STRING"}
)


def _statement(text: str, tokens: list[Any]) -> ActionStatement:
    texts: list[str] = []
    names: list[str] = []
    start = tokens[0].start
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        name, end = _parameter(text, token, following)
        if name:
            texts.append(text[start : token.start])
            names.append(name)
            start = end
    texts.append(text[start : tokens[-1].end + 1])
    return ActionStatement(tuple(texts), tuple(names), _writes_in_with(tokens))


def _writes_in_with(tokens: list[Any]) -> bool:
    words = [token.text.upper() if token.token_type.name not in _QUOTED else "" for token in tokens]
    return words[0] == "WITH" and any(
        before == "(" and word in _WRITES for before, word in itertools.pairwise(words)
    )


def _parameter(text: str, token: Any, following: Any) -> tuple[str, int]:
    """The name of the parameter that begins with a token, and where its text ends; an empty name for other tokens."""
    written = text[token.start : token.end + 1]
    if written == "$" and following is not None and following.start == token.end + 1:
        match = _NAME.match(text, following.start)
        return (match[0], match.end()) if match else ("", 0)
    if written.startswith("$") and token.token_type.name not in _QUOTED and _NAME.fullmatch(written[1:]):
        return written[1:], token.end + 1
    return "", 0
