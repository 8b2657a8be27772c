"""The body of a delivery as values, and paths into it.

A path is names and positions with dots between them (``data.object.id``, ``items.0.name``); the empty path is the whole
payload, and ``header:X-GitHub-Event`` is a header, which few schemes sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from django_graphgate.errors import ValidationFailed
from django_graphgate.strict_json import InvalidJson, is_storable, read_json

MAX_MEMBERS = 1_000
"""Members of a form."""

MISSING: Final = object()
"""What a path leads to where there is nothing."""

_OF_HEADER = "header:"
_FORM = "application/x-www-form-urlencoded"


def read_payload(body: bytes, content_type: str) -> Any:
    """The value; ``None`` for a content type that is neither JSON nor a form.

    Members of a form are texts, or lists of texts where a name comes several times.  Raises ``ValidationFailed`` for a
    body that is not what its type says, or that no database can store.
    """
    media = content_type.partition(";")[0].strip().lower()
    try:
        if media == _FORM:
            value: Any = _form(body.decode("utf-8"))
        elif media in ("", "application/json", "text/json") or media.endswith("+json"):
            value = read_json(body.decode("utf-8"))
        else:
            return None
    except (InvalidJson, ValueError) as error:
        raise ValidationFailed(detail=f"the body is not {media or 'JSON'}: {error}") from None
    if not is_storable(value):
        raise ValidationFailed(detail="the payload has a character that no database stores")
    return value


def read_either(body: bytes) -> Any:
    """The value of JSON, else of a form, whatever type the body is said to have: no signature covers that.

    Raises ``ValidationFailed``.
    """
    try:
        return read_payload(body, "")
    except ValidationFailed:
        return read_payload(body, _FORM)


def at_path(path: str, payload: Any, headers: Mapping[str, str]) -> Any:
    """The value at a path; ``MISSING`` where there is none."""
    if path.startswith(_OF_HEADER):
        name = path.removeprefix(_OF_HEADER).lower()
        return next((value for key, value in headers.items() if key.lower() == name), MISSING)
    value = payload
    for step in path.split(".") if path else ():
        if isinstance(value, Mapping) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isascii() and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return MISSING
    return value


def select(paths: Mapping[str, str], payload: Any, headers: Mapping[str, str]) -> dict[str, Any]:
    """The value at each path, by name; raises ``ValidationFailed`` where a path leads nowhere."""
    values = {name: at_path(path, payload, headers) for name, path in paths.items()}
    missing = [name for name, value in values.items() if value is MISSING]
    if missing:
        raise ValidationFailed(detail=f"the payload has nothing for {', '.join(missing)}")
    return values


def _form(text: str) -> dict[str, Any]:
    members: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_MEMBERS):
        members.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in members.items()}
