"""A project in development with endpoints, and their senders."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.http import HttpResponse

from django_graphgate.access import load_roles
from tests.support.views.calling import Caller

SECRET = "Ue9kP2vXqT7mZ4bR8wLs"
OTHER_SECRET = "aB3dE5fG7hJ9kL1mN2pQ"
ENVIRONMENT = {"HOOK_SECRET": SECRET, "OTHER_HOOK_SECRET": OTHER_SECRET}
HANDLERS = "tests.support.webhooks.handlers"
URL = "/api/v1/webhooks/"
CATEGORIES = {"name": "categories", "query": {}, "insert": {}}
ROLES = [
    {"name": "anon", "tables": []},
    {"name": "user", "tables": []},
    {"name": "importer", "tables": [CATEGORIES]},
]


def endpoint(name: str, path: str = "record", **values: Any) -> dict[str, Any]:
    """An endpoint whose bodies are signed as GitHub does."""
    entry = {"name": name, "verifier": "github", "secrets": ["HOOK_SECRET"], **values}
    if not entry.keys() & {"action", "operation"}:
        entry["path"] = f"{HANDLERS}.{path}"
    return entry


def signature(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return {"X-Hub-Signature-256": f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"}


class Project:
    """``settings`` is pytest-django's; ``kind`` is the handler of Django's that requests go through."""

    def __init__(self, settings: Any, folder: Path, kind: str = "wsgi") -> None:
        settings.ROOT_URLCONF = "tests.support.views.urls"
        self.settings = settings
        self.folder = folder / "config"
        self.caller = Caller(kind)
        self.configure()
        load_roles(ROLES)

    def configure(self, **changed: Any) -> None:
        self.settings.GRAPHGATE = {
            "MODELS": ["shop"],
            "CONFIG_DIR": self.folder,
            "PRODUCTION": False,
            "ASGI_THREADS": 0,
            "USAGE_INTERVAL": None,
            **changed,
        }

    def define(self, *endpoints: Mapping[str, Any], actions: Any = ()) -> None:
        """Write ``actions.json``."""
        self.folder.mkdir(parents=True, exist_ok=True)
        content = {"webhooks": list(endpoints), **({"actions": list(actions)} if actions else {})}
        (self.folder / "actions.json").write_text(json.dumps(content), "utf-8")

    def send(
        self,
        payload: Any,
        name: str = "orders",
        *,
        secret: str = SECRET,
        headers: Mapping[str, str] | None = None,
        content_type: str = "application/json",
    ) -> HttpResponse:
        """A signed delivery; ``bytes`` are sent as they are."""
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        return self.raw(body, name, {**signature(body, secret), **(headers or {})}, content_type)

    def raw(
        self,
        body: bytes,
        name: str = "orders",
        headers: Mapping[str, str] | None = None,
        content_type: str = "application/json",
    ) -> HttpResponse:
        """A delivery as it is."""
        answer: HttpResponse = self.caller.send(
            "POST", body, url=URL + name, content_type=content_type, accept=None, headers=headers
        )
        return answer
