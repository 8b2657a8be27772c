"""For test suites of projects: the gate in either mode, and a client that speaks GraphQL.

Django runs tests with ``DEBUG = False``, so the gate is in production mode there unless the settings say
otherwise.  With pytest::

    from django_graphgate.testing import GraphQLClient, graphgate_development, graphgate_production

    def test_titles(db, graphgate_development, client):
        load_roles(json.loads(Path("config/roles.json").read_text()))
        client.force_login(reader)
        assert GraphQLClient(client).data("query Titles { books { title } }") == {"books": []}

Roles and rules are rows, and a test's database has none: load them as above.

:func:`run_action` and :func:`signed_webhook` send what callers of actions and senders of webhooks send.
:func:`assert_never_exposed` and :func:`assert_policy` look at what the frozen files let out, without a database.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import os
import shutil
import tempfile
import uuid
from collections.abc import Collection, Generator, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings as django_settings
from django.test import Client, override_settings
from django.urls import reverse

from django_graphgate.actions.definitions import current_definitions
from django_graphgate.actions.file import ACTIONS_FILE
from django_graphgate.auth import clock
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.webhook import WebhookDefinition
from django_graphgate.signing import sign

if TYPE_CHECKING:
    from django_graphgate.exposure.entry import Exposed

__all__ = [
    "GraphQLClient",
    "assert_never_exposed",
    "assert_policy",
    "exposure",
    "graphgate_development",
    "graphgate_mode",
    "graphgate_production",
    "run_action",
    "signed_webhook",
]

Mode = Literal["development", "production"]


@contextlib.contextmanager
def graphgate_mode(mode: Mode, **entries: Any) -> Generator[None]:
    """The gate in this mode; ``entries`` replace those of ``GRAPHGATE``.

    Development mode records what runs, so ``CONFIG_DIR`` is a temporary folder with the project's ``actions.json``
    unless it is given.
    ``ASGI_THREADS`` is 0 unless it is given: asynchronous tests then see the test's own transaction.
    ``USAGE_INTERVAL`` is ``None``: no thread writes counts during a test.
    """
    if mode not in ("development", "production"):
        raise ValueError(f"The mode is development or production, not {mode!r}.")
    with contextlib.ExitStack() as stack:
        changed: dict[str, Any] = {"ASGI_THREADS": 0, "USAGE_INTERVAL": None}
        if mode == "development":
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="graphgate-"))
            _copy_actions(Path(folder))
            changed["CONFIG_DIR"] = folder
        given = dict(getattr(django_settings, "GRAPHGATE", {}))
        changed.update(entries, PRODUCTION=mode == "production")
        stack.enter_context(override_settings(GRAPHGATE={**given, **changed}))
        yield


def _copy_actions(folder: Path) -> None:
    with contextlib.suppress(ConfigurationError, FileNotFoundError):
        shutil.copy(get_settings().config_dir() / ACTIONS_FILE, folder)


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


def run_action(
    name: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    client: Client | None = None,
    headers: Mapping[str, str] | None = None,
) -> Any:
    """The response to a call of the action's URL, through its guard.

    ``client`` is Django's test client, which may be signed in; ``headers`` are further ones: a service's secret,
    ``Idempotency-Key``.
    """
    return (Client() if client is None else client).post(
        reverse("graphgate:action", args=[name]),
        dict(parameters or {}),
        content_type="application/json",
        headers=dict(headers or {}),
    )


def signed_webhook(
    client: Client,
    name: str,
    payload: Any,
    *,
    event_id: str | None = None,
    secret: str | None = None,
    now: float | None = None,
    content_type: str = "application/json",
) -> Any:
    """The response to a delivery that is signed as the endpoint's verifier asks.

    ``payload`` is sent as it is if it is a text or bytes, otherwise as JSON.  Where a header or Mailgun's token has
    the event's id, each call is an event of its own, unless ``event_id`` says which; elsewhere the same payload is the
    same event.  Without ``secret`` the endpoint's own is taken from the environment; another one makes
    a forged delivery.  For Discord and SendGrid, whose senders alone can sign, it is a private key whose public one is
    in the environment.  ``now`` is when it was signed, in seconds since the epoch.  Raises ``LookupError`` without
    such an endpoint, and without a secret.
    """
    definition = current_definitions().get_webhook(name)
    if definition is None:
        raise LookupError(f"There is no webhook {name!r} in actions.json.")
    path = reverse("graphgate:webhook", args=[name])
    body = _body(payload)
    if definition.verifier == "twilio" and content_type == "application/json":
        path += f"?bodySHA256={hashlib.sha256(body).hexdigest()}"
    event_id = uuid.uuid4().hex if event_id is None else event_id
    headers = sign(
        definition.verifier,
        body,
        [secret] if secret is not None else _secrets(definition),
        options=definition.options,
        now=clock.now() if now is None else now,
        event_id=event_id,
        url=f"http://{client.defaults.get('SERVER_NAME', 'testserver')}{path}",
    )
    if definition.verifier == "mailgun":  # which signs no headers, but a member of the body
        body, headers = _body({**payload, "signature": headers}), {}
    source, _, header = definition.event_id.partition(":")
    if source == "header":
        headers[header] = event_id
    return client.post(path, body, content_type=content_type, headers=headers)


def exposure() -> tuple[Exposed, ...]:
    """What the operations and actions of ``CONFIG_DIR`` expose to which role; no database is asked."""
    from django_graphgate.exposure.matrix import (
        exposure_of_files,  # needs the models, which this module does not
    )

    settings = get_settings()
    return exposure_of_files(settings, settings.config_dir())


def assert_never_exposed(
    *columns: str,
    roles: Collection[str] = (),
    how: Collection[str] = (),
    except_roles: Collection[str] = (),
    except_operations: Collection[str] = (),
    allow_unknown: Collection[str] = (),
    exposed: Collection[Exposed] | None = None,
) -> None:
    """No operation and no action exposes the columns, such as ``auth.User.password`` or ``*.ssn``, in any way.

    ``how`` are the ways of use that are meant, such as ``shown``; without ``roles`` all roles are meant.  The other
    names mean what they do in ``policy.toml``.  ``exposed`` is what :func:`exposure` has returned, for suites that
    ask often.
    """
    lists = {"roles": roles, "how": how, "except_roles": except_roles, "except_operations": except_operations}
    rule = {"columns": list(columns), **{key: list(given) for key, given in lists.items() if given}}
    _assert_kept({"never": [rule], "allow_unknown": list(allow_unknown)}, exposed)


def assert_policy(path: str | Path | None = None, *, exposed: Collection[Exposed] | None = None) -> None:
    """What is exposed keeps the policy of a file; without ``path``, of ``policy.toml`` in ``CONFIG_DIR``."""
    from django_graphgate.exposure.policy_file import POLICY_FILE

    _assert_kept(get_settings().config_dir() / POLICY_FILE if path is None else Path(path), exposed)


def _assert_kept(policy: Path | Mapping[str, Any], exposed: Collection[Exposed] | None) -> None:
    from django_graphgate.exposure.policy import check_policy

    settings = get_settings()
    entries = exposure() if exposed is None else exposed
    lines = check_policy(policy, settings, settings.config_dir(), entries).lines()
    if lines:
        raise AssertionError("\n".join(lines))


def _body(payload: Any) -> bytes:
    if isinstance(payload, bytes):
        return payload
    return (payload if isinstance(payload, str) else json.dumps(payload, ensure_ascii=False)).encode()


def _secrets(definition: WebhookDefinition) -> list[str]:
    """The values of the environment variables that the endpoint names, as far as they are set."""
    secrets = [os.environ[name] for name in definition.secrets if os.environ.get(name)]
    if definition.secrets and not secrets:
        raise LookupError(f"Set {definition.secrets[0]} in the environment of the tests, or give a secret.")
    return secrets


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
