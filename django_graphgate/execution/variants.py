"""Texts of one statement for the optional variables that a request gives, where the server plans texts only.

A comparison with an optional variable is written ``(absent OR comparison)``, or ``(given AND comparison)`` among
alternatives.  A server that plans without the values of the flags uses no index for that.  Here the flags become
what they are, and what they decide over goes or stays alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_PIECE = re.compile(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]|\?[0-9]+| OR | AND |[^'"()?]+?(?=['"()?]| OR | AND |$)|.""",
    re.DOTALL,
)
"""Texts, names, parentheses, parameters, the two connectives, and whatever is between them."""

_Node = str | bool


def settled(text: str, flags: Mapping[int, bool]) -> tuple[str, tuple[int, ...]]:
    """The statement with each flag, by the number of its parameter, as what it is.

    With it come the numbers of the parameters that are left, in the order of their new ones.
    """
    groups: list[list[_Node]] = [[]]
    for piece in _PIECE.findall(text):
        if piece == "(":
            groups.append([])
        elif piece == ")" and len(groups) > 1:
            inside = _value(groups.pop())
            groups[-1].append(inside if isinstance(inside, bool) else f"({inside})")
        elif piece[0] == "?" and piece[1:].isdigit() and int(piece[1:]) in flags:
            groups[-1].append(flags[int(piece[1:])])
        else:
            groups[-1].append(piece)
    numbers: dict[int, int] = {}
    pieces = _PIECE.findall(_text(_value(groups[0])))
    for index, piece in enumerate(pieces):
        if piece[0] == "?" and piece[1:].isdigit():
            pieces[index] = f"?{numbers.setdefault(int(piece[1:]), len(numbers) + 1)}"
    return "".join(pieces), tuple(numbers)


def _value(group: list[_Node]) -> _Node:
    """What is in parentheses; true or false where nothing else is left."""
    if not any(isinstance(node, bool) for node in group) or str(group[0]).startswith("SELECT"):
        return "".join(map(_text, group))
    kept: list[str] = []
    for part in map(_conjunction, _split(group, " OR ")):
        if part is True:
            return True
        if part is not False:
            kept.append(_text(part))
    return " OR ".join(kept) if kept else False


def _conjunction(group: list[_Node]) -> _Node:
    """What follows a flag: flags come first."""
    parts = _split(group, " AND ")
    while parts[0] == [True] and len(parts) > 1:
        del parts[0]
    if len(parts[0]) == 1 and isinstance(parts[0][0], bool):
        return parts[0][0]
    return " AND ".join("".join(map(_text, part)) for part in parts)


def _split(group: list[_Node], at: str) -> list[list[_Node]]:
    parts: list[list[_Node]] = [[]]
    for node in group:
        if node == at:
            parts.append([])
        else:
            parts[-1].append(node)
    return parts


def _text(node: _Node) -> str:
    return node if isinstance(node, str) else "TRUE" if node else "FALSE"
