"""What hides a parent's rows hides those of its child models."""

from __future__ import annotations

from tests.planted.bug import Bug

BUGS = (
    Bug(
        "limit of no rows of a parent leaves its child models",
        "rules/effective.py",
        "if (rows := _rows(parent)) != TRUE",
        "if (rows := parent.filter) != TRUE",
        ("tests/integration/rules/test_child_models.py",),
    ),
)
