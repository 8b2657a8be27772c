"""Reading Django's sessions, one store round trip each, and never writing to the store.

``SessionStore.load()`` is made for requests that may write: with a stale cookie it deletes rows and
files, creates new sessions, refills caches, and it answers an outage, a forged row and an unknown key
with the same empty dictionary.  Here each of these has an answer of its own:

* a mapping: the session's data, possibly empty;
* ``None``: no such session, or its stored data was not signed by this project;
* ``InvalidCredentials``: the cookie is the session itself, and its signature is not this project's;
* ``AuthUnavailable``: the store does not answer.

A key names a session or it does not: it proves nothing, so a malformed one is no forgery.

Formats: https://docs.djangoproject.com/en/stable/topics/http/sessions/ and the sources of
``django.contrib.sessions.backends``.
"""

from __future__ import annotations

import os
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from inspect import getattr_static
from pathlib import Path
from typing import Any, ClassVar

from django.contrib.sessions.backends import cache, cached_db, db, file, signed_cookies
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core import signing
from django.core.exceptions import ImproperlyConfigured
from django.db import Error as AnyDatabaseError
from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from django_graphgate.auth import clock
from django_graphgate.errors import AuthUnavailable, ConfigurationError, InvalidCredentials

Data = Mapping[str, Any]

_KEY = re.compile(r"[a-z0-9]{8,40}")
"""What Django hands out as a session key (32 of these); nothing else reaches a cache, a path or SQL."""

_FOREIGN_KEY = re.compile(r"[!-~]{8,4096}")

_SIGNED_SALT = "django.contrib.sessions.backends.signed_cookies"

_READING = ("load", "decode", "_get_new_session_key", "_validate_session_key", "get_session_cookie_age")
"""Methods that say how a session is found and read: an engine that changes one is read by its own."""


class SessionReader(ABC):
    """Reads sessions of one engine.  Built once, used by many threads at once."""

    own: ClassVar[tuple[str, ...]] = ()
    """Methods of the stock engine that must be unchanged, besides ``_READING``."""

    def __init__(self, engine: type[SessionBase]) -> None:
        self.engine = engine

    @abstractmethod
    def read(self, key: str) -> Data | None:
        """The session's data, or ``None`` when there is no valid session; may raise ``AuthUnavailable``."""

    def unsigned(self, text: str) -> Data | None:
        """What the project's secret, or one of its fallbacks, signed; ``None`` for anything else."""
        store = self.engine()
        try:
            data = signing.loads(text, salt=store.key_salt, serializer=store.serializer)
        except Exception:  # noqa: BLE001  a bad signature, or a text that was never a session
            return None
        return data if isinstance(data, Mapping) else None


class SignedCookieReader(SessionReader):
    """``signed_cookies``: the cookie is the session.

    Never valid longer than Django says (``SESSION_COOKIE_AGE`` from signing), and not longer than the
    session's own expiry, which Django itself leaves unchecked here.
    """

    def read(self, key: str) -> Data | None:
        store = self.engine()
        try:
            age = store.get_session_cookie_age()
            data = signing.loads(key, serializer=store.serializer, max_age=age, salt=_SIGNED_SALT)
            signed_at = signing.b62_decode(key.rsplit(":", 2)[1])
        except signing.SignatureExpired:
            return None
        except Exception as error:
            raise InvalidCredentials(detail="django_session: forged session") from error
        if not isinstance(data, Mapping) or _expired(data, signed_at, age):
            return None
        return data


class DatabaseReader(SessionReader):
    """``db``: one statement on the session table."""

    own = ("_get_session_from_db",)

    def __init__(self, engine: type[SessionBase]) -> None:
        super().__init__(engine)
        try:
            self.model: type[AbstractBaseSession] = engine.get_model_class()  # type: ignore[attr-defined]
        except RuntimeError as error:  # the engine's app is not in INSTALLED_APPS
            raise ConfigurationError(f"The session table is missing: {error}") from error
        self._texts: dict[str, str] = {}

    def read(self, key: str) -> Data | None:
        return self.row(key) if _KEY.fullmatch(key) else None

    def row(self, key: str) -> Data | None:
        """The data in the table's row, without a look at the form of the key."""
        # A replica still has sessions that have ended, and lacks those that have begun.
        connection = connections[router.db_for_write(self.model)]
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        try:
            with connection.cursor() as cursor:
                cursor.execute(self._text(connection), [key, now])
                row = cursor.fetchone()
        except AnyDatabaseError as error:
            raise AuthUnavailable(detail=f"session table: {type(error).__name__}") from error
        return None if row is None else self.unsigned(row[0])

    def _text(self, connection: BaseDatabaseWrapper) -> str:
        text = self._texts.get(connection.alias)
        if text is None:
            quote, meta = connection.ops.quote_name, self.model._meta
            columns = {each.name: quote(each.column) for each in meta.concrete_fields if each.column}
            data, key, expire = (columns[name] for name in ("session_data", "session_key", "expire_date"))
            where = f"WHERE {key} = %s AND {expire} > %s"
            text = f"SELECT {data} FROM {quote(meta.db_table)} {where}"  # noqa: S608  names of the model
            self._texts[connection.alias] = text
        return text


class CacheReader(SessionReader):
    """``cache``: one ``get`` of Django's cache.  The cache forgets expired sessions by itself."""

    own: ClassVar[tuple[str, ...]] = ("cache_key",)

    def read(self, key: str) -> Data | None:
        if not _KEY.fullmatch(key):
            return None
        data = self.cached(key)
        return data if isinstance(data, Mapping) else None

    def cached(self, key: str) -> Any:
        store = self.engine()
        prefix: str = store.cache_key_prefix  # type: ignore[attr-defined]
        try:
            return store._cache.get(prefix + key)  # type: ignore[attr-defined]  # noqa: SLF001
        except Exception as error:  # every client has exceptions of its own
            raise AuthUnavailable(detail=f"session cache: {type(error).__name__}") from error


class CachedDatabaseReader(CacheReader):
    """``cached_db``: the cache, and on a miss the table.

    Django goes on to the table when the cache is down, and so does this.  The cache is not refilled:
    the next page that Django itself serves does that.
    """

    own = ("cache_key", "_get_session_from_db")

    def __init__(self, engine: type[SessionBase]) -> None:
        super().__init__(engine)
        self.table = DatabaseReader(engine)

    def read(self, key: str) -> Data | None:
        if not _KEY.fullmatch(key):
            return None
        try:
            data = self.cached(key)
        except AuthUnavailable:
            data = None
        return data if isinstance(data, Mapping) else self.table.row(key)


class FileReader(SessionReader):
    """``file``: one file, valid for ``SESSION_COOKIE_AGE`` or its own expiry after its last change."""

    own = ("_key_to_file", "_get_storage_path")

    def read(self, key: str) -> Data | None:
        if not _KEY.fullmatch(key):
            return None
        try:
            store = self.engine(key)
            path = Path(store._key_to_file())  # type: ignore[attr-defined]  # noqa: SLF001
            with path.open("rb") as session_file:
                text = session_file.read()
                changed_at = os.fstat(session_file.fileno()).st_mtime
        except FileNotFoundError:
            return None
        except (OSError, ImproperlyConfigured) as error:
            raise AuthUnavailable(detail=f"session file: {type(error).__name__}") from error
        if not text:  # Django creates the file before the session is saved
            return {}
        data = self.unsigned(text.decode("ascii", "replace"))
        if data is None or _expired(data, changed_at, store.get_session_cookie_age()):
            return None
        return data


class ForeignReader(SessionReader):
    """A third-party engine, or a changed one: its own ``load()``, with writing switched off.

    The engine decides how many round trips that takes; an empty session counts as unknown.
    """

    def __init__(self, engine: type[SessionBase]) -> None:
        def nothing(self: SessionBase, *args: Any, **kwargs: Any) -> None:
            """Reading never writes."""

        writing = ("save", "create", "delete", "flush", "cycle_key", "clear", "_get_new_session_key")
        read_only = dict.fromkeys(writing, nothing)
        # The salt is made of the class's name, which a subclass would change.
        super().__init__(type("ReadOnly", (engine,), {**read_only, "key_salt": engine().key_salt}))

    def read(self, key: str) -> Data | None:
        if not _FOREIGN_KEY.fullmatch(key):
            return None
        try:
            store = self.engine(key)
            data: Any = store.load() if store.session_key is not None else None
        except Exception as error:
            raise AuthUnavailable(detail=f"session engine: {type(error).__name__}") from error
        return data if data and isinstance(data, Mapping) and store.session_key is not None else None


_STOCK: tuple[tuple[type[SessionBase], type[SessionReader]], ...] = (
    (cached_db.SessionStore, CachedDatabaseReader),
    (db.SessionStore, DatabaseReader),
    (cache.SessionStore, CacheReader),
    (file.SessionStore, FileReader),
    (signed_cookies.SessionStore, SignedCookieReader),
)


def reader_for(module: str) -> SessionReader:
    """The reader for the engine that ``SESSION_ENGINE`` names; raises ``ConfigurationError``."""
    try:
        engine = import_module(module).SessionStore
    except (ImportError, AttributeError) as error:
        raise ConfigurationError(f"The session engine {module!r} cannot be loaded: {error}") from error
    for stock, reader in _STOCK:
        if issubclass(engine, stock):
            names = (*_READING, *reader.own)
            kept = all(getattr_static(engine, name) is getattr_static(stock, name) for name in names)
            return (reader if kept else ForeignReader)(engine)
    return ForeignReader(engine)


def _expired(data: Data, since: float, age: float) -> bool:
    """Whether a session of epoch second ``since`` is over: by its own expiry, else after ``age`` seconds.

    ``_session_expiry`` is a number of seconds, 0 (until the browser closes), or a time in ISO form.
    """
    expiry = data.get("_session_expiry")
    try:
        if isinstance(expiry, str):
            expiry = datetime.fromisoformat(expiry)
        if isinstance(expiry, datetime):
            at = timezone.make_aware(expiry) if timezone.is_naive(expiry) else expiry
            return at.timestamp() <= clock.now()
        return bool(since + (expiry or age) <= clock.now())
    except (TypeError, ValueError, OverflowError):
        return True
