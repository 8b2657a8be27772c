"""What became visible or hidden, to whom: two exposures compared."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from django_graphgate.allowlist.storage import read_text
from django_graphgate.conf import Settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.exposure.entry import Exposed, How, from_json
from django_graphgate.exposure.matrix import exposure_of_files
from django_graphgate.strict_json import strict_decoder

_DOES: Mapping[How, str] = {
    "shown": "sees",
    "returned": "is returned",
    "filtered": "filters by",
    "ordered": "orders by",
    "grouped": "groups by",
    "joined": "follows",
    "aggregated": "counts",
    "written": "writes",
    "read_by_action": "reads through SQL",
    "written_by_action": "writes through SQL",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that a role does now, or no longer, or with other rows; ``by`` are the operations with their places."""

    sign: Literal["+", "-", "!"]
    role: str
    what: str
    by: tuple[str, ...] = ()
    reveals: bool = False
    """It is more than before: not that rows became fewer, or that a value is masked from now on."""

    def __str__(self) -> str:
        by = f" ({'; '.join(self.by)})" if self.by else ""
        return f"{self.sign} {self.role} {self.what}{by}"

    def to_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return asdict(self) | {"by": list(self.by)}


_Key = tuple[str, str, str, str, str]
_MOST = 3
"""How many operations a line names."""


def read_exposure(old: Path, settings: Settings) -> tuple[Exposed, ...]:
    """An exposure that was written as JSON, or that of a folder of older files over the models of now.

    Raises ``ConfigurationError``.
    """
    if old.is_dir():
        return exposure_of_files(settings, old)
    try:
        content: Any = strict_decoder().decode(read_text(old))
        return tuple(from_json(entry) for entry in content)
    except FileNotFoundError as error:
        raise ConfigurationError(f"{old} is missing.") from error
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ConfigurationError(
            f"{old} is not an exposure.", hint="Write one with graphgate_exposure --format json."
        ) from error


def changes(old: Iterable[Exposed], new: Iterable[Exposed]) -> list[Change]:
    """What each role does that it did not do before, and the other way round; then whose rows differ."""
    before, after = _by_key(old), _by_key(new)
    lines: list[Change] = []
    for key in sorted({*before, *after}):
        was, now = before.get(key, []), after.get(key, [])
        if not was or not now:
            lines.append(_change(key, was or now, "+" if now else "-"))
        else:
            lines.extend(_rows(key, was, now))
    return lines


def _by_key(entries: Iterable[Exposed]) -> dict[_Key, list[Exposed]]:
    by_key: dict[_Key, list[Exposed]] = {}
    for entry in entries:
        key = (entry.role, entry.table, entry.column, entry.how, entry.action)
        by_key.setdefault(key, []).append(entry)
    return by_key


def _change(key: _Key, entries: Sequence[Exposed], sign: Literal["+", "-"]) -> Change:
    first = entries[0]
    rows = f" where {' and '.join(first.filtered_by)}" if first.filtered_by else ""
    again = "" if sign == "+" else "no longer "
    masked = ", masked" if all(entry.masked for entry in entries) else ""
    what = f"{again}{_did(key)}{masked}{rows}"
    return Change(sign=sign, role=key[0], what=what, by=_by(entries), reveals=sign == "+")


def _did(key: _Key) -> str:
    _, table, column, how, action = key
    does = next(text for name, text in _DOES.items() if name == how)
    what = f"{table}.{column}" if column else f"rows of {table}"
    return f"{does} {what}{f' ({action})' if action else ''}"


def _by(entries: Sequence[Exposed]) -> tuple[str, ...]:
    places = list(dict.fromkeys(f"{entry.place}: {entry.path}" for entry in entries))
    more = [f"{len(places) - _MOST} more"] if len(places) > _MOST else []
    return (*places[:_MOST], *more)


def _rows(key: _Key, was: Sequence[Exposed], now: Sequence[Exposed]) -> Iterator[Change]:
    """The same column, of other rows."""
    before, after = {entry.filtered_by for entry in was}, {entry.filtered_by for entry in now}
    if before != after:
        texts = [" or ".join(sorted(map(_where, filters))) for filters in (after, before)]
        what = f"{_did(key)}: {texts[0]}; before: {texts[1]}"
        fewer = all(any(set(old) <= set(new) for old in before) for new in after)
        yield Change(sign="!", role=key[0], what=what, by=_by(now), reveals=not fewer)
    masked = [all(entry.masked for entry in entries) for entries in (was, now)]
    if masked[0] != masked[1]:
        text = "masked from now on" if masked[1] else "no longer masked"
        yield Change(sign="!", role=key[0], what=f"{_did(key)}: {text}", by=_by(now), reveals=masked[0])


def _where(filters: Sequence[str]) -> str:
    return f"rows where {' and '.join(filters)}" if filters else "all rows"


def as_text(lines: Sequence[Change]) -> str:
    """One line for each change."""
    return "\n".join(map(str, lines)) or "Nothing became visible or hidden."


def as_json(lines: Sequence[Change]) -> str:
    """A list of objects with the members of :class:`Change`."""
    return json.dumps([line.to_json() for line in lines], indent=1, ensure_ascii=False)
