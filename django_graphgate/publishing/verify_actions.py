"""The SQL of actions tried on a real database: the server prepares each statement, and runs none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connections, router
from django.db.utils import Error

from django_graphgate.actions.parameters import parameter_type
from django_graphgate.actions.statements import CALLER, ActionStatement, statements_of
from django_graphgate.dialects import Dialect
from django_graphgate.execution.connection import dialect_of, prepare_only
from django_graphgate.ir.action import ActionDefinition
from django_graphgate.ir.sql import Parameter
from django_graphgate.models import Action

_CREATES = re.compile(r"\s*create\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TriedStatement:
    """One statement of an action, and what the server says against it; nothing is ``""``."""

    action: str
    number: int
    """From 1, in the order of the text."""
    fault: str


def tried_actions(actions: Iterable[ActionDefinition], alias: str) -> Iterator[TriedStatement]:
    """The statements of the actions of one database.

    Those after a CREATE are left out, since they may be about what it makes.  Raises ``ConfigurationError`` for SQL
    that cannot be read.
    """
    dialect = dialect_of(alias)
    for action in actions:
        text = action.sql.get(dialect.name, action.sql.get(""))
        if text is None or (action.database or router.db_for_write(Action)) != alias:
            continue
        for number, statement in enumerate(statements_of(text, dialect), 1):
            yield TriedStatement(action.name, number, _fault(action, statement, alias, dialect))
            if _CREATES.match(statement.texts[0]):
                break


def _fault(action: ActionDefinition, statement: ActionStatement, alias: str, dialect: Dialect) -> str:
    types = {each.name: parameter_type(each.type) for each in action.parameters}
    text = statement.texts[0]
    for number, (name, following) in enumerate(zip(statement.names, statement.texts[1:], strict=True), 1):
        if name in CALLER:
            placeholder = dialect.untyped_placeholder(number)
        else:
            wanted = types[name]
            parameter = Parameter(source="variable", codec=wanted.codec, name=name, many=wanted.many)
            placeholder = dialect.placeholder(number, parameter)
        text += placeholder + following
    try:
        prepare_only(connections[alias], text, len(statement.names))
    except Error as error:
        return str(error).strip().splitlines()[0]
    return ""
