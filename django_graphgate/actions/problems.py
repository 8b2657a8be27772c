"""What is wrong with actions and webhooks beyond their shape.  An error prevents the gate from loading."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from django.db import connections
from django.utils.module_loading import import_string

from django_graphgate import signing
from django_graphgate.actions.definitions import Definitions, current_definitions
from django_graphgate.allowlist.files import allow_list_path, listed_operation
from django_graphgate.allowlist.lockfile.read import read_lock
from django_graphgate.conf import Settings, get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.action import ActionDefinition
from django_graphgate.ir.webhook import WebhookDefinition

_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*", re.ASCII)
"""How the environment variables of secrets are called; a secret written in its place hardly is."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; ``check`` is the id of the system check that reports it."""

    check: str
    message: str
    hint: str = ""
    level: Literal["error", "warning"] = "error"


def refuse_unfit_actions() -> None:
    """Raise ``ConfigurationError`` for the first error of the definitions in force."""
    for problem in problems(current_definitions(), get_settings()):
        if problem.level == "error":
            raise ConfigurationError(problem.message, hint=problem.hint)


def problems(definitions: Definitions, settings: Settings) -> Iterator[Problem]:
    """Errors and warnings of all actions and webhooks."""
    operations = _Operations(settings)
    for action in definitions.actions.values():
        yield from _of_action(action, settings, operations)
    for webhook in definitions.webhooks.values():
        yield from _of_webhook(webhook, definitions, settings, operations)


class _Operations:
    """Which operations are saved: in production what was frozen, in development what the lists hold now."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def has(self, namespace: str, name: str) -> bool:
        if self.settings.production():
            return (namespace, name) in self._frozen
        path = allow_list_path(self.settings.config_dir(), namespace)
        return listed_operation(path, name, namespace=namespace) is not None

    @functools.cached_property
    def _frozen(self) -> frozenset[tuple[str, str]]:
        lock = read_lock(self.settings.config_dir() / "allow.lock")
        return frozenset((operation.namespace, operation.name) for operation in lock.operations)

    def problem(self, where: str, namespace: str, name: str) -> Iterator[Problem]:
        if not self.has(namespace, name):
            listed = f" of the namespace {namespace}" if namespace else ""
            yield Problem(
                "graphgate.E025",
                f"{where} runs the operation {name}{listed}, which is not saved.",
                "Run the operation in development, and freeze it.",
            )


# -- actions --------------------------------------------------------------------------------------


def _of_action(action: ActionDefinition, settings: Settings, operations: _Operations) -> Iterator[Problem]:
    where = f"The action {action.name}"
    if not action.is_guarded:
        yield Problem(
            "graphgate.E021",
            f"{where} does not say who may run it.",
            "Give it an auth_name (auth=… of @action) or roles, or declare it public.",
        )
    if action.auth_name and action.auth_name not in settings.NAMED_AUTH:
        yield Problem(
            "graphgate.E022",
            f"{where} is for callers of {action.auth_name!r}, which NAMED_AUTH does not have.",
            "Add it to GRAPHGATE['NAMED_AUTH'].",
        )
    if action.database and action.database not in connections:
        yield Problem(
            "graphgate.E023", f"{where} is for the database {action.database!r}, which does not exist."
        )
    if action.source != "callable":
        yield from _of_source(action, where, operations)


def _of_source(action: ActionDefinition, where: str, operations: _Operations) -> Iterator[Problem]:
    if bool(action.operation) == bool(action.sql):
        given = "both sql and operation" if action.sql else "neither sql nor operation"
        yield Problem("graphgate.E023", f"{where} has {given}.", "Give it one of the two.")
    elif action.operation:
        if action.parameters:
            yield Problem(
                "graphgate.E024",
                f"{where} declares parameters, but it runs an operation, whose variables they are.",
                "Remove parameters.",
            )
        yield from operations.problem(where, action.namespace, action.operation)


# -- webhooks -------------------------------------------------------------------------------------


def _of_webhook(
    webhook: WebhookDefinition, definitions: Definitions, settings: Settings, operations: _Operations
) -> Iterator[Problem]:
    where = f"The webhook {webhook.name}"
    yield from _of_handler(webhook, where, definitions, operations)
    if webhook.verifier not in signing.SCHEMES:
        names = ", ".join(sorted(signing.SCHEMES))
        yield Problem(
            "graphgate.E027", f"{where} has no verifier {webhook.verifier!r:.100}.", f"There are {names}."
        )
        return
    if signing.development_only(webhook.verifier, webhook.options) and settings.production():
        yield Problem(
            "graphgate.E027",
            f"{where} has a verifier, or an option of it, that is for development only.",
            "Anybody could send deliveries: give it another verifier.",
        )
    literal = [name for name in webhook.secrets if not _VARIABLE.fullmatch(name)]
    if literal:
        yield Problem(
            "graphgate.E028",
            f"{where} has a secret that is not the name of an environment variable.",
            'Write the name of a variable, such as "STRIPE_WEBHOOK_SECRET", and a new secret into the variable.',
        )
        return
    yield from _of_secrets(webhook, where, os.environ, production=settings.production())


def _of_secrets(
    webhook: WebhookDefinition, where: str, environment: Mapping[str, str], *, production: bool
) -> Iterator[Problem]:
    if not webhook.secrets and signing.SCHEMES[webhook.verifier].secrets:
        yield Problem(
            "graphgate.E028",
            f"{where} has no secrets.",
            "Give it the names of environment variables as secrets.",
        )
        return
    missing = [name for name in webhook.secrets if not environment.get(name)]
    for name in missing:
        yield Problem(
            "graphgate.E028" if production else "graphgate.W071",
            f"{where}: The environment variable {name} is missing or empty.",
            "Set it where the server runs.",
            "error" if production else "warning",
        )
    if not missing:
        values = [environment[name] for name in webhook.secrets]
        for sentence in signing.problems(webhook.verifier, webhook.options, values):
            yield Problem("graphgate.E027", f"{where}: {sentence}")


def _of_handler(
    webhook: WebhookDefinition, where: str, definitions: Definitions, operations: _Operations
) -> Iterator[Problem]:
    given = [name for name in ("action", "operation", "path") if getattr(webhook, name)]
    if len(given) != 1:
        yield Problem(
            "graphgate.E026",
            f"{where} has {' and '.join(given) or 'nothing'} to run.",
            "Give it one of action, operation and path.",
        )
    elif webhook.operation:
        yield from operations.problem(where, webhook.namespace, webhook.operation)
    elif webhook.path:
        yield from _of_path(webhook, where)
    else:
        yield from _of_handling_action(webhook, where, definitions.get_action(webhook.action))


def _of_path(webhook: WebhookDefinition, where: str) -> Iterator[Problem]:
    try:
        function = import_string(webhook.path)
    except ImportError as error:
        yield Problem("graphgate.E026", f"{where} runs {webhook.path}, which cannot be imported: {error}.")
        return
    if not callable(function):
        yield Problem("graphgate.E026", f"{where} runs {webhook.path}, which is not a function.")


def _of_handling_action(
    webhook: WebhookDefinition, where: str, action: ActionDefinition | None
) -> Iterator[Problem]:
    if action is None:
        yield Problem("graphgate.E026", f"{where} runs the action {webhook.action}, which does not exist.")
    elif not action.transaction:
        yield Problem(
            "graphgate.W072",
            f"{where} runs the action {action.name} outside a transaction: a delivery may write twice.",
            "Let it have a transaction, or make sure that it may run twice for a delivery.",
            "warning",
        )
