"""One entry of ``actions.json`` is replaced, under the file's lock; the others stay as they are."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from django_graphgate.actions.entries import definition_json, read_action, read_webhook
from django_graphgate.actions.file import ACTIONS_FILE, read_actions, write
from django_graphgate.allowlist.storage import locked
from django_graphgate.conf import get_settings

_READERS: Mapping[str, Callable[[Any], Any]] = {"actions": read_action, "webhooks": read_webhook}


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
