"""``pg_stat_statements`` of each release speaks the names of operations."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from django_graphgate.execution.comments import comment_of, with_comment
from tests.services import start_postgresql, wheel_binaries

pytestmark = pytest.mark.slow


def installations(folder: Path) -> Iterator[Path]:
    yield wheel_binaries(folder)
    yield from (path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres"))


def test_statements_are_counted_by_the_names_of_operations() -> None:
    with tempfile.TemporaryDirectory(prefix="graphgate-named-", dir="/tmp") as name:
        folder = Path(name)  # the server is another user
        folder.chmod(0o711)
        for number, binaries in enumerate(installations(folder)):
            service = start_postgresql(
                folder, binaries, f"named-{number}", shared_preload_libraries="pg_stat_statements"
            )
            try:
                service.wait()
                assert counted(service.url) == {"AirportDetail,user": 3, "ops/Airports,sales%20team": 1}
            finally:
                service.stop()


def counted(url: str) -> dict[str, int]:
    """How often what has run, as the server's own view says."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION pg_stat_statements")
        detail = with_comment("SELECT $1::int", comment_of("", "AirportDetail", "user"))
        airports = with_comment("SELECT 1, $1::int", comment_of("ops", "Airports", "sales team"))
        for text, value in [(detail, b"1"), (detail, b"2"), (airports, b"3"), (detail, b"4")]:
            connection.pgconn.exec_params(text.encode(), [value])
        rows = connection.execute("SELECT query, calls FROM pg_stat_statements").fetchall()
    names = [(re.search(r"graphgate:(\S*)", query), calls) for query, calls in rows]
    return {name[1]: calls for name, calls in names if name is not None}
