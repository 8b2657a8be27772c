"""Actions that tests define and run."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

from django_graphgate.actions.registry import action, registered
from django_graphgate.ir.action import ActionDefinition, ActionParameter
from django_graphgate.ir.identity import Identity
from django_graphgate.running.run import ActionRequest, ActionResult, run_action

ANN = Identity(user_id="7", authenticator="jwt")


def parameter(name: str, type_: str, **bounds: Any) -> ActionParameter:
    return ActionParameter(name=name, type=type_, **bounds)


def sql_action(text: str | dict[str, str], *parameters: ActionParameter, **options: Any) -> ActionDefinition:
    """An action of SQL; a text is for all databases."""
    texts = {"": text} if isinstance(text, str) else text
    return ActionDefinition(
        **{"name": "tidy", "source": "sql", "sql": texts, "parameters": parameters, "public": True, **options}
    )


def callable_action(function: Callable[..., Any], **options: Any) -> ActionDefinition:
    """A function as an action; for tests within ``registry.scope()``."""
    action(**{"public": True, "field": None, **options})(function)
    return registered()[options.get("name", function.__name__)].definition


def run(definition: ActionDefinition, /, identity: Identity = ANN, **options: Any) -> ActionResult:
    """Run an action; what is no member of a request is a parameter."""
    members = {
        name: options.pop(name) for name in list(options) if name in ActionRequest.__dataclass_fields__
    }
    parameters = {**members.pop("parameters", {}), **options}
    request = ActionRequest(
        **{
            "name": definition.name,
            "parameters": parameters,
            "identity": identity,
            "role": "user",
            "via": "http",
            **members,
        }
    )
    return run_action(request, definition)


def elsewhere(function: Any) -> Any:
    """What a function gives in another thread, which has other connections."""
    given: list[Any] = []

    def call() -> None:
        try:
            given.append(function())
        except Exception as error:  # noqa: BLE001  the test looks at it
            given.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=call)
    thread.start()
    thread.join()
    return given[0]
