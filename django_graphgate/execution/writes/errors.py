"""What models and databases say of rows that they do not take, as errors of the data.

Messages and codes are Django's, in the active language.  No message has a value of another row, or the name of a
column that the role may neither read nor write.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Generator, Iterable, Mapping
from decimal import InvalidOperation
from typing import Any

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MinValueValidator
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, connections
from django.db.models import Model, ProtectedError, RestrictedError
from django.db.models.constraints import BaseConstraint, UniqueConstraint

from django_graphgate.conf import get_settings
from django_graphgate.errors import Forbidden, RequestRejected, ValidationFailed
from django_graphgate.execution.drivers import driver_of
from django_graphgate.execution.drivers.violations import Reason, Violation
from django_graphgate.ir.input_rows import Path
from django_graphgate.ir.spelling import camel
from django_graphgate.ir.write import CALL, WritePlan

FieldProblem = dict[str, Any]
"""One of ``extensions.fields``: ``path``, ``message`` and ``code``."""

DATABASE = "database"
"""The code of what only the database knows of."""

REFUSED = "The database refuses the row."
REFERRED_TO = "Other rows refer to the row."
NOT_THERE = "The row that is referred to does not exist."
UNFIT = "A value does not fit its column."
TAKEN = "A row with these values already exists."


def invalid(path: Path, message: Any, code: str | None) -> ValidationFailed:
    """One thing that is wrong."""
    return failed([problem(path, message, code)])


def failed(problems: Iterable[FieldProblem]) -> ValidationFailed:
    """The error of all that is wrong."""
    return ValidationFailed(extensions={"fields": list(problems)})


def problem(path: Path, message: Any, code: str | None) -> FieldProblem:
    """One of ``fields``; an error of the project's may have no code."""
    keys = (
        [camel(key) if isinstance(key, str) else key for key in path] if get_settings().CAMEL_CASE else path
    )
    return {"path": list(keys), "message": str(message), "code": code or "invalid"}


class Places:
    """Where the columns of a row are in the data; those that the role has no name for are the row itself."""

    def __init__(self, model: type[Model], path: Path, names: Collection[str] | None = None) -> None:
        self.model, self.path, self._names = model, path, names
        self._attnames: dict[str, str] = {field.name: field.attname for field in model._meta.concrete_fields}

    def of(self, name: str) -> Path:
        """The place of a field, by either of its names."""
        column = self._attnames.get(name, name)
        if name == NON_FIELD_ERRORS or not (self._names is None or {name, column} & {*self._names}):
            return self.path
        return (*self.path, column)

    def has(self, *names: str) -> bool:
        return all(self.of(name) != self.path for name in names)


def names_of(plan: WritePlan, table: str) -> frozenset[str]:
    """The columns and relations of a table (API name) that the role may write or name rows by."""
    names: set[str] = {column for column, _ in plan.tables[table].keys} | plan.tables[table].named_by.keys()
    for shape in plan.shapes.values():
        if shape.table == table:
            names |= shape.columns.keys() | {relation.field for relation in shape.relations.values()}
    return frozenset(names)


@contextlib.contextmanager
def errors_of(
    alias: str, model: type[Model], path: Path, names: Collection[str] | None = None
) -> Generator[None]:
    """What the model and the database refuse in the body is an error of the data at ``path``.

    ``names`` are the columns that the role may know of; ``None`` for all.  Raises ``ValidationFailed``, or
    ``Forbidden`` where the database does not let the project write the row; other errors leave as they are.
    """
    places = Places(model, path, names)
    try:
        yield
    except ValidationError as error:
        raise failed(fields_of(error, path, places)) from error
    except (ProtectedError, RestrictedError) as error:
        code = "protected" if isinstance(error, ProtectedError) else "restricted"
        raise invalid(path, REFERRED_TO, code) from error
    except (OverflowError, InvalidOperation) as error:  # of a library that cannot hold the number
        raise invalid(path, UNFIT, "invalid") from error
    except DatabaseError as error:
        refused = refusal(error, alias, places)
        if refused is None:
            raise
        raise refused from error


def fields_of(error: ValidationError, path: Path, places: Places | None = None) -> list[FieldProblem]:
    """What an error of Django's says, of one value at ``path``, or of a row and its fields."""
    if places is None or not hasattr(error, "error_dict"):
        return [problem(path, message, each.code) for each in error.error_list for message in each.messages]
    return [
        problem(
            places.of(name), *((TAKEN, "unique") if _names_hidden(each, places) else (message, each.code))
        )
        for name, errors in error.error_dict.items()
        for each in errors
        for message in each.messages
    ]


def _names_hidden(error: ValidationError, places: Places) -> bool:
    """Whether the message names fields that the role has no name for: of values that must be unique it does."""
    names: tuple[str, ...] = (error.params or {}).get("unique_check", ())
    return not places.has(*names)


# -- databases ------------------------------------------------------------------------------------


def refusal(error: DatabaseError, alias: str, places: Places) -> RequestRejected | None:
    """What a database's error means for the data; ``None`` where it is not about them."""
    violation = getattr(error, "violation", None) or driver_of(connections[alias].vendor).violation(
        error.__cause__
    )
    if violation is None:
        is_refusal = isinstance(error, IntegrityError | DataError)
        return invalid(places.path, REFUSED, DATABASE) if is_refusal else None
    if violation.reason is Reason.PERMISSION:
        return Forbidden(detail=f"{type(error).__name__}: the database does not permit the write")
    return failed([_problem(violation, places)])


_OF_OWN_WRITES: Mapping[Reason, tuple[str, str]] = {
    Reason.UNIQUE: (TAKEN, "unique"),
    Reason.FOREIGN_KEY: (NOT_THERE, "invalid_choice"),
    Reason.REFERENCED: (REFERRED_TO, "protected"),
    Reason.NULL: ("A value is missing.", "null"),
    Reason.CHECK: (REFUSED, DATABASE),
    Reason.VALUE: (UNFIT, "invalid"),
    Reason.TRIGGER: (REFUSED, DATABASE),
}


def refusal_of_own_write(error: DatabaseError | InterfaceError, alias: str) -> ValidationFailed | None:
    """What a database's error means for rows that code or SQL of the project writes: nothing names a column.

    ``None`` where it is not about rows.
    """
    violation = driver_of(connections[alias].vendor).violation(error.__cause__)
    if violation is None or violation.reason not in _OF_OWN_WRITES:
        return None
    refused = invalid((), *_OF_OWN_WRITES[violation.reason])
    refused.detail = f"{type(error).__name__}: {violation.reason.name}"
    return refused


def refused_at_commit(error: DatabaseError, alias: str, plan: WritePlan) -> RequestRejected | None:
    """As :func:`refusal`, for constraints that are checked at COMMIT: which row it is, nobody says."""
    written = [root for root in plan.roots if root.action != CALL]
    if not written:
        return refusal_of_own_write(error, alias)
    path: Path = (written[0].action,) if len({root.action for root in plan.roots}) == 1 else ()
    return refusal(error, alias, Places(apps.get_model(plan.tables[written[0].table].model), path, ()))


def _problem(violation: Violation, places: Places) -> FieldProblem:
    reason, path = violation.reason, places.path
    if reason is Reason.TRIGGER:
        shown = violation.message if violation.message and not get_settings().production() else REFUSED
        return problem(path, shown, DATABASE)
    if reason is Reason.REFERENCED or (reason is Reason.FOREIGN_KEY and path[:1] == ("delete",)):
        return problem(path, REFERRED_TO, "protected")
    if reason is Reason.VALUE:
        return problem(path, UNFIT, "invalid")
    owner = _owner(violation, places.model)
    names = _fields(violation, owner)
    if reason is Reason.FOREIGN_KEY:
        return problem(places.of(names[0]) if len(names) == 1 else path, NOT_THERE, "invalid_choice")
    if reason is Reason.NULL and names:
        column: Any = owner._meta.get_field(names[0])
        return problem(places.of(names[0]), column.error_messages["null"], "null")
    if constraint := _constraint(violation, places.model, names):
        return _of_constraint(constraint, owner, places)
    if reason is Reason.UNIQUE and names:
        return _taken(owner, names, places)
    return _of_check(violation, owner, names, places)


def _owner(violation: Violation, model: type[Model]) -> type[Model]:
    """The model, or the parent of it, whose table it is."""
    models = (model, *model._meta.all_parents)
    return next((owner for owner in models if owner._meta.db_table == violation.table), model)


def _fields(violation: Violation, owner: type[Model]) -> tuple[str, ...]:
    """The names of the fields of the columns, none where one of them is unknown."""
    by_column = {field.column: field.name for field in owner._meta.local_concrete_fields}
    names = tuple(by_column.get(column, "") for column in violation.columns)
    return names if all(names) else ()


def _constraint(violation: Violation, model: type[Model], names: Collection[str]) -> BaseConstraint | None:
    """The constraint of the model that is meant: by its name, or by the columns of a unique one."""
    constraints = [c for owner in (model, *model._meta.all_parents) for c in owner._meta.constraints]
    for constraint in constraints:
        if constraint.name == violation.constraint:
            return constraint
    if violation.reason is not Reason.UNIQUE or not names:
        return None
    unique = (c for c in constraints if isinstance(c, UniqueConstraint))
    return next((constraint for constraint in unique if {*constraint.fields} == {*names}), None)


def _of_constraint(constraint: BaseConstraint, owner: type[Model], places: Places) -> FieldProblem:
    """As the constraint's own ``validate`` says it."""
    message = constraint.violation_error_message
    if (
        isinstance(constraint, UniqueConstraint)
        and constraint.fields
        and constraint.condition is None
        and message == constraint.default_violation_error_message
    ):
        return _taken(owner, constraint.fields, places)
    return problem(places.path, constraint.get_violation_error_message(), constraint.violation_error_code)


def _taken(owner: type[Model], names: Collection[str], places: Places) -> FieldProblem:
    """Another row has the values; the message names the fields."""
    if not places.has(*names):
        return problem(places.path, TAKEN, "unique")
    error = owner().unique_error_message(owner, tuple(names))
    place = places.of(*names) if len(names) == 1 else places.path
    return problem(place, error.messages[0], error.code)


def _of_check(
    violation: Violation, owner: type[Model], names: tuple[str, ...], places: Places
) -> FieldProblem:
    """Constraints that Django makes for fields, and those that it does not know."""
    if violation.reason is not Reason.CHECK:
        return problem(places.path, TAKEN if violation.reason is Reason.UNIQUE else REFUSED, DATABASE)
    table = owner._meta.db_table
    for field in owner._meta.local_concrete_fields:
        is_meant = field.name in names or violation.constraint == f"{table}_{field.column}_check"
        if is_meant and "Positive" in field.get_internal_type():
            least = MinValueValidator(0)
            return problem(places.of(field.name), str(least.message) % {"limit_value": 0}, least.code)
    return problem(places.path, REFUSED, DATABASE)
