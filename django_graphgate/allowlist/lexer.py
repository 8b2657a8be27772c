"""Tokens of a GraphQL document, without a parser.

The lexical grammar is that of the GraphQL specification of September 2025 (which accepts every
document of October 2021), with one rule more: control characters other than tab, line feed and
carriage return are refused wherever they are.  In a string they can be written as an escape.

Time and memory are linear in the text: every repetition of the pattern is possessive, and the
first character that fits nothing ends the work.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from django_graphgate.errors import DocumentSyntaxError, LimitExceeded

_HEX = "[0-9A-Fa-f]"
# A leading surrogate counts only with its trailing one; \u{…} takes up to eight digits.
_ESCAPE = rf"""\\(?:["\\/bfnrt]
    |u[dD][89abAB]{_HEX}{{2}}\\u[dD][c-fC-F]{_HEX}{{2}}
    |u(?![dD][89a-fA-F]){_HEX}{{4}}
    |u\{{(?={_HEX}{{1,8}}\}})0*+
        (?:10{_HEX}{{4}}|[1-9a-fA-F]{_HEX}{{4}}|(?![dD][89a-fA-F]{_HEX}{{2}}\}}){_HEX}{{0,4}})\}}
    )"""
_PATTERN = re.compile(
    rf"""
    (?P<Ignored>[ \t\n\r,\ufeff]++|\#[^\n\r]*+)
    |(?P<Name>[_A-Za-z][_0-9A-Za-z]*+)
    |(?P<Punctuator>\.\.\.|[!$&():=@\[\]{{|}}])
    |(?P<Number>-?+(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?+[0-9]++)?+(?![0-9._A-Za-z]))
    |(?P<BlockString>\"\"\"(?:[^"\\]++|\\\"\"\"|\\|"(?!""))*+\"\"\")
    |(?P<String>""(?!")|"(?:[^"\\\n\r]++|{_ESCAPE})++")
    |(?P<Wrong>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n|\n|\r")
_STRING_HEAD = re.compile(rf'"(?:[^"\\\n\r]++|{_ESCAPE})*+', re.VERBOSE)


class Token(NamedTuple):
    """A token as it is written.

    ``kind`` is ``"Name"``, ``"Int"``, ``"Float"``, ``"String"``, ``"BlockString"`` or the
    punctuator itself; ``text`` is the source text (strings with their quotes and escapes);
    ``start`` counts code points from the beginning of the document.
    """

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the token ends, exclusively."""
        return self.start + len(self.text)


def tokenize(text: str, *, max_tokens: int | None = None, max_bytes: int | None = None) -> list[Token]:
    """The tokens of a document in written order, without white space, commas and comments.

    Raises ``DocumentSyntaxError`` with line and column at the first thing that is not GraphQL, and
    ``LimitExceeded`` when there are more than ``max_tokens`` tokens or ``max_bytes`` bytes of UTF-8.
    """
    _check_characters(text, max_bytes)
    tokens: list[Token] = []
    limit = len(text) if max_tokens is None else max_tokens
    for match in _PATTERN.finditer(text):
        group = match.lastgroup
        if group == "Ignored":
            continue
        if group == "Wrong" or group is None:
            raise _wrong(text, match.start())
        if len(tokens) == limit:
            raise LimitExceeded(f"The document has more than {max_tokens} tokens.")
        lexeme = match.group()
        if group == "Punctuator":
            group = lexeme
        elif group == "Number":
            group = "Int" if lexeme.lstrip("-").isdigit() else "Float"
        tokens.append(Token(group, lexeme, match.start()))
    return tokens


def location(text: str, position: int) -> tuple[int, int]:
    """Line and column of a position, both counted from 1."""
    line, line_start = 1, 0
    for match in _LINE_END.finditer(text, 0, position):
        line, line_start = line + 1, match.end()
    return line, position - line_start + 1


def syntax_error(text: str, position: int, sentence: str) -> DocumentSyntaxError:
    """The error for something wrong at a position of the document."""
    return DocumentSyntaxError(f"Syntax Error: {sentence}", locations=[location(text, position)])


def _check_characters(text: str, max_bytes: int | None) -> None:
    too_long = max_bytes is not None and len(text) > max_bytes
    if not too_long:
        forbidden = _FORBIDDEN.search(text)
        if forbidden is not None:
            raise syntax_error(
                text, forbidden.start(), f"Invalid character: {_shown(text[forbidden.start()])}."
            )
        too_long = max_bytes is not None and len(text.encode()) > max_bytes
    if too_long:
        raise LimitExceeded(f"The document has more than {max_bytes} bytes.")


def _shown(character: str) -> str:
    printable = "\x20" < character <= "\x7e"
    return repr(character) if printable else f"U+{ord(character):04X}"


def _wrong(text: str, start: int) -> DocumentSyntaxError:
    character = text[start]
    if text.startswith('"""', start):
        return syntax_error(text, start, "Unterminated block string.")
    if character == '"':
        head = _STRING_HEAD.match(text, start)
        end = start if head is None else head.end()
        if text.startswith("\\", end):
            return syntax_error(text, end, "Invalid escape sequence in a string.")
        return syntax_error(text, start, "Unterminated string.")
    if character == "-" or (character.isascii() and character.isdigit()):
        return syntax_error(text, start, "Invalid number.")
    return syntax_error(text, start, f"Unexpected character: {_shown(character)}.")
