"""What is wrong with actions and webhooks beyond their shape.  An error prevents the gate from loading."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal

from django.db import connections, router
from django.utils.module_loading import import_string

from django_graphgate import signing
from django_graphgate.actions.definitions import Definitions, current_definitions
from django_graphgate.actions.parameters import read_parameters, require_fit
from django_graphgate.actions.statements import CALLER, statements_of
from django_graphgate.allowlist.files import allow_list_path, listed_operation
from django_graphgate.allowlist.lockfile.read import read_lock
from django_graphgate.conf import Settings, get_settings
from django_graphgate.dialects import DIALECTS, dialect
from django_graphgate.errors import ConfigurationError, VariableInvalid
from django_graphgate.ir.action import ActionDefinition, ActionParameter
from django_graphgate.ir.bad_value import BadValue
from django_graphgate.ir.webhook import WebhookDefinition
from django_graphgate.models import Action, WebhookDelivery

_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*", re.ASCII)
"""How the environment variables of secrets are called; a secret written in its place hardly is."""


_ANON = "anon"
"""The role of callers whom nobody knows."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; ``check`` is the id of the system check that reports it."""

    check: str
    message: str
    hint: str = ""
    level: Literal["error", "warning"] = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What definitions are held against."""

    production: bool
    named_auth: Container[str]
    is_saved: Callable[[str, str], bool]
    """Whether an allow list, the first argument, has an operation of that name."""
    environment: Mapping[str, str] | None
    """The variables with the secrets; ``None`` where they are not at hand, nor the databases."""


def current_surroundings() -> Surroundings:
    """This process: in production the frozen operations, in development what the lists hold now."""
    settings = get_settings()
    return Surroundings(
        production=settings.production(),
        named_auth=settings.NAMED_AUTH,
        is_saved=_is_frozen(settings) if settings.production() else _is_listed(settings),
        environment=os.environ,
    )


def refuse_unfit_actions() -> None:
    """Raise ``ConfigurationError`` for the first error of the definitions in force."""
    for problem in problems(current_definitions(), current_surroundings()):
        if problem.level == "error":
            raise ConfigurationError(problem.message, hint=problem.hint)


def problems(definitions: Definitions, around: Surroundings) -> Iterator[Problem]:
    """Errors and warnings of all actions and webhooks."""
    for action in definitions.actions.values():
        yield from _of_action(action, around)
    for webhook in definitions.webhooks.values():
        yield from _of_webhook(webhook, definitions, around)


def _is_listed(settings: Settings) -> Callable[[str, str], bool]:
    def is_listed(namespace: str, name: str) -> bool:
        path = allow_list_path(settings.config_dir(), namespace)
        return listed_operation(path, name, namespace=namespace) is not None

    return is_listed


def _is_frozen(settings: Settings) -> Callable[[str, str], bool]:
    @functools.cache
    def frozen() -> frozenset[tuple[str, str]]:
        lock = read_lock(settings.config_dir() / "allow.lock")
        return frozenset((operation.namespace, operation.name) for operation in lock.operations)

    return lambda namespace, name: (namespace, name) in frozen()


def _unsaved(where: str, namespace: str, name: str, around: Surroundings) -> Iterator[Problem]:
    if not around.is_saved(namespace, name):
        listed = f" of the namespace {namespace}" if namespace else ""
        # in development a gate that did not load could not save it, either
        yield Problem(
            "graphgate.E025" if around.production else "graphgate.W074",
            f"{where} runs the operation {name}{listed}, which is not saved.",
            "Run the operation in development, and freeze it.",
            level="error" if around.production else "warning",
        )


# -- actions --------------------------------------------------------------------------------------


def _of_action(action: ActionDefinition, around: Surroundings) -> Iterator[Problem]:
    where = f"The action {action.name}"
    if not action.is_guarded:
        yield Problem(
            "graphgate.E021",
            f"{where} does not say who may run it.",
            "Give it an auth_name (auth=… of @action) or roles, or declare it public.",
        )
    if action.public and (action.auth_name or action.roles):
        yield Problem(
            "graphgate.E021",
            f"{where} is public, and also says who may run it.",
            "Leave out public, or auth_name and roles.",
        )
    if _ANON in action.roles and not action.auth_name:
        yield Problem(
            "graphgate.E021",
            f"{where} is for the role {_ANON}, which is anybody.",
            "Declare it public.",
        )
    if action.auth_name and action.auth_name not in around.named_auth:
        yield Problem(
            "graphgate.E022",
            f"{where} is for callers of {action.auth_name!r}, which NAMED_AUTH does not have.",
            "Add it to GRAPHGATE['NAMED_AUTH'].",
        )
    if action.background and around.environment is not None and not _has_tasks():
        yield Problem(
            "graphgate.E029",
            f"{where} runs in the background, for which Django's Tasks are not installed.",
            "Install 'django-graphgate[tasks]', or Django 6.0 or later.",
        )
    if action.database and action.database not in connections:
        message = f"{where} is for the database {action.database!r}, which does not exist."
        yield Problem("graphgate.E023", message)
    elif action.source != "callable":
        yield from _of_source(action, where, around)
    if action.max_affected is not None and not action.transaction:
        yield Problem(
            "graphgate.E023",
            f"{where} has max_affected, but no transaction in which more rows could be undone.",
            "Leave out max_affected, or let it run in a transaction.",
        )
    yield from _of_parameters(action.parameters, where)


def _has_tasks() -> bool:
    return any(find_spec(name) is not None for name in ("django.tasks", "django_tasks"))


def _of_source(action: ActionDefinition, where: str, around: Surroundings) -> Iterator[Problem]:
    if bool(action.operation) == bool(action.sql):
        given = "both sql and operation" if action.sql else "neither sql nor operation"
        yield Problem("graphgate.E023", f"{where} has {given}.", "Give it one of the two.")
    elif action.sql:
        yield from _of_sql(action, where, around)
    else:
        if action.parameters:
            yield Problem(
                "graphgate.E024",
                f"{where} declares parameters, but it runs an operation, whose variables they are.",
                "Remove parameters.",
            )
        if action.max_affected is not None or action.database or not action.transaction:
            yield Problem(
                "graphgate.E023",
                f"{where} runs an operation, which has a transaction, a database and limits of its own.",
                "Leave out max_affected, database and transaction; @maxAffected is a directive of mutations.",
            )
        yield from _unsaved(where, action.namespace, action.operation, around)


def _of_sql(action: ActionDefinition, where: str, around: Surroundings) -> Iterator[Problem]:
    declared = {parameter.name for parameter in action.parameters}
    used: set[str] = set()
    alias = action.database or router.db_for_write(Action)
    vendor = connections[alias].vendor
    if around.environment is not None and not {"", vendor} & action.sql.keys():
        message = f"{where} has no SQL for {connections[alias].display_name}, the database {alias!r}."
        yield Problem("graphgate.E023", message)
    for name, text in action.sql.items():
        if name not in ("", *DIALECTS):
            message = f"{where} has SQL for {name!r:.100}; there are {', '.join(DIALECTS)}."
            yield Problem("graphgate.E023", message)
            continue
        try:
            statements = statements_of(text, dialect(name or vendor))
        except ConfigurationError as error:
            yield Problem("graphgate.E023", f"{where}: {error.message}", error.hint)
            return
        used.update(parameter for statement in statements for parameter in statement.names)
        if action.max_affected is not None and any(each.writes_in_with for each in statements):
            yield Problem(
                "graphgate.E023",
                f"{where} writes rows in a WITH, and the database does not say how many.",
                "Write them by a statement of their own, or leave out max_affected.",
            )
    for name in sorted(used - declared - CALLER):
        yield Problem(
            "graphgate.E024", f"{where} uses ${name}, which is not declared.", "Declare it in parameters."
        )
    for name in sorted(declared & CALLER):
        message = f"{where} declares the parameter {name}, which is a fact about the caller."
        yield Problem("graphgate.E024", message, "Give it another name.")
    for name in sorted(declared - used):
        yield Problem(
            "graphgate.E024", f"{where} declares the parameter {name}, and does not use it.", "Remove it."
        )


def _of_parameters(parameters: Iterable[ActionParameter], where: str) -> Iterator[Problem]:
    """Defaults, bounds and choices that are no values of the parameter."""
    for parameter in parameters:
        plain = ActionParameter(name=parameter.name, type=parameter.type)
        bounds = [bound for bound in (parameter.minimum, parameter.maximum) if bound is not None]
        values = [(plain, bound) for bound in bounds] + [(plain, choice) for choice in parameter.choices]
        if parameter.has_default:
            values.append((parameter, parameter.default))
        try:
            require_fit(parameter)
            re.compile(parameter.pattern)
            for declared, value in values:
                action = ActionDefinition(name="", source="sql", parameters=(declared,))
                read_parameters(action, {declared.name: value})
        except (VariableInvalid, BadValue, TypeError, re.error) as error:
            message = (
                f"{where}, parameter {parameter.name}: A bound, a choice or the default is not valid: {error}"
            )
            yield Problem("graphgate.E024", message)


# -- webhooks -------------------------------------------------------------------------------------


def _of_webhook(
    webhook: WebhookDefinition, definitions: Definitions, around: Surroundings
) -> Iterator[Problem]:
    where = f"The webhook {webhook.name}"
    yield from _of_handler(webhook, where, definitions, around)
    if webhook.verifier not in signing.SCHEMES:
        names = ", ".join(sorted(signing.SCHEMES))
        yield Problem(
            "graphgate.E027", f"{where} has no verifier {webhook.verifier!r:.100}.", f"There are {names}."
        )
        return
    if signing.development_only(webhook.verifier, webhook.options) and around.production:
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
    sentences = signing.SCHEMES[webhook.verifier].option_problems(webhook.options)
    for sentence in sentences:
        yield Problem("graphgate.E027", f"{where}: {sentence}")
    if not sentences:
        yield from _of_secrets(webhook, where, around)


def _of_secrets(webhook: WebhookDefinition, where: str, around: Surroundings) -> Iterator[Problem]:
    if not webhook.secrets and signing.SCHEMES[webhook.verifier].secrets:
        yield Problem(
            "graphgate.E028",
            f"{where} has no secrets.",
            "Give it the names of environment variables as secrets.",
        )
        return
    if around.environment is None:
        return
    missing = [name for name in webhook.secrets if not around.environment.get(name)]
    for name in missing:
        yield Problem(
            "graphgate.E028" if around.production else "graphgate.W071",
            f"{where}: The environment variable {name} is missing or empty.",
            "Set it where the server runs.",
            "error" if around.production else "warning",
        )
    if not missing:
        values = [around.environment[name] for name in webhook.secrets]
        for sentence in signing.problems(webhook.verifier, webhook.options, values):
            yield Problem("graphgate.E027", f"{where}: {sentence}")


def _of_handler(
    webhook: WebhookDefinition, where: str, definitions: Definitions, around: Surroundings
) -> Iterator[Problem]:
    given = [name for name in ("action", "operation", "path") if getattr(webhook, name)]
    if len(given) != 1:
        yield Problem(
            "graphgate.E026",
            f"{where} has {' and '.join(given) or 'nothing'} to run.",
            "Give it one of action, operation and path.",
        )
    elif webhook.operation:
        yield from _unsaved(where, webhook.namespace, webhook.operation, around)
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
        return
    if action.source != "operation":
        names = {parameter.name for parameter in action.parameters}
        for name in sorted(webhook.variables.keys() - names):
            message = f"{where} gives {name}, which is no parameter of the action {action.name}."
            yield Problem("graphgate.E026", message, "Correct variables.")
    alias = router.db_for_write(WebhookDelivery)
    if not action.transaction or (action.database or alias) != alias:
        yield Problem(
            "graphgate.W072",
            f"{where} runs the action {action.name} outside the delivery's transaction: a delivery may write twice.",
            "Give the action a transaction in the database of the deliveries, or make sure that it may run twice.",
            "warning",
        )
