"""A validated mutation → what it writes, and the query that reads its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    EnumValueNode,
    ListValueNode,
    OperationDefinitionNode,
)

from django_graphgate.compiler.normalise.operation_directives import read_write_options
from django_graphgate.compiler.normalise.pages import given
from django_graphgate.compiler.plan.calls import refuse_null_for, written_select
from django_graphgate.compiler.plan.fields import Collected, placed
from django_graphgate.compiler.plan.ordering import with_tie_break
from django_graphgate.compiler.plan.planner import Planner
from django_graphgate.compiler.plan.row_source import in_schema, never_null
from django_graphgate.compiler.plan.values import Variables
from django_graphgate.compiler.plan.write_data import DataPlanner
from django_graphgate.compiler.plan.write_shapes import Shapes
from django_graphgate.compiler.syntax.parse import position
from django_graphgate.errors import DocumentInvalid, OpenShape
from django_graphgate.ir.catalog import Catalog, Table
from django_graphgate.ir.codec import TEXT
from django_graphgate.ir.limits import Limits
from django_graphgate.ir.mutation import Mutation, MutationRoot
from django_graphgate.ir.plan import TRUE, Field, Null, NullCondition, Query, Select, StepText, Text
from django_graphgate.ir.presence import ALWAYS
from django_graphgate.ir.row_sources import TableRows, WrittenRows
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.write import Action, WriteRoot
from django_graphgate.rules.model import RoleRules

_ACTIONS: tuple[Action, ...] = ("insert", "update", "upsert", "delete")
_FINDING = frozenset({"update", "delete"})
_KEYS = Parameter(source="keys", codec=TEXT)


def build_mutation(
    operation: OperationDefinitionNode, catalog: Catalog, limits: Limits, rules: RoleRules
) -> tuple[Mutation, Query, Variables]:
    """The plan of a validated mutation over a role's view, without the filters of its rules.

    Raises ``DocumentInvalid`` where the role may not write what the document says.
    """
    planner = Planner.of(operation, catalog, limits, rules.role)
    return _MutationPlanner(planner, Shapes(catalog, rules)).build(operation)


@dataclass
class _MutationPlanner:
    planner: Planner
    shapes: Shapes

    def __post_init__(self) -> None:
        self.data = DataPlanner(self.planner.variables, self.shapes)
        self.roots = self.planner.calls.roots

    def build(self, operation: OperationDefinitionNode) -> tuple[Mutation, Query, Variables]:
        collected = self.planner.collector.collect([(operation.selection_set, ALWAYS)], "Mutation")
        written = [entry for entry in collected.values() if entry.node.name.value != "__typename"]
        fields = [self._root(key, entry, len(written)) for key, entry in collected.items()]
        options = read_write_options(operation)
        mutation = Mutation(
            roots=tuple(self.roots),
            tables=self.shapes.tables() | self.planner.calls.tables,
            shapes=dict(sorted(self.shapes.used.items())),
            written=frozenset(self.shapes.written),
            isolation=options.isolation,
            max_affected=options.max_affected,
            probes={name: self._probe(name) for name in sorted(self.shapes.asked)},
        )
        return mutation, Query(fields=placed(fields, collected)), self.planner.variables

    def _probe(self, name: str) -> Select:
        table = self.shapes.catalog.tables[name.partition(":")[0]]
        return written_select("keys", table, WrittenRows(table, _KEYS))

    # -- root fields ------------------------------------------------------------------------------

    def _root(self, key: str, entry: Collected, count: int) -> Field:
        """Plan what a root field writes, and return the field that answers it."""
        node = entry.node
        name = node.name.value
        if name == "__typename":
            never_null(node)
            return Text(key=key, text="Mutation", presence=entry.presence)
        if action := self.planner.action(name, "mutation"):
            refuse_null_for(node, self.planner.role)
            return self.planner.calls.call(key, entry, action)
        table = self.planner.root_table(name)
        if table is None or table.blocked:
            raise DocumentInvalid(
                f"Cannot query field '{name}' on type 'Mutation'.", locations=position(node)
            )
        refuse_null_for(node, self.planner.role)
        if in_schema(node, table) is not table:
            sentence = f"'{table.name}' is written in its own schema."
            raise DocumentInvalid(sentence, locations=position(node))
        return self._write(key, entry, table, count, single=name != table.name)

    def _write(self, key: str, entry: Collected, table: Table, count: int, *, single: bool) -> Field:
        number, arguments = len(self.roots), given(entry.node)
        action = _action_of(arguments, entry)
        shown = self.planner.shown(entry.node, None)
        root = self._root_of(key, entry, table, action, arguments, single=single)
        if table.write_only:
            self.roots.append(root)
            return _unseen(key, entry, shown, single=single)
        keys = Parameter(source="step", codec=TEXT, value=number)
        rows = written_select(key, table, WrittenRows(table, keys), single=single)
        rows = replace(rows, fields=self.planner.fields(entry.inside(), table, key))
        if action == "delete":
            self.roots.append(replace(root, read=rows))
            text = Parameter(source="step", codec=TEXT, value=number + count)
            return StepText(key=key, parameter=text, presence=entry.presence, shown=shown)
        self.roots.append(root)
        where = self.planner.where(arguments, table) if root.root.with_related else TRUE
        return replace(rows, where=where, presence=entry.presence, shown=shown)

    def _root_of(
        self,
        key: str,
        entry: Collected,
        table: Table,
        action: Action,
        arguments: dict[str, ArgumentNode],
        *,
        single: bool,
    ) -> MutationRoot:
        """What the field writes, and which rows it means."""
        if self.shapes.use(table.name, action) is None:
            sentence = f"Unknown argument '{action}' on field 'Mutation.{entry.node.name.value}'."
            raise DocumentInvalid(sentence, locations=position(arguments[action]))
        find = None
        if action in _FINDING:
            where = self.planner.where(arguments, table)
            if where == TRUE:
                sentence = f"'{action}' needs 'id' or a 'where' that is not empty."
                raise DocumentInvalid(sentence, locations=position(arguments[action]))
            find = replace(
                written_select(key, table, TableRows(table)), where=where, order=with_tie_break((), table)
            )
        data = None if action == "delete" else self.data.rows(arguments[action].value, table.name, action)
        root = WriteRoot(
            key=key,
            action=action,
            table=table.name,
            many=not single,
            data=data,
            on=_on(arguments, table),
            with_related=action not in _FINDING and "where" in arguments,
            presence=entry.presence,
        )
        return MutationRoot(root=root, find=find)


def _unseen(key: str, entry: Collected, shown: tuple[NullCondition, ...], *, single: bool) -> Field:
    """The answer of rows of which the role may read nothing."""
    if single:
        return Null(key=key, presence=entry.presence)
    nothing = Parameter(source="constant", codec=TEXT, value="[]")
    return StepText(key=key, parameter=nothing, presence=entry.presence, shown=shown)


def _action_of(arguments: Mapping[str, ArgumentNode], entry: Collected) -> Action:
    actions: list[Action] = [action for action in _ACTIONS if action in arguments]
    deleting = arguments.get("delete")
    if deleting is not None and not (isinstance(deleting.value, BooleanValueNode) and deleting.value.value):
        raise DocumentInvalid("'delete' is only ever true.", locations=position(deleting))
    if len(actions) != 1:
        sentence = f"'{entry.node.name.value}' needs exactly one of insert, update, upsert and delete."
        raise DocumentInvalid(sentence, locations=position(entry.node))
    return actions[0]


def _on(arguments: Mapping[str, ArgumentNode], table: Table) -> tuple[str, ...]:
    """The columns by which an upsert looks for rows: values of every row, so that none is masked."""
    argument = arguments.get("on")
    if argument is None:
        return ()
    nodes = argument.value.values if isinstance(argument.value, ListValueNode) else (argument.value,)
    names = [node.value for node in nodes if isinstance(node, EnumValueNode)]
    if len(names) != len(nodes):
        raise OpenShape("A variable may not decide what is unique.", locations=position(argument))
    for name in names:
        if name not in table.columns or table.columns[name].masked:
            sentence = f"'on' takes columns that the role may read in every row; '{name}' is none of them."
            raise DocumentInvalid(sentence, locations=position(argument))
    return tuple(dict.fromkeys(names))
