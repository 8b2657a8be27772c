"""``manage.py graphgate_explain``."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlparse
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as AnyDatabaseError
from django.db import router
from django.db.models import QuerySet
from sqlparse.exceptions import SQLParseError

from django_graphgate.allowlist.files import allow_list_path, listed_operation
from django_graphgate.auth.users.lookup import key_of, user_called
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.explaining.explanation import Asked, Explanation, explain
from django_graphgate.explaining.roles import AppliedRule
from django_graphgate.gate import Gate, get_gate
from django_graphgate.ir.identity import Identity
from django_graphgate.ir.log_text import log_text
from django_graphgate.messages import GateRequest
from django_graphgate.models import AuditEvent
from django_graphgate.statements.resolved_operation import ResolvedOperation
from django_graphgate.strict_json import InvalidJson, read_json


class Command(BaseCommand):
    help = (
        "Explain what an operation does for a role or a user: why they have the role, the rule of each table, "
        "the SQL, its plan and missing indices; or why it is denied. Nothing is changed."
    )

    requires_system_checks = ()  # people read the answer, and the gate reports what is wrong with the settings

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add(
            "operation", nargs="?", help="Its name; in development also a file with its text, or - for stdin."
        )
        add("--denial", metavar="ID", help="Explain a denial by the id that its caller saw.")
        add("--role", help="The role to explain it for; without it, the role that the user has.")
        add("--user", help="A user's name, primary key or e-mail address.")
        add("--namespace", default="", help="The namespace of the operation.")
        add("--variables", metavar="JSON", help="Values of its variables; without, the example of the list.")
        add("--row", metavar="KEY", help="A row that the caller misses: say which term of a filter hides it.")
        add("--database", metavar="ALIAS", help="The database whose plan is shown.")
        add("--analyze", action="store_true", help="Run the query, and show what the server measured.")
        add("--format", choices=["text", "json"], default="text", help="The form of the explanation.")

    def handle(self, *, operation: str | None, denial: str | None, format: str, **options: Any) -> None:
        if (operation is None) == (denial is None):
            raise CommandError("Name an operation, or a denial with --denial.")
        event = None if denial is None else _denied(denial)
        try:
            gate = get_gate()
            explanation = explain(gate, _asked(gate, operation or "", event, options))
        except ConfigurationError as error:
            raise CommandError(f"{error.message} {error.hint}".strip()) from error
        except RequestRejected as error:
            raise CommandError(f"{error.message} {error.detail}".strip()) from error
        except AnyDatabaseError as error:
            raise CommandError(f"The database cannot be read: {type(error).__name__}.") from error
        if format == "json":
            self.stdout.write(json.dumps(dataclasses.asdict(explanation), indent=2, ensure_ascii=False))
            return
        if event is not None:
            self.stdout.write(_event_line(event))
        self.stdout.write("\n".join(_lines(explanation)))


def _denied(reference: str) -> AuditEvent:
    rows: QuerySet[AuditEvent] = AuditEvent._default_manager.using(router.db_for_read(AuditEvent))
    event = rows.filter(reference=reference).first() if reference else None
    if event is None:
        raise CommandError(
            "The audit has no denial with that id. Of equal denials at the same time it has the first; the log has all."
        )
    return event


def _event_line(event: AuditEvent) -> str:
    who = f" by {log_text(event.actor)}" if event.actor else ""
    return (
        f"{event.at:%Y-%m-%d %H:%M:%S} {event.code} {log_text(event.name)}{who}: {log_text(event.detail)}\n"
    )


def _asked(gate: Gate, operation: str, event: AuditEvent | None, options: dict[str, Any]) -> Asked:
    """The question; of a denial, the operation and the role are those of then, and the rules those of now."""
    role, request = options["role"], None
    if event is not None:
        if not event.name or not event.role:
            raise CommandError(f"{_event_line(event).strip()}\nIt was denied before an operation was known.")
        if event.data.get("surface") in ("action", "webhook"):
            raise CommandError(
                f"{_event_line(event).strip()}\nIt was denied to a caller of an action or webhook."
            )
        request, role = _request_then(event), role or event.role
    identity = Identity.anonymous()
    if options["user"] is not None:
        account = user_called(options["user"])
        identity = Identity(user_id=options["user"] if account is None else key_of(account))
    elif role is None:
        role = "anon"
    resolved = gate.operations.find(request or _request(gate, operation, options["namespace"]))
    given = options["variables"]
    return Asked(
        operation=resolved,
        identity=identity,
        role=role,
        variables=_example(gate, resolved) if given is None else _variables(given),
        row=options["row"],
        database=options["database"],
        analyze=options["analyze"],
    )


def _request_then(event: AuditEvent) -> GateRequest:
    """What was denied: of a name, each namespace has an operation of its own, and each client its version."""
    digest = event.data.get("digest")
    return GateRequest(
        name=event.name,
        document_id=f"sha256:{digest}" if digest else None,
        namespace=event.data.get("namespace", ""),
    )


def _variables(text: str) -> dict[str, Any]:
    try:
        variables = read_json(text)
    except InvalidJson as error:
        raise CommandError(f"--variables is not JSON: {error}") from error
    if not isinstance(variables, dict):
        raise CommandError("--variables takes a JSON object.")
    return variables


def _example(gate: Gate, operation: ResolvedOperation) -> dict[str, Any]:
    """The variables that the allow list has as an example."""
    path = allow_list_path(gate.settings.config_dir(), operation.namespace)
    try:
        listed = listed_operation(path, operation.name, namespace=operation.namespace)
    except (ConfigurationError, OSError):
        return {}
    return {} if listed is None else dict(listed.variables)


def _request(gate: Gate, operation: str, namespace: str) -> GateRequest:
    """An operation by its name, or in development by its text."""
    path = Path(operation)
    if operation != "-" and not path.is_file():
        return GateRequest(name=operation, namespace=namespace)
    if gate.production:
        raise CommandError("Production knows operations by their names only.")
    return GateRequest(text=sys.stdin.read() if operation == "-" else path.read_text(), namespace=namespace)


def _lines(explanation: Explanation) -> Iterator[str]:
    name = explanation.operation or "The operation"
    yield f"{name} {'runs' if explanation.passes else 'is denied'} for the role {explanation.role}."
    yield from (f"  {reason}" for reason in explanation.reasons)
    if not explanation.passes:
        near = explanation.nearest_role
        yield f"  The nearest role that may run it is {near}." if near else "  No other role may run it."
    if explanation.matches:
        yield "\nRoles, in the order in which they are tried:"
    for match in explanation.matches:
        yield f"  {match.role}: {match.match} → {match.outcome}"
        yield from (f"    {term} → {'yes' if holds else 'no'}" for term, holds in match.terms.items())
        yield f"    as SQL: {match.sql}"
    yield "\nRules:"
    yield from (f"  {line}" for rule in explanation.rules for line in _rule(rule))
    for row in explanation.rows:
        state = "is there" if row.exists else "does not exist"
        yield f"\nThe row {row.key} of {row.table} {state}; the rule for {row.action}:"
        yield from (f"  {term.term} → {_HOLDS[term.holds]}" for term in row.terms)
    yield from _statement(explanation)


_HOLDS = {True: "yes", False: "no", None: "cannot be asked"}


def _rule(rule: AppliedRule) -> Iterator[str]:
    if not rule.origin:
        yield f"{rule.action} {rule.table}: no rule, and so no access"
        return
    every = f", its rule for every table ({'*'})" if rule.wildcard else ""
    yield f"{rule.action} {rule.table}: set in the role {rule.origin}{every}"
    if rule.block:
        yield "  blocked"
    yield f"  columns: {'all that do not look secret' if rule.columns is None else ', '.join(rule.columns)}"
    yield from (f"  filter: {each}" for each in rule.filters)
    if rule.named_filters:
        yield f"  named filters: {', '.join(rule.named_filters)}"
    if rule.limit is not None:
        yield f"  limit: {rule.limit}"


def _formatted(sql: str) -> str:
    try:
        return sqlparse.format(sql, reindent=True)
    except SQLParseError:  # longer than it formats
        return sql


def _statement(explanation: Explanation) -> Iterator[str]:
    if not explanation.sql:
        return
    yield f"\nSQL, in the database {explanation.database}:"
    yield _formatted(explanation.sql)
    yield "\nPlan:"
    yield from (f"  {line}" for line in explanation.plan or [explanation.problem])
    if explanation.missing_indices:
        yield "\nNo index begins with:"
    for each in explanation.missing_indices:
        yield f"  {each.table}.{each.column} ({each.use}): {each.suggestion} in {each.model or 'the join table'}"
