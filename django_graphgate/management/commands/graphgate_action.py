"""``manage.py graphgate_action``."""

from __future__ import annotations

import contextlib
import difflib
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as AnyDatabaseError

from django_graphgate.actions.definitions import current_definitions
from django_graphgate.auth.users.lookup import key_of, user_called
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.gate import get_gate
from django_graphgate.ir.action import ActionDefinition
from django_graphgate.ir.identity import Identity
from django_graphgate.running.authorise import find_action
from django_graphgate.running.run import ActionRequest, ActionResult, run_action
from django_graphgate.strict_json import InvalidJson, read_json

_AS_TEXT = frozenset({"String", "UUID", "Date", "Time", "DateTime", "Duration", "Bytes", "Decimal"})
"""Scalars whose values are texts in JSON, or may be."""


class Command(BaseCommand):
    help = (
        "Run an action now, whoever its definition admits: who has a shell has the database, too. Without a "
        "name, list all actions. Exits with 1 if the action fails, and with 0 if it is done, or skipped because "
        "it still runs elsewhere."
    )

    requires_system_checks = ()  # cron jobs run it often, and the gate reports what is wrong with the settings

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", help="The name of the action; without one, all are listed.")
        parser.add_argument(
            "--param",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="A parameter: a text as it is, other values and lists as JSON; may be repeated.",
        )
        parser.add_argument(
            "--params",
            metavar="JSON",
            help="All parameters as a JSON object; - reads it from standard input.",
        )
        parser.add_argument("--user", help="The caller: a user's name, primary key or e-mail address.")
        parser.add_argument("--role", help="The caller's role; by default, the one that the user has.")
        parser.add_argument("--dry-run", action="store_true", help="Roll back what the action has written.")
        parser.add_argument(
            "--format", choices=["text", "json"], default="text", help="The form of the result."
        )

    def handle(self, *, name: str | None, format: str, **options: Any) -> None:
        try:
            if name is None:
                self._list(format)
            else:
                result = _result(name, **options)
                shown = (
                    json.dumps(result.as_json(), indent=2)
                    if format == "json"
                    else _shown(name, result, dry_run=options["dry_run"])
                )
                self.stdout.write(shown)
        except ConfigurationError as error:
            raise CommandError(f"{error.message} {error.hint}".strip()) from error
        except RequestRejected as error:
            raise CommandError(_refusal(error)) from error
        except AnyDatabaseError as error:
            raise CommandError(f"The database does not answer: {type(error).__name__}.") from error

    def _list(self, format: str) -> None:
        definitions = sorted(current_definitions().actions.values(), key=lambda each: each.name)
        entries = [
            (each.name, _guard(each), each.source, find_action(each.name) is not None) for each in definitions
        ]
        if format == "json":
            keys = ("name", "guard", "source", "enabled")
            self.stdout.write(
                json.dumps([dict(zip(keys, entry, strict=True)) for entry in entries], indent=2)
            )
            return
        if not entries:
            self.stdout.write("There are no actions.")
        width = max((len(name) for name, *_ in entries), default=0)
        for name, guard, source, enabled in entries:
            self.stdout.write(f"{name:{width}}  {source:9}  {guard}{'' if enabled else ' (switched off)'}")


def _result(
    name: str,
    *,
    param: Sequence[str],
    params: str | None,
    user: str | None,
    role: str | None,
    dry_run: bool,
    **_: Any,
) -> ActionResult:
    definition = find_action(name)
    if definition is None:
        names = current_definitions().actions.keys()
        if name in names:
            raise CommandError(f"The action {name!r} is switched off.")
        near = difflib.get_close_matches(name, names, 1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise CommandError(f"There is no action {name!r}.{hint}")
    identity = _caller(user, role)
    asked = ActionRequest(
        name=name,
        parameters=_parameters(definition, param, params),
        identity=identity,
        role=role or get_gate().role_of(identity),
        via="shell",
        dry_run=dry_run,
    )
    return run_action(asked, definition)


def _caller(user: str | None, role: str | None) -> Identity:
    if user is None:
        return Identity(role=role, authenticator="shell")
    account = user_called(user)
    if account is None:
        raise CommandError(f"There is no user {user!r}.")
    return Identity(user_id=key_of(account), role=role, authenticator="shell")


def _parameters(definition: ActionDefinition, texts: Sequence[str], whole: str | None) -> dict[str, Any]:
    given: Any = {} if whole is None else _json("--params", sys.stdin.read() if whole == "-" else whole)
    if not isinstance(given, dict):
        raise CommandError("--params takes a JSON object.")
    types = {parameter.name: parameter.type for parameter in definition.parameters}
    for text in texts:
        name, separator, value = text.partition("=")
        if not (name and separator):
            raise CommandError("--param takes NAME=VALUE.")
        if name in given:
            raise CommandError(f"The parameter {name} is given twice.")
        given[name] = _value(name, value, types.get(name))
    return given


def _value(name: str, text: str, declared: str | None) -> Any:
    """A variable of an operation has no declared type: it is JSON where it can be."""
    if declared is None:
        with contextlib.suppress(InvalidJson):
            return read_json(text)
        return text
    return text if declared.rstrip("!") in _AS_TEXT else _json(f"--param {name}", text)


def _json(option: str, text: str) -> Any:
    try:
        return read_json(text)
    except InvalidJson as error:
        raise CommandError(f"{option} is not JSON: {error}.") from error


def _guard(definition: ActionDefinition) -> str:
    if definition.public:
        return "public"
    parts = [f"auth {definition.auth_name}"] if definition.auth_name else []
    parts += [f"roles {', '.join(definition.roles)}"] if definition.roles else []
    return " and ".join(parts)


def _shown(name: str, result: ActionResult, *, dry_run: bool) -> str:
    return "\n".join(_lines(name, result, dry_run=dry_run))


def _lines(name: str, result: ActionResult, *, dry_run: bool) -> Iterator[str]:
    shown = result.as_json()
    if result.status == "skipped":
        yield f"{name} was skipped: it is still running elsewhere."
        return
    rows = "" if result.count is None else f", {result.count} {'row' if result.count == 1 else 'rows'}"
    undone = ", and rolled back" if dry_run else ""
    yield f"{name} is {result.status}{rows}, {result.milliseconds:.0f} ms{undone}."
    for key in ("rows", "value", "errors"):
        if shown.get(key) is not None:
            yield json.dumps(shown[key], indent=2, ensure_ascii=False)


def _refusal(error: RequestRejected) -> str:
    """All that is known: who has a shell may read the log as well."""
    lines: list[str] = []
    for each in error.as_errors():
        lines.append(f"{each['extensions']['code']}: {each['message']}")
        fields = each["extensions"].get("fields", ())
        lines += [f"  {'.'.join(map(str, field['path']))}: {field['message']}" for field in fields]
    return "\n".join([*lines, *([error.detail] if error.detail else [])])
