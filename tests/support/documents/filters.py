"""Random filters, in the strict spelling and in the terse ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.support.documents.draft import Draft
from tests.support.documents.table import EXPRESSIONS, OPERATORS, ORDERED
from tests.support.documents.values import PATTERNS
from tests.support.oracle.rows import ALIASES

SPELLINGS: dict[str, list[str]] = {}
for _alias, _name in ALIASES.items():
    SPELLINGS.setdefault(_name, []).append(_alias)


def filters(draft: Draft, table: str, depth: int, *, inside: bool = False) -> str:
    """A filter object."""
    entries: dict[str, str] = {}
    for _ in range(draft.random.randint(1, 2)):
        name, text = entry(draft, table, depth, inside=inside, taken=entries)
        entries.update({name: text} if name else {})
    draft.reach(*(["several keys"] if len(entries) > 1 else []))
    return "{" + ", ".join(entries.values()) + "}"


def entry(
    draft: Draft, table: str, depth: int, *, inside: bool = False, taken: Mapping[str, str] | None = None
) -> tuple[str, str]:
    """One key of a filter, and the key with its value; a key stands once."""
    links = draft.links(table, closed=False)
    columns = draft.columns(table)
    rich = [
        column for column in columns if draft.kind(table, column) == ("text" if draft.expressions else "json")
    ]
    names = [*columns, *columns, *rich, *rich, *(["and", "or", "not", *links] if depth else [])]
    names = [name for name in names if name not in (taken or {})]
    if not names:
        return "", ""
    name = draft.random.choice(names)
    if name == "not":
        draft.reach("not")
        return name, f"not: {filters(draft, table, depth - 1, inside=inside)}"
    if name in ("and", "or"):
        return name, f"{spelled(draft, name)}: {connected(draft, table, name, depth - 1, inside=inside)}"
    if name not in links and draft.chance(5) and f"{name}_to_column" not in (taken or {}):
        other = beside(draft, table, name)
        if other:
            draft.reach("column to column, strict")
            operator = draft.random.choice(between(draft, table, name))
            against = f"{draft.column(table, name)}_to_column"
            return against, f"{against}: {{{operator}: {other}}}"
    if name not in links:
        return name, f"{draft.column(table, name)}: {column_filter(draft, table, name)}"
    link = draft.follow(table, name)
    draft.reach("relation to many" if link.many else "relation to one")
    draft.reach(*(["relation in a relation"] if inside else []))
    draft.reach(*(["relation whose table has filters"] if draft.who.rule(link.target).filters else []))
    return name, f"{name}: {filters(draft, link.target, depth - 1, inside=True)}"


def connected(draft: Draft, table: str, name: str, depth: int, *, inside: bool) -> str:
    """A list of filters, or an object whose keys may repeat."""
    if draft.terse(3):
        draft.reach(f"{name} of an object")
        entries = [entry(draft, table, depth, inside=inside)[1] for _ in range(draft.random.randint(1, 3))]
        return "{" + ", ".join(text for text in entries if text) + "}"
    draft.reach(f"{name} of a list")
    items = [filters(draft, table, depth, inside=inside) for _ in range(draft.random.randint(0, 3))]
    return f"[{', '.join(items)}]"


def column_filter(draft: Draft, table: str, column: str) -> str:
    """What a column is compared with: operators in an object, or a value."""
    codec = draft.kind(table, column)
    if codec not in ("json", "list") and draft.terse(6):
        return bare(draft, table, column)
    operators = OPERATORS.get(codec, ORDERED)
    if codec == "text" and draft.expressions:
        operators = (*EXPRESSIONS, *operators[:2])
    items = comparisons(draft, table, column, draft.random.sample(operators, draft.random.randint(1, 2)))
    draft.reach(*(["several operators"] if len(items) > 1 else []))
    if draft.terse(8):
        items.append(connective(draft, table, column, operators))
    return "{" + ", ".join(items) + "}"


def comparisons(draft: Draft, table: str, column: str, operators: list[str]) -> list[str]:
    codec, texts = draft.kind(table, column), []
    for name in operators:
        draft.reach(f"operator {name}")
        draft.reach(*({"list": [f"array {name}"], "json": [f"JSON {name}"]}.get(codec, [])))
        against = name in between(draft, table, column) and draft.terse(8)
        other = beside(draft, table, column) if against else ""
        if other:
            draft.reach("column to column")
            text = f'{{column: "{other}"}}' if draft.chance(2) else f"{{column: {other}}}"
        else:
            text = operand(draft, table, column, name)
        texts.append(f"{spelled(draft, name)}: {text}")
    return texts


def between(draft: Draft, table: str, column: str) -> list[str]:
    """The operators that compare a column with another one."""
    operators = OPERATORS.get(draft.kind(table, column), ORDERED)
    return [name for name in operators if name in ORDERED and name not in ("in", "nin", "is_null")]


def beside(draft: Draft, table: str, column: str) -> str:
    """A column that a column can be compared with, perhaps itself; empty where there is none."""
    kind = draft.kind(table, column)
    kinds = {"int", "decimal"} if kind in ("int", "decimal") else {kind} - {"json", "list"}
    names = [name for name in draft.columns(table) if draft.kind(table, name) in kinds]
    return draft.column(table, draft.random.choice(names)) if names else ""


def connective(draft: Draft, table: str, column: str, operators: tuple[str, ...]) -> str:
    """``and``, ``or`` or ``not`` inside of a column."""
    name = draft.random.choice(["and", "or", "not"])
    draft.reach(f"{name} in a column")
    texts = comparisons(draft, table, column, draft.random.sample(operators, 2))
    if name == "not" or draft.chance(2):
        return f"{name}: {{{', '.join(texts)}}}"
    return f"{name}: [{', '.join(f'{{{text}}}' for text in texts)}]"


def bare(draft: Draft, table: str, column: str) -> str:
    """A value for ``eq``, a list for ``in``."""
    values, leaf = draft.values(table, column), draft.scalar(table, column)
    if values and draft.chance(3):
        draft.reach("list for in")
        texts = [compared(draft, f"{leaf}!", draft.random.choice(values)) for _ in range(2)]
        return f"[{', '.join(texts)}]"
    if values and draft.chance(2):
        draft.reach("value for eq")
        return literal_of(draft, leaf, draft.random.choice(values))
    draft.reach("variable for eq")
    value = draft.random.choice([*values[:6], None])
    return optional(draft, leaf, value) if draft.chance(3) else draft.variable(leaf, value)


def literal_of(draft: Draft, leaf: str, value: Any) -> str:
    text = draft.given(leaf, value)
    draft.reach(*(["variable for eq"] if text.startswith("$") else []))
    return text


def compared(draft: Draft, type_name: str, value: Any) -> str:
    """What a column is compared with; sometimes a variable that need not be given."""
    return optional(draft, type_name, value) if draft.chance(6) else draft.given(type_name, value)


def optional(draft: Draft, type_name: str, value: Any) -> str:
    text = draft.variable(f"{type_name.removesuffix('!')} @optional", value)
    absent = draft.chance(2)
    if absent:
        del draft.variables[text.removeprefix("$")]
    draft.reach("optional variable that is absent" if absent else "optional variable that is given")
    return text


def spelled(draft: Draft, name: str) -> str:
    """The name of an operator, or another one of its names."""
    if draft.terse(2 if draft.expressions else 3) and name in SPELLINGS:
        name = draft.random.choice(SPELLINGS[name])
        draft.reach(f"alias {name}")
    if draft.terse(6):
        draft.reach("underscore")
        return f"_{name}"
    return name


def operand(draft: Draft, table: str, column: str, operator: str) -> str:
    codec, leaf, pick = draft.kind(table, column), draft.scalar(table, column), draft.random.choice
    values = draft.values(table, column)
    if operator == "is_null":
        return compared(draft, "Boolean", draft.chance(2))
    if operator.endswith("like"):
        return compared(draft, "String", pick(PATTERNS))
    if operator in EXPRESSIONS:
        return draft.given(
            "String", pick(["%a%", "_o%", "%"] if "similar" in operator else ["^[A-L]", "a.*p$", "^$"])
        )
    if operator.startswith("has_key"):
        keys = ["color", "watts", "tags", "two", "a", "größe"]
        several = [pick(keys), pick(keys)]
        return (
            draft.given("String", pick(keys)) if operator == "has_key" else draft.given("[String!]", several)
        )
    if codec == "list":
        return draft.given(f"[{leaf}!]", pick(values)[: draft.random.randint(0, 3)] if values else [])
    if operator in ("in", "nin", "has_in_common"):
        chosen = [pick(values) for _ in range(draft.random.randint(0, 3))] if values else []
        draft.reach(*(["in nothing"] if not chosen and operator == "in" else []))
        return compared(draft, f"[{leaf}!]", chosen)
    if not values or draft.chance(12):
        draft.reach("null in a variable")
        return draft.variable(leaf, None)
    return compared(draft, leaf, pick(values))
