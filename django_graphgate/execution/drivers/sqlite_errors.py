"""What SQLite says of rows that it does not take: all of it is in one text."""

from __future__ import annotations

import re

from django_graphgate.execution.drivers.violations import Reason, Violation

_REASONS = {
    "SQLITE_CONSTRAINT_UNIQUE": Reason.UNIQUE,
    "SQLITE_CONSTRAINT_PRIMARYKEY": Reason.UNIQUE,
    "SQLITE_CONSTRAINT_ROWID": Reason.UNIQUE,
    "SQLITE_CONSTRAINT_FOREIGNKEY": Reason.FOREIGN_KEY,
    "SQLITE_CONSTRAINT_NOTNULL": Reason.NULL,
    "SQLITE_CONSTRAINT_CHECK": Reason.CHECK,
    "SQLITE_CONSTRAINT_TRIGGER": Reason.TRIGGER,
    "SQLITE_CONSTRAINT": Reason.CHECK,
    "SQLITE_MISMATCH": Reason.VALUE,
    "SQLITE_TOOBIG": Reason.VALUE,
}

_FAILED = re.compile(r"\w+(?: \w+)? constraint failed: (.*)", re.DOTALL)
_INDEX = re.compile(r"index '(.*)'", re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"]|"")+)"')


def violation(error: BaseException | None) -> Violation | None:
    """As :meth:`~django_graphgate.execution.drivers.base.Driver.violation`."""
    reason = _REASONS.get(getattr(error, "sqlite_errorname", None) or "")
    if reason is None:
        return None
    text = str(error)
    if reason is Reason.TRIGGER:
        return Violation(reason=reason, message=text)
    match = _FAILED.match(text)
    failed = match[1] if match else ""
    if index := _INDEX.fullmatch(failed):
        return Violation(reason=reason, constraint=index[1])
    if reason is Reason.CHECK:  # its name; of a condition without one, a column or all of it
        quoted = _QUOTED.search(failed)
        columns: tuple[str, ...] = (quoted[1].replace('""', '"') if quoted else failed,)
        return Violation(reason=reason, constraint=failed, columns=columns)
    table, dot, _ = failed.partition(".")
    if not dot:
        return Violation(reason=reason)
    # "shop_tag.slug, shop_tag.name": the names themselves may have spaces and commas
    columns = tuple(part.removeprefix(f"{table}.") for part in failed.split(f", {table}."))
    return Violation(reason=reason, table=table, columns=columns)
