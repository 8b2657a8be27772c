"""Stores of Rails sessions whose cookie holds only the id: Redis and memcached.

A store is asked once per request, for all the keys under which the session may be stored.  Rack writes a
session under its private id, ``2::`` and the SHA256 of the id in the cookie; older versions under the
id itself.
"""

from __future__ import annotations

import hashlib
import re
import threading
import weakref
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from django_graphgate.errors import AuthUnavailable, ConfigurationError

if TYPE_CHECKING:
    import redis
    from pymemcache.client.base import PooledClient

SESSION_ID = re.compile(r"[0-9a-f]{16,128}")
"""What Rack and Rails make: hexadecimal digits.  A private id, or any other key of the store, does not match."""

CACHE_STORE = "_session_id"
"""The prefix of ``ActionDispatch::Session::CacheStore``."""

DEFAULT_NAMESPACES = ("rack:session", "session")

MEMCACHED_PORT = 11_211

FLAG_SERIALISED = 1
"""Dalli's flag for what Ruby serialised.  Counters and texts of the application lack it, and are
never sessions, whatever they contain."""


def private_id(session_id: str) -> str:
    """The id under which Rack stores a session since 2.0.8."""
    return f"2::{hashlib.sha256(session_id.encode()).hexdigest()}"


def keys_of(session_id: str, namespaces: Sequence[str] | None) -> list[str]:
    """Every key under which the session may be stored, the likeliest first.

    ``namespaces`` are those of the settings; ``None`` means the defaults of the known stores.
    Without a namespace the id itself is no candidate: it would name any key of the server.
    """
    prefixes: list[str] = []
    for namespace in DEFAULT_NAMESPACES if namespaces is None else namespaces:
        prefixes += _prefixes(namespace)
    if namespaces is None:
        prefixes += [f"{CACHE_STORE}:", ""]
    private = private_id(session_id)
    keys = [prefix + private for prefix in prefixes]
    return list(dict.fromkeys(keys + [prefix + session_id for prefix in prefixes if prefix]))


def _prefixes(namespace: str) -> list[str]:
    if not namespace:
        return ["", f"{CACHE_STORE}:"]
    if namespace.endswith(":"):
        return [namespace, f"{namespace}{CACHE_STORE}:"]
    return [f"{namespace}:", f"{namespace}:{CACHE_STORE}:", namespace]


@dataclass(frozen=True, slots=True)
class Stored:
    """The value of a key.  ``flags`` are memcached's."""

    value: bytes
    flags: int = 0


class Store(ABC):
    """A server that holds sessions."""

    @abstractmethod
    def fetch(self, keys: Sequence[str]) -> Stored | None:
        """The value of the first key that exists; raises ``AuthUnavailable`` if the store does not answer."""


def open_store(
    url: str, *, password: str | None, max_active: int, timeout: float
) -> tuple[Store, str | None]:
    """The store of a URL, and the namespace that the URL names (as redis-store's do).

    ``redis://host:6379/0``, ``rediss://…``, ``redis://host/0/namespace``, ``unix:///path``,
    ``memcache://host:11211`` with more hosts after commas.  Nothing connects yet.  Raises
    ``ConfigurationError`` for another URL or a missing package.
    """
    scheme = url.partition("://")[0].lower()
    if scheme in {"redis", "rediss", "unix"}:
        plain, namespace = _split_namespace(url)
        store = RedisStore(plain, password=password, max_active=max_active, timeout=timeout)
        return store, namespace
    if scheme in {"memcache", "memcached"}:
        return MemcachedStore(_servers(url), max_active=max_active, timeout=timeout), None
    raise ConfigurationError(
        "The url of a Rails session store is neither Redis nor memcached.",
        hint="Write redis://host:6379/0 or memcache://host:11211.",
    )


def _missing(package: str, extra: str) -> ConfigurationError:
    return ConfigurationError(
        f"Rails sessions in this store need the package {package}.",
        hint=f"Install it: pip install django-graphgate[{extra}]",
    )


# ----------------------------------------------------------------------------------------------- Redis


def _split_namespace(url: str) -> tuple[str, str | None]:
    """The URL without a second part of its path, and that part."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return url, None
    database, _, namespace = parts.path.lstrip("/").partition("/")
    if database and not database.isdecimal():
        raise ConfigurationError(
            "The path of a Redis url begins with the number of a database.",
            hint="Write redis://host:6379/0, or redis://host:6379/0/namespace.",
        )
    try:
        _ = parts.port
    except ValueError as error:
        raise ConfigurationError(
            "The port in the url of a Rails session store is not a port number."
        ) from error
    return urlunsplit(parts._replace(path=f"/{database}" if database else "")), namespace or None


class RedisStore(Store):
    """Sessions of redis-store, redis-session-store and ``RedisCacheStore``."""

    def __init__(self, url: str, *, password: str | None, max_active: int, timeout: float) -> None:
        try:
            import redis
            from redis.backoff import NoBackoff
            from redis.retry import Retry
        except ImportError as error:
            raise _missing("redis", "redis") from error
        self._errors = redis.RedisError
        options: dict[str, Any] = {"password": password} if password else {}
        self._pool = redis.BlockingConnectionPool.from_url(
            url,
            max_connections=max_active,
            timeout=timeout,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            # Retry on a connection that the server closed while it was idle; never after a time-out.
            retry=Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
            protocol=2,
            **options,
        )
        self._client: redis.Redis = redis.Redis(connection_pool=self._pool)

    def fetch(self, keys: Sequence[str]) -> Stored | None:
        """One round trip."""
        try:
            values = self._client.mget(keys)
        except (self._errors, OSError) as error:
            raise AuthUnavailable(detail=f"Redis: {type(error).__name__}") from error
        return next((Stored(value) for value in values if isinstance(value, bytes)), None)


# ------------------------------------------------------------------------------------------- memcached


def _servers(url: str) -> list[tuple[str, int]]:
    """Hosts and ports of ``memcache://host:port,host:port``."""
    servers: list[tuple[str, int]] = []
    for address in url.partition("://")[2].partition("/")[0].split(","):
        parts = urlsplit(f"//{address.strip()}")
        try:
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise ConfigurationError(
                "The port in the url of a Rails session store is not a port number."
            ) from error
        if not host:
            raise ConfigurationError(
                "The url of a Rails session store names no host.", hint="Write memcache://host:11211."
            )
        servers.append((host, port or MEMCACHED_PORT))
    return servers


class _WithFlags:
    """Hands on what memcached holds, with its flags and unchanged."""

    def serialize(self, key: bytes, value: bytes) -> tuple[bytes, int]:
        raise NotImplementedError("Sessions are only read.")

    def deserialize(self, key: bytes, value: bytes, flags: int) -> Stored:
        return Stored(value, flags)


class MemcachedStore(Store):
    """Sessions of Dalli, ``MemCacheStore`` and ``CacheStore`` on memcached.

    Of several servers each is asked in turn, since clients spread keys in ways of their own.
    """

    def __init__(self, servers: Sequence[tuple[str, int]], *, max_active: int, timeout: float) -> None:
        try:
            from pymemcache.client.base import PooledClient
            from pymemcache.exceptions import MemcacheError, MemcacheUnexpectedCloseError
        except ImportError as error:
            raise _missing("pymemcache", "memcached") from error
        self._errors: tuple[type[Exception], ...] = (MemcacheError, OSError, RuntimeError)
        self._closed = (MemcacheUnexpectedCloseError, ConnectionResetError, BrokenPipeError)
        options: dict[str, Any] = {
            "serde": _WithFlags(),
            "connect_timeout": timeout,
            "timeout": timeout,
            "no_delay": True,
            "max_pool_size": max_active,
        }
        self._clients = [PooledClient(server, **options) for server in servers]
        self._free, self._timeout = threading.BoundedSemaphore(max_active), timeout
        for client in self._clients:  # closed with the store, when the settings change
            weakref.finalize(self, client.close)

    def fetch(self, keys: Sequence[str]) -> Stored | None:
        """One round trip per server; waits for a connection when all are in use."""
        if not self._free.acquire(timeout=self._timeout):
            raise AuthUnavailable(detail="memcached: all connections are in use")
        try:
            return self._fetched(keys)
        finally:
            self._free.release()

    def _fetched(self, keys: Sequence[str]) -> Stored | None:
        down: Exception | None = None
        for client in self._clients:
            try:
                stored = self._ask(client, keys)
            except self._errors as error:
                down = error
                continue
            for key in keys:
                if key in stored and stored[key].flags & FLAG_SERIALISED:
                    return stored[key]
        if down is not None:
            raise AuthUnavailable(detail=f"memcached: {type(down).__name__}") from down
        return None

    def _ask(self, client: PooledClient, keys: Sequence[str]) -> dict[str, Stored]:
        """The values of the keys; skips connections that the server closed while they were idle."""
        for _ in client.client_pool.free:
            try:
                return dict(client.get_many(keys))
            except self._closed:
                continue
        return dict(client.get_many(keys))
