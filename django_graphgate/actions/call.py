"""A callable of the project is called with checked parameters, synchronous or not."""

from __future__ import annotations

import enum
import inspect
from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING, Any

from asgiref.sync import async_to_sync
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    ObjectDoesNotExist,
    PermissionDenied,
    ValidationError,
)
from django.http import Http404

from django_graphgate.actions.entries import is_list
from django_graphgate.errors import Forbidden, RequestRejected, ValidationFailed

if TYPE_CHECKING:
    from django_graphgate.actions.context import ActionContext
    from django_graphgate.actions.registry import RegisteredAction


def call(registered: RegisteredAction, context: ActionContext, values: Mapping[str, Any]) -> Any:
    """What the callable returns.

    ``values`` are those of :func:`~django_graphgate.actions.parameters.read_parameters`.

    Raises ``VariableInvalid`` where a validator refuses a value.  What the callable refuses with: ``ActionRefused`` as
    it is, Django's ``ValidationError``, ``ObjectDoesNotExist`` and ``Http404`` as ``ValidationFailed``, and
    ``PermissionDenied`` as ``Forbidden``.  Other exceptions leave as they are.
    """
    signature = registered.signature
    arguments = {name: _converted(signature.types[name], value) for name, value in values.items()}
    signature.validate(arguments)
    if signature.context:
        arguments[signature.context] = context
    try:
        return awaited(registered.function(**arguments))
    except Exception as error:
        refusal = refusal_of(error)
        if refusal is None or refusal is error:
            raise
        raise refusal from error


def awaited(result: object) -> Any:
    """What an awaitable result comes to, whatever function returned it; any other result as it is."""
    return async_to_sync(_result)(result) if inspect.isawaitable(result) else result


async def _result(awaitable: Awaitable[object]) -> object:
    return await awaitable


def _converted(item_type: object, value: object) -> Any:
    """The member of an enumeration that a value is; all other values are as they should be."""
    if not (isinstance(item_type, type) and issubclass(item_type, enum.Enum)):
        return value
    if is_list(value):
        return [None if item is None else item_type(item) for item in value]
    return None if value is None else item_type(value)


def refusal_of(error: Exception) -> RequestRejected | None:
    """What an exception of a callable says to the caller; ``None`` where it says nothing."""
    if isinstance(error, RequestRejected):
        return error
    if isinstance(error, ValidationError):
        return ValidationFailed(extensions={"fields": _fields(error)})
    if isinstance(error, PermissionDenied):
        return Forbidden(detail=f"PermissionDenied: {error}")
    if isinstance(error, ObjectDoesNotExist | Http404):
        problem: dict[str, Any] = {
            "path": [],
            "message": "A row that is referred to does not exist.",
            "code": "invalid_choice",
        }
        return ValidationFailed(extensions={"fields": [problem]}, detail=type(error).__qualname__)
    return None


def _fields(error: ValidationError) -> list[dict[str, Any]]:
    by_field: Mapping[str, list[ValidationError]] = (
        error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    )
    return [
        {
            "path": [] if name == NON_FIELD_ERRORS else [name],
            "message": str(message),
            "code": each.code or "invalid",
        }
        for name, errors in by_field.items()
        for each in errors
        for message in each.messages
    ]
