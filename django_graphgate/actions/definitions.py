"""The definitions in force: in development what file and code say now, in production what was frozen."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from django_graphgate.actions.file import ACTIONS_FILE, ActionsFile, digest, read_actions, write
from django_graphgate.actions.registry import RegisteredAction, registered
from django_graphgate.allowlist.lockfile.read import read_fingerprint
from django_graphgate.allowlist.storage import locked, remove_leftovers
from django_graphgate.conf import get_settings, on_change
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.action import ActionDefinition
from django_graphgate.ir.webhook import WebhookDefinition

FREEZE = "Run graphgate_freeze, and ship what it writes."
_Definition = TypeVar("_Definition", ActionDefinition, WebhookDefinition)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """All actions, those of the file and the callables, and all webhooks, by name."""

    actions: Mapping[str, ActionDefinition] = field(default_factory=dict[str, ActionDefinition])
    webhooks: Mapping[str, WebhookDefinition] = field(default_factory=dict[str, WebhookDefinition])

    def get_action(self, name: str) -> ActionDefinition | None:
        """The action of that name, whoever may run it."""
        return self.actions.get(name)

    def get_webhook(self, name: str) -> WebhookDefinition | None:
        """The webhook of that name."""
        return self.webhooks.get(name)


def current_definitions() -> Definitions:
    """The definitions in force: the same object until something changes.

    Raises ``ConfigurationError`` for a file that is not valid, for two actions with one name, and in production for a
    file that is not the frozen one, and for callables other than those that were frozen.
    """
    settings = get_settings()
    folder = settings.config_dir()
    if settings.production():
        return _frozen(folder)
    return _written(folder, _state(folder / ACTIONS_FILE), _Callables(registered()))


def merge(content: ActionsFile, callables: Iterable[ActionDefinition], *, source: str) -> Definitions:
    """Actions of a file and callables together; raises ``ConfigurationError`` for a name that is there twice."""
    actions = _by_name(content.actions, f"{source}, actions")
    for definition in callables:
        if definition.name in actions:
            raise ConfigurationError(
                f"The action {definition.name} is in {source}, and {definition.path} has its name, too.",
                hint="Rename one of them.",
            )
        actions[definition.name] = definition
    return Definitions(actions=actions, webhooks=_by_name(content.webhooks, f"{source}, webhooks"))


def written_definitions(folder: Path) -> Definitions:
    """What file and code say now, frozen or not; raises ``ConfigurationError`` for what is not valid."""
    return merge(read_actions(folder), callables_of(registered()), source=ACTIONS_FILE)


def write_definitions(change: Callable[[ActionsFile], ActionsFile]) -> bool:
    """Change ``actions.json``, and tell whether that made a difference.

    Of all processes that do so at once, each sees what the one before has written.  Raises ``ConfigurationError`` for
    a result in which a name is there twice, for a file that cannot be read or written, and in production.
    """
    settings = get_settings()
    if settings.production():
        raise ConfigurationError(f"{ACTIONS_FILE} is frozen in production.", hint="Change it in development.")
    folder = settings.config_dir()
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / ACTIONS_FILE):
        content = change(read_actions(folder))
        merge(content, callables_of(registered()), source=ACTIONS_FILE)
        remove_leftovers(folder, ACTIONS_FILE)
        return write(folder, content)


def callables_of(actions: Mapping[str, RegisteredAction]) -> tuple[ActionDefinition, ...]:
    """The definitions of callables, sorted by name, as ``graphgate_freeze`` writes them."""
    return tuple(actions[name].definition for name in sorted(actions))


def _by_name(definitions: Iterable[_Definition], where: str) -> dict[str, _Definition]:
    by_name: dict[str, _Definition] = {}
    for definition in definitions:
        if definition.name in by_name:
            raise ConfigurationError(f"{where}: {definition.name} is there twice.")
        by_name[definition.name] = definition
    return by_name


# -- development ----------------------------------------------------------------------------------

_State = tuple[int, int, int] | None


def _state(path: Path) -> _State:
    """What changes when the file does; ``None`` where there is none."""
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    return (state.st_ino, state.st_mtime_ns, state.st_size)


class _Callables:
    """The mapping of :func:`registered`, the same one by identity."""

    def __init__(self, actions: Mapping[str, RegisteredAction]) -> None:
        self.actions = actions

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Callables) and other.actions is self.actions

    def __hash__(self) -> int:
        return id(self.actions)


@functools.lru_cache(maxsize=8)
def _written(folder: Path, _: _State, callables: _Callables) -> Definitions:
    return merge(read_actions(folder), callables_of(callables.actions), source=ACTIONS_FILE)


# -- production -----------------------------------------------------------------------------------


@functools.lru_cache(maxsize=8)
def _frozen(folder: Path) -> Definitions:
    """What a release ships, read once."""
    content = read_actions(folder)
    frozen = read_fingerprint(folder / "allow.lock").get("actions", "")
    if digest(content) != frozen:
        raise ConfigurationError(f"{folder / ACTIONS_FILE} is not the one that was frozen.", hint=FREEZE)
    if _undescribed(content.callables) != _undescribed(callables_of(registered())):
        raise ConfigurationError(
            f"The callables of the project are not those that {folder / ACTIONS_FILE} holds.", hint=FREEZE
        )
    return merge(content, content.callables, source=ACTIONS_FILE)


def _undescribed(callables: Iterable[ActionDefinition]) -> dict[str, ActionDefinition]:
    """By name, without what is only for people: a docstring may be corrected in a release."""
    return {each.name: replace(each, description="") for each in callables}


on_change(_frozen.cache_clear)
