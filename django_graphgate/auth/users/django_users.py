"""Where the user model keeps what the operation's statement verifies about a signed-in user."""

from __future__ import annotations

import functools
import hashlib
import inspect
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings as django_settings
from django.contrib.auth import get_user_model, load_backend
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ImproperlyConfigured
from django.db import router
from django.db.models import BooleanField, Field, Manager, Model, QuerySet
from django.db.models.query_utils import DeferredAttribute
from django.utils.encoding import force_bytes

from django_graphgate.auth.users.ids import UserIdType, is_plain, type_of_field
from django_graphgate.conf import on_change
from django_graphgate.errors import ConfigurationError
from django_graphgate.models import GateState

_SALT = b"django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
_BLOCK = 64
"""Bytes of a SHA-256 block, which HMAC pads its key to (RFC 2104)."""

_HASH_METHODS = ("get_session_auth_hash", "get_session_auth_fallback_hash", "_get_session_auth_hash")


@dataclass(frozen=True, slots=True)
class UserTable:
    """Names of the user table, and the HMAC pads of ``SECRET_KEY`` and its fallbacks."""

    name: str
    key_column: str
    key_type: UserIdType
    password_column: str
    active_column: str | None
    pads: tuple[tuple[str, str], ...] = field(repr=False)


@functools.cache
def session_hash_pads() -> tuple[tuple[str, str], ...]:
    """The (inner, outer) HMAC-SHA256 key pads behind ``get_session_auth_hash``, in hexadecimal.

    Django's ``salted_hmac`` uses SHA-256(salt + secret) as the key.  The current secret comes
    first, then ``SECRET_KEY_FALLBACKS``.
    """
    pads = []
    for secret in (django_settings.SECRET_KEY, *django_settings.SECRET_KEY_FALLBACKS):
        key = hashlib.sha256(_SALT + force_bytes(secret)).digest().ljust(_BLOCK, b"\x00")
        inner, outer = (bytes(byte ^ pad for byte in key).hex() for pad in (0x36, 0x5C))
        pads.append((inner, outer))
    return tuple(pads)


on_change(session_hash_pads.cache_clear, "SECRET_KEY", "SECRET_KEY_FALLBACKS")


def is_in_gate_database(model: type[Model]) -> bool:
    """Whether routers write the table of users to the database of graphgate's own tables, as statements need it.

    Where they would read it does not matter: callers are not verified on a replica.
    """
    if not django_settings.DATABASE_ROUTERS:
        return True
    return router.db_for_write(model) == router.db_for_write(GateState)


def user_table(backend_path: str) -> UserTable | None:
    """What a statement needs to verify the users of this backend; ``None`` when only Python can.

    Raises ``ConfigurationError`` for a backend or user model that cannot be loaded.
    """
    try:
        backend, model = load_backend(backend_path), get_user_model()
    except (
        ImportError,
        ImproperlyConfigured,
        RuntimeError,
    ) as error:  # RuntimeError: an app is not installed
        raise ConfigurationError(f"{backend_path}: {error}") from error
    asks_active = _active_rule(type(backend))
    if asks_active is None or not _has_stock_behaviour(model):
        return None
    opts = model._meta
    key, password = opts.pk.column, _own_column(model, "password")
    key_type = type_of_field(opts.pk)
    active = _active_column(model) if asks_active else ""
    if key is None or key_type is None or password is None or active is None:
        return None
    if '"' in f"{opts.db_table}{key}{password}{active}":  # names that Django leaves half quoted
        return None
    return UserTable(
        name=opts.db_table,
        key_column=key,
        key_type=key_type,
        password_column=password,
        active_column=active or None,
        pads=session_hash_pads(),
    )


def _active_rule(backend: type[Any]) -> bool | None:
    """Whether the backend asks for ``is_active``; ``None`` when it has rules of its own."""
    from django.contrib.auth.backends import (
        AllowAllUsersModelBackend,
        AllowAllUsersRemoteUserBackend,
        ModelBackend,
    )

    if getattr(backend, "get_user", None) is not ModelBackend.get_user:
        return None
    rule = backend.user_can_authenticate
    if rule is ModelBackend.user_can_authenticate:
        return True
    lenient = (AllowAllUsersModelBackend, AllowAllUsersRemoteUserBackend)
    return False if any(rule is each.user_can_authenticate for each in lenient) else None


def _has_stock_behaviour(model: type[Model]) -> bool:
    """The hash is Django's, and the manager that backends use hides no rows."""
    manager = model._default_manager
    return (
        issubclass(model, AbstractBaseUser)
        and all(getattr(model, name) is getattr(AbstractBaseUser, name) for name in _HASH_METHODS)
        and type(manager).get_queryset is Manager.get_queryset
        and type(manager).get is Manager.get
        and type(manager.all()).get is QuerySet.get
        and model.from_db.__func__ is Model.from_db.__func__  # type: ignore[attr-defined]
    )


def _own_column(model: type[Model], name: str, field_class: type[Field[Any, Any]] = Field) -> str | None:
    """The column of the model's own table behind an attribute, or ``None`` if it is not that plain."""
    concrete = model._meta.concrete_model or model  # a proxy has no fields of its own
    for each in concrete._meta.local_concrete_fields:
        if each.name == name:
            plain = isinstance(inspect.getattr_static(model, name), DeferredAttribute) and is_plain(each)
            return each.column if plain and isinstance(each, field_class) and not each.null else None
    return None


def _active_column(model: type[Model]) -> str | None:
    """The column behind ``is_active``; empty when the class itself says that all are; else ``None``."""
    if inspect.getattr_static(model, "is_active", None) is True:
        return ""
    return _own_column(model, "is_active", BooleanField)
