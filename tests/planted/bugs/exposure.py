"""Planted bugs: what is exposed."""

from __future__ import annotations

from tests.planted.bug import Bug, errors

APPLY = "rules/apply.py"

BUGS = (
    Bug(
        "join table without a rule may be passed",
        APPLY,
        "return all(rule is not None and not rule.block for rule in through)",
        "return all(rule is None or not rule.block for rule in through)",
        errors("roles/join_table_without_rule"),
    ),
    Bug(
        "password does not look secret",
        "catalog/naming.py",
        "pass(word|wd|phrase)?|secrets?",
        "passphrase|secrets?",
        ("tests/catalog",),
    ),
)
