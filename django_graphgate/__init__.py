"""django-graphgate: a project's models as a GraphQL API that runs only what its team wrote.

The front door is lazy: importing the package before ``django.setup()`` works and starts nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from django_graphgate.version import VERSION

if TYPE_CHECKING:
    from django_graphgate.allowlist import read_allow_list
    from django_graphgate.gate import Gate, get_gate
    from django_graphgate.ir.identity import Identity
    from django_graphgate.messages import GateRequest, Result

__version__ = VERSION

__all__ = ["Gate", "GateRequest", "Identity", "Result", "get_gate", "read_allow_list"]

_HOMES = {
    "Gate": "django_graphgate.gate",
    "GateRequest": "django_graphgate.messages",
    "Identity": "django_graphgate.ir.identity",
    "Result": "django_graphgate.messages",
    "get_gate": "django_graphgate.gate",
    "read_allow_list": "django_graphgate.allowlist",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
