"""Devise's salt against the users table: a change of the password ends every session.

The comparison is left to the operation's own statement and costs no round trip.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model

from django_graphgate.auth.rails.failures import malformed
from django_graphgate.auth.rails.login.warden import Login
from django_graphgate.auth.users.django_users import is_in_gate_database
from django_graphgate.auth.users.ids import NAMED, UserIdType, type_of_field
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.identity import CallerCheck, PrefixProof

SALT_LENGTH = 29
"""Characters of ``authenticatable_salt``: bcrypt's version, cost and salt."""


@dataclass(frozen=True, slots=True)
class DeviseTable:
    """Where the app keeps its users; names of the database."""

    table: str
    key_column: str
    key_type: UserIdType
    column: str
    active_column: str | None
    length: int

    def check(self, login: Login) -> CallerCheck:
        """What a statement has to verify of a login; raises :class:`SessionInvalid` if it never could."""
        key = self.key_type.canonical(login.user_id)
        if key is None:
            raise malformed(f"the id is no {self.key_type.codec}")
        if login.salt is None:
            raise malformed("the login has no salt to compare with the users table")
        return CallerCheck(
            table=self.table,
            key_column=self.key_column,
            key_codec=self.key_type.codec,
            key=key,
            active_column=self.active_column,
            proof=PrefixProof(column=self.column, length=self.length, expected=login.salt),
        )


def devise_table(options: Mapping[str, Any]) -> DeviseTable:
    """The table of ``{"model": "app.User"}`` or ``{"table": "users", "key_type": "bigint"}``.

    ``column`` (default ``encrypted_password``) holds the encrypted password, ``active_column`` says
    who may sign in.  With a model they are names of fields.  Raises ``ConfigurationError``.
    """
    length = options.get("length", SALT_LENGTH)
    if type(length) is not int or not 1 <= length <= 255:
        raise ConfigurationError("Devise's 'length' must be a number of characters from 1 to 255.")
    if ("model" in options) == ("table" in options):
        raise ConfigurationError("The option 'devise' must name either a 'model' or a 'table'.")
    column, active = _name(options, "column", "encrypted_password"), _name(options, "active_column", "")
    if "table" in options:
        return DeviseTable(
            table=_name(options, "table", ""),
            key_column=_name(options, "key_column", "id"),
            key_type=_key_type(options.get("key_type", "bigint")),
            column=column,
            active_column=active or None,
            length=length,
        )
    if {"key_column", "key_type"} & set(options):
        raise ConfigurationError("The key of a 'model' is known: leave 'key_column' and 'key_type' out.")
    return _of_model(model_named(options["model"]), column, active, length)


def _of_model(model: type[Model], column: str, active: str, length: int) -> DeviseTable:
    key = model._meta.pk
    key_type = type_of_field(key)
    if key_type is None:
        raise ConfigurationError(f"The primary key of {model._meta.label} has a conversion of its own.")
    if not is_in_gate_database(model):
        raise ConfigurationError(
            f"Routers write {model._meta.label} to another database than graphgate's own tables.",
            hint="The salt is compared by the operation's statement, so the users must be in its database.",
        )
    return DeviseTable(
        table=model._meta.db_table,
        key_column=str(key.column),
        key_type=key_type,
        column=_column(model, column),
        active_column=_column(model, active) if active else None,
        length=length,
    )


def model_named(label: Any) -> type[Model]:
    """The model of ``"app.Model"``; raises ``ConfigurationError``."""
    try:
        return apps.get_model(label)
    except (LookupError, ValueError, TypeError, AttributeError) as error:
        raise ConfigurationError(f"There is no model {label!r}.", hint="Write 'app.Model'.") from error


def _column(model: type[Model], name: str) -> str:
    columns = {field.name: field.column for field in model._meta.concrete_fields}
    if name not in columns:
        raise ConfigurationError(f"{model._meta.label} has no column for {name!r}.")
    return str(columns[name])


def _name(options: Mapping[str, Any], option: str, default: str) -> str:
    name = options.get(option, default)
    if not isinstance(name, str) or (not name and option in options) or '"' in name or "\x00" in name:
        raise ConfigurationError(f"Devise's {option!r} must be the name of a column or table.")
    return name


def _key_type(name: Any) -> UserIdType:
    if not isinstance(name, str) or name not in NAMED:
        raise ConfigurationError(f"Devise's 'key_type' must be one of {', '.join(NAMED)}.")
    return NAMED[name]
