"""The variables of a ``match`` and of ``ROLES_QUERY``: facts about the caller, claims, headers, settings."""

from __future__ import annotations

from django_graphgate.compiler.plan.caller_facts import misfit
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.bad_value import BadValue
from django_graphgate.ir.catalog import Catalog
from django_graphgate.ir.codec import BIGINT, BOOL, FLOAT, TEXT, Codec
from django_graphgate.ir.scalars import coerce
from django_graphgate.ir.sql import Constant, Parameter
from django_graphgate.ir.variables import Configured


class NotAllowed(Exception):
    """What a text of the settings or of a role must not contain: a sentence, and what would be right."""

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.hint = hint

    def as_error(self, subject: str) -> ConfigurationError:
        """The error of the text that ``subject`` names."""
        return ConfigurationError(f"{subject}: {self}", hint=self.hint)


def variable(name: str, codec: Codec | None, catalog: Catalog) -> Parameter:
    """The value of ``$name`` as one of the codec; without one, of the type that the variable has by itself.

    Raises :class:`NotAllowed`.
    """
    if name in ("user_id", "user_id_provider"):
        own = catalog.user_id if name == "user_id" else None
        codec = codec or own or TEXT
        if sentence := misfit(name, codec, catalog):
            raise NotAllowed(sentence)
        return Parameter(source="caller", codec=codec, name=name)
    if name == "user_role":
        raise NotAllowed("$user_role is what is to be decided.")
    known = catalog.variables.get(name)
    if known is None:
        names = ("user_id", "user_id_provider", *sorted(catalog.variables))
        raise NotAllowed(
            f"${name} is not a variable here.", f"There are {', '.join(f'${each}' for each in names)}."
        )
    if known.source == "header":
        return Parameter(source="header", codec=codec or TEXT, name=name, value=known.header)
    if known.source == "claim":
        return Parameter(source="claim", codec=codec or TEXT, name=name)
    return _of_settings(name, known, codec or _codec(known.value))


def _codec(value: Constant) -> Codec:
    if isinstance(value, bool):
        return BOOL
    return BIGINT if isinstance(value, int) else FLOAT if isinstance(value, float) else TEXT


def _of_settings(name: str, known: Configured, codec: Codec) -> Parameter:
    if known.source == "sql":
        raise NotAllowed(f"${name} is a subquery.", "Join its tables in GRAPHGATE['ROLES_QUERY'].")
    if known.many:
        raise NotAllowed(f"${name} is a list.", "Write its values: column IN ('a', 'b').")
    try:
        coerce(codec, known.value)
    except BadValue as error:
        raise NotAllowed(f"${name} has a configured value that does not fit: {error}.") from error
    return Parameter(
        source="constant", codec=codec, name=name if known.value is None else "", value=known.value
    )
