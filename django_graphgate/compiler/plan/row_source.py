"""Directives that say where the rows of a selector are: ``@schema`` and ``@notRelated``."""

from __future__ import annotations

from dataclasses import replace

from graphql import DirectiveNode, FieldNode, StringValueNode, VariableNode, print_ast

from django_graphgate.compiler.normalise.role_directives import NULLING
from django_graphgate.compiler.normalise.unrelated import NOT_RELATED
from django_graphgate.compiler.syntax.parse import position
from django_graphgate.errors import DocumentInvalid, OpenShape
from django_graphgate.ir.catalog import Table

SCHEMA = "schema"
_DEFAULT = ("public", "main")
"""What PostgreSQL and SQLite call the schema of a table for which none is configured; the connection chooses it."""
_PLACES = frozenset({SCHEMA, NOT_RELATED})


def in_schema(node: FieldNode, table: Table) -> Table:
    """The table that the selector reads: in the schema that it names: its own, or one that the settings list."""
    for directive in node.directives or ():
        if directive.name.value == SCHEMA:
            name = _name(directive)
            if name in table.schemas:
                return replace(table, db_schema=name)
            if name not in ((table.db_schema,) if table.db_schema else _DEFAULT):
                own = (table.db_schema,) if table.db_schema else ()
                listed = ", ".join(f"'{schema}'" for schema in (*own, *table.schemas)) or "none"
                sentence = (
                    f"'{table.name}' cannot be read in the schema '{name}'. It can be read in: {listed}."
                )
                raise DocumentInvalid(sentence, locations=position(directive))
    return table


def _name(directive: DirectiveNode) -> str:
    for argument in directive.arguments or ():
        if isinstance(argument.value, VariableNode):
            raise OpenShape("A variable may not decide over the schema.", locations=position(argument))
        if argument.name.value == "name" and isinstance(argument.value, StringValueNode):
            return argument.value.value
    raise DocumentInvalid('@schema names a schema: @schema(name: "archive").', locations=position(directive))


def _row_sources(node: FieldNode) -> list[str]:
    return sorted(
        print_ast(directive) for directive in node.directives or () if directive.name.value in _PLACES
    )


def only_at_selectors(node: FieldNode, *, is_selector: bool | None = None) -> None:
    """Raise ``DocumentInvalid`` where a field that has no table of its own says where its rows are."""
    has_rows = node.selection_set is not None if is_selector is None else is_selector
    if not has_rows and _row_sources(node):
        sentence = f"'{node.name.value}' is not a selector, so {_row_sources(node)[0]} has no meaning there."
        raise DocumentInvalid(sentence, locations=position(node))


def never_null(node: FieldNode) -> None:
    """Raise ``DocumentInvalid`` for a directive that would make null of what the schema says is never null."""
    for directive in node.directives or ():
        if directive.name.value in NULLING:
            sentence = f"'{node.name.value}' is never null, so @{directive.name.value} may not be used on it."
            raise DocumentInvalid(sentence, locations=position(directive))


def same_row_source(some: FieldNode, other: FieldNode) -> None:
    """Raise ``DocumentInvalid`` where two occurrences of a key take their rows from different sources."""
    if _row_sources(some) != _row_sources(other):
        key = (other.alias or other.name).value
        sentence = f"Fields '{key}' conflict because they take rows from different places."
        raise DocumentInvalid(sentence, locations=[*position(some), *position(other)])
