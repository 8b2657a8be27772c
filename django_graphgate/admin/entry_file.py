"""One entry of ``actions.json`` is replaced, under the file's lock; the others stay as they are."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from django_graphgate.actions.definitions import Definitions, current_definitions, write_definitions
from django_graphgate.actions.entries import definition_json, read_action, read_webhook
from django_graphgate.actions.file import ActionsFile
from django_graphgate.actions.problems import Problem, current_surroundings, problems
from django_graphgate.ir.action import ActionDefinition
from django_graphgate.ir.webhook import WebhookDefinition

_READERS: Mapping[str, Callable[[Any], Any]] = {"actions": read_action, "webhooks": read_webhook}


def entry_problems(definition: ActionDefinition | WebhookDefinition) -> list[Problem]:
    """What would be wrong with an entry, and with the webhooks that run it, beside the actions that there are.

    What is wrong with others already is not its fault.

    Raises ``ConfigurationError`` where the actions cannot be read.
    """
    around, current = current_surroundings(), current_definitions()
    if isinstance(definition, ActionDefinition):
        name, alone = definition.name, {definition.name: definition}
        users = {key: webhook for key, webhook in current.webhooks.items() if webhook.action == name}
        own = list(problems(Definitions(actions=alone), around))
        before = {*own, *problems(Definitions(actions=current.actions, webhooks=users), around)}
        together = Definitions(actions=alone, webhooks=users)
    else:
        own, before = [], set(problems(Definitions(actions=current.actions), around))
        together = Definitions(actions=current.actions, webhooks={definition.name: definition})
    return own + [problem for problem in problems(together, around) if problem not in before]


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
    def change(content: ActionsFile) -> ActionsFile:
        entries = {each.name: each for each in getattr(content, section)}
        there = entries.pop(name, None)
        if (None if there is None else definition_json(there)) != before:
            raise EntryChanged
        if definition is not None:
            entries[name] = definition
        return dataclasses.replace(content, **{section: tuple(entries.values())})

    write_definitions(change)
