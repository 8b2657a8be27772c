"""Many roles times many operations on one connection, to a server that could compile statements, too."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings

from tests.support.gate.many_roles import SHAPES, VALUES, Asked, start

pytestmark = pytest.mark.slow

ROLES = 50
OPERATIONS = 200 if os.environ.get("GRAPHGATE_PROFILE") == "long" else 10


def server() -> str:
    return str(settings.POSTGRESQL_OLD_URL or settings.POSTGRESQL_URL)


def ask_for_everything(process: Asked) -> dict[str, int]:
    process.ask("each of them twice")
    found: dict[str, int] = process.ask("memory")
    return found


def test_connection_takes_more_than_100_megabytes(tmp_path: Path) -> None:
    """As many texts as pairs, more than there is room for, each often enough to be wanted."""
    with start(ROLES, OPERATIONS, tmp_path, server(), SHAPES) as process:
        for _ in range(3):
            found = ask_for_everything(process)
    assert 200 < found["prepared"] < ROLES * OPERATIONS
    assert 20e6 < found["contexts"] < 100e6
    assert found["alone"] < 100e6
    assert found["jit"] == found["jit of the server"], "the project's statements have it as it was"
    assert found["jit"] == "on" or not settings.POSTGRESQL_OLD_URL


def test_roles_with_rules_of_one_shape_have_statements_of_their_own(tmp_path: Path) -> None:
    """Their values and limits differ, and ``SQL_COMMENTS`` leaves the role out."""
    with start(ROLES, OPERATIONS, tmp_path, server(), VALUES) as process:
        found = ask_for_everything(process)
    assert found["prepared"] == OPERATIONS
