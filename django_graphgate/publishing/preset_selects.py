"""Presets that are a SELECT, tried on the databases that they are for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.apps import apps
from django.db import router

from django_graphgate.catalog import get_catalog
from django_graphgate.catalog.subqueries import fault_of
from django_graphgate.publishing.role_review import own_table_rules
from django_graphgate.rules.model import RoleRules, StoredRole


def faults_of_selects(rules: RoleRules, *, alias: str | None = None) -> Iterator[tuple[str, str, str, str]]:
    """Table, action, column and what is wrong, for presets whose SELECT cannot run.  No row is read.

    With ``alias``, only those of tables that are written there.
    """
    tables = get_catalog().tables
    for (table, action), rule in sorted(rules.writes.items()):
        database = str(router.db_for_write(apps.get_model(tables[table].model)))
        for column, preset in sorted(rule.presets.items()):
            if preset.source == "sql" and alias in (None, database):
                fault = fault_of(preset.parts, database)
                if fault:
                    yield table, action, column, fault


def broken_selects(
    role: StoredRole, roles: Mapping[str, StoredRole], rules: RoleRules, alias: str
) -> Iterator[str]:
    """A sentence for each such preset that a rule of the role's own states."""
    own = {
        (rule.table, rule.action, column)
        for rule in own_table_rules(role, roles)
        for column, _ in rule.presets
    }
    for table, action, column, fault in faults_of_selects(rules, alias=alias):
        if (table, action, column) in own:
            yield f"The preset of role {role.name} for {action} on {table}.{column} cannot run: {fault}"
