"""``manage.py graphgate_audit``."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as AnyDatabaseError
from django.db import connections, router
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from django_graphgate.audit import triggers
from django_graphgate.audit.actor import acting_command
from django_graphgate.audit.export import as_dict, csv_lines, json_lines, select
from django_graphgate.audit.prune import prune
from django_graphgate.audit.texts import plain
from django_graphgate.audit.verify import Head, Verified, heads, verify
from django_graphgate.errors import ConfigurationError
from django_graphgate.models import AuditEvent

_MOST_DAYS = 36_500


class Command(BaseCommand):
    help = (
        "Verify that no audit event was changed or removed, note the heads of the chains, show or export events, "
        "or remove old ones."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        whats = ["verify", "heads", "tail", "export", "prune"]
        parser.add_argument("what", choices=whats, help="What to do.")
        parser.add_argument(
            "--format",
            choices=["text", "json", "csv"],
            default="text",
            help="The form of what is shown; an export is JSON lines, or csv.",
        )
        parser.add_argument(
            "--expect", action="append", default=[], help="With verify: a noted head, STREAM:SEQUENCE:DIGEST."
        )
        parser.add_argument(
            "--expect-file", type=Path, help="With verify: what heads --format json has printed."
        )
        parser.add_argument("--since", help="With tail and export: events of this date or time and later.")
        parser.add_argument("--until", help="With tail and export: events before this date or time.")
        parser.add_argument("--event", default="", help="With tail and export: such as access_change.")
        parser.add_argument("--actor", default="", help="With tail and export: who did it.")
        parser.add_argument("--stream", default="", help="With tail and export: access or events.")
        parser.add_argument("--limit", type=int, default=20, help="With tail: how many, the latest last.")
        parser.add_argument("--before", help="With prune: remove events of before this date or time.")
        parser.add_argument("--days", type=int, help="With prune: remove events that are older.")
        parser.add_argument("--dry-run", action="store_true", help="With prune: only say what it would do.")

    @acting_command("graphgate_audit")
    def handle(self, *, what: str, **options: Any) -> None:
        do: dict[str, Callable[..., None]] = {
            "verify": self._verify,
            "heads": self._heads,
            "tail": self._tail,
            "export": self._export,
            "prune": self._prune,
        }
        if what != "export" and options["format"] == "csv":
            raise CommandError("--format csv is for export.")
        try:
            do[what](**options)
        except ConfigurationError as error:
            raise CommandError(f"{error.message} {error.hint}".strip()) from error
        except AnyDatabaseError as error:
            raise CommandError(f"The database does not answer: {type(error).__name__}.") from error

    def _show(self, format: str, answer: Any, lines: Sequence[str]) -> None:
        self.stdout.write(json.dumps(answer, indent=2) if format == "json" else "\n".join(lines))

    def _verify(self, *, format: str, expect: Sequence[str], expect_file: Path | None, **_: Any) -> None:
        verified = verify([*(_head(text) for text in expect), *_heads_of(expect_file)])
        missing = triggers.missing(connections[router.db_for_write(AuditEvent)])
        lines = [line for each in verified for line in _lines(each)] or ["There are no events."]
        if missing:
            lines.append(
                f"Triggers that keep events as they are do not exist: {', '.join(missing)}. Run migrate."
            )
        answer = {"streams": [asdict(each) for each in verified], "missing_triggers": missing}
        self._show(format, answer, lines)
        wrong = sum(len(each.problems) for each in verified)
        if wrong:
            raise CommandError(f"{wrong} {'problem' if wrong == 1 else 'problems'}: the audit is not whole.")
        if missing and not triggers.in_tests():  # their databases have none
            raise CommandError("The chains are whole, and nothing keeps them so.")

    def _heads(self, *, format: str, **_: Any) -> None:
        ends = heads()
        lines = [f"{head.stream}:{head.sequence}:{head.digest}" for head in ends]
        self._show(format, [asdict(head) for head in ends], lines)

    def _tail(self, *, format: str, limit: int, **options: Any) -> None:
        events = list(_selected(**options).order_by("-at", "-sequence")[: max(limit, 0)])[::-1]
        lines = [
            f"{event.at:%Y-%m-%d %H:%M:%S}  {event.event:16} {event.name}  {event.actor} {event.via}  "
            f"{event.role} {event.origin} {event.code} {event.reference}  {event.detail}".rstrip()
            for event in events
        ]
        self._show(format, [as_dict(event) for event in events], [plain(line) for line in lines])

    def _export(self, *, format: str, **options: Any) -> None:
        events = _selected(**options).iterator(chunk_size=1_000)
        for line in csv_lines(events) if format == "csv" else json_lines(events):
            self.stdout.write(line)

    def _prune(self, *, format: str, before: str | None, days: int | None, dry_run: bool, **_: Any) -> None:
        if (before is None) == (days is None):
            raise CommandError("Say which events: --before DATE or --days N.")
        if days is not None and not 0 <= days <= _MOST_DAYS:
            raise CommandError(f"--days is a number of days from 0 to {_MOST_DAYS}.")
        limit = _moment(before, "--before") or timezone.now() - timedelta(days=days or 0)
        pruned = prune(limit, dry=dry_run)
        verb = "would be deleted" if dry_run else "deleted"
        lines = [f"{each.stream}: {each.events} events up to {each.sequence} {verb}." for each in pruned]
        self._show(format, [asdict(each) for each in pruned], lines or ["No event is that old."])


def _lines(verified: Verified) -> list[str]:
    head = verified.head
    begin = f"{verified.events} events after {verified.start}"
    if not verified.problems and head is not None:
        return [f"{verified.stream}: {begin}, whole up to {head.sequence}:{head.digest}"]
    return [f"{verified.stream}: {begin}", *(f"  {problem}" for problem in verified.problems)]


def _head(text: str) -> Head:
    stream, _, rest = text.partition(":")
    sequence, _, digest = rest.partition(":")
    if not stream or not digest or not sequence.isdecimal():
        raise CommandError(f"{text!r} is not STREAM:SEQUENCE:DIGEST, as graphgate_audit heads prints it.")
    return Head(stream, int(sequence), digest)


def _heads_of(path: Path | None) -> list[Head]:
    if path is None:
        return []
    try:
        noted = json.loads(path.read_text(encoding="utf-8"))
        return [Head(str(e["stream"]), int(e["sequence"]), str(e["digest"])) for e in noted]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise CommandError(
            f"{path} does not hold what graphgate_audit heads --format json prints."
        ) from error


def _selected(*, since: str | None, until: str | None, event: str, actor: str, stream: str, **_: Any) -> Any:
    first, last = _moment(since, "--since"), _moment(until, "--until")
    return select(since=first, until=last, event=event, actor=actor, stream=stream)


def _moment(text: str | None, option: str) -> datetime | None:
    if text is None:
        return None
    try:
        day = parse_date(text)
        moment = parse_datetime(text) if day is None else datetime(day.year, day.month, day.day)  # noqa: DTZ001
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"{option} is a date or a time, such as 2026-01-31 or 2026-01-31T12:00:00Z.")
    return timezone.make_aware(moment) if timezone.is_naive(moment) and _aware() else moment


def _aware() -> bool:
    return timezone.is_aware(timezone.now())
