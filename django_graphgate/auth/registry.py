"""From the entries of ``AUTH`` and ``NAMED_AUTH`` to authenticators: one look-up for both."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from django.utils.module_loading import import_string

from django_graphgate.auth.base import Authenticator, Problem
from django_graphgate.errors import ConfigurationError

TYPES: dict[str, str] = {
    "django_session": "django_graphgate.auth.django.authenticator.DjangoSessionAuthenticator",
    "header": "django_graphgate.auth.header.HeaderAuthenticator",
    "jwt": "django_graphgate.auth.jwt.authenticator.JwtAuthenticator",
    "simplejwt": "django_graphgate.auth.jwt.authenticator.SimpleJwtAuthenticator",
    "rails": "django_graphgate.auth.rails.authenticator.RailsSessionAuthenticator",
}
"""The names for ``type``, and the path of each class; a class is loaded when it is used."""


def class_of(type_name: Any) -> type[Authenticator]:
    """The authenticator of a type's name or dotted path; raises ``ConfigurationError``."""
    known = f"one of {', '.join(sorted(TYPES))}, or a dotted path"
    if not isinstance(type_name, str) or not type_name:
        raise ConfigurationError("An authenticator needs a 'type'.", hint=f"It is {known}.")
    path = TYPES.get(type_name, type_name)
    if "." not in path:
        near = difflib.get_close_matches(type_name, TYPES, 1)
        hint = f"Did you mean {near[0]!r}?" if near else f"It is {known}."
        raise ConfigurationError(f"There is no authenticator type {type_name!r}.", hint=hint)
    try:
        loaded = import_string(path)
    except ImportError as error:
        raise ConfigurationError(
            f"The authenticator {type_name!r} cannot be loaded: {error}",
            hint=f"Is the extra installed?  pip install 'django-graphgate[{type_name}]'"
            if type_name in TYPES
            else "",
        ) from error
    if not (isinstance(loaded, type) and issubclass(loaded, Authenticator)):
        raise ConfigurationError(f"{path} is not a subclass of django_graphgate.auth.base.Authenticator.")
    return loaded


def build(entry: Any, *, name: str = "") -> tuple[Authenticator, list[Problem]]:
    """The authenticator of one entry ``{"type": …, **options}`` and what its ``check()`` found.

    Raises ``ConfigurationError`` when there can be no authenticator at all.
    """
    if not isinstance(entry, Mapping):
        raise ConfigurationError('An authenticator must be a dictionary such as {"type": "django_session"}.')
    authenticator = class_of(entry.get("type"))(dict(entry), name=name)
    return authenticator, list(authenticator.check())
