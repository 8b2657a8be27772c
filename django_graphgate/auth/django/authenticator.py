"""Callers who signed in with Django: its session cookie, read without the ORM and ``request.user``.

The session says who it is; that the user still exists, is active, and did not change the password
since is up to the database.  With Django's own user behaviour that is left to the operation's
statement (``Identity.check``) and costs nothing.  It costs one more round trip, through the backend's
``get_user``, where only Python code can verify the user:

* a backend with its own ``get_user`` or ``user_can_authenticate``;
* a user model that changes ``get_session_auth_hash``, keeps the password, the key or ``is_active``
  elsewhere than in plain columns of its own table, or whose default manager hides rows;
* database routers that write the user table elsewhere than graphgate's own tables.

The option ``verify`` decides it by hand: ``"statement"`` says that the user table is in every database
that operations run on, ``"separately"`` always asks the backend.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.conf import settings as django_settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user_model,
    load_backend,
)
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import router
from django.db.models import Model
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from django_graphgate.auth.base import Authenticator, Problem
from django_graphgate.auth.django.stores import (
    CachedDatabaseReader,
    CacheReader,
    Data,
    ForeignReader,
    SessionReader,
    reader_for,
)
from django_graphgate.auth.options import unknown_options
from django_graphgate.auth.users.django_users import UserTable, is_in_gate_database, user_table
from django_graphgate.errors import AuthUnavailable, ConfigurationError, InvalidCredentials
from django_graphgate.ir.cookies import DroppedCookie
from django_graphgate.ir.identity import CallerCheck, HmacProof, Identity

VERIFY = ("auto", "statement", "separately")

_HASH = re.compile(r"[0-9a-f]{64}")


class DjangoSessionAuthenticator(Authenticator):
    """Django's session cookie, whatever ``SESSION_ENGINE`` keeps it."""

    type: ClassVar[str] = "django_session"
    challenge: ClassVar[str] = "Cookie"

    @functools.cached_property
    def reader(self) -> SessionReader:
        """Reads the sessions of ``SESSION_ENGINE``."""
        return reader_for(django_settings.SESSION_ENGINE)

    def authenticate(self, request: HttpRequest) -> Identity | None:
        """``None`` without a cookie and for a visitor's session in which nobody signed in."""
        key = request.COOKIES.get(django_settings.SESSION_COOKIE_NAME)
        if not key:
            return None
        data = self.reader.read(key)
        if data is None:
            raise _ended("unknown or expired session")
        if SESSION_KEY not in data:
            return None
        return self._signed_in(data)

    def presented(self, request: HttpRequest) -> str | None:
        return request.COOKIES.get(django_settings.SESSION_COOKIE_NAME, "")

    def cookie(self, request: HttpRequest) -> DroppedCookie | None:
        """As ``SessionMiddleware`` deletes it."""
        return DroppedCookie(
            name=django_settings.SESSION_COOKIE_NAME,
            path=django_settings.SESSION_COOKIE_PATH,
            domain=django_settings.SESSION_COOKIE_DOMAIN,
            samesite=django_settings.SESSION_COOKIE_SAMESITE or None,
        )

    def headers(self) -> Sequence[str]:
        return ("Cookie",)

    def _signed_in(self, data: Data) -> Identity:
        user_id, backend, proof = (data.get(k) for k in (SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY))
        if not (isinstance(user_id, str) and isinstance(backend, str) and isinstance(proof, str) and proof):
            raise _ended("the session lacks its user, backend or hash")
        if backend not in django_settings.AUTHENTICATION_BACKENDS:
            raise _ended("the session's backend is not in use")
        table = self._table(backend)
        if table is None:
            user_id = self._verified(backend, user_id, proof)
            return Identity(user_id=user_id, authenticator=self.name, by_cookie=True)
        key = table.key_type.canonical(user_id)
        if key is None or not _HASH.fullmatch(proof):
            raise _ended("malformed user id or hash")
        check = CallerCheck(
            table=table.name,
            key_column=table.key_column,
            key_codec=table.key_type.codec,
            key=key,
            active_column=table.active_column,
            proof=HmacProof(column=table.password_column, pads=table.pads, expected=proof),
        )
        return Identity(user_id=key, authenticator=self.name, by_cookie=True, check=check)

    def _table(self, backend: str) -> UserTable | None:
        """The user table that the operation's statement can verify the session with, if it can."""
        verify = self.options.get("verify", "auto")
        if verify == "separately" or (verify == "auto" and not is_in_gate_database(get_user_model())):
            return None
        return self._tables[backend]

    @functools.cached_property
    def _tables(self) -> Mapping[str, UserTable | None]:
        return {path: user_table(path) for path in django_settings.AUTHENTICATION_BACKENDS}

    def _verified(self, backend: str, user_id: str, proof: str) -> str:
        """The user's key, once the backend knows the user and the hash is right: one more round trip."""
        key_field = get_user_model()._meta.pk
        try:
            user = _as_written(load_backend(backend), key_field.to_python(user_id))
        except (ValidationError, ValueError, OverflowError) as error:
            raise _ended("malformed user id") from error
        except Exception as error:  # backends ask LDAP and the like, each with exceptions of its own
            raise AuthUnavailable(detail=f"{backend}.get_user: {type(error).__name__}") from error
        if user is None:
            raise _ended("the backend does not know the user")
        hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
        if not any(constant_time_compare(proof, each) for each in hashes):
            raise _ended("the password changed since")
        return str(key_field.value_to_string(user))

    def check(self) -> Sequence[Problem]:
        problems = unknown_options(self.options, {"verify"})
        if self.options.get("verify", "auto") not in VERIFY:
            problems.append(Problem(f"The option 'verify' must be one of {', '.join(VERIFY)}."))
        try:
            problems += _store_problems(self.reader)
            self._tables  # noqa: B018  built now, so that a bad backend is found when the gate loads
        except ConfigurationError as error:
            problems.append(Problem(error.message, hint=error.hint))
        return problems


def _as_written(backend: Any, key: Any) -> Any:
    """The backend's user, as the database has it that is written: a router may have read from a replica."""
    user = backend.get_user(key)
    if not isinstance(user, Model) or router.db_for_read(type(user)) == router.db_for_write(type(user)):
        return user
    try:
        user.refresh_from_db(using=router.db_for_write(type(user)))
    except ObjectDoesNotExist:
        return None
    may = getattr(backend, "user_can_authenticate", None)
    return user if may is None or may(user) else None


def _ended(why: str) -> InvalidCredentials:
    """The cookie's session is not valid: as in Django, it signs nobody in."""
    return InvalidCredentials(nature="ended", detail=f"django_session: {why}")


def _store_problems(reader: SessionReader) -> list[Problem]:
    problems = []
    if isinstance(reader, CacheReader) and not isinstance(reader, CachedDatabaseReader) and _hides_outages():
        problems.append(
            Problem(
                "The session cache answers an outage as if nothing were stored: users look signed out (401).",
                hint="Leave ignore_exc and IGNORE_EXCEPTIONS off for SESSION_CACHE_ALIAS.",
                level="warning",
            )
        )
    if isinstance(reader, ForeignReader):
        problems.append(
            Problem(
                f"{django_settings.SESSION_ENGINE} is read by its own load().",
                hint="It may cost more round trips, and its outages may look like signed-out sessions.",
                level="warning",
            )
        )
    return problems


def _hides_outages() -> bool:
    cache = django_settings.CACHES.get(django_settings.SESSION_CACHE_ALIAS, {})
    options = cache.get("OPTIONS") or {}
    for_all = getattr(django_settings, "DJANGO_REDIS_IGNORE_EXCEPTIONS", False)
    for_this = options.get("IGNORE_EXCEPTIONS", for_all and "django_redis" in str(cache.get("BACKEND")))
    return bool(for_this or options.get("ignore_exc"))
