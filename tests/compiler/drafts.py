"""Random documents that reach every row of the language which reads: for any role, over any world.

Plain draws from a seed: the same seed, the same document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.compiler.random_documents import DIRECTIONS, NARROW, PATTERNS, SCALARS, TEXT, literal, written
from tests.oracle.scalars import JSON_NULL
from tests.oracle.worlds import Caller, Link

ORDERED = ("eq", "neq", "gt", "gte", "lt", "lte", "in", "nin", "is_null", "distinct", "not_distinct")
PLAIN = ("eq", "neq", "in", "nin", "is_null", "distinct", "not_distinct")
EXPRESSIONS = ("similar", "nsimilar", "regex", "nregex", "iregex", "niregex")
ARRAY = (*PLAIN, "contains", "contained_in", "has_in_common")
JSON = (*ARRAY, "has_key", "has_key_any", "has_key_all")
OPERATORS = {"text": TEXT, "bool": PLAIN, "bytes": PLAIN, "inet": PLAIN, "json": JSON, "list": ARRAY}
UNORDERED = ("json", "inet", "list")
ARRAYS = frozenset(f"array {name}" for name in ("in", "nin", "contains", "contained_in", "has_in_common"))
ROWS = (
    "id", "id of several columns", "where", "limit", "limit by variable", "offset", "distinct",
    *(f"operator {name}" for name in dict.fromkeys((*TEXT, *EXPRESSIONS, *JSON))), *sorted(ARRAYS),
    "connective and", "connective or", "connective not", "relation to one", "relation to many", "relation in relation",
    *(f"direction {name}" for name in DIRECTIONS), "order through relation", "order by list", "order by list, terse",
    "order by name", "order by name in a variable", "order as an object",
    "no limit asked", "first", "last", "after", "before", "nested pages",
    *(f"@{name}" for name in ("include", "skip", "add", "remove")),
    *(f"@{name}({key})" for name in ("nullUnless", "nullIf") for key in ("var", "role")),
    *(f"@{name}({key})" for name in ("include", "skip") for key in ("ifVar", "ifRole")),
    "includeIf", "skipIf", "@object", "@through", "@notRelated",
)  # fmt: skip
"""What has to be met on every database."""


@dataclass
class Page:
    """A list that is read on: where its cursor stands, and the variable that takes it."""

    keys: tuple[str, ...]
    variable: str
    row: str


@dataclass
class Draft:
    """A document while it is being written."""

    who: Caller
    random: Random
    roots: tuple[str, ...]
    expressions: bool = False
    variables: dict[str, Any] = field(default_factory=dict)
    declarations: dict[str, str] = field(default_factory=dict)
    rows: set[str] = field(default_factory=set)
    pages: list[Page] = field(default_factory=list)
    count: int = 0

    def chance(self, one_in: int) -> bool:
        return self.random.randrange(one_in) == 0

    def key(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def variable(self, kind: str, value: Any) -> str:
        name = self.key("v")
        self.variables[name] = value
        self.declarations[name] = kind
        return f"${name}"

    def given(self, kind: str, value: Any) -> str:
        """A literal or a variable."""
        if kind.startswith("JSON") or "[JSON" in kind or self.chance(3):
            return self.variable(kind, value)
        return literal(value)

    def kind(self, table: str, column: str) -> str:
        return self.who.world.tables[table].kinds[column].partition(":")[0]

    def columns(self, table: str, *without: str) -> list[str]:
        return [one for one in self.who.columns(table) if self.kind(table, one) not in without]

    def scalar(self, table: str, column: str) -> str:
        name, _, detail = self.who.world.tables[table].kinds[column].partition(":")
        if name == "list":
            return SCALARS.get(detail.partition(":")[0], "Int" if column == "sizes" else "BigInt")
        if name != "int":
            return SCALARS[name]
        return "Int" if detail == "small" or column in NARROW else "BigInt"

    def values(self, table: str, column: str) -> list[Any]:
        """What stands in the column, in the form that a request gives it."""
        spec = self.who.world.tables[table]
        kind = spec.kinds[column]
        found = [row[column] for row in spec.rows if row[column] not in (None, JSON_NULL)]
        if kind.startswith("list:"):
            found = [[one for one in row if one is not None] for row in found]
            return [[written(kind.removeprefix("list:"), one) for one in row] for row in found]
        return [one if kind == "json" else written(kind, one) for one in found]


# ------------------------------------------------------------------------------------------- filters


def filters(draft: Draft, table: str, depth: int, *, inside: bool = False) -> str:
    entries: dict[str, str] = {}
    links = draft.who.open_links(table)
    for _ in range(draft.random.randint(1, 2)):
        names = [*draft.columns(table), *draft.columns(table)]
        if depth:
            names += ["and", "or", "not", *links]
        if not names:
            break
        name = draft.random.choice(names)
        if name in entries:  # a key stands once
            continue
        if name in ("and", "or", "not"):
            draft.rows.add(f"connective {name}")
            items = [filters(draft, table, depth - 1) for _ in range(draft.random.randint(0, 3))]
            entries[name] = filters(draft, table, depth - 1) if name == "not" else f"[{', '.join(items)}]"
        elif name in links:
            draft.rows.add("relation to many" if links[name].many else "relation to one")
            draft.rows.update(["relation in relation"] if inside else [])
            entries[name] = filters(draft, links[name].target, depth - 1, inside=True)
        else:
            entries[name] = column_filter(draft, table, name)
    return "{" + ", ".join(f"{name}: {text}" for name, text in entries.items()) + "}"


def column_filter(draft: Draft, table: str, column: str) -> str:
    kind = draft.kind(table, column)
    operators = OPERATORS.get(kind, ORDERED)
    if kind == "text" and draft.expressions:
        operators = (*operators, *EXPRESSIONS)
    names = draft.random.sample(operators, draft.random.randint(1, 2))
    found = []
    for name in names:
        draft.rows.add(f"operator {name}")
        draft.rows.update({f"array {name}"} & ARRAYS if kind == "list" else ())
        found.append(f"{name}: {operand(draft, table, column, name)}")
    return "{" + ", ".join(found) + "}"


def operand(draft: Draft, table: str, column: str, operator: str) -> str:
    kind, leaf, pick = draft.kind(table, column), draft.scalar(table, column), draft.random.choice
    if operator == "is_null":
        return draft.given("Boolean", draft.chance(2))
    if operator.endswith("like"):
        return draft.given("String", pick(PATTERNS))
    if operator in EXPRESSIONS:
        patterns = ["%a%", "_o%", "%"] if "similar" in operator else ["^[A-L]", "a.*p$", "o+", "^$"]
        return draft.given("String", pick(patterns))
    values = draft.values(table, column)
    if operator.startswith("has_key"):
        keys = ["color", "watts", "tags", "two", "a", "größe"]
        return (
            draft.given("String", pick(keys)) if operator == "has_key" else draft.given("[String!]", keys[:2])
        )
    if kind == "list":
        return draft.given(f"[{leaf}!]", pick(values)[: draft.random.randint(0, 3)] if values else [])
    if not values:
        return draft.variable(f"[{leaf}!]" if operator in ("in", "nin") else leaf, None)
    if operator in ("in", "nin", "has_in_common"):
        return draft.given(f"[{leaf}!]", [pick(values) for _ in range(draft.random.randint(0, 3))])
    if draft.chance(12):
        return draft.variable(leaf, None)
    return draft.given(leaf, pick(values))


# --------------------------------------------------------------------------------------- arguments


def direction(draft: Draft) -> str:
    found = draft.random.choice(DIRECTIONS)
    draft.rows.add(f"direction {found}")
    return found


def order_item(draft: Draft, table: str, depth: int = 2) -> str | None:
    """What stands between the braces of one key."""
    links = [(name, one) for name, one in draft.who.open_links(table).items() if not one.many]
    if depth and links and draft.chance(3):
        name, link = draft.random.choice(links)
        inner = order_item(draft, link.target, depth - 1)
        draft.rows.update(["order through relation"] if inner else [])
        return inner and f"{name}: {{{inner}}}"
    columns = draft.columns(table, *UNORDERED)
    if not columns:
        return None
    name = draft.random.choice(columns)
    values = draft.values(table, name)
    if draft.chance(5) and values and draft.kind(table, name) in ("int", "text", "uuid", "date"):
        listed = list({repr(one): one for one in draft.random.sample(values, min(3, len(values)))}.values())
        text = draft.given(f"[{draft.scalar(table, name)}!]!", listed)
        if draft.chance(3):
            draft.rows.add("order by list, terse")
            return f'{name}: [{text}, "{draft.random.choice(["asc", "desc"])}"]'
        draft.rows.add("order by list")
        return f"{name}_in_order: {{values: {text}, direction: {direction(draft)}}}"
    return f"{name}: {direction(draft)}"


def ordering(draft: Draft, table: str) -> str | None:
    named = list(draft.who.world.orders.get(table, ()))
    if named and draft.who.rules is None and draft.chance(3):
        if draft.chance(2):
            draft.rows.add("order by name in a variable")
            name = draft.random.choice(["order_by", "order_by_name"])
            return f"{name}: {draft.variable('String', draft.random.choice(named))}"
        draft.rows.add("order by name")
        return f'order_by_name: "{draft.random.choice(named)}"'
    found = [order_item(draft, table) for _ in range(draft.random.randint(0, 2))]
    items = [one for one in found if one]
    if len(items) == 1 and draft.chance(3):
        draft.rows.add("order as an object")
        return f"order_by: {{{items[0]}}}"
    return f"order_by: [{', '.join(f'{{{one}}}' for one in items)}]" if items else None


def key_argument(draft: Draft, table: str) -> str | None:
    spec = draft.who.world.tables[table]
    if not set(spec.key) <= set(draft.columns(table)):
        return None
    row = draft.random.choice(spec.rows)
    needed = "!" if len(spec.key) > 1 else ""
    parts = {
        one: draft.given(draft.scalar(table, one) + needed, written(spec.kinds[one], row[one]))
        for one in spec.key
    }
    if len(parts) == 1:
        draft.rows.add("id")
        return f"id: {next(iter(parts.values()))}"
    draft.rows.add("id of several columns")
    return f"id: {{{', '.join(f'{name}: {text}' for name, text in parts.items())}}}"


def arguments(draft: Draft, table: str, *, single: bool, root: bool = False) -> tuple[list[str], str | None]:
    """The arguments, and the row to be met by the cursor that is followed."""
    found: list[str | None] = []
    if single and root and draft.chance(2):
        found.append(key_argument(draft, table))
    if draft.chance(2):
        draft.rows.add("where")
        found.append(f"where: {filters(draft, table, 2)}")
    found.append(ordering(draft, table))
    paging = None
    if not single:
        if draft.chance(5) and (names := draft.columns(table, *UNORDERED)):
            draft.rows.add("distinct")
            found.append(f"distinct: [{', '.join(draft.random.sample(names, min(2, len(names))))}]")
        paging = "after" if draft.chance(3) else "before" if draft.chance(3) else None
        found += page_arguments(draft, paging)
    return [one for one in found if one], paging


def page_arguments(draft: Draft, paging: str | None) -> list[str]:
    size = draft.random.randint(1, 3)
    if paging:
        count = "first" if paging == "after" else "last"
        draft.rows.add(count)
        return [f"{count}: {draft.given('Int', size)}"]
    found = []
    for name in ("limit", "offset"):
        if draft.chance(3):
            text = draft.given("Int", draft.random.randint(0, 5))
            draft.rows.update([name, *(["limit by variable"] if name == "limit" and "$" in text else [])])
            found.append(f"{name}: {text}")
    draft.rows.update([] if found else ["no limit asked"])
    return found


# --------------------------------------------------------------------------------------- selections


def conditions(draft: Draft) -> str:
    if draft.random.randrange(4):
        return ""
    roles = [draft.who.name, draft.who.name, "another"]
    role, flag = literal(draft.random.choice(roles)), draft.chance(2)
    made: Mapping[str, Callable[[], str]] = {
        **{
            f"@{name}": lambda name=name: f"@{name}(if: {draft.given('Boolean!', flag)})"
            for name in ("include", "skip")
        },
        **{f"@{name}": lambda name=name: f"@{name}(ifRole: {role})" for name in ("add", "remove")},
        **{
            f"@{name}({key})": lambda name=name, key=key: (
                f"@{name}({key}: {draft.variable('Boolean', flag) if key.lower().endswith('var') else role})"
            )
            for names, keys in ((("nullUnless", "nullIf"), ("var", "role")), (("include", "skip"), ("ifVar", "ifRole")))
            for name in names
            for key in keys
        },
    }  # fmt: skip
    name = draft.random.choice(list(made))
    draft.rows.add(name)
    return " " + made[name]()


def row_condition(draft: Draft, table: str) -> list[str]:
    if draft.random.randrange(8) or not draft.columns(table):
        return []
    name = draft.random.choice(["includeIf", "skipIf"])
    draft.rows.add(name)
    return [f"{name}: {filters(draft, table, 1)}"]


def joined(found: list[str]) -> str:
    return f"({', '.join(found)})" if found else ""


def selections(draft: Draft, table: str, depth: int, path: tuple[str, ...]) -> str:
    columns = draft.columns(table)
    items = [f"{draft.key('k')}: __typename"] if draft.chance(6) or not columns else []
    chosen = draft.random.sample(columns, min(len(columns), draft.random.randint(1, 4)))
    items += [
        f"{draft.key('k')}: {name}{joined(row_condition(draft, table))}{conditions(draft)}" for name in chosen
    ]
    links = list(draft.who.links(table).items())
    for name, link in (
        draft.random.sample(links, min(len(links), draft.random.randint(0, 2))) if depth else ()
    ):
        items.append(relation(draft, table, name, link, depth, path))
    return "{ " + " ".join(items) + " }"


def relation(draft: Draft, table: str, name: str, link: Link, depth: int, path: tuple[str, ...]) -> str:
    key, directive, paging = draft.key("r"), "", None
    given: list[str] = []
    if link.many:
        single = draft.chance(6)
        if single:
            draft.rows.add("@object")
            directive = " @object"
        elif link.by and draft.chance(2) and unclear(draft, table, link) == 1:
            draft.rows.add("@through")
            name, directive = link.target, f' @through(table: "{link.by[0]}")'
        elif draft.chance(6):
            draft.rows.add("@notRelated")
            directive = " @notRelated"
        given, paging = arguments(draft, link.target, single=single)
        if directive and paging:
            paging = None
    if paging is None:
        given += row_condition(draft, table)
        directive += conditions(draft)
    inner = selections(draft, link.target, depth - 1, (*path, key))
    return paged(draft, f"{key}: {name}", given, f"{directive} {inner}", paging, path)


def unclear(draft: Draft, table: str, link: Link) -> int:
    """How many ways lead to the target through that join table; 0 where it has no name of its own."""
    if link.by is None or link.by[0] not in draft.who.world.tables:
        return 0
    links = draft.who.links(table).values()
    return sum(one.target == link.target and bool(one.by) and one.by == link.by for one in links)


def paged(
    draft: Draft, head: str, given: list[str], rest: str, paging: str | None, path: tuple[str, ...]
) -> str:
    """A list, with its cursor beside it where it is read page by page."""
    if paging is None:
        return head + joined(given) + rest
    key, _, name = head.partition(": ")
    variable = draft.variable("String", None)
    cursor = draft.key("c")
    draft.pages.append(Page((*path, cursor), variable[1:], paging))
    draft.rows.update(["nested pages"] if path else [])
    return f'{head}{joined([*given, f"{paging}: {variable}"])}{rest} {cursor}: {name}_cursor(of: "{key}")'


def document(draft: Draft) -> str:
    """A named query."""
    roots = []
    for _ in range(draft.random.randint(1, 2)):
        table, single, key = draft.random.choice(draft.roots), draft.chance(3), draft.key("q")
        name = draft.who.world.tables[table].single if single else table
        given, paging = arguments(draft, table, single=single, root=True)
        head, inner = f"{key}: {name}", selections(draft, table, 2, (key,))
        roots.append(paged(draft, head, given, f" {inner}", paging, ()))
    body = " ".join(roots)
    used = set(re.findall(r"\$(\w+)", body))
    draft.variables = {name: one for name, one in draft.variables.items() if name in used}
    needed = joined([f"${name}: {kind}" for name, kind in draft.declarations.items() if name in used])
    return f"query Random{needed} {{ {body} }}"


def place_of(text: str) -> dict[str, Any]:
    """The oracle's cursor as the oracle takes it."""
    return {"cursor": json.loads(text.removeprefix("cursor at "))}
