"""What counts as out of the ordinary, in numbers, and what is signalled of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any, Literal

AnomalyName = Literal["new_origin", "refusals", "many_rows", "unused_operation", "enumeration"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """The numbers of ``ANOMALIES``.  Each process counts on its own what happens within a window."""

    cooldown: int = 3_600
    """Seconds for which the same anomaly of the same caller or operation is not signalled again."""

    learning_runs: int = 100
    """An operation has no new origins before it ran as often …"""
    learning_days: int = 7
    """… and for as many days."""
    origin_networks: int = 50
    """An operation that ran from more networks than this is one for everybody: it has no new origins."""

    refusals: int = 20
    """Refusals of one address within ``refusal_seconds``."""
    refusal_seconds: int = 60

    rows_factor: int = 10
    """How many times the rows of an average answer to the same operation and role an answer must exceed …"""
    rows_minimum: int = 500
    """… if it has at least as many rows …"""
    rows_runs: int = 100
    """… and the average is that of as many runs."""

    unused_days: int = 30
    """An operation that runs for the first time after as many days is signalled."""

    ids: int = 100
    """Different ids that one caller asks one operation for within ``id_seconds`` …"""
    id_seconds: int = 300
    id_percent: int = 80
    """… if as many per cent of them follow each other, or are ids of nothing."""


THRESHOLDS = frozenset(field.name for field in fields(Thresholds))
_LARGEST = 2**31 - 1


def threshold_problem(given: Mapping[Any, Any]) -> str:
    """A sentence on the first wrong entry of ``ANOMALIES``; empty if there is none."""
    for name, value in given.items():
        if name not in THRESHOLDS:
            nearest = get_close_matches(str(name), THRESHOLDS, 1)
            return f"There is no threshold {name!r:.100}." + (
                f" Did you mean {nearest[0]!r}?" if nearest else ""
            )
        most = 100 if name == "id_percent" else 10_000 if name == "ids" else _LARGEST
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            return f"The threshold {name!r} must be a number from 1 to {most}."
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anomaly:
    """What receivers of ``anomaly_detected`` are given.  Every text in it can be shown as it is."""

    name: AnomalyName
    namespace: str = ""
    operation: str = ""
    """Empty for refusals: what is asked for need not exist."""
    digest: str = ""
    role: str = ""
    user: str = ""
    """The user's id, if the caller was signed in."""
    origin: str = ""
    """An address, of IPv6 its network of 64 bits; of new origins a network of 24 or 48 bits."""
    figure: int = 0
    """What was counted: networks, refusals, rows, days, ids."""
    usual: int = 0
    """What it exceeds."""
    at: float = 0.0
    """Seconds since 1970."""

    @property
    def sentence(self) -> str:
        """What happened, in one line."""
        match self.name:
            case "new_origin":
                text = f"{self.operation} ran from {self.origin} for the first time"
            case "refusals":
                text = f"{self.figure} requests from {self.origin} were refused in a short time"
            case "many_rows":
                text = f"{self.operation} gave {self.figure} rows to {self.role}, on average it gives {self.usual}"
            case "unused_operation":
                text = f"{self.operation} ran after {self.figure} days without a run"
            case "enumeration":
                text = f"{self.operation} was asked for {self.figure} different ids in a short time"
        by = f" by user {self.user}" if self.user else ""
        source = f" from {self.origin}" if self.origin and self.origin not in text else ""
        return f"{text}{by}{source}."
