"""Planted bugs: what rules for writing permit."""

from __future__ import annotations

from tests.planted.bug import Bug

EFFECTIVE = "rules/effective_writes.py"
WRITE_RULES = "compiler/plan/write_rules.py"
TESTS = "tests/unit/rules/test_write_rules.py"
DATA = "tests/integration/access/test_roles_data.py"

BUGS = (
    Bug(
        "rule without columns lets data give what looks secret",
        WRITE_RULES,
        "if column.secret or column.generic_key}",
        "if column.generic_key}",
        (TESTS, "-k", "secrets_or_generated"),
    ),
    Bug(
        "rule names a column that the action cannot write",
        WRITE_RULES,
        "    return frozenset(granted & {*writable, *joins})\n",
        "    return frozenset(granted)\n",
        (TESTS, "-k", "primary_key or generated_column"),
    ),
    Bug(
        "data may give a preset column",
        EFFECTIVE,
        "for key in rule.columns - presets.keys()",
        "for key in rule.columns",
        (TESTS, "-k", "given_by_data_too"),
    ),
    Bug(
        "filter of a model's manager does not hold for writes",
        WRITE_RULES,
        "    if table.rows is not None:\n",
        "    if False:\n",
        (TESTS, "-k", "manager"),
    ),
    Bug(
        "preset writes NULL where the fact is missing",
        EFFECTIVE,
        "filter=with_values(with_facts(rule.filter), rule.presets.values())",
        "filter=with_facts(rule.filter)",
        (TESTS, "-k", "missing_fact or without_a_row"),
    ),
    Bug(
        "child model is inserted past the rules of its parent",
        EFFECTIVE,
        '    if action != "update" and len(parents) < len(table.parents):\n',
        "    if False:\n",
        (TESTS, "-k", "past_its_parent"),
    ),
    Bug(
        "columns of a parent are written by the rule of its child model alone",
        EFFECTIVE,
        "(of in parents and key in parents[of].columns)",
        "(of in parents)",
        (TESTS, "-k", "more_columns"),
    ),
    Bug(
        "rows of a parent are not looked at",
        EFFECTIVE,
        "                if parent.filter != TRUE\n",
        "                if parent.filter == TRUE\n",
        (TESTS, "-k", "presets_and_rows"),
    ),
    Bug(
        "alias is written without a rule of its table",
        EFFECTIVE,
        "        if real is not None:\n            applied[name, action] = _narrowed(rule, real)\n",
        "        applied[name, action] = _narrowed(rule, real) if real else rule\n",
        (TESTS, "-k", "alias_is_written"),
    ),
    Bug(
        "alias has the rows that its table's rule forbids",
        EFFECTIVE,
        "        filter=all_of(real.filter, rule.filter),\n",
        "        filter=rule.filter,\n",
        (TESTS, "-k", "alias_widens"),
    ),
    Bug(
        "wildcard rule for writes grants tables",
        "rules/wildcard.py",
        '    if reading := wildcards.get("query"):\n',
        "    for reading in wildcards.values():\n",
        ("tests/unit/rules/test_wildcard.py", "-k", "grants_a_write"),
    ),
    Bug(
        "read_only blocks nothing",
        "access/reading.py",
        '{**rule, "block": True} if blocked else rule',
        "rule",
        (DATA, "-k", "read_only"),
    ),
    Bug(
        "presets do not count for the fingerprint of a role",
        "rules/model.py",
        "                dict(r.presets),\n",
        "",
        ("tests/unit/rules/test_apply.py", "-k", "same_fingerprint"),
    ),
    Bug(
        "freeze says nothing of a preset that is gone",
        "publishing/writable.py",
        "        if was != now:\n",
        '        if "none" not in (was, now):\n',
        ("tests/integration/publishing/test_writable.py", "-k", "preset_that_is_gone"),
    ),
    Bug(
        "whoever may edit rules may write SQL",
        "admin/rule_form.py",
        "[] if self.may_write_sql else",
        "[] if self else",
        ("tests/integration/admin/test_write_rules.py", "-k", "sql"),
    ),
)
