"""Random strict documents over the shop, with values that hit its rows and values that miss them."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.support.documents.values import (
    COMPARISON,
    DIRECTIONS,
    NARROW,
    PATTERNS,
    SCALARS,
    TEXT,
    literal,
    written,
)
from tests.support.shop.oracle import TABLES

EQUALITY = ("eq", "neq", "in", "nin", "is_null", "distinct", "not_distinct")
SECRET = {"password", "api_token", "key", "next_id"}


@dataclass
class Draft:
    """A document's variables while it is being written."""

    variables: dict[str, Any] = field(default_factory=dict)
    declarations: list[str] = field(default_factory=list)

    def variable(self, kind: str, value: Any) -> str:
        name = f"v{len(self.variables)}"
        self.variables[name] = value
        self.declarations.append(f"${name}: {kind}")
        return f"${name}"


@functools.cache
def known_values(kind: str) -> tuple[Any, ...]:
    """What stands in the shop's columns of a kind, in the form that a request gives it."""
    found = [
        written(name, row[column])
        for table in TABLES.values()
        for column, name in table.kinds.items()
        for row in table.rows
        if name.partition(":")[0] == kind and row[column] is not None
    ]
    return tuple({repr(one): one for one in found}.values())


def scalar(table: str, column: str) -> str:
    kind = TABLES[table].kinds[column].partition(":")[0]
    if kind != "int":
        return SCALARS[kind]
    return "Int" if column in NARROW else "BigInt"


@st.composite
def operands(draw: st.DrawFn, draft: Draft, table: str, column: str, operator: str) -> str:
    kind = TABLES[table].kinds[column].partition(":")[0]
    leaf = scalar(table, column)
    value: Any
    if operator == "is_null":
        value, leaf = draw(st.booleans()), "Boolean"
    elif operator.endswith("like"):
        value = draw(st.sampled_from(PATTERNS))
    else:
        values = [one for one in known_values(kind) if leaf != "Int" or -(2**31) <= one < 2**31]
        value = draw(st.sampled_from(values))
        if operator in ("in", "nin"):
            value = draw(st.lists(st.sampled_from(values), max_size=4))
            leaf = f"[{leaf}!]"
    if draw(st.integers(0, 3)) == 0:
        return draft.variable(leaf, draw(st.sampled_from([value, value, value, None])))
    return literal(value)


@st.composite
def filters(draw: st.DrawFn, draft: Draft, table: str, depth: int) -> str:
    spec = TABLES[table]
    entries: dict[str, str] = {}
    for _ in range(draw(st.integers(0 if depth < 2 else 1, 2))):
        name = draw(names_in_filters(table, depth))
        if name in entries:  # a key stands once
            continue
        if name in ("and", "or"):
            items = [draw(filters(draft, table, depth - 1)) for _ in range(draw(st.integers(0, 3)))]
            entries[name] = f"[{', '.join(items)}]"
        elif name in spec.kinds:
            entries[name] = draw(column_filters(draft, table, name))
        else:
            target = table if name == "not" else spec.links[name].target
            entries[name] = draw(filters(draft, target, depth - 1))
    return "{" + ", ".join(f"{name}: {text}" for name, text in entries.items()) + "}"


def names_in_filters(table: str, depth: int) -> st.SearchStrategy[str]:
    spec = TABLES[table]
    columns = st.sampled_from([one for one in spec.kinds if one not in SECRET])
    if not depth:
        return columns
    return st.one_of(columns, columns, st.sampled_from(["and", "or", "not", *spec.links]))


@st.composite
def column_filters(draw: st.DrawFn, draft: Draft, table: str, column: str) -> str:
    kind = TABLES[table].kinds[column].partition(":")[0]
    operators = {"text": TEXT, "inet": EQUALITY, "bool": EQUALITY, "bytes": EQUALITY, "json": ("is_null",)}
    names = draw(
        st.lists(st.sampled_from(operators.get(kind, COMPARISON)), min_size=1, max_size=2, unique=True)
    )
    return "{" + ", ".join(f"{name}: {draw(operands(draft, table, column, name))}" for name in names) + "}"


@st.composite
def arguments(draw: st.DrawFn, draft: Draft, table: str, *, single: bool) -> str:
    found = []
    if draw(st.booleans()):
        found.append(f"where: {draw(filters(draft, table, 2))}")
    orderable = [name for name, kind in TABLES[table].kinds.items() if kind not in ("json", "inet")]
    names = draw(
        st.lists(st.sampled_from([n for n in orderable if n not in SECRET]), max_size=2, unique=True)
    )
    if names:
        keys = ", ".join(f"{{{name}: {draw(st.sampled_from(DIRECTIONS))}}}" for name in names)
        found.append(f"order_by: [{keys}]")
    for name in () if single else ("limit", "offset"):
        if draw(st.integers(0, 2)) == 0:
            count = draw(st.integers(0, 5))
            found.append(f"{name}: {draft.variable('Int', count) if draw(st.booleans()) else count}")
    return f"({', '.join(found)})" if found else ""


@st.composite
def selections(draw: st.DrawFn, draft: Draft, table: str, depth: int) -> str:
    spec = TABLES[table]
    fields = {}
    names = ["__typename", *(one for one in spec.kinds if one not in SECRET)]
    for name in draw(st.lists(st.sampled_from(names), min_size=1, max_size=4, unique=True)):
        fields[name] = (name, "")
    for name in (
        draw(st.lists(st.sampled_from(sorted(spec.links)), max_size=2)) if depth and spec.links else ()
    ):
        link = spec.links[name]
        key = f"r{len(fields)}"
        given = draw(arguments(draft, link.target, single=False)) if link.many else ""
        fields[key] = (f"{key}: {name}{given}", " " + draw(selections(draft, link.target, depth - 1)))
    items = [f"{head}{draw(conditions(draft))}{rest}" for head, rest in fields.values()]
    return "{ " + " ".join(items) + " }"


@st.composite
def conditions(draw: st.DrawFn, draft: Draft) -> str:
    if draw(st.integers(0, 7)):
        return ""
    name = draw(st.sampled_from(["include", "skip"]))
    return f" @{name}(if: {draft.variable('Boolean!', draw(st.booleans()))})"


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A named query with its variables."""
    draft = Draft()
    roots = []
    for index in range(draw(st.integers(1, 2))):
        table = draw(st.sampled_from(sorted(set(TABLES) - {"palettes"})))
        single = draw(st.booleans())
        name = TABLES[table].single if single else table
        given = draw(arguments(draft, table, single=single))
        roots.append(f"q{index}: {name}{given} {draw(selections(draft, table, 2))}")
    declared = f"({', '.join(draft.declarations)})" if draft.declarations else ""
    return f"query Random{declared} {{ {' '.join(roots)} }}", draft.variables
