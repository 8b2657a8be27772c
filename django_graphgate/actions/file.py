"""``actions.json``: actions, webhooks, and the callables as they were frozen; read strictly, written in one form.

Keys are the names of the fields of :mod:`django_graphgate.ir.action` and :mod:`django_graphgate.ir.webhook`, with
``min`` and ``max`` for the bounds of a parameter.  ``sql`` is a text, or an object of texts by dialect.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django_graphgate.actions.entries import (
    definition_json,
    is_list,
    is_object,
    read_action,
    read_callable,
    read_webhook,
)
from django_graphgate.allowlist.storage import read_text, write_text
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.action import ActionDefinition
from django_graphgate.ir.webhook import WebhookDefinition
from django_graphgate.strict_json import is_storable, strict_decoder

ACTIONS_FILE = "actions.json"
_PARTS = ("actions", "callables", "webhooks")
_Definition = TypeVar("_Definition", ActionDefinition, WebhookDefinition)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionsFile:
    """The content of ``actions.json``; a missing file is an empty one."""

    actions: tuple[ActionDefinition, ...] = ()
    webhooks: tuple[WebhookDefinition, ...] = ()
    callables: tuple[ActionDefinition, ...] = ()
    """The project's callables as ``graphgate_freeze`` saw them."""

    def __bool__(self) -> bool:
        return bool(self.actions or self.webhooks or self.callables)


def read_actions(folder: Path) -> ActionsFile:
    """The content of ``actions.json`` in a folder; raises ``ConfigurationError`` with what is wrong and where."""
    path = folder / ACTIONS_FILE
    try:
        text = read_text(path)
    except FileNotFoundError:
        return ActionsFile()
    return parse_actions(text, source=str(path))


def parse_actions(text: str, *, source: str = ACTIONS_FILE) -> ActionsFile:
    """The content of a text; raises ``ConfigurationError``."""
    try:
        content = strict_decoder().decode(text)
    except RecursionError as error:
        raise ConfigurationError(f"{source} is nested too deeply.") from error
    except ValueError as error:
        raise ConfigurationError(f"{source} is not JSON: {error}.") from error
    if not is_storable(content):
        raise ConfigurationError(f"{source} contains a character that cannot be stored.")
    if not is_object(content) or not content.keys() <= set(_PARTS):
        raise ConfigurationError(f"{source} must hold an object with {', '.join(_PARTS)}, or some of them.")
    return ActionsFile(
        actions=_each(content, "actions", read_action, source),
        webhooks=_each(content, "webhooks", read_webhook, source),
        callables=_each(content, "callables", read_callable, source),
    )


def _each(
    entries: Mapping[str, Any], key: str, read: Callable[[Any, str], _Definition], source: str
) -> tuple[_Definition, ...]:
    items = entries.get(key, [])
    if not is_list(items):
        raise ConfigurationError(f"{source}: {key} is not a list.")
    return tuple(read(item, f"{source}, {key}, entry {number}") for number, item in enumerate(items, 1))


def render(content: ActionsFile) -> str:
    """The text of the file, made for ``git diff``: entries by name, without what is at its default."""
    return json.dumps(to_json(content), indent=2, ensure_ascii=False) + "\n"


def write(folder: Path, content: ActionsFile) -> bool:
    """Make the file hold this content, and tell whether it held another; call it under ``storage.locked``.

    Raises ``ConfigurationError`` where it cannot be written.
    """
    return write_text(folder / ACTIONS_FILE, render(content))


def digest(content: ActionsFile) -> str:
    """sha256 of the content in its canonical form; empty for an empty content.

    Order of entries and layout do not count.
    """
    if not content:
        return ""
    canonical = json.dumps(to_json(content), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def to_json(content: ActionsFile) -> dict[str, Any]:
    """The content in JSON form, sorted by name."""
    parts: dict[str, tuple[ActionDefinition, ...] | tuple[WebhookDefinition, ...]] = {
        "actions": content.actions,
        "callables": content.callables,
        "webhooks": content.webhooks,
    }
    by_name = {key: {each.name: definition_json(each) for each in entries} for key, entries in parts.items()}
    return {key: [entries[name] for name in sorted(entries)] for key, entries in by_name.items() if entries}
