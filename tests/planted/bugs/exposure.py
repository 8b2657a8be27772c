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
        "ir/secret_names.py",
        'r"password|passwort|api_?key',
        'r"passwort|api_?key',
        ("tests/unit/catalog/test_naming.py",),
    ),
    Bug(
        "a foreign key shows the secret column that it repeats",
        "catalog/columns.py",
        "return isinstance(field, models.ForeignKey) and _stores_secret(field.target_field)",
        "return False",
        ("tests/integration/catalog/test_secret_columns.py",),
    ),
    Bug(
        "a key of the settings shows the secret column that it repeats",
        "catalog/configured.py",
        "columns = _with_secrets(table.columns, forward, target)",
        "columns = table.columns",
        ("tests/integration/catalog/test_secret_columns.py",),
    ),
    Bug(
        "a generic key shows the secret key that it repeats",
        "catalog/configured.py",
        "columns = _with_secrets(columns, member, tables[member.target])",
        "pass",
        ("tests/integration/catalog/test_secret_columns.py",),
    ),
)
