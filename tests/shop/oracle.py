"""What a strict document over the shop means, worked out row by row in Python.

A second opinion beside the compiler: no SQL, no plan, no code of the package.  It reads the fixture's
lists, knows the shop's relations by hand, and follows LANGUAGE rules as slowly as they are written.
"""

from __future__ import annotations

import base64
import datetime as dt
import functools
import ipaddress
import json
import re
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from graphql import (
    EnumValueNode,
    FieldNode,
    InlineFragmentNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    parse,
    parse_value,
)
from graphql.utilities import value_from_ast_untyped

from tests.shop import fixture
from tests.shop.exact import Number, Pairs

Row = dict[str, Any]
Truth = bool | None

# --------------------------------------------------------------------------------------------- the shop


@dataclass(frozen=True)
class Link:
    """``target`` rows whose ``there`` equals ``here``; through a join table where ``by`` is given."""

    target: str
    here: str
    there: str
    many: bool
    by: tuple[str, str, str] | None = None
    """The join table, its column for this side, its column for the other."""


@dataclass(frozen=True)
class TableOf:
    type_name: str
    single: str
    kinds: Mapping[str, str]
    rows: Sequence[Row]
    key: tuple[str, ...] = ("id",)
    links: Mapping[str, Link] = field(default_factory=dict)


def _rows(names: str, rows: Iterable[tuple[Any, ...]]) -> list[Row]:
    return [dict(zip(names.split(), row, strict=True)) for row in rows]


def _one(target: str, here: str, there: str = "id") -> Link:
    return Link(target, here, there, many=False)


def _many(target: str, there: str, here: str = "id") -> Link:
    return Link(target, here, there, many=True)


def _through(target: str, table: str, near: str, far: str) -> Link:
    return Link(target, "id", "id", many=True, by=(table, near, far))


JOINS: Mapping[str, list[Row]] = {
    "product_tags": _rows("product_id tag_id", fixture.PRODUCT_TAGS),
    "related": _rows("from_id to_id", fixture.RELATED),
}
_SCALAR_KINDS = {
    "id": "int", "small": "int", "number": "int", "big": "int", "real": "float", "exact": "decimal:5",
    "flag": "bool", "text": "text", "ident": "uuid", "day": "date", "clock": "time", "moment": "datetime",
    "span": "duration", "blob": "bytes", "document": "json", "address": "inet",
}  # fmt: skip
_PURCHASES = [
    {**row, "total": row["quantity"] * row["unit_price"]}
    for row in _rows("id customer_id product_id quantity unit_price bought_at", fixture.PURCHASES)
]

TABLES: Mapping[str, TableOf] = {
    "categories": TableOf(
        "Category",
        "category",
        {"id": "int", "name": "text", "parent_id": "int"},
        _rows("id name parent_id", fixture.CATEGORIES),
        links={
            "parent": _one("categories", "parent_id"),
            "children": _many("categories", "parent_id"),
            "products": _many("products", "category_id"),
        },
    ),
    "tags": TableOf(
        "Tag",
        "tag",
        {"id": "int", "slug": "text"},
        _rows("id slug", fixture.TAGS),
        links={"products": _through("products", "product_tags", "tag_id", "product_id")},
    ),
    "customers": TableOf(
        "Customer",
        "customer",
        {
            "id": "int", "name": "text", "email": "text", "password": "text", "api_token": "text",
            "is_active": "bool", "birthday": "date", "balance": "decimal:2", "referrer_id": "int",
        },
        _rows(
            "id name email password api_token is_active birthday balance referrer_id note", fixture.CUSTOMERS
        ),
        links={
            "referrer": _one("customers", "referrer_id"),
            "referred": _many("customers", "referrer_id"),
            "purchased": _through("products", "purchases", "customer_id", "product_id"),
            "profile": _one("profiles", "id", "customer_id"),
            "products": _many("products", "owner_id"),
            "purchases": _many("purchases", "customer_id"),
            "vouchers": _many("vouchers", "customer_id"),
        },
    ),
    "profiles": TableOf(
        "Profile",
        "profile",
        {"customer_id": "int", "bio": "text", "picture": "bytes"},
        _rows("customer_id bio picture", fixture.PROFILES),
        key=("customer_id",),
        links={"customer": _one("customers", "customer_id")},
    ),
    "products": TableOf(
        "Product",
        "product",
        {
            "id": "int", "name": "text", "description": "text", "price": "decimal:2", "stock": "int",
            "attributes": "json", "is_public": "bool", "created_at": "datetime", "weight": "float",
            "code": "uuid", "owner_id": "int", "category_id": "int",
        },
        _rows(
            "id name description price stock attributes is_public created_at weight code owner_id"
            " category_id",
            fixture.PRODUCTS,
        ),
        links={
            "owner": _one("customers", "owner_id"),
            "category": _one("categories", "category_id"),
            "tags": _through("tags", "product_tags", "product_id", "tag_id"),
            "related": _through("products", "related", "from_id", "to_id"),
            "related_from": _through("products", "related", "to_id", "from_id"),
            "buyers": _through("customers", "purchases", "product_id", "customer_id"),
            "bundle": _one("bundles", "id", "product_ptr_id"),
            "purchases": _many("purchases", "product_id"),
            "shelves": _many("shelves", "product_id"),
        },
    ),
    "bundles": TableOf(
        "Bundle",
        "bundle",
        {"product_ptr_id": "int", "pieces": "int"},
        _rows("product_ptr_id pieces", fixture.BUNDLES),
        key=("product_ptr_id",),
        links={"product_ptr": _one("products", "product_ptr_id")},
    ),
    "purchases": TableOf(
        "Purchase",
        "purchase",
        {
            "id": "int", "customer_id": "int", "product_id": "int", "quantity": "int",
            "unit_price": "decimal:2", "total": "decimal:2", "bought_at": "datetime",
        },
        _PURCHASES,
        links={"customer": _one("customers", "customer_id"), "product": _one("products", "product_id")},
    ),
    "vouchers": TableOf(
        "Voucher",
        "voucher",
        {"id": "uuid", "customer_id": "int", "amount": "decimal:2", "valid_for": "duration"},
        _rows("id customer_id amount valid_for", fixture.VOUCHERS),
        links={"customer": _one("customers", "customer_id")},
    ),
    "shelves": TableOf(
        "Shelf",
        "shelf",
        {"aisle": "text", "place": "int", "product_id": "int"},
        _rows("aisle place product_id", fixture.SHELVES),
        key=("aisle", "place"),
        links={"product": _one("products", "product_id")},
    ),
    "sheep": TableOf(
        "Sheep",
        "sheep_one",
        {"id": "int", "name": "text", "mother_id": "int"},
        _rows("id name mother_id", fixture.SHEEP),
        links={"mother": _one("sheep", "mother_id")},
    ),
    "odds": TableOf(
        "Odd",
        "odd",
        {
            "key": "int", "where": "text", "order_by": "int", "limit": "int", "t0": "text", "j": "text",
            "next_id": "int",
        },
        _rows("key where order_by limit t0 j next_id", fixture.ODDS),
        key=("key",),
        links={"next": _one("odds", "next_id", "key"), "previous": _many("odds", "next_id", "key")},
    ),
    "palettes": TableOf(
        "Palette",
        "palette",
        {
            "id": "int", "name": "text", "colors": "list:text", "notes": "list:text", "sizes": "list:int",
            "counts": "list:int", "prices": "list:decimal:2", "moments": "list:datetime", "idents": "list:uuid",
        },
        _rows(fixture.PALETTE, fixture.PALETTES),
    ),
    "samples": TableOf("Sample", "sample", _SCALAR_KINDS, _rows(" ".join(fixture.SCALARS), fixture.SAMPLES)),
    "specimens": TableOf(
        "Specimen", "specimen", _SCALAR_KINDS, _rows(" ".join(fixture.SCALARS), fixture.SPECIMENS)
    ),
}  # fmt: skip

# ------------------------------------------------------------------------------------------- the caller


NAMED_ORDERS = {
    "cheap": parse_value("[{ price: asc }, { name: desc }]"),
    "heavy": parse_value("[{ weight: desc_nulls_last }]"),
    "stocked": parse_value("[{ stock: desc }]"),
}
"""The orderings of products that the tests' settings name."""


@dataclass(frozen=True)
class World:
    """All there is to ask about."""

    tables: Mapping[str, TableOf]
    joins: Mapping[str, list[Row]] = field(default_factory=dict)
    orders: Mapping[str, Mapping[str, ValueNode]] = field(default_factory=dict)


SHOP = World(TABLES, JOINS, {"products": NAMED_ORDERS})


@dataclass(frozen=True)
class Rule:
    """What a role may see of a table."""

    columns: tuple[str, ...] = ("*",)
    filters: tuple[ObjectValueNode | None, ...] = ()
    limit: int = 20
    blocked: bool = False


SECRET = re.compile(r"password|passwd|secret|token|encrypted|salt|cvv|key$")


@dataclass(frozen=True)
class Caller:
    """A role's rules by table, ``None`` for a role without any, and the user's id."""

    rules: Mapping[str, Rule] | None = None
    user_id: str | None = None
    name: str = "everything"
    world: World = SHOP

    def knows(self, table: str) -> bool:
        return self.rules is None or table in self.rules

    def columns(self, table: str) -> list[str]:
        """What may be read of a table; secrets only where they are named."""
        given = self.rule(table).columns
        return [
            name
            for name in self.world.tables[table].kinds
            if name in given or ("*" in given and not SECRET.search(name))
        ]

    def links(self, table: str) -> dict[str, Link]:
        """The relations that may be followed: there is a rule for the target and for the table between."""
        links = self.world.tables[table].links.items()
        return {
            name: link
            for name, link in links
            if self.knows(link.target)
            and (link.by is None or link.by[0] not in self.world.tables or self.knows(link.by[0]))
        }

    def open_links(self, table: str) -> dict[str, Link]:
        """Those that filters and orderings may follow."""
        links = self.links(table).items()
        return {name: link for name, link in links if not self.rule(link.target).blocked}

    def rule(self, table: str) -> Rule:
        return Rule() if self.rules is None else self.rules.get(table, Rule(blocked=True))


def caller(role: Mapping[str, Any] | None, user_id: str | None, world: World = SHOP) -> Caller:
    """From the shape of ``roles.json``; filters have to be strict or the terse forms known here."""
    if role is None:
        return Caller(user_id=user_id, world=world)
    rules = {}
    for table in role["tables"]:
        query = table.get("query", {})
        limit = query.get("limit")
        rules[table["name"]] = Rule(
            columns=tuple(query.get("columns", ["*"])),
            filters=tuple(_rule_filter(one) for one in query.get("filters", ())),
            limit=20 if limit is None else limit,
            blocked=query.get("block", False),
        )
    return Caller(rules, user_id, role["name"], world)


def _rule_filter(text: str) -> ObjectValueNode | None:
    """``None`` stands for the filter that no row passes."""
    if text == "false":
        return None
    node = parse_value(text)
    assert isinstance(node, ObjectValueNode)
    return node


# --------------------------------------------------------------------------------------- the evaluation


def answer(
    text: str, variables: Mapping[str, Any] | None = None, who: Caller | None = None, *, first: int = 0
) -> Pairs:
    """The ``data`` of a strict document.  Floats are floats and JSON columns ordinary values.

    ``first`` is where places in a list count from: cursors hold them as the database counts.
    """
    [operation] = parse(text).definitions
    assert isinstance(operation, OperationDefinitionNode)
    values = {}
    for one in operation.variable_definitions or ():
        default = None if one.default_value is None else value_from_ast_untyped(one.default_value)
        values[one.variable.name.value] = default
    values.update(variables or {})
    return _Evaluation(values, who or Caller(), first).root(operation.selection_set)


@dataclass
class _Evaluation:
    variables: Mapping[str, Any]
    who: Caller
    first: int = 0

    @property
    def tables(self) -> Mapping[str, TableOf]:
        return self.who.world.tables

    def value(self, node: ValueNode) -> Any:
        if isinstance(node, VariableNode):
            name = node.name.value
            known = {
                "user_id": self.who.user_id,
                "user_id_provider": None,
                "user_role": "role",  # as tests.shop.running calls every role
                "now": dt.datetime.now(dt.UTC).isoformat(),
            }
            return known[name] if name in known else self.variables.get(name)
        if isinstance(node, ListValueNode):
            return [self.value(one) for one in node.values]
        if isinstance(node, EnumValueNode):
            return node.value
        return value_from_ast_untyped(node)

    # -- objects ------------------------------------------------------------------------------

    def collect(self, sets: Iterable[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        found: dict[str, list[FieldNode]] = {}
        for selections in sets:
            for node in selections.selections:
                if not self.present(node):
                    continue
                if isinstance(node, InlineFragmentNode):
                    for key, nodes in self.collect([node.selection_set]).items():
                        found.setdefault(key, []).extend(nodes)
                elif isinstance(node, FieldNode):
                    found.setdefault((node.alias or node.name).value, []).append(node)
        return found

    def present(self, node: Any) -> bool:
        for directive in node.directives or ():
            if directive.name.value in ("include", "skip"):
                arguments = {one.name.value: one.value for one in directive.arguments}
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
                    _NULLING.get(one.name.value, one.name.value): self.value(one.value)
                    for one in directive.arguments
                }
                holds = [given["var"]] if "var" in given else []
                holds += [given["role"] == self.who.name] if "role" in given else []
                if "if" not in given and all(one is True for one in holds) is not wanted:
                    return False
        rows = [one for one in node.arguments or () if one.name.value in ("includeIf", "skipIf")]
        for one in rows if row is not None else ():
            if (self.holds(one.value, table, row or {}) is True) is not (one.name.value == "includeIf"):
                return False
        return True

    def root(self, selections: SelectionSetNode) -> Pairs:
        found = Pairs()
        for key, nodes in self.collect([selections]).items():
            name = nodes[0].name.value
            if not self.shown(nodes[0]):
                found.append((key, None))
                continue
            if name == "__typename":
                found.append((key, "Query"))
                continue
            if name.endswith("_cursor"):
                found.append((key, self.cursor_beside(nodes[0], self.collect([selections]), "", None)))
                continue
            listed = name.removesuffix("_connection")
            table = next(one for one, spec in self.tables.items() if listed in (one, spec.single))
            found.append((key, self.selector(nodes, table, self.tables[table].rows, single=listed != table)))
        return found

    def object(self, nodes: Sequence[FieldNode], table: str, row: Row) -> Pairs:
        spec = self.tables[table]
        found = Pairs()
        for key, inner in self.collect([one.selection_set for one in nodes if one.selection_set]).items():
            name = inner[0].name.value
            if not self.shown(inner[0], table, row):
                found.append((key, None))
            elif name == "__typename":
                found.append((key, spec.type_name))
            elif name in spec.kinds:
                found.append((key, to_json(spec.kinds[name], row[name])))
            elif name.endswith("_cursor"):
                around = self.collect([one.selection_set for one in nodes if one.selection_set])
                found.append((key, self.cursor_beside(inner[0], around, table, row)))
            else:
                found.append((key, self.related(inner, name, spec, row)))
        return found

    def related(self, nodes: Sequence[FieldNode], name: str, spec: TableOf, row: Row) -> Any:
        link = spec.links.get(name)
        for one in nodes[0].directives or ():
            if one.name.value == "through":
                [join] = [self.value(argument.value) for argument in one.arguments]
                [link] = [x for x in spec.links.values() if x.target == name and x.by and x.by[0] == join]
                return self.selector(nodes, link.target, self.linked(link, row), single=False)
        if not any(one.name.value == "notRelated" for one in nodes[0].directives or ()):
            lists = (f"{name}s", name.removesuffix("_one"))  # tag: the first of the tags
            listed = next((one for one in lists if one != name and one in spec.links), None)
            first = listed is not None
            link = spec.links[listed or name.removesuffix("_connection")]
            rows = self.linked(link, row)
            return self.selector(nodes, link.target, rows, single=first or not link.many)
        target = name if link is None else link.target
        single = link is not None and not link.many
        return self.selector(nodes, target, self.tables[target].rows, single=single)

    def linked(self, link: Link, row: Row) -> list[Row]:
        rows = self.tables[link.target].rows
        if link.by is None:
            return [one for one in rows if row[link.here] is not None and one[link.there] == row[link.here]]
        name, near, far = link.by
        joins = self.who.world.joins.get(name) or self.tables[name].rows
        if name in self.tables:
            joins = [one for one in joins if self.allowed(name, one) is True]
        ids = {one[far] for one in joins if one[near] == row[link.here]}
        return [one for one in rows if one[link.there] in ids]

    # -- rows ---------------------------------------------------------------------------------

    def selector(self, nodes: Sequence[FieldNode], table: str, rows: Iterable[Row], *, single: bool) -> Any:
        rule = self.who.rule(table)
        arguments = {one.name.value: one.value for one in nodes[0].arguments or ()}
        single = single or any(one.name.value == "object" for one in nodes[0].directives or ())
        where = arguments.get("where")
        filters = (*rule.filters, where, arguments.get("id"))
        if rule.blocked or (self.who.user_id is None and any(map(_needs_user, filters))):
            return None
        kept = [one for one in rows if self.allowed(table, one) is True]
        if "id" in arguments:
            given, keys = arguments["id"], self.tables[table].key
            parts = (
                {one.name.value: one.value for one in given.fields}
                if isinstance(given, ObjectValueNode)
                else {}
            )
            for key in keys:
                wanted = from_json(self.tables[table].kinds[key], self.value(parts.get(key, given)))
                kept = [one for one in kept if wanted is not None and one[key] == wanted]
        if where is not None and not isinstance(where, NullValueNode):
            kept = [one for one in kept if self.holds(where, table, one) is True]
        order = arguments.get("order_by")
        name = arguments.get("order_by_name", order if isinstance(order, VariableNode) else None)
        if name is not None:
            order = self.who.world.orders.get(table, {}).get(self.value(name)) or NullValueNode()
            arguments["order_by"] = order
        kept = self.ordered(kept, table, order)
        if single:
            return self.object(nodes, table, kept[0]) if kept and rule.limit else None
        kept = self.distinguished(kept, arguments) if rule.limit else []
        page = self.page(kept, table, arguments, rule)
        if nodes[0].name.value.endswith("_connection"):
            return self.connection(nodes, table, page)
        return [self.object(nodes, table, one) for one in page.rows]

    def distinguished(self, rows: list[Row], arguments: Mapping[str, ValueNode]) -> list[Row]:
        given = self.value(arguments["distinct"]) if "distinct" in arguments else None
        names = given if isinstance(given, list) else [given] if given else []
        first: dict[tuple[Any, ...], Row] = {}
        for row in rows:
            first.setdefault(tuple(row[name] for name in names) if names else (id(row),), row)
        return list(first.values())

    # -- pages --------------------------------------------------------------------------------

    def page(self, rows: list[Row], table: str, arguments: Mapping[str, ValueNode], rule: Rule) -> Page:
        given = {name: self.value(node) for name, node in arguments.items() if name in _PAGING}
        keys = self.keys(table, arguments.get("order_by"))
        low, high = 0, len(rows)
        if (after := given.get("after")) is not None:
            low = sum(self.beside(row, table, keys, after["cursor"]) <= 0 for row in rows)
        if (before := given.get("before")) is not None:
            high = sum(self.beside(row, table, keys, before["cursor"]) < 0 for row in rows)
        offset, within = given.get("offset") or 0, rows[low:high]
        size = min(
            one
            for one in (given.get("first"), given.get("last"), given.get("limit"), rule.limit)
            if one is not None
        )
        backward = "last" in arguments or ("before" in arguments and not {"first", "after"} & set(arguments))
        if backward:
            within = within[: len(within) - offset]
            shown = within[max(len(within) - size, 0) :]
            return Page(rows, shown, keys, self, table, len(within) > size, high < len(rows), backward=True)
        within = within[offset:]
        return Page(rows, within[:size], keys, self, table, low > 0, len(within) > size, backward=False)

    def keys(self, table: str, node: ValueNode | None) -> list[tuple[tuple[str, ...], str]]:
        """The whole ordering: paths and directions, the key of the table last."""
        found: dict[tuple[str, ...], str] = {}
        items = node.values if isinstance(node, ListValueNode) else [node]
        for item in items if isinstance(node, ListValueNode | ObjectValueNode) else ():
            for path, direction in self.order_keys(item, ()):
                if not {(name,) for name in self.tables[table].key} <= found.keys():  # else there are no ties
                    found.setdefault(path, direction)
        for name in self.tables[table].key:
            found.setdefault((name,), "asc")
        return list(found.items())

    def kind(self, path: Sequence[str], table: str) -> str:
        """Of what stands at the end of an ordering's path."""
        for name in path[:-1]:
            table = self.tables[table].links[name].target
        return "int" if " in " in path[-1] else self.tables[table].kinds[path[-1]]

    def place(self, row: Row, table: str, keys: Sequence[tuple[tuple[str, ...], str]]) -> list[Any]:
        """What a cursor holds of a row."""
        found = []
        for path, _ in keys:
            shown = to_json(self.kind(path, table), self.along(path, table, row))
            found.append(int(shown) if isinstance(shown, Number) and shown.lstrip("-").isdigit() else shown)
        return found

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

    def cursor_beside(
        self, node: FieldNode, around: Mapping[str, list[FieldNode]], table: str, row: Row | None
    ) -> Any:
        name = node.name.value.removesuffix("_cursor")
        wanted = {one.name.value: self.value(one.value) for one in node.arguments or ()}.get("of")
        [nodes] = [
            nodes
            for key, nodes in around.items()
            if nodes[0].name.value == name and (wanted is None or key == wanted)
        ]
        found = self.paged(nodes, name, table, row)
        return None if found is None else found.next_cursor()

    def paged(self, nodes: list[FieldNode], name: str, table: str, row: Row | None) -> Page | None:
        """The page of a list, once more."""
        pages: list[Page] = []
        again = _Watching(self.variables, self.who, self.first, pages)
        if row is None:
            again.selector(nodes, name, self.tables[name].rows, single=False)
        else:
            link = self.tables[table].links[name]
            again.selector(nodes, link.target, self.linked(link, row), single=False)
        return pages[0] if pages else None

    def connection(self, nodes: Sequence[FieldNode], table: str, page: Page) -> Pairs:
        found = Pairs()
        for key, inner in self.collect([one.selection_set for one in nodes if one.selection_set]).items():
            name = inner[0].name.value
            if name == "edges":
                found.append((key, [self.edge(inner, table, row, page) for row in page.rows]))
            elif name == "pageInfo":
                found.append((key, Pairs((k, page.fact(n[0].name.value)) for k, n in self.inside(inner))))
            else:
                found.append(
                    (
                        key,
                        f"{self.tables[table].type_name}Connection"
                        if name == "__typename"
                        else page.fact(name),
                    )
                )
        return found

    def inside(self, nodes: Sequence[FieldNode]) -> Iterable[tuple[str, list[FieldNode]]]:
        return self.collect([one.selection_set for one in nodes if one.selection_set]).items()

    def edge(self, nodes: Sequence[FieldNode], table: str, row: Row, page: Page) -> Pairs:
        values = {
            "cursor": lambda _: page.cursor(row),
            "node": lambda inner: self.object(inner, table, row),
            "__typename": lambda _: f"{self.tables[table].type_name}Edge",
        }
        return Pairs((key, values[inner[0].name.value](inner)) for key, inner in self.inside(nodes))

    def ordered(self, rows: list[Row], table: str, node: ValueNode | None) -> list[Row]:
        found = list(rows)
        for path, direction in reversed(self.keys(table, node)):  # sorting is stable
            sign = -1 if direction.startswith("desc") else 1
            nulls_first = direction.endswith("_nulls_first") or direction == "desc"
            values = [(self.along(path, table, one), one) for one in found]
            full = [one for one in values if one[0] is not None]
            full.sort(key=functools.cmp_to_key(functools.partial(_compare_by, sign)))
            empty = [one for one in values if one[0] is None]
            found = [row for _, row in (empty + full if nulls_first else full + empty)]
        return found

    def order_keys(self, node: ValueNode, path: tuple[str, ...]) -> Iterable[tuple[tuple[str, ...], str]]:
        assert isinstance(node, ObjectValueNode)
        for one in node.fields:
            if isinstance(one.value, ObjectValueNode) and one.name.value.endswith("_in_order"):
                given = {key.name.value: self.value(key.value) for key in one.value.fields}
                listed = given["values"] or []
                name = f"{one.name.value.removesuffix('_in_order')} in {json.dumps(listed)}"
                yield (*path, name), given.get("direction", "asc")
            elif isinstance(one.value, ObjectValueNode):
                yield from self.order_keys(one.value, (*path, one.name.value))
            elif isinstance(one.value, ListValueNode):
                listed, direction = (self.value(part) for part in one.value.values)
                yield (*path, f"{one.name.value} in {json.dumps(listed)}"), direction
            elif not isinstance(one.value, NullValueNode):
                yield (*path, one.name.value), self.value(one.value)

    def along(self, path: tuple[str, ...], table: str, row: Row) -> Any:
        """The value at the end of to-one relations; a row that the role may not see is none."""
        for name in path[:-1]:
            link = self.tables[table].links[name]
            rows = [one for one in self.linked(link, row) if self.allowed(link.target, one) is True]
            if not rows:
                return None
            [row], table = rows, link.target
        name, _, listed = path[-1].partition(" in ")
        if not listed:
            return row[name]
        places = [from_json(self.tables[table].kinds[name], one) for one in json.loads(listed)]
        found = places.index(row[name]) if row[name] is not None and row[name] in places else None
        return None if found is None else found + self.first

    def allowed(self, table: str, row: Row) -> Truth:
        rule = self.who.rule(table)
        if rule.blocked or None in rule.filters:
            return False
        trusted = _Evaluation(
            {}, Caller(user_id=self.who.user_id, world=self.who.world)
        )  # a rule sees what its author sees
        return conjunction([trusted.holds(one, table, row) for one in rule.filters if one is not None])

    # -- filters ------------------------------------------------------------------------------

    def holds(self, node: ValueNode, table: str, row: Row) -> Truth:
        if isinstance(node, NullValueNode):
            return True
        assert isinstance(node, ObjectValueNode), node
        return conjunction([self.entry(one.name.value, one.value, table, row) for one in node.fields])

    def entry(self, name: str, node: ValueNode, table: str, row: Row) -> Truth:
        spec = self.tables[table]
        if kind := spec.kinds.get(name):
            if isinstance(node, NullValueNode):
                return True
            assert isinstance(node, ObjectValueNode), node
            return conjunction(
                [compare(one.name.value, kind, row[name], self.value(one.value)) for one in node.fields]
            )
        if link := spec.links.get(name):
            found = [
                conjunction([self.allowed(link.target, one), self.holds(node, link.target, one)])
                for one in self.linked(link, row)
            ]
            return any(one is True for one in found)
        if name == "not":
            return negation(self.holds(node, table, row))
        items = node.values if isinstance(node, ListValueNode) else [node]
        found = [self.holds(one, table, row) for one in items]
        return conjunction(found) if name == "and" else disjunction(found)


@dataclass
class Page:
    """Some of all rows, and what is to be said of them."""

    all: list[Row]
    rows: list[Row]
    keys: list[tuple[tuple[str, ...], str]]
    evaluation: _Evaluation
    table: str
    before: bool
    after: bool
    backward: bool

    def cursor(self, row: Row) -> str:
        return (
            f"cursor at {json.dumps(self.evaluation.place(row, self.table, self.keys), ensure_ascii=False)}"
        )

    def next_cursor(self) -> str | None:
        more = self.before if self.backward else self.after
        return self.cursor(self.rows[0 if self.backward else -1]) if more and self.rows else None

    def fact(self, name: str) -> Any:
        if name == "totalCount":
            return Number(len(self.all))
        if name in ("startCursor", "endCursor"):
            return self.cursor(self.rows[0 if name == "startCursor" else -1]) if self.rows else None
        return "PageInfo" if name == "__typename" else self.after if name == "hasNextPage" else self.before


class _Watching(_Evaluation):
    """Evaluates a list for its page alone."""

    def __init__(self, variables: Mapping[str, Any], who: Caller, first: int, pages: list[Page]) -> None:
        super().__init__(variables, who, first)
        self.pages = pages

    def page(self, *args: Any) -> Page:
        self.pages.append(super().page(*args))
        return self.pages[-1]


_NULLING = {"ifVar": "var", "ifRole": "role"}
_PAGING = ("first", "after", "last", "before", "limit", "offset")


def _needs_user(node: ValueNode | None) -> bool:
    if isinstance(node, VariableNode):
        return node.name.value == "user_id"
    if isinstance(node, ListValueNode):
        return any(map(_needs_user, node.values))
    return isinstance(node, ObjectValueNode) and any(_needs_user(one.value) for one in node.fields)


def conjunction(items: Sequence[Truth]) -> Truth:
    return False if False in items else None if None in items else True


def disjunction(items: Sequence[Truth]) -> Truth:
    return True if True in items else None if None in items else False


def negation(item: Truth) -> Truth:
    return None if item is None else not item


# --------------------------------------------------------------------------------------------- scalars


def _compare_by(sign: int, one: tuple[Any, Row], other: tuple[Any, Row]) -> int:
    return sign * ((one[0] > other[0]) - (one[0] < other[0]))


_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: a == b,
    "neq": lambda a, b: a != b,
    "gt": lambda a, b: a > b,
    "gte": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "lte": lambda a, b: a <= b,
    "starts_with": lambda a, b: a.startswith(b),
    "ends_with": lambda a, b: a.endswith(b),
    "contains_text": lambda a, b: b in a,
    "istarts_with": lambda a, b: a.lower().startswith(b.lower()),
    "iends_with": lambda a, b: a.lower().endswith(b.lower()),
    "icontains_text": lambda a, b: b.lower() in a.lower(),
    "like": lambda a, b: like(a, b, fold=False),
    "nlike": lambda a, b: not like(a, b, fold=False),
    "ilike": lambda a, b: like(a, b, fold=True),
    "nilike": lambda a, b: not like(a, b, fold=True),
    "regex": lambda a, b: re.search(b, a) is not None,
    "nregex": lambda a, b: re.search(b, a) is None,
    "iregex": lambda a, b: re.search(b, a, re.IGNORECASE) is not None,
    "niregex": lambda a, b: re.search(b, a, re.IGNORECASE) is None,
    "similar": lambda a, b: re.fullmatch(b.replace("%", ".*").replace("_", "."), a, re.DOTALL) is not None,
    "nsimilar": lambda a, b: re.fullmatch(b.replace("%", ".*").replace("_", "."), a, re.DOTALL) is None,
}


def like(text: str, pattern: str, *, fold: bool) -> bool:
    """SQL's LIKE with the backslash as escape character."""
    found = ""
    characters = iter(pattern)
    for one in characters:
        found += {"%": ".*", "_": "."}.get(one) or re.escape(next(characters) if one == "\\" else one)
    return re.fullmatch(found, text, re.DOTALL | (re.IGNORECASE if fold else 0)) is not None


def compare(operator: str, kind: str, value: Any, given: Any) -> Truth:
    if operator == "is_null":
        return None if given is None else (value is None) is given
    if operator not in ("distinct", "not_distinct") and kind.startswith(("list", "json")):
        return _compare_whole(operator, kind, value, given)
    if operator in ("in", "nin"):
        if given is None:
            return None
        items = given if isinstance(given, list) else [given]
        found = disjunction([compare("eq", kind, value, one) for one in items])
        return found if operator == "in" else negation(found)
    if operator in ("distinct", "not_distinct"):
        same = (
            _same_json(value, given)
            if kind == "json" and None not in (value, given)
            else value == from_json(kind, given)
        )
        return same is (operator == "not_distinct")
    if value is None or given is None:
        return None
    text = kind == "inet" and operator not in ("eq", "neq", "gt", "gte", "lt", "lte")
    return _COMPARISONS[operator](value, given if text else from_json(kind, given))


def _compare_whole(operator: str, kind: str, value: Any, given: Any) -> Truth:
    """Arrays and JSON.  In an array, NULL is not equal to NULL; in JSON, ``null`` is a value."""
    if operator in ("nin", "neq"):
        return negation(_compare_whole({"nin": "in", "neq": "eq"}[operator], kind, value, given))
    if operator == "in" and kind == "json" and given == []:
        return False
    if value is None or given is None:
        return None
    if kind == "json":
        value = None if value is fixture.JSON_NULL else value
        return _JSON[operator](value, given)
    wanted = from_json(kind, given)
    if operator == "eq":
        return bool(value == wanted)
    if operator in ("in", "has_in_common"):
        return any(one is not None and one in wanted for one in value)
    inner, outer = (wanted, value) if operator == "contains" else (value, wanted)
    return all(one is not None and one in outer for one in inner)


def _same_json(one: Any, other: Any) -> bool:
    one = None if one is fixture.JSON_NULL else one
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_same_json(*both) for both in zip(one, other, strict=True))
    if isinstance(one, dict) and isinstance(other, dict):
        return set(one) == set(other) and all(_same_json(one[key], other[key]) for key in one)
    return bool(one == other)


def _holds_json(outer: Any, inner: Any) -> bool:
    """PostgreSQL's ``@>``, below the outermost level."""
    if isinstance(inner, dict) and isinstance(outer, dict):
        return all(key in outer and _holds_json(outer[key], one) for key, one in inner.items())
    if isinstance(inner, list) and isinstance(outer, list):
        return all(any(_holds_json(other, one) for other in outer) for one in inner)
    return not isinstance(inner, dict | list) and _same_json(outer, inner)


def _holds_at_all(outer: Any, inner: Any) -> bool:
    if isinstance(outer, list) and not isinstance(inner, dict | list):
        return _holds_json(outer, [inner])
    return _holds_json(outer, inner)


def _has_key(value: Any, key: str) -> bool:
    if isinstance(value, dict | list):
        return any(isinstance(one, str) and one == key for one in value)
    return isinstance(value, str) and value == key


def _several(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given]


_JSON: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": _same_json,
    "in": lambda a, b: any(_same_json(a, one) for one in _several(b)),
    "contains": _holds_at_all,
    "contained_in": lambda a, b: _holds_at_all(b, a),
    "has_in_common": lambda a, b: (
        isinstance(a, list) and any(_same_json(x, y) for x in a for y in _several(b))
    ),
    "has_key": _has_key,
    "has_key_any": lambda a, b: any(_has_key(a, one) for one in _several(b)),
    "has_key_all": lambda a, b: all(_has_key(a, one) for one in _several(b)),
}


def from_json(kind: str, given: Any) -> Any:
    """A JSON value as the fixture holds it."""
    if given is None:
        return None
    if kind.startswith("list:"):
        return [from_json(kind.removeprefix("list:"), one) for one in _several(given)]
    return _READ.get(kind.partition(":")[0], lambda one: one)(given)


def _duration(text: str) -> dt.timedelta:
    match = re.fullmatch(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?", text)
    assert match is not None, text
    sign, days, hours, minutes, seconds, fraction = (one or "0" for one in match.groups())
    found = dt.timedelta(
        days=int(days),
        hours=int(hours),
        minutes=int(minutes),
        seconds=int(seconds),
        microseconds=int(fraction.ljust(6, "0")),
    )
    return -found if sign == "-" else found


_READ: Mapping[str, Callable[[Any], Any]] = {
    "int": int,
    "float": float,
    "decimal": lambda one: Decimal(str(one)),
    "uuid": uuid.UUID,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
    "datetime": dt.datetime.fromisoformat,
    "duration": _duration,
    "bytes": base64.b64decode,
    "inet": lambda one: str(ipaddress.ip_address(one)),
}


def to_json(kind: str, value: Any) -> Any:
    """A fixture's value in its scalar's canonical form; floats and JSON columns as they are."""
    if value is None or value is fixture.JSON_NULL:
        return None
    name, _, places = kind.partition(":")
    if name == "list":
        return [to_json(places, one) for one in value]
    if name == "int":
        return Number(value)
    if name == "decimal":
        return Number(f"{value + 0:.{places}f}")
    if name in ("time", "datetime"):
        text = value.replace(microsecond=0).isoformat()
        fraction = f".{value.microsecond:06d}".rstrip("0") if value.microsecond else ""
        return text[: 8 if name == "time" else 19] + fraction + ("" if name == "time" else "+00:00")
    if name == "duration":
        return _iso_duration(value)
    if name == "bytes":
        return base64.b64encode(value).decode()
    if name in ("uuid", "date"):
        return str(value)
    return value


def _iso_duration(value: dt.timedelta) -> str:
    size = abs(value)
    minutes, seconds = divmod(size.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{size.microseconds:06d}".rstrip("0") if size.microseconds else ""
    sign = "-" if value < dt.timedelta(0) else ""
    return f"{sign}P{size.days}DT{hours:02d}H{minutes:02d}M{seconds:02d}{fraction}S"


# -------------------------------------------------------------------------------------------- comparing


def difference(expected: Any, actual: Any, path: str = "data") -> str | None:
    """Where an answer that :func:`tests.shop.exact.loads` read is not the expected one; ``None``: nowhere."""
    if isinstance(expected, Pairs):
        if not isinstance(actual, Pairs) or [key for key, _ in expected] != [key for key, _ in actual]:
            return f"{path}: {expected!r} expected, not {actual!r}"
        pairs = zip(expected, actual, strict=True)
        found = (difference(one, other, f"{path}.{key}") for (key, one), (_, other) in pairs)
        return next((one for one in found if one), None)
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        found = (
            difference(*both, f"{path}[{i}]") for i, both in enumerate(zip(expected, actual, strict=True))
        )
        return next((one for one in found if one), None)
    return None if _same(expected, actual) else f"{path}: {expected!r} expected, not {actual!r}"


CURSOR = "cursor at "


def _same_place(one: str, other: str) -> bool:
    """Cursors are for the database that made them: numbers in them have as many digits as it gives them."""
    if not other.startswith(CURSOR):
        return False
    places = [json.loads(text.removeprefix(CURSOR)) for text in (one, other)]
    numbers = [[Decimal(str(part)) if _is_number(part) else part for part in place] for place in places]
    if len(places[0]) != len(places[1]):  # orderings that a variable does not choose have NULL for their keys
        numbers = [[part for part in place if part is not None] for place in numbers]
    return numbers[0] == numbers[1]


def _is_number(part: Any) -> bool:
    if isinstance(part, str):
        return re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", part) is not None
    return isinstance(part, float | int) and not isinstance(part, bool)


def _same(expected: Any, actual: Any) -> bool:
    if isinstance(expected, str) and expected.startswith(CURSOR) and isinstance(actual, str):
        return _same_place(expected, actual)
    if isinstance(expected, Number | str) or expected is None or isinstance(expected, bool):
        return type(expected) is type(actual) and bool(expected == actual)
    if isinstance(expected, int | float):  # of a JSON column, or a float column
        if not isinstance(actual, Number) or float(actual) != expected:
            return False
        return expected != 0 or str(expected).startswith("-") == actual.startswith("-")
    if isinstance(expected, dict):
        return (
            isinstance(actual, Pairs)
            and difference(Pairs(sorted(expected.items())), Pairs(sorted(actual))) is None
        )
    return False
