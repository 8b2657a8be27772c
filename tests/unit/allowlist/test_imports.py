"""What the allow list must not know."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import django_graphgate.allowlist

FOLDER = Path(django_graphgate.allowlist.__path__[0])
MODULES = sorted(
    ".".join(path.relative_to(FOLDER).with_suffix("").parts)
    for path in FOLDER.rglob("*.py")
    if path.stem not in {"__init__", "recorder", "store"}
)


@pytest.mark.parametrize("module", MODULES)
def test_no_parser_and_no_database_are_loaded(module: str) -> None:
    """Production needs no parser, and a project's tests read the list without a Django set up."""
    program = (
        f"import sys, django_graphgate.allowlist.{module};"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'graphql', 'django'}))"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert found.stdout.strip() == "[]"
