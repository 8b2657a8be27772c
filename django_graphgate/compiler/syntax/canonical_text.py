"""The canonical text of an operation: what the allow list shows and digests."""

from __future__ import annotations

import re

from graphql import OperationDefinitionNode

from django_graphgate.compiler.syntax.graphql_core import print_ast
from django_graphgate.ir.hidden import HIDDEN

_STRING = re.compile(r'"""(?:[^"\\]|\\"""|\\|"(?!""))*"""|"(?:[^"\\]|\\.)*"')


def canonical_text(operation: OperationDefinitionNode) -> str:
    """An operation as text.  Characters that hide text are written as escapes, except in block strings."""
    text = print_ast(operation)
    return _STRING.sub(_without_hidden, text) if HIDDEN.search(text) else text


def _without_hidden(match: re.Match[str]) -> str:
    text = match[0]
    return text if text.startswith('"""') else HIDDEN.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\u{{{code:x}}}"
