"""What an exception becomes: a refusal with a code and a sentence, or one neutral line."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.utils import InterfaceError, NotSupportedError, OperationalError

from django_graphgate import errors
from django_graphgate.errors import (
    AuthenticationRequired,
    ConfigurationError,
    DatabaseUnavailable,
    Forbidden,
    LimitExceeded,
    RequestRejected,
    ValueWithoutForm,
)
from django_graphgate.ir.field_errors import SENTENCES, FieldError
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.log_text import log_text
from django_graphgate.messages import Result, failure, unexpected

logger = logging.getLogger("django_graphgate")


def rejection_of(error: Exception) -> RequestRejected | None:
    """The refusal that an exception means; ``None`` where it is no fault of the request or its database."""
    if isinstance(error, RequestRejected):
        return error
    if isinstance(error, OperationalError | InterfaceError):  # of the ORM, which reads rules and recordings
        return DatabaseUnavailable(detail=type(error).__name__)
    if isinstance(error, RecursionError):  # whatever went over a document of many levels
        return LimitExceeded("The document is nested too deeply.")
    return None


def failed(error: Exception) -> Result:
    """The answer to an error that is not a refusal; called while the exception is handled."""
    if isinstance(error, ConfigurationError):
        logger.error("graphgate: %s %s", error.message, error.hint)
    elif isinstance(error, NotSupportedError | ImproperlyConfigured):  # Django refuses a server or a setting
        logger.error("graphgate: DATABASES: %s", error)
    else:
        return unexpected()
    return failure(ConfigurationError.code, "The gate is not configured safely.")


def refused(error: RequestRejected, challenge: str = "") -> Result:
    """The answer to a refused request, which is logged; ``challenge`` is for a 401 that brings none.

    A denial has an id, which the caller sees and the log has beside the reason; it is new for each answer,
    unless it was denied further in, by the operation that an action is.
    """
    items, reference = denials((error,))
    detail = error.detail or error.message
    level = logging.WARNING if error.is_denial and not error.path else logging.INFO
    logger.log(level, "graphgate: %s %s%s", error.code, log_text(detail), reference and f" [{reference}]")
    headers = dict(error.headers)
    if error.status == 401 and challenge:
        headers.setdefault("WWW-Authenticate", challenge)
    return Result(
        errors=items, status=error.status, headers=headers, cookies=error.cookies, detail=error.detail
    )


def denials(refusals: Sequence[RequestRejected]) -> tuple[list[dict[str, Any]], str]:
    """The errors of one answer, and the id of its denials; empty where there are none."""
    every = [each for refusal in refusals for each in (refusal, *refusal.others)]
    denied = [each for each in every if each.is_denial]
    reference = str(denied[0].extensions.get("id") or errors.new_reference()) if denied else ""
    return [item for refusal in refusals for item in refusal.as_errors(reference)], reference


def partial(error_places: Sequence[FieldError], subject: str) -> tuple[list[dict[str, Any]], str]:
    """The errors beside an answer's data, and why some are denials, which is logged with their id."""
    items, reference = denials([field_error(place) for place in error_places])
    if not reference:
        return items, ""
    places = [".".join(map(str, place.path)) for place in error_places if place.error_type == "b"]
    detail = f"{subject}: blocked at {', '.join(places[:20])}"
    logger.info("graphgate: %s %s [%s]", Forbidden.code, log_text(detail), reference)
    return items, detail


def no_access(identity: Identity, detail: str) -> RequestRejected:
    """Not signed in: 401, signed in: 403; with the same sentence whatever the reason is."""
    refusal = AuthenticationRequired if identity.is_anonymous else Forbidden
    return refusal(detail=detail)


def field_error(error: FieldError) -> RequestRejected:
    """Why ``null`` is at a path of the data."""
    if error.error_type == "b":
        return Forbidden(path=error.path)
    return ValueWithoutForm(SENTENCES.get(error.error_type), path=error.path)
