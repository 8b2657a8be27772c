"""For test suites of projects: the gate in either mode, and a client that speaks GraphQL.

Django runs tests with ``DEBUG = False``, so the gate is in production mode there unless the settings say
otherwise.  With pytest::

    from django_graphgate.testing import GraphQLClient, graphgate_development, graphgate_production

    def test_titles(db, graphgate_development, client):
        load_roles(json.loads(Path("config/roles.json").read_text()))
        client.force_login(reader)
        assert GraphQLClient(client).data("query Titles { books { title } }") == {"books": []}

Roles and rules are rows, and a test's database has none: load them as above.
"""

from __future__ import annotations

import contextlib
import importlib
import tempfile
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from django.conf import settings as django_settings
from django.test import Client, override_settings
from django.urls import reverse

__all__ = ["GraphQLClient", "graphgate_development", "graphgate_mode", "graphgate_production"]

Mode = Literal["development", "production"]


@contextlib.contextmanager
def graphgate_mode(mode: Mode, **entries: Any) -> Iterator[None]:
    """The gate in this mode; ``entries`` replace those of ``GRAPHGATE``.

    Development mode records what runs, so ``CONFIG_DIR`` is a temporary folder unless it is given.
    ``ASGI_THREADS`` is 0 unless it is given: asynchronous tests then see the test's own transaction.
    ``USAGE_INTERVAL`` is ``None``: no thread writes counts during a test.
    """
    if mode not in ("development", "production"):
        raise ValueError(f"The mode is development or production, not {mode!r}.")
    with contextlib.ExitStack() as stack:
        changed: dict[str, Any] = {"ASGI_THREADS": 0, "USAGE_INTERVAL": None}
        if mode == "development":
            changed["CONFIG_DIR"] = stack.enter_context(tempfile.TemporaryDirectory(prefix="graphgate-"))
        given = dict(getattr(django_settings, "GRAPHGATE", {}))
        changed.update(entries, PRODUCTION=mode == "production")
        stack.enter_context(override_settings(GRAPHGATE={**given, **changed}))
        yield


class GraphQLClient:
    """Posts JSON to the endpoint with Django's test client, which keeps cookies and logins.

    ``path`` is where the endpoint is; without it, where ``django_graphgate.urls`` are included.
    """

    def __init__(self, client: Client | None = None, *, path: str | None = None) -> None:
        self.client = Client() if client is None else client
        self.path = reverse("graphgate:graphql") if path is None else path

    def post(
        self,
        query: str | None = None,
        variables: Mapping[str, Any] | None = None,
        *,
        name: str | None = None,
        document_id: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """The response to an operation, named by its text, its name or its digest (``sha256:…``)."""
        members = {"query": query, "operationName": name, "documentId": document_id, "variables": variables}
        body = {key: value for key, value in members.items() if value is not None}
        return self.client.post(self.path, body, content_type="application/json", headers=dict(headers or {}))

    def data(self, *arguments: Any, **options: Any) -> Any:
        """The data of an operation that must run without an error; takes what :meth:`post` takes."""
        answer = self.post(*arguments, **options).json()
        if answer.get("errors"):
            raise AssertionError(f"The operation was answered with {answer['errors']}")
        return answer["data"]

    def codes(self, *arguments: Any, **options: Any) -> list[str]:
        """The codes of the errors, in their order; takes what :meth:`post` takes."""
        answer = self.post(*arguments, **options).json()
        return [error["extensions"]["code"] for error in answer.get("errors", [])]


def _development() -> Iterator[None]:
    """The gate in development mode, recording into a temporary folder."""
    with graphgate_mode("development"):
        yield


def _production() -> Iterator[None]:
    """The gate in production mode, with the project's frozen operations."""
    with graphgate_mode("production"):
        yield


graphgate_development: Any
graphgate_production: Any
try:
    _pytest: Any = importlib.import_module("pytest")
except ImportError:  # suites of unittest use graphgate_mode
    pass
else:
    graphgate_development = _pytest.fixture(_development)
    graphgate_production = _pytest.fixture(_production)
