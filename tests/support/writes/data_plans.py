"""Plans of mutations over the shop, by hand: what the compiler makes of documents, without documents."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django_graphgate.ir.codec import (
    BIGINT,
    BOOL,
    BYTES,
    DATE,
    DATETIME,
    FLOAT,
    INT,
    JSON,
    TEXT,
    UUID,
    Codec,
    array_codec,
    int_codec,
)
from django_graphgate.ir.write import (
    Data,
    DataVariable,
    WritePlan,
    WriteRelation,
    WriteRoot,
    WriteShape,
    WriteTable,
)

KEYS = (("id", BIGINT),)
DECIMAL = Codec("decimal", (10, 2))

CUSTOMER = {"name": TEXT, "email": TEXT, "is_active": BOOL, "birthday": DATE, "referrer_id": BIGINT}
PRODUCT = {
    "name": TEXT,
    "price": DECIMAL,
    "stock": int_codec(0, 2**31 - 1),
    "attributes": JSON,
    "created_at": DATETIME,
    "weight": FLOAT,
    "code": UUID,
    "owner_id": BIGINT,
    "category_id": BIGINT,
}

TABLES = {
    "customers": WriteTable(model="shop.Customer", keys=KEYS, named_by={"id": BIGINT, "email": TEXT}),
    "products": WriteTable(model="shop.Product", keys=KEYS, named_by={"id": BIGINT, "code": UUID}),
    "categories": WriteTable(model="shop.Category", keys=KEYS, named_by={"id": BIGINT, "name": TEXT}),
    "tags": WriteTable(model="shop.Tag", keys=KEYS, named_by={"id": BIGINT, "slug": TEXT}),
    "purchases": WriteTable(model="shop.Purchase", keys=KEYS),
    "profiles": WriteTable(model="shop.Profile", keys=(("customer_id", BIGINT),)),
}


def _relation(name: str, table: str, way: Any, field: str, *, many: bool, **changes: Any) -> WriteRelation:
    allowed = {"insert": True, "update": True, "connect": True, "disconnect": True, **changes}
    return WriteRelation(name=name, table=table, way=way, field=field, many=many, **allowed)


RELATIONS = {
    "customers": (
        _relation("products", "products", "reverse", "owner", many=True),
        _relation("referrer", "customers", "forward", "referrer", many=False),
        _relation("referred", "customers", "reverse", "referrer", many=True),
    ),
    "products": (
        _relation("owner", "customers", "forward", "owner", many=False),
        _relation("category", "categories", "forward", "category", many=False),
        _relation("tags", "tags", "many_to_many", "tags", many=True),
        _relation(
            "buyers",
            "customers",
            "through",
            "",
            many=True,
            through="purchases",
            near="product",
            far="customer",
        ),
    ),
    "categories": (
        _relation("parent", "categories", "forward", "parent", many=False),
        _relation("children", "categories", "reverse", "parent", many=True),
    ),
    "tags": (),
    "purchases": (),
}

COLUMNS = {
    "customers": CUSTOMER,
    "products": PRODUCT,
    "categories": {"name": TEXT, "parent_id": BIGINT},
    "tags": {"slug": TEXT},
    "purchases": {"quantity": INT, "unit_price": DECIMAL, "bought_at": DATETIME, "customer_id": BIGINT},
}

SYNONYMS = {
    "products": {"users": "owner", "tag": "tags"},
    "categories": {"categories:children": "children", "categories:parents": "parent"},
}


def shape(table: str, action: Any, **changes: Any) -> WriteShape:
    """What a role that may do everything can write of a table."""
    columns = COLUMNS[table]
    if action == "upsert":
        columns = {"id": BIGINT, **columns}
    numbers = tuple(name for name, codec in columns.items() if codec.name in ("int", "decimal", "float"))
    plain = {
        "columns": columns,
        "increments": tuple(name for name in numbers if not name.endswith("id"))
        if action == "update"
        else (),
        "relations": {} if action == "upsert" else {r.name: r for r in RELATIONS[table]},
        "synonyms": SYNONYMS.get(table, {}),
    }
    return WriteShape(
        table=table, model=TABLES[table].model, action=action, keys=TABLES[table].keys, **(plain | changes)
    )


SHAPES = {
    made.name: made
    for table in RELATIONS
    for action in ("insert", "update", "upsert")
    for made in [shape(table, action)]
}

SAMPLE = WriteShape(
    table="samples",
    model="shop.Sample",
    action="insert",
    keys=KEYS,
    columns={"blob": BYTES, "document": JSON, "number": INT, "day": DATE, "text": TEXT, "real": FLOAT},
)

PALETTE = WriteShape(
    table="palettes",
    model="shop.Palette",
    action="insert",
    keys=KEYS,
    columns={"name": TEXT, "colors": array_codec(TEXT), "sizes": array_codec(INT)},
)


def root(
    table: str, action: Any, data: Data | None = None, *, many: bool = True, **changes: Any
) -> WriteRoot:
    """A root field whose data are the variable ``$data``."""
    data = DataVariable("data") if data is None else data
    return WriteRoot(key=table, action=action, table=table, many=many, data=data, **changes)


def plan(*shapes: WriteShape, roots: tuple[WriteRoot, ...] = (), **changes: Any) -> WritePlan:
    """A plan of all tables, some of whose shapes are others."""
    return WritePlan(roots=roots, shapes=SHAPES | {s.name: s for s in shapes}, tables=TABLES, **changes)


def relation(table: str, name: str, **changes: Any) -> WriteRelation:
    """A relation of the table as it is, but for what is given."""
    return replace(SHAPES[f"{table}:insert"].relations[name], **changes)
