"""Which SQL each role gets for an operation, as text for a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from django_graphgate.access.live import load_access, state_alias
from django_graphgate.allowlist.listed import list_operation
from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.execution.connection import dialect_of
from django_graphgate.ir.statement import Statement
from django_graphgate.models import AllowedOperation


def statements_of(operation: AllowedOperation) -> SafeString:
    """A heading and a ``<pre>`` per role; never raises, whatever the operation and the rules are."""
    try:
        parts = _statements(operation)
    except (ConfigurationError, RequestRejected) as error:
        return format_html("<p>It cannot be compiled: {}</p>", error.message)
    return format_html_join("\n", '<p><strong>{}</strong></p><pre class="graphgate-text">{}</pre>', parts)


def _statements(operation: AllowedOperation) -> list[tuple[str, str]]:
    """(role, its SQL or why there is none), sorted by role."""
    from django_graphgate.publishing.compile_all import OperationCompiler

    alias = state_alias()
    roles = load_access(alias).roles
    listed = list_operation(operation.document, namespace=operation.namespace, comment="")
    compiled = OperationCompiler(get_settings(), list(roles.values()), [dialect_of(alias)]).compile(
        listed, ()
    )
    texts = {role: f"Refused: {why}" for role, why in compiled.refused.items()}
    if compiled.version is not None:
        texts.update(
            {
                role: _text(locked.statement)
                for locked in compiled.version.body.statements
                for role in locked.roles
            }
        )
    return sorted(texts.items()) or [("No role can run it", "; ".join(compiled.problems))]


def _text(statement: Mapping[str, Any]) -> str:
    return ";\n\n".join(step.sql for step in Statement.from_json(statement).steps)
