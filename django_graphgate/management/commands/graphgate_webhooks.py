"""``manage.py graphgate_webhooks``."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as AnyDatabaseError

from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.models import WebhookDelivery
from django_graphgate.webhooks import rows
from django_graphgate.webhooks.retry import retry_delivery, retry_due

_TEXT = 10_000
"""Characters of a body that are shown."""


class Command(BaseCommand):
    help = (
        "Show the deliveries to webhooks, try again those that failed (call it every minute from cron), "
        "or remove those that ended long ago."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["list", "show", "retry", "prune"], help="What to do.")
        parser.add_argument("--id", type=uuid.UUID, help="The delivery: its key, as list shows it.")
        parser.add_argument("--endpoint", default="", help="Deliveries to this endpoint only.")
        parser.add_argument(
            "--status", default="", choices=rows.Status.values, help="With list: only those with this status."
        )
        parser.add_argument("--limit", type=int, default=50, help="With list: how many, the latest first.")
        parser.add_argument(
            "--all-due",
            action="store_true",
            help="With retry: all that are due, which is what it does without --id, too.",
        )
        parser.add_argument(
            "--format", choices=["text", "json"], default="text", help="The form of what is shown."
        )

    def handle(self, *, what: str, format: str, **options: Any) -> None:
        do: dict[str, Callable[..., tuple[Any, str]]] = {
            "list": _listed,
            "show": _shown,
            "retry": _retried,
            "prune": _pruned,
        }
        try:
            answer, text = do[what](**options)
        except ConfigurationError as error:
            raise CommandError(f"{error.message} {error.hint}".strip()) from error
        except RequestRejected as error:
            raise CommandError(f"{error.message} {error.detail}".strip()) from error
        except AnyDatabaseError as error:
            raise CommandError(f"The database does not answer: {type(error).__name__}.") from error
        self.stdout.write(json.dumps(answer, indent=2) if format == "json" else text)


def _listed(*, endpoint: str, status: str, limit: int, **_: Any) -> tuple[Any, str]:
    listed = rows.deliveries().defer("body").order_by("-received_at")
    if endpoint:
        listed = listed.filter(endpoint=endpoint)
    if status:
        listed = listed.filter(status=status)
    answer = [_summary(row) for row in listed[: max(limit, 0)]]
    lines = [
        f"{each['id']}  {each['received_at']}  {each['status']:8}  {each['attempts']:>3}  {each['endpoint']}"
        f"  {each['code']}".rstrip()
        for each in answer
    ]
    return answer, "\n".join(lines) or "There are no deliveries."


def _shown(*, id: uuid.UUID | None, **_: Any) -> tuple[Any, str]:
    row = _delivery(id)
    body = bytes(row.body).decode("utf-8", "backslashreplace")
    answer = {
        **_summary(row),
        "error_id": row.error_id,
        "next_attempt_at": _moment(row.next_attempt_at),
        "ended_at": _moment(row.ended_at),
        "origin": row.origin,
        "content_type": row.content_type,
        "headers": row.headers,
        "body": body,
    }
    lines = [f"{name}: {value}" for name, value in answer.items() if name not in ("headers", "body")]
    lines += [f"  {name}: {value}" for name, value in row.headers.items()]
    return answer, _printable("\n".join([*lines, "", body[:_TEXT]]))


def _retried(*, id: uuid.UUID | None, endpoint: str, all_due: bool, **_: Any) -> tuple[Any, str]:
    """By its key a delivery is tried whenever it is not done; what is due is tried in any case."""
    if id is None:
        outcomes = dict(sorted(retry_due(endpoint).items()))
        rows.forget_old()
        text = ", ".join(f"{count} {status}" for status, count in outcomes.items())
        return outcomes, text or "Nothing is due."
    if all_due or endpoint:
        raise CommandError("--id is for one delivery: leave out --all-due and --endpoint.")
    row = _delivery(id)
    status = retry_delivery(row.pk, force=True)
    if not status:
        raise CommandError(f"The webhook {row.endpoint} is switched off.")
    if status != rows.Status.DONE:
        raise CommandError(f"{row.pk}: {status}. The log says why.")
    return {status: 1}, f"{row.pk}: {status}"


def _pruned(**_: Any) -> tuple[Any, str]:
    count = rows.forget_old()
    return {"deleted": count}, f"{count} deleted."


def _delivery(key: uuid.UUID | None) -> WebhookDelivery:
    if key is None:
        raise CommandError("Name the delivery with --id.")
    row = rows.deliveries().filter(pk=key).first()
    if row is None:
        raise CommandError(f"There is no delivery {key}.")
    return row


def _summary(row: WebhookDelivery) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "endpoint": row.endpoint,
        "event_id": _printable(row.event_id),
        "status": row.status,
        "attempts": row.attempts,
        "received_at": _moment(row.received_at),
        "code": row.code,
    }


def _moment(moment: Any) -> str | None:
    return None if moment is None else moment.isoformat(sep=" ", timespec="seconds")


def _printable(text: str) -> str:
    """Without what moves a terminal's cursor or changes its colours."""
    return "".join(
        character if character.isprintable() or character == "\n" else f"\\x{ord(character):02x}"
        for character in text
    )
