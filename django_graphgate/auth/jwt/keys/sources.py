"""Where keys come from: the settings themselves, or a URL (:mod:`django_graphgate.auth.jwt.keys.jwks`)."""

from __future__ import annotations

from typing import Protocol

from django_graphgate.auth.jwt.keys.algorithms import KeySet


class KeySource(Protocol):
    """Hands out the keys of the moment.

    ``deadline`` is a moment on ``time.monotonic``: no request waits longer.  Both methods raise
    ``AuthUnavailable`` if the keys are unavailable.
    """

    def current(self, deadline: float) -> KeySet:
        """The keys to verify with now."""

    def after_miss(self, seen: KeySet, *, certain: bool, deadline: float) -> KeySet:
        """The keys to try once more when none of ``seen`` fits; ``seen`` itself when that is final.

        ``certain``: a key of the right id was there and did not fit, so that without any news the
        answer is final too.
        """


class FixedKeys:
    """The keys of the settings."""

    def __init__(self, keys: KeySet) -> None:
        self._keys = keys

    def current(self, deadline: float) -> KeySet:
        return self._keys

    def after_miss(self, seen: KeySet, *, certain: bool, deadline: float) -> KeySet:
        return seen
