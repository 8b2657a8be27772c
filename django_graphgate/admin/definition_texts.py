"""What an action or a webhook is, in words for a page."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from django_graphgate.admin.recorded import visible
from django_graphgate.ir.action import ActionDefinition, ActionParameter, ObjectReturn, Return, ScalarReturn
from django_graphgate.ir.webhook import WebhookDefinition

_LOCKS = {
    "": "None: several runs at the same time.",
    "skip": "A run while another one still runs is skipped.",
    "wait": "A run waits for the end of another one.",
    "fail": "A run while another one still runs fails.",
}


_LITERAL = ("a secret?", "not the name of an environment variable")
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*", re.ASCII)


def guard_text(definition: ActionDefinition) -> str:
    """Who may run it."""
    if definition.public:
        return "anybody"
    parts = [
        *([f"callers known by {definition.auth_name}"] if definition.auth_name else []),
        *([f"role {' or '.join(definition.roles)}"] if definition.roles else []),
    ]
    return ", ".join(parts) or "nobody"


def sql_text(definition: ActionDefinition) -> SafeString | str:
    """Its SQL, for each database."""
    parts = (
        (f"{dialect or 'all others'}" if len(definition.sql) > 1 or dialect else "", text)
        for dialect, text in definition.sql.items()
    )
    return (
        format_html_join("\n", '<p>{}</p><pre class="graphgate-text">{}</pre>', _visible_rows(parts)) or "-"
    )


def parameters_table(parameters: Iterable[ActionParameter]) -> SafeString | str:
    """A line per parameter: name, type, bounds."""
    rows = [
        (parameter.name, parameter.type, bounds_text(parameter), parameter.description)
        for parameter in parameters
    ]
    if not rows:
        return "None."
    return format_html(
        '<table class="graphgate-lines"><thead><tr><th scope="col">Name</th><th scope="col">Type</th>'
        '<th scope="col">Bounds</th><th scope="col">Description</th></tr></thead><tbody>{}</tbody></table>',
        format_html_join(
            "",
            '<tr><th scope="row">{}</th><td><code>{}</code></td><td>{}</td><td>{}</td></tr>',
            _visible_rows(rows),
        ),
    )


def bounds_text(parameter: ActionParameter) -> str:
    """Which values there may be, and which is taken where none is given."""
    bounds = {
        "from": parameter.minimum,
        "to": parameter.maximum,
        "characters, at least": parameter.min_length,
        "characters, at most": parameter.max_length,
        "items, at least": parameter.min_items,
        "items, at most": parameter.max_items,
        "pattern": parameter.pattern or None,
        "one of": ", ".join(map(_json, parameter.choices)) or None,
        "default": _json(parameter.default) if parameter.has_default else None,
    }
    return "; ".join(f"{name} {value}" for name, value in bounds.items() if value is not None)


def return_text(returned: Return | None) -> str:
    """What a callable returns, nearly in GraphQL's notation."""
    if returned is None:
        return "Nothing that it declares."
    if isinstance(returned, ScalarReturn):
        name = returned.type
    elif isinstance(returned, ObjectReturn):
        fields = ", ".join(f"{field}: {return_text(value)}" for field, value in returned.fields)
        name = f"{returned.name} {{ {fields} }}"
    else:
        name = f"a row of {returned.table or returned.model}"
    many = f"[{name}]" if returned.many else name
    return many if returned.nullable else f"{many}!"


def limits_table(definition: ActionDefinition) -> SafeString:
    """How it runs, and within which bounds."""
    database = definition.database or "that of the gate's own tables"
    return pairs(
        [
            ("Lock", _LOCKS[definition.lock]),
            ("Time limit", _number(definition.timeout, "ms", "ACTION_TIMEOUT")),
            ("Rows that it may write", _number(definition.max_affected, "", "any number")),
            ("Transaction", "Everything in one." if definition.transaction else "None."),
            ("Runs", "by a worker" if definition.background else "at once"),
            ("Database", database),
        ]
    )


def handler_text(definition: WebhookDefinition) -> str:
    """What a delivery starts."""
    if definition.action:
        return f"action {definition.action}"
    if definition.operation:
        return f"operation {'/'.join(filter(None, (definition.namespace, definition.operation)))}"
    return definition.path


def secrets_table(definition: WebhookDefinition) -> SafeString | str:
    """The variables' names, and whether this process has them; never what they hold."""
    rows = [
        (name, "set" if os.environ.get(name) else "not set") if is_variable(name) else _LITERAL
        for name in definition.secrets
    ]
    return pairs(rows) if rows else "None."


def is_variable(name: str) -> bool:
    """Whether a text can be the name of a variable, rather than a secret that was written in its place."""
    return _VARIABLE.fullmatch(name) is not None


def webhook_table(definition: WebhookDefinition) -> SafeString:
    """How a delivery is read, and within which bounds."""
    return pairs(
        [
            ("Role", definition.role or "-"),
            *((f"Variable {name}", path or "the whole payload") for name, path in _items(definition)),
            ("Delivery's id", definition.event_id or "as the verifier says, else the digest of the body"),
            ("Largest body", _number(definition.max_body_bytes, "bytes", "WEBHOOK_MAX_BODY_BYTES")),
            ("Deliveries per minute", _number(definition.rate_limit, "", "any number")),
            ("Attempts", _number(definition.max_attempts, "", "WEBHOOK_ATTEMPTS")),
            ("Time limit", _number(definition.timeout, "ms", "ACTION_TIMEOUT")),
        ]
    )


def pairs(rows: Iterable[tuple[str, Any]]) -> SafeString:
    """A table of names and values."""
    lines = format_html_join("", '<tr><th scope="row">{}</th><td>{}</td></tr>', _visible_rows(rows))
    return format_html('<table class="graphgate-pairs">{}</table>', lines)


def _items(definition: WebhookDefinition) -> Iterable[tuple[str, str]]:
    return sorted(definition.variables.items())


def _number(value: int | None, unit: str, otherwise: str) -> str:
    return otherwise if value is None else f"{value} {unit}".strip()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _visible_rows(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[str, ...]]:
    return (tuple(visible(str(cell)) for cell in row) for row in rows)


def json_text(value: Any) -> SafeString:
    """JSON, indented."""
    text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    return format_html('<pre class="graphgate-text">{}</pre>', visible(text))
