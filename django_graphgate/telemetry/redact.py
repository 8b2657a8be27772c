"""Values that no log shows: those of names that look secret, and of ``LOG_REDACT``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django_graphgate.ir.secret_names import looks_secret

REDACTED = "[redacted]"

_SEPARATORS = re.compile(r"[^a-z0-9]")
_ALSO_SECRET = frozenset({"cookie", "cookies", "setcookie", "auth", "bearer", "signature", "card", "session"})
"""Names of headers and parameters, rather than of columns; in the form that :func:`_plain` gives them."""

Names = Mapping[str, frozenset[str]]
"""What else a key is called."""


def _plain(name: str) -> str:
    """One form for ``cardNumber``, ``card_number``, ``Card-Number`` and ``CARDNUMBER``."""
    return _SEPARATORS.sub("", name.lower())


class Redaction:
    """Decides by names; what is below such a name is hidden as a whole."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        """``names`` are names, at any depth, or paths such as ``card.number``: a ``number`` below a ``card``."""
        self._paths = [tuple(_plain(part) for part in name.split(".")) for name in names]

    def redacted(self, value: Any, also_called: Names | None = None) -> Any:
        """The value with ``[redacted]`` for what is hidden; ``also_called`` has further names of keys."""
        return self._walk(value, (), also_called or {})

    def _walk(self, value: Any, path: tuple[frozenset[str], ...], also_called: Names) -> Any:
        if isinstance(value, Mapping):
            shown = {}
            for key, item in value.items():
                names = frozenset((str(key), *also_called.get(str(key), ())))
                inside = (*path, frozenset(_plain(name) for name in names))
                hidden = any(looks_secret(name.replace("-", "_")) for name in names) or self._hides(inside)
                shown[key] = REDACTED if hidden else self._walk(item, inside, also_called)
            return shown
        if isinstance(value, list | tuple):
            return [self._walk(item, path, also_called) for item in value]
        return value

    def _hides(self, path: tuple[frozenset[str], ...]) -> bool:
        if not _ALSO_SECRET.isdisjoint(path[-1]):
            return True
        return any(names[-1] in path[-1] and _are_in_order(names[:-1], path[:-1]) for names in self._paths)


def _are_in_order(names: tuple[str, ...], path: tuple[frozenset[str], ...]) -> bool:
    """Whether each name is in the path, one below the other; others may be between them."""
    rest = iter(path)
    return all(any(name in level for level in rest) for name in names)
