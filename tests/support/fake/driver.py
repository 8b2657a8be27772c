"""The driver of the third database."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from django_graphgate.conf import get_settings
from django_graphgate.execution.drivers.base import Driver, Problem, Row
from tests.support.fake.dialect import Fake, Items


class FakeDriver(Driver):
    """No more than a driver has to do, and nothing quickly."""

    is_server = False

    def run(
        self, connection: BaseDatabaseWrapper, text: str, values: Sequence[Any], *, plan_once: bool = False
    ) -> Row:
        self._register_functions(connection)
        raw, end = (
            connection.connection,
            time.monotonic() + (get_settings().STATEMENT_TIMEOUT or 60_000) / 1000,
        )
        raw.set_progress_handler(lambda: time.monotonic() > end, 1_000)
        try:
            row = raw.execute(text, tuple(values)).fetchone()
        finally:
            raw.set_progress_handler(None, 0)
        return tuple(None if value is None else str(value).encode() for value in row or ())

    def prepare_only(self, connection: BaseDatabaseWrapper, text: str, count: int) -> None:
        self._register_functions(connection)
        connection.connection.execute(f"EXPLAIN {text}", [None] * count).close()

    def problem(self, error: BaseException | None) -> Problem:
        if getattr(error, "sqlite_errorname", None) == "SQLITE_INTERRUPT":
            return Problem.TIMEOUT
        if "integer overflow" in str(error):
            return Problem.SEVERAL_ROWS
        return Problem.BAD_STATEMENT

    def _register_functions(self, connection: BaseDatabaseWrapper) -> None:
        for name, (arguments, function) in Fake().functions.items():
            connection.connection.create_function(name, arguments, function, deterministic=True)
        connection.connection.create_aggregate("fake_items", -1, Items)
