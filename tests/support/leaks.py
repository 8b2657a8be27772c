"""No secret in any log: every record of every test is searched for every credential that tests make.

A plugin of pytest (see ``conftest.py``).  It sees records of all loggers at all levels, whatever the
levels and handlers of the moment are, with their attributes and tracebacks, what is handed to the audit, and the logs
of servers that tests start; a test during which one shows a piece of a secret fails.  Secrets are what the tests' own helpers hand to
:func:`secret`, what the options of any authenticator hold, and what any request carries in its cookies,
in ``Authorization``, and in headers that are called key, token or secret: wrong ones too, since a
mistyped password is nearly one.

One record is left out: Django's own query log (``django.db.backends``) shows the parameters of every
statement, and is written with ``DEBUG`` only.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import unquote

import pytest

PIECE = 12
"""Characters of a secret that betray it."""

STEP = 6
"""Where the next piece begins: a part of a secret of ``PIECE + STEP`` characters is always noticed."""

VARIETY = 6
"""Different characters that a piece has at least; AAAAAAAAAAAA is a test's filling and no secret."""

HEADERS = re.compile(r"HTTP_.*(KEY|TOKEN|SECRET|PASSWORD).*")
OPTIONS = frozenset({"secret", "value", "secret_key_base", "secret_token", "password"})
OF_LOGGING = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request"}
"""Attributes of every record, and Django's request, whose credentials are where they belong."""
LEFT_OUT = frozenset({"django.db.backends"})


class Guard:
    """Knows secrets in pieces, and lines that were logged since somebody last asked."""

    def __init__(self) -> None:
        self._pieces: set[str] = set()
        self._known: set[int] = set()
        self._lines: list[str] = []
        self._seen: set[int] = set()

    def secret(self, text: str) -> None:
        """Remember a secret; too short ones are none."""
        if hash(text) in self._known:
            return
        self._known.add(hash(text))
        for start in range(0, len(text) - PIECE + 1, STEP):
            piece = text[start : start + PIECE]
            if len(set(piece)) >= VARIETY:
                self._pieces.add(piece)

    def logged(self, text: str) -> None:
        """Remember what a log shows; lines that were searched before are not kept."""
        for line in text.splitlines():
            if len(line) >= PIECE and hash(line) not in self._seen:
                self._seen.add(hash(line))
                self._lines.append(line)

    def leaks(self) -> list[str]:
        """The lines since the last call that show a secret."""
        lines, self._lines = self._lines, []
        return [line for line in lines if self._shows_one(line)]

    def _shows_one(self, line: str) -> bool:
        return any(line[start : start + PIECE] in self._pieces for start in range(len(line) - PIECE + 1))

    # --------------------------------------------------------------------------------------- sources

    def see(self, record: logging.LogRecord) -> None:
        """A record: its message, its arguments and its traceback with all causes."""
        if record.name in LEFT_OUT:
            return
        try:
            self.logged(f"{record.name}: {record.getMessage()}")
        except Exception:  # noqa: BLE001  a record that cannot be written is for its own test to notice
            self.logged(f"{record.name}: {record.msg!r} {record.args!r}")
        for name, value in vars(record).items():
            if name not in OF_LOGGING and value:
                self.logged(f"{record.name}: {name}={value}")
        if record.exc_info and record.exc_info[1] is not None:
            self.logged("".join(traceback.format_exception(record.exc_info[1])))
        if record.stack_info:
            self.logged(record.stack_info)

    def record(self, entry: Any) -> None:
        """An event of the audit; one nested too deeply is for its own test to notice."""
        with contextlib.suppress(RecursionError):
            self.logged(repr(entry))

    def meet(self, environment: Mapping[str, Any]) -> None:
        """The credentials of a request."""
        for name, value in environment.items():
            if not isinstance(value, str) or len(value) < PIECE:
                continue
            if name == "HTTP_AUTHORIZATION":
                self.secret(value.partition(" ")[2])
            elif name == "HTTP_COOKIE":
                for each in _cookies(value):
                    self.secret(each)
                    self.secret(unquote(each, "latin-1"))
            elif HEADERS.fullmatch(name):
                self.secret(value)

    def read(self, options: Any, *, inside: bool = False) -> None:
        """The secrets in the options of an authenticator; ``inside`` one of them."""
        if isinstance(options, Mapping):
            for name, value in options.items():
                self.read(value, inside=name in OPTIONS)
        elif isinstance(options, list | tuple):
            for each in options:
                self.read(each, inside=inside)
        elif inside and isinstance(options, str):
            self.secret(options)


def _cookies(header: str) -> Iterator[str]:
    yield from (pair.partition("=")[2] for pair in header.split(";"))
    try:
        yield from (morsel.value for morsel in SimpleCookie(header).values())
    except CookieError:
        return


GUARD = Guard()


def secret(text: str) -> str:
    """The same text, from now on looked for in all logs."""
    GUARD.secret(text)
    return text


def secrets_of(make: Callable[..., str]) -> Callable[..., str]:
    """A helper whose every result is a secret."""

    @functools.wraps(make)
    def remembered(*args: Any, **kwargs: Any) -> str:
        return secret(make(*args, **kwargs))

    return remembered


# ------------------------------------------------------------------------------------------ the plugin


def pytest_configure(config: pytest.Config) -> None:
    """Every record is looked at, and then handled as if nobody had."""
    enabled, handle = logging.Logger.isEnabledFor, logging.Logger.handle

    def is_enabled_for(self: logging.Logger, level: int) -> bool:
        return True

    def handle_seen(self: logging.Logger, record: logging.LogRecord) -> None:
        GUARD.see(record)
        if enabled(self, record.levelno):
            handle(self, record)

    logging.Logger.isEnabledFor = is_enabled_for  # type: ignore[method-assign]
    logging.Logger.handle = handle_seen  # type: ignore[method-assign]


def pytest_sessionstart(session: pytest.Session) -> None:
    from django.conf import settings
    from django.core.handlers.asgi import ASGIRequest
    from django.core.handlers.wsgi import WSGIRequest
    from django.core.signals import setting_changed

    from django_graphgate.auth.base import Authenticator
    from django_graphgate.ir.audit_entry import AuditEntry

    GUARD.secret(settings.SECRET_KEY)
    setting_changed.connect(_changed, weak=False)
    _watch(WSGIRequest, lambda made: GUARD.meet(made.META))
    _watch(ASGIRequest, lambda made: GUARD.meet(made.META))
    _watch(AuditEntry, GUARD.record)
    _watch(Authenticator, lambda made: GUARD.read(made.options))


def _changed(setting: str, value: Any, **_: Any) -> None:
    """Keys that a test puts into the settings."""
    if setting in {"SECRET_KEY", "SECRET_KEY_FALLBACKS"}:
        GUARD.read(value, inside=True)


def _watch(kind: type[Any], look: Callable[[Any], None]) -> None:
    """Have a look at each new object of a class."""
    make = kind.__init__

    @functools.wraps(make)
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        make(self, *args, **kwargs)
        look(self)

    kind.__init__ = init


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    try:
        yield
    finally:
        found = GUARD.leaks()
        if found:
            pytest.fail("The log shows secrets:\n" + "\n".join(found), pytrace=False)
