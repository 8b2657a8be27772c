"""What the search for anomalies keeps of a request: a small tuple, whatever the request was."""

from __future__ import annotations

import functools
import ipaddress
import re
from collections.abc import Iterator
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

Id = tuple[str, int | str]
"""Name of the variable, and a value."""


class Sighting(NamedTuple):
    """What is known of one request that ran an operation, or was refused."""

    at: float
    namespace: str
    operation: str
    digest: str
    role: str
    user: str
    origin: str
    ran: bool
    refused: bool
    rows: int
    ids: tuple[Id, ...]


def sighting_of(record: RequestRecord, at: float) -> Sighting | None:
    """Nothing of a request that says nothing here."""
    ran = record.ran and record.digest != ""
    refused = record.code in REFUSED
    if not ran and not refused:
        return None
    identity = record.identity
    return Sighting(
        at,
        record.namespace,
        record.operation,
        record.digest,
        record.role,
        "" if identity.user_id is None else f"{identity.user_id_provider or ''}:{identity.user_id}"[:200],
        record.origin,
        ran,
        refused,
        record.rows,
        tuple(_ids_of(record)) if ran and record.variables else (),
    )


def _ids_of(record: RequestRecord) -> Iterator[Id]:
    for name, value in record.variables.items():
        if len(name) <= 100 and is_id(name):
            for item in value[:MAX_IDS] if isinstance(value, list) else (value,):
                identifier = _as_id(item)
                if identifier is not None:
                    yield name, identifier


@functools.lru_cache(maxsize=1_000)
def is_id(name: str) -> bool:
    """Whether a variable of this name holds an id: ``id``, ``product_id``, ``orderNumber``, ``ids`` …"""
    return _ID.fullmatch(name) is not None


def _as_id(value: Any) -> int | str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value if -(2**63) <= value < 2**64 else None
    if isinstance(value, str) and value:
        if len(value) < 20 and value.isascii() and value.isdecimal():
            return int(value)
        return value if len(value) <= 64 else f"#{hash(value)}"  # long ones that begin alike are not the same
    return None


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


def shown_user(user: str) -> str:
    """A user's id, printable and on one line."""
    return ascii(user.removeprefix(":"))[1:-1][:100]
