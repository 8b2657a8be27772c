"""Finds the user that somebody names on a command line."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError


def user_called(text: str) -> Any:
    """The user with that username, else with that key; ``None`` if there is none.  Raises errors of the database."""
    model: Any = get_user_model()
    for lookup in (model.USERNAME_FIELD, "pk"):
        try:
            account = model._default_manager.filter(**{lookup: text}).first()
        except (ValueError, TypeError, OverflowError, ValidationError):  # not a value of that column
            continue
        if account is not None:
            return account
    return None


def key_of(account: Any) -> str:
    """The user's key as a credential names it."""
    return str(account._meta.pk.value_to_string(account))
