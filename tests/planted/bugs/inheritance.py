"""Planted bugs: inherited rules, named filters and the wildcard rule."""

from __future__ import annotations

from tests.planted.bug import Bug, answers

INHERIT = "rules/inherit.py"
WILDCARD = "rules/wildcard.py"
DATA = ("tests/integration/access/test_roles_data.py",)
SYNC = ("tests/integration/publishing/test_sync_roles.py",)
INHERITED = ("tests/unit/rules/test_inherit.py",)
EVERY_TABLE = ("tests/unit/rules/test_wildcard.py",)

BUGS = (
    Bug(
        "a parent's rule replaces the role's own",
        INHERIT,
        "for ancestor in reversed(lineage(name, roles)):",
        "for ancestor in lineage(name, roles):",
        INHERITED,
    ),
    Bug(
        "the problem of a parent is forgotten",
        INHERIT,
        "if parent.problem:",
        "if not parent:",
        INHERITED,
    ),
    Bug(
        "rules that were read stay with a role that cannot be resolved",
        INHERIT,
        'return replace(role, rules=(), problem=error.message)',
        "return role",
        INHERITED,
    ),
    Bug(
        "a frozen statement fits a role that cannot be resolved",
        "rules/model.py",
        "[self.name, rows, self.problem]",
        "[self.name, rows]",
        INHERITED,
    ),
    Bug(
        "a role that cannot be resolved has no rules, and runs",
        "compiler/plan/role_rules.py",
        "if role.problem:",
        "if not role:",
        (*DATA, "-k", "problem_is_no_obstacle"),
    ),
    Bug(
        "a rule that another program wrote is passed over",
        "access/live.py",
        "problems[key] = error.message",
        "pass",
        DATA,
    ),
    Bug(
        "a named filter renews no version",
        "access/triggers.py",
        '    "graphgate_namedfilter",\n',
        "",
        (*DATA, "-k", "behind_the_role"),
    ),
    Bug(
        "the wildcard rule leaves tables alone that the role names",
        WILDCARD,
        "filters=(*rule.filters, *_filters_for(table, wildcard))",
        "filters=rule.filters",
        answers("roles/wildcard_rule"),
    ),
    Bug(
        "the wildcard rule grants a table without the column",
        WILDCARD,
        "if name not in named and filters:",
        "if name not in named:",
        EVERY_TABLE,
    ),
    Bug(
        "the wildcard rule passes over a blocked column",
        WILDCARD,
        "if column in table.left_out:",
        "if not table:",
        EVERY_TABLE,
    ),
    Bug(
        "a column of the wildcard rule that is misspelt narrows nothing",
        WILDCARD,
        "if column not in known:",
        "if not known:",
        EVERY_TABLE,
    ),
    Bug(
        "a role of the file that can run nothing is loaded",
        "publishing/sync_roles.py",
        "    refuse_broken(stored_roles(in_file), str(path), alias=state_alias())\n",
        "",
        (*SYNC, "-k", "role_that_can_run_nothing"),
    ),
    Bug(
        "a broken role of the database is written into the file",
        "publishing/sync_roles.py",
        '    refuse_broken(stored_roles(content), "the database", alias=state_alias())\n',
        "",
        (*SYNC, "-k", "broken_role_of_the_database"),
    ),
    Bug(
        "a match that is not understood is loaded",
        "publishing/sync_roles.py",
        'if problem.name == "invalid":',
        "if not problem:",
        (*SYNC, "-k", "role_that_can_run_nothing"),
    ),
)
