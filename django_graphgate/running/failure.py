"""What an action's exception means for its caller: a refusal with a code and a sentence, never the database's text."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError, connections

from django_graphgate.errors import (
    ActionFailed,
    ActionTimeout,
    ConfigurationError,
    OutcomeUnknown,
    RequestRejected,
    Retryable,
    StatementTimeout,
)
from django_graphgate.execution.drivers import driver_of
from django_graphgate.execution.drivers.base import Problem
from django_graphgate.execution.writes.errors import refusal_of_own_write
from django_graphgate.execution.writes.transaction import raise_for_caller
from django_graphgate.messages import unexpected


def rejection(error: Exception, alias: str, *, transaction: bool) -> RequestRejected | ConfigurationError:
    """What the caller is answered; called while the exception is handled, as what nobody expected is logged.

    Without a ``transaction`` what ran before the error stays, and so it is never said that nothing was written.
    """
    if isinstance(error, ConfigurationError):
        return error
    if isinstance(error, DatabaseError | InterfaceError):
        refused = _of_database(error, alias, transaction=transaction)
        return refused or unexpected_failure()
    if isinstance(error, StatementTimeout):
        return ActionTimeout(detail=error.detail)
    return error if isinstance(error, RequestRejected) else unexpected_failure()


def unexpected_failure() -> ActionFailed:
    return ActionFailed(extensions={"id": unexpected().errors[0]["extensions"]["id"]})


def _of_database(
    error: DatabaseError | InterfaceError, alias: str, *, transaction: bool
) -> RequestRejected | None:
    driver = driver_of(connections[alias].vendor)
    if driver.problem(error.__cause__) is Problem.SEVERAL_ROWS:  # a subquery's, and no fault of the data
        return None
    refused = refusal_of_own_write(error, alias)
    if refused is not None:
        return refused
    try:
        raise_for_caller(driver, error, at_commit=False)
    except StatementTimeout as timeout:
        return ActionTimeout(detail=timeout.detail)
    except RequestRejected as refused_by_server:
        if transaction or not isinstance(refused_by_server, Retryable):
            return refused_by_server if transaction else OutcomeUnknown(detail=refused_by_server.detail)
        return None
    except (DatabaseError, InterfaceError):
        return None
