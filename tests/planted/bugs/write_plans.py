"""Planted bugs: what a mutation is planned to write, and the rows that it means."""

from __future__ import annotations

from tests.planted.bug import Bug

PLANS = "tests/unit/compiler/test_mutation_plans.py"
RULES = "tests/unit/rules/test_apply_writes.py"
ROWS = "tests/integration/compiler/test_written_rows.py"
MUTATIONS = "tests/golden/test_mutations.py"
SHAPES = "compiler/plan/write_shapes.py"
APPLY = "rules/apply.py"
EXPOSED = "tests/integration/publishing/test_exposed_writes.py"

BUGS = (
    Bug(
        "update means rows that its rule forbids",
        APPLY,
        "        find = replace(seen, rule=all_of(seen.rule, rule.filter))\n",
        "        find = seen\n",
        (ROWS, "-k", "pass_both_rules"),
    ),
    Bug(
        "update means rows that the role cannot see",
        APPLY,
        "rule=all_of(seen.rule, rule.filter)",
        "rule=rule.filter",
        (ROWS, "-k", "pass_both_rules"),
    ),
    Bug(
        "plan writes columns that the rule does not list",
        APPLY,
        "if given := sorted(shape.columns.keys() - rule.columns):",
        "if given := sorted(rule.presets.keys() & shape.columns):",
        (RULES, "-k", "passes_the_rules"),
    ),
    Bug(
        "rows of a table without a rule can be connected",
        APPLY,
        "        where = FALSE if query is None or query.block else query.filter\n",
        "        where = TRUE if query is None or query.block else query.filter\n",
        (RULES, "-k", "without_a_rule"),
    ),
    Bug(
        "written rows are cut off at the rule's limit",
        APPLY,
        " if field.capped else field.page",
        "",
        (PLANS, "-k", "not_capped"),
    ),
    Bug(
        "foreign key names rows of a table that the role cannot read",
        "rules/writable.py",
        " and _may_refer(column.references, rules)",
        "",
        (PLANS, "-k", "cannot_read"),
    ),
    Bug(
        "role names rows that it cannot see",
        "rules/writable.py",
        "(query is None and action not in _UNSEEN)",
        "False",
        (RULES, "-k", "are_not_named"),
    ),
    Bug(
        "join row hangs on another row than the data say",
        SHAPES,
        "not linking.isdisjoint(rule.presets)",
        "False",
        (PLANS, "-k", "links_no_row"),
    ),
    Bug(
        "related rows are connected without their rule",
        SHAPES,
        '            self.use(relation.table, "update")\n',
        "            return\n",
        (MUTATIONS, "-k", "outcome and connect_to_many"),
    ),
    Bug(
        "variable of data reaches no related table",
        SHAPES,
        "                    waiting.append((relation.table, action))\n",
        "                    continue\n",
        ("tests/integration/gate/test_graphjin_inserts.py",),
    ),
    Bug(
        "written rows are in the order of their keys",
        "compiler/plan/calls.py",
        "_IN_ORDER = (Order(KeyPosition(), implied=True),)",
        "_IN_ORDER = ()",
        (ROWS, "-k", "in_the_order"),
    ),
    Bug(
        "rows that an update means are not locked",
        "compiler/render/mutation.py",
        "self._keys(find, lock=True)",
        "self._keys(find)",
        (ROWS, "-k", "locked"),
    ),
    Bug(
        "where beside an insert hides nothing",
        "compiler/plan/mutations.py",
        "if root.root.with_related else TRUE",
        "if not root.root.with_related else TRUE",
        (MUTATIONS, "-k", "outcome and where_beside"),
    ),
    Bug(
        "rows of several deletes are mixed up",
        "compiler/plan/mutations.py",
        "value=number + count)",
        "value=count)",
        (MUTATIONS, "-k", "outcome and (several_root or rule_delete)"),
    ),
    Bug(
        "UUID of a key is looked up as it is written in JSON",
        "dialects/sqlite_values.py",
        '{"int", "float", "bool", "text", "enum", "inet", "date"}',
        '{"int", "float", "bool", "text", "enum", "inet", "date", "uuid"}',
        (ROWS, "-k", "json_does_not_have"),
    ),
    Bug(
        "lock of another release has an action that nobody knows",
        "ir/write_json.py",
        "    if value not in names:\n",
        "    if value is None:\n",
        ("tests/unit/ir/test_write_json.py", "-k", "broken_file"),
    ),
    Bug(
        "freeze does not say which columns an operation writes",
        "publishing/exposed_writes.py",
        "use.table == table and use.usage == action}",
        "use.table == table and use.usage is None}",
        (EXPOSED, "-k", "not_reported"),
    ),
    Bug(
        "table that is only written counts as visible",
        "publishing/exposure.py",
        '                entry["unread"] = True\n',
        '                entry["unread"] = False\n',
        (EXPOSED, "-k", "only_written"),
    ),
    Bug(
        "blocked table in the answer of a delete is not reported",
        "compiler/compile.py",
        "denied=denied_paths(planned.whole)",
        "denied=denied_paths(planned.query)",
        (PLANS, "-k", "blocked_table_in_the_answer"),
    ),
    Bug(
        "routers are not asked about tables of filters for writing",
        "compiler/compile.py",
        "{*referenced_tables(planned.whole),",
        "{*referenced_tables(planned.query),",
        (PLANS, "-k", "models_of_filters"),
    ),
)
