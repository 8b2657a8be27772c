"""Asks the database which role somebody has, apart from any operation."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django_graphgate.execution.binders import Facts, binders_of
from django_graphgate.execution.connection import dialect_of, fetch_row
from django_graphgate.execution.variables import Values
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.sql import Sql, sql
from django_graphgate.matching.choice import RoleChoice

_NO_VALUES = Values({}, {})
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class RoleQuestion:
    """One question that can be asked about many callers: which role they have."""

    def __init__(self, choice: RoleChoice, alias: str) -> None:
        self._choice = choice
        self._alias = alias
        dialect = dialect_of(alias)
        expression: Sql = sql("SELECT {}", choice.expression(dialect))
        self._text, parameters = dialect.number(expression)
        self._binders = binders_of(parameters, (), dialect, "")

    def role_of(self, identity: Identity, headers: Mapping[str, str] = _NO_HEADERS) -> str:
        """The role of a signed-in caller.  Raises what a statement raises (:func:`fetch_row`)."""
        facts = Facts(identity, "", headers)
        values = [bind(_NO_VALUES, facts) for bind in self._binders]
        (index,) = fetch_row(self._alias, self._text, values)
        return self._choice.outcomes[int(index or b"")]
