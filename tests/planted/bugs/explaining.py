"""Planted bugs: ids and reasons of denials, and explanations."""

from __future__ import annotations

from tests.planted.bug import Bug

EXPLAIN = ("tests/integration/explaining/test_explain.py",)
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
    Bug(
        "explanation of a role that may not run an operation says that it may",
        "gate.py",
        "        call.role = role\n        self._authorise(call)\n",
        "        call.role = role\n",
        EXPLAIN,
    ),
    Bug(
        "explanation asks another caller's row",
        "explaining/rows.py",
        "self.alias, {}, self.identity,",
        'self.alias, {}, replace(self.identity, user_id="1"),',
        EXPLAIN,
    ),
    Bug(
        "explanation prints values",
        "explaining/plans.py",
        """_TEXT.sub("'…'", str(row[-1]))""",
        "str(row[-1])",
        EXPLAIN,
    ),
)
