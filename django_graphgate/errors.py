"""Every exception of the package, with the code and HTTP status that a caller sees.

GraphgateError
├── ConfigurationError          GATE_MISCONFIGURED        500   the gate refuses to load or to answer
└── RequestRejected                                             one request is refused
    ├── BadRequest              BAD_REQUEST               400   the request is not what this URL takes
    │   ├── MethodNotAllowed    METHOD_NOT_ALLOWED        405
    │   ├── NotAcceptable       NOT_ACCEPTABLE            406
    │   ├── PayloadTooLarge     PAYLOAD_TOO_LARGE         413
    │   ├── UriTooLong          URI_TOO_LONG              414
    │   └── UnsupportedMediaType UNSUPPORTED_MEDIA_TYPE   415
    ├── DocumentSyntaxError     GRAPHQL_PARSE_FAILED      400
    ├── DocumentInvalid         GRAPHQL_VALIDATION_FAILED 400
    │   ├── OpenShape           OPEN_SHAPE                400   a variable would decide the statement's shape
    │   └── Unsupported         UNSUPPORTED               400   this database cannot do that
    ├── LimitExceeded           LIMIT_EXCEEDED            400   depth, tokens, aliases, fields …
    ├── OperationNotFound       OPERATION_RESOLUTION_FAILURE 400 not exactly one such operation in the document
    ├── VariableInvalid         BAD_USER_INPUT            400
    ├── InvalidCredentials      INVALID_CREDENTIALS       401   the caller showed a wrong credential
    ├── AuthenticationRequired  UNAUTHENTICATED           401   the caller is not signed in
    ├── Forbidden               FORBIDDEN                 403   signed in, but not allowed
    │   ├── CsrfRejected        CSRF_FAILED               403
    │   ├── OperationNotAllowed OPERATION_NOT_ALLOWED     403   not on the allow list
    │   ├── OperationDisabled   OPERATION_DISABLED        403   on the list, switched off
    │   └── OperationRetired    OPERATION_RETIRED         403   an old version that is no longer served
    ├── ValidationFailed        VALIDATION_FAILED         200   data that the model or the database refuses
    ├── TooManyAffected         MAX_AFFECTED_EXCEEDED     200   more rows than the operation may write
    ├── Retryable               RETRYABLE                 409   a deadlock or a conflict: nothing was written
    ├── OutcomeUnknown          OUTCOME_UNKNOWN           503   the connection was lost while the write was committed
    ├── IdempotencyConflict     IDEMPOTENCY_CONFLICT      409   the key was used for another request
    ├── ValueWithoutForm        VALUE_WITHOUT_FORM        200   a stored value that cannot be written as JSON
    ├── VariableNotSingle       VARIABLE_NOT_SINGLE       409   a subquery of the settings returns several rows
    ├── PersistedQueryNotFound  PERSISTED_QUERY_NOT_FOUND 400   a digest alone that is not known: send the text
    ├── ActionRefused           ACTION_REFUSED            200   the project's own code says no
    ├── ActionBusy              ACTION_BUSY               409   the action still runs, and its lock says to fail
    ├── ActionTimeout           ACTION_TIMEOUT            503   the action took too long
    ├── ActionFailed            INTERNAL_ERROR            500   the action failed; why is in the log, by an id
    ├── DeliveryRefused         DELIVERY_REFUSED          401   a webhook's delivery that is not genuine
    ├── DeliveryFailed          DELIVERY_FAILED           500   a webhook's delivery whose handler failed
    ├── TooManyRequests         RATE_LIMITED              429
    │   └── RoleLimitReached    RATE_LIMITED              429   a limit of the role that was assumed
    ├── RateLimitUnavailable    RATE_LIMIT_UNAVAILABLE    503   the cache of rate limits is down
    ├── StatementTimeout        STATEMENT_TIMEOUT         503
    ├── DatabaseUnavailable     DATABASE_UNAVAILABLE      503
    └── AuthUnavailable         AUTH_UNAVAILABLE          503   the store that knows the caller is down

``message`` is what the caller may read; ``detail`` is for the log and never leaves the process.  What has the
status 401 or 403 is a denial: the caller sees an id, under which the log has the detail.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

_LONGEST = 1_000
"""Characters of a sentence: parsers quote what they were given."""


def new_reference() -> str:
    """An id that says nothing."""
    return uuid.uuid4().hex


def _short(message: str) -> str:
    return message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…"


class GraphgateError(Exception):
    """Base of all exceptions that the package raises on purpose."""


class ConfigurationError(GraphgateError):
    """The settings or the frozen files do not allow the gate to answer safely."""

    code: ClassVar[str] = "GATE_MISCONFIGURED"
    status: ClassVar[int] = 500

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class RequestRejected(GraphgateError):
    """One request is refused with a stable code, an HTTP status and a sentence.

    ``path`` is the response path, ``locations`` are ``(line, column)`` pairs of the document,
    ``extensions`` are added to the code, ``headers`` go onto the HTTP response.
    """

    code: ClassVar[str] = "BAD_REQUEST"
    status: ClassVar[int] = 400
    sentence: ClassVar[str] = "The request was refused."

    def __init__(
        self,
        message: str | None = None,
        *,
        path: Sequence[str | int] = (),
        locations: Sequence[tuple[int, int]] = (),
        extensions: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        detail: str = "",
    ) -> None:
        self.message = _short(self.sentence if message is None else message)
        super().__init__(self.message)
        self.path = tuple(path)
        self.locations = tuple(locations)
        self.extensions = dict(extensions or {})
        self.headers = dict(headers or {})
        self.detail = detail
        self.others: tuple[RequestRejected, ...] = ()
        self.cookies: tuple[Any, ...] = ()
        """``DroppedCookie`` objects: the answer deletes these cookies."""
        self.identity: Any = None
        """The ``Identity`` that was refused, where only the refusal knows it: for the log and for the audit."""

    def with_others(self, others: Sequence[RequestRejected]) -> RequestRejected:
        """This error first, the others after it in the same response."""
        self.others = tuple(others)
        return self

    @property
    def is_denial(self) -> bool:
        return self.status in (401, 403)

    def kept_id(self) -> str:
        """The id that the caller is going to see, for a row that keeps it; empty where there is none."""
        if self.is_denial:
            self.extensions.setdefault("id", new_reference())
        return str(self.extensions.get("id", ""))

    def as_errors(self, reference: str = "") -> list[dict[str, Any]]:
        """The ``errors`` list of a GraphQL response; ``reference`` is the id of its denials."""
        item: dict[str, Any] = {"message": self.message}
        if self.locations:
            item["locations"] = [{"line": line, "column": column} for line, column in self.locations]
        if self.path:
            item["path"] = list(self.path)
        item["extensions"] = {**self.extensions, "code": self.code}
        if reference and self.is_denial:
            item["extensions"]["id"] = reference
        return [item, *(error for other in self.others for error in other.as_errors(reference))]


class BadRequest(RequestRejected):
    sentence = "The request is not a GraphQL request."


class MethodNotAllowed(BadRequest):
    code, status = "METHOD_NOT_ALLOWED", 405
    sentence = "This method is not allowed here."


class NotAcceptable(BadRequest):
    code, status = "NOT_ACCEPTABLE", 406
    sentence = "None of the accepted media types can be produced."


class PayloadTooLarge(BadRequest):
    code, status = "PAYLOAD_TOO_LARGE", 413
    sentence = "The request body is too large."


class UriTooLong(BadRequest):
    code, status = "URI_TOO_LONG", 414
    sentence = "The request URL is too long."


class UnsupportedMediaType(BadRequest):
    code, status = "UNSUPPORTED_MEDIA_TYPE", 415
    sentence = "The request body must be application/json in UTF-8."


class DocumentSyntaxError(RequestRejected):
    code = "GRAPHQL_PARSE_FAILED"
    sentence = "The document is not valid GraphQL."


class DocumentInvalid(RequestRejected):
    code = "GRAPHQL_VALIDATION_FAILED"
    sentence = "The document does not fit the schema."


class OpenShape(DocumentInvalid):
    code = "OPEN_SHAPE"
    sentence = (
        "A variable cannot give the shape of a filter or an ordering: write it out, with variables as values."
    )


class Unsupported(DocumentInvalid):
    code = "UNSUPPORTED"
    sentence = "This database does not support that."


class LimitExceeded(RequestRejected):
    code = "LIMIT_EXCEEDED"
    sentence = "The document exceeds a limit."


class OperationNotFound(RequestRejected):
    code = "OPERATION_RESOLUTION_FAILURE"
    sentence = "The document does not contain exactly one operation with that name."


class VariableInvalid(RequestRejected):
    code = "BAD_USER_INPUT"
    sentence = "A variable has an invalid value."


Nature = Literal["guess", "genuine", "ended"]


class InvalidCredentials(RequestRejected):
    """The caller showed a credential that is not valid.

    ``nature`` says why.  ``"guess"``: it may be made up (a bad signature, an unknown key, another secret, a
    malformed text); only these are counted.  ``"genuine"``: its issuer made it, but not for this use.
    ``"ended"``: it was valid once, or names a missing session: expired, signed out, evicted, the
    user is gone.  A cookie that has ended is ignored.  ``counted``: it has been counted, and is not
    counted again.
    """

    code, status = "INVALID_CREDENTIALS", 401
    sentence = "The credentials are not valid."

    def __init__(
        self,
        message: str | None = None,
        *,
        nature: Nature = "guess",
        headers: Mapping[str, str] | None = None,
        detail: str = "",
    ) -> None:
        super().__init__(message, headers=headers, detail=detail)
        self.nature: Nature = nature
        self.counted = False


class AuthenticationRequired(RequestRejected):
    code, status = "UNAUTHENTICATED", 401
    sentence = "Sign in to do that."


class Forbidden(RequestRejected):
    code, status = "FORBIDDEN", 403
    sentence = "You do not have access to that."


class CsrfRejected(Forbidden):
    code = "CSRF_FAILED"
    sentence = "The request comes from another site, or lacks a CSRF token."


class OperationNotAllowed(Forbidden):
    code = "OPERATION_NOT_ALLOWED"
    sentence = "This operation is not on the allow list."


class ValidationFailed(RequestRejected):
    """Nothing was written: ``extensions["fields"]`` says what is wrong where.

    Each is ``{"path": ["insert", 0, "email"], "message": …, "code": …}``, with messages and codes of Django's.
    """

    code, status = "VALIDATION_FAILED", 200
    sentence = "The data are not valid."


class TooManyAffected(RequestRejected):
    code, status = "MAX_AFFECTED_EXCEEDED", 200
    sentence = "The operation would write more rows than it may; nothing was written."


class Retryable(RequestRejected):
    """The database gave the write up in favour of another one.  Nothing was written, and nothing is tried again."""

    code, status = "RETRYABLE", 409
    sentence = "The write met another one at the same time; nothing was written. Try again."


class OutcomeUnknown(RequestRejected):
    """The connection was lost after COMMIT was sent."""

    code, status = "OUTCOME_UNKNOWN", 503
    sentence = "The connection to the database was lost; it is not known whether the data were written."


class IdempotencyConflict(RequestRejected):
    code, status = "IDEMPOTENCY_CONFLICT", 409
    sentence = "This Idempotency-Key was used for another request."


class ValueWithoutForm(RequestRejected):
    """In addition to data: a stored value that cannot be written is ``null`` at its path."""

    code, status = "VALUE_WITHOUT_FORM", 200
    sentence = "The stored value cannot be written."


class VariableNotSingle(RequestRejected):
    """A variable of ``VARIABLES`` is a single value, but its subquery returns several rows for this caller."""

    code, status = "VARIABLE_NOT_SINGLE", 409
    sentence = "A variable of this operation has several values."


class PersistedQueryNotFound(RequestRejected):
    """An unknown digest without a text: clients of persisted queries then also send the text.

    Code and sentence are those of the protocol.
    """

    code, status = "PERSISTED_QUERY_NOT_FOUND", 400
    sentence = "PersistedQueryNotFound"


class OperationDisabled(Forbidden):
    code = "OPERATION_DISABLED"
    sentence = "This operation is switched off."


class OperationRetired(Forbidden):
    code = "OPERATION_RETIRED"
    sentence = "This version of the operation is no longer served."


class ActionRefused(RequestRejected):
    """Raised by a project's callables: the caller reads ``message``, and ``extensions`` if there are any.

    Nothing that the action has written stays.
    """

    code, status = "ACTION_REFUSED", 200
    sentence = "The action was refused."


class ActionBusy(RequestRejected):
    code, status = "ACTION_BUSY", 409
    sentence = "The action is still running."


class ActionTimeout(RequestRejected):
    code, status = "ACTION_TIMEOUT", 503
    sentence = "The action took too long and was stopped."


class ActionFailed(RequestRejected):
    """What nobody expected, already logged: ``extensions["id"]`` is what the log calls it."""

    code, status = "INTERNAL_ERROR", 500
    sentence = "Something went wrong."


class DeliveryRefused(RequestRejected):
    """One sentence for every reason; ``detail`` has the reason for the log."""

    code, status = "DELIVERY_REFUSED", 401
    sentence = "The delivery was refused."


class DeliveryFailed(RequestRejected):
    """The delivery is stored, and nothing that its handler has written stays."""

    code, status = "DELIVERY_FAILED", 500
    sentence = "The delivery was stored, but handling it failed."


class TooManyRequests(RequestRejected):
    code, status = "RATE_LIMITED", 429
    sentence = "Too many requests."


class RoleLimitReached(TooManyRequests):
    """A limit of the role that was assumed is reached, which the database has yet to confirm."""


class RateLimitUnavailable(RequestRejected):
    code, status = "RATE_LIMIT_UNAVAILABLE", 503
    sentence = "Requests cannot be counted at the moment."


class StatementTimeout(RequestRejected):
    code, status = "STATEMENT_TIMEOUT", 503
    sentence = "The operation took too long and was stopped."


class DatabaseUnavailable(RequestRejected):
    code, status = "DATABASE_UNAVAILABLE", 503
    sentence = "The database does not answer."


class AuthUnavailable(RequestRejected):
    code, status = "AUTH_UNAVAILABLE", 503
    sentence = "The caller cannot be verified at the moment."
