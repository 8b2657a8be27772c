"""Rails 8's built-in authentication: a signed cookie with the id of a row in ``sessions``.

The row says who it is; deleting it signs out.  It is read with a query or through a model, one round
trip per request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, Error, connections
from django.db.models import Model

from django_graphgate.auth.rails.failures import SessionInvalid, malformed
from django_graphgate.auth.rails.login.devise import model_named
from django_graphgate.auth.rails.login.warden import user_id_text
from django_graphgate.errors import AuthUnavailable, ConfigurationError

Lookup = Callable[[Any], Any]
"""From the id of a session's row to the user's id, or ``None`` when there is no such row."""


def row_lookup(options: Mapping[str, Any]) -> Lookup:
    """The look-up that the options describe; raises ``ConfigurationError``.

    ``{"query": "SELECT user_id FROM sessions WHERE id = %s"}`` or ``{"model": "app.Session"}``: a query
    takes the row's id as its one parameter; of a model the field ``column`` (default ``user_id``) is read.
    ``database`` is an alias of ``DATABASES``.
    """
    if ("query" in options) == ("model" in options):
        raise ConfigurationError("The option 'rails8' must have either a 'query' or a 'model'.")
    database = options.get("database", "default" if "query" in options else None)
    if database is not None and database not in connections:
        raise ConfigurationError(f"DATABASES has no {database!r}.")
    if "model" in options:
        return _through_model(model_named(options["model"]), str(options.get("column", "user_id")), database)
    query = options["query"]
    if not isinstance(query, str) or query.replace("%%", "").count("%s") != 1:
        raise ConfigurationError(
            "The query of 'rails8' must have one %s, for the id of the session's row.",
            hint="Such as: SELECT user_id FROM sessions WHERE id = %s",
        )
    return _through_query(query, str(database))


def _through_query(query: str, database: str) -> Lookup:
    def look_up(row_id: Any) -> Any:
        with connections[database].cursor() as cursor:
            cursor.execute(query, [row_id])
            row = cursor.fetchone()
        return None if row is None else row[0]

    return look_up


def _through_model(model: type[Model], column: str, database: str | None) -> Lookup:
    names = {name for field in model._meta.concrete_fields for name in (field.name, field.attname)}
    if column not in names:
        raise ConfigurationError(f"{model._meta.label} has no column for {column!r}.")

    def look_up(row_id: Any) -> Any:
        rows = model._base_manager.using(database) if database else model._base_manager.all()
        return rows.filter(pk=row_id).values_list(column, flat=True).first()

    return look_up


def user_of_row(row_id: Any, look_up: Lookup) -> str:
    """The user's id as text; raises :class:`SessionInvalid` or ``AuthUnavailable``."""
    user_id_text(row_id)  # an id is a number or a text
    try:
        user_id = look_up(row_id)
    except (DataError, ValidationError, ValueError, OverflowError) as error:
        raise malformed("the id of the session's row is not a key") from error
    except Error as error:
        raise AuthUnavailable(detail=f"rails8: {type(error).__name__}") from error
    if user_id is None:
        raise SessionInvalid("session_not_found", "there is no such row")
    return user_id_text(user_id if isinstance(user_id, int) else str(user_id))
