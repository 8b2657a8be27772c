"""An action's SQL: its statements one by one, with parameters that are bound and never written into a text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connections

from django_graphgate.actions.parameters import parameter_type
from django_graphgate.actions.results import json_form
from django_graphgate.actions.statements import CALLER, ActionStatement, statements_of
from django_graphgate.conf import get_settings
from django_graphgate.dialects import Dialect
from django_graphgate.errors import ConfigurationError, LimitExceeded, TooManyAffected
from django_graphgate.execution.comments import comment_of
from django_graphgate.execution.connection import dialect_of, execute
from django_graphgate.execution.drivers import driver_of
from django_graphgate.execution.drivers.base import Executed
from django_graphgate.ir.action import ActionDefinition
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.sql import Parameter
from django_graphgate.running.deadline import Deadline


@dataclass(frozen=True, slots=True)
class SqlOutcome:
    """What the statements have brought."""

    rows: list[dict[str, Any]] | None
    """Those of the last statement that gives any, in JSON forms; ``None`` where none does."""
    written: int | None
    """``None`` where no statement is for that."""


class SqlAction:
    """The statements of an action for one database, with the values of one run."""

    def __init__(
        self,
        definition: ActionDefinition,
        alias: str,
        values: Mapping[str, Any],
        identity: Identity,
        role: str,
    ) -> None:
        self._definition, self._alias = definition, alias
        self._dialect = dialect_of(alias)
        self._types = {each.name: parameter_type(each.type) for each in definition.parameters}
        caller = {
            "user_id": identity.user_id,
            "user_id_provider": identity.user_id_provider,
            "user_role": role,
        }
        self._values = {**values, **caller}
        self._statements = statements_of(_text(definition, self._dialect), self._dialect)
        if definition.max_affected is not None and any(each.writes_in_with for each in self._statements):
            raise ConfigurationError(
                f"The action {definition.name} writes rows in a WITH, and the database does not say how many.",
                hint="Write them by a statement of their own, or leave out max_affected.",
            )

    def run(self, deadline: Deadline) -> SqlOutcome:
        """Run the statements in order.

        Raises ``TooManyAffected`` where they write more rows than ``max_affected``, ``LimitExceeded`` for more rows
        than ``MAX_ROWS``, ``ActionTimeout``, and errors of the database as Django raises them.
        """
        last, written = None, None
        most = self._definition.max_affected
        for executed in self._executed(deadline):
            if executed.written is not None:
                written = (written or 0) + executed.written
            if most is not None and (written or 0) > most:
                raise TooManyAffected
            if executed.columns:
                last = executed
        return SqlOutcome(None if last is None else _objects(last), written)

    def _executed(self, deadline: Deadline) -> Iterator[Executed]:
        connection = connections[self._alias]
        comment = comment_of("", self._definition.name, self._values["user_role"])
        for statement in self._statements:
            text, values = self._bound(statement)
            with driver_of(connection.vendor).time_limit(connection, deadline.milliseconds()):
                executed = execute(self._alias, text, values, comment=comment)
            yield executed

    def _bound(self, statement: ActionStatement) -> tuple[str, list[Any]]:
        """The text with a placeholder for each occurrence of a parameter, and the values as the driver takes them."""
        text, values = statement.texts[0], list[Any]()
        for number, (name, following) in enumerate(zip(statement.names, statement.texts[1:], strict=True), 1):
            placeholder, value = self._parameter(name, number)
            text += placeholder + following
            values.append(value)
        return text, values

    def _parameter(self, name: str, number: int) -> tuple[str, Any]:
        if name in CALLER:  # as text; what it is compared with decides the type
            return self._dialect.untyped_placeholder(number), self._values[name]
        wanted = self._types.get(name)
        if wanted is None:
            raise ConfigurationError(
                f"The SQL of the action {self._definition.name} uses ${name}, which is not declared."
            )
        parameter = Parameter(source="variable", codec=wanted.codec, name=name, many=wanted.many)
        value = self._values[name]
        if wanted.codec.name == "json" and value is not None:
            value = [json.dumps(item) for item in value] if wanted.many else json.dumps(value)
        encoder = self._dialect.list_encoder if wanted.many else self._dialect.encoder
        return self._dialect.placeholder(number, parameter), None if value is None else encoder(wanted.codec)(
            value
        )


def _text(definition: ActionDefinition, dialect: Dialect) -> str:
    text = definition.sql.get(dialect.name, definition.sql.get(""))
    if text is None:
        raise ConfigurationError(f"The action {definition.name} has no SQL for {dialect.name}.")
    return text


def _objects(executed: Executed) -> list[dict[str, Any]]:
    if len(executed.rows) > get_settings().MAX_ROWS:
        raise LimitExceeded("The action gives too many rows.")
    if len(set(executed.columns)) < len(executed.columns):
        raise ConfigurationError("The SQL of an action gives several columns of one name.")
    return [
        {column: json_form(value) for column, value in zip(executed.columns, row, strict=True)}
        for row in executed.rows
    ]
