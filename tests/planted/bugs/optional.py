"""Planted bugs: comparisons with optional variables."""

from __future__ import annotations

from tests.planted.bug import Bug, answers, errors

FILTERS = "compiler/plan/filters.py"
VARIANTS = "tests/integration/execution/test_variants.py"

BUGS = (
    Bug(
        "null for an optional variable is absent",
        "execution/variables.py",
        "for name in self._optional if name not in given)",
        "for name in self._optional if given.get(name) is None)",
        answers("optional/null_given", "optional/connectives_null_given"),
    ),
    Bug(
        "alternative without its variable holds",
        FILTERS,
        "tuple(term.in_or() for term in terms)",
        "tuple(term.in_and() for term in terms)",
        answers("optional/connectives"),
    ),
    Bug(
        "not of what is absent holds for no row",
        FILTERS,
        "Term(Not(denied.filter), denied.needs)",
        "Term(Not(denied.in_and()))",
        answers("optional/connectives"),
    ),
    Bug(
        "parts count together only",
        FILTERS,
        "return frozenset(names) or None",
        "return None",
        answers("optional/connectives"),
    ),
    Bug(
        "absent element of a list is NULL",
        FILTERS,
        "if not any(names):",
        "if any(names) or not names:",
        answers("optional/lists"),
    ),
    Bug(
        "skipIf of which nothing is left hides",
        "compiler/plan/planner.py",
        "row.in_and() if wanted else row.in_or()",
        "row.in_and()",
        answers("optional/relations"),
    ),
    Bug(
        "optional variable is required in an ordering",
        "execution/variables.py",
        " and not spec.has_default and not spec.optional\n",
        " and not spec.has_default\n",
        answers("optional/order"),
    ),
    Bug(
        "optional variable may have a default",
        "compiler/plan/values.py",
        "if marked and node.default_value is not None:",
        "if marked and not node:",
        errors("optional/with_a_default"),
    ),
    Bug(
        "optional variable may be required",
        "compiler/plan/values.py",
        "if marked and isinstance(node.type, NonNullTypeNode):",
        "if marked and not node and isinstance(node.type, NonNullTypeNode):",
        errors("optional/required"),
    ),
    Bug(
        "text of one set of variables serves another",
        "execution/run.py",
        "self._texts[key] = whole",
        "self._texts[key] = self._texts[*key[:3], flags[:1]] = whole",
        (VARIANTS,),
    ),
    Bug(
        "texts without bound",
        "execution/run.py",
        "_MAX_VARIANTS = 8",
        "_MAX_VARIANTS = 80",
        (VARIANTS,),
    ),
    Bug(
        "one plan for all runs",
        "execution/drivers/postgresql.py",
        "session.settings_for[inside, plan_once]",
        "session.settings_for[inside, False]",
        (VARIANTS,),
    ),
    Bug(
        "flags stay in SQLite's texts",
        "execution/run.py",
        "self.dialect.plans_for_values or not self.flags",
        "self.dialect.plans_for_values or self.flags",
        (VARIANTS,),
    ),
    Bug(
        "no hint of the directive",
        "compiler/plan/values.py",
        "replace(spec, compared=True)",
        "replace(spec, compared=False)",
        ("tests/integration/gate/test_optional.py",),
    ),
    Bug(
        "hint for what was given",
        "statements/hints.py",
        "if spec.compared and spec.name not in given]",
        "if spec.compared]",
        ("tests/integration/gate/test_optional.py",),
    ),
    Bug(
        "mark is lost in the lock",
        "ir/statement.py",
        '"has_default", "optional")',
        '"has_default")',
        ("tests/integration/gate/test_optional.py",),
    ),
)
