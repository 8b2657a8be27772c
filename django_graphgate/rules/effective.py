"""Rules that reach further than the table they are written for.

* A child model's row is also a row of its parents.  Where a parent is exposed itself, what hides rows of it hides
  the child's rows, and its rule decides which of its columns the child may show; a role that may not read
  the parent sees only the child's own columns and relations.
* An alias is another name of a table.  The table's rule holds, and then the alias's own.
* A limit of no rows hides every row, wherever the table is met.
* A rule that needs a fact about the caller holds for no row where that is missing.
* A column that two of these rules mask is there where both permit it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django_graphgate.ir.catalog import Catalog, Table
from django_graphgate.ir.plan import FALSE, TRUE, Exists, Filter
from django_graphgate.ir.visit import all_of
from django_graphgate.rules.model import BLOCKED, QueryRule
from django_graphgate.rules.needs import with_facts


def effective(rules: Mapping[str, QueryRule], catalog: Catalog) -> dict[str, QueryRule]:
    """The rules as they are applied, from the rules as they are written, by table."""
    applied: dict[str, QueryRule] = {}
    for name, rule in rules.items():
        table = catalog.tables[name]
        if not table.alias_of:
            applied[name] = _with_parents(rule, table, rules, catalog)
    for name, rule in rules.items():
        real = applied.get(catalog.tables[name].alias_of)
        if real is not None:
            applied[name] = _narrowed(rule, real)
    return {name: _everywhere(applied[name]) for name in rules if name in applied}


def _everywhere(rule: QueryRule) -> QueryRule:
    """The rule with all that hides rows in its filter, which holds in every place."""
    masks = {name: with_facts(mask) for name, mask in rule.masks.items()}
    return replace(rule, filter=with_facts(_rows(rule)), masks=masks)


def _rows(rule: QueryRule) -> Filter:
    """The rows that a rule leaves, in any number: none where its limit is of none."""
    return rule.filter if rule.limit or rule.block else all_of(rule.filter, FALSE)


def _with_parents(
    rule: QueryRule, table: Table, rules: Mapping[str, QueryRule], catalog: Catalog
) -> QueryRule:
    if rule.block or not table.parents:
        return rule
    readable = {name: parent for name in table.parents if (parent := rules.get(name)) and not parent.block}
    columns = frozenset(
        name
        for name in rule.columns
        if not (of := table.columns[name].of) or (of in readable and name in readable[of].columns)
    )
    terms = [
        Exists(table.parents[name], catalog.tables[name], rows)
        for name, parent in readable.items()
        if (rows := _rows(parent)) != TRUE
    ]
    inherited = {
        name: Exists(table.parents[of], catalog.tables[of], mask)
        for name in columns
        if (of := table.columns[name].of) and (mask := readable[of].masks.get(name))
    }
    return replace(
        rule,
        columns=columns,
        filter=all_of(*terms, rule.filter),
        masks=_both(inherited, rule.masks, columns),
    )


def _narrowed(rule: QueryRule, real: QueryRule) -> QueryRule:
    """What both rules permit."""
    if rule.block or real.block:
        return BLOCKED
    columns = rule.columns & real.columns
    return QueryRule(
        columns=columns,
        masks=_both(real.masks, rule.masks, columns),
        filter=all_of(real.filter, rule.filter),
        limit=min(rule.limit, real.limit),
        block=False,
        own_limit=rule.own_limit or real.own_limit,
    )


def _both(
    some: Mapping[str, Filter], others: Mapping[str, Filter], columns: frozenset[str]
) -> dict[str, Filter]:
    """The masks of these columns, where two rules have them."""
    return {
        name: all_of(*(masks[name] for masks in (some, others) if name in masks))
        for name in sorted(columns & {*some, *others})
    }
