"""Findings: actions that anybody may run, and webhooks whose deliveries prove little."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django_graphgate import signing
from django_graphgate.actions.file import ACTIONS_FILE
from django_graphgate.findings.finding import Rule, Seen
from django_graphgate.findings.project import Project
from django_graphgate.ir.action import ActionDefinition
from django_graphgate.ir.webhook import WebhookDefinition

_READS = re.compile(r"\s*(?:select|values|table|show)\b", re.IGNORECASE)
_SHA1 = frozenset({"sha1Verifier", "base64Sha1Verifier"})
_LONG = 3_600_000
"""Milliseconds from which a tolerance is long."""


def _writes(action: ActionDefinition) -> bool:
    """Whether it has SQL that does more than read, as far as its beginnings say."""
    return not all(
        _READS.match(part) for text in action.sql.values() for part in text.split(";") if part.strip()
    )


def _public(project: Project) -> Iterator[Seen]:
    for action in project.definitions.actions.values():
        if action.public:
            where = f"{ACTIONS_FILE}, action {action.name}" if action.source != "callable" else action.path
            writes = action.source == "sql" and _writes(action)
            yield Seen(
                where=where,
                evidence=f"Anybody may run {action.name}{', which writes' if writes else ''}.",
                severity="warning" if writes else None,
            )


def _webhooks(project: Project) -> Iterator[tuple[str, WebhookDefinition]]:
    for webhook in project.definitions.webhooks.values():
        yield f"{ACTIONS_FILE}, webhook {webhook.name}", webhook


def _unverified(project: Project) -> Iterator[Seen]:
    for where, webhook in _webhooks(project):
        scheme = signing.SCHEMES.get(webhook.verifier)
        if scheme is not None and scheme.development_only:
            yield Seen(where=where, evidence=f"Its verifier is {webhook.verifier}.")


def _sha1(project: Project) -> Iterator[Seen]:
    for where, webhook in _webhooks(project):
        if webhook.verifier in _SHA1:
            yield Seen(where=where, evidence=f"Its verifier is {webhook.verifier}.")


def _tolerance(project: Project) -> Iterator[Seen]:
    for where, webhook in _webhooks(project):
        tolerance = webhook.options.get("tolerance")
        if isinstance(tolerance, int) and tolerance >= _LONG:
            yield Seen(where=where, evidence=f"Its tolerance is {tolerance / 60_000:,.0f} minutes.")


RULES = (
    Rule(
        id="F035",
        severity="notice",
        title="Anybody may run an action.",
        advice="Give it an auth_name or roles, unless it is meant for everybody.",
        source="actions",
        look=_public,
    ),
    Rule(
        id="F036",
        severity="warning",
        title="A webhook takes deliveries that prove nothing.",
        advice="Give it the verifier of its sender before others can reach the server; production refuses it.",
        source="actions",
        look=_unverified,
    ),
    Rule(
        id="F037",
        severity="notice",
        title="A webhook's signatures are made with SHA-1.",
        advice="Use a verifier with SHA-256, if the sender has one.",
        source="actions",
        look=_sha1,
    ),
    Rule(
        id="F038",
        severity="warning",
        title="A webhook takes signatures that are old.",
        advice="Remove the option, or give it a few minutes: whoever has recorded a delivery may send it that late.",
        source="actions",
        look=_tolerance,
    ),
)
