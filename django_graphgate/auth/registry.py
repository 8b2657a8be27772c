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
"""The names that may stand under ``type``, and where each class is; loaded when one is used."""


def class_of(kind: Any) -> type[Authenticator]:
    """The authenticator of a type's name or dotted path; raises ``ConfigurationError``."""
    known = f"one of {', '.join(sorted(TYPES))}, or a dotted path"
    if not isinstance(kind, str) or not kind:
        raise ConfigurationError("An authenticator needs a 'type'.", hint=f"It is {known}.")
    path = TYPES.get(kind, kind)
    if "." not in path:
        near = difflib.get_close_matches(kind, TYPES, 1)
        hint = f"Did you mean {near[0]!r}?" if near else f"It is {known}."
        raise ConfigurationError(f"There is no authenticator type {kind!r}.", hint=hint)
    try:
        found = import_string(path)
    except ImportError as error:
        raise ConfigurationError(
            f"The authenticator {kind!r} cannot be loaded: {error}",
            hint=f"Is the extra installed?  pip install 'django-graphgate[{kind}]'" if kind in TYPES else "",
        ) from error
    if not (isinstance(found, type) and issubclass(found, Authenticator)):
        raise ConfigurationError(f"{path} is not a subclass of django_graphgate.auth.base.Authenticator.")
    return found


def build(entry: Any, *, name: str = "") -> tuple[Authenticator, list[Problem]]:
    """The authenticator of one entry ``{"type": …, **options}`` and what its ``check()`` found.

    Raises ``ConfigurationError`` when there can be no authenticator at all.
    """
    if not isinstance(entry, Mapping):
        raise ConfigurationError('An authenticator is a dictionary such as {"type": "django_session"}.')
    authenticator = class_of(entry.get("type"))(dict(entry), name=name)
    return authenticator, list(authenticator.check())
