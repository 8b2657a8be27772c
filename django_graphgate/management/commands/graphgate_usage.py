"""``manage.py graphgate_usage``."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from django_graphgate.telemetry.report import Use, clients_of, unused_operations, usage_of_all

_PERCENTILES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}


class Command(BaseCommand):
    help = (
        "Show how often and how quickly each role runs each operation, and how many rows and bytes it gets; "
        "or which operations nobody runs."
    )

    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--operation", metavar="NAME", help="Show one operation, and the clients that run it."
        )
        parser.add_argument(
            "--unused-days",
            type=int,
            metavar="N",
            help="Show the operations on the list that have not run for N days: they could be retired.",
        )
        parser.add_argument(
            "--format", choices=["text", "json", "csv"], default="text", help="The form of the report."
        )

    def handle(self, *, operation: str | None, unused_days: int | None, format: str, **options: Any) -> None:
        clients: list[dict[str, Any]] | None = None
        if unused_days is not None:
            if not 0 <= unused_days <= 36_500:
                raise CommandError("--unused-days is a number from 0 to 36500.")
            rows = [_texts(vars(unused)) for unused in unused_operations(unused_days)]
            rows = [row for row in rows if operation in (None, row["name"])]
        else:
            rows = [_row(*key, use) for key, use in usage_of_all().items() if operation in (None, key[1])]
            if operation is not None:
                if not rows:
                    raise CommandError(f"No operation {operation!r} has run.")
                clients = [_texts(vars(client)) for client in clients_of(Q(name=operation))]
        if format == "json":
            report: dict[str, Any] = {"unused" if unused_days is not None else "operations": rows}
            self.stdout.write(
                json.dumps(report if clients is None else {**report, "clients": clients}, indent=2)
            )
            return
        write = _csv if format == "csv" else _table
        self.stdout.write(write(rows) or ("None." if format == "text" else ""))
        if clients and format == "text":
            self.stdout.write("\n" + _table(clients))


def _row(namespace: str, name: str, role: str, use: Use) -> dict[str, Any]:
    percentiles = {label: use.percentile(share) for label, share in _PERCENTILES.items()}
    return _texts(
        {
            "namespace": namespace,
            "name": name,
            "role": role,
            "runs": use.runs,
            "failures": use.failures,
            "failed_percent": round(use.failed_percent, 1),
            "average_ms": round(use.average_milliseconds, 1),
            **{f"{label}_ms": None if ms is None else round(ms, 1) for label, ms in percentiles.items()},
            "rows": use.rows,
            "response_bytes": use.response_bytes,
            "last_run": use.last_run,
        }
    )


def _texts(row: Mapping[str, Any]) -> dict[str, Any]:
    """Moments as JSON has them."""
    return {
        key: value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
        for key, value in row.items()
    }


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    if rows:
        writer = csv.DictWriter(text, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    """Clients write their names themselves, and spreadsheets run what begins like a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return ""
    lines = [[key.replace("_", " ") for key in rows[0]]]
    lines += [["-" if value in (None, "") else str(value) for value in row.values()] for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
