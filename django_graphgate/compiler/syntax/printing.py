"""An operation as text: that of graphql-core's printer, a few times as fast for what is ordinary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    DirectiveNode,
    EnumValueNode,
    FieldNode,
    FloatValueNode,
    InlineFragmentNode,
    IntValueNode,
    ListTypeNode,
    ListValueNode,
    NamedTypeNode,
    NonNullTypeNode,
    NullValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    TypeNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    print_ast,
)

from django_graphgate.ir.hidden import HIDDEN

_WIDTH = 80
"""Longer lists of arguments and values stand on lines of their own."""

_ESCAPED = re.compile(r'[\x00-\x1f"\\\x7f-\x9f]')


class _UnusualError(Exception):
    """Something that is written over several lines, or with escapes: rare enough to leave to graphql-core."""


def printed(operation: OperationDefinitionNode) -> str:
    """What ``print_ast`` of graphql-core gives for an operation whose fragments are inlined.

    In texts of one line, characters that hide text are written as escapes.
    """
    try:
        text = _operation(operation)
    except (_UnusualError, RecursionError):
        text = print_ast(operation)
    return _STRING.sub(_without_hidden, text) if HIDDEN.search(text) else text


_STRING = re.compile(r'"""(?:[^"\\]|\\"""|\\|"(?!""))*"""|"(?:[^"\\]|\\.)*"')


def _without_hidden(found: re.Match[str]) -> str:
    text = found[0]
    return text if text.startswith('"""') else HIDDEN.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\u{{{code:x}}}"


def _operation(node: OperationDefinitionNode) -> str:
    if node.description is not None:
        raise _UnusualError
    name = node.name.value if node.name else ""
    variables = ", ".join(_definition(one) for one in node.variable_definitions or ())
    name += f"({variables})" if variables else ""
    words = [one for one in (node.operation.value, name, _directives(node.directives)) if one]
    head = " ".join(words)
    return "".join(("" if head == "query" else head + " ", *_selections(node.selection_set, "\n")))


def _definition(node: VariableDefinitionNode) -> str:
    if node.description is not None:
        raise _UnusualError
    default = f" = {_value(node.default_value)}" if node.default_value is not None else ""
    directives = _directives(node.directives)
    return f"${node.variable.name.value}: {printed_type(node.type)}{default}{directives and ' '}{directives}"


def printed_type(node: TypeNode) -> str:
    """The type of a variable as text."""
    if isinstance(node, NonNullTypeNode):
        return printed_type(node.type) + "!"
    if isinstance(node, ListTypeNode):
        return f"[{printed_type(node.type)}]"
    return node.name.value if isinstance(node, NamedTypeNode) else print_ast(node)


def _selections(node: SelectionSetNode, line: str) -> Iterator[str]:
    """``line``: the line break and the indentation around the selections."""
    if not node.selections:
        yield "{}"
        return
    inner = line + "  "
    yield "{"
    for one in node.selections:
        yield inner
        if isinstance(one, FieldNode):
            yield _head(one, inner)
        elif isinstance(one, InlineFragmentNode):
            yield f"... on {one.type_condition.name.value}" if one.type_condition else "..."
        else:
            raise _UnusualError
        if one.directives:
            yield " " + _directives(one.directives)
        if one.selection_set is not None:
            yield " "
            yield from _selections(one.selection_set, inner)
    yield line + "}"


def _head(node: FieldNode, line: str) -> str:
    """A field's key, name and arguments."""
    name = node.name.value if node.alias is None else f"{node.alias.value}: {node.name.value}"
    if not node.arguments:
        return name
    arguments = [_argument(one) for one in node.arguments]
    joined = ", ".join(arguments)
    if len(name) + len(joined) + 2 > _WIDTH:
        return f"{name}({line}  {f'{line}  '.join(arguments)}{line})"
    return f"{name}({joined})"


def _argument(node: ArgumentNode) -> str:
    return f"{node.name.value}: {_value(node.value)}"


def _directives(nodes: Sequence[DirectiveNode] | None) -> str:
    found: list[str] = []
    for node in nodes or ():
        arguments = ", ".join(_argument(one) for one in node.arguments or ())
        found.append(f"@{node.name.value}({arguments})" if arguments else f"@{node.name.value}")
    return " ".join(found)


def _value(node: ValueNode) -> str:
    if isinstance(node, VariableNode):
        return "$" + node.name.value
    if isinstance(node, StringValueNode):
        if node.block or _ESCAPED.search(node.value):
            raise _UnusualError
        return f'"{node.value}"'
    if isinstance(node, IntValueNode | FloatValueNode | EnumValueNode):
        return node.value
    if isinstance(node, ObjectValueNode):
        return _short("{ ", [f"{one.name.value}: {_value(one.value)}" for one in node.fields], " }")
    if isinstance(node, ListValueNode):
        return _short("[", [_value(one) for one in node.values], "]")
    if isinstance(node, BooleanValueNode):
        return "true" if node.value else "false"
    if isinstance(node, NullValueNode):
        return "null"
    raise _UnusualError


def _short(start: str, items: Sequence[str], end: str) -> str:
    found = f"{start}{', '.join(items)}{end}"
    if len(found) > _WIDTH:
        raise _UnusualError
    return found
