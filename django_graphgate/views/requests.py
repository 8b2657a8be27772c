"""From an HTTP request to what the gate is asked: URL, headers and body, each bounded and strict."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qsl

from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest

from django_graphgate.auth.http.csrf import check_csrf
from django_graphgate.conf import get_settings
from django_graphgate.errors import (
    BadRequest,
    LimitExceeded,
    MethodNotAllowed,
    PayloadTooLarge,
    UriTooLong,
)
from django_graphgate.ir.identity import Identity
from django_graphgate.messages import GateRequest
from django_graphgate.strict_json import InvalidJson, read_json
from django_graphgate.views.negotiation import JSON, check_content_type

METHODS = ("GET", "HEAD", "OPTIONS", "POST")
_PARAMETERS = ("query", "operationName", "variables", "extensions", "documentId")
_MAX_PARAMETERS = 100
_DIGEST = re.compile(r"[0-9a-fA-F]{64}", re.ASCII)
_KEY = re.compile(r"[!-~]{1,255}")
_DOCUMENT_ID = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)

_ANYBODY = Identity(by_cookie=True)
"""An unknown user of a browser, for the check of cross-site requests."""

_ASKS_FIRST = (
    "HTTP_X_REQUESTED_WITH",
    "HTTP_GRAPHQL_REQUIRE_PREFLIGHT",
    "HTTP_APOLLO_REQUIRE_PREFLIGHT",
    "HTTP_X_APOLLO_OPERATION_NAME",
)
"""Headers that a page cannot send to another site before that site has allowed it (CORS preflight)."""


class NotWellFormed(BadRequest):
    """The request can be read, but is not a GraphQL request: a member is missing or of a wrong type."""


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Headers(Mapping[str, str]):
    """A request's headers, which Django collects on demand: few operations need them."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def __getitem__(self, name: str) -> str:
        return self._request.headers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._request.headers)

    def __len__(self) -> int:
        return len(self._request.headers)


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request: one operation, or several in a batch."""

    requests: tuple[GateRequest, ...]
    batched: bool = False


def check_request(request: HttpRequest) -> None:
    """Raise for what is wrong before anything is read: method, length of the URL, host, another site."""
    if request.method not in METHODS:
        raise MethodNotAllowed(headers={"Allow": ", ".join(METHODS)})
    if len(request.META.get("QUERY_STRING", "")) > get_settings().MAX_URL_BYTES:
        raise UriTooLong
    try:
        request.get_host()
    except DisallowedHost:
        raise BadRequest("The Host header names no host of this site.") from None
    if request.method != "POST":
        _refuse_simple_requests_of_other_sites(request)


def read_call(
    request: HttpRequest, *, document_id: str | None = None, namespace: str = "", by_header: bool = False
) -> Call:
    """What the request asks for.  ``document_id`` is the one that the URL's path names.

    ``by_header`` says that the namespace is a header's choice.

    Raises ``NotWellFormed``, or another ``BadRequest`` for what cannot be read at all.
    """
    if document_id is not None and not _DOCUMENT_ID.fullmatch(document_id):
        raise BadRequest("The URL must be sha256: followed by 64 lower-case hexadecimal digits.")
    fixed: dict[str, Any] = {
        "namespace": namespace,
        "namespace_by_header": by_header,
        "headers": _Headers(request),
        "http": request,
    }
    if request.method != "POST":
        fixed["queries_only"] = True
        return Call((_gate_request(_url_members(request), document_id, fixed),))
    check_content_type(request)
    fixed["idempotency_key"] = key = idempotency_key(request)
    payload = parsed_body(read_body(request))
    if isinstance(payload, dict):
        return Call((_gate_request(payload, document_id, fixed),))
    if not isinstance(payload, list):
        raise NotWellFormed("The body must be a JSON object.")
    _check_batch(payload)
    if key is not None:
        raise NotWellFormed("A batch cannot have an Idempotency-Key.")
    return Call(tuple(_gate_request(each, document_id, fixed) for each in payload), batched=True)


def namespace_of(request: HttpRequest, fixed: str) -> str:
    """The namespace of the URL, else the one that the header chooses; raises ``BadRequest`` when they differ."""
    header = get_settings().NAMESPACE_HEADER
    chosen = (
        "" if header is None else request.META.get(f"HTTP_{header.upper().replace('-', '_')}", "").strip()
    )
    if fixed and chosen not in ("", fixed):
        raise BadRequest("The URL and the header name different namespaces.")
    return fixed or chosen


def header_chooses(fixed: str) -> bool:
    """Whether a header may choose the namespace for a URL."""
    settings = get_settings()
    return not fixed and settings.NAMESPACE_HEADER is not None and bool(settings.NAMESPACES)


def read_body(request: HttpRequest, limit: int | None = None) -> bytes:
    """The body; at most ``limit`` (``MAX_BODY_BYTES``) and one byte are read, whatever the headers promise.

    Raises ``PayloadTooLarge``, or ``BadRequest`` when less arrives than was promised.
    """
    limit = get_settings().MAX_BODY_BYTES if limit is None else limit
    declared = _declared_length(request)
    if declared is not None and declared > limit:
        raise PayloadTooLarge
    stream = None if hasattr(request, "_body") else _stream(request, declared)
    try:
        body = request.body if stream is None else _read(stream, limit + 1)
    except Exception:  # noqa: BLE001 - servers have exceptions of their own for clients that are gone or broken
        raise BadRequest("The body could not be read.") from None
    if len(body) > limit:
        raise PayloadTooLarge
    if declared is not None and len(body) < declared:
        raise BadRequest("The body is shorter than its Content-Length.")
    return body


def parsed_body(body: bytes) -> Any:
    """The JSON value of a body; raises ``BadRequest``."""
    return _parsed(_text(body), "body")


def _refuse_simple_requests_of_other_sites(request: HttpRequest) -> None:
    """A link or an image of another site makes a browser send a GET: it must not run anything for anyone.

    Browsers say so in ``Sec-Fetch-Site``.  What other sites were allowed to ask (CORS, or
    ``CSRF_TRUSTED_ORIGINS``) passes.
    """
    if not _asked_first(request):
        check_csrf(request, _ANYBODY)


def _asked_first(request: HttpRequest) -> bool:
    """Whether a browser had to ask first.  It sends Basic and Negotiate credentials by itself, Bearer never."""
    bearer = request.META.get("HTTP_AUTHORIZATION", "")[:7].lower() == "bearer "
    return bearer or request.content_type == JSON or any(name in request.META for name in _ASKS_FIRST)


def _declared_length(request: HttpRequest) -> int | None:
    declared = request.META.get("CONTENT_LENGTH")
    if declared is None or declared == "":
        return None
    text = str(declared)
    if not (text.isascii() and text.isdigit()):
        raise BadRequest("Content-Length is not a number.")
    if len(text) > 18:
        raise PayloadTooLarge
    return int(text)


def _stream(request: HttpRequest, declared: int | None) -> _Stream:
    """Django reads nothing of a WSGI request without ``Content-Length``; a chunked body has none."""
    chunked = "HTTP_TRANSFER_ENCODING" in request.META and declared is None
    if not chunked or not isinstance(request, WSGIRequest):
        return request
    if not request.environ.get("wsgi.input_terminated"):
        raise BadRequest("This server needs a Content-Length.")
    stream: _Stream = request.environ["wsgi.input"]
    return stream


def _read(stream: _Stream, limit: int) -> bytes:
    parts: list[bytes] = []
    while limit > 0 and (part := stream.read(limit)):
        parts.append(part)
        limit -= len(part)
    return b"".join(parts)


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest("The body is not UTF-8.") from None


def _parsed(text: str, where: str) -> Any:
    try:
        return read_json(text)
    except InvalidJson as error:
        raise BadRequest(f"The {where} is not JSON: {error}.") from None


def _check_batch(payload: list[Any]) -> None:
    limit = get_settings().MAX_BATCH
    if limit <= 0:
        raise NotWellFormed("The body must be a JSON object: batches are switched off.")
    if not payload:
        raise NotWellFormed("The batch is empty.")
    if len(payload) > limit:
        raise LimitExceeded(f"A batch may hold {limit} operations.")
    if not all(isinstance(each, dict) for each in payload):
        raise NotWellFormed("A batch must be a list of JSON objects.")


def _url_members(request: HttpRequest) -> dict[str, Any]:
    """The parameters of a GET request as the members of a body; empty ones are absent."""
    query = request.META.get("QUERY_STRING", "")
    try:
        if isinstance(request, WSGIRequest):  # bytes in the form of Latin-1 text (PEP 3333)
            query = query.encode("latin-1").decode("utf-8")
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=_MAX_PARAMETERS)
    except ValueError:  # also what is percent-encoded and not UTF-8
        raise BadRequest("The URL's parameters cannot be read.") from None
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise NotWellFormed(f"The parameter {name} is given twice.")
        if name in _PARAMETERS:
            members[name] = value
    members = {name: value for name, value in members.items() if value}
    for name in ("variables", "extensions"):
        if name in members:
            members[name] = _parsed(members[name], f"parameter {name}")
    return members


def _gate_request(
    members: Mapping[str, Any], document_id: str | None, fixed: Mapping[str, Any]
) -> GateRequest:
    text, name = _string(members, "query"), _string(members, "operationName") or None
    extensions = _map(members, "extensions")
    digest, named = _digest(extensions), _string(members, "documentId")
    if document_id is not None and named not in (None, document_id):
        raise NotWellFormed("documentId differs from the URL's.")
    named = named if document_id is None else document_id
    if text is None and name is None and digest is None and named is None:
        raise NotWellFormed("The request names no operation: send query, documentId or operationName.")
    return GateRequest(
        text=text,
        name=name,
        digest=digest,
        document_id=named,
        variables=_map(members, "variables"),
        dry_run=_dry_run(extensions),
        **fixed,
    )


def _string(members: Mapping[str, Any], key: str) -> str | None:
    value = members.get(key)
    if value is not None and not isinstance(value, str):
        raise NotWellFormed(f"{key} must be a string.")
    return value


def _map(members: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = members.get(key)
    if value is not None and not isinstance(value, dict):
        raise NotWellFormed(f"{key} must be an object.")
    return value or {}


def _dry_run(extensions: Mapping[str, Any]) -> bool:
    """``extensions.dryRun``: a text or a number is refused, so that nothing is written by mistake."""
    asked = extensions.get("dryRun")
    if asked is not None and not isinstance(asked, bool):
        raise NotWellFormed("extensions.dryRun must be true or false.")
    return bool(asked)


def idempotency_key(request: HttpRequest) -> str | None:
    """The header ``Idempotency-Key``; raises ``NotWellFormed`` for one that cannot be a key."""
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise NotWellFormed("Idempotency-Key must be 1 to 255 visible ASCII characters.")
    return str(key)


def _digest(extensions: Mapping[str, Any]) -> str | None:
    """``extensions.persistedQuery.sha256Hash``, in lower case."""
    persisted = extensions.get("persistedQuery")
    if persisted is None:
        return None
    digest = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise NotWellFormed("extensions.persistedQuery.sha256Hash must be 64 hexadecimal digits.")
    if persisted.get("version", 1) != 1:
        raise NotWellFormed("extensions.persistedQuery.version must be 1.")
    return digest.lower()
