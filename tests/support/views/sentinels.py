"""Values that tell where they come from, in every cell of the shop; what a role may see of them; random requests."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

from tests.support.oracle.rows import Rows
from tests.support.oracle.worlds import queries
from tests.support.shop.oracle import TABLES, Caller, caller

ROLES: dict[str, dict[str, Any]] = {
    role["name"]: role
    for role in json.loads((Path(__file__).parents[2] / "golden" / "roles.json").read_text("utf-8"))["roles"]
}
HEIRS: tuple[dict[str, Any], ...] = (
    {
        "name": "clerk",
        "extends": "user",
        "tables": [
            {
                "name": "customers",
                "query": {"columns": ["id", "email"], "filters": ["{ is_active: { eq: true } }"]},
            },
            {"name": "tags", "query": {"block": True}},
            {"name": "vouchers", "query": {"filters": ["{ customer_id: { eq: $user_id } }"]}},
        ],
    },
    {
        "name": "heir",
        "extends": "member",
        "tables": [
            {"name": "purchases", "query": {"filters": ["{ quantity: { lt: 3 } }"]}},
            {"name": "categories", "query": {"columns": ["id", {"name": "name", "if": "{ id: { gt: 1 } }"}]}},
        ],
    },
    {
        "name": "branch",
        "extends": "tenant",
        "tables": [
            {"name": "products", "query": {"columns": ["id", "name", "stock"]}},
            {"name": "categories", "query": {}},
        ],
    },
)
"""Roles that take over rules: plain ones, with masked columns, and with a wildcard rule beside a blocked table."""
ROLES |= {role["name"]: role for role in HEIRS}
MARK = re.compile(r"zq[0-9a-f]{6}")
MODELS = {"customers": "Customer", "products": "Product", "categories": "Category", "profiles": "Profile", "sheep": "Sheep",
          "purchases": "Purchase", "vouchers": "Voucher", "samples": "Sample", "specimens": "Specimen", "odds": "Odd"}  # fmt: skip
# columns by which the roles' rules filter keep their values, so that a row stays visible or hidden
MARKED = {
    "customers": ("name", "email", "password", "api_token"),
    "products": ("name", "description", "attributes"),
    "profiles": ("bio",),
    "sheep": ("name",),
    "samples": ("text", "document"),
    "specimens": ("text", "document"),
    "odds": ("where", "t0", "j"),
}
COUNTED = {
    "customers": ("balance",), "products": ("stock", "weight", "price"), "purchases": ("unit_price",),
    "vouchers": ("amount",), "samples": ("number", "real"), "specimens": ("number", "real"), "odds": ("limit",),
}  # fmt: skip
"""Numbers, which change too where a role may not see them."""

Cell = tuple[str, int, str]
"""Table, index of the row, column."""


@dataclass(frozen=True)
class Sight:
    """What one role may see, worked out without the package."""

    who: Caller
    rules: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, role: str, user_id: str | None) -> Sight:
        whole = _with_inherited(ROLES[role])
        return cls(caller(whole, user_id), queries(whole, TABLES))

    def columns(self, table: str) -> list[str]:
        rule = self.rules.get(table)
        if rule is None or rule.get("block"):
            return []
        plain = [one for one in TABLES[table].kinds if one not in ("password", "api_token", "key")]
        columns = ["*"] if rule.get("columns") is None else rule["columns"]
        named = [one if isinstance(one, str) else one["name"] for one in columns]
        return [*(plain if "*" in named else ()), *(one for one in named if one != "*")]

    def sees(self, cell: Cell) -> bool:
        table, index, column = cell
        row = TABLES[table].rows[index]
        rows = Rows({}, self.who)
        shown = row[column] is None or rows.cell(table, row, column) is not None
        return shown and column in self.columns(table) and rows.allowed(table, row) is True

    def links(self, table: str) -> list[str]:
        return [name for name, link in TABLES[table].links.items() if self.columns(link.target)]


def _with_inherited(role: Mapping[str, Any]) -> dict[str, Any]:
    above = ROLES[role["extends"]]["tables"] if "extends" in role else []
    return {**role, "tables": list({table["name"]: table for table in (*above, *role["tables"])}.values())}


def plant(alias: str, cells: dict[Cell, str], turned: set[Cell]) -> None:
    """Write every cell's sentinel; numbers of the cells in ``turned`` become others."""
    for table, name in MODELS.items():
        model: Any = apps.get_model("shop", name)
        for index, row in enumerate(TABLES[table].rows):
            changes: dict[str, Any] = {}
            for column in MARKED.get(table, ()):
                if row[column] is not None:
                    text = cells[table, index, column]
                    changes[column] = (
                        {"k": text} if isinstance(model._meta.get_field(column), models.JSONField) else text
                    )
            for column in COUNTED.get(table, ()):
                if (table, index, column) in turned and row[column] is not None:
                    changes[column] = 77 if not isinstance(row[column], Decimal) else Decimal("77.70")
            if changes:
                key = {one: row[one] for one in TABLES[table].key}
                model.objects.using(alias).filter(**key).update(**changes)


def sentinels(chance: random.Random) -> dict[Cell, str]:
    return {
        (table, index, column): f"zq{chance.getrandbits(24):06x}"
        for table, columns in MARKED.items()
        for index in range(len(TABLES[table].rows))
        for column in columns
    }


def hidden_cells(sight: Sight) -> set[Cell]:
    return {
        (table, index, column)
        for several in (MARKED, COUNTED)
        for table, columns in several.items()
        for index in range(len(TABLES[table].rows))
        for column in columns
        if not sight.sees((table, index, column))
    }


class Writer:
    """Random documents: mostly of what the role may see, now and then of what it may not."""

    def __init__(self, sight: Sight, chance: random.Random, guesses: list[str]) -> None:
        self.sight = sight
        self.chance = chance
        self.guesses = guesses

    def documents(self, count: int) -> Iterator[str]:
        tables = [table for table in TABLES if table != "palettes"]
        seen = [table for table in tables if self.sight.columns(table)]
        for _ in range(count):
            table = self.chance.choice(seen if self.chance.random() < 0.9 else tables)
            body = self.selector(table, table, 2)
            cursor = f" {table}_cursor" if "first:" in body.partition("{")[0] else ""
            yield f"query Q @skipAuth {{ {body}{cursor} }}"

    def selector(self, name: str, table: str, depth: int) -> str:
        return f"{name}{self.arguments(table)} {{ {self.selection(table, depth)} }}"

    def selection(self, table: str, depth: int) -> str:
        chosen = [
            f"c{i}: {self.column(table)}{self.condition(table)}" for i in range(self.chance.randint(1, 3))
        ]
        if depth and self.chance.random() < 0.7 and (name := self.link(table)):
            link = TABLES[table].links[name]
            target = link.target
            inner = (
                self.selector(name, target, depth - 1)
                if link.many
                else f"{name} {{ {self.selection(target, depth - 1)} }}"
            )
            chosen.append(f"r: {inner}")
        return " ".join(chosen)

    def column(self, table: str) -> str:
        columns = self.sight.columns(table)
        if not columns or self.chance.random() < 0.04:
            columns = list(TABLES[table].kinds)
        return self.chance.choice(columns)

    def link(self, table: str) -> str | None:
        links = self.sight.links(table)
        if self.chance.random() < 0.05:
            links = list(TABLES[table].links)
        return self.chance.choice(links) if links else None

    def condition(self, table: str) -> str:
        if self.chance.random() < 0.9:
            return ""
        return f"({self.chance.choice(['includeIf', 'skipIf'])}: {self.filter(table, 1)})"

    def filter(self, table: str, depth: int) -> str:
        if depth and self.chance.random() < 0.4 and (name := self.link(table)):
            inside = f"{{ {name}: {self.filter(TABLES[table].links[name].target, depth - 1)} }}"
        else:
            column = self.column(table)
            inside = f"{{ {column}: {{ {self.operation(TABLES[table].kinds[column])} }} }}"
        return f"{{ not: {inside} }}" if self.chance.random() < 0.2 else inside

    def operation(self, kind: str) -> str:
        guess = self.chance.choice(self.guesses)
        if kind == "text":
            operator = self.chance.choice(
                ["eq", "gt", "lt", "starts_with", "like", "nlike", "icontains_text"]
            )
            return f'{operator}: "{guess if operator == "eq" else guess[: self.chance.randint(2, 8)]}%"'
        if kind == "json":
            return f'{self.chance.choice(["contains", "contained_in", "eq"])}: {{ k: "{guess}" }}'
        if kind.startswith(("int", "decimal", "float")):
            return f"{self.chance.choice(['gt', 'lte', 'neq'])}: {self.chance.choice([0, 1, 5, 77])}"
        return f"is_null: {self.chance.choice(['true', 'false'])}"

    def order(self, table: str, depth: int) -> str:
        links = [one for one in self.sight.links(table) if not TABLES[table].links[one].many]
        if depth and links and self.chance.random() < 0.4:
            name = self.chance.choice(links)
            return f"{{ {name}: {self.order(TABLES[table].links[name].target, depth - 1)} }}"
        return f"{{ {self.column(table)}: {self.chance.choice(['asc', 'desc', 'asc_nulls_first'])} }}"

    def arguments(self, table: str) -> str:
        found = []
        if self.chance.random() < 0.5:
            found.append(f"where: {self.filter(table, 2)}")
        if self.chance.random() < 0.5:
            found.append(f"order_by: [{self.order(table, 2)}]")
        if self.chance.random() < 0.2:
            found.append(f"distinct: [{self.column(table)}]")
        if self.chance.random() < 0.4:
            found.append(
                f"{self.chance.choice(['first', 'last', 'limit', 'offset'])}: {self.chance.randint(0, 4)}"
            )
        return f"({', '.join(found)})" if found else ""
