"""Actions: what may happen besides operations, and who may make it happen.

What a project's ``actions.py`` needs is here, and loaded when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django_graphgate.actions.context import ActionContext, Key
    from django_graphgate.actions.registry import action
    from django_graphgate.errors import ActionRefused

__all__ = ["ActionContext", "ActionRefused", "Key", "action"]

_HOMES = {
    "ActionContext": "django_graphgate.actions.context",
    "ActionRefused": "django_graphgate.errors",
    "Key": "django_graphgate.actions.context",
    "action": "django_graphgate.actions.registry",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
