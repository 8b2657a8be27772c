"""Whether a role's rule lets through no row that the filter of a policy would hide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.plan.rule_filters import rule_filter
from django_graphgate.conf import Settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.exposure.entry import Exposed
from django_graphgate.exposure.policy_values import Policy, PolicyRule
from django_graphgate.ir.catalog import Catalog, Table
from django_graphgate.ir.implication import implies
from django_graphgate.ir.limits import Limits
from django_graphgate.ir.plan import Filter
from django_graphgate.ir.visit import all_of
from django_graphgate.rules.model import StoredRole, StoredRule
from django_graphgate.rules.wildcard import without_wildcard
from django_graphgate.statements.limits import limits_of

_Rules = Mapping[tuple[str, str, str], StoredRule]
"""By role, table and action."""


@dataclass(frozen=True, slots=True)
class FiltersInForce:
    """The row filters of all roles, to compare with those of a policy by what they mean."""

    catalog: Catalog
    limits: Limits
    rules: _Rules

    @classmethod
    def of(cls, roles: Sequence[StoredRole], settings: Settings) -> FiltersInForce:
        """The filters of resolved roles over the project's models."""
        catalog = get_catalog()
        rules = {
            (role.name, rule.table, rule.action): rule
            for role in roles
            for rule in without_wildcard(role, catalog).rules
        }
        return cls(catalog, limits_of(settings), rules)

    def check(self, policy: Policy) -> None:
        """Raise ``ConfigurationError`` for a filter that does not fit its table."""
        for rule in policy.rules:
            for db_table in rule.tables if rule.filter else ():
                tables = [table for table in self.catalog.tables.values() if table.db_table == db_table]
                if not tables:
                    raise ConfigurationError(
                        f"{policy.path}:{rule.line}: {rule.tables[db_table]} is no table of the API, so that "
                        "no filter holds for it."
                    )
                subject = f"{policy.path}:{rule.line}: the filter"
                rule_filter(rule.filter, tables[0], self.catalog, self.limits, subject=subject)

    def hold(self, entry: Exposed, rule: PolicyRule) -> bool:
        """The entry's role reaches the table through rows only for which the policy's filter holds."""
        table = self.catalog.tables.get(entry.table)
        if table is None or entry.source != "operation" or entry.how.endswith("_by_action"):
            return False
        action = entry.action.partition(" ")[0] if entry.how == "written" else "query"
        return any(self._holds(entry.role, each, action, rule.filter) for each in self._names(table, rule))

    def _names(self, table: Table, rule: PolicyRule) -> Iterator[Table]:
        """The table and its parent that holds the rows which the policy is about.

        None for another table whose rows are deleted first: its filter is about other rows, whatever it says.
        """
        parents = [self.catalog.tables[name] for name in table.parents]
        holding = [parent for parent in parents if parent.db_table in rule.tables]
        if holding or table.db_table in rule.tables:
            yield table
        yield from holding

    def _holds(self, role: str, table: Table, action: str, wanted: str) -> bool:
        try:
            wider = rule_filter(wanted, table, self.catalog, self.limits, subject="The filter")
        except ConfigurationError:  # the child of a table whose columns it does not have
            return False
        terms: list[Filter] = [] if table.rows is None else [table.rows]
        for name in filter(None, (table.name, table.alias_of)):
            rule = self.rules.get((role, name, action))
            if rule is not None:
                if rule.block or rule.limit == 0:
                    return True
                terms += [self._planned(text, self.catalog.tables[name]) for text in rule.filters]
        return bool(terms) and implies(all_of(*terms), wider)

    def _planned(self, text: object, table: Table) -> Filter:
        return rule_filter(text, table, self.catalog, self.limits, subject="A filter")
