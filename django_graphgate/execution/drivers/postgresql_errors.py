"""What PostgreSQL says of rows that it does not take.

Names come from the fields of its message, which no language changes; of the text, only what is in brackets is read.
"""

from __future__ import annotations

import re
from typing import Any

from django_graphgate.execution.drivers.violations import Reason, Violation

_REASONS = {
    "23505": Reason.UNIQUE,
    "23P01": Reason.UNIQUE,
    "23503": Reason.FOREIGN_KEY,
    "23001": Reason.REFERENCED,
    "23502": Reason.NULL,
    "23514": Reason.CHECK,
    "44000": Reason.CHECK,  # WITH CHECK OPTION of a view
    "428C9": Reason.VALUE,  # a generated column
    "42501": Reason.PERMISSION,
}
_CLASSES = {
    "21": Reason.UNIQUE,  # ON CONFLICT meets a row twice
    "22": Reason.VALUE,
    "23": Reason.CHECK,
}
"""By the beginning of a SQLSTATE."""

_SERVER = {
    *("02", "03", "08", "0A", "0B", "0F", "0L", "0P", "0Z", "20", "24", "25", "26", "28", "2B", "2D", "2F"),
    *("34", "3B", "3D", "3F", "40", "42", "53", "54", "55", "57", "58", "72", "F0", "HV", "XX"),
}
"""Beginnings of SQLSTATEs that are not about a row; code of the database may raise any that it makes up."""

_KEY = re.compile(r"\((.*?)\)=\(", re.DOTALL)
"""``Key (owner_id, slug)=(7, lamp) already exists.``"""
_NAME = re.compile(r'"((?:[^"]|"")+)"|([^\s,"()]+)')


def violation(error: BaseException | None) -> Violation | None:
    """As :meth:`~django_graphgate.execution.drivers.base.Driver.violation`."""
    state: str = getattr(error, "sqlstate", None) or ""
    reason = _REASONS.get(state) or _CLASSES.get(state[:2])
    if reason is None and state and state[:2] not in _SERVER:
        reason = Reason.TRIGGER
    if reason is None:
        return None
    said: Any = getattr(error, "diag", None)
    columns = (said.column_name,) if said.column_name else _columns(said.message_detail or "")
    return Violation(
        reason=reason,
        constraint=said.constraint_name or "",
        table=said.table_name or "",
        columns=columns,
        message=(said.message_primary or "") if reason is Reason.TRIGGER else "",
    )


def _columns(detail: str) -> tuple[str, ...]:
    """The columns of a key, out of the text that also has their values; none where it is of expressions."""
    match = _KEY.search(detail)
    if match is None or ("(" in match[1] and '"' not in match[1]):
        return ()
    return tuple(quoted.replace('""', '"') or plain for quoted, plain in _NAME.findall(match[1]))
