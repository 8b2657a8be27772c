"""Who is signed in, according to a session: Warden's keys, as Devise fills them.

======================================  ==================================================
``warden.user.<scope>.key``             written by
======================================  ==================================================
``[[id], salt]``                        Devise
``["User", [id], salt]``                Devise before 2.1
``["User", [id]]``, ``["User", 5]``     Devise 1
``id``                                  Warden with a serializer of the app's own
======================================  ==================================================

The salt is the first 29 characters of the encrypted password: it changes with the password.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django_graphgate.auth.rails.failures import malformed
from django_graphgate.auth.rails.formats.envelope import timestamp
from django_graphgate.auth.rails.formats.ruby_classes import Value

MAX_ID = 255
"""Longest id, in characters."""

_CLASS = re.compile(r"[A-Z][A-Za-z0-9_]*(?:::[A-Z][A-Za-z0-9_]*)*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Login:
    """A user of one scope.  ``last_request_at`` is Timeoutable's, in seconds since 1970."""

    user_id: str
    salt: str | None = field(default=None, repr=False)
    last_request_at: float | None = None


def login_of(session: Mapping[Value, Value], scope: str) -> Login | None:
    """The login for ``scope``; ``None`` if there is none.

    Raises :class:`SessionInvalid` for a login that is of no known layout, or a composite key.
    """
    key = session.get(f"warden.user.{scope}.key")
    if key is None:
        return None
    user_id, salt = _parts(key)
    return Login(user_id_text(user_id), salt, _last_request_at(session, scope))


def _parts(key: Value) -> tuple[Value, str | None]:
    """The id and the salt of any layout."""
    if not isinstance(key, list):
        return key, None
    if key and isinstance(key[0], str) and _CLASS.fullmatch(key[0]):
        user_id, *salt = key[1:] or [None]
        if isinstance(user_id, list):
            user_id = _only(user_id)
        elif not salt and not isinstance(user_id, int):  # might as well be an id and its salt
            raise malformed("a login of another layout")
    elif key and isinstance(key[0], list) and len(key) == 2:
        user_id, *salt = _only(key[0]), key[1]
    else:
        raise malformed("a login of another layout")
    if len(salt) > 1 or (salt and not isinstance(salt[0], str | None)):
        raise malformed("a login with something else for the salt")
    return user_id, salt[0] if salt else None


def _only(ids: list[Value]) -> Value:
    if len(ids) != 1:
        raise malformed("a login with no single id")
    return ids[0]


def user_id_text(user_id: Value) -> str:
    """An id as text; raises :class:`SessionInvalid` for what can be no key."""
    if isinstance(user_id, int) and not isinstance(user_id, bool) and user_id.bit_length() <= 256:
        return str(user_id)
    if not isinstance(user_id, str) or not 0 < len(user_id) <= MAX_ID or _CONTROL.search(user_id):
        raise malformed("a login whose id is not an id")
    try:
        user_id.encode()
    except UnicodeEncodeError as error:
        raise malformed("a login whose id is not a text") from error
    return user_id


def _last_request_at(session: Mapping[Value, Value], scope: str) -> float | None:
    beside = session.get(f"warden.user.{scope}.session")
    return timestamp(beside.get("last_request_at")) if isinstance(beside, dict) else None
