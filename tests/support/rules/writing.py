"""The shop's catalogue, with a second name for its products."""

from __future__ import annotations

from dataclasses import replace

from tests.support.catalog.asking import built

GOODS = {"name": "goods", "table": "products"}
WRITABLE = built(["shop"], tables=[GOODS]).catalog


def _with_writes(table):
    kept = {key: column for key, column in table.columns.items() if key not in ("total", "product_ptr_id")}
    plain = {key: column for key, column in kept.items() if key not in table.primary_key}
    relations = {
        key: replace(relation, way="many_to_many") if key in ("tags", "related") else relation
        for key, relation in table.relations.items()
    }
    writes = {"insert": kept, "update": plain, "upsert": kept, "delete": {}}
    return table if table.writes else replace(table, writes=writes, relations=relations)


WRITABLE = replace(WRITABLE, tables={name: _with_writes(table) for name, table in WRITABLE.tables.items()})
