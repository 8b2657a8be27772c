"""A role's rules, its own and those it inherits, as lines of its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django_graphgate.admin.rule_values import ColumnChoice, filter_list, filter_text, table_for
from django_graphgate.catalog import get_catalog
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import Table
from django_graphgate.models import Role, TableRule
from django_graphgate.rules.model import EVERY_TABLE


@dataclass(frozen=True, kw_only=True)
class RuleLine:
    """One rule in short."""

    rule: TableRule
    origin: Role | None
    """The role that the rule is inherited from; ``None`` for one of the role's own."""
    model: str
    columns: str
    columns_title: str
    presets: tuple[str, ...]
    """Columns whose values the rule gives."""
    filters: tuple[str, ...]
    limit: str
    """Of an action that writes: how many rows it may write, where that is limited."""
    problem: str = ""
    from_wildcard: tuple[str, ...] = ()
    """Filters that the rule for all other tables adds."""


def ancestors(role: Role) -> list[Role]:
    """The roles that it inherits from, nearest first; a cycle ends where it closes."""
    roles = Role._default_manager.in_bulk()
    chain: list[Role] = []
    seen = {role.pk}
    parent = roles.get(role.extends_id)
    while parent is not None and parent.pk not in seen:
        chain.append(parent)
        seen.add(parent.pk)
        parent = roles.get(parent.extends_id)
    return chain


def inherited_rule(role: Role, table: str, action: str = "query") -> TableRule | None:
    """The rule that holds for a table while the role has none of its own."""
    for parent in ancestors(role):
        rule = parent.rules.filter(table=table, action=action).first()
        if rule is not None:
            return rule
    return None


def lines_of(role: Role) -> list[RuleLine]:
    """The rule for every table first, then by table."""
    chain = [role, *ancestors(role)]
    owners = {owner.pk: owner for owner in chain}
    order = {owner.pk: number for number, owner in enumerate(chain)}
    rules: dict[tuple[str, str], TableRule] = {}
    stored = TableRule._default_manager.filter(role__in=chain).select_related("role")
    for rule in sorted(stored, key=lambda rule: order[rule.role_id]):
        rules.setdefault((rule.table, rule.action), rule)
    tables = _tables()
    return [
        _line(
            rule,
            None if rule.role_id == role.pk else owners[rule.role_id],
            tables,
            rules.get((EVERY_TABLE, rule.action)),
        )
        for _, rule in sorted(rules.items(), key=lambda item: (item[0][0] != EVERY_TABLE, item[0]))
    ]


def wildcard_filters(wildcard: TableRule | None, table: Table | None) -> tuple[str, ...]:
    """The filters of a role's rule for all other tables that hold on a table that it names, too."""
    items = filter_list(wildcard.filters) if wildcard is not None and table is not None else ()
    columns = table.columns if table is not None else {}
    return tuple(
        filter_text(item.get("filter"))
        for item in items
        if isinstance(item, Mapping) and item.get("if_column") in columns
    )


def _tables() -> Mapping[str, Table] | None:
    try:
        return get_catalog().tables
    except ConfigurationError:
        return None


def _line(
    rule: TableRule, origin: Role | None, tables: Mapping[str, Table] | None, wildcard: TableRule | None
) -> RuleLine:
    table = (tables or {}).get(rule.table)
    reads = rule.action == TableRule.Action.QUERY
    shown = table_for(table, rule.action)
    choice = ColumnChoice.of_stored(rule.columns)
    granted = sorted(choice.granted(shown))
    unknown = tables is not None and table is None and rule.table != EVERY_TABLE
    known = {*table.columns, *(() if reads else table.relations)} if table else choice.ticked
    gone = sorted(choice.ticked - known)
    problem = "not a table of the API" if unknown else f"no such column: {', '.join(gone)}" if gone else ""
    return RuleLine(
        rule=rule,
        origin=origin,
        model="every other table with the column"
        if rule.table == EVERY_TABLE
        else table.model
        if table
        else "",
        columns="" if rule.action == TableRule.Action.DELETE else _columns(choice, granted, shown),
        columns_title=", ".join(granted),
        filters=tuple(_filter(item) for item in filter_list(rule.filters)),
        presets=tuple(sorted(rule.presets)) if isinstance(rule.presets, Mapping) else (),
        limit=_limit(rule.limit, get_settings().DEFAULT_LIMIT) if reads else _limit(rule.max_affected, ""),
        problem=problem,
        from_wildcard=wildcard_filters(wildcard, table),
    )


def _limit(number: int | None, default: int | str) -> str:
    return str(default if number is None else number)


def _columns(choice: ColumnChoice, granted: list[str], table: Table | None) -> str:
    if table is None:
        names = ["not secret"] if choice.plain else []
        return ", ".join([*names, *sorted(choice.ticked)]) or "none"
    text = f"{len(granted)} of {len(table.columns)}"
    return f"{text}, {len(choice.conditions)} masked" if choice.conditions else text


def _filter(item: Any) -> str:
    if isinstance(item, Mapping) and "if_column" in item:
        return f"{item['if_column']}: {filter_text(item.get('filter'))}"
    return filter_text(item)
