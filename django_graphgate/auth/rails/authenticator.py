"""Callers who signed in to a Rails app that runs beside the project."""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.http import HttpRequest

from django_graphgate.auth import clock
from django_graphgate.auth.base import Authenticator, Problem
from django_graphgate.auth.rails.failures import SessionInvalid, malformed, proven
from django_graphgate.auth.rails.formats.cache_entries import session_of
from django_graphgate.auth.rails.formats.cookies import cookie_of
from django_graphgate.auth.rails.formats.envelope import unwrap
from django_graphgate.auth.rails.formats.messages import MessageReader
from django_graphgate.auth.rails.formats.ruby_classes import Value
from django_graphgate.auth.rails.login import rails8
from django_graphgate.auth.rails.login.devise import DeviseTable, devise_table
from django_graphgate.auth.rails.login.warden import Login, login_of
from django_graphgate.auth.rails.options import read_options
from django_graphgate.auth.rails.stores import SESSION_ID, Store, keys_of, open_store
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.cookies import DroppedCookie
from django_graphgate.ir.identity import Identity


class RailsSessionAuthenticator(Authenticator):
    """The session of a Rails app with Devise or Warden, or Rails 8's built-in authentication.

    ``{"type": "rails", "cookie": "_app_session", "rails": {"secret_key_base": …}}`` for sessions in
    the cookie itself; with ``url`` for those in Redis or memcached.  The options may be given under
    ``rails`` or beside it.  The formats of Rails 3.2 to 8 are detected.
    """

    type: ClassVar[str] = "rails"
    challenge: ClassVar[str] = "Cookie"

    def __init__(self, options: Mapping[str, Any], *, name: str = "") -> None:
        super().__init__(options, name=name)
        self._settings, self._problems = read_options(options)
        self._messages = MessageReader(self._settings.messages)
        self._purpose = f"cookie.{self._settings.cookie}"
        self._error = next((each for each in self._problems if each.level == "error"), None)

    def authenticate(self, request: HttpRequest) -> Identity | None:
        """``None`` without the cookie, and for a visitor's session in which nobody signed in."""
        if self._error is not None:
            raise ConfigurationError(self._error.message, hint=self._error.hint)
        cookie = cookie_of(request, self._settings.cookie)
        if cookie is None:
            return None
        if self._rails8 is not None:
            row_id = self._signed_value(cookie)
            with proven():
                user_id = rails8.user_of_row(row_id, self._rails8)
            return Identity(user_id=user_id, authenticator=self.name, by_cookie=True)
        session = self._from_cookie(cookie) if self._store is None else self._from_store(cookie)
        with proven():
            if not isinstance(session, dict):
                raise malformed("a session that is not an object")
            login = login_of(session, self._settings.scope)
            return None if login is None else self._identity(login)

    def presented(self, request: HttpRequest) -> str | None:
        return cookie_of(request, self._settings.cookie) or ""

    def cookie(self, request: HttpRequest) -> DroppedCookie | None:
        return self._settings.dropped

    def headers(self) -> Sequence[str]:
        return ("Cookie",)

    # ------------------------------------------------------------------------------------- sessions

    def _from_cookie(self, cookie: str) -> Value:
        return self._unwrapped(self._messages.open(cookie))

    def _signed_value(self, cookie: str) -> Value:
        return self._unwrapped(self._messages.open_signed(cookie))

    def _unwrapped(self, data: bytes) -> Value:
        allow_marshal = self._settings.allow_marshal
        with proven():
            return unwrap(data, purpose=self._purpose, now=clock.now(), allow_marshal=allow_marshal)

    def _from_store(self, cookie: str) -> Value:
        store = self._store
        assert store is not None
        session_id: Value = cookie
        if "--" in cookie and self._settings.messages.secrets:
            # redis-actionpack's `signed: true`, which takes the jar of `signed_or_encrypted`: with a
            # secret_key_base the cookie is encrypted, for Rails 3's secret_token it is signed.
            session_id = self._from_cookie(cookie)
        if not isinstance(session_id, str) or not SESSION_ID.fullmatch(session_id):
            raise SessionInvalid("session_not_found", "the cookie is not a session id")
        stored = store.fetch(keys_of(session_id, self._namespaces))
        if stored is None:
            raise SessionInvalid("session_not_found", "the store has no such session")
        allow_marshal = self._settings.allow_marshal
        with proven():
            return session_of(stored.value, flags=stored.flags, now=clock.now(), allow_marshal=allow_marshal)

    # ------------------------------------------------------------------------------------- identity

    def _identity(self, login: Login) -> Identity:
        timeout_in = self._settings.timeout_in
        if timeout_in is not None:
            if login.last_request_at is None:
                raise malformed("the login has no last_request_at")
            if login.last_request_at + timeout_in <= clock.now():
                raise SessionInvalid("expired", "the user has been silent for too long")
        return Identity(
            user_id=login.user_id,
            authenticator=self.name,
            by_cookie=True,
            check=self._devise.check(login) if self._devise is not None else None,
        )

    # ---------------------------------------------------------------------------------------- parts

    @functools.cached_property
    def _opened(self) -> tuple[Store | None, Sequence[str] | None]:
        """The store and the namespaces in it."""
        settings = self._settings
        if settings.url is None:
            return None, None
        store, namespace = open_store(
            settings.url, password=settings.password, max_active=settings.max_active, timeout=settings.timeout
        )
        return store, settings.namespaces or ([namespace] if namespace else None)

    @functools.cached_property
    def _store(self) -> Store | None:
        return self._opened[0]

    @functools.cached_property
    def _namespaces(self) -> Sequence[str] | None:
        return self._opened[1]

    @functools.cached_property
    def _devise(self) -> DeviseTable | None:
        return devise_table(self._settings.devise) if self._settings.devise is not None else None

    @functools.cached_property
    def _rails8(self) -> rails8.Lookup | None:
        return rails8.row_lookup(self._settings.rails8) if self._settings.rails8 is not None else None

    # ---------------------------------------------------------------------------------------- checks

    def check(self) -> Sequence[Problem]:
        problems = list(self._problems)
        for part in ("_opened", "_devise", "_rails8"):
            try:
                getattr(self, part)
            except ConfigurationError as error:
                problems.append(Problem(error.message, hint=error.hint))
        problems += [
            Problem(
                f"Rails sessions need the package {package}.",
                hint="Install it: pip install django-graphgate[rails]",
            )
            for package in ("cryptography", "msgpack")
            if importlib.util.find_spec(package) is None
        ]
        return problems
