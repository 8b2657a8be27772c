"""What a role may write of a table, out of what the table takes."""

from __future__ import annotations

from collections.abc import Mapping

from django_graphgate.ir.catalog import Column, Table
from django_graphgate.ir.write import Action
from django_graphgate.rules.model import RoleRules

_UNSEEN: frozenset[Action] = frozenset({"insert", "upsert"})
"""What a role may do to rows that it cannot see: the others name rows, and a role names what it sees."""


def writes_of(table: Table, rules: RoleRules) -> dict[Action, Mapping[str, Column]]:
    """The actions of a role's rules, each with the columns that data may give.

    A foreign key to a table of which the role may read nothing can only be preset: its values would tell which
    rows there are.
    """
    query = rules.queries.get(table.name)
    if query is not None and query.block:
        return {}
    writes: dict[Action, Mapping[str, Column]] = {}
    for action, columns in table.writes.items():
        rule = rules.writes.get((table.name, action))
        if rule is None or rule.block or (query is None and action not in _UNSEEN):
            continue
        writes[action] = {
            name: column
            for name, column in columns.items()
            if name in rule.columns and name not in rule.presets and _may_refer(column.references, rules)
        }
    return writes


def joins_of(table: Table, rules: RoleRules) -> dict[Action, frozenset[str]]:
    """The many-to-many relations that a role's rules list for each action."""
    return {
        action: names & rule.columns
        for action, names in table.joins.items()
        if (rule := rules.writes.get((table.name, action))) is not None and not rule.block
    }


def _may_refer(table: str, rules: RoleRules) -> bool:
    """The column is no foreign key, or the role may read the table that it points to."""
    rule = rules.queries.get(table)
    return not table or (rule is not None and not rule.block)
