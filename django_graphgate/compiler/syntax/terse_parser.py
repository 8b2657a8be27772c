"""GraphQL's grammar, in which a variable's definition may leave out the type: ``query Q($id = 70)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import NamedTypeNode, NameNode, VariableDefinitionNode
from graphql.language import TokenKind
from graphql.language.parser import Parser

if TYPE_CHECKING:
    from graphql import TypeNode

UNTYPED = NamedTypeNode(name=NameNode(value=""))
"""The type of a variable that has none yet; the normaliser infers it from where the variable is used."""


class TerseParser(Parser):
    """graphql-core's parser, so that every position in a message is that of the text as it was sent."""

    def parse_variable_definition(self) -> VariableDefinitionNode:
        start = self._lexer.token
        description = self.parse_description()
        variable = self.parse_variable()
        declared: TypeNode = UNTYPED
        if self.expect_optional_token(TokenKind.COLON):
            declared = self.parse_type_reference()
        default = self.parse_const_value_literal() if self.expect_optional_token(TokenKind.EQUALS) else None
        return VariableDefinitionNode(
            description=description,
            variable=variable,
            type=declared,
            default_value=default,
            directives=self.parse_const_directives(),
            loc=self.loc(start),
        )
