"""The compiler's front: read this to see what happens to a document.

::

    operation = read_operation(text, …)            text → one strict operation, the same for every role
    statement = compile_operation(operation, …)    operation → statement, for one role and database
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from graphql import (
    GraphQLSchema,
    OperationDefinitionNode,
)

from django_graphgate.compiler.introspect import asks_for_schema, refuse_mixed_introspection
from django_graphgate.compiler.normalise.document import Normal, normalise
from django_graphgate.compiler.normalise.open_shapes import close_shapes
from django_graphgate.compiler.normalise.operation_directives import Caching, read_access, read_caching
from django_graphgate.compiler.normalise.relation_names import refuse_ambiguous
from django_graphgate.compiler.normalise.role_directives import ForRole, depends_on_role, for_role
from django_graphgate.compiler.plan.mutations import build_mutation
from django_graphgate.compiler.plan.planner import build_plan
from django_graphgate.compiler.plan.role_rules import build_rules
from django_graphgate.compiler.plan.row_limits import check_rows, row_bounds
from django_graphgate.compiler.plan.values import Variables
from django_graphgate.compiler.render.mutation import MutationRenderer
from django_graphgate.compiler.render.statement import render
from django_graphgate.compiler.schema.build import build_schema
from django_graphgate.compiler.syntax.canonical_text import canonical_text
from django_graphgate.compiler.syntax.parse import Document, check_limits, parse_document
from django_graphgate.compiler.validate.constraints import read_constraints
from django_graphgate.compiler.validate.document import check
from django_graphgate.dialects import Dialect
from django_graphgate.errors import LimitExceeded, Unsupported
from django_graphgate.ir.catalog import Catalog
from django_graphgate.ir.constraints import Constraint
from django_graphgate.ir.limits import Limits
from django_graphgate.ir.mutation import Mutation
from django_graphgate.ir.operation import OperationInfo
from django_graphgate.ir.plan import Query
from django_graphgate.ir.statement import Statement, Step, VariableSpec
from django_graphgate.ir.visit import Use, referenced_tables, uses_of
from django_graphgate.rules.apply import apply_rules, apply_write_rules, denied_paths, view_of
from django_graphgate.rules.model import RoleRules, StoredRole

_INTROSPECTION = Limits(
    tokens=0, depth=25, fields=2_000, aliases=10, directives=10, root_fields=3, filter_terms=0
)
"""The standard introspection query is deeper than any other operation; it reads no rows."""


@dataclass(frozen=True)
class Operation:
    """One strict operation, not yet anybody's."""

    normal: Normal
    info: OperationInfo
    caching: Caching
    others: tuple[Normal, ...] = ()
    """The other operations of its document, which has to be valid as a whole."""
    written: Operation | None = None
    """The operation as it was written, where values of open variables are in the place of these."""

    @cached_property
    def for_all(self) -> ForRole | None:
        """What every role runs, where no directive looks at the role."""
        operation = self.normal.in_catalogue_names
        return None if depends_on_role(operation) else ForRole(operation, operation)

    @property
    def to_validate(self) -> tuple[Normal, ...]:
        """What has to be valid: the whole document, as it was written and with the values of open variables."""
        if self.written is None:
            return (self.normal, *self.others)
        return (self.written.normal, self.normal, *self.written.others)


@dataclass(frozen=True)
class RoleView:
    """What one role may see: its rules, and the catalogue and schema that they leave."""

    rules: RoleRules
    catalog: Catalog
    models: Mapping[str, str]
    """Django labels of all tables' models by name: filters of rules look at tables that the role may not see."""

    @classmethod
    def build(cls, role: StoredRole, catalog: Catalog, *, default_limit: int, limits: Limits) -> RoleView:
        """Look up a stored role's names and filters; raises ``ConfigurationError`` for those that do not fit."""
        rules = build_rules(role, catalog, default_limit=default_limit, limits=limits)
        models = {name: table.model for name, table in catalog.tables.items()}
        return cls(rules=rules, catalog=view_of(catalog, rules), models=models)

    @cached_property
    def schema(self) -> GraphQLSchema:
        return build_schema(self.catalog)


def read_operation(text: str, name: str | None, *, catalog: Catalog, limits: Limits) -> Operation:
    """The operation called ``name``, or the only one, of a document, in strict spelling.

    Raises ``DocumentSyntaxError``, ``DocumentInvalid``, ``LimitExceeded`` or ``OperationNotFound``.
    """
    document = parse_document(text, name, limits)
    others: list[Normal] = []
    for other in document.others:
        others.append(_normal(Document(other, document.fragments), catalog, limits))
        if sum(normal.size for normal in others) > limits.tokens:  # only fragments make more of a document
            raise LimitExceeded(f"A document may have at most {limits.tokens} fields in all its operations.")
    return replace(_read(document, catalog, limits), others=tuple(others))


def close_operation(
    operation: Operation, values: Mapping[str, Any], *, catalog: Catalog, limits: Limits
) -> Operation:
    """The operation with the values of its open variables written into it; for development alone.

    Raises ``VariableInvalid``, or what :func:`read_operation` raises.
    """
    closed = _read(close_shapes(operation.normal.operation, values, catalog), catalog, limits)
    return replace(closed, written=operation)


def _normal(document: Document, catalog: Catalog, limits: Limits) -> Normal:
    normal = normalise(document, catalog, limits)
    check_limits(normal.operation, _INTROSPECTION if asks_for_schema(normal.operation) else limits)
    return normal


def _read(document: Document, catalog: Catalog, limits: Limits) -> Operation:
    normal = _normal(document, catalog, limits)
    refuse_mixed_introspection(normal.operation)
    return Operation(normal, _info(normal.operation), read_caching(normal.operation))


@dataclass(frozen=True)
class RolePlan:
    """An operation as one role may run it, not yet in any database's words."""

    query: Query
    variables: tuple[VariableSpec, ...]
    constraints: tuple[Constraint, ...]
    caching: Caching
    uses: frozenset[Use]
    """What the document itself looks at; the role's filters may look at more."""
    models: frozenset[str]
    """Django labels of everything that the statement looks at, or writes."""
    mutation: Mutation | None = None
    """What it writes before the query reads the answer."""

    @property
    def whole(self) -> Query:
        """All that the database is asked: the query, and of a mutation the rows that it means, tries and deletes."""
        fields = self.query.fields
        return self.query if self.mutation is None else Query(fields=(*fields, *self.mutation.selects))


def compile_operation(
    operation: Operation, *, view: RoleView, dialect: Dialect, limits: Limits, suggest: bool = True
) -> Statement:
    """The statement of an operation for one role: validated, planned, narrowed by rules, rendered."""
    return render_operation(plan_operation(operation, view=view, limits=limits, suggest=suggest), dialect)


def plan_operation(
    operation: Operation, *, view: RoleView, limits: Limits, validated: bool = False, suggest: bool = True
) -> RolePlan:
    """Validate an operation over a role's view, unless that is known to pass; plan it; apply the role's rules.

    ``suggest`` lets errors name what would be right.
    """
    if operation.info.kind == "subscription":
        raise Unsupported(f"A {operation.info.kind} cannot be run.")
    mine = operation.for_all or for_role(operation.normal.in_catalogue_names, view.rules.role)
    refuse_ambiguous(mine.without_nulls, view.catalog)
    for normal in () if validated else operation.to_validate:
        _validate(normal, view, suggest=suggest)
    mutation, query, variables = _plan(operation.info, mine.with_nulls, view, limits)
    constraints = (*read_constraints(mine.without_nulls, variables.specs), *variables.demands)
    narrowed = apply_rules(query, view.rules)
    uses = frozenset((*uses_of(query), *(() if mutation is None else mutation.uses())))
    planned = RolePlan(
        query=narrowed,
        mutation=None if mutation is None else apply_write_rules(mutation, view.rules),
        variables=tuple(variables.specs.values()),
        constraints=constraints,
        caching=operation.caching,
        uses=uses,
        models=frozenset(),
    )
    check_rows(planned.whole, limits)
    tables = {*referenced_tables(planned.whole), *(mutation.tables if mutation else ())}
    return replace(planned, models=frozenset(view.models[name] for name in tables))


def _plan(
    info: OperationInfo, node: OperationDefinitionNode, view: RoleView, limits: Limits
) -> tuple[Mutation | None, Query, Variables]:
    """What a mutation writes, or the actions that a query calls, and the query of the answer."""
    if info.kind == "mutation":
        return build_mutation(node, view.catalog, limits, view.rules)
    return build_plan(node, view.catalog, limits, view.rules.role)


def _validate(normal: Normal, view: RoleView, *, suggest: bool) -> None:
    own = for_role(normal.operation, view.rules.role) if depends_on_role(normal.operation) else None
    check(normal, view.schema, own.without_nulls if own else None, suggest=suggest)


def render_operation(planned: RolePlan, dialect: Dialect) -> Statement:
    """The plan as a statement of one database."""
    writer = MutationRenderer(dialect)
    writes = None if planned.mutation is None else writer.plan(planned.mutation)
    rendered = render(planned.query, dialect, writer.scopes)
    return Statement(
        dialect=dialect.name,
        steps=(Step(sql=rendered.text, parameters=rendered.parameters),),
        writes=writes,
        cursors=rendered.cursors,
        subqueries=tuple(sorted({*rendered.subqueries, *writer.subqueries})),
        max_age=planned.caching.max_age,
        cache_publicly=planned.caching.public,
        variables=planned.variables,
        constraints=planned.constraints,
        denied=denied_paths(planned.whole),
        models=tuple(sorted(planned.models)),
        row_bounds=row_bounds(planned.query, planned.variables),
    )


def _info(operation: OperationDefinitionNode) -> OperationInfo:
    return OperationInfo(
        name=operation.name.value if operation.name else "",
        kind=operation.operation.value,
        text=canonical_text(operation),
        access=read_access(operation),
    )


def compile_text(
    text: str,
    *,
    catalog: Catalog,
    roles: Sequence[StoredRole],
    dialect: Dialect,
    limits: Limits,
    default_limit: int,
) -> Mapping[str, Statement]:
    """A whole document for several roles at once: role name → statement.  For tools and tests."""
    operation = read_operation(text, None, catalog=catalog, limits=limits)
    views = {
        role.name: RoleView.build(role, catalog, default_limit=default_limit, limits=limits) for role in roles
    }
    return {
        name: compile_operation(operation, view=view, dialect=dialect, limits=limits)
        for name, view in views.items()
    }
