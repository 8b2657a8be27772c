"""Ways that no model declares: through one join table, and by the far table's name.

A table that a join table points to has a list of the rows of every other table that the join table
points to.  It goes by the far table's API name where only one way leads there; several are told
apart by the join table: ``products_through_purchases``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django_graphgate.catalog.naming import plural_and_singular
from django_graphgate.ir.catalog import Hop, Relation, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A foreign key ``field`` of the exposed ``table`` to the exposed ``target``: the hop along it, and back."""

    table: str
    field: str
    target: str
    into: Hop
    out_of: Hop


@dataclass(frozen=True, slots=True)
class _Path:
    """From where ``near`` points, through its table, to where ``far`` points."""

    near: Link
    far: Link

    @property
    def hops(self) -> tuple[Hop, Hop]:
        return self.near.into, self.far.out_of


def add_paths(tables: Mapping[str, Table], links: Sequence[Link]) -> dict[str, Table]:
    """The tables with the paths through one join table, and with the names that mean other relations."""
    starting: dict[str, list[_Path]] = {}
    for path in _paths(links):
        starting.setdefault(path.near.target, []).append(path)
    return {name: _with_paths(table, starting.get(name, []), tables) for name, table in tables.items()}


def _paths(links: Sequence[Link]) -> Iterator[_Path]:
    by_table: dict[str, list[Link]] = {}
    for link in links:
        by_table.setdefault(link.table, []).append(link)
    for several in by_table.values():
        for near in several:
            for far in several:
                if near is not far and far.table not in (near.target, far.target):
                    yield _Path(near, far)


def _with_paths(table: Table, paths: Sequence[_Path], tables: Mapping[str, Table]) -> Table:
    known = {one.hops for one in table.relations.values()}  # a many-to-many field is the same way already
    paths = [path for path in paths if path.hops not in known]
    taken = {*table.columns, *table.relations, *table.unions}
    found: dict[str, Relation] = {}
    ambiguous: dict[str, tuple[str, ...]] = {}
    by_target: dict[str, list[_Path]] = {}
    for path in paths:
        by_target.setdefault(path.far.target, []).append(path)
    for target, several in by_target.items():
        direct = [one for one in table.relations.values() if one.target == target]
        short = len(several) == 1 and target not in taken and target != table.name
        names = [target] if short and not any(one.many for one in direct) else _long_names(several)
        for name, path in zip(names, several, strict=True):
            if name not in taken and name not in found:
                found[name] = Relation(name=name, target=target, many=True, hops=path.hops)
        if target not in found and not any(one.many for one in direct) and target != table.name:
            ambiguous[target] = tuple(name for name in names if name in found)
    table = replace(table, relations=_with_object_names({**table.relations, **found}, table))
    return _with_synonyms(table, paths, ambiguous, tables)


def _long_names(paths: Sequence[_Path]) -> list[str]:
    """``products_through_purchases``; where a join table leads there twice, with the foreign keys that differ."""
    names: list[str] = []
    for path in paths:
        same = [one for one in paths if one.near.table == path.near.table]
        name = f"{path.far.target}_through_{path.near.table}"
        if len({one.near.field for one in same}) > 1:
            name += f"_{path.near.field}"
        if len({one.far.field for one in same}) > 1:
            name += f"_{path.far.field}"
        names.append(name)
    return names


def _with_object_names(relations: Mapping[str, Relation], table: Table) -> dict[str, Relation]:
    """A list relation also has an object selector, unless something else has its name."""
    taken = {*table.columns, *relations, *table.unions}
    found: dict[str, Relation] = {}
    for name, one in relations.items():
        single = plural_and_singular(name)[1]
        if one.many and single not in taken:
            one = replace(one, object_name=single)  # noqa: PLW2901  the relation itself, with its name
            taken.add(single)
        found[name] = one
    return found


def _with_synonyms(
    table: Table,
    paths: Sequence[_Path],
    ambiguous: Mapping[str, tuple[str, ...]],
    tables: Mapping[str, Table],
) -> Table:
    """Names that are no field of the table and still mean one of its relations, or several."""
    meanings: dict[str, list[str]] = {name: list(several) for name, several in ambiguous.items()}
    hops = {one.hops: one.name for one in table.relations.values()}
    for one in table.relations.values():
        if one.target == table.name or any(one.hops == path.hops for path in paths):
            continue
        target = tables[one.target]
        if one.many:
            meanings.setdefault(target.name, []).append(one.name)
        else:
            meanings.setdefault(target.object_name, []).append(one.name)
    for path in paths:
        if path.hops in hops:
            meanings.setdefault(path.far.field, []).append(hops[path.hops])
    taken = {
        *table.columns,
        *table.relations,
        *table.unions,
        *(one.object_name for one in table.relations.values()),
    }
    free = {name: tuple(dict.fromkeys(several)) for name, several in meanings.items() if name not in taken}
    return replace(
        table,
        synonyms={name: several[0] for name, several in free.items() if len(several) == 1},
        ambiguous={name: several for name, several in free.items() if len(several) > 1},
    )
