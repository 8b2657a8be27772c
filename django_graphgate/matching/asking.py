"""Asks the database about callers, apart from any operation."""

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


class Question:
    """A SELECT of expressions that can be asked about many callers."""

    def __init__(self, expressions: Sql, alias: str) -> None:
        dialect = dialect_of(alias)
        self._alias = alias
        self._text, parameters = dialect.number(sql("SELECT {}", expressions))
        self._binders = binders_of(parameters, (), dialect, "")

    def answers(
        self, identity: Identity, headers: Mapping[str, str] = _NO_HEADERS
    ) -> tuple[bytes | None, ...]:
        """A value for each expression.  Raises what a statement raises (:func:`fetch_row`)."""
        facts = Facts(identity, "", headers)
        return fetch_row(self._alias, self._text, [bind(_NO_VALUES, facts) for bind in self._binders])


class RoleQuestion:
    """Which role a signed-in caller has: one question for many callers."""

    def __init__(self, choice: RoleChoice, alias: str) -> None:
        self._outcomes = choice.outcomes
        self._question = Question(choice.expression(dialect_of(alias)), alias)

    def role_of(self, identity: Identity) -> str:
        """The role that the caller's row gives.  Raises as :meth:`Question.answers`."""
        (index,) = self._question.answers(identity)
        return self._outcomes[int(index or b"")]
