"""What is exposed against what a policy forbids."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django_graphgate.access.reading import stored_roles
from django_graphgate.conf import Settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.exposure.entry import UNKNOWN, Exposed, How
from django_graphgate.exposure.junit import as_junit
from django_graphgate.exposure.places import Places
from django_graphgate.exposure.policy_file import policy_of, read_policy
from django_graphgate.exposure.policy_filters import FiltersInForce
from django_graphgate.exposure.policy_values import READS, WRITES, Policy, PolicyRule, Violation
from django_graphgate.exposure.sarif import as_sarif
from django_graphgate.exposure.stored import models_by_label
from django_graphgate.exposure.touched import Touched, touched
from django_graphgate.publishing.sync_roles import ROLES_FILE, read_roles_file
from django_graphgate.rules.model import StoredRole

_DOES: Final[Mapping[How, str]] = {
    "shown": "sees",
    "returned": "is returned",
    "filtered": "filters by",
    "ordered": "orders by",
    "grouped": "groups by",
    "joined": "follows a relation by",
    "aggregated": "aggregates",
    "written": "writes",
    "read_by_action": "has an action read",
    "written_by_action": "has an action write",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyReport:
    """A policy, and what breaks it."""

    policy: Policy
    violations: tuple[Violation, ...] = ()

    def lines(self) -> list[str]:
        """One line for each violation."""
        return [violation.describe() for violation in self.violations]

    def render(self, format: str) -> str:
        """The report as ``sarif``, ``junit``, ``json``, or as lines."""
        if format == "junit":
            return as_junit(self.policy, self.violations)
        if format == "sarif":
            return json.dumps(as_sarif(self.violations), indent=2, ensure_ascii=False)
        if format == "json":
            return json.dumps(
                [violation.to_json() for violation in self.violations], indent=2, ensure_ascii=False
            )
        return "\n".join(self.lines())


def check_policy(
    given: Path | Mapping[str, Any], settings: Settings, folder: Path, exposed: Iterable[Exposed]
) -> PolicyReport:
    """What of the exposure of a configuration folder breaks a policy, of a file or its content.

    Raises ``ConfigurationError`` for a policy that cannot be read or names what does not exist.
    """
    content = read_roles_file(folder)
    if content is None:
        raise ConfigurationError(f"{folder / ROLES_FILE} is missing.")
    roles = stored_roles(content)
    names = [role.name for role in roles]
    policy = read_policy(given, roles=names) if isinstance(given, Path) else policy_of(given, roles=names)
    places = Places(folder)
    broken = _broken(policy, roles, settings, exposed)
    return PolicyReport(policy=policy, violations=tuple(places.located(*pair) for pair in broken))


def violations(
    policy: Policy, roles: Sequence[StoredRole], settings: Settings, exposed: Iterable[Exposed]
) -> list[Violation]:
    """What breaks the policy, without the places in files."""
    return [violation for violation, _ in _broken(policy, roles, settings, exposed)]


def _broken(
    policy: Policy, roles: Sequence[StoredRole], settings: Settings, exposed: Iterable[Exposed]
) -> list[tuple[Violation, Exposed]]:
    entries = list(exposed)
    _refuse_unknown_names(policy, entries)
    filters = FiltersInForce.of(roles, settings)
    filters.check(policy)
    broken: dict[tuple[int, str], tuple[Violation, Exposed]] = {}
    for entry in entries:
        for violation in _of_entry(entry, touched(entry, policy), policy, filters):
            broken.setdefault((violation.policy_line, violation.sentence), (violation, entry))
    return [broken[key] for key in sorted(broken)]


def _of_entry(entry: Exposed, what: Touched, policy: Policy, filters: FiltersInForce) -> Iterator[Violation]:
    binding = [rule for rule in policy.rules if rule.binds(entry.role) and _is_about(rule, entry)]
    if what.unknown and binding:
        yield _unknown(entry, what, binding)
    for rule in binding:
        for name in _names_broken(rule, entry, what, filters):
            yield _violation(rule, entry, name)


def _is_about(rule: PolicyRule, entry: Exposed) -> bool:
    """The rule is about this way of use, and does not except the operation."""
    if not rule.except_operations.isdisjoint(entry.names):
        return False
    if entry.table == UNKNOWN:  # a function that reads what nobody can tell may write it too
        return True
    if entry.source == "role" and (rule.rule == "only_masked" or not rule.columns):
        return False  # what decides who has a role, and which rows, looks at what nobody is shown
    if rule.rule in ("never_reads", "only_masked"):
        return entry.how in READS
    if rule.rule == "never_writes":
        return entry.how in WRITES
    # whether an action shows what its SQL reads cannot be seen from outside
    by_action = (entry.how == "read_by_action" and not rule.how.isdisjoint({"shown", "returned"})) or (
        entry.how == "written_by_action" and "written" in rule.how
    )
    return entry.how in rule.how or by_action


def _names_broken(rule: PolicyRule, entry: Exposed, what: Touched, filters: FiltersInForce) -> Iterator[str]:
    """What the entry touches and must not, as the policy calls it."""
    if rule.rule == "only_masked" and entry.masked:
        return
    if rule.columns:
        yield from sorted({rule.columns[column] for column in what.of(frozenset(rule.columns))})
    elif rule.tables:
        names = {rule.tables[table] for table in what.tables & rule.tables.keys()}
        if rule.rule != "only_with_filter" or not filters.hold(entry, rule):
            yield from sorted(names)
    elif not what.unknown:  # never_reads and never_writes of everything
        yield entry.model or entry.table


def _unknown(entry: Exposed, what: Touched, binding: Sequence[PolicyRule]) -> Violation:
    rules = ", ".join(sorted({f"{rule.rule} (line {rule.line})" for rule in binding}))
    way_out = "say it under [[views]]" if entry.model else "name it in allow_unknown"
    return Violation(
        rule="unknown",
        policy_line=binding[0].line,
        sentence=f"unknown: nobody can tell {what.unknown}, so role {entry.role} may break {rules}; {way_out}",
        role=entry.role,
        operation=entry.place,
        path=entry.path,
        how=entry.how,
    )


def _violation(rule: PolicyRule, entry: Exposed, name: str) -> Violation:
    here = f"{entry.table}.{entry.column}" if entry.column else f"rows of {entry.table}"
    does = (
        f"{entry.action.partition(' ')[0]}s"
        if entry.how == "written" and not entry.column
        else _DOES[entry.how]
    )
    tail = {"only_with_filter": f" without {rule.filter}", "only_masked": " unmasked"}.get(rule.rule, "")
    seen = here if name in (entry.table, entry.model) else f"{name} (as {here})"
    return Violation(
        rule=rule.rule,
        policy_line=rule.line,
        sentence=f"{rule.rule}: role {entry.role} {does} {seen}{tail}: {entry.place} at {entry.path}",
        role=entry.role,
        operation=entry.place,
        path=entry.path,
        column=name,
        how=entry.how,
        reason=rule.reason,
    )


def _refuse_unknown_names(policy: Policy, entries: list[Exposed]) -> None:
    """A name that nothing has is a misspelling, or permits what does not exist yet."""
    operations = {name for entry in entries for name in entry.names}
    for names, known in (
        (policy.allow_unknown, operations | models_by_label().keys() | {entry.table for entry in entries}),
        (frozenset[str]().union(*(rule.except_operations for rule in policy.rules)), operations),
    ):
        for name in sorted(names - known):
            near = difflib.get_close_matches(name, known, 1)
            hint = f"Did you mean {near[0]!r}?" if near else ""
            raise ConfigurationError(f"{policy.path}: nothing that is exposed is called {name!r}.", hint=hint)
