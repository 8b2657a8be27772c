"""What the schemes have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from django_graphgate.signing.message import Message, Verified
from django_graphgate.signing.options import Options, option_problems
from django_graphgate.signing.timestamps import DEFAULT_TOLERANCE

CLOCK = frozenset({"tolerance", "currentTimestampOverride"})
"""Options of every scheme that has a timestamp."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme(ABC):
    """How a sender signs."""

    name: str
    summary: str
    """The sender and the form of the signature, in a line."""
    secrets: str = "any text"
    """What a secret looks like; empty: the scheme has none."""
    event_id: str = ""
    """Where :attr:`Verified.event_id` is from: ``header:NAME``, or a path in the payload; empty: there is none."""
    options: frozenset[str] = frozenset()
    """Names of the options that may be given."""
    development_only: bool = False

    @abstractmethod
    def verify(self, message: Message, secrets: Sequence[str], options: Options) -> Verified:
        """What the message proved; raises ``SignatureInvalid``."""

    @abstractmethod
    def sign(
        self, message: Message, secrets: Sequence[str], options: Options, event_id: str
    ) -> dict[str, str]:
        """The headers of a message."""

    @abstractmethod
    def secret_problems(self, secrets: Sequence[str], options: Options) -> list[str]:
        """Sentences about secrets that are of no use."""

    def option_problems(self, options: Options) -> list[str]:
        """Sentences about options that the scheme does not have, or that have invalid values."""
        return list(option_problems(self.name, self.options, options))


def tolerance_of(options: Options) -> float:
    """Seconds; the option is in milliseconds, as Redwood's is."""
    milliseconds: int | None = options.get("tolerance")
    return DEFAULT_TOLERANCE if milliseconds is None else milliseconds / 1000
