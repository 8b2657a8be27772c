"""What an exception becomes: a refusal with a code and a sentence, or one neutral line."""

from __future__ import annotations

import logging

from django.core.exceptions import ImproperlyConfigured
from django.db.utils import InterfaceError, NotSupportedError, OperationalError

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
    """The answer to a refused request, which is logged; ``challenge`` is for a 401 that brings none."""
    level = logging.WARNING if error.status in (401, 403) and not error.path else logging.INFO
    logger.log(level, "graphgate: %s %s", error.code, error.detail or error.message)
    headers = dict(error.headers)
    if error.status == 401 and challenge:
        headers.setdefault("WWW-Authenticate", challenge)
    return Result(
        errors=error.as_errors(),
        status=error.status,
        headers=headers,
        cookies=error.cookies,
        detail=error.detail,
    )


def no_access(identity: Identity, detail: str) -> RequestRejected:
    """Not signed in: 401, signed in: 403; with the same sentence whatever the reason is."""
    refusal = AuthenticationRequired if identity.is_anonymous else Forbidden
    return refusal(detail=detail)


def field_error(error: FieldError) -> RequestRejected:
    """Why ``null`` is at a path of the data."""
    if error.error_type == "b":
        return Forbidden(path=error.path)
    return ValueWithoutForm(SENTENCES.get(error.error_type), path=error.path)
