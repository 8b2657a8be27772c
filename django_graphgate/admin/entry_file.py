"""One entry of ``actions.json`` is replaced, under the file's lock; the others stay as they are."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from django_graphgate.actions.definitions import Definitions, current_definitions
from django_graphgate.actions.entries import definition_json, read_action, read_webhook
from django_graphgate.actions.file import ACTIONS_FILE, read_actions, write
from django_graphgate.actions.problems import Problem, problems
from django_graphgate.allowlist.storage import locked
from django_graphgate.conf import get_settings
from django_graphgate.ir.action import ActionDefinition
from django_graphgate.ir.webhook import WebhookDefinition
from django_graphgate.models import Action, WebhookEndpoint

_READERS: Mapping[str, Callable[[Any], Any]] = {"actions": read_action, "webhooks": read_webhook}


def entry_problems(definition: ActionDefinition | WebhookDefinition) -> list[Problem]:
    """What would be wrong with an entry beside the actions that there are; what is wrong with others is not its fault.

    Raises ``ConfigurationError`` where the actions cannot be read.
    """
    settings = get_settings()
    if isinstance(definition, ActionDefinition):
        return list(problems(Definitions(actions={definition.name: definition}), settings))
    actions = current_definitions().actions
    before = set(problems(Definitions(actions=actions), settings))
    together = Definitions(actions=actions, webhooks={definition.name: definition})
    return [problem for problem in problems(together, settings) if problem not in before]


class EntryChanged(Exception):
    """The file's entry is no longer the one that was shown."""


def write_entry(section: str, entry: Mapping[str, Any], *, before: Mapping[str, Any] | None) -> None:
    """Make the file's list hold this entry in place of ``before`` (``None``: it is new).

    Raises ``EntryChanged`` where the file has another one by now, and ``ConfigurationError``.
    """
    _replace(section, str(entry["name"]), _READERS[section](dict(entry)), before)


def remove_entry(section: str, name: str, *, before: Mapping[str, Any]) -> None:
    """Take an entry out of the file.  Raises as :func:`write_entry`."""
    _replace(section, name, None, before)


def _replace(section: str, name: str, definition: Any, before: Mapping[str, Any] | None) -> None:
    folder = get_settings().config_dir()
    with locked(folder / ACTIONS_FILE):
        content = read_actions(folder)
        entries = {each.name: each for each in getattr(content, section)}
        there = entries.pop(name, None)
        if (None if there is None else definition_json(there)) != before:
            raise EntryChanged
        if definition is not None:
            entries[name] = definition
        write(folder, dataclasses.replace(content, **{section: tuple(entries.values())}))


def mirror() -> None:
    definitions = current_definitions()
    for model, entries in ((Action, definitions.actions), (WebhookEndpoint, definitions.webhooks)):
        rows = {row.name: row for row in model._default_manager.all()}
        for name, each in entries.items():
            values = {"definition": definition_json(each)}
            if model is Action:
                values["source"] = each.source
            if name not in rows:
                model._default_manager.create(name=name, **values)
            elif any(getattr(rows[name], key) != value for key, value in values.items()):
                model._default_manager.filter(name=name).update(**values)
        model._default_manager.exclude(name__in=list(entries)).delete()
