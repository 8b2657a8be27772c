"""Formatters for ``LOGGING``: each record, with all its attributes, is one line."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from django_graphgate.telemetry.bounded import Bounds, text_of

_LARGEST = 100_000
"""Characters of a line, about."""

_OF_LOGGING = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JSONFormatter(logging.Formatter):
    """An object per record: ``time``, ``level``, ``logger``, ``message``, what else the record has, ``exception``.

    What is empty is left out.  All but ASCII is escaped: no text can begin a line, or do anything to a terminal.
    """

    def format(self, record: logging.LogRecord) -> str:
        return _json(self.members(record))

    def members(self, record: logging.LogRecord) -> dict[str, Any]:
        """The members of the object, of a bounded size."""
        bounds = Bounds(_LARGEST)
        moment = datetime.fromtimestamp(record.created, UTC)
        members = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": bounds.bounded(_message(record)),
        }
        for name, value in vars(record).items():
            is_empty = value is None or (
                isinstance(value, str) and not value
            )  # others may refuse to be compared
            if name not in _OF_LOGGING and not is_empty:
                members[name if name not in members else f"{name}_"] = bounds.bounded(value)
        if record.exc_info and record.exc_info[0] is not None:
            members["exception"] = bounds.bounded(self._traceback(record))
        elif record.exc_text:  # of a record that went through a queue
            members["exception"] = bounds.bounded(record.exc_text)
        if record.stack_info:
            members["stack"] = bounds.bounded(record.stack_info)
        return members

    def _traceback(self, record: logging.LogRecord) -> str:
        try:
            return self.formatException(record.exc_info)  # type: ignore[arg-type]  # not (None, None, None)
        except Exception:  # noqa: BLE001  an exception may be unable to say what it is
            return f"<{record.exc_info[0].__name__}>"  # type: ignore[index,union-attr]


class TextFormatter(JSONFormatter):
    """The same as ``key=value`` pairs (logfmt), for people: ``level=INFO operation=Products duration_ms=3.1``."""

    def format(self, record: logging.LogRecord) -> str:
        return " ".join(f"{_key(name)}={_word(value)}" for name, value in self.members(record).items())


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001  arguments that do not fit, or that cannot be shown
        return text_of(record.msg)


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), allow_nan=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    return name if name.isidentifier() and name.isascii() else _json(name).replace(" ", "_").replace("=", "_")


def _word(value: Any) -> str:
    """The value; in the quotes of JSON where it is not plain."""
    if isinstance(value, str):
        is_plain = value.isascii() and value.isprintable() and value and not set(value) & set(' "=\\')
        return value if is_plain else _json(value)
    return _json(value)
