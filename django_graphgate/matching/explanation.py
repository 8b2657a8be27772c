"""Why a caller has a role: the roles with a ``match`` in order, and which of their terms hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django_graphgate.conf import Settings
from django_graphgate.execution.connection import dialect_of
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.sql import join, sql
from django_graphgate.matching.asking import Question
from django_graphgate.matching.choice import role_choice
from django_graphgate.rules.model import StoredRole

Outcome = Literal["yes", "no", "not reached"]

_ANY_ROW = "true"
"""A match that every row passes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedRole:
    """One role with a ``match``; ``terms`` are the comparisons in it, and whether a row of the caller passes each."""

    name: str
    match: str
    outcome: Outcome
    terms: Mapping[str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What the roles query says of a caller."""

    has_row: bool
    tried: tuple[TriedRole, ...]
    """All roles with a ``match``, in the order in which they are tried."""


def explain(
    roles: Sequence[StoredRole],
    identity: Identity,
    headers: Mapping[str, str],
    settings: Settings,
    alias: str,
    *,
    only: str | None = None,
) -> Explanation | None:
    """What the database answers to each ``match``, in one SELECT; ``None`` where no role has one.

    ``only`` is the role that the credential names: if it has a ``match``, no other is tried.
    Raises ``ConfigurationError`` as :func:`role_choice` does, and errors of the database.
    """
    choice = role_choice(roles, settings)
    if choice is None:
        return None
    from django_graphgate.matching.expression import terms_of  # which loads sqlglot

    matches = {role.name: role.match for role in roles if role.name in choice.roles}
    terms = {name: terms_of(match) for name, match in matches.items()}
    texts = list(
        dict.fromkeys((_ANY_ROW, *matches.values(), *(term for each in terms.values() for term in each)))
    )
    holds = _asked(texts, identity, headers, settings, alias)
    tried: list[TriedRole] = []
    candidates = (only,) if only in choice.roles else choice.roles
    for name in choice.roles:
        reached = name in candidates and not any(role.outcome == "yes" for role in tried)
        outcome: Outcome = "not reached" if not reached else "yes" if holds[matches[name]] else "no"
        tried.append(
            TriedRole(
                name=name,
                match=matches[name],
                outcome=outcome,
                terms={term: holds[term] for term in terms[name]},
            )
        )
    return Explanation(has_row=holds[_ANY_ROW], tried=tuple(tried))


def _asked(
    texts: Sequence[str], identity: Identity, headers: Mapping[str, str], settings: Settings, alias: str
) -> dict[str, bool]:
    """Whether a row of the caller passes each of these expressions."""
    dialect = dialect_of(alias)
    choice = role_choice([StoredRole(name=text, match=text) for text in texts], settings)
    if choice is None:
        return {}
    digits = [
        sql("CASE WHEN {} THEN '1' ELSE '0' END", choice.match_expression(name, dialect))
        for name in choice.roles
    ]
    answers = Question(join(", ", digits), alias).answers(identity, headers)
    return {text: answer == b"1" for text, answer in zip(texts, answers, strict=True)}
