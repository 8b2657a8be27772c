"""The lexer that reads names and marks at once: its tokens, places and errors are graphql-core's."""

from __future__ import annotations

import os
from random import Random
from typing import Any

from graphql import GraphQLSyntaxError, Lexer, Source
from graphql.language import TokenKind

from django_graphgate.compiler.syntax.terse_parser import QuickLexer

TEXTS = 60_000 if os.environ.get("GRAPHGATE_PROFILE") == "long" else 4_000
PIECES = (
    *"{}()!|[]=:&\n\r\t ,$@?.",
    *("...", "\r\n", "a", "_b1", "é", "#c\n", "# d\r", '"s"', '"""b\nc"""', '"', "1", "0.5", "-", "01", "1a"),
    *("\ufeff", "\x00"),
)


def read(lexer: Lexer) -> list[Any]:
    found: list[Any] = []
    try:
        while not found or found[-1][0] is not TokenKind.EOF:
            token = lexer.advance()
            found.append((token.kind, token.start, token.end, token.line, token.column, token.value))
    except GraphQLSyntaxError as error:
        found.append((error.message, error.locations))
    return found


def test_text_has_other_tokens() -> None:
    random = Random(5)
    for _ in range(TEXTS):
        text = "".join(random.choice(PIECES) for _ in range(random.randint(0, 9)))
        assert read(QuickLexer(Source(text))) == read(Lexer(Source(text))), repr(text)
