"""Rules applied: a role's view of the catalogue, and a plan narrowed to what the role may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from django_graphgate.errors import Forbidden
from django_graphgate.ir.action import ActionDefinition, ObjectReturn, Return, RowReturn
from django_graphgate.ir.catalog import Catalog, Relation, Table, Union
from django_graphgate.ir.expressions import Expression
from django_graphgate.ir.masked import Masked
from django_graphgate.ir.mutation import Mutation, MutationRoot
from django_graphgate.ir.plan import FALSE, TRUE, Exists, Field, Filter, Order, Page, Query, Select
from django_graphgate.ir.rebuild import Changes, map_exists, map_expressions, map_fields
from django_graphgate.ir.visit import all_of, denied_in, uses_of, without_known
from django_graphgate.ir.write import CALL, Action
from django_graphgate.rules.constants import shared_cap
from django_graphgate.rules.model import UNREADABLE, QueryRule, RoleRules, WriteRule
from django_graphgate.rules.needs import facts_of
from django_graphgate.rules.writable import joins_of, writes_of


def view_of(catalog: Catalog, rules: RoleRules) -> Catalog:
    """The catalogue as the role sees it: what it may not read is not in it.

    A blocked table stays, with nothing readable, so that its selector can be answered with an error at its
    path; columns that look secret are not even named.  A masked column may be null.  A relation stays only
    when every table on its way may be read.  A table that may only be written is there without columns.
    """
    seen: dict[str, Table] = {}
    for name, table in catalog.tables.items():
        writes = writes_of(table, rules)
        rule = rules.queries.get(name, UNREADABLE if writes else None)
        if rule is None:
            continue
        relations = {key: relation for key, relation in table.relations.items() if _passable(relation, rules)}
        unions = dict(_unions(table, rules))
        names = {*relations, *(relation.object_name for relation in relations.values())}
        known = _unhidden(table) if rule.block else rule.columns
        columns = {
            key: replace(column, nullable=True, masked=True) if key in rule.masks else column
            for key, column in table.columns.items()
            if key in known
        }
        seen[name] = replace(
            table,
            blocked=rule.block,
            writes=writes,
            joins=joins_of(table, rules) if writes else {},
            write_only=name not in rules.queries,
            columns=columns,
            relations=relations,
            unions=unions,
            orderings={
                key: keys for key, keys in table.orderings.items() if all(name in columns for name, _ in keys)
            },
            synonyms={key: synonym for key, synonym in table.synonyms.items() if synonym in names},
            ambiguous={
                key: tuple(way for way in ways if way in names) for key, ways in table.ambiguous.items()
            },
        )
    actions = dict(_actions(catalog, seen, rules.role))
    return replace(catalog, tables=seen, actions=actions)


def _actions(
    catalog: Catalog, seen: Mapping[str, Table], role: str
) -> Iterator[tuple[str, ActionDefinition]]:
    """The actions that the role may run, with what it may read of what they return; the others do not exist."""
    for name, action in catalog.actions.items():
        if action.admits(role):
            returns = None if action.returns is None else _seen_of(action.returns, seen)
            if returns is not None:
                yield name, replace(action, returns=returns)


def _seen_of(returns: Return, seen: Mapping[str, Table]) -> Return | None:
    """What a return is for a role; ``None`` where it may read nothing of it."""
    if isinstance(returns, ObjectReturn):
        members = ((name, _seen_of(member, seen)) for name, member in returns.fields)
        fields = tuple((name, member) for name, member in members if member is not None)
        return replace(returns, fields=fields) if fields else None
    if isinstance(returns, RowReturn):
        table = seen.get(returns.table)
        return None if table is None or table.blocked or table.write_only else returns
    return returns


def _unhidden(table: Table) -> frozenset[str]:
    return frozenset(name for name, column in table.columns.items() if not column.secret)


def _passable(relation: Relation, rules: RoleRules) -> bool:
    if relation.target not in rules.queries or not _readable(relation.of, rules):
        return False
    through = (rules.queries.get(hop.table) for hop in relation.hops[:-1] if hop.table is not None)
    return all(rule is not None and not rule.block for rule in through)


def _readable(table: str, rules: RoleRules) -> bool:
    """The role may read the table, or no table is named."""
    rule = rules.queries.get(table)
    return not table or (rule is not None and not rule.block)


def _unions(table: Table, rules: RoleRules) -> Iterator[tuple[str, Union]]:
    """The generic keys of a table, each with the tables among which the role may look."""
    for name, union in table.unions.items():
        members = tuple(member for member in union.members if _readable(member.target, rules))
        if members and _readable(union.of, rules):
            yield name, replace(union, members=members)


def apply_rules(query: Query, rules: RoleRules) -> Query:
    """The plan with the role's row filters, limits and column masks everywhere a table is met.

    Raises ``Forbidden`` where the plan uses a table or column that the role's view does not have:
    the plan was made over that view, so this check is a second safeguard.
    """
    _check_columns(query, rules)
    return Query(fields=_fields(query.fields, "", rules))


def apply_write_rules(mutation: Mutation, rules: RoleRules) -> Mutation:
    """The mutation with the role's filters: what it names must be seen, and pass the action's own rule.

    Raises ``Forbidden`` as :func:`apply_rules` does.
    """
    for shape in mutation.shapes.values():
        rule = _may_write(shape.table, shape.action, rules)
        if given := sorted(shape.columns.keys() - rule.columns):
            raise Forbidden(detail=f"{shape.table}.{given[0]}: role {rules.role} may not {shape.action} it")
    return replace(
        mutation,
        roots=tuple(_root(root, rules) for root in mutation.roots),
        probes={
            name: None if select is None else _probe(name, select, rules)
            for name, select in mutation.probes.items()
        },
    )


def _may_write(table: str, action: Action, rules: RoleRules) -> WriteRule:
    rule = rules.writes.get((table, action))
    if rule is None or rule.block:
        raise Forbidden(detail=f"role {rules.role} may not {action} {table}")
    return rule


def _root(root: MutationRoot, rules: RoleRules) -> MutationRoot:
    if root.root.action == CALL:  # who may run it is asked again when it runs
        return root
    rule = _may_write(root.root.table, root.root.action, rules)
    find, read = root.find, root.read
    for select in root.selects:
        _check_columns(Query(fields=(select,)), rules)
    if find is not None:
        seen = _select(find, rules)
        find = replace(seen, rule=all_of(seen.rule, rule.filter))
    return replace(root, find=find, read=None if read is None else _select(read, rules))


def _probe(name: str, select: Select, rules: RoleRules) -> Select | None:
    """The rows of which a rule's filter holds; ``None`` where it holds for all."""
    table, _, action = name.partition(":")
    if action == "query":
        query = rules.queries.get(table)
        where = FALSE if query is None or query.block else query.filter
    else:
        write = next((rule for key, rule in rules.writes.items() if key == (table, action)), None)
        where = FALSE if write is None or write.block else write.filter
    return None if where == TRUE else replace(select, rule=where)


def _check_columns(query: Query, rules: RoleRules) -> None:
    for use in uses_of(query):
        rule = _rule(use.table, rules)
        if use.column and use.usage != "paged" and use.column not in rule.columns:
            raise Forbidden(detail=f"{use.table}.{use.column}: role {rules.role} may not read it")


def _select(field: Select, rules: RoleRules) -> Select:
    table = field.table.name
    rule = _rule(table, rules)
    caller = (fact for fact in facts_of(field.where) if fact.source == "caller")
    return replace(
        field,
        fields=_fields(field.fields, table, rules),
        where=_filter(field.where, table, rules),
        rule=without_known(rule.filter),
        hop_filters=_hop_filters(field.relation, rules),
        order=tuple(_order(key, table, rules) for key in field.order),
        distinct=tuple(_masked(table, expression, rules) for expression in field.distinct),
        page=_capped(field.page, rule, table) if field.capped else field.page,
        needs=(*facts_of(rule.filter), *caller),
    )


def _fields(fields: tuple[Field, ...], table: str, rules: RoleRules) -> tuple[Field, ...]:
    """Fields of a row of the table."""
    changes = Changes(
        select=lambda select: _select(select, rules),
        where=lambda where: _filter(where, table, rules),
        value=lambda expression: _masked(table, expression, rules),
    )
    return map_fields(fields, changes)


def _masked(table: str, expression: Expression, rules: RoleRules) -> Expression:
    """The value as the role sees it: NULL in rows where a filter of one of its columns does not hold."""
    masks = _rule(table, rules).masks
    wanted = [masks[column.name] for column in expression.columns if column.name in masks]
    return Masked(expression, all_of(*wanted)) if wanted else expression


_WHOLE = Page()


def _capped(page: Page, rule: QueryRule, table: str) -> Page:
    """At most the rule's rows; a number in the document is folded into the cap."""
    cap = rule.limit if page.cap is None else min(rule.limit, page.cap)
    limit = page.limit
    if limit is not None and limit.source == "constant":
        if isinstance(limit.value, int) and limit.value <= cap:
            return replace(page, cap=limit.value, limit=None)
        limit = None
    page = Page(cap=cap) if page == _WHOLE else replace(page, cap=cap, limit=limit)
    return shared_cap(page, table) if rule.own_limit and cap == rule.limit else page


def _order(key: Order, table: str, rules: RoleRules) -> Order:
    """An ordering sees along its path what the role sees there: a hidden row sorts as none."""
    steps = tuple(replace(step, where=_rule(step.target.name, rules).filter) for step in key.path)
    owner = steps[-1].target.name if steps else table
    return replace(key, path=steps, expression=_masked(owner, key.expression, rules))


def _rule(table: str, rules: RoleRules) -> QueryRule:
    rule = rules.queries.get(table)
    if rule is None or rule.block:
        raise Forbidden(detail=f"role {rules.role} may not read {table}")
    return rule


def _filter(where: Filter, table: str, rules: RoleRules) -> Filter:
    """The request's own filter over masked values, with the role's filters in every relation that it follows."""

    def narrowed(exists: Exists) -> Filter:
        rule = _rule(exists.target.name, rules)
        return replace(exists, rule=rule.filter, hop_filters=_hop_filters(exists.relation, rules))

    masked = map_expressions(where, table, lambda owner, value: _masked(owner, value, rules))
    return map_exists(masked, narrowed)


def _hop_filters(relation: Relation | None, rules: RoleRules) -> tuple[Filter, ...]:
    """One filter per hop before the last: join tables that are models of their own have rules too."""
    hops = () if relation is None else relation.hops[:-1]
    return tuple(TRUE if hop.table is None else _rule(hop.table, rules).filter for hop in hops)


def denied_paths(query: Query) -> tuple[tuple[str, ...], ...]:
    """Response paths of selectors that the role's rules block."""
    return tuple(path for path, _ in denied_in(query.fields))
