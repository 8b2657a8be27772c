"""Planted bugs: forms of values."""

from __future__ import annotations

from tests.planted.bug import Bug

APPLY = "rules/apply.py"
RULE_CONSTANTS = "rules/constants.py"

BUGS = (
    Bug(
        "any text taken for an enum's",
        "ir/scalars.py",
        "if not isinstance(value, str) or value not in names:",
        "if not isinstance(value, str):",
        ("tests/integration/catalog/test_forms.py", "-k", "no_enums"),
    ),
    Bug(
        "stored value outside an enum handed on",
        "dialects/base.py",
        'value, listed, quoted, null, self.fault("e"))',
        "value, listed, quoted, null, quoted)",
        ("tests/integration/catalog/test_forms.py", "-k", "outside_the_choices"),
    ),
    Bug(
        "NaN becomes null without a word",
        "dialects/postgresql.py",
        "self.fault(RANGES[name][1]), nullable=nullable)",
        "raw(\"'null'\"), nullable=nullable)",
        ("tests/integration/execution/test_faults.py", "-k", "costs_more_than_itself"),
    ),
    Bug(
        "index of a list left out of an error's path",
        "ir/field_errors.py",
        "path[-1] = last + 1",
        "path[-1] = last",
        ("tests/integration/execution/test_faults.py", "-k", "path_of_a_mark"),
    ),
    Bug(
        "any schema readable",
        "compiler/plan/row_source.py",
        "if name in table.schemas:",
        "if table.schemas or name:",
        ("tests/integration/compiler/test_places.py", "-k", "no_setting_lists"),
    ),
    Bug(
        "role's rule dropped for unrelated selectors",
        APPLY,
        "rule=without_known(rule.filter),",
        "rule=without_known(rule.filter) if field.relation or '.' not in field.path else TRUE,",
        ("tests/integration/compiler/test_places.py", "-k", "rule_does_not_hold"),
    ),
    Bug(
        "unrelated selector not validated",
        "compiler/normalise/unrelated.py",
        "(*selections.selections, *lifting.root)",
        "selections.selections",
        ("tests/integration/compiler/test_places.py", "-k", "without_a_meaning"),
    ),
    Bug(
        "named ordering by a hidden column usable",
        APPLY,
        "if all(name in columns for name, _ in keys)",
        "if any(name in table.columns for name, _ in keys)",
        ("tests/integration/compiler/test_named_orderings.py", "-k", "hidden_column or role_without"),
    ),
    Bug(
        "cursor of another named ordering taken",
        "execution/cursors.py",
        'return f"{head} by {values.get(variable)}" if named else scope',
        "return head if named and variable and values else scope",
        ("tests/integration/compiler/test_named_orderings.py", "-k", "another_ordering"),
    ),
    Bug(
        "switch renews no version",
        "access/triggers.py",
        '    "graphgate_allowedoperation",\n',
        "",
        ("tests/integration/gate/test_changes.py", "-k", "switched_off_operation"),
    ),
    Bug(
        "process keeps the rules that it has read",
        "access/live.py",
        "if known is not None and known is not stale:",
        "if known is not None:",
        ("tests/integration/gate/test_changes.py", "-k", "narrowed or limit"),
    ),
    Bug(
        "refusal by rules of yesterday",
        "statements/caller.py",
        "        if answer.version != self.access.version:\n",
        "        if not answer.version:\n",
        ("tests/integration/gate/test_changes.py", "-k", "refusal"),
    ),
    Bug(
        "long patterns kept whatever the text",
        "dialects/sqlite_functions.py",
        'if len(pattern) - pattern.count("%") > 2 * len(text):',
        'if len(pattern) - pattern.count("%") > 200_000 * len(text):',
        ("tests/unit/dialects/test_sqlite_patterns.py", "-k", "memory"),
    ),
    Bug(
        "pieces of a long pattern apart",
        "dialects/sqlite_functions.py",
        "start = match.start() + 1",
        "start = match.end()",
        ("tests/unit/dialects/test_sqlite_patterns.py", "-k", "otherwise"),
    ),
    Bug(
        "prepared statements without bound",
        "execution/prepared.py",
        "if left - count < self.max_count and",
        "if left - count < self.max_count * 9 and",
        ("tests/integration/execution/test_connection.py", "-k", "push_out"),
    ),
    Bug(
        "prepared statements take whatever memory they like",
        "execution/prepared.py",
        "used + weight <= self.max_bytes",
        "used <= self.max_bytes",
        ("tests/integration/execution/test_connection.py", "-k", "more_memory"),
    ),
    Bug(
        "roles that share a text share its values",
        "statements/store.py",
        "        key = (operation.namespace, operation.digest, role, access.fingerprints.get(role, \"\"))\n        ready",
        '        key = (operation.namespace, operation.digest, "", "")\n        ready',
        ("tests/integration/gate/test_shared_statements.py", "-k", "rows_of_another"),
    ),
    Bug(
        "roles of one shape have statements of their own",
        RULE_CONSTANTS,
        'scope=f"{table} {next(numbers)}"',
        'scope=""',
        ("tests/integration/gate/test_shared_statements.py", "-k", "several_statements"),
    ),
    Bug(
        "text of one way of knowing callers used for another",
        "execution/run.py",
        "self._texts.get(key)",
        "next(iter(self._texts.values()), None)",
        ("tests/integration/auth/test_in_the_statement.py",),
    ),
)
