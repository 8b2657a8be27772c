"""Many roles times many operations on one connection, to a server that could compile statements, too."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from tests.gate.many_roles import start

ROLES = 50
OPERATIONS = 200 if os.environ.get("GRAPHGATE_PROFILE") == "long" else 10
PLACES = 200
"""The default of ``PREPARED_MAX``."""


def test_connection_takes_more_than_100_megabytes(tmp_path: Path) -> None:
    """Each statement runs twice, so that it takes the place of another among the prepared ones."""
    old = settings.POSTGRESQL_OLD_URL
    with start(ROLES, OPERATIONS, tmp_path, old or settings.POSTGRESQL_URL) as process:
        process.ask("each of them twice")
        found = process.ask("memory")
    assert found["prepared"] == PLACES < ROLES * OPERATIONS
    assert 5e6 < found["contexts"] < 100e6
    assert found["alone"] < 100e6
    assert found["jit"] == "off"
    assert found["jit of the server"] == "on" or not old
