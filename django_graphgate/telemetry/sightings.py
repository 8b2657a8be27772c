"""What the search for anomalies keeps of a request: a small tuple, whatever the request was."""

from __future__ import annotations

import functools
import ipaddress
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django_graphgate.ir.request_record import RequestRecord

MAX_IDS = 100
"""Ids of one variable that are looked at."""

REFUSED = frozenset(
    (
        "INVALID_CREDENTIALS",
        "UNAUTHENTICATED",
        "FORBIDDEN",
        "CSRF_FAILED",
        "OPERATION_NOT_ALLOWED",
        "RATE_LIMITED",
        "DELIVERY_REFUSED",
    )
)
"""Codes of requests that somebody had no business to make; those of mistakes and outages are not among them."""

_ID = re.compile(r"(?:.*_)?(?:id|pk|uuid|number)s?|.*[a-z](?:Id|Pk|Uuid|Number)s?", re.DOTALL)


class Sighting(NamedTuple):
    """What is known of one request that ran an operation, or was refused."""

    at: float
    namespace: str
    operation: str
    digest: str
    role: str
    user_id: str | None
    provider: str | None
    origin: str
    ran: bool
    refused: bool
    rows: int
    ids: Sequence[tuple[str, int | str]]
    """Names and values of variables."""

    @property
    def caller(self) -> str:
        """A user or, of anonymous callers, an address; empty where there is neither."""
        if self.user_id is None:
            return network_of(self.origin, 32, 64)
        return f"{self.provider or ''}:{self.user_id}"[:200]

    @property
    def user(self) -> str:
        """The user's id with its provider, printable and on one line."""
        return "" if self.user_id is None else ascii(self.caller.removeprefix(":"))[1:-1][:100]


def sighting_of(record: RequestRecord, at: float) -> Sighting | None:
    """Nothing of a request that says nothing here."""
    ran = record.ran and record.digest != ""
    refused = record.code in REFUSED
    if not ran and not refused:
        return None
    return Sighting(
        at,
        record.namespace,
        record.operation,
        record.digest,
        record.role,
        record.identity.user_id,
        record.identity.user_id_provider,
        record.origin,
        ran,
        refused,
        record.rows,
        _ids_of(record.variables) if ran and record.variables else (),
    )


def _ids_of(variables: Mapping[str, Any]) -> Sequence[tuple[str, int | str]]:
    ids: list[tuple[str, int | str]] = []
    for name, value in variables.items():
        if len(name) <= 100 and is_id(name):
            for item in value[:MAX_IDS] if isinstance(value, list) else (value,):
                if isinstance(item, int):
                    if not isinstance(item, bool) and -(2**63) <= item < 2**64:
                        ids.append((name, item))
                elif isinstance(item, str):  # long ones that begin alike are not the same
                    ids.append((name, item if len(item) <= 64 else f"#{hash(item)}"))
    return ids


@functools.lru_cache(maxsize=1_000)
def is_id(name: str) -> bool:
    """Whether a variable of this name holds an id: ``id``, ``product_id``, ``orderNumber``, ``ids`` …"""
    return _ID.fullmatch(name) is not None


def as_number(value: int | str) -> int | str:
    """Ids that are numbers, whether they were sent as such or as texts."""
    if isinstance(value, str) and len(value) < 20 and value.isascii() and value.isdecimal():
        return int(value)
    return value


@functools.lru_cache(maxsize=1_000)
def network_of(origin: str, bits: int, bits_of_ipv6: int) -> str:
    """The network of an address, without what a caller may have written behind it; empty for none."""
    try:
        address = ipaddress.ip_address(origin.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv4Address):
        network = ipaddress.ip_network((int(address), bits), strict=False)
    else:
        network = ipaddress.IPv6Network((int(address), bits_of_ipv6), strict=False)
    return str(network).removesuffix("/32")
