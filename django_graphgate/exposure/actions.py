"""What actions and webhooks read and write, for each role that may run them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from django_graphgate.actions.definitions import Definitions
from django_graphgate.actions.statements import statements_of
from django_graphgate.conf import Settings
from django_graphgate.dialects import DIALECTS, Dialect
from django_graphgate.dialects import dialect as dialect_called
from django_graphgate.errors import ConfigurationError
from django_graphgate.exposure.entry import UNKNOWN, Exposed, anything
from django_graphgate.exposure.operations import OperationReader
from django_graphgate.ir.action import ActionDefinition
from django_graphgate.ir.webhook import WebhookDefinition
from django_graphgate.publishing.compile_all import OperationCompiler

ByOperation = Mapping[tuple[str, str], Sequence[Exposed]]
"""The exposure by saved operations, by namespace and name."""


def exposure_of_definitions(
    definitions: Definitions, operations: ByOperation, reader: OperationReader
) -> Iterator[Exposed]:
    """What all actions and webhooks do."""
    for action in definitions.actions.values():
        for role in _roles_of(action, reader):
            seed = Exposed(role=role, source="action", operation=action.name, table="", how="read_by_action")
            yield from _action(action, seed, operations, reader)
    for webhook in definitions.webhooks.values():
        seed = Exposed(
            role=webhook.role, source="webhook", operation=webhook.name, table="", how="read_by_action"
        )
        yield from _webhook(webhook, seed, definitions, operations, reader)


def _roles_of(action: ActionDefinition, reader: OperationReader) -> Sequence[str]:
    """Whoever its guard may let through: an authenticator without roles lets callers of any role."""
    return action.roles or [role.name for role in reader.roles]


def _webhook(
    webhook: WebhookDefinition,
    seed: Exposed,
    definitions: Definitions,
    operations: ByOperation,
    reader: OperationReader,
) -> Iterator[Exposed]:
    action = definitions.get_action(webhook.action)
    if webhook.operation:
        yield from _of_operation(webhook.namespace, webhook.operation, seed, operations)
    elif action is not None:
        yield from _action(action, seed, operations, reader)
    else:
        yield from anything(seed, f"python: {webhook.path}")


def _action(
    action: ActionDefinition, seed: Exposed, operations: ByOperation, reader: OperationReader
) -> Iterator[Exposed]:
    if action.source == "operation":
        yield from _of_operation(action.namespace, action.operation, seed, operations)
    elif action.source == "callable":
        yield from anything(seed, f"python: {action.path}")
    for database, text in action.sql.items():
        for dialect in [dialect_called(database)] if database else DIALECTS.values():
            yield from _of_text(text, dialect, seed, reader, database)


def _of_text(
    text: str, dialect: Dialect, seed: Exposed, reader: OperationReader, database: str
) -> Iterator[Exposed]:
    try:
        statements = statements_of(text, dialect)
    except ConfigurationError:
        yield from anything(seed, "sql")
        return
    for number, statement in enumerate(statements, 1):
        where = f"statement {number}" + (f" ({database})" if database else "")
        yield from reader.of_sql("NULL".join(statement.texts), [dialect], replace(seed, path=where))


def _of_operation(namespace: str, name: str, seed: Exposed, operations: ByOperation) -> Iterator[Exposed]:
    for entry in operations.get((namespace, name), ()):
        if entry.role == seed.role and not entry.digest:
            yield replace(
                entry,
                namespace="",
                operation=seed.operation,
                source=seed.source,
                path=f"{name}: {entry.path}",
            )


def sql_lines(actions: Iterable[ActionDefinition], settings: Settings) -> list[str]:
    """What the SQL of actions reads and writes, one line each; callables and saved operations have no line."""
    reader = OperationReader.of(OperationCompiler(settings, (), ()))
    lines: list[str] = []
    for action in actions:
        seed = Exposed(role="", source="action", operation=action.name, table="", how="read_by_action")
        if action.source == "sql":
            lines.append(f"{action.name} {_summary(sorted(set(_action(action, seed, {}, reader))))}")
    return lines


def _summary(entries: Sequence[Exposed]) -> str:
    if any(entry.table == UNKNOWN for entry in entries):
        return "may read and write anything, since its SQL cannot be understood"
    parts = (
        f"{verb} {', '.join(_columns(entries, how))}"
        for how, verb in (("read_by_action", "reads"), ("written_by_action", "writes"))
        if any(each.how == how for each in entries)
    )
    return "; ".join(parts) or "reads and writes no table"


def _columns(entries: Iterable[Exposed], how: str) -> list[str]:
    """Columns with their tables; a table alone where no column of it is used."""
    of_how = [entry for entry in entries if entry.how == how]
    named = {entry.table for entry in of_how if entry.column}
    names = (f"{each.table}.{each.column}" if each.column else each.table for each in of_how)
    return list(dict.fromkeys(name for name in names if name not in named))
