"""When a key is in the response, by booleans of the request."""

from __future__ import annotations

from dataclasses import dataclass

from django_graphgate.ir.sql import Parameter


@dataclass(frozen=True, slots=True)
class Condition:
    """A boolean of the request: holds while the parameter's value equals ``when``."""

    parameter: Parameter
    when: bool


Presence = tuple[tuple[Condition, ...], ...]
"""When a key is in the response: any of the alternatives, each of which needs all its conditions.

``ALWAYS`` is one alternative without conditions.  A key that occurs several times in a document
has several alternatives."""

ALWAYS: Presence = ((),)


def either(some: Presence, other: Presence) -> Presence:
    """Present where one of them is."""
    return ALWAYS if () in (*some, *other) else tuple(dict.fromkeys((*some, *other)))


def within(outer: Presence, inner: Presence) -> Presence:
    """Present where both are."""
    return tuple(dict.fromkeys(tuple(dict.fromkeys((*a, *b))) for a in outer for b in inner))


def without(presence: Presence, other: Presence, maximum: int) -> Presence | None:
    """Present where the first is and the other is not; ``None`` for more than ``maximum`` alternatives."""
    for alternative in other:
        absent = tuple((Condition(condition.parameter, not condition.when),) for condition in alternative)
        presence = tuple(each for each in within(presence, absent) if _is_possible(each))
        if len(presence) > maximum:
            return None
    return presence


def _is_possible(alternative: tuple[Condition, ...]) -> bool:
    return not any(
        Condition(condition.parameter, not condition.when) in alternative for condition in alternative
    )
