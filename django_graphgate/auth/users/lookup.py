"""Finds the user that somebody names on a command line."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError


def user_called(text: str) -> Any:
    """The user with that username, else with that key, else the only one with that e-mail address.

    ``None`` if there is none.  Raises errors of the database.
    """
    model: Any = get_user_model()
    for lookup in (model.USERNAME_FIELD, "pk", getattr(model, "EMAIL_FIELD", None) or "pk"):
        try:
            accounts = model._default_manager.filter(**{lookup: text})[:2]
            if len(accounts) == 1:
                return accounts[0]
        except (ValueError, TypeError, OverflowError, ValidationError):  # not a value of that column
            continue
    return None


def key_of(account: Any) -> str:
    """The user's key as a credential names it."""
    return str(account._meta.pk.value_to_string(account))
