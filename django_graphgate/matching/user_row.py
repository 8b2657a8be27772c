"""The row of the user model, which decides roles where ``ROLES_QUERY`` is not set."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db.models import BooleanField

from django_graphgate.catalog.exposed import Model, concrete, split_table
from django_graphgate.catalog.fields import codec_of, why_refused
from django_graphgate.catalog.layout import ColumnOrigin, Layout
from django_graphgate.catalog.managers import CannotFollow, hidden_by
from django_graphgate.catalog.naming import plural_and_singular
from django_graphgate.conf import on_change
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import Catalog, Column, Table
from django_graphgate.ir.codec import BOOL, TEXT, Codec
from django_graphgate.ir.expressions import ColumnRef
from django_graphgate.ir.plan import Compare, Filter
from django_graphgate.ir.sql import Parameter
from django_graphgate.ir.visit import all_of
from django_graphgate.matching.row import Columns, RolesRow, check_database

YES = Parameter(source="constant", codec=BOOL, value=True)


@dataclass(frozen=True, slots=True)
class UserTable:
    """The user model's table, with what decides whose row it is and what Django lets the user do."""

    model: Model
    table: Table
    key: Column
    active: Column | None
    """``None`` where every user is active."""
    superuser: Column | None

    @property
    def user_id(self) -> Parameter:
        """The caller's id as a key of the table; NULL where it is none."""
        return Parameter(source="caller", codec=self.key.codec, name="user_id")

    @property
    def is_caller(self) -> Filter:
        """The row is that of the caller, who is active."""
        own = Compare(ColumnRef(self.key), "eq", self.user_id)
        return own if self.active is None else all_of(own, is_true(self.active))


def is_true(column: Column) -> Filter:
    """A boolean column of the row is true."""
    return Compare(ColumnRef(column), "eq", YES)


@functools.cache
def user_table() -> UserTable:
    """The table of the user model; raises ``ConfigurationError`` where the model has none that SQL can ask."""
    try:
        model = concrete(get_user_model())
    except ImproperlyConfigured as error:
        raise _no_table(str(error)) from error
    layout = Layout(model)
    columns = {origin.field.attname: _column(origin) for origin in layout.origins}
    key = columns.get(getattr(model._meta.pk, "attname", ""))
    active, superuser = (_flag(layout, columns, name) for name in ("is_active", "is_superuser"))
    if not isinstance(key, Column):
        raise _no_table(f"the primary key of {model._meta.label} cannot be compared in SQL")
    if active is None and getattr(model, "is_active", None) is not True:
        raise _no_table(f"{model._meta.label}.is_active is not a column")
    schema, name = split_table(model._meta.db_table)
    plural, single = plural_and_singular(model._meta.model_name or "")
    table = Table(
        name=plural,
        object_name=single,
        type_name=model.__name__,
        db_table=name,
        db_schema=schema,
        model=model._meta.label,
        primary_key=(key.name,),
        keys={key.name: key},
        columns={name: column for name, column in columns.items() if isinstance(column, Column)},
        parts=tuple(layout.parts),
    )
    return UserTable(model, table, key, active, superuser)


on_change(user_table.cache_clear, "AUTH_USER_MODEL", "INSTALLED_APPS", "USE_TZ")


def _no_table(why: str) -> ConfigurationError:
    return ConfigurationError(
        f"The user model cannot decide roles: {why}.",
        hint="Write the query in GRAPHGATE['ROLES_QUERY'].",
    )


def _column(origin: ColumnOrigin) -> Column | str:
    codec = codec_of(origin.field)
    if codec is None:
        return why_refused(origin.field)
    return Column(
        name=origin.field.attname, column=origin.name, codec=codec, nullable=bool(origin.field.null)
    )


def _flag(layout: Layout, columns: Columns, name: str) -> Column | None:
    """The column of a boolean field."""
    column = columns.get(name)
    plain = any(
        origin.field.name == name and isinstance(origin.field, BooleanField) for origin in layout.origins
    )
    return column if plain and isinstance(column, Column) else None


def user_row(users: UserTable, catalog: Catalog) -> RolesRow:
    """The caller's own row, which is there where the user is active and the default manager finds it."""
    check_database(users.model)
    _check_user_ids(users.key.codec, catalog)
    layout = Layout(users.model)
    made = [(origin, _column(origin)) for origin in layout.origins]
    columns: dict[str, Column | str] = {origin.name: column for origin, column in made}
    columns |= {origin.field.name: column for origin, column in made}
    columns |= {origin.field.attname: column for origin, column in made}
    names = {users.table.db_table, users.table.name, users.table.object_name}
    names |= {table.name for table in catalog.tables.values() if table.model == users.table.model}
    return RolesRow(
        source=users.table,
        where=all_of(users.is_caller, _in_manager(users.model, layout)),
        single=True,
        columns=columns,
        tables=dict.fromkeys(names, columns),
        of_project=True,
    )


def _in_manager(model: Model, layout: Layout) -> Filter:
    """The rows that Django's authentication finds: managers hide users who were deleted softly."""
    try:
        return hidden_by(model, layout, None)
    except CannotFollow as error:
        raise _no_table(f"the default manager of {model._meta.label} may hide rows, and {error}") from error


def _check_user_ids(key: Codec, catalog: Catalog) -> None:
    """Ids that issuers elsewhere write are not keys of the user model, even if they look like some."""
    if catalog.user_id is None and key != TEXT:
        raise ConfigurationError(
            f"User ids are texts from elsewhere, and the user model's key is {_article(key)}.",
            hint="Say in GRAPHGATE['ROLES_QUERY'] which row belongs to $user_id, or change USER_ID_TYPE.",
        )


def _article(codec: Codec) -> str:
    scalar: Any = codec.scalar
    return f"an {scalar}" if scalar[0] in "AEIO" else f"a {scalar}"
