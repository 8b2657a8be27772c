"""Planted bugs: the transaction of a mutation."""

from __future__ import annotations

from tests.planted.bug import Bug

_TESTS = "tests/integration/execution/test_write_transaction.py"

BUGS = (
    Bug(
        "lost connection at COMMIT is reported as nothing written",
        "execution/writes/transaction.py",
        "state.at_commit = outermost and not",
        "state.at_commit = not outermost and not",
        (_TESTS, "-k", "has_a_known_outcome"),
    ),
    Bug(
        "error of a hook is reported as that of the write",
        "execution/writes/transaction.py",
        "        if not state.committed:",
        "        if error is not None:",
        (_TESTS, "-k", "failing_hook"),
    ),
    Bug(
        "dry run is committed",
        "execution/writes/transaction.py",
        "    if dry_run:\n",
        "    if dry_run and not outermost:\n",
        (_TESTS, "-k", "leaves_something"),
    ),
    Bug(
        "isolation level of the project's transaction is not looked at",
        "execution/writes/transaction.py",
        "    if current not in _LEVELS",
        "    if not current and _LEVELS",
        (_TESTS, "-k", "within_the_project"),
    ),
    Bug(
        "SQLite takes the lock for writing late",
        "execution/drivers/sqlite.py",
        '"EXCLUSIVE" if mode == "EXCLUSIVE" else "IMMEDIATE"',
        "mode",
        (_TESTS, "-k", "lock_is_taken_late"),
    ),
    Bug(
        "deferred constraints of a dry run are not checked",
        "execution/writes/transaction.py",
        "    if (dry_run or not outermost) and",
        "    if not outermost and",
        (_TESTS, "-k", "left_to_the_project"),
    ),
)
