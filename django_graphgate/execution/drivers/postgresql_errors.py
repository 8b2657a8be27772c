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
    "P0001": Reason.TRIGGER,
    "P0004": Reason.TRIGGER,
    "21000": Reason.UNIQUE,  # ON CONFLICT meets a row twice
}
_CLASSES = {
    "22": Reason.VALUE,
    "23": Reason.CHECK,
    "P0": Reason.TRIGGER,
    "09": Reason.TRIGGER,
    "27": Reason.TRIGGER,
}
"""By the beginning of a SQLSTATE."""

_KEY = re.compile(r"\((.*?)\)=\(", re.DOTALL)
"""``Key (owner_id, slug)=(7, lamp) already exists.``"""
_NAME = re.compile(r'"((?:[^"]|"")+)"|([^\s,"()]+)')


def violation(error: BaseException | None) -> Violation | None:
    """As :meth:`~django_graphgate.execution.drivers.base.Driver.violation`."""
    state: str = getattr(error, "sqlstate", None) or ""
    reason = _REASONS.get(state) or _CLASSES.get(state[:2])
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
