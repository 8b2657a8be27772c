"""GraphQL's grammar, in which a variable's definition may leave out the type: ``query Q($id = 70)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import FieldNode, NamedTypeNode, NameNode, VariableDefinitionNode
from graphql.language import TokenKind
from graphql.language.parser import Parser

if TYPE_CHECKING:
    from graphql import TypeNode

UNTYPED = NamedTypeNode(name=NameNode(value=""))
"""The type of a variable that has none yet; the normaliser finds it from the place where it stands."""

_BEHIND_PLAIN_FIELDS = frozenset({TokenKind.NAME, TokenKind.BRACE_R})


class TerseParser(Parser):
    """graphql-core's parser, so that every position in a message is that of the text as it was sent."""

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
