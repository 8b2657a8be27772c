"""Planted bugs: pages."""

from __future__ import annotations

from tests.planted.bug import Bug, answers

APPLY = "rules/apply.py"
WALKS = "tests/integration/compiler/test_page_walks.py"

BUGS = (
    Bug(
        "role filter missing in the total of a connection",
        "compiler/render/rows.py",
        """        where = [*conditions, *self._where()]
        if not groups:""",
        """        where = [*conditions, *list(self._where())[:-1]]
        if not groups:""",
        answers("connections/total_is_the_roles"),
    ),
    Bug(
        "total of a nested connection counts the whole table",
        "compiler/render/connection.py",
        "return Rows(self.select, row, self.parent, renderer.dialect, fresh, unordered=unordered)",
        "return Rows(__import__('dataclasses').replace(self.select, relation=None), row, None, renderer.dialect, fresh, unordered=unordered)",
        answers("connections/nested"),
    ),
    Bug(
        "rule of no rows spares objects",
        "rules/effective.py",
        "if rule.limit or rule.block",
        "if rule.limit is not None or rule.block",
        answers("roles/limit_zero_of_objects", "connections/rule_of_no_rows"),
    ),
    Bug(
        "keys after the primary key stay in the cursor",
        "compiler/plan/ordering.py",
        """        if not missing:
            break""",
        """        if missing is None:
            break""",
        (WALKS, "-k", "place_of_a_row and default"),
    ),
    Bug(
        "direction not reversed",
        "compiler/render/rows.py",
        "wanted = [key.reversed() if backward else key for key in self.select.order]",
        "wanted = list(self.select.order)",
        answers("page/last", "page/before"),
    ),
    Bug(
        "NULLs forgotten behind a place",
        "compiler/render/rows.py",
        'return sql("({} OR ({} IS NULL AND {} IS NOT NULL))", beyond, key, value)',
        "return beyond",
        (WALKS, "-k", "place_of_a_row and sqlite"),
    ),
    Bug(
        "both directions asked for and one answered",
        "compiler/plan/ordering.py",
        "self.variables.never_both(numbers[name].name, *(numbers[other].name for other in others))",
        "others",
        ("tests/integration/compiler/test_pages.py", "-k", "both_directions_at_once"),
    ),
    Bug(
        "what lies behind a page reported of the other side",
        "compiler/render/connection.py",
        "self._outside(backward=forward)",
        "self._outside(backward=not forward)",
        ("tests/integration/compiler/test_pages.py", "-k", "wrong_way and sqlite"),
    ),
    Bug(
        "order of a page left to SQLite",
        "compiler/render/rows.py",
        "if again else text",
        "if again is None else text",
        (WALKS, "-k", "missed_or_met_twice and sqlite and backward"),
    ),
    Bug(
        "cursor of another list taken",
        "execution/cursors.py",
        'return f"{operation}\\0{scope}".encode()',
        "return operation.encode()",
        ("tests/integration/compiler/test_pages.py", "-k", "of_another_list"),
    ),
    Bug(
        "cursor says nothing of its ordering",
        "compiler/plan/ordering.py",
        """return f"{path}({', '.join(keys)}){by}\"""",
        'return f"{path}({len(keys)}){by}"',
        ("tests/integration/compiler/test_pages.py", "-k", "of_another_list"),
    ),
    Bug(
        "cursor stays where its list is hidden",
        "compiler/render/statement.py",
        "return self.shown(other, sql(\"coalesce({}, 'null')\", mark), row)",
        "return sql(\"coalesce({}, 'null')\", mark)",
        ("tests/integration/compiler/test_pages.py", "-k", "list_hides"),
    ),
    Bug(
        "row too many on a page that is looked beyond",
        "compiler/render/rows.py",
        "shown = number(max(size, 1))",
        "shown = number(size + 1)",
        answers("page/first", "connections/nested"),
    ),
    Bug(
        "index read to the wrong end",
        "compiler/render/rows.py",
        "self.dialect.end(order.codec, highest=order.descending)",
        "self.dialect.end(order.codec, highest=not order.descending)",
        (WALKS, "-k", "missed_or_met_twice and root"),
    ),
    Bug(
        "first of a group found among those of a page",
        "compiler/render/rows.py",
        "beyond = () if ranked else self._behind_the_rule(self._beyond(self.keys))",
        "beyond = self._behind_the_rule(self._beyond(self.keys))",
        (WALKS, "-k", "distinct_row"),
    ),
)
