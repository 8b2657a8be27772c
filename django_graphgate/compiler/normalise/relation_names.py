"""Names of relations that are no relation's own: the far table's, a join table's foreign key, ``@through``.

The normaliser writes the relation's own name instead where only one can be meant.  What several could be
meant by it leaves as it is; before a document is validated over a role's view, it is refused with the
relations that the role sees.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphql import (
    DirectiveNode,
    FieldNode,
    InlineFragmentNode,
    ListValueNode,
    NameNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
)

from django_graphgate.compiler.normalise.unrelated import is_unrelated
from django_graphgate.compiler.schema.connections import (
    CONNECTION,
    CURSOR,
    Around,
    Level,
    is_returned,
    level_of,
    target_of,
)
from django_graphgate.compiler.schema.operators import CONNECTIVES
from django_graphgate.compiler.syntax.nodes import copy_with
from django_graphgate.compiler.syntax.parse import position
from django_graphgate.errors import DocumentInvalid
from django_graphgate.ir.catalog import Catalog, Relation, Table

THROUGH = "through"


def by_its_own_name(node: FieldNode, table: Table, catalog: Catalog) -> FieldNode:
    """The field under the name of the relation that it means; the response keeps the name that was written."""
    name = node.name.value
    directive = _through(node)
    if directive is not None:
        own_name = _meant(name, _join_table(directive), table, catalog)
        rest = tuple(other for other in node.directives or () if other is not directive)
        return copy_with(_renamed(node, own_name), directives=rest) if own_name else node
    if name in table.synonyms and not _is_of_the_root(name, node, catalog):
        return _renamed(node, table.synonyms[name])
    for suffix in (CURSOR, CONNECTION) if catalog.relay else (CURSOR,):
        listed = name.removesuffix(suffix)
        if listed != name and listed in table.synonyms and not _is_of_the_root(listed, node, catalog):
            return _renamed(node, table.synonyms[listed] + suffix)
    return node


def _is_of_the_root(name: str, node: FieldNode, catalog: Catalog) -> bool:
    """``@notRelated`` needs no way from the row around it: the name is a table's."""
    return is_unrelated(node) and _at_the_root(name, catalog) is not None


def _renamed(node: FieldNode, name: str) -> FieldNode:
    if node.name.value == name:
        return node
    alias = node.alias or NameNode(value=node.name.value, loc=node.name.loc)
    return copy_with(node, name=NameNode(value=name, loc=node.name.loc), alias=alias)


def _meant(name: str, join_table: str, table: Table, catalog: Catalog) -> str | None:
    """The name of the only relation through a join table to the table that ``name`` means."""
    if listed := _connected(name, table, catalog):
        own_name = _meant(listed, join_table, table, catalog)
        return own_name and own_name + CONNECTION
    target, single = _target(name, table, catalog)
    relations = [
        relation
        for relation in _relations_through(table, target)
        if join_table in (relation.hops[0].table, relation.hops[0].db_table)
    ]
    if len(relations) != 1:
        return None
    return (relations[0].object_name or None) if single else relations[0].name


def _connected(name: str, table: Table, catalog: Catalog) -> str | None:
    """The name of the list whose connection is meant, where that is no name of its own."""
    known = name in table.relations or name in table.synonyms or name in catalog.tables
    listed = name.removesuffix(CONNECTION)
    return listed if catalog.relay and not known and listed != name else None


def _relations_through(table: Table, target: str) -> Sequence[Relation]:
    """The relations to a table that lead through a join table."""
    return [
        relation
        for relation in table.relations.values()
        if relation.target == target and len(relation.hops) > 1
    ]


def _target(name: str, table: Table, catalog: Catalog) -> tuple[str, bool]:
    """The table that a field of ``table`` leads to, whatever the way, and whether it is the object selector."""
    written = table.synonyms.get(name, name)
    if relation := table.relations.get(written):
        return relation.target, False
    if relation := table.object_relation(written):
        return relation.target, True
    if written in catalog.tables:
        return written, False
    return next((other.name for other in catalog.tables.values() if other.object_name == written), ""), True


def _through(node: FieldNode) -> DirectiveNode | None:
    return next((directive for directive in node.directives or () if directive.name.value == THROUGH), None)


def _join_table(directive: DirectiveNode) -> str:
    for argument in directive.arguments or ():
        if argument.name.value == "table" and isinstance(argument.value, StringValueNode):
            return argument.value.value
    raise DocumentInvalid(
        '@through names a table: @through(table: "purchases").', locations=position(directive)
    )


# -- refusing -------------------------------------------------------------------------------------


def refuse_ambiguous(operation: OperationDefinitionNode, catalog: Catalog) -> None:
    """Raise ``DocumentInvalid`` for a name that several relations of the role's view could be meant by."""
    for node, _ in _fields(operation.selection_set, None, catalog):
        target = _at_the_root(node.name.value, catalog)
        if node.selection_set and target is not None:
            if not is_returned(node.name.value, None, catalog):
                _refuse_in_arguments(node, None, _rows_of(target, catalog), catalog)
            _refuse_in(node.selection_set, target, catalog)


def _rows_of(target: Around, catalog: Catalog) -> Table | None:
    if isinstance(target, Level):
        return catalog.tables.get(target.table)
    return target if isinstance(target, Table) else None


def _at_the_root(name: str, catalog: Catalog) -> Around:
    return target_of(name, None, catalog) or catalog.by_object_name.get(name)


_FILTERS_OF_THE_ROW = frozenset({"includeIf", "skipIf"})
_OF_THE_ROWS = frozenset({"where", "order_by", "insert", "update"})


def _refuse_in_arguments(node: FieldNode, row: Table | None, rows: Table | None, catalog: Catalog) -> None:
    """``row`` is around the field, ``rows`` are those inside it."""
    for argument in node.arguments or ():
        name = argument.name.value
        table = row if name in _FILTERS_OF_THE_ROW else rows if name in _OF_THE_ROWS else None
        if table is not None:
            _refuse_in_value(argument.value, table, catalog)


def _refuse_in_value(node: ValueNode, table: Table, catalog: Catalog) -> None:
    """Names in a filter or an ordering are those of a selection."""
    if isinstance(node, ListValueNode):
        for item in node.values:
            _refuse_in_value(item, table, catalog)
    for entry in node.fields if isinstance(node, ObjectValueNode) else ():
        name = entry.name.value
        if name in table.columns:
            continue
        relation = table.relations.get(name)
        target = catalog.tables.get(relation.target) if relation else None
        if target is not None:
            _refuse_in_value(entry.value, target, catalog)
        elif relation is None and (sentence := ambiguity(name, table)):
            raise DocumentInvalid(sentence, locations=position(entry))
        elif name in CONNECTIVES:
            _refuse_in_value(entry.value, table, catalog)


def ambiguity(name: str, table: Table) -> str:
    """What is wrong with a name that several relations of the table could go by; empty where nothing is."""
    several = table.ambiguous.get(name)
    return f"'{name}' could mean several relations of '{table.name}': {_listed(several)}." if several else ""


def _refuse_in(selections: SelectionSetNode, around: Around, catalog: Catalog) -> None:
    for node, row in _fields(selections, around, catalog):
        if isinstance(row, Table) and node.name.value not in row.columns:
            _refuse(node, row, catalog)
        if not node.arguments and not node.selection_set:
            continue
        target = None if row is None else target_of(node.name.value, row, catalog)
        if target is None and is_unrelated(node):
            target = _at_the_root(node.name.value, catalog)
        _refuse_in_arguments(
            node, row if isinstance(row, Table) else None, _rows_of(target, catalog), catalog
        )
        if node.selection_set:
            _refuse_in(node.selection_set, target, catalog)


def _fields(
    selections: SelectionSetNode, around: Around, catalog: Catalog
) -> Iterator[tuple[FieldNode, Around]]:
    """The fields of a selection set, each with what it is of."""
    for selection in selections.selections:
        if isinstance(selection, FieldNode):
            yield selection, around
        elif isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition
            inner = around if condition is None else _type(condition.name.value, catalog) or around
            yield from _fields(selection.selection_set, inner, catalog)


def _type(name: str, catalog: Catalog) -> Around:
    return level_of(name, catalog) or catalog.by_type_name.get(name)


def _refuse(node: FieldNode, table: Table, catalog: Catalog) -> None:
    name = _connected(node.name.value, table, catalog) or node.name.value
    directive = _through(node)
    if directive is not None:
        target, _ = _target(name, table, catalog)
        relations = [relation.name for relation in _relations_through(table, target)]
        if relations:
            sentence = f"@through names no single way from '{table.name}' to '{target}'."
            raise DocumentInvalid(f"{sentence} There are: {_listed(relations)}.", locations=position(node))
    elif not is_unrelated(node) and (sentence := ambiguity(name, table)):
        raise DocumentInvalid(sentence, locations=position(node))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
