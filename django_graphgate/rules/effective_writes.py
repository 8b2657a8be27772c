"""Rules for writing that reach further than the table they are written for.

* A child model's row has a part in each parent.  Where a parent is exposed itself, whoever inserts, upserts or
  deletes the child's row needs the parent's rule for that action too.  That rule decides which of the parent's
  columns data may give; its presets, its filter and its limit of rows hold.  An update needs it only for the
  parent's columns.
* An alias is another name of a table.  The table's rule holds, and then the alias's own.
* A rule whose filter or presets need a fact about the caller lets no row be written where that is missing.
* A blocked action is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django_graphgate.ir.catalog import Catalog, Table
from django_graphgate.ir.plan import TRUE, Exists
from django_graphgate.ir.visit import all_of
from django_graphgate.ir.write import Action
from django_graphgate.rules.model import WriteRule
from django_graphgate.rules.needs import with_facts, with_values

Writes = Mapping[tuple[str, Action], WriteRule]


def effective_writes(rules: Writes, catalog: Catalog) -> dict[tuple[str, Action], WriteRule]:
    """The rules as they are applied, from the rules as they are written, by table and action."""
    granted = {key: rule for key, rule in rules.items() if not rule.block}
    applied: dict[tuple[str, Action], WriteRule] = {}
    for (name, action), rule in granted.items():
        table = catalog.tables[name]
        if not table.alias_of and (whole := _with_parents(rule, action, table, granted, catalog)):
            applied[name, action] = whole
    for (name, action), rule in granted.items():
        real = applied.get((catalog.tables[name].alias_of, action))
        if real is not None:
            applied[name, action] = _narrowed(rule, real)
    return {key: _with_facts(applied[key]) for key in granted if key in applied}


def _with_facts(rule: WriteRule) -> WriteRule:
    return replace(rule, filter=with_values(with_facts(rule.filter), rule.presets.values()))


def _with_parents(
    rule: WriteRule, action: Action, table: Table, rules: Writes, catalog: Catalog
) -> WriteRule | None:
    parents = {name: parent for name in table.parents if (parent := rules.get((name, action)))}
    if action != "update" and len(parents) < len(table.parents):
        return None
    owners = {
        **{key: relation.of for key, relation in table.relations.items()},
        **{key: column.of for key, column in table.writes.get(action, {}).items()},
    }
    presets = dict(rule.presets)
    for name, parent in parents.items():
        presets |= {key: value for key, value in parent.presets.items() if owners.get(key) == name}
    columns = {
        key
        for key in rule.columns - presets.keys()
        if not (of := owners[key]) or (of in parents and key in parents[of].columns)
    }
    return WriteRule(
        columns=frozenset(columns),
        presets={key: value for key, value in presets.items() if owners[key] in {"", *parents}},
        filter=all_of(
            *(
                Exists(table.parents[name], catalog.tables[name], parent.filter)
                for name, parent in parents.items()
                if parent.filter != TRUE
            ),
            rule.filter,
        ),
        block=False,
        max_affected=_least(rule, *parents.values()),
    )


def _narrowed(rule: WriteRule, real: WriteRule) -> WriteRule:
    """What both rules permit; the presets of the table itself win."""
    presets = {**rule.presets, **real.presets}
    return WriteRule(
        columns=(rule.columns & real.columns) - presets.keys(),
        presets=presets,
        filter=all_of(real.filter, rule.filter),
        block=False,
        max_affected=_least(rule, real),
    )


def _least(*rules: WriteRule) -> int | None:
    return min((rule.max_affected for rule in rules if rule.max_affected is not None), default=None)
