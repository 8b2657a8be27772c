"""Planted bugs: what is exposed to whom, and by which SQL."""

from __future__ import annotations

from tests.planted.bug import Bug

MATRIX = "tests/integration/exposure/test_matrix.py"
PAGE = "tests/integration/exposure/test_page.py"
COMMAND = "tests/integration/exposure/test_command.py"
LINEAGE = "tests/unit/exposure/test_lineage.py"

BUGS = (
    Bug(
        "exposure forgets what filters along relations look at",
        "ir/places.py",
        "yield from places_in(predicate.where, predicate.target.name, inner)",
        "pass",
        (MATRIX, "-k", "ways_and_paths"),
    ),
    Bug(
        "exposure forgets old versions that are still served",
        "exposure/matrix.py",
        "for old in _served_besides(listed, frozen.lock):",
        "for old in ():",
        (MATRIX, "-k", "old_version"),
    ),
    Bug(
        "whole row in the SQL of an action counts as no column",
        "exposure/lineage.py",
        "for table in sorted(whole):",
        "for table in ():",
        (LINEAGE, "-k", "whole_rows"),
    ),
    Bug(
        "SQL that cannot be read counts as reading nothing",
        "exposure/lineage.py",
        "if not isinstance(tree, _ROOTS) or next(tree.find_all(*_OPAQUE), None) is not None:\n            return frozenset(NOT_KNOWN)",
        "if not isinstance(tree, _ROOTS) or next(tree.find_all(*_OPAQUE), None) is not None:\n            return frozenset()",
        (LINEAGE, "-k", "cannot_be_read"),
    ),
    Bug(
        "function of the project in SQL counts as harmless",
        "exposure/lineage.py",
        "in HARMLESS_FUNCTIONS",
        "not in {''}",
        (LINEAGE, "-k", "may_read_anything"),
    ),
    Bug(
        "name of a join in the SQL of an action means no table",
        "exposure/lineage.py",
        "self.aliases[_lower(node.alias)] |= names",
        "pass",
        (LINEAGE, "-k", "names_of_joins"),
    ),
    Bug(
        "exposure shows a cell that a spreadsheet computes",
        "exposure/report.py",
        "if cell.startswith(_FORMULA)",
        "if cell.startswith('#')",
        (COMMAND, "-k", "formula"),
    ),
    Bug(
        "lock of other rules passes the check of the exposure",
        "exposure/matrix.py",
        'if marks.get("roles") != rules:',
        "if False:",
        (MATRIX, "-k", "does_not_fit"),
    ),
    Bug(
        "page of the exposure for those who may not see rules",
        "admin/exposure.py",
        "or not rules.has_view_permission(request)",
        "",
        (PAGE, "-k", "may_not_see"),
    ),
)
