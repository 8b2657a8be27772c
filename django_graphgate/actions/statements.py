"""The SQL of an action: its statements, and where its parameters are in them.

Not sqlglot's tokenizer, which takes ``$a,$`` for the beginning of a body between dollars, and all that follows
``CALL`` for one token.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django_graphgate.dialects import Dialect
from django_graphgate.errors import ConfigurationError

CALLER = frozenset({"user_id", "user_id_provider", "user_role"})
"""Parameters that every action has: facts about its caller."""

_COMMENT = re.compile(r"--[^\n]*|/\*")
_COMMENT_MARK = re.compile(r"/\*|\*/")
_SPACE = re.compile(r"\s+")
_PARAMETER = re.compile(r"\$(?P<name>[_A-Za-z][_0-9A-Za-z]*)(?![\w$])")
_WORD = re.compile(r"[\w$]+")

_OF_TRANSACTIONS = frozenset(
    {"ABORT", "BEGIN", "COMMIT", "END", "RELEASE", "ROLLBACK", "SAVEPOINT", "START", "PREPARE TRANSACTION"}
)
"""How statements begin that would end the action's transaction, or begin another one."""

_OF_TRANSACTION_ALONE = frozenset({"LOCAL", "CONSTRAINTS", "TRANSACTION"})
"""What ``SET`` may go on with: all else stays on the connection for whoever has it next, a role among it."""

_WRITES = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE"})


_BEFORE_WITH = frozenset({"AS", "MATERIALIZED"})


@dataclass(frozen=True, slots=True)
class ActionStatement:
    """One statement: texts, and between them the names of parameters."""

    texts: tuple[str, ...]
    names: tuple[str, ...] = ()
    writes_in_with: bool = False
    """Rows are written in a ``WITH``: no server says how many these are."""

    def __str__(self) -> str:
        pairs = zip(self.texts, self.names, strict=False)
        return "".join(f"{text}${name}" for text, name in pairs) + self.texts[-1]


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
    return statements


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    word: str = ""
    """In capitals; of a mark the mark; empty where it is quoted."""
    parameter: str = ""


def _tokens(text: str, dialect: Dialect) -> Iterator[_Token]:
    """All but comments and space."""
    position = 0
    while position < len(text):
        if match := _SPACE.match(text, position):
            position = match.end()
        elif match := _COMMENT.match(text, position):
            position = _end_of_comment(text, match, dialect) if match[0] == "/*" else match.end()
        elif match := dialect.quoted.match(text, position):
            yield _Token(match.start(), match.end())
            position = match.end()
        elif match := _PARAMETER.match(text, position):
            yield _Token(match.start(), match.end(), parameter=match["name"])
            position = match.end()
        elif match := _WORD.match(text, position):
            if match[0].startswith("$"):  # a placeholder of the server would take the place of ours
                raise ConfigurationError(
                    f"The SQL of an action cannot contain {match[0]}.",
                    hint="The name of a parameter has letters from A to Z, digits and underscores.",
                )
            yield _Token(match.start(), match.end(), match[0].upper())
            position = match.end()
        elif text[position] in "'\"":
            raise ConfigurationError("The SQL of an action has a quotation mark without an end.")
        else:
            yield _Token(position, position + 1, text[position])
            position += 1


def _end_of_comment(text: str, begin: re.Match[str], dialect: Dialect) -> int:
    depth = 0
    for mark in _COMMENT_MARK.finditer(text, begin.start()):
        if mark[0] == "*/":
            depth -= 1
        elif dialect.nests_comments or not depth:
            depth += 1
        if not depth:
            return mark.end()
    raise ConfigurationError("The SQL of an action has a comment without an end.")


def _split(tokens: Iterator[_Token]) -> Iterator[list[_Token]]:
    """The tokens of each statement; a semicolon within the body of a trigger or a function ends none."""
    statement: list[_Token] = []
    depth = 0
    for token in tokens:
        if token.word == ";" and not depth:
            yield statement
            statement = []
            continue
        statement.append(token)
        if statement[0].word != "CREATE":
            continue
        if token.word == "BEGIN" or (token.word == "CASE" and depth):
            depth += 1
        elif token.word == "END" and depth:
            depth -= 1
    yield statement


def _statement(text: str, tokens: Sequence[_Token]) -> ActionStatement:
    words = [token.word for token in tokens]
    for begin in (words[0], " ".join(words[:2])):
        if begin in _OF_TRANSACTIONS:
            raise ConfigurationError(
                f"The SQL of an action cannot contain {begin}.",
                hint='All statements of an action run in one transaction; with "transaction": false in none.',
            )
    if words[0] in {"RESET", "DISCARD"} or (
        words[0] == "SET" and words[1:2] and words[1] not in _OF_TRANSACTION_ALONE
    ):
        raise ConfigurationError(
            f"The SQL of an action cannot contain {words[0]}, which outlasts it on its connection.",
            hint="Use SET LOCAL, which ends with the action's transaction.",
        )
    parameters = [token for token in tokens if token.parameter]
    starts = [tokens[0].start, *(token.end for token in parameters)]
    ends = [*(token.start for token in parameters), tokens[-1].end]
    texts = tuple(text[start:end] for start, end in zip(starts, ends, strict=True))
    writes_in_with = any(
        before in _BEFORE_WITH and mark == "(" and word in _WRITES
        for before, mark, word in zip(words, words[1:], words[2:], strict=False)
    )
    return ActionStatement(texts, tuple(token.parameter for token in parameters), writes_in_with)
