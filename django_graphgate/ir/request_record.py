"""What is known of one request for those who observe it: the log, the audit, counters, metrics and traces."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from django_graphgate.ir.identity import Identity
from django_graphgate.ir.rate_limit import Charge

Surface = Literal["graphql", "python", "action", "webhook"]
"""Where it came in: the endpoint, ``get_gate().execute``, an action's URL, or a webhook's."""


class HasDocument(Protocol):
    """An operation that exists."""

    @property
    def document(self) -> str: ...


@dataclass(slots=True, kw_only=True)
class RequestRecord:
    """One operation, action or delivery, filled in on its way; nothing in it is copied.

    What a caller has sent (``variables``, ``text``, the client's name …) is in it as it came: whoever writes it
    anywhere bounds and redacts it.
    """

    surface: Surface = "graphql"
    started: float = field(default_factory=time.perf_counter)
    """In seconds of ``time.perf_counter``."""

    namespace: str = ""
    operation: str = ""
    """The name of an operation, action or webhook that exists; empty where none of that name was reached."""
    operation_type: str = ""
    """``query`` or ``mutation``."""
    digest: str = ""
    resolved: HasDocument | None = field(default=None, repr=False)
    """What ran, with its canonical text."""
    text: str | None = None
    """The document as it was sent."""
    variables: Mapping[str, Any] = field(default_factory=dict[str, Any])

    identity: Identity = field(default_factory=Identity.anonymous)
    role: str = ""
    """The role that the database has confirmed, or that was last assumed."""

    status: int = 0
    """The HTTP status of the answer; of Python callers the one that it would have."""
    code: str = ""
    """``extensions.code`` of the first error."""
    detail: str = ""
    """Why it was refused, which is for the log and for the audit, never for the caller."""
    reference: str = ""
    """The id that a denied caller sees in ``extensions.id``."""

    seconds: float = 0.0
    """From ``started`` to the end of the answer."""
    sql_seconds: float = 0.0
    statements: int = 0
    """How often a database was asked to run the operation."""
    ran: bool = False
    """Whether it ran, well or not: outdated rules stop it before."""
    data: bytes | None = field(default=None, repr=False)
    """The answer's data as JSON."""
    _rows: int | None = field(default=None, init=False, repr=False)
    response_bytes: int = 0
    max_rows: int | None = None
    """The rows that the statement can give at most, as its limits say; known from its plan."""
    charge: Charge | None = field(default=None, repr=False)
    """What it has taken of the rate limits; ``None`` without any."""

    origin: str = ""
    """The caller's address, behind ``TRUSTED_PROXIES``; empty for callers from Python."""
    method: str = ""
    request_id: str = ""
    traceparent: str = ""
    """As W3C Trace Context has it; empty where there was none, or none that is valid."""
    client_name: str = ""
    client_version: str = ""
    user_agent: str = ""

    @property
    def rows(self) -> int:
        """How many objects the data hold, at all levels, without the outermost; members of JSON columns count too."""
        if self._rows is None:  # all observers ask, and large answers take time
            self._rows = 0 if self.data is None else max(self.data.count(b'{"') - 1, 0)
        return self._rows

    @property
    def failed(self) -> bool:
        return self.code != ""

    def end(
        self, *, status: int, code: str = "", detail: str = "", reference: str = "", response_bytes: int = 0
    ) -> None:
        """The answer is there; where it was there before, as an operation's of a batch, that time counts."""
        self.status, self.code, self.response_bytes = status, code, response_bytes
        self.detail, self.reference = detail, reference
        self.seconds = self.seconds or time.perf_counter() - self.started
