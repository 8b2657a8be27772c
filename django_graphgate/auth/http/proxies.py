"""Which address a request comes from, and whether a trusted proxy handed it on."""

from __future__ import annotations

import functools
import ipaddress
import logging
from collections.abc import Sequence

from django.http import HttpRequest

from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError

logger = logging.getLogger("django_graphgate.auth")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_USUAL = 60
"""Characters of an address that is kept; whatever is longer is read each time."""

UNIX_SOCKET = "unix"
"""The entry of ``TRUSTED_PROXIES`` for a proxy on a Unix socket, where there is no address."""


def from_trusted_proxy(request: HttpRequest) -> bool:
    """The connection itself comes out of ``TRUSTED_PROXIES``."""
    trusted = get_settings().TRUSTED_PROXIES
    if not trusted:
        return False
    peer = _parsed(request.META.get("REMOTE_ADDR") or "")
    if peer is None:
        return UNIX_SOCKET in trusted and not request.META.get("REMOTE_ADDR")
    return _is_in(peer, _networks(tuple(trusted)))


def client_address(request: HttpRequest) -> str | None:
    """The caller's address, in one spelling; ``None`` where the connection has none (a Unix socket).

    It is ``REMOTE_ADDR``.  Behind ``TRUSTED_PROXIES`` it is the right-most address of
    ``X-Forwarded-For`` that is not such a proxy: everything to its left was written by the caller.
    What other hosts forward is ignored: behind an undeclared proxy all callers have its address.
    """
    peer = _parsed(request.META.get("REMOTE_ADDR") or "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if not from_trusted_proxy(request):
        if forwarded and (peer is None or not peer.is_global):
            _tell_undeclared(str(peer or "a Unix socket"))
        return None if peer is None else str(peer)
    networks = _networks(tuple(get_settings().TRUSTED_PROXIES))
    nearest = peer
    for part in reversed(forwarded.split(",")):
        hop = _parsed(part)
        if hop is None:
            break
        nearest = hop
        if not _is_in(hop, networks):
            break
    return None if nearest is None else str(nearest)


@functools.lru_cache(maxsize=10)
def _tell_undeclared(peer: str) -> None:
    logger.warning(
        "Requests with X-Forwarded-For come through %s, which is not in TRUSTED_PROXIES: all count as one caller.",
        peer,
    )


def proxy_problems(trusted: Sequence[str]) -> list[str]:
    """What is wrong with ``TRUSTED_PROXIES``: a sentence for each wrong entry."""
    sentences = []
    for each in trusted:
        try:
            _networks((each,))
        except ConfigurationError as error:
            sentences.append(error.message)
    return sentences


@functools.cache
def _networks(trusted: tuple[str, ...]) -> tuple[Network, ...]:
    networks = []
    for each in trusted:
        if each == UNIX_SOCKET:
            continue
        try:
            networks.append(ipaddress.ip_network(each))
        except (TypeError, ValueError) as error:
            raise ConfigurationError(
                f"GRAPHGATE['TRUSTED_PROXIES'] has {each!r}: {error}",
                hint="Networks such as '10.0.0.0/8', addresses, or 'unix' for a Unix socket.",
            ) from error
    return tuple(networks)


def _is_in(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def _parsed(text: str) -> Address | None:
    return _read(text) if len(text) <= _USUAL else _read.__wrapped__(text)


@functools.lru_cache(maxsize=1_000)
def _read(text: str) -> Address | None:
    """An address as proxies write it: bare, ``1.2.3.4:5678``, or ``[::1]:5678``."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
