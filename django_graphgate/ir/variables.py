"""Variables that no request gives: what is built in, and what the project configures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django_graphgate.ir.sql import Constant, Parameter

BUILT_IN = frozenset({"user_id", "user_id_provider", "user_role", "now"})
"""What is known of the caller, and the time of the request.  A document may declare them; a request
can never give them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configured:
    """A variable of the settings ``VARIABLES`` or ``HEADER_VARIABLES``.  Its type is that of the place.

    ``value``: a value or a list of values from the settings.  ``header``: the request's
    header of that name.  ``claim``: what the caller's credential says under the variable's name, as the
    authenticator's ``claims`` have it.  ``sql``: the rows of a subquery, its text in pieces with parameters for
    facts about the caller between them.
    """

    source: Literal["value", "header", "claim", "sql"]
    value: Constant = None
    header: str = ""
    sql: tuple[str | Parameter, ...] = ()
    family: str = ""
    """The family of types that its subquery finds (:mod:`django_graphgate.dialects.stored_types`), where known."""

    @property
    def many(self) -> bool:
        """It is a list where a filter leaves that open."""
        return isinstance(self.value, tuple)
