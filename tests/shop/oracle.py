"""What a strict document over the shop means, worked out row by row in Python.

A second opinion beside the compiler: no SQL, no plan, no code of the package.  It reads the fixture's
lists, knows the shop's relations by hand, and follows LANGUAGE rules as slowly as they are written.
"""

from __future__ import annotations

import base64
import datetime as dt
import functools
import ipaddress
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
    "samples": TableOf("Sample", "sample", _SCALAR_KINDS, _rows(" ".join(fixture.SCALARS), fixture.SAMPLES)),
    "specimens": TableOf(
        "Specimen", "specimen", _SCALAR_KINDS, _rows(" ".join(fixture.SCALARS), fixture.SPECIMENS)
    ),
}  # fmt: skip

# ------------------------------------------------------------------------------------------- the caller


@dataclass(frozen=True)
class Rule:
    """What a role may see of a table; a column list is the compiler's business, not ours."""

    filters: tuple[ObjectValueNode | None, ...] = ()
    limit: int = 20
    blocked: bool = False


@dataclass(frozen=True)
class Caller:
    """A role's rules by table, ``None`` for a role without any, and the user's id."""

    rules: Mapping[str, Rule] | None = None
    user_id: str | None = None

    def rule(self, table: str) -> Rule:
        return Rule() if self.rules is None else self.rules.get(table, Rule(blocked=True))


def caller(role: Mapping[str, Any] | None, user_id: str | None) -> Caller:
    """From the shape of ``roles.json``; filters have to be strict or the terse forms known here."""
    if role is None:
        return Caller(user_id=user_id)
    rules = {}
    for table in role["tables"]:
        query = table.get("query", {})
        limit = query.get("limit")
        rules[table["name"]] = Rule(
            filters=tuple(_rule_filter(one) for one in query.get("filters", ())),
            limit=20 if limit is None else limit,
            blocked=query.get("block", False),
        )
    return Caller(rules, user_id)


def _rule_filter(text: str) -> ObjectValueNode | None:
    """``None`` stands for the filter that no row passes."""
    if text == "false":
        return None
    node = parse_value(text)
    assert isinstance(node, ObjectValueNode)
    return node


NAMED_ORDERS = {
    "cheap": parse_value("[{ price: asc }, { name: desc }]"),
    "heavy": parse_value("[{ weight: desc_nulls_last }]"),
    "stocked": parse_value("[{ stock: desc }]"),
}
"""The orderings of products that the tests' settings name."""

# --------------------------------------------------------------------------------------- the evaluation


def answer(text: str, variables: Mapping[str, Any] | None = None, who: Caller | None = None) -> Pairs:
    """The ``data`` of a strict document.  Floats are floats and JSON columns ordinary values."""
    [operation] = parse(text).definitions
    assert isinstance(operation, OperationDefinitionNode)
    values = {}
    for one in operation.variable_definitions or ():
        default = None if one.default_value is None else value_from_ast_untyped(one.default_value)
        values[one.variable.name.value] = default
    values.update(variables or {})
    return _Evaluation(values, who or Caller()).root(operation.selection_set)


@dataclass
class _Evaluation:
    variables: Mapping[str, Any]
    who: Caller

    def value(self, node: ValueNode) -> Any:
        if isinstance(node, VariableNode):
            name = node.name.value
            return self.who.user_id if name == "user_id" else self.variables.get(name)
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
                [argument] = directive.arguments
                if self.value(argument.value) is not (directive.name.value == "include"):
                    return False
        return True

    def root(self, selections: SelectionSetNode) -> Pairs:
        found = Pairs()
        for key, nodes in self.collect([selections]).items():
            name = nodes[0].name.value
            if name == "__typename":
                found.append((key, "Query"))
                continue
            table = next(one for one, spec in TABLES.items() if name in (one, spec.single))
            found.append((key, self.selector(nodes, table, TABLES[table].rows, single=name != table)))
        return found

    def object(self, nodes: Sequence[FieldNode], table: str, row: Row) -> Pairs:
        spec = TABLES[table]
        found = Pairs()
        for key, inner in self.collect([one.selection_set for one in nodes if one.selection_set]).items():
            name = inner[0].name.value
            if name == "__typename":
                found.append((key, spec.type_name))
            elif name in spec.kinds:
                found.append((key, to_json(spec.kinds[name], row[name])))
            else:
                found.append((key, self.related(inner, name, spec, row)))
        return found

    def related(self, nodes: Sequence[FieldNode], name: str, spec: TableOf, row: Row) -> Any:
        link = spec.links.get(name)
        if not any(one.name.value == "notRelated" for one in nodes[0].directives or ()):
            assert link is not None
            return self.selector(nodes, link.target, self.linked(link, row), single=not link.many)
        target = name if link is None else link.target
        single = link is not None and not link.many
        return self.selector(nodes, target, TABLES[target].rows, single=single)

    def linked(self, link: Link, row: Row) -> list[Row]:
        rows = TABLES[link.target].rows
        if link.by is None:
            return [one for one in rows if row[link.here] is not None and one[link.there] == row[link.here]]
        name, near, far = link.by
        joins = JOINS.get(name) or TABLES[name].rows
        if name in TABLES:
            joins = [one for one in joins if self.allowed(name, one) is True]
        ids = {one[far] for one in joins if one[near] == row[link.here]}
        return [one for one in rows if one[link.there] in ids]

    # -- rows ---------------------------------------------------------------------------------

    def selector(self, nodes: Sequence[FieldNode], table: str, rows: Iterable[Row], *, single: bool) -> Any:
        rule = self.who.rule(table)
        arguments = {one.name.value: one.value for one in nodes[0].arguments or ()}
        where = arguments.get("where")
        filters = (*rule.filters, where, arguments.get("id"))
        if rule.blocked or (self.who.user_id is None and any(map(_needs_user, filters))):
            return None
        kept = [one for one in rows if self.allowed(table, one) is True]
        if "id" in arguments:
            [key] = TABLES[table].key
            wanted = from_json(TABLES[table].kinds[key], self.value(arguments["id"]))
            kept = [one for one in kept if wanted is not None and one[key] == wanted]
        if where is not None and not isinstance(where, NullValueNode):
            kept = [one for one in kept if self.holds(where, table, one) is True]
        order = arguments.get("order_by")
        if "order_by_name" in arguments:
            order = NAMED_ORDERS.get(self.value(arguments["order_by_name"]))
        kept = self.ordered(kept, table, order)
        if single:
            return self.object(nodes, table, kept[0]) if kept else None
        offset = self.value(arguments["offset"]) if "offset" in arguments else None
        kept = kept[offset or 0 :][: rule.limit]
        limit = self.value(arguments["limit"]) if "limit" in arguments else None
        if limit is not None:
            kept = kept[:limit]
        return [self.object(nodes, table, one) for one in kept]

    def ordered(self, rows: list[Row], table: str, node: ValueNode | None) -> list[Row]:
        keys: list[tuple[tuple[str, ...], str]] = []
        for item in node.values if isinstance(node, ListValueNode) else ():
            keys += self.order_keys(item, ())
        keys += [((name,), "asc") for name in TABLES[table].key]
        found = list(rows)
        for path, direction in reversed(keys):  # sorting is stable
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
            if isinstance(one.value, ObjectValueNode):
                yield from self.order_keys(one.value, (*path, one.name.value))
            elif not isinstance(one.value, NullValueNode):
                yield (*path, one.name.value), self.value(one.value)

    def along(self, path: tuple[str, ...], table: str, row: Row) -> Any:
        """The value at the end of to-one relations; a row that the role may not see is none."""
        for name in path[:-1]:
            link = TABLES[table].links[name]
            rows = [one for one in self.linked(link, row) if self.allowed(link.target, one) is True]
            if not rows:
                return None
            [row], table = rows, link.target
        return row[path[-1]]

    def allowed(self, table: str, row: Row) -> Truth:
        rule = self.who.rule(table)
        if rule.blocked or None in rule.filters:
            return False
        trusted = _Evaluation({}, Caller(user_id=self.who.user_id))  # a rule sees what its author sees
        return conjunction([trusted.holds(one, table, row) for one in rule.filters if one is not None])

    # -- filters ------------------------------------------------------------------------------

    def holds(self, node: ValueNode, table: str, row: Row) -> Truth:
        if isinstance(node, NullValueNode):
            return True
        assert isinstance(node, ObjectValueNode), node
        return conjunction([self.entry(one.name.value, one.value, table, row) for one in node.fields])

    def entry(self, name: str, node: ValueNode, table: str, row: Row) -> Truth:
        spec = TABLES[table]
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
    if operator in ("in", "nin"):
        if given is None:
            return None
        items = given if isinstance(given, list) else [given]
        found = disjunction([compare("eq", kind, value, one) for one in items])
        return found if operator == "in" else negation(found)
    if operator in ("distinct", "not_distinct"):
        same = value == from_json(kind, given)
        return same is (operator == "not_distinct")
    if value is None or given is None:
        return None
    text = kind == "inet" and operator not in ("eq", "neq", "gt", "gte", "lt", "lte")
    return _COMPARISONS[operator](value, given if text else from_json(kind, given))


def from_json(kind: str, given: Any) -> Any:
    """A JSON value as the fixture holds it."""
    if given is None:
        return None
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


def _same(expected: Any, actual: Any) -> bool:
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
