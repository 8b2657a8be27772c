"""What the schemes have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django_graphgate.signing.message import Message, Verified

Options = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme(ABC):
    """How a sender signs."""

    name: str
    summary: str
    """The sender and the form of the signature, in a line."""
    secrets: str = "any text"
    """What a secret looks like; empty: the scheme has none."""
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

    def problems(self, secrets: Sequence[str], options: Options) -> list[str]:
        """Sentences about what is wrong with the secrets or the options."""
        return []
