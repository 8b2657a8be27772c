"""Rules applied: a role's view of the catalogue, and a plan narrowed to what the role may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django_graphgate.errors import Forbidden
from django_graphgate.ir.catalog import Catalog, Relation, Table, Union
from django_graphgate.ir.plan import (
    TRUE,
    And,
    Compare,
    ConnectionLevel,
    Denied,
    Exists,
    Field,
    Filter,
    Leaf,
    Not,
    NullCondition,
    Or,
    Order,
    Page,
    Query,
    Select,
    UnionSelect,
)
from django_graphgate.rules.constants import shared_cap
from django_graphgate.rules.model import QueryRule, RoleRules
from django_graphgate.rules.needs import facts_of, without_facts


def view_of(catalog: Catalog, rules: RoleRules) -> Catalog:
    """The catalogue as the role sees it: what it may not read is not in it.

    A blocked table stays, with nothing readable, so that its selector can be answered with an error at its
    path; columns that look secret are not even named.  A relation stays only when every table on its way may
    be read.
    """
    seen: dict[str, Table] = {}
    for name, table in catalog.tables.items():
        rule = rules.queries.get(name)
        if rule is None:
            continue
        relations = {key: one for key, one in table.relations.items() if _passable(one, rules)}
        unions = dict(_unions(table, rules))
        names = {*relations, *(one.object_name for one in relations.values())}
        known = _unhidden(table) if rule.block else rule.columns
        columns = {key: column for key, column in table.columns.items() if key in known}
        seen[name] = replace(
            table,
            blocked=rule.block,
            columns=columns,
            relations=relations,
            unions=unions,
            orderings={
                key: one for key, one in table.orderings.items() if all(name in columns for name, _ in one)
            },
            synonyms={key: one for key, one in table.synonyms.items() if one in names},
            ambiguous={
                key: tuple(one for one in ways if one in names) for key, ways in table.ambiguous.items()
            },
        )
    return replace(catalog, tables=seen)


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
    for name, one in table.unions.items():
        members = tuple(member for member in one.members if _readable(member.target, rules))
        if members and _readable(one.of, rules):
            yield name, replace(one, members=members)


def apply_rules(query: Query, rules: RoleRules) -> Query:
    """The plan with the role's row filters and limits everywhere a table is met.

    Raises ``Forbidden`` where the plan uses a table or column that the role's view does not have:
    the plan was made over that view, so this is the second lock on the same door.
    """
    return Query(fields=tuple(_field(one, rules) for one in query.fields))


def _field(field: Field, rules: RoleRules) -> Field:
    if isinstance(field, Leaf | Denied):
        return replace(field, shown=_shown(field, rules)) if field.shown else field
    if isinstance(field, ConnectionLevel):
        return replace(field, fields=tuple(_field(one, rules) for one in field.fields))
    if isinstance(field, UnionSelect):
        return replace(
            field,
            choices=tuple(_select(one, rules) for one in field.choices),
            shown=_shown(field, rules),
        )
    return _select(field, rules) if isinstance(field, Select) else field


def _select(field: Select, rules: RoleRules) -> Select:
    rule = _rule(field.table.name, rules)
    if not _columns_used(field) <= rule.columns:
        raise Forbidden(detail=f"role {rules.role} uses columns of {field.table.name} that it may not read")
    return replace(
        field,
        fields=tuple(_field(one, rules) for one in field.fields),
        where=_filter(field.where, rules),
        rule=without_facts(rule.filter),
        hop_filters=_hop_filters(field.relation, rules),
        order=tuple(_order(key, rules) for key in field.order),
        page=_capped(field.page, rule, field.table.name),
        needs=(*facts_of(rule.filter), *(one for one in facts_of(field.where) if one.source == "caller")),
        shown=_shown(field, rules),
    )


def _shown(field: Leaf | Select | UnionSelect | Denied, rules: RoleRules) -> tuple[NullCondition, ...]:
    return tuple(one if one.row is None else replace(one, row=_filter(one.row, rules)) for one in field.shown)


_WHOLE = Page()


def _capped(page: Page, rule: QueryRule, table: str) -> Page:
    """At most the rule's rows; a number that stands in the document is folded into the cap."""
    cap = rule.limit if page.cap is None else min(rule.limit, page.cap)
    limit = page.limit
    if limit is not None and limit.source == "constant":
        if isinstance(limit.value, int) and limit.value <= cap:
            return replace(page, cap=limit.value, limit=None)
        limit = None
    page = Page(cap=cap) if page == _WHOLE else replace(page, cap=cap, limit=limit)
    return shared_cap(page, table) if rule.own_limit and cap == rule.limit else page


def _order(key: Order, rules: RoleRules) -> Order:
    """An ordering sees along its path what the role sees there: a hidden row sorts as none."""
    if not key.path:
        return key
    steps = [replace(step, where=_rule(step.target.name, rules).filter) for step in key.path]
    if key.column.name not in _rule(steps[-1].target.name, rules).columns:
        raise Forbidden(detail=f"role {rules.role} orders by a column of {steps[-1].target.name}")
    return replace(key, path=tuple(steps))


def _rule(table: str, rules: RoleRules) -> QueryRule:
    rule = rules.queries.get(table)
    if rule is None or rule.block:
        raise Forbidden(detail=f"role {rules.role} may not read {table}")
    return rule


def _filter(where: Filter, rules: RoleRules) -> Filter:
    """The request's own filter, with the role's filters beside it in every relation that it follows."""
    if isinstance(where, And):
        return And(tuple(_filter(item, rules) for item in where.items))
    if isinstance(where, Or):
        return Or(tuple(_filter(item, rules) for item in where.items))
    if isinstance(where, Not):
        return Not(_filter(where.item, rules))
    if not isinstance(where, Exists):
        return where
    rule = _rule(where.target.name, rules)
    if not _names(where.where) <= rule.columns:
        raise Forbidden(
            detail=f"role {rules.role} filters {where.target.name} by columns that it may not read"
        )
    return replace(
        where,
        where=_filter(where.where, rules),
        rule=rule.filter,
        hop_filters=_hop_filters(where.relation, rules),
    )


def _hop_filters(relation: Relation | None, rules: RoleRules) -> tuple[Filter, ...]:
    """One filter per hop before the last: join tables that are models of their own have rules too."""
    hops = () if relation is None else relation.hops[:-1]
    return tuple(TRUE if hop.table is None else _rule(hop.table, rules).filter for hop in hops)


def _columns_used(select: Select) -> set[str]:
    used = _names(select.where)
    for field in select.row_fields():
        if isinstance(field, Leaf):
            used.add(field.column.name)
        if isinstance(field, Leaf | Select | UnionSelect | Denied) and field.shown:
            used |= {name for one in field.shown if one.row is not None for name in _names(one.row)}
    used |= {key.column.name for key in select.order if not key.implied and not key.path}
    return used | {column.name for column in select.distinct}


def _names(where: Filter) -> set[str]:
    """Columns of the filtered table itself; those behind a relation belong to another table."""
    if isinstance(where, And | Or):
        return {name for item in where.items for name in _names(item)}
    if isinstance(where, Not):
        return _names(where.item)
    return {where.column.name} if isinstance(where, Compare) else set()


def denied_paths(query: Query) -> tuple[tuple[str, ...], ...]:
    """Response paths of selectors that the role's rules block."""
    return tuple(path for path, _ in query.denied())
