"""What triggers and row-level security may know of the caller: the setting ``SET_SESSION_VARIABLES``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django_graphgate.conf import get_settings
from django_graphgate.ir.identity import Identity

_USUAL: Mapping[str, str] = {"graphgate.user_id": "$user_id", "graphgate.role": "$user_role"}


def session_variables(identity: Identity, role: str) -> dict[str, str]:
    """The values of the session's variables for a caller; a fact that the caller lacks is the empty text."""
    setting = get_settings().SET_SESSION_VARIABLES
    if not setting:
        return {}
    names = _USUAL if isinstance(setting, bool) else setting
    facts = {
        **identity.variables,
        "user_id": identity.user_id,
        "user_id_provider": identity.user_id_provider,
        "user_role": role,
    }
    return {name: _text(facts.get(variable[1:])) for name, variable in names.items()}


def _text(value: Any) -> str:
    """A text as it is, anything else as JSON; empty for what the database cannot hold as a text."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return "" if "\0" in text else text
