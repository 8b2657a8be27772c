"""Fetches a document of keys: one host, bounded in time and size."""

from __future__ import annotations

import email.utils
import ipaddress
import re
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, urlsplit

MAX_BYTES = 512 * 1024
"""Largest document of keys.  The usual ones have 1 to 30 kB."""

MAX_REDIRECTS = 3

_MAX_AGE = re.compile(r'(?:^|[,\s])max-age\s*=\s*"?([0-9]{1,10})', re.IGNORECASE)
_NO_CACHE = re.compile(r"(?:^|[,\s])(no-store|no-cache)(?:$|[,\s=])", re.IGNORECASE)


class FetchFailed(Exception):
    """The document could not be had; the text says why, for the log."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """``lifetime`` is what the server says, in seconds; ``None`` when it says nothing."""

    body: bytes
    lifetime: float | None


def url_problem(url: str, *, allow_http: bool = False) -> str | None:
    """Why this URL may not be asked for keys; ``None`` when it may."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return "is not a URL."
    if not url.isprintable() or " " in url or not host:
        return "is not a URL."
    if parts.username is not None or parts.password is not None:
        return "holds a user name or a password."
    if parts.scheme == "https" or (parts.scheme == "http" and (allow_http or is_loopback(host))):
        return None
    return "is not https: whoever is on the way could send keys of his own."


def is_loopback(host: str) -> bool:
    """The host is this machine, by its very name."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def fetch(url: str, *, timeout: float, allow_http: bool = False) -> Fetched:
    """The document at ``url`` within ``timeout`` seconds per step and twice that in all.

    Raises :class:`FetchFailed`.  Redirects are followed on the same origin only.
    """
    problem = url_problem(url, allow_http=allow_http)
    if problem:
        raise FetchFailed(f"the URL {problem}")
    deadline = time.monotonic() + 2 * timeout
    request = urllib.request.Request(  # noqa: S310  the opener below knows http and https only
        url,
        headers={
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "django-graphgate",
        },
    )
    try:
        with _opener(urlsplit(url)).open(request, timeout=timeout) as response:
            if response.status != 200:
                raise FetchFailed(f"the answer has status {response.status}")
            return Fetched(_read(response, deadline), lifetime_of(response.headers))
    except HTTPError as error:
        error.close()
        raise FetchFailed(f"the answer has status {error.code}") from None
    except URLError as error:
        raise FetchFailed(f"no answer: {type(error.reason).__name__}") from None
    except Exception as error:  # http.client and ssl raise a dozen kinds of their own
        if isinstance(error, FetchFailed):
            raise
        raise FetchFailed(f"no proper answer: {type(error).__name__}") from None


def lifetime_of(headers: Mapping[str, str]) -> float | None:
    """Seconds that an answer may be kept: RFC 9111, section 4.2.1."""
    control = headers.get("Cache-Control") or ""
    age = _seconds(headers.get("Age"))
    if _NO_CACHE.search(control):
        return 0.0
    if match := _MAX_AGE.search(control):
        return max(0.0, int(match[1]) - age)
    expires = headers.get("Expires")
    if expires is None:
        return None
    until, since = _http_date(expires), _http_date(headers.get("Date") or "")
    if until is None:
        return 0.0
    return max(0.0, until - (time.time() if since is None else since) - age)


def _seconds(text: str | None) -> float:
    return float(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else 0.0


def _http_date(text: str) -> float | None:
    try:
        return email.utils.parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


def _read(response: Any, deadline: float) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while chunk := response.read1(65536):
        size += len(chunk)
        if size > MAX_BYTES:
            raise FetchFailed(f"the answer has more than {MAX_BYTES} bytes")
        if time.monotonic() > deadline:
            raise FetchFailed("the answer takes too long")
        chunks.append(chunk)
    return b"".join(chunks)


class _SameOrigin(urllib.request.HTTPRedirectHandler):
    max_redirections = MAX_REDIRECTS

    def __init__(self, origin: SplitResult) -> None:
        self.origin = origin

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        target = urlsplit(newurl)
        if (target.scheme, target.netloc.lower()) != (self.origin.scheme, self.origin.netloc.lower()):
            raise FetchFailed("the answer points to another host")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener(origin: SplitResult) -> urllib.request.OpenerDirector:
    """An opener that knows http and https, and neither ``file:`` nor ``ftp:`` nor ``data:``."""
    opener = urllib.request.OpenerDirector()
    proxies: dict[str, str] | None = {} if is_loopback(origin.hostname or "") else None
    for handler in (
        urllib.request.ProxyHandler(proxies),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _SameOrigin(origin),
    ):
        opener.add_handler(handler)
    return opener
