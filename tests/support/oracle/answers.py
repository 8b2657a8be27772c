"""What a document means, worked out row by row in Python.

A second opinion beside the compiler: no SQL, no plan, no code of the package.  It follows LANGUAGE rules
as slowly as they are written.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graphql import (
    DocumentNode,
    EnumValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    NullValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    parse,
)
from graphql.utilities import value_from_ast_untyped

from tests.support.oracle.pages import Page
from tests.support.oracle.rows import Rows, needs_user
from tests.support.oracle.scalars import from_json, to_json
from tests.support.oracle.worlds import Caller, Row, Rule, TableOf
from tests.support.shop.exact import Pairs


@functools.lru_cache(maxsize=4)
def _parsed(text: str) -> DocumentNode:
    return parse(text)


def answer(
    text: str, variables: Mapping[str, Any] | None, who: Caller, *, first: int = 0, always: bool = False
) -> Pairs:
    """The ``data`` of a strict document.  Floats are floats and JSON columns ordinary values.

    ``first`` is where places in a list count from: cursors hold them as the database counts.
    """
    definitions = _parsed(text).definitions
    [operation] = [
        definition for definition in definitions if isinstance(definition, OperationDefinitionNode)
    ]
    fragments = {
        definition.name.value: definition
        for definition in definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    values = {}
    for declaration in operation.variable_definitions or ():
        default = (
            None if declaration.default_value is None else value_from_ast_untyped(declaration.default_value)
        )
        values[declaration.variable.name.value] = default
    values.update(variables or {})
    optional = {
        declaration.variable.name.value
        for declaration in operation.variable_definitions or ()
        if any(mark.name.value == "optional" for mark in declaration.directives or ())
    }
    absent = frozenset(optional - (variables or {}).keys())
    return Evaluation(values, who, first, always, fragments, absent).root(operation.selection_set)


class Evaluation(Rows):
    """Goes through a document's selections."""

    def collect(self, sets: Iterable[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        fields: dict[str, list[FieldNode]] = {}
        for selections in sets:
            for node in selections.selections:
                if not self.present(node):
                    continue
                spread = isinstance(node, FragmentSpreadNode)
                fragment = self.fragments[node.name.value] if spread else node
                if isinstance(fragment, InlineFragmentNode | FragmentDefinitionNode):
                    for key, nodes in self.collect([fragment.selection_set]).items():
                        fields.setdefault(key, []).extend(nodes)
                elif isinstance(node, FieldNode):
                    fields.setdefault((node.alias or node.name).value, []).append(node)
        return fields

    def present(self, node: Any) -> bool:
        for directive in node.directives or ():
            if directive.name.value in ("include", "skip"):
                arguments = {argument.name.value: argument.value for argument in directive.arguments}
                wanted = directive.name.value == "include"
                if "if" in arguments and self.value(arguments["if"]) is not wanted:
                    return False
            if directive.name.value in ("add", "remove"):
                [argument] = directive.arguments
                if (self.value(argument.value) == self.who.name) is not (directive.name.value == "add"):
                    return False
        return True

    def shown(self, node: FieldNode, table: str = "", row: Row | None = None) -> bool:
        """The value is there, and not null in its place."""
        for directive in node.directives or ():
            wanted = directive.name.value in ("nullUnless", "include")
            if wanted or directive.name.value in ("nullIf", "skip"):
                given = {
                    _NULLING.get(argument.name.value, argument.name.value): self.value(argument.value)
                    for argument in directive.arguments
                }
                holds = [given["var"]] if "var" in given else []
                holds += [given["role"] == self.who.name] if "role" in given else []
                if "if" not in given and all(condition is True for condition in holds) is not wanted:
                    return False
        rows = [
            argument for argument in node.arguments or () if argument.name.value in ("includeIf", "skipIf")
        ]
        rows = [argument for argument in rows if not isinstance(argument.value, NullValueNode)]
        rows = [
            argument for argument in rows if row is None or self.written(argument.value, table) is not None
        ]
        for argument in rows if row is not None else ():
            if (self.holds(argument.value, table, row or {}) is True) is not (
                argument.name.value == "includeIf"
            ):
                return False
        return True

    def root(self, selections: SelectionSetNode) -> Pairs:
        members = Pairs()
        for key, nodes in self.collect([selections]).items():
            name = nodes[0].name.value
            if not self.shown(nodes[0]):
                members.append((key, None))
                continue
            if name == "__typename":
                members.append((key, "Query"))
                continue
            around = self.collect([selections])
            if name.endswith("_cursor"):
                members.append((key, self.cursor_beside(nodes[0], around, "", None)))
                continue
            listed = name.removesuffix("_connection")
            table = next(name for name, spec in self.tables.items() if listed in (name, spec.single))
            members.append(
                (key, self.selector(nodes, table, self.tables[table].rows, single=listed != table))
            )
            members += self.cursors_always(key, nodes, around, "", None)
        return members

    def object(self, nodes: Sequence[FieldNode], table: str, row: Row) -> Pairs:
        spec = self.tables[table]
        members = Pairs()
        around = self.collect([node.selection_set for node in nodes if node.selection_set])
        for key, inner in around.items():
            name = inner[0].name.value
            if not self.shown(inner[0], table, row):
                members.append((key, None))
            elif name == "__typename":
                members.append((key, spec.type_name))
            elif name in spec.kinds:
                members.append((key, to_json(spec.kinds[name], self.cell(table, row, name))))
            elif name.endswith("_cursor"):
                members.append((key, self.cursor_beside(inner[0], around, table, row)))
            else:
                members.append((key, self.related(inner, name, spec, row)))
            members += self.cursors_always(key, inner, around, table, row)
        return members

    def related(self, nodes: Sequence[FieldNode], name: str, spec: TableOf, row: Row) -> Any:
        target, rows, single = self.source(nodes[0], name, spec, row)
        return self.selector(nodes, target, rows, single=single)

    def source(self, node: FieldNode, name: str, spec: TableOf, row: Row) -> tuple[str, Sequence[Row], bool]:
        """The table of a selector inside of a row, its rows, and whether it is one row."""
        for directive in node.directives or ():
            if directive.name.value == "through":
                [join] = [self.value(argument.value) for argument in directive.arguments]
                [link] = [x for x in spec.links.values() if x.target == name and x.by and x.by[0] == join]
                return link.target, self.linked(link, row), False
        name = name.removesuffix("_connection")
        lists = (f"{name}s", name.removesuffix("_one"))  # tag: the first of the tags
        listed = next((other for other in lists if other != name and other in spec.links), None)
        link = spec.links.get(listed or name)
        single = listed is not None or (link is not None and not link.many)
        target = name if link is None else link.target
        if link is None or any(directive.name.value == "notRelated" for directive in node.directives or ()):
            return target, self.tables[target].rows, single
        return target, self.linked(link, row), single

    def selector(self, nodes: Sequence[FieldNode], table: str, rows: Iterable[Row], *, single: bool) -> Any:
        rule = self.who.rule(table)
        arguments = {
            argument.name.value: argument.value
            for argument in nodes[0].arguments or ()
            if argument.name.value == "id" or not isinstance(argument.value, NullValueNode)
        }
        single = single or "id" in arguments
        single = single or any(directive.name.value == "object" for directive in nodes[0].directives or ())
        where = arguments.get("where")
        filters = (*rule.filters, where, arguments.get("id"))
        if rule.blocked or (self.who.user_id is None and any(map(needs_user, filters))):
            return None
        kept = [row for row in rows if self.allowed(table, row) is True]
        if "id" in arguments:
            given, keys = arguments["id"], self.tables[table].key
            parts = (
                {field.name.value: field.value for field in given.fields}
                if isinstance(given, ObjectValueNode)
                else {}
            )
            for key in keys:
                wanted = from_json(self.tables[table].kinds[key], self.value(parts.get(key, given)))
                kept = [row for row in kept if wanted is not None and row[key] == wanted]
        if where is not None and not isinstance(where, NullValueNode):
            kept = [row for row in kept if self.holds(where, table, row) is True]
        order = arguments.get("order_by")
        name = arguments.get(
            "order_by_name", order if isinstance(order, VariableNode | EnumValueNode) else None
        )
        if name is not None:
            order = self.who.world.orders.get(table, {}).get(self.value(name)) or NullValueNode()
            arguments["order_by"] = order
        kept = self.ordered(kept, table, order)
        if single:
            return self.object(nodes, table, kept[0]) if kept else None
        kept = self.distinguished(kept, table, arguments)
        page = self.page(kept, table, arguments, rule)
        if nodes[0].name.value.endswith("_connection"):
            return self.connection(nodes, table, page)
        return [self.object(nodes, table, row) for row in page.rows]

    def distinguished(self, rows: list[Row], table: str, arguments: Mapping[str, ValueNode]) -> list[Row]:
        given = self.value(arguments["distinct"]) if "distinct" in arguments else None
        names = given if isinstance(given, list) else [given] if given else []
        first: dict[tuple[Any, ...], Row] = {}
        for row in rows:
            first.setdefault(
                tuple(self.cell(table, row, name) for name in names) if names else (id(row),), row
            )
        return list(first.values())

    # -- pages --------------------------------------------------------------------------------

    def page(self, rows: list[Row], table: str, arguments: Mapping[str, ValueNode], rule: Rule) -> Page:
        given = {name: self.value(node) for name, node in arguments.items() if name in _PAGING}
        keys = self.keys(table, arguments.get("order_by"))
        low, high = 0, len(rows)
        if after := given.get("after"):
            low = sum(self.beside(row, table, keys, after["cursor"]) <= 0 for row in rows)
        if before := given.get("before"):
            high = sum(self.beside(row, table, keys, before["cursor"]) < 0 for row in rows)
        offset, within = given.get("offset") or 0, rows[low:high]
        size = min(
            limit
            for limit in (given.get("first"), given.get("last"), given.get("limit"), rule.limit)
            if limit is not None
        )
        alone = bool(before) and given.get("first") is None and not after
        backward = given.get("last") is not None or alone
        if backward:
            within = within[: len(within) - offset]
            shown = within[max(len(within) - size, 0) :]
            return Page(rows, shown, keys, self, table, len(within) > size, high < len(rows), backward=True)
        within = within[offset:]
        return Page(rows, within[:size], keys, self, table, low > 0, len(within) > size, backward=False)

    def beside(
        self, row: Row, table: str, keys: Sequence[tuple[tuple[str, ...], str]], place: list[Any]
    ) -> int:
        """1 for a row that comes after a place, -1 for one before, 0 for the row of the place."""
        for (path, direction), given in zip(keys, place, strict=True):
            mine, theirs = self.along(path, table, row), from_json(self.kind(path, table), given)
            if mine == theirs:
                continue
            nulls_first = direction.endswith("_nulls_first") or direction == "desc"
            if mine is None or theirs is None:
                return 1 if (mine is None) is not nulls_first else -1
            return 1 if (mine < theirs) is direction.startswith("desc") else -1
        return 0

    def cursors_always(
        self,
        key: str,
        nodes: list[FieldNode],
        around: Mapping[str, list[FieldNode]],
        table: str,
        row: Row | None,
    ) -> list[tuple[str, Any]]:
        """The cursor of a paged list that nobody selected."""
        name = nodes[0].name.value
        given = {argument.name.value for argument in nodes[0].arguments or ()}
        if (
            not self.always
            or not given & {"first", "after", "last", "before"}
            or name.endswith("_connection")
        ):
            return []
        for other in around.values():
            if other[0].name.value == f"{name}_cursor":
                of = [
                    self.value(argument.value)
                    for argument in other[0].arguments or ()
                    if argument.name.value == "of"
                ]
                if of in ([], [key]):
                    return []
        if not self.shown(nodes[0], table, row):
            return [(f"{key}_cursor", None)]
        page = self.paged(nodes, name, table, row)
        return [(f"{key}_cursor", page and page.next_cursor())]

    def cursor_beside(
        self, node: FieldNode, around: Mapping[str, list[FieldNode]], table: str, row: Row | None
    ) -> Any:
        name = node.name.value.removesuffix("_cursor")
        wanted = {argument.name.value: self.value(argument.value) for argument in node.arguments or ()}.get(
            "of"
        )
        [nodes] = [
            nodes
            for key, nodes in around.items()
            if nodes[0].name.value == name and (wanted is None or key == wanted)
        ]
        page = self.paged(nodes, name, table, row)
        return None if page is None else page.next_cursor()

    def paged(self, nodes: list[FieldNode], name: str, table: str, row: Row | None) -> Page | None:
        """The page of a list, once more."""
        pages: list[Page] = []
        again = _Watching(self.variables, self.who, self.first, fragments=self.fragments, absent=self.absent)
        again.pages = pages
        if row is None:
            again.selector(nodes, name, self.tables[name].rows, single=False)
        else:
            target, rows, _ = self.source(nodes[0], name, self.tables[table], row)
            again.selector(nodes, target, rows, single=False)
        return pages[0] if pages else None

    def connection(self, nodes: Sequence[FieldNode], table: str, page: Page) -> Pairs:
        members = Pairs()
        for key, inner in self.collect([node.selection_set for node in nodes if node.selection_set]).items():
            name = inner[0].name.value
            if name == "edges":
                members.append((key, [self.edge(inner, table, row, page) for row in page.rows]))
            elif name == "pageInfo":
                members.append((key, Pairs((k, page.fact(n[0].name.value)) for k, n in self.inside(inner))))
            else:
                members.append(
                    (
                        key,
                        f"{self.tables[table].type_name}Connection"
                        if name == "__typename"
                        else page.fact(name),
                    )
                )
        return members

    def inside(self, nodes: Sequence[FieldNode]) -> Iterable[tuple[str, list[FieldNode]]]:
        return self.collect([node.selection_set for node in nodes if node.selection_set]).items()

    def edge(self, nodes: Sequence[FieldNode], table: str, row: Row, page: Page) -> Pairs:
        values = {
            "cursor": lambda _: page.cursor(row),
            "node": lambda inner: self.object(inner, table, row),
            "__typename": lambda _: f"{self.tables[table].type_name}Edge",
        }
        return Pairs((key, values[inner[0].name.value](inner)) for key, inner in self.inside(nodes))


class _Watching(Evaluation):
    """Evaluates a list for its page alone."""

    pages: list[Page]

    def page(self, *args: Any) -> Page:
        self.pages.append(super().page(*args))
        return self.pages[-1]


_NULLING = {"ifVar": "var", "ifRole": "role"}
_PAGING = ("first", "after", "last", "before", "limit", "offset")
