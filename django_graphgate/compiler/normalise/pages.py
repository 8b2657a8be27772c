"""Lists that are read by pages, and the cursors beside them, in a document."""

from __future__ import annotations

from collections.abc import Mapping

from graphql import ArgumentNode, FieldNode, NullValueNode, StringValueNode

from django_graphgate.compiler.schema.connections import CONNECTION, CURSOR
from django_graphgate.compiler.syntax.parse import position
from django_graphgate.errors import DocumentInvalid
from django_graphgate.ir.catalog import Catalog
from django_graphgate.ir.spelling import camel

_PAGING = frozenset({"first", "after", "last", "before"})


def given(node: FieldNode) -> dict[str, ArgumentNode]:
    """The arguments of a selector: one that is null is not there, but for a key, which no row has then."""
    return {
        argument.name.value: argument
        for argument in node.arguments or ()
        if argument.name.value == "id" or not isinstance(argument.value, NullValueNode)
    }


def is_paged(node: FieldNode) -> bool:
    """A list that is read by pages, and not the connection of one."""
    return bool(given(node).keys() & _PAGING) and not node.name.value.endswith(CONNECTION)


def cursor_key(key: str, catalog: Catalog) -> str:
    """The response key of a cursor that nobody selected, in the spelling of its list's key."""
    return camel(key + CURSOR) if catalog.camel_case and camel(key) == key else key + CURSOR


def list_beside(node: FieldNode, beside: Mapping[str, FieldNode]) -> str:
    """The key of the list that a cursor is of: ``products`` beside ``products_cursor``, or what ``of:`` names."""
    wanted = node.name.value.removesuffix(CURSOR)
    lists = [key for key, other in beside.items() if other.name.value == wanted]
    for argument in node.arguments or ():
        if argument.name.value == "of" and isinstance(argument.value, StringValueNode):
            lists = [key for key in lists if key == argument.value.value]
    if len(lists) != 1:
        sentence = (
            f"'{node.name.value}' needs exactly one selector '{wanted}' in the same object; "
            "choose among several with of:."
        )
        raise DocumentInvalid(sentence, locations=position(node))
    return lists[0]
