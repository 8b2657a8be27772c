"""GraphQL's grammar, in which a variable's definition may leave out the type: ``query Q($id = 70)``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graphql import FieldNode, Lexer, NamedTypeNode, NameNode, Source, Token, VariableDefinitionNode
from graphql.language import TokenKind
from graphql.language.parser import Parser

if TYPE_CHECKING:
    from graphql import TypeNode

UNTYPED = NamedTypeNode(name=NameNode(value=""))
"""The type of a variable that has none yet; the normaliser finds it from the place where it stands."""

_BEHIND_PLAIN_FIELDS = frozenset({TokenKind.NAME, TokenKind.BRACE_R})


_PLAIN = re.compile(r"([ \t,\n]*)(?:([_A-Za-z][_0-9A-Za-z]*)|([!$&():=@[\]{|}]))")
"""Names and marks, with the space before them."""

_MARKS: Mapping[str, TokenKind] = {kind.value: kind for kind in TokenKind if len(kind.value) == 1}


class QuickLexer(Lexer):
    """graphql-core's lexer, that reads names and marks, which nearly all tokens are, at once."""

    def lookahead(self) -> Token:
        token = self.token
        found = token.next
        if found is None and token.kind is not TokenKind.EOF:
            found = token.next = self.read_next_token(token.end)
            found.prev = token
        return super().lookahead() if found is None or found.kind is TokenKind.COMMENT else found

    def read_next_token(self, start: int) -> Token:
        found = _PLAIN.match(self.source.body, start)
        if found is None:
            return super().read_next_token(start)
        space, name, mark = found.groups()
        if "\n" in space:
            self.line += space.count("\n")
            self.line_start = start + space.rindex("\n") + 1
        start, end = start + len(space), found.end()
        column = 1 + start - self.line_start
        if name is None:
            return Token(_MARKS[mark], start, end, self.line, column)
        return Token(TokenKind.NAME, start, end, self.line, column, name)


class TerseParser(Parser):
    """graphql-core's parser, so that every position in a message is that of the text as it was sent."""

    def __init__(self, source: Source, **options: Any) -> None:
        super().__init__(source, lexer=QuickLexer(source), **options)

    def parse_field(self) -> FieldNode:
        """A field of which nothing but the name is given, as most are, without looking for the rest."""
        start = self._lexer.token
        if start.kind is TokenKind.NAME and self._lexer.lookahead().kind in _BEHIND_PLAIN_FIELDS:
            self.advance_lexer()
            loc = self.loc(start)
            return FieldNode(
                alias=None,
                name=NameNode(value=start.value or "", loc=loc),
                arguments=None,
                directives=None,
                selection_set=None,
                loc=loc,
            )
        return super().parse_field()

    def parse_variable_definition(self) -> VariableDefinitionNode:
        start = self._lexer.token
        description = self.parse_description()
        variable = self.parse_variable()
        kind: TypeNode = UNTYPED
        if self.expect_optional_token(TokenKind.COLON):
            kind = self.parse_type_reference()
        default = self.parse_const_value_literal() if self.expect_optional_token(TokenKind.EQUALS) else None
        return VariableDefinitionNode(
            description=description,
            variable=variable,
            type=kind,
            default_value=default,
            directives=self.parse_const_directives(),
            loc=self.loc(start),
        )
