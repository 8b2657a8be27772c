"""Random selections and their directives."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.support.documents.arguments import arguments, key_argument, within
from tests.support.documents.draft import Draft, Page, joined
from tests.support.documents.values import literal
from tests.support.oracle.worlds import Link

Path = tuple[str, ...]


def document(draft: Draft) -> str:
    """A named query, and the fragments that it spreads."""
    roots = [root(draft) for _ in range(draft.random.randint(1, 2))]
    text = " ".join(["query Random%s { " + " ".join(roots) + " }", *draft.fragments])
    used = set(re.findall(r"\$(\w+)", text))
    draft.variables = {name: value for name, value in draft.variables.items() if name in used}
    draft.declarations = {name: type_name for name, type_name in draft.declarations.items() if name in used}
    declared = joined([f"${name}: {type_name}" for name, type_name in draft.declarations.items()])
    return text.replace("%s", declared + operation_directives(draft), 1)


def operation_directives(draft: Draft) -> str:
    directives = ""
    if draft.chance(8):
        draft.reach("@cacheControl")
        scope = '"PRIVATE"' if draft.strict else "PRIVATE"
        directives += f" @cacheControl(maxAge: 5, scope: {scope})"
    if draft.chance(8):
        name = draft.random.choice(["@skipAuth", "@requireAuth"])
        draft.reach(name)
        directives += f" {name}"
    if draft.chance(4) and draft.variables:
        empty = [name for name, value in draft.variables.items() if value is None]
        name = draft.random.choice([*draft.variables, *empty])
        value = draft.variables[name]
        draft.fails = value is None and not any(page.variable == name for page in draft.pages)
        if value not in (None, "", [], {}) or draft.fails:
            draft.reach("@constraint that fails" if draft.fails else "@constraint")
            directives += f' @constraint(variable: "{name}", required: true)'
    return directives


def root(draft: Draft) -> str:
    table, single, key = draft.random.choice(draft.roots), draft.keen("id", 3), draft.key("q")
    if not draft.who.knows(table):
        draft.refused.add("root")
    if draft.who.rule(table).blocked and not draft.greed:
        return f"{key}: {table} {{ __typename }}"  # nothing inside is looked at
    if draft.relay and not single and draft.chance(8):
        return connection(draft, table, table, key, (), [], "")
    name = draft.spec(table).single if single else table
    if not single and draft.terse(8) and (argument := key_argument(draft, table)):
        draft.reach("id of a list")
        return f"{key}: {name}({argument}) {selections(draft, table, 2, (key,))}"
    given, paging = arguments(draft, table, single=single, root=True)
    directive = conditions(draft, "selector") if paging is None else ""
    inner = selections(draft, table, draft.random.choice((1, 2, 2)), (key,))
    return paged(draft, f"{key}: {name}", given, f"{directive} {inner}", paging, ())


# -- directives -----------------------------------------------------------------------------------


def conditions(draft: Draft, place: str) -> str:
    if not draft.chance(4) or draft.steady:
        return ""
    role, flag = literal(draft.random.choice([draft.who.name, draft.who.name, "another"])), draft.chance(2)
    made: dict[str, Callable[[], str]] = {}
    for name in ("include", "skip"):
        made[f"@{name}"] = lambda name=name: f"@{name}(if: {draft.given('Boolean!', flag)})"
    for name in ("add", "remove"):
        made[f"@{name}"] = lambda name=name: f"@{name}(ifRole: {role})"
    if place != "fragment":
        for name, keys in _NULLING.items():
            for key in keys if not draft.strict or name.startswith("null") else ():
                made[f"@{name}({key})"] = lambda name=name, key=key: (
                    f"@{name}({key}: {draft.variable('Boolean', flag) if key in _FLAGS else role})"
                )
    name = draft.random.choice(list(made))
    draft.reach(f"{name} on a {place}")
    return " " + made[name]()


_NULLING = {
    "nullUnless": ("var", "role"),
    "nullIf": ("var", "role"),
    "include": ("ifVar", "ifRole"),
    "skip": ("ifVar", "ifRole"),
}
_FLAGS = ("var", "ifVar")


_ROW = ("includeIf", "skipIf")


def row_condition(draft: Draft, table: str, place: str) -> list[str]:
    name = draft.greed if draft.greed in _ROW else draft.random.choice(_ROW)
    if not draft.columns(table) or not draft.keen(name, 8):
        return []
    draft.reach(f"{name} on a {place}")
    return [f"{name}: {within(draft, name, table, 1)}"]


# -- inside of a row ------------------------------------------------------------------------------


def selections(draft: Draft, table: str, depth: int, path: Path) -> str:
    columns = draft.columns(table)
    items = [f"{draft.key('k')}: __typename"] if draft.chance(6) or not columns else []
    for name in draft.random.sample(columns, min(len(columns), draft.random.randint(1, 4))):
        given = joined(row_condition(draft, table, "column"))
        items.append(f"{draft.key('k')}: {draft.column(table, name)}{given}{conditions(draft, 'column')}")
    items = fragment(draft, table, items) if draft.terse(6) else items
    links = list(draft.links(table))
    if draft.greed == "relation":
        links = [link for link in links if link not in draft.who.links(table)] or links
    count = draft.random.randint(0, 2) if depth else 0
    for name in draft.random.sample(links, min(len(links), count)):
        items.append(relation(draft, table, name, depth, path))
    if depth and draft.chance(12):
        items.append(unrelated(draft, table, depth, path))
    return "{ " + " ".join(items) + " }"


def fragment(draft: Draft, table: str, items: list[str]) -> list[str]:
    """Some of the fields in a fragment, whose type goes by any name of the table."""
    spec = draft.spec(table)
    type_name = draft.random.choice([spec.type_name, spec.type_name, spec.single, table])
    directives, inner = conditions(draft, "fragment"), "{ " + " ".join(items) + " }"
    if draft.chance(2):
        draft.reach("named fragment")
        name = draft.key("F")
        draft.fragments.append(f"fragment {name} on {type_name} {inner}")
        return [f"...{name}{directives}"]
    return [f"... on {type_name}{directives} {inner}"]


def unrelated(draft: Draft, table: str, depth: int, path: Path) -> str:
    """A selector of any table, where no relation of that name is."""
    links, kinds = draft.spec(table).links, draft.spec(table).kinds
    taken = {
        *links,
        *kinds,
        *(f"{link.target}" for link in links.values()),
        *(link.by[0] for link in links.values() if link.by),
    }
    names = [name for name in draft.roots if name not in taken and draft.who.knows(name)]
    if not names or draft.greed:
        return f"{draft.key('k')}: __typename"
    name = draft.random.choice(names)
    draft.reach("@notRelated to any table")
    given, _ = arguments(draft, name, single=True)
    return f"{draft.key('r')}: {name}{joined(given)} @notRelated {selections(draft, name, 0, path)}"


def relation(draft: Draft, table: str, name: str, depth: int, path: Path) -> str:
    link = draft.follow(table, name)
    key, directive, paging = draft.key("r"), "", None
    if draft.who.rule(link.target).blocked and not draft.greed:
        return f"{key}: {name} {{ __typename }}"
    given: list[str] = []
    if link.many:
        if draft.relay and draft.chance(8):
            inside = row_condition(draft, table, "selector")
            return connection(draft, link.target, name, key, path, inside, conditions(draft, "selector"))
        name, directive = way(draft, table, name, link)
        given, paging = arguments(draft, link.target, single=directive == " @object")
        paging = None if directive else paging
    if paging is None:
        given += row_condition(draft, table, "selector")
        directive += conditions(draft, "selector")
    inner = selections(draft, link.target, depth - 1, (*path, key))
    return paged(draft, f"{key}: {name}", given, f"{directive} {inner}", paging, path)


def way(draft: Draft, table: str, name: str, link: Link) -> tuple[str, str]:
    """The name of a list, and a directive that says which of its rows are meant."""
    if draft.terse(6):
        draft.reach("@object")
        return name, " @object"
    if link.by and draft.terse(2) and ways(draft, table, link) == 1:
        draft.reach("@through")
        return link.target, f' @through(table: "{link.by[0]}")'
    if draft.chance(6):
        draft.reach("@notRelated")
        return name, " @notRelated"
    return name, ""


def ways(draft: Draft, table: str, link: Link) -> int:
    """How many lead to the target through that join table; 0 where it has no name of its own."""
    if link.by is None or link.by[0] not in draft.who.world.tables:
        return 0
    links = draft.links(table).values()
    return sum(
        other.target == link.target and bool(other.by) and other.by[0] == link.by[0]
        for other in links
        if other.by
    )


# -- lists that are read on -----------------------------------------------------------------------


def paged(draft: Draft, head: str, given: list[str], rest: str, paging: str | None, path: Path) -> str:
    """A list, with its cursor beside it where it is read page by page."""
    if paging is None:
        return head + joined(given) + rest
    key, _, name = head.partition(": ")
    variable = draft.variable("String", None)
    list_ = f"{head}{joined([*given, f'{paging}: {variable}'])}{rest}"
    if draft.always and draft.chance(2):
        draft.reach("cursor nobody selected")
        cursor, beside = f"{key}_cursor", ""
    else:
        cursor = draft.key("c")
        beside = f' {cursor}: {name}_cursor(of: "{key}")'
    draft.pages.append(Page((*path, cursor), variable[1:], f"nested {paging}" if path else paging))
    return list_ + beside


def connection(
    draft: Draft, table: str, name: str, key: str, path: Path, given: list[str], directive: str
) -> str:
    """A list in the shape that Relay expects."""
    draft.reach("connection in a row" if path else "connection")
    given_arguments, paging = arguments(draft, table, single=False, relay=True)
    assert paging
    variable = draft.variable("String", None)
    cursor = "startCursor" if paging == "before" else "endCursor"
    facts = ["hasNextPage", "hasPreviousPage", "startCursor", "endCursor"]
    chosen = dict.fromkeys([cursor, *draft.random.sample(facts, 2)])
    inner = draft.random.sample(["edges", "totalCount"], draft.random.randint(1, 2))
    if "edges" in inner:
        inner[inner.index("edges")] = f"edges {{ cursor node {selections(draft, table, 0, path)} }}"
    inner.append(f"pageInfo {{ {' '.join(chosen)} }}")
    if not directive and not given:
        draft.pages.append(Page((*path, key, "pageInfo", cursor), variable[1:], f"connection {paging}"))
    arguments_ = joined([*given_arguments, f"{paging}: {variable}", *given])
    return f"{key}: {name}_connection{arguments_}{directive} {{ {' '.join(inner)} }}"
