"""The lexer against graphql-core's, and what it refuses."""

from __future__ import annotations

import re

import pytest
from graphql import GraphQLSyntaxError, Lexer, Source, TokenKind
from hypothesis import example, given

from django_graphgate.allowlist.lexer import Token, location, tokenize
from django_graphgate.errors import DocumentSyntaxError, LimitExceeded
from tests.support.allowlist.documents import documents, garbage
from tests.support.effort import at_most

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def reference(text: str) -> list[Token] | None:
    """graphql-core's tokens, by their source text; ``None`` when it refuses."""
    lexer = Lexer(Source(text))
    found = []
    try:
        while (token := lexer.advance()).kind is not TokenKind.EOF:
            found.append(Token(token.kind.value, text[token.start : token.end], token.start))
    except GraphQLSyntaxError:
        return None
    return found


def tokens_or_none(text: str) -> list[Token] | None:
    try:
        return tokenize(text)
    except DocumentSyntaxError:
        return None


@given(garbage)
@example('"\\u{00000041}"')
@example('"\\u{000000041}"')
@example('"\\u{110000}"')
@example('"\\u{10FFFF}"')
@example('"\\u{d800}"')
@example('"\\ud83d\\ude00"')
@example('"\\ud83d"')
@example('"\\ude00"')
@example('""""quoted""" ""')
@example('"""a\\""" b"""')
@example("-01")
@example("1.")
@example("1.e1")
@example(".5")
@example("0x1F")
@example("1e5_")
def test_garbage_is_read_or_refused_as_graphql_core_does(text: str) -> None:
    expected = None if CONTROL.search(text) else reference(text)
    assert tokens_or_none(text) == expected


@given(documents())
def test_documents_give_the_tokens_of_graphql_core(text: str) -> None:
    expected = reference(text)
    assert expected is not None
    assert tokenize(text) == expected
    assert all(text[token.start : token.end] == token.text for token in expected)


@pytest.mark.parametrize(
    ("text", "where", "sentence"),
    [
        ("{\n  a\n  ?", (3, 3), "Unexpected character: '?'."),
        ("{\r\n\ra é", (3, 3), "Unexpected character: U+00E9."),
        ('{ a(b: "x\n") }', (1, 8), "Unterminated string."),
        ('{ a(b: "x', (1, 8), "Unterminated string."),
        ('{ a(b: """x"" ', (1, 8), "Unterminated block string."),
        ('{ a(b: "\\x") }', (1, 9), "Invalid escape sequence in a string."),
        ('{ a(b: "ab\\uD800") }', (1, 11), "Invalid escape sequence in a string."),
        ("{ a(b: 01) }", (1, 8), "Invalid number."),
        ("{ a(b: 1.) }", (1, 8), "Invalid number."),
        ("{ a(b: -) }", (1, 8), "Invalid number."),
        ("{ .. }", (1, 3), "Unexpected character: '.'."),
        ("{ a # \x00\n }", (1, 7), "Invalid character: U+0000."),
        ('{ a(b: "\x1b[2J") }', (1, 9), "Invalid character: U+001B."),
        ('{ a(b: """\x0b""") }', (1, 11), "Invalid character: U+000B."),
        ('{ a(b: "\ud800") }', (1, 9), "Invalid character: U+D800."),
        ("{ a # \udfff\n}", (1, 7), "Invalid character: U+DFFF."),
    ],
)
def test_wrong_text_is_refused_with_line_and_column(text: str, where: tuple[int, int], sentence: str) -> None:
    with pytest.raises(DocumentSyntaxError) as caught:
        tokenize(text)
    assert caught.value.message == f"Syntax Error: {sentence}"
    assert caught.value.locations == (where,)
    assert caught.value.code == "GRAPHQL_PARSE_FAILED"


def test_lines_end_with_line_feed_carriage_return_or_both() -> None:
    text = "a\nb\rc\r\nd\n\re"
    assert [location(text, text.index(letter)) for letter in "abcde"] == [
        (1, 1),
        (2, 1),
        (3, 1),
        (4, 1),
        (6, 1),
    ]


def test_comments_and_commas_are_no_tokens_for_the_limit() -> None:
    text = "{ a, b } # one two three\n"
    assert len(tokenize(text, max_tokens=4)) == 4
    with pytest.raises(LimitExceeded, match="more than 3 tokens"):
        tokenize(text, max_tokens=3)


def test_bytes_are_counted_and_not_characters() -> None:
    text = '{ a(b: "éé") }'
    assert tokenize(text, max_bytes=len(text) + 2)
    with pytest.raises(LimitExceeded, match="more than 15 bytes"):
        tokenize(text, max_bytes=15)


def test_a_text_over_the_limit_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(LimitExceeded):
        tokenize("\x00" * 11, max_bytes=10)


@pytest.mark.parametrize(
    "text",
    [
        '"' * 500_000,
        '"""' + '\\"""' * 200_000,
        '"""' + '" ' * 300_000,
        '"' + "\\u{0" * 200_000,
        '"' + "\\ud83d" * 100_000,
        "#" * 1_000_000,
        "# \n" * 300_000,
        "-" * 500_000,
        "1" * 1_000_000 + "a",
        "1." * 500_000,
        "0" * 500_000,
        "." * 500_000,
        "a" * 1_000_000 + "?",
        "\ufeff" * 1_000_000 + "?",
    ],
    ids=lambda text: repr(text[:6]),
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    with at_most(seconds=10):
        tokens_or_none(text)


@pytest.mark.parametrize("text", ['{{ a(b: "{}") }}', '{{ a(b: """{}""") }}', "{{ a }} # {}", "{{ a {}}}"])
def test_every_control_character_but_blanks_is_refused_everywhere(text: str) -> None:
    for code in [*range(0x20), *range(0xD800, 0xE000, 0x80), 0xDFFF]:
        if chr(code) not in "\t\n\r":
            with pytest.raises(DocumentSyntaxError, match=f"Invalid character: U\\+{code:04X}"):
                tokenize(text.format(chr(code)))
