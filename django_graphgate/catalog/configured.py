"""What ``GRAPHGATE["TABLES"]`` adds to the tables of the models."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django_graphgate.catalog.entries import ColumnEntry, TableEntry
from django_graphgate.catalog.exposed import ApiNames, Names, second_name
from django_graphgate.catalog.paths import Link
from django_graphgate.dialects.stored_types import family, type_of
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import Column, Hop, Relation, Table

Tables = Mapping[str, Table]


def add_related(tables: Tables, entries: Sequence[TableEntry]) -> tuple[dict[str, Table], list[Link]]:
    """The relations that ``related_to`` adds, forward and back: for views and arrays of keys, which declare none."""
    changed = dict(tables)
    links: list[Link] = []
    for entry in entries:
        table = tables.get(entry.name)
        if entry.table:
            continue
        if table is None:
            raise _no_table(entry.name, entry.name, tables)
        for column in entry.columns.values():
            if column.related_to and column.name in table.columns:
                link = _link(table, column, tables)
                if not link.out_of.array:  # which is no half of a path through a join table
                    links.append(link)
                _relate(changed, link, column.name)
    return changed, links


def _link(table: Table, column: ColumnEntry, tables: Tables) -> Link:
    where = f"GRAPHGATE['TABLES'], {table.name}.{column.name}: related_to"
    name, _, there = column.related_to[0].partition(".")
    target = tables.get(name)
    if target is None:
        raise _no_table(where, name, tables)
    there = there or next(iter(target.primary_key))
    if len(column.related_to) > 1 or target.primary_key != (there,):
        raise ConfigurationError(f"{where} names the primary key of one table, such as 'products.id'.")
    _comparable(where, table.columns[column.name], target.keys[there])
    here, key = table.columns[column.name].column, target.keys[there].column
    into = Hop(db_table=table.db_table, db_schema=table.db_schema, table=table.name, pairs=((key, here),))
    out_of = Hop(db_table=target.db_table, db_schema=target.db_schema, table=name, pairs=((here, key),))
    if table.columns[column.name].codec.item:
        into, out_of = replace(into, array="there"), replace(out_of, array="here")
    return Link(
        table=table.name,
        field=column.name.removesuffix("_id"),
        target=name,
        into=into,
        out_of=out_of,
        declared=False,
    )


def _comparable(where: str, here: Column, there: Column) -> None:
    families = family(type_of(here.codec.item or here.codec)), family(type_of(there.codec))
    if families[0] != families[1]:
        raise ConfigurationError(
            f"{where} compares {here.name} ({here.codec.scalar}) with {there.name} ({there.codec.scalar}), "
            "and they are never equal.",
            hint="Name the column's real type beside it: {'name': …, 'type': 'BigInt', 'related_to': …}.",
        )


def _relate(tables: dict[str, Table], link: Link, column: str) -> None:
    """A relation to the row that a column names, or to the rows whose keys an array has; and back."""
    table, target = tables[link.table], tables[link.target]
    taken = {*table.columns, *table.relations}
    many = bool(link.out_of.array)
    names: tuple[str, ...] = (link.field, target.object_name, f"{link.field}_row")
    if many:
        names = (target.name, f"{column.removesuffix('_ids')}_rows")
    name = next((candidate for candidate in names if candidate not in taken), "")
    if not name:
        raise ConfigurationError(
            f"GRAPHGATE['TABLES'], {table.name}: related_to adds the relation {names[0]!r}, which already exists."
        )
    forward = Relation(name=name, target=target.name, many=many, hops=(link.out_of,))
    if many:
        forward = replace(forward, way="array", field=column)
    columns = _with_secrets(table.columns, forward, target)
    tables[table.name] = replace(table, columns=columns, relations={**table.relations, name: forward})
    target = tables[link.target]
    if table.name not in {*target.columns, *target.relations}:
        back = Relation(name=table.name, target=table.name, many=True, hops=(link.into,))
        tables[target.name] = replace(target, relations={**target.relations, table.name: back})


def hide_repeated(tables: Tables) -> dict[str, Table]:
    """Also mark generic keys that repeat a secret key as secret."""
    changed = dict(tables)
    for name, table in tables.items():
        columns = table.columns
        for union in table.unions.values():
            for member in union.members:
                columns = _with_secrets(columns, member, tables[member.target])
        if columns is not table.columns:
            changed[name] = replace(table, columns=columns)
    return changed


def _with_secrets(columns: Mapping[str, Column], key: Relation, target: Table) -> Mapping[str, Column]:
    """The columns, secret where the first hop of ``key`` makes them repeat a secret column of ``target``."""
    secret = {column.column for column in (*target.columns.values(), *target.keys.values()) if column.secret}
    repeating = {here for here, there in key.hops[0].pairs if there in secret}
    if not repeating:
        return columns
    return {
        name: replace(column, secret=column.secret or column.column in repeating)
        for name, column in columns.items()
    }


def add_orderings(tables: Tables, entries: Sequence[TableEntry]) -> dict[str, Table]:
    """Add the named orderings of tables that are not aliases."""
    changed = dict(tables)
    for entry in entries:
        if not entry.table:
            changed[entry.name] = replace(tables[entry.name], orderings=_orderings(entry, tables[entry.name]))
    return changed


def add_schemas(tables: Tables, entries: Sequence[TableEntry]) -> dict[str, Table]:
    """The schemas in which a document may ask for a table, or for an alias of one."""
    changed = dict(tables)
    for entry in entries:
        if entry.schemas:
            table = changed[entry.name]
            if table.parts:
                raise ConfigurationError(
                    f"GRAPHGATE['TABLES'], {entry.name}: schemas: the model inherits from another one, "
                    "so its rows are in several tables."
                )
            changed[entry.name] = replace(table, schemas=entry.schemas)
    return changed


def _orderings(entry: TableEntry, table: Table) -> Mapping[str, tuple[tuple[str, str], ...]]:
    for name, keys in entry.order_by.items():
        for column, _ in keys:
            if column not in table.columns:
                raise ConfigurationError(
                    f"GRAPHGATE['TABLES'], {entry.name}: order_by {name}: there is no column {column!r}.",
                    hint=f"It has {', '.join(table.columns)}.",
                )
            if table.columns[column].codec.scalar == "JSON":
                raise ConfigurationError(
                    f"GRAPHGATE['TABLES'], {entry.name}: order_by {name}: {column} is JSON, which has no order."
                )
    return entry.order_by


def add_aliases(tables: Tables, entries: Sequence[TableEntry], names: Names) -> dict[str, Table]:
    """The second names of tables, each a table of its own beside the first, with rules of its own."""
    changed = dict(tables)
    for entry in entries:
        if not entry.table:
            continue
        real = _real(entry, tables)
        name = second_name(entry.name)
        names.claim(f"GRAPHGATE['TABLES'], {entry.name}", name)
        if any(
            (column.codec, column.enum, column.related_to, column.primary) != (None, None, (), False)
            for column in entry.columns.values()
        ):
            raise ConfigurationError(
                f"GRAPHGATE['TABLES'], {entry.name}: its columns are those of {real.name}: set this there."
            )
        alias = _alias(real, name, frozenset(blocked.lower() for blocked in entry.blocklist))
        for union in alias.unions.values():
            names.claim_name(f"GRAPHGATE['TABLES'], {entry.name}.{union.name}", union.type_name)
        changed[entry.name] = replace(alias, orderings=_orderings(entry, alias) or alias.orderings)
    return changed


def _alias(table: Table, name: ApiNames, hidden: frozenset[str]) -> Table:
    """The table under a second name, without what is hidden from it."""
    relations = {key: relation for key, relation in table.relations.items() if key.lower() not in hidden}
    left = {*relations, *(relation.object_name for relation in relations.values())}
    return replace(
        table,
        name=name.list,
        object_name=name.object,
        type_name=name.type,
        alias_of=table.name,
        columns={key: column for key, column in table.columns.items() if key.lower() not in hidden},
        relations=relations,
        unions={
            key: replace(union, type_name=f"{name.type}{union.type_name.removeprefix(table.type_name)}")
            for key, union in table.unions.items()
            if key.lower() not in hidden
        },
        synonyms={key: relation for key, relation in table.synonyms.items() if relation in left},
        ambiguous={
            key: tuple(relation for relation in several if relation in left)
            for key, several in table.ambiguous.items()
        },
    )


def _real(entry: TableEntry, tables: Tables) -> Table:
    """The table that an alias means, by API name or by its name in the database."""
    wanted = [
        table
        for table in tables.values()
        if entry.table in (table.name, table.db_table, table.model) and entry.schema in ("", table.db_schema)
    ]
    by_name = [table for table in wanted if table.name == entry.table] or wanted
    if len(by_name) != 1:
        raise _no_table(f"GRAPHGATE['TABLES'], {entry.name}", entry.table, tables)
    return by_name[0]


def _no_table(where: str, name: str, tables: Iterable[str]) -> ConfigurationError:
    near = difflib.get_close_matches(name, list(tables), 1)
    hint = f"Did you mean {near[0]!r}?" if near else "Use the table's API name."
    return ConfigurationError(f"{where}: there is no table {name!r} in the API.", hint=hint)
