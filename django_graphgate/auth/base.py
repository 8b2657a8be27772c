"""What every authenticator promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import HttpRequest

from django_graphgate.ir.cookies import DroppedCookie
from django_graphgate.ir.identity import Identity


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in an authenticator's own configuration, for a system check.

    ``level`` is ``"error"`` (the gate refuses to load) or ``"warning"``.
    """

    message: str
    hint: str = ""
    level: str = "error"


class Authenticator(ABC):
    """Identifies the caller.  It has exactly three answers:

    * ``None``: these credentials are not mine, ask the next one;
    * an :class:`Identity`: it is this caller;
    * it raises ``errors.InvalidCredentials``: mine and wrong (401, with ``WWW-Authenticate``), its
      ``nature`` saying whether it may be a guess; or ``errors.AuthUnavailable``: mine, and the store that
      knows is down (503).

    An authenticator is built once from its entry in the settings, ``{"type": …, **options}``, is
    used by many threads at once, and takes nothing but the request.
    """

    type: ClassVar[str] = ""
    """Its ``type`` in the settings."""

    def __init__(self, options: Mapping[str, Any], *, name: str = "") -> None:
        self.options = options
        self.name = name or self.type

    @abstractmethod
    def authenticate(self, request: HttpRequest) -> Identity | None:
        """Identify the caller; ``None`` if these credentials are not mine; raise if they are and fail."""

    def presented(self, request: HttpRequest) -> str | None:
        """The text that :meth:`authenticate` judges: wrong ones are counted by how they differ.

        Empty without one; ``None`` means that any header may be part of it.
        """
        return None

    def cookie(self, request: HttpRequest) -> DroppedCookie | None:
        """The cookie that holds what :meth:`authenticate` judges; ``None`` where it is no cookie."""
        return None

    def headers(self) -> Sequence[str] | None:
        """Names of the headers that decide who calls; ``None`` means that any may."""
        return None

    def check(self) -> Sequence[Problem]:
        """What is wrong with my own configuration; an empty sequence when nothing is."""
        return ()
