"""Planted bugs: the audit, its chain and its triggers."""

from __future__ import annotations

from tests.planted.bug import Bug

_FOLDER = "tests/integration/audit"
_APPEND = f"{_FOLDER}/test_append.py"
_CHANGES = f"{_FOLDER}/test_changes.py"
_ONLY = f"{_FOLDER}/test_append_only.py"
_VERIFY = f"{_FOLDER}/test_verify.py"

BUGS = (
    Bug(
        "digest of an audit event leaves out its data",
        "audit/chain.py",
        "(getattr(event, name) for name in TEXTS), event.data])",
        "(getattr(event, name) for name in TEXTS)])",
        (_VERIFY, "-k", "attack"),
    ),
    Bug(
        "digest of an audit event leaves out the one before",
        "audit/chain.py",
        "event.sequence, event.previous, moment(event.at)]",
        "event.sequence, moment(event.at)]",
        (f"{_FOLDER}/test_chain.py",),
    ),
    Bug(
        "checkpoint that nobody signed begins a chain of audit events",
        "audit/verify.py",
        "            if is_signed(row):\n",
        "            if is_signed(row) or row.signature:\n",
        (_VERIFY, "-k", "attack"),
    ),
    Bug(
        "end of an audit chain that was cut off is not missed",
        "audit/verify.py",
        "        elif end.sequence > last.sequence:\n",
        "        elif end.sequence > last.sequence and not last.sequence:\n",
        (_VERIFY, "-k", "attack"),
    ),
    Bug(
        "chain of audit events is pruned although it was forged",
        "audit/prune.py",
        "        if verified.problems:\n",
        "        if len(verified.problems) > 1:\n",
        (_VERIFY, "-k", "not_whole"),
    ),
    Bug(
        "line break of a caller is in the audit",
        "audit/texts.py",
        "[\\x00-\\x1f\\x7f",
        "[\\x00-\\x09\\x0e-\\x1f\\x7f",
        (_APPEND, "-k", "escaped"),
    ),
    Bug(
        "change of access is not recorded in its own transaction",
        "audit/changes.py",
        "    if changed:\n",
        "    if changed and False:\n",
        (_CHANGES, "-k", "not_told"),
    ),
    Bug(
        "change past the models is not recorded",
        "access/live.py",
        "known.version != state.version:",
        "known.version == state.version:",
        (_CHANGES, "-k", "past_the_models"),
    ),
    Bug(
        "events after a checkpoint can be deleted in SQL on PostgreSQL",
        "dialects/postgresql_server.py",
        "c.stream = OLD.stream AND c.sequence >= OLD.sequence) THEN",
        "c.stream = OLD.stream) THEN",
        (_ONLY, "-k", "sql_changes"),
    ),
    Bug(
        "REPLACE changes an audit event on SQLite",
        "dialects/sqlite.py",
        'f"WHEN EXISTS ({same.format(table)})"',
        'f"WHEN NOT EXISTS ({same.format(table)})"',
        (_ONLY,),
    ),
    Bug(
        "cell of an audit export is a formula",
        "audit/export.py",
        "if text.startswith(_FORMULA) else text",
        "if text.startswith(_FORMULA[:1]) else text",
        ("tests/integration/management/test_graphgate_audit.py", "-k", "formula"),
    ),
    Bug(
        "change of access is committed before its event",
        "models/atomic.py",
        "        with transaction.atomic(using=alias, savepoint=False):\n",
        "        if alias:\n",
        (f"{_FOLDER}/test_writer.py", "-k", "without_its_event"),
    ),
)
