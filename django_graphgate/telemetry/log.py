"""The log ``django_graphgate.requests``: one record per request, with its facts as attributes."""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django_graphgate.audit.texts import plain
from django_graphgate.conf import get_settings
from django_graphgate.ir.request_record import RequestRecord
from django_graphgate.telemetry.bounded import Bounds
from django_graphgate.telemetry.redact import Redaction

if TYPE_CHECKING:  # a process that runs frozen operations only never imports the compiler
    from django_graphgate.compiler.syntax.masked import MaskedDocument

logger = logging.getLogger("django_graphgate.requests")

MESSAGE = "graphgate.request"

_LONGEST_DOCUMENT = 20_000
"""Characters of a document that is shown; of longer ones none is."""
_LARGEST_DATA = 100_000
"""Bytes of data that are shown."""
_LARGEST_VALUES = 20_000
"""Characters of values in one record."""
_TOO_LARGE = "[too large]"
_UNREADABLE = "[not shown]"
"""Instead of values whose document cannot be read: nobody knows which secret has which alias or variable."""


def request_log() -> RequestLog | None:
    """As the settings say."""
    settings = get_settings()
    return None if settings.LOG_REQUESTS is None else RequestLog(settings.LOG_REQUESTS, settings.LOG_REDACT)


class _Line(logging.LogRecord):
    """A record that is quickly copied, as each ``QueueHandler`` does."""

    def __copy__(self) -> _Line:
        line = _Line.__new__(_Line)
        line.__dict__ = self.__dict__.copy()
        return line


class RequestLog:
    """An observer: ``options`` are those of ``LOG_REQUESTS``, ``redact`` the names of ``LOG_REDACT``."""

    def __init__(self, options: Mapping[str, Any], redact: Sequence[str] = ()) -> None:
        self._options = options
        self._excluded = frozenset(options.get("excludeOperations", ()))
        self._names = bool(options.get("operationName", True))
        self._ids = bool(options.get("requestId", True))
        wanted = ("data", "query", "variables", "tracing", "userAgent")
        self._more = any(options.get(name) for name in wanted)
        self._redaction = Redaction(redact)

    def __call__(self, record: RequestRecord) -> None:
        level = level_of(record)
        if not logger.isEnabledFor(level) or not logger.hasHandlers():
            return
        if level == logging.INFO and record.operation and record.operation in self._excluded:
            return
        # not logger.log(), which looks for the line of code that called it
        make = logging.getLogRecordFactory()
        line_class = _Line if make is logging.LogRecord else make
        line = line_class(logger.name, level, __file__, 0, MESSAGE, (), None)
        vars(line).update(self.facts(record))
        logger.handle(line)

    def facts(self, record: RequestRecord) -> dict[str, Any]:
        """What the record says; texts of callers are bounded, and have no special characters."""
        identity = record.identity
        facts: dict[str, Any] = {
            "surface": record.surface,
            "namespace": record.namespace,
            "operation": record.operation if self._names else "",
            "operation_type": record.operation_type,
            "digest": record.digest,
            "role": record.role,
            "user_id": _shown(identity.user_id or "", 255),
            "user_id_provider": _shown(identity.user_id_provider or "", 255),
            "authenticator": identity.authenticator,
            "origin": _shown(record.origin, 100),  # an IPv6 address may end with any text
            "method": _shown(record.method, 20),
            "status": record.status,
            "code": record.code,
            "detail": _shown(record.detail, 500),
            "reference": record.reference,
            "duration_ms": round(record.seconds * 1000, 3),
            "sql_ms": round(record.sql_seconds * 1000, 3),
            "statements": record.statements,
            "rows": record.rows,
            "response_bytes": record.response_bytes,
            "request_id": record.request_id if self._ids else "",
            "traceparent": record.traceparent,
            "client_name": record.client_name,
            "client_version": record.client_version,
        }
        if self._more:
            self._add_more(facts, record)
        return facts

    def _add_more(self, facts: dict[str, Any], record: RequestRecord) -> None:
        options = self._options
        if options.get("userAgent"):
            facts["user_agent"] = _shown(record.user_agent, 300)
        if options.get("tracing"):
            rest = record.seconds - record.sql_seconds
            facts["tracing"] = {
                "total_ms": facts["duration_ms"],
                "sql_ms": facts["sql_ms"],
                "rest_ms": round(rest * 1000, 3),
            }
        if not (options.get("query") or options.get("variables") or options.get("data")):
            return
        document = _document(record)
        known = bool(document.text) or record.surface in ("action", "webhook")
        if options.get("query"):
            facts["query"] = document.text
        if options.get("variables"):
            facts["variables"] = self._values(record.variables, document.variables, known=known)
        if options.get("data"):
            facts["data"] = self._values(_data(record), document.fields, known=known)

    def _values(self, values: Any, also_called: Mapping[str, frozenset[str]], *, known: bool) -> Any:
        if values and not known:
            return _UNREADABLE
        try:
            return Bounds(_LARGEST_VALUES).bounded(self._redaction.redacted(values, also_called))
        except RecursionError:  # the line is written, however deep the values are that a caller has sent
            return _TOO_LARGE


def level_of(record: RequestRecord) -> int:
    """ERROR for what is our fault; WARNING for who may not, or asks too often; INFO for everything else."""
    if record.status >= 500:
        return logging.ERROR
    return logging.WARNING if record.status in (401, 403, 429) else logging.INFO


def _shown(text: str, limit: int) -> str:
    return text if len(text) <= limit and text.isprintable() else plain(text, limit)


def _data(record: RequestRecord) -> Any:
    if record.data is None:
        return None
    try:
        return json.loads(record.data) if len(record.data) <= _LARGEST_DATA else _TOO_LARGE
    except (ValueError, RecursionError):  # numbers of thousands of digits
        return _TOO_LARGE


def _document(record: RequestRecord) -> MaskedDocument:
    """The document that ran, or that was sent."""
    text = record.text if record.resolved is None else record.resolved.document
    return _masked(text[: _LONGEST_DOCUMENT + 1] if text else "")


@functools.lru_cache(maxsize=200)
def _masked(text: str) -> MaskedDocument:
    from django_graphgate.compiler.syntax.masked import MaskedDocument, masked

    return masked(text) if 0 < len(text) <= _LONGEST_DOCUMENT else MaskedDocument()
