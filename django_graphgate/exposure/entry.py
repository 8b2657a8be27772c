"""One line of the exposure: what a role's operation does with a column, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final, Literal, cast, get_args

How = Literal[
    "shown", "returned", "filtered", "ordered", "grouped", "joined", "aggregated",
    "written", "read_by_action", "written_by_action",
]  # fmt: skip
"""``shown``: its values are in answers.  ``returned``: so are they, of rows that the operation has written.
``filtered``, ``ordered``, ``grouped`` (distinct): callers learn its values by asking often.  ``joined``: it decides
which rows of another table are in answers.  ``aggregated``: what is made of many rows is in answers, such as their
number.  ``written``: the operation writes it.  The other two are the SQL of actions, webhooks and variables."""

HOWS: Final[tuple[How, ...]] = get_args(How)

Source = Literal["operation", "action", "webhook", "role"]
"""What does it: an operation, an action, a webhook, or what decides whether a caller has the role."""

UNKNOWN: Final = "unknown"
"""In place of a table or column: what is read or written cannot be said."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Exposed:
    """A column of a table (or its rows alone, where ``column`` is empty), and how a role's operation uses it."""

    role: str
    namespace: str = ""
    operation: str
    """The name of the operation, action or webhook; empty where ``source`` is ``role``."""
    table: str
    """API name; the database's name where the API has no such table; :data:`UNKNOWN`."""
    column: str = ""
    """API name; the database's name where the API has no such column; :data:`UNKNOWN`; empty for the rows alone."""
    how: How
    action: str = ""
    """Of ``written``: insert, update, upsert, delete; with ``preset`` behind it where the rule gives the value."""
    path: str = ""
    """Of what is in answers the response path (``airport.country.name``), of the rest the place in the document
    (``airports.where.code``), in the rule (``rule airports``) or in the SQL (``statement 1``)."""
    model: str = ""
    """Django's label (``auth.User``); empty where no installed model has the table."""
    field: str = ""
    """Django's name of the field."""
    filtered_by: tuple[str, ...] = ()
    """The row filters of the role's rule, as written; empty: all rows."""
    masked: bool = False
    """The role has the value in those rows only for which a filter of the column holds."""
    source: Source = "operation"
    digest: str = ""
    """Of an old version that is still served: its digest; empty for the current one."""

    @property
    def place(self) -> str:
        """The operation as people call it, with the digest of an old version."""
        name = "/".join(filter(None, (self.namespace, self.operation)))
        version = f" {self.digest[:12]}" if self.digest else ""
        return f"{name}{version}" if self.source == "operation" else f"{self.source} {name}".strip()

    @property
    def names(self) -> set[str]:
        """What a policy calls it: an operation with its namespace, and ``action charge``, which is another thing."""
        whole = "/".join(filter(None, (self.namespace, self.operation)))
        return {self.place, whole} if self.source == "operation" else {self.place}

    def to_json(self) -> dict[str, Any]:
        """Plain JSON, without what is empty."""
        entry = {name: value for name, value in asdict(self).items() if value}
        return entry | ({"filtered_by": list(self.filtered_by)} if self.filtered_by else {})


_FIELDS: Final = frozenset(each.name for each in fields(Exposed))


def from_json(entry: Mapping[str, Any]) -> Exposed:
    """What :meth:`Exposed.to_json` wrote; raises ``ValueError``."""
    required = {"role", "table", "how"}
    if not required <= entry.keys() <= _FIELDS or entry["how"] not in HOWS:
        raise ValueError("This is not an entry of an exposure.")
    if not all(_fits(name, value) for name, value in entry.items()):
        raise ValueError("A member of an entry of an exposure is of another type.")
    return Exposed(**{"operation": "", **entry, "filtered_by": tuple(entry.get("filtered_by", ()))})


def _fits(name: str, value: object) -> bool:
    if name == "filtered_by":
        return isinstance(value, list) and all(isinstance(each, str) for each in cast("list[object]", value))
    return isinstance(value, bool if name == "masked" else str)


def anything(seed: Exposed, path: str) -> Iterator[Exposed]:
    """What Python, or SQL that cannot be read, does: it may read and write any column."""
    read: How = "read_by_action"
    yield replace(seed, table=UNKNOWN, column=UNKNOWN, path=path, how=read)
    yield replace(seed, table=UNKNOWN, column=UNKNOWN, path=path, how="written_by_action", action=UNKNOWN)
