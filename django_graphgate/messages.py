"""What a caller asks the gate for, and what the gate answers."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from django_graphgate.ir.cookies import DroppedCookie
from django_graphgate.ir.rate_limit import LimitState
from django_graphgate.ir.request_record import RequestRecord

logger = logging.getLogger("django_graphgate")


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRequest:
    """What a caller asks for.  At least one of the first four is given.

    ``queries_only`` is for GET: anything but a query raises ``MethodNotAllowed``.
    """

    text: str | None = None
    name: str | None = None
    digest: str | None = None
    document_id: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    namespace: str = ""
    namespace_by_header: bool = False
    """A header may choose another namespace under the same URL."""
    queries_only: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    dry_run: bool = False
    """A mutation runs, and is rolled back."""
    idempotency_key: str | None = None
    """The caller's own name for a mutation that may arrive twice and is to run once."""
    counted: bool = False
    """It is part of a run that rate limits have counted."""
    http: HttpRequest | None = field(default=None, repr=False, compare=False)
    """Where it came from: wrong credentials that only the database found out are counted for its sender."""

    record: RequestRecord = field(default_factory=RequestRecord, repr=False, compare=False)
    """What is known of it for those who observe; filled in on its way."""

    @property
    def by_name(self) -> bool:
        """Nothing but a name says which operation is meant: each namespace has its own of that name."""
        return self.text is None and self.digest is None and self.document_id is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The answer: ``data`` as JSON text, as the database wrote it, or errors of the one shape.

    ``status`` is the HTTP status of the first error's class, 200 where there are data.
    """

    data: bytes | None = None
    errors: list[dict[str, Any]] = field(default_factory=list)
    extensions: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[DroppedCookie, ...] = ()
    """Cookies to take away: their sessions have ended, and this answer asks to sign in."""
    detail: str = field(default="", repr=False)
    """Why it was denied: for the log and the audit, and no part of :meth:`body`."""
    limit: LimitState | None = field(default=None, repr=False)
    """What is left of the rate limit of which the least is left, as ``headers`` say."""

    @property
    def code(self) -> str:
        """``extensions.code`` of the first error; empty where there is none."""
        return str(self.errors[0]["extensions"]["code"]) if self.errors else ""

    @property
    def reference(self) -> str:
        """``extensions.id`` of the first error that has one, which the log has, too; empty where there is none."""
        ids = (str(error["extensions"]["id"]) for error in self.errors if "id" in error["extensions"])
        return next(ids, "")

    def body(self) -> bytes:
        """The whole response as JSON text in UTF-8."""
        parts: list[bytes] = []
        if self.errors:
            parts.append(b'"errors":' + _json(self.errors))
        if self.data is not None:
            parts.append(b'"data":' + self.data)
        elif self.errors and self.status == 200:  # a mutation that has run, and of which nothing stays
            parts.append(b'"data":null')
        if self.extensions:
            parts.append(b'"extensions":' + _json(self.extensions))
        return b"{" + b",".join(parts) + b"}"

    def json(self) -> Any:
        """The whole response, decoded."""
        return json.loads(self.body())


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def failure(code: str, message: str, **extensions: Any) -> Result:
    """A result for what is not the caller's fault."""
    return Result(errors=[{"message": message, "extensions": {**extensions, "code": code}}], status=500)


def unexpected() -> Result:
    """One neutral line for the exception being handled, with an id that is in the log."""
    reference = uuid.uuid4().hex
    logger.exception("graphgate: unexpected error %s", reference)  # noqa: LOG004 - called by handlers
    return failure("INTERNAL_ERROR", "Something went wrong.", id=reference)
