"""Relations that no model declares: through one join table, and by the far table's name.

A table that a join table points to has a list of the rows of every other table that the join table
points to.  Its name is the far table's API name if only one path leads there; otherwise the join table's name
is appended: ``products_through_purchases``.
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
    declared: bool = True
    """It is a foreign key of Django's, which a row of the table is written with."""


@dataclass(frozen=True, slots=True)
class _Path:
    """From where ``near`` points, through its table, to where ``far`` points."""

    near: Link
    far: Link

    @property
    def hops(self) -> tuple[Hop, Hop]:
        return self.near.into, self.far.out_of

    def relation(self, name: str, object_name: str) -> Relation:
        relation = Relation(
            name=name, target=self.far.target, many=True, hops=self.hops, object_name=object_name
        )
        if not (self.near.declared and self.far.declared):
            return relation
        return replace(relation, way="through", near=self.near.field, far=self.far.field)


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
    known = {relation.hops: relation.name for relation in table.relations.values()}  # of many-to-many fields
    taken = {*table.columns, *table.relations, *table.unions}
    added: dict[str, Relation] = {}
    by_target: dict[str, list[_Path]] = {}
    for path in paths:
        by_target.setdefault(path.far.target, []).append(path)
    for target, several in by_target.items():
        direct = any(relation.target == target for relation in table.relations.values())
        short = len(several) == 1 and target not in taken and target != table.name and not direct
        for path, ending in zip(several, [""] if short else _endings(several), strict=True):
            name = target + ending
            if path.hops not in known and name not in taken and name not in added:
                single = "" if short else tables[target].object_name + ending
                added[name] = path.relation(name, single)
    table = replace(table, relations=_with_object_names({**table.relations, **added}, table))
    return _with_synonyms(table, paths, tables, frozenset(added))


def _endings(paths: Sequence[_Path]) -> list[str]:
    """``_through_purchases``; where a join table leads there twice, with the foreign keys that differ."""
    endings: list[str] = []
    for path in paths:
        same = [other for other in paths if other.near.table == path.near.table]
        ending = f"_through_{path.near.table}"
        if len({other.near.field for other in same}) > 1:
            ending += f"_{path.near.field}"
        if len({other.far.field for other in same}) > 1:
            ending += f"_{path.far.field}"
        endings.append(ending)
    return endings


def _with_object_names(relations: Mapping[str, Relation], table: Table) -> dict[str, Relation]:
    """A list relation also has an object selector, unless something else has its name."""
    taken = {*table.columns, *relations, *table.unions}
    named: dict[str, Relation] = {}
    for name, relation in relations.items():
        single = relation.object_name or plural_and_singular(name)[1]
        single = f"{name}_one" if single == name else single
        if not relation.many or single in taken:
            relation = replace(relation, object_name="")  # noqa: PLW2901  the relation itself, without the name
        else:
            relation = replace(relation, object_name=single)  # noqa: PLW2901  the relation itself, with its name
            taken.add(single)
        named[name] = relation
    return named


def _with_synonyms(
    table: Table, paths: Sequence[_Path], tables: Mapping[str, Table], undeclared: frozenset[str]
) -> Table:
    """Names that are not fields of the table and still mean one of its relations, or several.

    The far table's names mean the relations that a model declares, else the paths that lead there;
    then a join table's foreign key means the paths along it.  Plural or singular decides over list or
    object, here as everywhere; where all relations to a table lead to one row, both mean that row.
    """
    by_hops = {relation.hops: relation for relation in table.relations.values()}
    through = [(path, relation) for path in paths if (relation := by_hops.get(path.hops))]
    meanings: dict[str, list[str]] = {}
    modelled = [relation for relation in table.relations.values() if relation.name not in undeclared]
    for name in dict.fromkeys(relation.target for relation in modelled if relation.target != table.name):
        lists = [relation for relation in modelled if relation.target == name and relation.many]
        rows = [relation.name for relation in modelled if relation.target == name and not relation.many]
        firsts = [relation.object_name for relation in lists if relation.object_name]
        meanings[name] = [relation.name for relation in lists] or rows
        if single := rows or firsts:
            meanings[tables[name].object_name] = single
    declared = set(meanings)
    for path, relation in through:
        target = tables[path.far.target]
        names = {
            path.far.field: relation.name,
            target.object_name: relation.object_name,
            target.name: relation.name,
        }
        for name, meant in names.items():
            if meant and name not in declared and name not in (table.name, table.object_name):
                meanings.setdefault(name, []).append(meant)
    taken = {
        *table.columns,
        *table.relations,
        *table.unions,
        *(relation.object_name for relation in by_hops.values()),
    }
    free = {name: tuple(dict.fromkeys(meanings[name])) for name in sorted(meanings) if name not in taken}
    return replace(
        table,
        synonyms={name: several[0] for name, several in free.items() if len(several) == 1},
        ambiguous={name: several for name, several in free.items() if len(several) > 1},
    )
