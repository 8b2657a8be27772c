"""The session cookie as Rack would read it."""

from __future__ import annotations

from urllib.parse import unquote_plus, unquote_to_bytes

from django.http import HttpRequest


def cookie_of(request: HttpRequest, name: str) -> str | None:
    """The percent-decoded value of the cookie; ``None`` when the request has no cookie of that name.

    Read from the header itself: Django takes quotes off values, leaves ``%2B`` in them and prefers the
    last of several cookies of one name, Rack the first.  An attacker who can plant a cookie for a
    neighbouring host then signs in the same user in both applications, never two different ones.
    """
    header = request.META.get("HTTP_COOKIE")
    if not header:  # a request that was built by hand, maybe from a decoded value
        value = request.COOKIES.get(name)
        return _decoded(value) if value and "%" in value else value
    for pair in header.split(";"):
        key, _, value = pair.lstrip(" ").partition("=")
        if key == name:
            return _decoded(value)
    return None


def _decoded(value: str) -> str:
    if "+" not in value:  # what base64 needs escaped, as Rails does it; it makes no new escapes
        plain = value.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=")
        if "%" not in plain and plain.isascii():
            return plain
    # Bytes beyond ASCII come as the characters of Latin 1, and no session cookie holds any.
    try:
        return unquote_to_bytes(value.replace("+", " ").encode("latin-1")).decode("latin-1")
    except UnicodeEncodeError:  # not from a server
        return unquote_plus(value, encoding="latin-1")
