"""One way to send a request to Django's WSGI handler and to its ASGI handler."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from asgiref.sync import async_to_sync
from django.http import HttpResponse
from django.test import AsyncClient, Client

URL = "/api/v1/graphql"
GRAPHQL = "application/graphql-response+json"
JSON = "application/json"


@dataclass
class Caller:
    """A client; ``cookies`` are sent with each request, as browsers do."""

    kind: str
    cookies: dict[str, str] = field(default_factory=dict)

    def send(
        self,
        method: str,
        body: bytes | str = b"",
        *,
        url: str = URL,
        content_type: str = JSON,
        accept: str | None = JSON,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        sent = dict(headers or {})
        if accept is not None:
            sent["Accept"] = accept
        kind = Client if self.kind == "wsgi" else AsyncClient
        client = kind(enforce_csrf_checks=True)
        client.cookies.load(self.cookies)
        if isinstance(client, Client):
            return client.generic(method, url, body, content_type, headers=sent)

        async def ask() -> Any:
            return await client.generic(method, url, body, content_type, headers=sent)

        return async_to_sync(ask)()

    def post(self, payload: Any, **options: Any) -> Any:
        """POST of a JSON value, or of a text as it is."""
        body = payload if isinstance(payload, (str, bytes)) else json.dumps(payload)
        return self.send("POST", body, **options)

    def get(self, url: str = URL, method: str = "GET", **parameters: Any) -> Any:
        """GET; ``accept`` and ``headers`` are not parameters of the URL."""
        options = {name: parameters.pop(name) for name in ("accept", "headers") if name in parameters}
        query = urlencode(parameters, quote_via=quote)
        return self.send(method, url=f"{url}?{query}" if query else url, content_type="", **options)


def media_type(response: HttpResponse) -> str:
    kind, _, charset = response["Content-Type"].partition("; charset=")
    assert charset == "utf-8"
    return kind


def headers_of(response: HttpResponse) -> dict[str, str]:
    """The headers of an answer but the id of its request, which no two share."""
    return {name: value for name, value in response.headers.items() if name != "X-Request-ID"}


def error_of(response: HttpResponse) -> tuple[int, str]:
    """Status and code of a refusal, which has one error of the one shape and no data."""
    body = json.loads(response.content)
    assert set(body) == {"errors"}
    (error,) = body["errors"]
    assert set(error) <= {"message", "locations", "path", "extensions"}
    assert isinstance(error["message"], str)
    assert error["message"]
    return response.status_code, error["extensions"]["code"]


def message_of(response: HttpResponse) -> str:
    return str(json.loads(response.content)["errors"][0]["message"])


def data_of(response: HttpResponse) -> Any:
    """The data of an answer without errors."""
    body = json.loads(response.content)
    assert "errors" not in body, body
    return body["data"]


def codes_of(response: HttpResponse) -> list[str]:
    """The codes of an answer's errors."""
    return [error["extensions"]["code"] for error in json.loads(response.content).get("errors", [])]
