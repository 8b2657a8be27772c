"""What the data of a mutation may hold, for one role: the shapes of a plan, each made when it is first used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django_graphgate.ir.catalog import Catalog, Relation, Table
from django_graphgate.ir.relation_writes import increments_of, named_by, relations_of
from django_graphgate.ir.visit import Use
from django_graphgate.ir.write import Action, WriteRelation, WriteShape, WriteTable, shape_name
from django_graphgate.rules.model import RoleRules


@dataclass
class Shapes:
    """The shapes that a mutation uses, over a role's view of the catalogue."""

    catalog: Catalog
    rules: RoleRules
    used: dict[str, WriteShape] = field(default_factory=dict[str, WriteShape])
    """By :func:`~django_graphgate.ir.write.shape_name`."""
    asked: dict[str, None] = field(default_factory=dict[str, None])
    """The names of the probes that the writes ask."""
    written: set[Use] = field(default_factory=set[Use])
    """What is written, and presets with it."""
    _made: dict[str, WriteShape | None] = field(default_factory=dict[str, "WriteShape | None"])

    def use(self, table: str, action: Action) -> WriteShape | None:
        """The shape, which the mutation uses from now on; ``None`` where the role may not do that."""
        name = shape_name(table, action)
        shape = self.used.get(name) or self._shape(table, action)
        if shape is not None and name not in self.used:
            self.used[name] = shape
            self.write(shape, "", *(preset for preset, _ in shape.presets))
            self._ask(name, shape_name(table, "query"))
            self._ask(*(shape_name(target, "query") for target in shape.references.values()))
        return shape

    def use_all(self, table: str, action: Action) -> None:
        """Use the shape and those of all that its data can reach: a variable may give any of them."""
        waiting: list[tuple[str, Action]] = [(table, action)]
        seen: set[str] = set()
        while waiting:
            shape = self.use(*waiting.pop())
            if shape is None or shape.name in seen:
                continue
            seen.add(shape.name)
            self.write(shape, *shape.columns)
            for relation in shape.relations.values():
                self.follow(relation)
                if relation.insert or relation.update:
                    waiting.append((relation.table, action))

    def follow(self, relation: WriteRelation) -> None:
        """The mutation writes along the relation."""
        self._ask(shape_name(relation.table, "query"))
        if relation.through:
            self._ask(shape_name(relation.through, "query"))
            self.use(relation.through, "insert")
            if relation.disconnect:
                self.use(relation.through, "delete")
        elif relation.way in ("reverse", "generic") and (relation.connect or relation.disconnect):
            self.use(relation.table, "update")

    def write(self, shape: WriteShape, *columns: str) -> None:
        """The mutation gives these columns; an empty name is its rows alone."""
        self.written.update(Use(shape.table, column, shape.action) for column in columns)

    def tables(self) -> dict[str, WriteTable]:
        """Every table that has a shape or a probe."""
        names = dict.fromkeys(name.partition(":")[0] for name in (*self.used, *self.asked))
        return {name: write_table(self.catalog.tables[name]) for name in names}

    def _ask(self, *probes: str) -> None:
        self.asked.update(dict.fromkeys(probes))

    # -- shapes -----------------------------------------------------------------------------------

    def _shape(self, name: str, action: Action) -> WriteShape | None:
        key = shape_name(name, action)
        if key not in self._made:
            table = self.catalog.tables.get(name)
            may = table is not None and not table.blocked and action in table.writes
            self._made[key] = self._new_shape(table, action) if table is not None and may else None
        return self._made[key]

    def _new_shape(self, table: Table, action: Action) -> WriteShape:
        columns = table.writes[action]
        rule = self.rules.writes.get((table.name, action))
        relations = {relation.name: relation for relation in self._relations(table, action)}
        return WriteShape(
            table=table.name,
            model=table.model,
            action=action,
            keys=tuple((name, table.keys[name].codec) for name in table.primary_key),
            columns={name: column.codec for name, column in columns.items()},
            increments=tuple(increments_of(table)) if action == "update" else (),
            presets=tuple(sorted(rule.presets.items())) if rule is not None else (),
            relations=relations,
            synonyms=dict(self._synonyms(table, relations)),
            references={name: column.references for name, column in columns.items() if column.references},
            max_affected=rule.max_affected if rule is not None else None,
        )

    def _relations(self, table: Table, action: Action) -> Iterator[WriteRelation]:
        for relation, can in relations_of(table, action, self.catalog.tables):
            if relation.way is None:
                continue
            through = (relation.hops[0].table or "") if relation.way == "through" else ""
            linked = not self._presets_a_key(relation, through)
            yield WriteRelation(
                name=relation.name,
                table=relation.target,
                way=relation.way,
                field=relation.field,
                many=relation.many,
                insert=can.insert and linked,
                update=can.update,
                connect=can.connect and (linked or not through),
                disconnect=can.disconnect,
                through=through,
                near=relation.near,
                far=relation.far,
            )

    def _presets_a_key(self, relation: Relation, through: str) -> bool:
        """A rule gives the key that would link the rows another value: the row is not the one that the data mean."""
        if relation.way not in ("reverse", "generic", "through"):
            return False
        table = through or relation.target
        rule = self.rules.writes.get((table, "insert"))
        keys = (relation.near, relation.far) if through else (relation.field,)
        linking = {name for key in keys for name in (key, f"{key}_id")}
        linking.update(there for _, there in relation.hops[0].pairs)
        if (content_type := relation.hops[0].content_type) is not None:
            linking.add(content_type.column)
        return rule is not None and not linking.isdisjoint(rule.presets)

    def _synonyms(self, table: Table, relations: Mapping[str, WriteRelation]) -> Iterator[tuple[str, str]]:
        """What data may call relations besides: table names, singulars, and names that ``find`` completes."""
        for name, relation in table.relations.items():
            if name in relations and relation.object_name:
                yield relation.object_name, name
        for synonym, written in table.synonyms.items():
            meant = table.relations.get(written) or table.object_relation(written)
            if meant is None or meant.name not in relations:
                continue
            yield synonym, meant.name
            target = self.catalog.tables[meant.target]
            if synonym == target.name:
                yield target.object_name, meant.name
        for find, way in (("children", "reverse"), ("parents", "forward")):
            own = [each for each in relations.values() if each.table == table.name and each.way == way]
            if len(own) == 1:
                yield f"{table.name}:{find}", own[0].name
                yield f"{table.object_name}:{find}", own[0].name


def write_table(table: Table) -> WriteTable:
    """What a plan keeps of a table."""
    return WriteTable(
        model=table.model,
        keys=tuple((name, table.keys[name].codec) for name in table.primary_key),
        named_by={name: column.codec for name, column in named_by(table).items()},
    )
