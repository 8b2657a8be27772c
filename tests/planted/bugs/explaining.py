"""Planted bugs: ids and reasons of denials, and explanations."""

from __future__ import annotations

from tests.planted.bug import Bug

IDS = ("tests/integration/gate/test_denial_ids.py",)

BUGS = (
    Bug(
        "id of a denial is another in the log",
        "refusals.py",
        'log_text(detail), reference and f" [{reference}]")',
        'log_text(detail), reference and f" [{errors.new_reference()}]")',
        IDS,
    ),
    Bug(
        "detail of a denial reaches the caller",
        "errors.py",
        'item["extensions"]["id"] = reference',
        'item["extensions"].update(id=reference, detail=self.detail)',
        IDS,
    ),
    Bug(
        "log of a denial has what the caller sent as it is",
        "ir/log_text.py",
        "if text.isprintable():",
        "if text:",
        IDS,
    ),
)
