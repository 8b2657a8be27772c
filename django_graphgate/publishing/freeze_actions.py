"""Freezing actions and webhooks: the callables into ``actions.json``, its digest into the lock.

The lock also has who may run what, so that the next freeze can report what changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from django_graphgate.actions.definitions import Definitions, callables_of, merge
from django_graphgate.actions.entries import definition_json
from django_graphgate.actions.file import ACTIONS_FILE, ActionsFile, digest, read_actions, write
from django_graphgate.actions.problems import Surroundings, problems
from django_graphgate.actions.registry import registered
from django_graphgate.allowlist.lockfile.values import Lock
from django_graphgate.allowlist.storage import locked, remove_leftovers
from django_graphgate.conf import Settings
from django_graphgate.ir.action import ActionDefinition
from django_graphgate.ir.webhook import WebhookDefinition
from django_graphgate.publishing.freeze import Frozen

_GUARDS = ("auth_name", "roles", "public")


def read_with_callables(folder: Path) -> ActionsFile:
    """``actions.json`` as a freeze writes it; raises ``ConfigurationError`` for what cannot be declared."""
    return replace(read_actions(folder), callables=callables_of(registered()))


def freeze_actions(frozen: Frozen, content: ActionsFile, settings: Settings) -> Frozen:
    """The frozen operations together with actions and webhooks, and what prevents these from being run.

    Secrets and databases are those of the server, and not looked at.  Raises ``ConfigurationError`` for a name that is
    there twice.
    """
    definitions = merge(content, content.callables, source=ACTIONS_FILE)
    listed = {(each.namespace, operation.name) for each in frozen.lists for operation in each}
    around = Surroundings(
        production=True,
        named_auth=settings.NAMED_AUTH,
        is_saved=lambda namespace, name: (namespace, name) in listed,
        environment=None,
    )
    errors = [each for each in problems(definitions, around) if each.level == "error"]
    sentences = [f"{each.message} {each.hint}".strip() for each in errors]
    marks = {**frozen.lock.fingerprint, **_marks(content, definitions)}
    return replace(
        frozen, lock=replace(frozen.lock, fingerprint=marks), problems=[*frozen.problems, *sentences]
    )


def is_written(folder: Path, content: ActionsFile) -> bool:
    """Whether the file has this content, however it is laid out; a missing file is empty."""
    return digest(read_actions(folder)) == digest(content)


def write_actions(folder: Path, content: ActionsFile) -> list[str]:
    """Write the callables into the file; the name of the file, if that changed it."""
    path = folder / ACTIONS_FILE
    with locked(path):
        now = replace(read_actions(folder), callables=content.callables)
        if is_written(folder, now):
            return []
        remove_leftovers(folder, ACTIONS_FILE)
        write(folder, now)
    return [str(path)]


def _marks(content: ActionsFile, definitions: Definitions) -> dict[str, Any]:
    """What the lock has of the file: nothing of an empty one, so that locks of projects without actions stay."""
    if not content:
        return {}
    return {
        "actions": digest(content),
        "callable": {
            "actions": {name: _mark(each) for name, each in sorted(definitions.actions.items())},
            "webhooks": {name: _mark(each) for name, each in sorted(definitions.webhooks.items())},
        },
    }


def _mark(definition: ActionDefinition | WebhookDefinition) -> dict[str, Any]:
    entry = definition_json(definition)
    text = json.dumps(entry, sort_keys=True)
    guard = {key: entry.get(key) for key in _GUARDS} if isinstance(definition, ActionDefinition) else {}
    return {"digest": hashlib.sha256(text.encode()).hexdigest(), **guard}


# -- what changed ---------------------------------------------------------------------------------


def action_changes(before: Lock | None, after: Lock) -> list[str]:
    """One line per action and webhook that is new, changed or gone since the last freeze."""
    return [
        line
        for part, prefix in (("actions", ""), ("webhooks", "webhook "))
        for line in _changes(prefix, _marked(before, part), _marked(after, part))
    ]


def guard_changes(before: Lock | None, after: Lock) -> list[str]:
    """What became callable by whom since the last freeze, one line each."""
    old, new = _marked(before, "actions"), _marked(after, "actions")
    lines: list[str] = []
    for name in sorted({*old, *new}):
        were, are = _callers(old.get(name, {})), _callers(new.get(name, {}))
        lines += [f"+ {name} may now be run by {caller}" for caller in are if caller not in were]
        lines += [f"- {name} may no longer be run by {caller}" for caller in were if caller not in are]
    return lines


def _changes(prefix: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted({*old, *new}):
        if name not in old:
            yield f"+ {prefix}{name}"
        elif name not in new:
            yield f"- {prefix}{name}"
        elif old[name]["digest"] != new[name]["digest"]:
            yield f"~ {prefix}{name}: {old[name]['digest'][:12]} → {new[name]['digest'][:12]}"


def _callers(mark: Mapping[str, Any]) -> Collection[str]:
    """Who may run an action, in words: with an authenticator and roles, callers of both."""
    if mark.get("public"):
        return ["anybody"]
    auth = f"callers of {mark['auth_name']}" if mark.get("auth_name") else ""
    roles = [f"role {role}" for role in mark.get("roles") or ()]
    if auth and roles:
        return [f"{auth} with {role}" for role in roles]
    return roles or [auth] * bool(auth)


def _marked(lock: Lock | None, part: str) -> Mapping[str, Any]:
    marks: Mapping[str, Mapping[str, Any]] = lock.fingerprint.get("callable", {}) if lock else {}
    return marks.get(part, {})
