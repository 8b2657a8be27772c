"""Planted bugs: URLs of files."""

from __future__ import annotations

from tests.planted.bug import Bug

_TESTS = "tests/integration/catalog/test_files.py"

BUGS = (
    Bug(
        "URL of a file is shown where its name is masked",
        "rules/apply.py",
        "for column in expression.columns if column.name in masks]",
        "for column in expression.columns if column.name in masks and expression.plain_column]",
        (_TESTS, "-k", "masked_name"),
    ),
    Bug(
        "URL of a storage that signs",
        "catalog/files.py",
        " or storage.__class__.url is not FileSystemStorage.url",
        "",
        (_TESTS, "-k", "code_of_its_own"),
    ),
    Bug(
        "name of a file is not quoted",
        "dialects/postgresql.py",
        "'^[A-Za-z0-9_.~/!*()''-]$' THEN c",
        "'^[A-Za-z0-9_.~/!*()''?-]$' THEN c",
        (_TESTS, "-k", "not_the_storages"),
    ),
)
