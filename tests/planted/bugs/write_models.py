"""Planted bugs: rows written through Django's models."""

from __future__ import annotations

from tests.planted.bug import Bug

_TESTS = "tests/integration/execution/writes/"
_RULES = f"{_TESTS}test_orm_rules.py"

BUGS = (
    Bug(
        "written rows are not checked against their rules",
        "execution/writes/journal.py",
        "        failing = set(keys) - self._passing(table, action, keys)",
        "        failing = set(keys) - set(keys)",
        (_RULES, "-k", "fit"),
    ),
    Bug(
        "row of an earlier root field is checked once",
        "execution/writes/journal.py",
        "        if self._parts > 1:",
        "        if self._parts > 9:",
        (_RULES, "-k", "later_root_field"),
    ),
    Bug(
        "table without a probe lets everything through",
        "execution/writes/context.py",
        "            return set()",
        "            return set(keys)",
        (_RULES, "-k", "without_a_probe"),
    ),
    Bug(
        "row that is out of reach meanwhile is written",
        "execution/writes/context.py",
        '        for name in ("query", rule):',
        '        for name in ("query", "query"):',
        (f"{_TESTS}test_orm_delete.py", "-k", "out_of_reach"),
    ),
    Bug(
        "row that somebody has taken meanwhile is written again",
        "execution/writes/context.py",
        "            meant &= set(self.again())",
        "            meant &= set(keys)",
        (f"{_TESTS}test_orm_concurrency.py", "-k", "taken_meanwhile and update"),
    ),
    Bug(
        "hidden row is connected",
        "execution/writes/named.py",
        'matching(context.rows(model), names), "query")',
        "matching(context.rows(model), names))",
        (_RULES, "-k", "hidden_row_is"),
    ),
    Bug(
        "foreign key given by value may name a hidden row",
        "execution/writes/named.py",
        '    visible = context.passing(table, "query", list(there.values()))',
        "    visible = set(there.values())",
        (_RULES, "-k", "asked_about_at_once"),
    ),
    Bug(
        "connect is content with some of the rows",
        "execution/writes/named.py",
        "for value in values if value not in there",
        "for value in values if not there",
        (_RULES, "-k", "hidden_row_is"),
    ),
    Bug(
        "foreign key of nested data is not looked at",
        "execution/writes/named.py",
        "            yield from _all_rows(related.rows)",
        "            yield from related.rows[:0]",
        (_RULES, "-k", "hidden_row_is"),
    ),
    Bug(
        "relation wins over a preset",
        "execution/writes/links.py",
        "            raise forbidden([row.path])",
        "            pass",
        (_RULES, "-k", "preset_wins"),
    ),
    Bug(
        "connect writes a foreign key that the rule does not let write",
        "execution/writes/relations.py",
        "not columns <= shape.columns.keys() or ",
        "",
        (_RULES, "-k", "under_its_own_rule"),
    ),
    Bug(
        "connect moves a row that the role may not update",
        "execution/writes/relations.py",
        " or not passing.issuperset(keys):",
        ":",
        (_RULES, "-k", "under_its_own_rule"),
    ),
    Bug(
        "nested update writes what the rule does not let write",
        "execution/writes/relations.py",
        'reachable(self._context, table, rows, "query", "update")',
        'reachable(self._context, table, rows, "query")',
        (f"{_TESTS}test_orm_update.py", "-k", "related_rows_are_updated"),
    ),
    Bug(
        "join row is deleted against its rule",
        "execution/writes/relations.py",
        'passing(relation.through, "delete", keys).issuperset(keys):',
        'passing(relation.through, "delete", keys).issubset([]) and keys == []:',
        (_RULES, "-k", "join_row_is_deleted"),
    ),
    Bug(
        "key of a parent's row opens it",
        "execution/writes/saving.py",
        "(Model,) if model._meta.parents else True",
        "True",
        (_RULES, "-k", "parents_row"),
    ),
    Bug(
        "upsert writes another's row",
        "execution/writes/upserting.py",
        "if key not in self._within or key in self._written:",
        "if key in self._written:",
        (f"{_TESTS}test_orm_upsert.py", "-k", "out_of_reach"),
    ),
    Bug(
        "row that somebody inserts meanwhile is an error",
        "execution/writes/upserting.py",
        "there = self._there([values]) if isinstance(error.__cause__, IntegrityError) else {}",
        "there = {}",
        (f"{_TESTS}test_orm_concurrency.py", "-k", "meanwhile"),
    ),
    Bug(
        "values that occur twice in a bulk are written twice",
        "execution/writes/upserting.py",
        "            if values in seen:",
        "            if values in [()]:",
        (f"{_TESTS}test_orm_upsert.py", "-k", "twice"),
    ),
    Bug(
        "increment loses updates",
        "execution/writes/context.py",
        'rows = self.rows(model).order_by("pk").select_for_update()',
        'rows = self.rows(model).order_by("pk")',
        (f"{_TESTS}test_orm_concurrency.py", "-k", "increments"),
    ),
    Bug(
        "rule's own limit of rows is not counted",
        "execution/writes/budget.py",
        "        self.written[name] += rows",
        "        self.written[name] = rows",
        (_RULES, "-k", "too_many_rows"),
    ),
    Bug(
        "rows that a delete takes along are not counted",
        "execution/writes/removing.py",
        "context.budget.count_unruled(max(0, rows - len(instances)))",
        "context.budget.count_unruled(0)",
        (f"{_TESTS}test_orm_delete.py", "-k", "go_along_count"),
    ),
    Bug(
        "rows are disconnected by name alone",
        "execution/writes/relations.py",
        "            wanted = matching(related_rows(self._context, instance, related), named)",
        "            wanted = matching(self._context.rows(self._context.model(related.relation.table)), named)",
        (f"{_TESTS}test_orm_plain.py", "-k", "updates"),
    ),
    Bug(
        "generic relation names the object alone",
        "execution/writes/links.py",
        "return {generic.content_type_field_name: content_type, generic.object_id_field_name: instance.pk}",
        "return {generic.object_id_field_name: instance.pk}",
        (f"{_TESTS}test_orm_plain.py", "-k", "inserts"),
    ),
    Bug(
        "row that its own nested data have changed is written as it was",
        "execution/writes/rows.py",
        "            self._refresh(instance, changed)",
        "            pass",
        (f"{_TESTS}test_orm_update.py", "-k", "lead_back"),
    ),
)
